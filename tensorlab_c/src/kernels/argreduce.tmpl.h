/* Positions of extremes: argmax, argmin and their nan-skipping versions; `less` and `skip` are constants below.
 * The first of equals wins. A NaN beats everything, or with `skip` nothing; -1 when there is nothing but NaN.
 * What goes by tiles looks for the largest of numbers whose bits were turned over: all of them for the least integer,
 * the sign for the least float, so that one function does for both, and that of signed integers for unsigned ones. */

typedef __typeof__(__builtin_choose_expr(
    sizeof(T) == 8, (int64_t)0,
    __builtin_choose_expr(sizeof(T) == 4, (int32_t)0, __builtin_choose_expr(sizeof(T) == 2, (int16_t)0, (int8_t)0))))
    FN(offset);

TL_INLINE _Bool FN(is_nan)(T x) {
#if IS(F)
    return x != x;
#else
    (void)x;
    return 0;
#endif
}

/* whether x takes the place of v, which stands before it; as a mask, which gcc vectorises where it would branch */
TL_INLINE FN(offset) FN(beats)(T x, T v, const int less, const int skip) {
#if IS(F)
    _Bool better = !(less ? x >= v : x <= v);
    return skip ? better & (x == x) : -(FN(offset))better & -(FN(offset))(v == v);
#else
    (void)skip;
    return less ? x < v : x > v;
#endif
}

/* the extreme of n contiguous elements; NaN as the rules above have it */
TL_INLINE T FN(extreme)(int64_t n, const char *in, const int less, const int skip) {
#if IS(F)
    if (!skip) return less ? FN(row_min)(n, in, sizeof(T)) : FN(row_max)(n, in, sizeof(T));
    T v = less ? FN(row_nanmin)(n, in, sizeof(T)) : FN(row_nanmax)(n, in, sizeof(T));
    return isinf(v) ? FN(unless_all_nan)(v, n, in, sizeof(T)) : v;
#else
    (void)skip;
    return less ? FN(row_min)(n, in, sizeof(T)) : FN(row_max)(n, in, sizeof(T));
#endif
}

/* the first of n elements equal to v, or n; without a branch */
TL_INLINE int64_t FN(first)(const int n, const T *x, T v) {
    FN(offset) at = (FN(offset))n;
    for (int l = 0; l < n; l++) {
        FN(offset) here = x[l] == v ? (FN(offset))l : (FN(offset))n;
        at = here < at ? here : at;
    }
    return at;
}

/* the first position of v, which is there; a NaN v stands for any NaN */
static int64_t FN(find)(int64_t n, const char *in, int64_t step, T v) {
    enum { WIDE = sizeof(T) == 1 ? 64 : 256 }; /* offsets hold it */
    int64_t i = 0;
    if (step == (int64_t)sizeof(T) && !FN(is_nan)(v)) {
        const T *x = (const T *)in;
        for (; i + WIDE <= n; i += WIDE) {
            int64_t at = FN(first)(WIDE, x + i, v);
            if (at < WIDE) return i + at;
        }
        for (; i + 32 <= n; i += 32) {
            int64_t at = FN(first)(32, x + i, v);
            if (at < 32) return i + at;
        }
    }
    for (; i < n; i++) {
        T x = *(const T *)(in + i * step);
        if (x == v || (FN(is_nan)(v) && FN(is_nan)(x))) break;
    }
    return i;
}

TL_INLINE int64_t FN(arg_short_row)(int64_t n, const char *in, int64_t step, const int less, const int skip) {
    T best = *(const T *)in;
    int64_t at = skip && FN(is_nan)(best) ? -1 : 0;
    for (int64_t i = 1; i < n; i++) {
        T x = *(const T *)(in + i * step);
        if (FN(beats)(x, best, less, skip)) best = x, at = i;
    }
    return at;
}

