/* Inverse hyperbolic and circular functions and the cube root for T = float or double. */

TL_INLINE T FN(arcsinh)(T x) {
    T a = FN(mabs)(x), b = a > K(LARGE) ? 1 : a;
    FN(pair) p = FN(exact_product)(b, b);
    T big = p.h > 1 ? p.h : 1, small = p.h > 1 ? 1 : p.h;
    FN(pair) w = FN(ordered_sum)(big, small);
    w.l += p.l;
    FN(pair) s = FN(pair_sqrt)(w), u = FN(ordered_sum)(s.h, b);
    u.l += s.l;
    T huge = a > K(LARGE) ? (T)1 : (T)0; /* log 2a */
    T y = FN(log_wide)(huge > 0 ? a : u.h, huge > 0 ? 0 : u.l / u.h, huge);
    y = a < (T)INFINITY ? y : a;
    return a < K(TINY) ? x : FN(msign)(y, x);
}

TL_INLINE T FN(arccosh)(T x) {
    T b = x > K(LARGE) ? 1 : x;
    FN(pair) p = FN(exact_product)(b, b), w = FN(ordered_sum)(p.h, -1);
    w = FN(ordered_sum)(w.h, w.l + p.l);
    FN(pair) s = FN(pair_sqrt)(w), u = FN(ordered_sum)(b, s.h);
    u.l += s.l;
    T huge = x > K(LARGE) ? (T)1 : (T)0;
    T y = FN(log_wide)(huge > 0 ? x : u.h, huge > 0 ? 0 : u.l / u.h, huge);
    y = x < (T)INFINITY ? y : x;
    return x >= 1 ? y : (T)NAN;
}

/* log((1+a)/(1-a)) / 2 */
TL_INLINE T FN(arctanh)(T x) {
    T a = FN(mabs)(x), b = a < 1 ? a : 0;
    FN(pair) q = FN(pair_div)(FN(ordered_sum)(1, b), FN(ordered_sum)(1, -b));
    q = FN(ordered_sum)(q.h, q.l);
    T y = (T)0.5 * FN(log_wide)(q.h, q.l / q.h, 0), edge = a == 1 ? (T)INFINITY : (T)NAN;
    y = a < 1 ? y : edge;
    return a < K(TINY) ? x : FN(msign)(y, x);
}

/* atan of a pair t in [-(sqrt2-1), sqrt2-1] plus n pi/4, n = 0, 1 or 2 */
TL_INLINE T FN(arctan_tail)(FN(pair) t, T n) {
    T z = t.h * t.h;
    T tail = FMA(t.h * z, POLY(z, K(ATAN)), t.l - t.l * z);
    FN(pair) sum = FN(ordered_sum)(n * (K(PIO2_H) / 2), t.h);
    return sum.h + (sum.l + FMA(n, K(PIO2_L) / 2, tail));
}

/* three ranges: atan a | pi/4 + atan((a-1)/(a+1)) | pi/2 + atan(-1/a) */
TL_INLINE T FN(arctan)(T x) {
    T a = FN(mabs)(x);
    a = a > K(LARGE) ? K(LARGE) : a;
    T mid = a > (T)0.41421356237309503 ? (T)1 : (T)0, top = a > (T)2.414213562373095 ? (T)1 : (T)0;
    FN(pair) below = FN(exact_sum)(a, -1), above = FN(exact_sum)(a, 1);
    FN(pair) n = {mid > 0 ? below.h : a, mid > 0 ? below.l : 0}, d = {mid > 0 ? above.h : 1, mid > 0 ? above.l : 0};
    n.h = top > 0 ? -1 : n.h;
    n.l = top > 0 ? 0 : n.l;
    d.h = top > 0 ? a : d.h;
    d.l = top > 0 ? 0 : d.l;
    T y = FN(arctan_tail)(FN(pair_div)(n, d), mid + top);
    return FN(mabs)(x) < K(TINY) ? x : FN(msign)(y, x);
}

/* asin of a: t + tail for a <= 1/2, else pi/2 - 2(t + tail) with t = sqrt((1-a)/2) */
typedef struct {
    T t, tail, half; /* half: a > 1/2 */
} FN(arc);

