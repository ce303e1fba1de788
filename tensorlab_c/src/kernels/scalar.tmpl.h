/* The formula of every elementwise op for one dtype: T in, T or uint8_t (truth) out.
 * Elementary functions of floats come from math.tmpl.h under the same naming. Integers wrap. */

#if IS(C)
typedef uint8_t FN(pattern); /* of truths */
#else
/* unsigned and as wide as T */
typedef __typeof__(__builtin_choose_expr(
    sizeof(T) == 8, (uint64_t)0,
    __builtin_choose_expr(sizeof(T) == 4, (uint32_t)0, __builtin_choose_expr(sizeof(T) == 2, (uint16_t)0, (uint8_t)0))))
    FN(pattern);
#endif

#if IS(F)
#include "scalar_float.tmpl.h"
#elif IS(B)
#include "scalar_bool.tmpl.h"
#elif IS(C)
#include "scalar_complex.tmpl.h"
#else
#include "scalar_int.tmpl.h"
#endif

static inline uint8_t FN(equal)(T a, T b) { return a == b; }
static inline uint8_t FN(not_equal)(T a, T b) { return a != b; }
#if !IS(C)
static inline uint8_t FN(less)(T a, T b) { return a < b; }
static inline uint8_t FN(less_equal)(T a, T b) { return a <= b; }
static inline uint8_t FN(greater)(T a, T b) { return a > b; }
static inline uint8_t FN(greater_equal)(T a, T b) { return a >= b; }
#endif
static inline uint8_t FN(logical_not)(T a) { return a == 0; }
static inline uint8_t FN(logical_and)(T a, T b) { return (a != 0) & (b != 0); }
static inline uint8_t FN(logical_or)(T a, T b) { return (a != 0) | (b != 0); }
static inline uint8_t FN(logical_xor)(T a, T b) { return (a != 0) ^ (b != 0); }