/* the best block by value, then the place in it */
TL_INLINE int64_t FN(arg_row)(int64_t n, const char *in, int64_t step, const int less, const int skip) {
    enum { BLOCK = 2048 };
    T buffer[BLOCK], best = *(const T *)in;
    int64_t at = skip && FN(is_nan)(best) ? -1 : 0;
    for (int64_t i = 0, w; i < n; i += w) {
        const char *p = in + i * step;
        w = n - i < BLOCK ? n - i : BLOCK;
        if (step != (int64_t)sizeof(T)) {
            for (int64_t j = 0; j < w; j++) buffer[j] = *(const T *)(p + j * step);
            p = (const char *)buffer;
        }
        T v = FN(extreme)(w, p, less, skip);
        if (FN(beats)(v, best, less, skip)) best = v, at = i;
        if (!skip && FN(is_nan)(v)) break;
    }
    if (at < 0) return -1;
    return at + FN(find)(n - at < BLOCK ? n - at : BLOCK, in + at * step, step, best);
}

TL_INLINE T FN(turned)(T x, FN(offset) turn) {
    FN(offset) bits;
    memcpy(&bits, &x, sizeof x);
    bits ^= turn;
    memcpy(&x, &bits, sizeof x);
    return x;
}

#if !IS(U)
/* v[j] and its row k[j] after `rows` (8 or 1) more rows of w contiguous elements, the first of them number `row` */
TL_INLINE void FN(arg_pass)(const int rows, int row, int64_t w, const char *p, int64_t step, T *restrict v,
                            FN(offset) *restrict k, FN(offset) turn, const int skip) {
    for (int64_t j = 0; j < w; j++) {
        T b = v[j];
        FN(offset) at = k[j];
        for (int r = 0; r < rows; r++) {
            T x = FN(turned)(((const T *)(p + r * step))[j], turn);
            FN(offset) c = FN(beats)(x, b, 0, skip);
            b = c ? x : b;
            at = c ? (FN(offset))(row + r) : at;
        }
        v[j] = b;
        k[j] = at;
    }
}

enum {
    FN(ARG_TILE) = sizeof(T) < 2 ? 1024 : 2048 / sizeof(T),
    FN(ARG_BLOCK) = 64
}; /* row numbers in a block fit every offset type */

/* v[j], k[j] = the best of n <= ARG_BLOCK rows; k[j] == -1 when skip and there is none */
TL_INLINE void FN(arg_block)(int64_t n, int64_t w, const char *p, int64_t in_m, int64_t in_n, T *v, FN(offset) *k,
                             FN(offset) turn, const int skip) {
    T buffer[8 * FN(ARG_TILE)];
    for (int64_t j = 0; j < w; j++) {
        v[j] = FN(turned)(*(const T *)(p + j * in_m), turn);
        k[j] = skip && FN(is_nan)(v[j]) ? -1 : 0;
    }
    for (int64_t i = 0, r; i < n; i += r) {
        const char *rows = p + i * in_n;
        int64_t step = in_n;
        r = n - i >= 8 ? 8 : 1;
        if (in_m != (int64_t)sizeof(T)) {
            for (int64_t e = 0; e < r; e++)
                for (int64_t j = 0; j < w; j++) buffer[e * w + j] = *(const T *)(rows + e * in_n + j * in_m);
            rows = (const char *)buffer;
            step = w * (int64_t)sizeof(T);
        }
        if (r == 8) FN(arg_pass)(8, (int)i, w, rows, step, v, k, turn, skip);
        else FN(arg_pass)(1, (int)i, w, rows, step, v, k, turn, skip);
    }
}