TL_INLINE FN(arc) FN(arc_split)(T a) {
    T half = a > (T)0.5 ? (T)1 : (T)0, rest = (T)0.5 * (1 - a); /* exact where it is used */
    rest = rest > 0 ? rest : 0;
    FN(pair) root = FN(pair_sqrt)((FN(pair)){rest, 0});
    T z = half > 0 ? rest : a * a, t = half > 0 ? root.h : a;
    return (FN(arc)){t, FMA(t * z, POLY(z, K(ASIN)), half > 0 ? root.l : 0), half};
}

TL_INLINE T FN(arcsin)(T x) {
    T a = FN(mabs)(x);
    FN(arc) y = FN(arc_split)(a);
    FN(pair) sum = FN(ordered_sum)(K(PIO2_H), -2 * y.t);
    T big = sum.h + (sum.l + (K(PIO2_L) - 2 * y.tail));
    T r = y.half > 0 ? big : y.t + y.tail;
    r = a <= 1 ? r : (T)NAN;
    return a < K(TINY) ? x : FN(msign)(r, x);
}

TL_INLINE T FN(arccos)(T x) {
    FN(arc) y = FN(arc_split)(FN(mabs)(x));
    T t = FN(msign)(y.t, x), tail = FN(msign)(y.tail, x), two = 2 * y.half;
    /* |x| <= 1/2: pi/2 - asin x; x > 1/2: 2 asin t; x < -1/2: pi - 2 asin t */
    T turns = y.half > 0 ? (x < 0 ? (T)2 : (T)0) : (T)1, factor = y.half > 0 ? two : (T)-1;
    FN(pair) sum = FN(ordered_sum)(turns * K(PIO2_H), factor * t);
    T r = sum.h + (sum.l + FMA(factor, tail, turns * K(PIO2_L)));
    return FN(mabs)(x) <= 1 ? r : (T)NAN;
}

/* |x| = 2^(3k) w: y = w^(-1/3) by a fourth-order step and a Newton step, then w y^2 corrected once */
TL_INLINE T FN(cbrt)(T x) {
    T a = FN(mabs)(x);
    FN(split) n = FN(normalized)(a), m = FN(split_sqrt2)(n.f);
    T e = m.k + n.k, k = FN(mround)(e * (T)0.33333334);
    T w = (1 + m.f) * FN(pow2)(e - 3 * k);
    T y = POLY(w, K(CBRT)), d = FMA(-w * y, y * y, 1);
    y = FMA(y * d, FMA(d, FMA(d, (T)(14.0 / 81), (T)(2.0 / 9)), (T)(1.0 / 3)), y);
    d = FMA(-w * y, y * y, 1);
    y = FMA(y * d, (T)(1.0 / 3), y);
    T c = w * y * y;
    FN(pair) cc = FN(exact_product)(c, c), ccc = FN(exact_product)(cc.h, c);
    T rest = ((w - ccc.h) - ccc.l) - cc.l * c;
    T r = FN(pow2)(k) * FMA(rest * (T)(1.0 / 3), y * y, c);
    return a > 0 && a < (T)INFINITY ? FN(msign)(r, x) : x;
}

/* a and b, not negative, scaled so that squares and quotients stay in range; infinite ones become 1 and the others 0 */
typedef struct {
    T a, b, back; /* the scale's inverse */
} FN(scaled);

TL_INLINE FN(scaled) FN(scale_two)(T a, T b) {
    const T inf = (T)INFINITY;
    T a_inf = a == inf ? (T)1 : (T)0, b_inf = b == inf ? (T)1 : (T)0, infinite = a_inf + b_inf;
    a = infinite > 0 ? a_inf : a;
    b = infinite > 0 ? b_inf : b;
    T most = a > b ? a : b, up = most < K(SCALE_BELOW) ? K(SCALE) : 1, back = most < K(SCALE_BELOW) ? 1 / K(SCALE) : 1;
    up = most > 1 / K(SCALE_BELOW) ? 1 / K(SCALE) : up;
    back = most > 1 / K(SCALE_BELOW) ? K(SCALE) : back;
    return (FN(scaled)){a * up, b * up, infinite > 0 ? inf : back};
}

