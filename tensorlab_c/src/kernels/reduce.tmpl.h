/* Reductions to a value: the formula of each, and its instance of fold.inc.h. */

#if IS(C)
#define TIMES(a, b) FN(multiply)(a, b)
#else
#define TIMES(a, b) ((a) * (b))
#endif
#if IS(F) || IS(C)
#define SUM_TYPE T
typedef T FN(part);
#else
#define SUM_TYPE uint64_t /* wraps */
/* thousands of elements below 32 bits fit in an int32 */
typedef __typeof__(__builtin_choose_expr(sizeof(T) < 4, (int32_t)0, (uint64_t)0)) FN(part);
#endif

#define OP sum
#define A SUM_TYPE
#define P FN(part)
#define R ACC
#define LIFT(x) ((P)(x))
#define JOIN(a, b) ((a) + (b))
#define START 0 /* the sum of nothing but -0 is 0, as NumPy's */
#define EMPTY 0
#define ORDERED (IS(F) || IS(C))
#define DONE(a) 0
#include "fold.inc.h"

#if IS(C)
#define RARE
#endif
#define OP prod
#define A SUM_TYPE
#define P SUM_TYPE
#define R ACC
#define LIFT(x) ((P)(x))
#define JOIN(a, b) TIMES(a, b)
#define START 1
#define EMPTY 1
#define ORDERED (IS(F) || IS(C))
#define DONE(a) 0
#include "fold.inc.h"

#if !IS(U)
#define OP any
#define A FN(pattern)
#define P A
#define R uint8_t
#define LIFT(x) ((P)((x) != 0))
#define JOIN(a, b) ((a) | (b))
#define START 0
#define EMPTY 0
#define ORDERED 0
#define DONE(a) ((a) != 0)
#include "fold.inc.h"

#define OP all
#define A FN(pattern)
#define P A
#define R uint8_t
#define LIFT(x) ((P)((x) != 0))
#define JOIN(a, b) ((a) & (b))
#define START 1
#define EMPTY 1
#define ORDERED 0
#define DONE(a) ((a) == 0)
#include "fold.inc.h"
#endif

#if IS(F) || IS(C)

#define OP nansum
#define A T
#define P T
#define R T
#define LIFT(x) ((x) == (x) ? (x) : 0)
#define JOIN(a, b) ((a) + (b))
#define START 0
#define EMPTY 0
#define ORDERED 1
#define DONE(a) 0
#include "fold.inc.h"

#define OP nanprod
#define A T
#define P T
#define R T
#define LIFT(x) ((x) == (x) ? (x) : 1)
#define JOIN(a, b) TIMES(a, b)
#define START 1
#define EMPTY 1
#define ORDERED 1
#define DONE(a) 0
#include "fold.inc.h"
#endif

#if IS(F)
/* A chain of x > a ? x : a is one instruction a step and passes over NaN as long as it does not start with one. */
#define EXTREME(name, BEFORE, WORST)                                       \
    TL_INLINE T FN(eight_##name)(const char *p, int64_t step, int64_t j) { \
        T a = WORST;                                                       \
        for (int r = 0; r < 8; r++) {                                      \
            T x = ((const T *)(p + r * step))[j];                          \
            a = x BEFORE a ? x : a;                                        \
        }                                                                  \
        return a;                                                          \
    }
EXTREME(nanmax, >, -(T)INFINITY)
EXTREME(nanmin, <, (T)INFINITY)
#undef EXTREME

/* NaN if one of eight elements is, else -0, which adds nothing; an addition keeps the chain free of conditions */
TL_INLINE T FN(poison)(const char *p, int64_t step, int64_t j) {
    _Bool bad = 0;
    for (int r = 0; r < 8; r += 2)
        bad |= __builtin_isunordered(((const T *)(p + r * step))[j], ((const T *)(p + (r + 1) *step))[j]);
    return bad ? (T)NAN : -(T)0;
}
TL_INLINE T FN(eight_max)(const char *p, int64_t step, int64_t j) {
    return FN(eight_nanmax)(p, step, j) + FN(poison)(p, step, j);
}
TL_INLINE T FN(eight_min)(const char *p, int64_t step, int64_t j) {
    return FN(eight_nanmin)(p, step, j) + FN(poison)(p, step, j);
}

