/* float16 and bfloat16 by vectors of float32: conversions by the machine's own instructions, with the same bits as
 * stored.h gives for every pattern, and arithmetic and sums that need no copy in float32. */
#if TL_LEVEL > TL_LEVEL_base && defined(__x86_64__)
#define TL_HALF_LOOPS
#if TL_LEVEL == TL_LEVEL_v4
typedef __m512 ISA_FN(halves);
enum { ISA_FN(HALF_LANES) = 16 };
#define TL_LOADU _mm512_loadu_ps
#define TL_STOREU _mm512_storeu_ps
TL_INLINE __m512 ISA_FN(load_f16)(const void *in) { return _mm512_cvtph_ps(_mm256_loadu_si256(in)); }
TL_INLINE void ISA_FN(store_f16)(void *out, __m512 x) {
    _mm256_storeu_si256(out, _mm512_cvtps_ph(x, _MM_FROUND_TO_NEAREST_INT));
}
TL_INLINE __m512 ISA_FN(load_bf16)(const void *in) {
    return _mm512_castsi512_ps(_mm512_slli_epi32(_mm512_cvtepu16_epi32(_mm256_loadu_si256(in)), 16));
}
TL_INLINE void ISA_FN(store_bf16)(void *out, __m512 x) {
    __m512i u = _mm512_castps_si512(x), top = _mm512_srli_epi32(u, 16), one = _mm512_set1_epi32(1);
    __m512i up = _mm512_add_epi32(_mm512_set1_epi32(0x7fff), _mm512_and_si512(top, one));
    __m512i nan = _mm512_or_si512(top, _mm512_set1_epi32(0x7fff)); /* less its lower bits: the quiet one */
    __m512i h = _mm512_srli_epi32(_mm512_add_epi32(u, up), 16);
    nan = _mm512_andnot_si512(_mm512_set1_epi32(0x3f), nan);
    h = _mm512_mask_mov_epi32(h, _mm512_cmp_ps_mask(x, x, _CMP_UNORD_Q), nan);
    _mm256_storeu_si256(out, _mm512_cvtepi32_epi16(h));
}
#else
typedef __m256 ISA_FN(halves);
enum { ISA_FN(HALF_LANES) = 8 };
#define TL_LOADU _mm256_loadu_ps
#define TL_STOREU _mm256_storeu_ps
TL_INLINE __m256 ISA_FN(load_f16)(const void *in) { return _mm256_cvtph_ps(_mm_loadu_si128(in)); }
TL_INLINE void ISA_FN(store_f16)(void *out, __m256 x) {
    _mm_storeu_si128(out, _mm256_cvtps_ph(x, _MM_FROUND_TO_NEAREST_INT));
}
TL_INLINE __m256 ISA_FN(load_bf16)(const void *in) {
    return _mm256_castsi256_ps(_mm256_slli_epi32(_mm256_cvtepu16_epi32(_mm_loadu_si128(in)), 16));
}
TL_INLINE void ISA_FN(store_bf16)(void *out, __m256 x) {
    __m256i u = _mm256_castps_si256(x), top = _mm256_srli_epi32(u, 16), one = _mm256_set1_epi32(1);
    __m256i up = _mm256_add_epi32(_mm256_set1_epi32(0x7fff), _mm256_and_si256(top, one));
    __m256i nan = _mm256_or_si256(top, _mm256_set1_epi32(0x7fff)); /* less its lower bits: the quiet one */
    __m256i h = _mm256_srli_epi32(_mm256_add_epi32(u, up), 16);
    nan = _mm256_andnot_si256(_mm256_set1_epi32(0x3f), nan);
    h = _mm256_blendv_epi8(h, nan, _mm256_castps_si256(_mm256_cmp_ps(x, x, _CMP_UNORD_Q)));
    h = _mm256_permute4x64_epi64(_mm256_packus_epi32(h, h), 0x08);
    _mm_storeu_si128(out, _mm256_castsi256_si128(h));
}
#endif

