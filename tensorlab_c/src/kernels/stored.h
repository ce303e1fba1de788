/* Conversions of dtypes that are only stored, by name: STEM_to_f32, f32_to_STEM and f64_to_STEM. Branch-free, of
 * integers and of additions without denormal operands, so that they vectorise and mean the same everywhere.
 *
 * float16, IEEE 754 binary16: to the nearest, ties to even; too large is infinity; NaN keeps its upper bits, quiet. */
TL_INLINE float ISA_FN(f32_of)(uint32_t u) {
    float x;
    memcpy(&x, &u, sizeof x);
    return x;
}
TL_INLINE uint32_t ISA_FN(bits_of)(float x) {
    uint32_t u;
    memcpy(&u, &x, sizeof u);
    return u;
}

TL_INLINE float ISA_FN(f16_to_f32)(uint16_t h) {
    uint32_t sign = (uint32_t)(h & 0x8000) << 16, a = (uint32_t)(h & 0x7fff) << 13;
    uint32_t denormal = ISA_FN(bits_of)(ISA_FN(f32_of)(a + 0x38800000) - 0x1p-14f); /* 2^-14 + a, less 2^-14 */
    uint32_t normal = a + 0x38000000, special = a + 0x70000000 + (a > 0x0f800000 ? 0x400000 & ~a : 0);
    return ISA_FN(f32_of)(sign | (a < 0x00800000 ? denormal : a < 0x0f800000 ? normal : special));
}

TL_INLINE uint16_t ISA_FN(f32_to_f16)(float x) {
    uint32_t u = ISA_FN(bits_of)(x), sign = u >> 16 & 0x8000, a = u & 0x7fffffff;
    uint32_t denormal = ISA_FN(bits_of)(ISA_FN(f32_of)(a) + 0.5f) - 0x3f000000; /* whose last place is 2^-24 */
    uint32_t normal = (a - 0x38000000 + 0xfff + (a >> 13 & 1)) >> 13;
    uint32_t special = a > 0x7f800000 ? 0x7e00 | (a >> 13 & 0x3ff) : 0x7c00;
    return (uint16_t)(sign | (a < 0x38800000 ? denormal : a < 0x47800000 ? normal : special));
}

/* By a float rounded to odd, which the second rounding cannot mistake for a tie. */
TL_INLINE uint16_t ISA_FN(f64_to_f16)(double x) {
    float f = (float)x;
    double back = (double)f;
    uint32_t inexact = (back != x) & (x == x), above = __builtin_fabs(back) > __builtin_fabs(x);
    return ISA_FN(f32_to_f16)(ISA_FN(f32_of)((ISA_FN(bits_of)(f) - (inexact & above)) | inexact));
}