/* NaN when there is nothing else, else `value` */
static T FN(unless_all_nan)(T value, int64_t n, const char *in, int64_t step) {
    for (int64_t i = 0; i < n; i++) {
        T x = *(const T *)(in + i * step);
        if (x == x) return value;
    }
    return (T)NAN;
}

#define OP max
#define A T
#define P T
#define R T
#define LIFT(x) (x)
#define JOIN(a, b) (((a) > (b) ? (a) : (b)) + (__builtin_isunordered(a, b) ? (T)NAN : -(T)0))
#define START (-(T)INFINITY)
#define EMPTY START
#define ORDERED 1
#define DONE(a) 0
#define OCT FN(eight_max)
#include "fold.inc.h"

#define OP min
#define A T
#define P T
#define R T
#define LIFT(x) (x)
#define JOIN(a, b) (((a) < (b) ? (a) : (b)) + (__builtin_isunordered(a, b) ? (T)NAN : -(T)0))
#define START ((T)INFINITY)
#define EMPTY START
#define ORDERED 1
#define DONE(a) 0
#define OCT FN(eight_min)
#include "fold.inc.h"

#define OP nanmax
#define A T
#define P T
#define R T
#define LIFT(x) ((x) == (x) ? (x) : -(T)INFINITY)
#define JOIN(a, b) ((a) > (b) ? (a) : (b))
#define START (-(T)INFINITY)
#define EMPTY START
#define ORDERED 1
#define DONE(a) 0
#define OCT FN(eight_nanmax)
#define FINISH(a, n, in, step) ((a) == START ? FN(unless_all_nan)(a, n, in, step) : (a))
#include "fold.inc.h"

#define OP nanmin
#define A T
#define P T
#define R T
#define LIFT(x) ((x) == (x) ? (x) : (T)INFINITY)
#define JOIN(a, b) ((a) < (b) ? (a) : (b))
#define START ((T)INFINITY)
#define EMPTY START
#define ORDERED 1
#define DONE(a) 0
#define OCT FN(eight_nanmin)
#define FINISH(a, n, in, step) ((a) == START ? FN(unless_all_nan)(a, n, in, step) : (a))
#include "fold.inc.h"

#elif !IS(C)

#if IS(U)
#define LOWEST 0
#define HIGHEST ((T) - 1)
#else
#define HIGHEST ((T)(((FN(pattern))-1) >> 1))
#define LOWEST ((T)(-HIGHEST - 1))
#endif

#define OP max
#define A T
#define P T
#define R T
#define LIFT(x) (x)
#define JOIN(a, b) ((a) > (b) ? (a) : (b))
#define START LOWEST
#define EMPTY START
#define ORDERED 0
#define DONE(a) 0
#include "fold.inc.h"

#define OP min
#define A T
#define P T
#define R T
#define LIFT(x) (x)
#define JOIN(a, b) ((a) < (b) ? (a) : (b))
#define START HIGHEST
#define EMPTY START
#define ORDERED 0
#define DONE(a) 0
#include "fold.inc.h"

#undef LOWEST
#undef HIGHEST
#endif

static void FN(fill_reduce)(tl_kernels *k) {
    k->fold[TL_OP_sum][ID] = k->fold[TL_OP_nansum][ID] = FN(fold_sum);
    k->fold[TL_OP_prod][ID] = k->fold[TL_OP_nanprod][ID] = FN(fold_prod);
#if !IS(U)
    k->fold[TL_OP_any][ID] = FN(fold_any);
    k->fold[TL_OP_all][ID] = FN(fold_all);
#endif
#if IS(F) || IS(C)
    k->fold[TL_OP_nansum][ID] = FN(fold_nansum);
    k->fold[TL_OP_nanprod][ID] = FN(fold_nanprod);
#endif
#if !IS(C)
    k->fold[TL_OP_max][ID] = k->fold[TL_OP_nanmax][ID] = FN(fold_max);
    k->fold[TL_OP_min][ID] = k->fold[TL_OP_nanmin][ID] = FN(fold_min);
#endif
#if IS(F)
    k->fold[TL_OP_nanmax][ID] = FN(fold_nanmax);
    k->fold[TL_OP_nanmin][ID] = FN(fold_nanmin);
#endif
}

#undef RARE
#undef TIMES
#undef SUM_TYPE
