/* float16 to float32 and back by the machine's own instructions, where it has them: the same bits as stored.h gives, for
 * every pattern. What is not contiguous, and the last few elements, go by the formulas there. */
#if TL_LEVEL > TL_LEVEL_base && defined(__x86_64__)
#define TL_HALF_LOOPS
#if TL_LEVEL == TL_LEVEL_v4
enum { ISA_FN(HALF_LANES) = 16 };
#define TL_WIDEN(out, in) _mm512_storeu_ps(out, _mm512_cvtph_ps(_mm256_loadu_si256((const __m256i *)(in))))
#define TL_NARROW(out, in) \
    _mm256_storeu_si256((__m256i *)(out), _mm512_cvtps_ph(_mm512_loadu_ps(in), _MM_FROUND_TO_NEAREST_INT))
#else
enum { ISA_FN(HALF_LANES) = 8 };
#define TL_WIDEN(out, in) _mm256_storeu_ps(out, _mm256_cvtph_ps(_mm_loadu_si128((const __m128i *)(in))))
#define TL_NARROW(out, in) \
    _mm_storeu_si128((__m128i *)(out), _mm256_cvtps_ph(_mm256_loadu_ps(in), _MM_FROUND_TO_NEAREST_INT))
#endif

static void ISA_FN(widen_f16)(int64_t n, char *const *p, const int64_t *s) {
    char *o = p[0];
    const char *a = p[1];
    int64_t i = 0;
    if (s[0] == sizeof(float) && s[1] == sizeof(uint16_t))
        for (; i + ISA_FN(HALF_LANES) <= n; i += ISA_FN(HALF_LANES)) TL_WIDEN((float *)o + i, (const uint16_t *)a + i);
    for (; i < n; i++) *(float *)(o + i * s[0]) = ISA_FN(f16_to_f32)(*(const uint16_t *)(a + i * s[1]));
}

static void ISA_FN(narrow_f16)(int64_t n, char *const *p, const int64_t *s) {
    char *o = p[0];
    const char *a = p[1];
    int64_t i = 0;
    if (s[0] == sizeof(uint16_t) && s[1] == sizeof(float))
        for (; i + ISA_FN(HALF_LANES) <= n; i += ISA_FN(HALF_LANES)) TL_NARROW((uint16_t *)o + i, (const float *)a + i);
    for (; i < n; i++) *(uint16_t *)(o + i * s[0]) = ISA_FN(f32_to_f16)(*(const float *)(a + i * s[1]));
}
#undef TL_WIDEN
#undef TL_NARROW
#endif
