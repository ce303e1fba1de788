/* Elementary functions of complex numbers: the C library's, with the special values of C99 Annex G. Those of complex64
 * are computed in double, so that their parts are rounded once. */
#define PART_FN(name) TL_CAT5(name, _, PART_STEM, _, TL_ISA)
#define IS_INF(x) (__builtin_fabs(x) == (double)INFINITY)
#define COPYSIGN(x, y) (PART) __builtin_copysign(x, y)

TL_INLINE PART FN(abs)(T a) { return PART_FN(hypot)(RE(a), IM(a)); }

/* a / |a|: 0 of 0, and a direction of what has one infinite part */
TL_INLINE T FN(sign)(T a) {
    PART r = FN(abs)(a), x = RE(a), y = IM(a);
    if (r == (PART)INFINITY) {
        x = IS_INF(x) ? COPYSIGN((PART)1, x) : x == x ? (PART)0 : x;
        y = IS_INF(y) ? COPYSIGN((PART)1, y) : y == y ? (PART)0 : y;
        r = x != 0 && y != 0 ? (PART)NAN : (PART)1;
    }
    return r == 0 ? FN(both)((PART)0, (PART)0) : FN(both)(x / r, y / r);
}

#define ELEMENTARY(name, function) \
    static inline T FN(name)(T a) { return (T)__builtin_##function((double _Complex)a); }
ELEMENTARY(sqrt, csqrt)
ELEMENTARY(exp, cexp)
ELEMENTARY(log, clog)
ELEMENTARY(sin, csin)
ELEMENTARY(cos, ccos)
ELEMENTARY(tan, ctan)
ELEMENTARY(arcsin, casin)
ELEMENTARY(arccos, cacos)
ELEMENTARY(arctan, catan)
ELEMENTARY(sinh, csinh)
ELEMENTARY(cosh, ccosh)
ELEMENTARY(arcsinh, casinh)
ELEMENTARY(arccosh, cacosh)
ELEMENTARY(arctanh, catanh)
#undef ELEMENTARY

/* The array API standard's sign of 0 far from the imaginary axis; C99's is that of sin 2y. */
static inline T FN(tanh)(T a) {
    if (IS_INF(RE(a)) && IM(a) - IM(a) == 0) return FN(both)(COPYSIGN((PART)1, RE(a)), COPYSIGN((PART)0, IM(a)));
    return (T)__builtin_ctanh((double _Complex)a);
}

TL_INLINE T FN(over)(T a, double k) {
    double _Complex w = __builtin_clog((double _Complex)a);
    return FN(both)((PART)(RE(w) * k), (PART)(IM(w) * k));
}
static inline T FN(log2)(T a) { return FN(over)(a, 1.4426950408889634); }  /* 1 / ln 2 */
static inline T FN(log10)(T a) { return FN(over)(a, 0.4342944819032518); } /* 1 / ln 10 */

static inline T FN(exp2)(T a) {
    double x = RE(a), y = IM(a) * 0.6931471805599453; /* ln 2 */
    if (x - x == 0 && y - y == 0 && y != 0) {
        double r = __builtin_exp2(x);
        return FN(both)((PART)(r * __builtin_cos(y)), (PART)(r * __builtin_sin(y)));
    }
    if (y == 0 && x == x) return FN(both)((PART)__builtin_exp2(x), (PART)y);
    double _Complex z;
    RE(z) = x;
    IM(z) = y;
    return (T)__builtin_cexp(z);
}

/* exp(x) cos y - 1 = expm1(x) cos y - 2 sin(y/2)^2 */
static inline T FN(expm1)(T a) {
    double x = RE(a), y = IM(a);
    if (y == 0 && x == x) return FN(both)((PART)(__builtin_expm1(x) + 0.0), (PART)y); /* 0, never -0 */
    if (x - x == 0 && y - y == 0) {
        double half = __builtin_sin(y / 2);
        return FN(both)((PART)(__builtin_expm1(x) * __builtin_cos(y) - 2 * half * half),
                        (PART)(__builtin_exp(x) * __builtin_sin(y)));
    }
    double _Complex w = __builtin_cexp((double _Complex)a);
    return FN(both)((PART)(RE(w) - 1), (PART)IM(w));
}

/* |1 + a|^2 - 1 = x (2 + x) + y^2 */
static inline T FN(log1p)(T a) {
    double x = RE(a), y = IM(a);
    if (__builtin_fabs(x) < 0.5 && __builtin_fabs(y) < 0.5)
        return FN(both)((PART)(0.5 * __builtin_log1p(x * (2 + x) + y * y)), (PART)__builtin_atan2(y, 1 + x));
    double _Complex z;
    RE(z) = 1 + x;
    IM(z) = y;
    return (T)__builtin_clog(z);
}

/* Whole powers up to 100 by products, as NumPy has them; 0 has a power where the real part is positive. */
static inline T FN(power)(T a, T b) {
    double n = RE(b);
    if (b == 0) return (T)1;
    if (a == 0) return n > 0 ? FN(both)((PART)0, (PART)0) : FN(both)((PART)NAN, (PART)NAN);
    if (IM(b) == 0 && n == (double)(int)n && n > -100 && n < 100) {
        int left = n < 0 ? -(int)n : (int)n;
        T power = a, product = left & 1 ? a : (T)1;
        while (left >>= 1) {
            power = FN(multiply)(power, power);
            if (left & 1) product = product == 1 ? power : FN(multiply)(product, power);
        }
        return n < 0 ? FN(reciprocal)(product) : product;
    }
    return (T)__builtin_cpow((double _Complex)a, (double _Complex)b);
}
#undef PART_FN
#undef IS_INF
#undef COPYSIGN
