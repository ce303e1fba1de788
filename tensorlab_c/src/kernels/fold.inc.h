/* One reduction of one dtype. Included by reduce.tmpl.h once per op, which defines around it
 *   OP         its name                          A, R        types of accumulators and results
 *   LIFT(x)    what an element contributes       P           type of short partial results
 *   JOIN(a, b) combination of two partials       START       neutral element of JOIN
 *   EMPTY      result of nothing                 ORDERED     1: JOIN rounds or sees signed zeros, so its order is fixed
 *   DONE(a)    nothing can change a any more
 * and optionally OCT, the name of a function that joins eight elements, and FINISH(a, n, in, step). RARE is defined
 * around several.
 *
 * The order is fixed by n and the layout alone, never by the vector width. An ordered row is folded as LANES columns.
 * A column takes 8 elements at a time as a tree, 16 of these in sequence, and combines such blocks pairwise, so a sum's
 * error is at most about (3 + 16 + log2(n) + log2(LANES)) u * sum|x|, u the unit roundoff. */
#define OPF(name) FN(TL_CAT2(name##_, OP))
#define LANES ((int64_t)(256 / sizeof(A)))
#define TILE ((int64_t)(2048 / sizeof(A)))
#define STACK ((int64_t)(24576 / sizeof(A))) /* of partial results: a thread may have no more than 64 KB in all */
#ifdef RARE                                  /* small rather than fast */
#define SHARED __attribute__((noinline, cold))
#define ROW __attribute__((cold))
#else
#define ROW
#define SHARED __attribute__((noinline)) /* one copy: inlining these would double the library */
#endif
#define AT(p, i, step) (*(const T *)((p) + (i) * (step)))
#ifndef FINISH
#define FINISH(a, n, in, step) (a)
#endif

TL_INLINE A OPF(join)(A a, A b) { return JOIN(a, b); }
TL_INLINE P OPF(one)(const char *p, int64_t j) {
    T x = ((const T *)p)[j];
    return LIFT(x);
}
TL_INLINE P OPF(two)(const char *p, int64_t step, int64_t j) {
    P a = OPF(one)(p, j), b = OPF(one)(p + step, j);
    return JOIN(a, b);
}
TL_INLINE P OPF(four)(const char *p, int64_t step, int64_t j) {
    P a = OPF(two)(p, step, j), b = OPF(two)(p + 2 * step, step, j);
    return JOIN(a, b);
}
#ifndef OCT
#define OCT OPF(eight)
TL_INLINE P OPF(eight)(const char *p, int64_t step, int64_t j) {
    P a = OPF(four)(p, step, j), b = OPF(four)(p + 4 * step, step, j);
    return JOIN(a, b);
}
#endif

/* acc[j] joined with 8, 4, 2 or 1 rows of w contiguous elements */
TL_INLINE void OPF(pass_of)(int64_t rows, int64_t w, const char *p, int64_t step, A *restrict acc) {
    switch (rows) {
    case 8:
        for (int64_t j = 0; j < w; j++) acc[j] = OPF(join)(acc[j], OCT(p, step, j));
        break;
#if ORDERED /* rows are folded this way too, where up to 7 steps of 1 would cost as much as the rest */
    case 4:
        for (int64_t j = 0; j < w; j++) acc[j] = OPF(join)(acc[j], OPF(four)(p, step, j));
        break;
    case 2:
        for (int64_t j = 0; j < w; j++) acc[j] = OPF(join)(acc[j], OPF(two)(p, step, j));
        break;
#endif
    default:
        for (int64_t j = 0; j < w; j++) acc[j] = OPF(join)(acc[j], OPF(one)(p, j));
    }
}

static SHARED void OPF(pass)(int64_t rows, int64_t w, const char *p, int64_t step, A *restrict acc) {
    OPF(pass_of)(rows, w, p, step, acc);
}
/* of a single row: a width that the compiler knows saves up to a fifth of the time */
static SHARED void OPF(pass_lanes)(int64_t rows, const char *p, int64_t step, A *restrict acc) {
    OPF(pass_of)(rows, LANES, p, step, acc);
}