/* What is not contiguous, and the last few elements, go by the formulas. */
#define TL_HALF_CASTS(stem)                                                                                     \
    static void ISA_FN(widen_##stem)(int64_t n, char *const *p, const int64_t *s) {                             \
        enum { LANES = ISA_FN(HALF_LANES) };                                                                    \
        char *o = p[0];                                                                                         \
        const char *a = p[1];                                                                                   \
        int64_t i = 0;                                                                                          \
        if (s[0] == sizeof(float) && s[1] == sizeof(uint16_t))                                                  \
            for (; i + LANES <= n; i += LANES)                                                                  \
                TL_STOREU((float *)o + i, ISA_FN(load_##stem)((const uint16_t *)a + i));                        \
        for (; i < n; i++) *(float *)(o + i * s[0]) = ISA_FN(stem##_to_f32)(*(const uint16_t *)(a + i * s[1])); \
    }                                                                                                           \
    static void ISA_FN(narrow_##stem)(int64_t n, char *const *p, const int64_t *s) {                            \
        enum { LANES = ISA_FN(HALF_LANES) };                                                                    \
        char *o = p[0];                                                                                         \
        const char *a = p[1];                                                                                   \
        int64_t i = 0;                                                                                          \
        if (s[0] == sizeof(uint16_t) && s[1] == sizeof(float))                                                  \
            for (; i + LANES <= n; i += LANES)                                                                  \
                ISA_FN(store_##stem)((uint16_t *)o + i, TL_LOADU((const float *)a + i));                        \
        for (; i < n; i++) *(uint16_t *)(o + i * s[0]) = ISA_FN(f32_to_##stem)(*(const float *)(a + i * s[1])); \
    }

/* m elements laid out as a vector. */
TL_INLINE void ISA_FN(gather_halves)(uint16_t *to, const char *from, int64_t step, int64_t m) {
    for (int64_t i = 0; i < m; i++) to[i] = *(const uint16_t *)(from + i * step);
}

/* A vector at a time; what does not follow closely, and the last few elements, are laid out as one. */
#define TL_HALF_ARITHMETIC(name, stem, sign)                                                               \
    static void ISA_FN(name##_##stem)(int64_t n, char *const *p, const int64_t *s) {                       \
        enum { SIZE = sizeof(uint16_t), LANES = ISA_FN(HALF_LANES) };                                      \
        uint16_t room[3][LANES] = {{0}};                                                                   \
        char *out = p[0]; /* a copy: what the stores may change would be loaded again after each */        \
        const char *in[2] = {p[1], p[2]};                                                                  \
        int64_t step[2] = {s[1], s[2]}, i = 0;                                                             \
        for (int k = 0; k < 2; k++) {                                                                      \
            if (step[k] != 0) continue;                                                                    \
            ISA_FN(gather_halves)(room[k], in[k], 0, LANES);                                               \
            in[k] = (const char *)room[k];                                                                 \
        }                                                                                                  \
        if (s[0] == SIZE && (step[0] & ~SIZE) == 0 && (step[1] & ~SIZE) == 0)                              \
            for (; i + LANES <= n; i += LANES)                                                             \
                ISA_FN(store_##stem)(out + i * SIZE, ISA_FN(load_##stem)(in[0] + i * step[0])              \
                                                         sign ISA_FN(load_##stem)(in[1] + i * step[1]));   \
        for (int64_t l; i < n; i += l) {                                                                   \
            l = n - i < LANES ? n - i : LANES;                                                             \
            for (int k = 0; k < 2; k++)                                                                    \
                if (step[k]) ISA_FN(gather_halves)(room[k], in[k] + i * step[k], step[k], l);              \
            ISA_FN(store_##stem)(room[2], ISA_FN(load_##stem)(room[0]) sign ISA_FN(load_##stem)(room[1])); \
            for (int64_t j = 0; j < l; j++) *(uint16_t *)(out + (i + j) * s[0]) = room[2][j];              \
        }                                                                                                  \
    }

/* The sum of a whole piece of a row, in the order of float32's fold (fold.inc.h): columns of 256 bytes, eight elements of
 * each at a time as a tree, then the columns by halves. */
#define TL_HALF_ROW(stem, row) ISA_FN(load_##stem)(in + (row) * COLUMNS + v * LANES)
#define TL_HALF_SUM(stem)                                                                                             \
    static void ISA_FN(sum_##stem)(int64_t m, int64_t n, const char *p, int64_t in_m, int64_t in_n, char *out,        \
                                   int64_t out_m) {                                                                   \
        enum { LANES = ISA_FN(HALF_LANES), COLUMNS = 64 };                                                            \
        ISA_FN(halves) acc[COLUMNS / LANES] = {{0}};                                                                  \
        float column[COLUMNS];                                                                                        \
        (void)m, (void)in_m, (void)in_n, (void)out_m; /* one row, contiguous */                                       \
        for (const uint16_t *in = (const uint16_t *)p, *end = in + n; in < end; in += 8 * COLUMNS)                    \
            for (int v = 0; v < COLUMNS / LANES; v++)                                                                 \
                acc[v] +=                                                                                             \
                    ((TL_HALF_ROW(stem, 0) + TL_HALF_ROW(stem, 1)) + (TL_HALF_ROW(stem, 2) + TL_HALF_ROW(stem, 3))) + \
                    ((TL_HALF_ROW(stem, 4) + TL_HALF_ROW(stem, 5)) + (TL_HALF_ROW(stem, 6) + TL_HALF_ROW(stem, 7)));  \
        for (int v = 0; v < COLUMNS / LANES; v++) TL_STOREU(column + v * LANES, acc[v]);                              \
        for (int half = COLUMNS / 2; half >= 1; half /= 2)                                                            \
            for (int l = 0; l < half; l++) column[l] += column[l + half];                                             \
        *(float *)out = column[0];                                                                                    \
    }

#define TL_HALF(stem, id)                                      \
    TL_HALF_CASTS(stem)                                        \
    TL_HALF_ARITHMETIC(add, stem, +)                           \
    TL_HALF_ARITHMETIC(subtract, stem, -)                      \
    TL_HALF_ARITHMETIC(multiply, stem, *)                      \
    TL_HALF_ARITHMETIC(divide, stem, /)                        \
    TL_HALF_SUM(stem)                                          \
    static void ISA_FN(enter_##stem)(tl_kernels * k) {         \
        k->cast[id][TL_F32] = ISA_FN(widen_##stem);            \
        k->cast[TL_F32][id] = ISA_FN(narrow_##stem);           \
        k->loop[TL_OP_add][id] = ISA_FN(add_##stem);           \
        k->loop[TL_OP_subtract][id] = ISA_FN(subtract_##stem); \
        k->loop[TL_OP_multiply][id] = ISA_FN(multiply_##stem); \
        k->loop[TL_OP_divide][id] = ISA_FN(divide_##stem);     \
        k->fold[TL_OP_sum][id] = ISA_FN(sum_##stem);           \
    }
TL_HALF(f16, TL_F16)
TL_HALF(bf16, TL_BF16)

#undef TL_HALF
#undef TL_HALF_CASTS
#undef TL_HALF_ARITHMETIC
#undef TL_HALF_ROW
#undef TL_HALF_SUM
#undef TL_LOADU
#undef TL_STOREU
#endif
