/* Conversions of dtypes that are only stored, by name: STEM_to_f32, and to STEM from f32, f64, i64 and u64.
 * Branch-free, of integers and of additions without denormal operands, so that they vectorise and mean the same
 * everywhere. All round once, to the nearest, ties to even. */
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

/* A float rounded to odd, which a second rounding cannot mistake for a tie. */
TL_INLINE float ISA_FN(odd_f32)(double x) {
    float f = (float)x;
    double back = (double)f;
    uint32_t inexact = (back != x) & (x == x), above = __builtin_fabs(back) > __builtin_fabs(x);
    return ISA_FN(f32_of)((ISA_FN(bits_of)(f) - (inexact & above)) | inexact);
}

/* The same for integers of 64 bits, to doubles: of numbers from 2^53 on the last 11 bits go. */
TL_INLINE double ISA_FN(odd_i64)(int64_t x) {
    int64_t odd = (int64_t)((uint64_t)x & ~(uint64_t)0x7ff) | ((x & 0x7ff) != 0) << 11;
    return (double)((uint64_t)x + ((uint64_t)1 << 53) > (uint64_t)1 << 54 ? odd : x);
}
TL_INLINE double ISA_FN(odd_u64)(uint64_t x) {
    uint64_t odd = (x & ~(uint64_t)0x7ff) | ((x & 0x7ff) != 0) << 11;
    return (double)(x > (uint64_t)1 << 53 ? odd : x);
}

/* float16, IEEE 754 binary16: too large is infinity; NaN keeps its upper bits, quiet. */
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

/* bfloat16, the upper half of a float32: too large is infinity; NaN becomes the quiet one of its sign. */
TL_INLINE float ISA_FN(bf16_to_f32)(uint16_t h) { return ISA_FN(f32_of)((uint32_t)h << 16); }

TL_INLINE uint16_t ISA_FN(f32_to_bf16)(float x) {
    uint32_t u = ISA_FN(bits_of)(x), nan = (u >> 16 & 0x8000) | 0x7fc0;
    return (uint16_t)((u & 0x7fffffff) > 0x7f800000 ? nan : (u + 0x7fff + (u >> 16 & 1)) >> 16);
}

/* The formats of 8 bits are those of "FP8 Formats for Deep Learning" (Micikevicius et al. 2022, arXiv:2209.05433).
 * float8_e4m3fn has no infinity and one NaN of each sign: from above 464, half way beyond its largest number 448, on. */
TL_INLINE float ISA_FN(f8e4m3fn_to_f32)(uint8_t h) {
    uint32_t sign = (uint32_t)(h & 0x80) << 24, a = (uint32_t)(h & 0x7f) << 20;
    uint32_t denormal = ISA_FN(bits_of)(ISA_FN(f32_of)(a + 0x3c800000) - 0x1p-6f); /* 2^-6 + a, less 2^-6 */
    uint32_t normal = a + 0x3c000000;
    return ISA_FN(f32_of)(sign | (a < 0x00800000 ? denormal : a < 0x07f00000 ? normal : 0x7fc00000));
}

TL_INLINE uint8_t ISA_FN(f32_to_f8e4m3fn)(float x) {
    uint32_t u = ISA_FN(bits_of)(x), sign = u >> 24 & 0x80, a = u & 0x7fffffff;
    uint32_t denormal = ISA_FN(bits_of)(ISA_FN(f32_of)(a) + 0x1p14f) - 0x46800000; /* whose last place is 2^-9 */
    uint32_t normal = (a - 0x3c000000 + 0x7ffff + (a >> 20 & 1)) >> 20;
    return (uint8_t)(sign | (a < 0x3c800000 ? denormal : a <= 0x43e80000 ? normal : 0x7f));
}

/* float8_e5m2, the upper half of a float16: too large is infinity; NaN becomes the quiet one of its sign. */
TL_INLINE float ISA_FN(f8e5m2_to_f32)(uint8_t h) { return ISA_FN(f16_to_f32)((uint16_t)(h << 8)); }

TL_INLINE uint8_t ISA_FN(f32_to_f8e5m2)(float x) {
    uint32_t u = ISA_FN(bits_of)(x), sign = u >> 24 & 0x80, a = u & 0x7fffffff;
    uint32_t denormal = ISA_FN(bits_of)(ISA_FN(f32_of)(a) + 0x1p7f) - 0x43000000; /* whose last place is 2^-16 */
    uint32_t normal = (a - 0x38000000 + 0xfffff + (a >> 21 & 1)) >> 21;
    uint32_t special = a > 0x7f800000 ? 0x7e : 0x7c;
    return (uint8_t)(sign | (a < 0x38800000 ? denormal : a < 0x47800000 ? normal : special));
}

#define TL_FROM_WIDE(type, stem)                                                                          \
    TL_INLINE type ISA_FN(f64_to_##stem)(double x) { return ISA_FN(f32_to_##stem)(ISA_FN(odd_f32)(x)); }  \
    TL_INLINE type ISA_FN(i64_to_##stem)(int64_t x) { return ISA_FN(f64_to_##stem)(ISA_FN(odd_i64)(x)); } \
    TL_INLINE type ISA_FN(u64_to_##stem)(uint64_t x) { return ISA_FN(f64_to_##stem)(ISA_FN(odd_u64)(x)); }
TL_FROM_WIDE(uint16_t, f16)
TL_FROM_WIDE(uint16_t, bf16)
TL_FROM_WIDE(uint8_t, f8e4m3fn)
TL_FROM_WIDE(uint8_t, f8e5m2)
#undef TL_FROM_WIDE
