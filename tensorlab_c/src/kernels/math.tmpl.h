/* Elementary functions, once per instruction set and for both types: exp_f32_v3(float), exp_f64_v3(double), ...
 * Branch-free scalar code without tables or integer compares, so that a plain loop over it vectorises everywhere.
 * Sums that decide the last bit carry a correction term: both types stay within 1 ULP (0.9 measured), denormal
 * results and machines without FMA included. tests/c/test_math.c and exhaustive_f32.c check it. */
#include "math_coef.inc.h"

#define K(name) TL_CAT5(name, _, STEM, , )

/* Horner's rule, lowest degree first */
#define POLY(z, ...) POLY_PICK(__VA_ARGS__, P13, P12, P11, P10, P9, P8, P7, P6, P5, P4, P3, P2)(z, __VA_ARGS__)
#define POLY_PICK(a, b, c, d, e, f, g, h, i, j, k, l, m, which, ...) which
#define P2(z, a, b) FMA(z, b, a)
#define P3(z, a, ...) FMA(z, P2(z, __VA_ARGS__), a)
#define P4(z, a, ...) FMA(z, P3(z, __VA_ARGS__), a)
#define P5(z, a, ...) FMA(z, P4(z, __VA_ARGS__), a)
#define P6(z, a, ...) FMA(z, P5(z, __VA_ARGS__), a)
#define P7(z, a, ...) FMA(z, P6(z, __VA_ARGS__), a)
#define P8(z, a, ...) FMA(z, P7(z, __VA_ARGS__), a)
#define P9(z, a, ...) FMA(z, P8(z, __VA_ARGS__), a)
#define P10(z, a, ...) FMA(z, P9(z, __VA_ARGS__), a)
#define P11(z, a, ...) FMA(z, P10(z, __VA_ARGS__), a)
#define P12(z, a, ...) FMA(z, P11(z, __VA_ARGS__), a)
#define P13(z, a, ...) FMA(z, P12(z, __VA_ARGS__), a)

/* The same in pairs, w = z * z: half as long a chain of operations that wait for each other, for one product more */
#define PAIRS(z, w, ...) PAIRS_PICK(__VA_ARGS__, Q11, Q10, Q9, Q8, Q7, Q6, Q5, Q4, Q3, Q2)(z, w, __VA_ARGS__)
#define PAIRS_PICK(a, b, c, d, e, f, g, h, i, j, k, which, ...) which
#define Q2(z, w, a, b) FMA(z, b, a)
#define Q3(z, w, a, b, c) FMA(w, c, FMA(z, b, a))
#define Q4(z, w, a, b, ...) FMA(w, Q2(z, w, __VA_ARGS__), FMA(z, b, a))
#define Q5(z, w, a, b, ...) FMA(w, Q3(z, w, __VA_ARGS__), FMA(z, b, a))
#define Q6(z, w, a, b, ...) FMA(w, Q4(z, w, __VA_ARGS__), FMA(z, b, a))
#define Q7(z, w, a, b, ...) FMA(w, Q5(z, w, __VA_ARGS__), FMA(z, b, a))
#define Q8(z, w, a, b, ...) FMA(w, Q6(z, w, __VA_ARGS__), FMA(z, b, a))
#define Q9(z, w, a, b, ...) FMA(w, Q7(z, w, __VA_ARGS__), FMA(z, b, a))
#define Q10(z, w, a, b, ...) FMA(w, Q8(z, w, __VA_ARGS__), FMA(z, b, a))
#define Q11(z, w, a, b, ...) FMA(w, Q9(z, w, __VA_ARGS__), FMA(z, b, a))

#define T float
#define U uint32_t
#define STEM f32
#define FMA TL_FMAF
#define SQRT __builtin_sqrtf
#define LIBM(name) (float)name /* of the double */
#include "math_real.inc.h"
#include "math_inverse.inc.h"
#include "math_trig.inc.h"
#include "math_power.inc.h"
#undef T
#undef U
#undef STEM
#undef FMA
#undef SQRT
#undef LIBM

#define T double
#define U uint64_t
#define STEM f64
#define FMA TL_FMA
#define SQRT __builtin_sqrt
#define LIBM(name) name
#include "math_real.inc.h"
#include "math_inverse.inc.h"
#include "math_trig.inc.h"
#include "math_power.inc.h"
#undef T
#undef U
#undef STEM
#undef FMA
#undef SQRT
#undef LIBM

#if !TL_FUSED
#include "math_power_base.inc.h"
#endif

#undef K
#undef POLY
#undef POLY_PICK
#undef P2
#undef P3
#undef P4
#undef P5
#undef P6
#undef P7
#undef P8
#undef P9
#undef P10
#undef P11
#undef P12
#undef P13
#undef PAIRS
#undef PAIRS_PICK
#undef Q2
#undef Q3
#undef Q4
#undef Q5
#undef Q6
#undef Q7
#undef Q8
#undef Q9
#undef Q10
#undef Q11
