/* Tiles of one width: C[mr, NV vectors] = A[mr, k] @ B[k, NV vectors] for mr = 1..ROWS, everything in registers.
 * Included once per width with LEVEL (its number), VEC_BYTES, NV and ROWS defined. */
#define TN(name) FN(TL_CAT2(name, LEVEL))
#define TILE_LANES ((int)(VEC_BYTES / sizeof(T)))

typedef T TN(vec) __attribute__((vector_size(VEC_BYTES)));
typedef T TN(uvec) __attribute__((vector_size(VEC_BYTES), aligned(sizeof(T)), may_alias)); /* in memory */

/* One instruction. A loop over the lanes becomes that in most tiles, but gcc leaves some as scalars. */
TL_INLINE TN(vec) TN(vfma)(TN(vec) a, TN(vec) b, TN(vec) c) {
#if !TL_FUSED
    return a * b + c;
#elif !defined(__x86_64__)
    TN(vec) r = c;
    for (int i = 0; i < TILE_LANES; i++) r[i] = FN(fma1)(a[i], b[i], c[i]);
    return r;
#elif VEC_BYTES == 64 && TL_FLOAT_BITS == 32
    return (TN(vec))_mm512_fmadd_ps((__m512)a, (__m512)b, (__m512)c);
#elif VEC_BYTES == 64
    return (TN(vec))_mm512_fmadd_pd((__m512d)a, (__m512d)b, (__m512d)c);
#elif VEC_BYTES == 32 && TL_FLOAT_BITS == 32
    return (TN(vec))_mm256_fmadd_ps((__m256)a, (__m256)b, (__m256)c);
#elif VEC_BYTES == 32
    return (TN(vec))_mm256_fmadd_pd((__m256d)a, (__m256d)b, (__m256d)c);
#elif TL_FLOAT_BITS == 32
    return (TN(vec))_mm_fmadd_ps((__m128)a, (__m128)b, (__m128)c);
#else
    return (TN(vec))_mm_fmadd_pd((__m128d)a, (__m128d)b, (__m128d)c);
#endif
}

/* Every element is one chain of FMAs over p, from bias or zero; `add` then adds what C held. */
TL_INLINE void TN(tile)(int mr, int64_t k, const T *restrict a, int64_t a_row, int64_t a_col, const T *restrict b,
                        int64_t b_row, T *restrict c, int64_t c_row, const T *restrict bias, int add) {
    TN(vec) acc[ROWS][NV];
#pragma GCC unroll 16
    for (int j = 0; j < NV; j++) {
        TN(vec) start = {0};
        if (bias) start = *(const TN(uvec) *)(bias + j * TILE_LANES);
#pragma GCC unroll 16
        for (int i = 0; i < mr; i++) acc[i][j] = start;
    }
    for (int64_t p = 0; p < k; p++, a += a_col, b += b_row) {
        TN(vec) row[NV];
#pragma GCC unroll 16
        for (int j = 0; j < NV; j++) {
            row[j] = *(const TN(uvec) *)(b + j * TILE_LANES);
            TL_KEEP(row[j]);
        }
#pragma GCC unroll 16
        for (int i = 0; i < mr; i++) {
            TN(vec) x = a[i * a_row] - (TN(vec)){0}; /* broadcast; x - 0 is x, signed zeros too */
#pragma GCC unroll 16
            for (int j = 0; j < NV; j++) acc[i][j] = TN(vfma)(x, row[j], acc[i][j]);
        }
    }
#pragma GCC unroll 16
    for (int i = 0; i < mr; i++) {
#pragma GCC unroll 16
        for (int j = 0; j < NV; j++) {
            TN(uvec) *to = (TN(uvec) *)(c + i * c_row + j * TILE_LANES);
            if (add) acc[i][j] = *to + acc[i][j];
            *to = acc[i][j];
        }
    }
}

#define TILE_ROWS(r)                                                                                      \
    static void TL_CAT2(TN(tile_), _##r)(int64_t k, const T *a, int64_t a_row, int64_t a_col, const T *b, \
                                         int64_t b_row, T *c, int64_t c_row, const T *bias, int add) {    \
        TN(tile)(r, k, a, a_row, a_col, b, b_row, c, c_row, bias, add);                                   \
    }
#define TILE_ENTRY(r) TL_CAT2(TN(tile_), _##r),
#if ROWS == 1
#define EACH_ROWS(X) X(1)
#elif ROWS == 4
#define EACH_ROWS(X) X(1) X(2) X(3) X(4)
#elif ROWS == 6
#define EACH_ROWS(X) X(1) X(2) X(3) X(4) X(5) X(6)
#elif ROWS == 12
#define EACH_ROWS(X) X(1) X(2) X(3) X(4) X(5) X(6) X(7) X(8) X(9) X(10) X(11) X(12)
#endif
EACH_ROWS(TILE_ROWS)
static const FN(tile_fn) TN(tiles)[ROWS] = {EACH_ROWS(TILE_ENTRY)};

#undef EACH_ROWS
#undef TILE_ENTRY
#undef TILE_ROWS
#undef TILE_LANES
#undef TN
#undef LEVEL
#undef NV
#undef VEC_BYTES
#undef ROWS