/* where[j] = position of the extreme of column j < w <= ARG_TILE */
TL_INLINE void FN(arg_columns)(int64_t w, int64_t n, const char *in, int64_t in_m, int64_t in_n, int64_t *where,
                               FN(offset) turn, const int skip) {
    T best[FN(ARG_TILE)], v[FN(ARG_TILE)];
    FN(offset) k[FN(ARG_TILE)];
    for (int64_t i = 0; i < n; i += FN(ARG_BLOCK)) {
        int64_t rows = n - i < FN(ARG_BLOCK) ? n - i : FN(ARG_BLOCK);
        FN(arg_block)(rows, w, in + i * in_n, in_m, in_n, v, k, turn, skip);
        for (int64_t j = 0; j < w; j++) {
            if (i && !FN(beats)(v[j], best[j], 0, skip)) continue;
            best[j] = v[j];
            where[j] = k[j] < 0 ? -1 : i + k[j];
        }
    }
}

/* a function of its own: rows should not carry its arrays on their stack */
#define ARG_TILES(name, skip)                                                                                     \
    static TL_NOINLINE void FN(name)(int64_t m, int64_t n, const char *in, int64_t in_m, int64_t in_n, char *out, \
                                     int64_t out_m, FN(offset) turn) {                                            \
        int64_t where[FN(ARG_TILE)];                                                                              \
        for (int64_t i = 0, w; i < m; i += w, in += w * in_m) {                                                   \
            w = m - i < FN(ARG_TILE) ? m - i : FN(ARG_TILE);                                                      \
            FN(arg_columns)(w, n, in, in_m, in_n, where, turn, skip);                                             \
            for (int64_t j = 0; j < w; j++) *(int64_t *)(out + (i + j) * out_m) = where[j];                       \
        }                                                                                                         \
    }
ARG_TILES(arg_tiles, 0)
#if IS(F)
ARG_TILES(nanarg_tiles, 1)
#endif
#undef ARG_TILES
#endif

#if IS(U)
#define TILES(name) TL_CAT5(name, _, TL_CAT2(TL_SIGNED_, STEM), _, TL_ISA)
#else
#define TILES(name) FN(name)
#endif
#define TOP_BIT ((FN(offset))((uint64_t)1 << (8 * sizeof(T) - 1)))
#define ARG(name, less, skip, tiles)                                                                                   \
    static void FN(name)(int64_t m, int64_t n, const char *in, int64_t in_m, int64_t in_n, char *out, int64_t out_m) { \
        const FN(offset) all = less ? -1 : 0, turn = IS(F) ? TOP_BIT & all : IS(U) ? TOP_BIT ^ all : all;              \
        if (n <= 32 && (m == 1 || m * n <= 64 || llabs(in_n) <= llabs(in_m)))                                          \
            for (int64_t i = 0; i < m; i++)                                                                            \
                *(int64_t *)(out + i * out_m) = FN(arg_short_row)(n, in + i * in_m, in_n, less, skip);                 \
        else if (m < 8 || (in_n && llabs(in_n) <= llabs(in_m)))                                                        \
            for (int64_t i = 0; i < m; i++)                                                                            \
                *(int64_t *)(out + i * out_m) = FN(arg_row)(n, in + i * in_m, in_n, less, skip);                       \
        else TILES(tiles)(m, n, in, in_m, in_n, out, out_m, turn);                                                     \
    }
ARG(fold_argmax, 0, 0, arg_tiles)
ARG(fold_argmin, 1, 0, arg_tiles)
#if IS(F)
ARG(fold_nanargmax, 0, 1, nanarg_tiles)
ARG(fold_nanargmin, 1, 1, nanarg_tiles)
#endif
#undef ARG
#undef TILES
#undef TOP_BIT

static void FN(fill_argreduce)(tl_kernels *k) {
    k->fold[TL_OP_argmax][ID] = k->fold[TL_OP_nanargmax][ID] = FN(fold_argmax);
    k->fold[TL_OP_argmin][ID] = k->fold[TL_OP_nanargmin][ID] = FN(fold_argmin);
#if IS(F)
    k->fold[TL_OP_nanargmax][ID] = FN(fold_nanargmax);
    k->fold[TL_OP_nanargmin][ID] = FN(fold_nanargmin);
#endif
}