static SHARED void OPF(merge)(int64_t w, A *restrict acc, const A *restrict more) {
    for (int64_t j = 0; j < w; j++) acc[j] = OPF(join)(acc[j], more[j]);
}

/* acc[j] joined with `rows` rows, any strides */
static SHARED void OPF(rows)(int64_t rows, int64_t w, const char *p, int64_t in_m, int64_t in_n, A *acc) {
    T buffer[8 * LANES] __attribute__((aligned(64)));
    for (int64_t r; rows > 0; rows -= r, p += r * in_n) {
        r = rows >= 8 ? 8 : !ORDERED ? 1 : rows >= 4 ? 4 : rows >= 2 ? 2 : 1;
        if (in_m == (int64_t)sizeof(T)) {
            if (w == LANES) OPF(pass_lanes)(r, p, in_n, acc);
            else OPF(pass)(r, w, p, in_n, acc);
            continue;
        }
        for (int64_t k = 0, m; k < w; k += m) {
            m = w - k < LANES ? w - k : LANES;
            for (int64_t i = 0; i < r; i++)
                for (int64_t j = 0; j < m; j++) buffer[i * m + j] = AT(p + i * in_n, k + j, in_m);
            OPF(pass)(r, m, (const char *)buffer, m * (int64_t)sizeof(T), acc + k);
        }
    }
}

#if ORDERED
enum { OPF(BLOCK) = 16 * 8, OPF(LEVELS) = 24 }; /* rows of a block; 2^23 blocks, then the last level takes all others */
#endif

/* How many columns are folded side by side: fewer when there are so many blocks of rows that their levels need the room */
TL_INLINE int64_t OPF(tile)(int64_t n) {
#if ORDERED
    int64_t levels = 2;
    for (int64_t blocks = n / OPF(BLOCK); blocks > 1 && levels < OPF(LEVELS); blocks /= 2) levels++;
    int64_t fit = STACK / levels / LANES * LANES;
    return fit < TILE ? fit : TILE;
#else
    (void)n;
    return TILE;
#endif
}

/* acc[j] = fold of column j, j < w <= tile(n) */
static SHARED void OPF(columns)(int64_t w, int64_t n, const char *p, int64_t in_m, int64_t in_n, A *acc) {
    for (int64_t j = 0; j < w; j++) acc[j] = START;
#if ORDERED
    enum { BLOCK = OPF(BLOCK), LEVELS = OPF(LEVELS) };
    if (n > BLOCK) { /* a binary counter of blocks: level l holds the fold of 2^l of them */
        A stack[STACK], *top = stack;
        int depth = 0;
        for (int64_t i = 0, count = 1; i < n; i += BLOCK, count++) {
            for (int64_t j = 0; j < w; j++) top[j] = START;
            OPF(rows)(n - i < BLOCK ? n - i : BLOCK, w, p + i * in_n, in_m, in_n, top);
            for (int64_t bits = count; depth > 0 && (!(bits & 1) || depth == LEVELS - 1); bits >>= 1) {
                OPF(merge)(w, top - w, top);
                top -= w;
                depth--;
            }
            top += w;
            depth++;
        }
        for (; depth > 0; depth--) OPF(merge)(w, acc, top -= w);
        return;
    }
#endif
    OPF(rows)(n, w, p, in_m, in_n, acc);
}

/* acc[i] = fold of x[i + j*m] over j < n, i < m <= LANES / 2, where x[e] is at in + e*step: several rows make one of
 * nearly LANES columns, whose partial results are then joined by halves */
static SHARED void OPF(narrow)(int64_t m, int64_t n, const char *in, int64_t step, A *acc) {
    int64_t k = LANES / m, rows = n / k, rest = (n - rows * k) * m;
    OPF(columns)(k * m, rows, in, step, k * m * step, acc);
    in += rows * k * m * step;
    OPF(rows)(1, rest, in, step, 0, acc);
    for (int64_t half; k > 1; k = half) {
        half = (k + 1) / 2;
        OPF(merge)((k - half) * m, acc, acc + half * m);
    }
}