TL_INLINE T FN(hypot)(T x, T y) {
    FN(scaled) v = FN(scale_two)(FN(mabs)(x), FN(mabs)(y));
    T most = v.a > v.b ? v.a : v.b, least = v.a > v.b ? v.b : v.a;
    FN(pair) p = FN(exact_product)(most, most), q = FN(exact_product)(least, least);
    FN(pair) sum = FN(ordered_sum)(p.h, q.h), root = FN(pair_sqrt)((FN(pair)){sum.h, sum.l + (p.l + q.l)});
    T r = (root.h + root.l) * v.back, nan = FN(mabs)(x) + FN(mabs)(y);
    r = nan != nan ? nan : r;
    return v.back == (T)INFINITY ? v.back : r;
}

TL_INLINE T FN(arctan2)(T y, T x) {
    FN(scaled) v = FN(scale_two)(FN(mabs)(y), FN(mabs)(x));
    T mid = v.a > (T)0.41421356237309503 * v.b ? (T)1 : (T)0, top = v.a > (T)2.414213562373095 * v.b ? (T)1 : (T)0;
    FN(pair) below = FN(exact_sum)(v.a, -v.b), above = FN(exact_sum)(v.a, v.b);
    FN(pair) n = {mid > 0 ? below.h : v.a, mid > 0 ? below.l : 0}, d = {mid > 0 ? above.h : v.b, mid > 0 ? above.l : 0};
    n.h = top > 0 ? -v.b : n.h;
    n.l = top > 0 ? 0 : n.l;
    d.h = top > 0 ? v.a : d.h;
    d.l = top > 0 ? 0 : d.l;
    /* a small quotient is its own arctangent: one correctly rounded division of what scaling may have made denormal */
    T tiny = v.a < K(SCALE_BELOW) * v.b ? (T)1 : (T)0;
    n.h = tiny > 0 ? FN(mabs)(y) : n.h;
    d.h = tiny > 0 ? FN(mabs)(x) : d.h;
    d.h = d.h == 0 ? 1 : d.h;
    T t = n.h / d.h;
    FN(pair) p = FN(exact_product)(t, d.h);
    T t_low = (((n.h - p.h) - p.l) + (n.l - t * d.l)) / d.h, z = t * t;
    t_low = tiny > 0 ? 0 : t_low;
    T tail = FMA(t * z, POLY(z, K(ATAN)), t_low - t_low * z);
    /* left half plane: pi minus it */
    T eighths = mid + top, negative = FN(msign)(1, x);
    eighths = negative < 0 ? 4 - eighths : eighths;
    FN(pair) base = FN(exact_product)(eighths, K(PIO2_H) / 2), sum = FN(ordered_sum)(base.h, negative * t);
    T r = sum.h + (sum.l + FMA(eighths, K(PIO2_L) / 2, FMA(negative, tail, base.l)));
    r = FN(msign)(r, y);
    T nan = FN(mabs)(x) + FN(mabs)(y);
    return nan != nan ? nan : r;
}

/* r, the power of |x|, as C99 Annex F wants it for x and y */
TL_INLINE T FN(power_limits)(T x, T y, T r) {
    /* from `whole` on all are integers; at half of y this tells odd from even */
    const T whole = (T)((U)1 << K(MANT));
    T a = FN(mabs)(y), half = a * (T)0.5;
    T fraction = a < whole ? a - ((a + whole) - whole) : 0, odd = half < whole ? half - ((half + whole) - whole) : 0;
    T negative = x < 0 ? (T)1 : (T)0, wrong = fraction != 0 ? negative : 0;
    wrong = x > -(T)INFINITY ? wrong : 0;
    odd = fraction != 0 ? 0 : odd;
    r = wrong > 0 ? (T)NAN : r;
    r = odd != 0 ? FN(msign)(r, x) : r;
    r = y != y ? y : r;
    r = x == 1 ? 1 : r;
    return y == 0 ? 1 : r;
}