#if ORDERED
TL_INLINE A OPF(tree)(const A *s) { /* of 8 */
    A a = OPF(join)(OPF(join)(s[0], s[4]), OPF(join)(s[2], s[6]));
    return OPF(join)(a, OPF(join)(OPF(join)(s[1], s[5]), OPF(join)(s[3], s[7])));
}
TL_INLINE void OPF(halve)(const int half, A *acc) {
    for (int l = 0; l < half; l++) acc[l] = OPF(join)(acc[l], acc[l + half]);
}

static ROW A OPF(row)(int64_t n, const char *in, int64_t step) {
    if (n >= LANES) {
        A acc[LANES];
        int64_t rows = n / LANES;
        OPF(columns)(LANES, rows, in, step, LANES * step, acc);
        OPF(rows)(1, n - rows * LANES, in + rows * LANES * step, step, 0, acc);
        if (LANES > 32) OPF(halve)(32, acc);
        if (LANES > 16) OPF(halve)(16, acc);
        OPF(halve)(8, acc);
        return OPF(tree)(acc);
    }
    A rest = START, s[8];
    int64_t i = n & ~(int64_t)7;
    for (int64_t e = i; e < n; e++) {
        T x = AT(in, e, step);
        rest = OPF(join)(rest, LIFT(x));
    }
    if (i == 0) return rest;
    for (int l = 0; l < 8; l++) s[l] = START;
    for (int64_t e = 0; e < i; e += 8) {
        for (int l = 0; l < 8; l++) {
            T x = AT(in, e + l, step);
            s[l] = OPF(join)(s[l], LIFT(x));
        }
    }
    return OPF(join)(OPF(tree)(s), rest);
}
#else
static ROW A OPF(row)(int64_t n, const char *in, int64_t step) {
    A acc = START;
    for (int64_t left = n; left > 0 && !DONE(acc);) {
        int64_t block = left < 2048 ? left : 2048; /* short enough for P */
        P part = START;
        if (step == (int64_t)sizeof(T))
            for (int64_t i = 0; i < block; i++) part = JOIN(part, OPF(one)(in, i));
        else
            for (int64_t i = 0; i < block; i++) part = JOIN(part, OPF(one)(in + i * step, 0));
        acc = OPF(join)(acc, part);
        in += block * step;
        left -= block;
    }
    return acc;
}
#endif

static void OPF(fold)(int64_t m, int64_t n, const char *in, int64_t in_m, int64_t in_n, char *out, int64_t out_m) {
    A acc[TILE];
    int dense = in_m == (int64_t)sizeof(T) && in_n == m * in_m;
    if (n == 0) {
        for (int64_t i = 0; i < m; i++) *(R *)(out + i * out_m) = EMPTY;
    } else if (m == 1 || (in_n && llabs(in_n) <= llabs(in_m)) || m * n <= 64 || (m < 8 && !dense)) {
        for (int64_t i = 0; i < m; i++, in += in_m, out += out_m) {
            A a = OPF(row)(n, in, in_n);
            *(R *)out = FINISH(a, n, in, in_n);
        }
    } else {
        int64_t tile = OPF(tile)(n);
        for (int64_t i = 0, w; i < m; i += w, in += w * in_m, out += w * out_m) {
            w = m - i < tile ? m - i : tile;
            if (dense && m <= LANES / 2) OPF(narrow)(m, n, in, in_m, acc);
            else OPF(columns)(w, n, in, in_m, in_n, acc);
            for (int64_t j = 0; j < w; j++) *(R *)(out + j * out_m) = FINISH(acc[j], n, in + j * in_m, in_n);
        }
    }
}

#undef OPF
#undef LANES
#undef TILE
#undef STACK
#undef SHARED
#undef ROW
#undef AT
#undef OP
#undef A
#undef P
#undef R
#undef LIFT
#undef JOIN
#undef START
#undef EMPTY
#undef ORDERED
#undef DONE
#undef OCT
#undef FINISH
