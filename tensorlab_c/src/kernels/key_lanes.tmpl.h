/* Registers full of keys, signed integers of KEY_BITS bits: what sorting and selecting do with them. Included once per
 * width; defines K, KMAX, and where the instruction set has what it takes, W keys in a VK. */
#define KEY_(name) TL_CAT5(name, _k, KEY_BITS, _, TL_ISA)
#define KEY(name) KEY_(name)
#if KEY_BITS == 32
typedef int32_t KEY(key) __attribute__((may_alias));
#define KMAX INT32_MAX
#else
typedef int64_t KEY(key) __attribute__((may_alias));
#define KMAX INT64_MAX
#endif
#define K KEY(key)

#if TL_LEVEL == TL_LEVEL_base
#define W 0 /* one key at a time */
#else
#define W (TL_VB * 8 / KEY_BITS)
typedef K KEY(lanes) __attribute__((vector_size(TL_VB)));
#define VK KEY(lanes)

TL_INLINE VK KEY(load)(const K *a) {
    VK v;
    memcpy(&v, a, sizeof v);
    return v;
}
TL_INLINE void KEY(store)(K *a, VK v) { memcpy(a, &v, sizeof v); }

#if TL_LEVEL == TL_LEVEL_v4
#if KEY_BITS == 32
#define SUFFIX(f) f##_epi32
#define MASK __mmask16
#define LOWER(v, p) _mm512_cmplt_epi32_mask((__m512i)(v), (__m512i)(p))
#define COUNT(m) __builtin_popcount(m)
#define SPLAT(x) ((VK)_mm512_set1_epi32(x))
#else
#define SUFFIX(f) f##_epi64
#define MASK __mmask8
#define LOWER(v, p) _mm512_cmplt_epi64_mask((__m512i)(v), (__m512i)(p))
#define COUNT(m) __builtin_popcount(m)
#define SPLAT(x) ((VK)_mm512_set1_epi64(x))
#endif
TL_INLINE VK KEY(lesser)(VK a, VK b) { return (VK)SUFFIX(_mm512_min)((__m512i)a, (__m512i)b); }
TL_INLINE VK KEY(greater)(VK a, VK b) { return (VK)SUFFIX(_mm512_max)((__m512i)a, (__m512i)b); }
/* The first of W keys, as many as are left, 0 to W; KMAX for the others. */
TL_INLINE MASK KEY(mask_of)(int64_t left) { return (MASK)(left >= W ? -1 : left <= 0 ? 0 : (1 << left) - 1); }
TL_INLINE VK KEY(load_some)(const K *a, int64_t left) {
    return (VK)SUFFIX(_mm512_mask_loadu)((__m512i)SPLAT(KMAX), KEY(mask_of)(left), a);
}
TL_INLINE void KEY(store_some)(K *a, VK v, int64_t left) {
    SUFFIX(_mm512_mask_storeu)(a, KEY(mask_of)(left), (__m512i)v);
}
/* Keys in the mask first, the others behind them. Stores that compress are slow on Zen 4, registers are not. */
TL_INLINE VK KEY(compact)(VK v, MASK m, int count) {
    __m512i x = (__m512i)v, first = SUFFIX(_mm512_maskz_compress)(m, x),
            rest = SUFFIX(_mm512_maskz_compress)((MASK)~m, x);
    return (VK)SUFFIX(_mm512_mask_expand)(first, (MASK)(-1u << count), rest);
}
#else /* v3 */
#define MASK unsigned
#define COUNT(m) __builtin_popcount(m)
#if KEY_BITS == 32
#define SPLAT(x) ((VK)_mm256_set1_epi32(x))
#define PLACES (VK){0, 1, 2, 3, 4, 5, 6, 7}
#define MASKED_LOAD(a, m) _mm256_maskload_epi32((const int *)(a), m)
#define MASKED_STORE(a, m, v) _mm256_maskstore_epi32((int *)(a), m, v)
#define LOWER(v, p) ((unsigned)_mm256_movemask_ps((__m256)((v) < (p))))
TL_INLINE VK KEY(lesser)(VK a, VK b) { return (VK)_mm256_min_epi32((__m256i)a, (__m256i)b); }
TL_INLINE VK KEY(greater)(VK a, VK b) { return (VK)_mm256_max_epi32((__m256i)a, (__m256i)b); }
TL_INLINE VK KEY(compact)(VK v, MASK m, int count) {
    (void)count;
    __m128i order = _mm_loadl_epi64((const __m128i *)&ISA_FN(compact_orders).of8[m]);
    return (VK)_mm256_permutevar8x32_epi32((__m256i)v, _mm256_cvtepu8_epi32(order));
}
#else
#define SPLAT(x) ((VK)_mm256_set1_epi64x(x))
#define PLACES (VK){0, 1, 2, 3}
#define MASKED_LOAD(a, m) _mm256_maskload_epi64((const long long *)(a), m)
#define MASKED_STORE(a, m, v) _mm256_maskstore_epi64((long long *)(a), m, v)
#define LOWER(v, p) ((unsigned)_mm256_movemask_pd((__m256d)((v) < (p))))
TL_INLINE VK KEY(lesser)(VK a, VK b) {
    __m256d m = (__m256d)(a < b);
    return (VK)_mm256_blendv_pd((__m256d)b, (__m256d)a, m);
}
TL_INLINE VK KEY(greater)(VK a, VK b) {
    __m256d m = (__m256d)(a < b);
    return (VK)_mm256_blendv_pd((__m256d)a, (__m256d)b, m);
}
TL_INLINE VK KEY(compact)(VK v, MASK m, int count) {
    (void)count;
    __m128i order = _mm_loadl_epi64((const __m128i *)&ISA_FN(compact_orders).of4[m]);
    return (VK)_mm256_permutevar8x32_epi32((__m256i)v, _mm256_cvtepu8_epi32(order));
}
#endif
TL_INLINE VK KEY(load_some)(const K *a, int64_t left) {
    __m256i m = (__m256i)(PLACES < SPLAT((K)left));
    return (VK)_mm256_blendv_epi8((__m256i)SPLAT(KMAX), MASKED_LOAD(a, m), m);
}
TL_INLINE void KEY(store_some)(K *a, VK v, int64_t left) {
    MASKED_STORE(a, (__m256i)(PLACES < SPLAT((K)left)), (__m256i)v);
}
#endif

/* Each key and the one d lanes away (by exclusive or): the lesser in the lane without `upper`, which is the highest bit
 * of d. */
#if defined(__clang__)
#define SHUFFLE(a, ...) __builtin_shufflevector(a, a, __VA_ARGS__)
#define CHOOSE(a, b, ...) __builtin_shufflevector(a, b, __VA_ARGS__)
#else
typedef K KEY(places) __attribute__((vector_size(TL_VB)));
#define SHUFFLE(a, ...) __builtin_shuffle(a, (KEY(places)){__VA_ARGS__})
#define CHOOSE(a, b, ...) __builtin_shuffle(a, b, (KEY(places)){__VA_ARGS__})
#endif
/* lane i of one of two registers: of those whose bit d is not `set`, of the first, in the lanes without bit d */
#define FROM(i, set, d) ((i) & (d) ? ((i) ^ (d) ^ (set)) + W : (i) ^ (set))
#define PICK(i, upper) ((i) & (upper) ? (i) + W : (i))
#if W == 4
#define AWAY(d) 0 ^ d, 1 ^ d, 2 ^ d, 3 ^ d
#define UPPER(u) PICK(0, u), PICK(1, u), PICK(2, u), PICK(3, u)
#define CROSSED(s, d) FROM(0, s, d), FROM(1, s, d), FROM(2, s, d), FROM(3, s, d)
#elif W == 8
#define AWAY(d) 0 ^ d, 1 ^ d, 2 ^ d, 3 ^ d, 4 ^ d, 5 ^ d, 6 ^ d, 7 ^ d
#define UPPER(u) PICK(0, u), PICK(1, u), PICK(2, u), PICK(3, u), PICK(4, u), PICK(5, u), PICK(6, u), PICK(7, u)
#define CROSSED(s, d)                                                                                        \
    FROM(0, s, d), FROM(1, s, d), FROM(2, s, d), FROM(3, s, d), FROM(4, s, d), FROM(5, s, d), FROM(6, s, d), \
        FROM(7, s, d)
#else
#define AWAY(d) \
    0 ^ d, 1 ^ d, 2 ^ d, 3 ^ d, 4 ^ d, 5 ^ d, 6 ^ d, 7 ^ d, 8 ^ d, 9 ^ d, 10 ^ d, 11 ^ d, 12 ^ d, 13 ^ d, 14 ^ d, 15 ^ d
#define UPPER(u)                                                                                                \
    PICK(0, u), PICK(1, u), PICK(2, u), PICK(3, u), PICK(4, u), PICK(5, u), PICK(6, u), PICK(7, u), PICK(8, u), \
        PICK(9, u), PICK(10, u), PICK(11, u), PICK(12, u), PICK(13, u), PICK(14, u), PICK(15, u)
#define CROSSED(s, d)                                                                                                \
    FROM(0, s, d), FROM(1, s, d), FROM(2, s, d), FROM(3, s, d), FROM(4, s, d), FROM(5, s, d), FROM(6, s, d),         \
        FROM(7, s, d), FROM(8, s, d), FROM(9, s, d), FROM(10, s, d), FROM(11, s, d), FROM(12, s, d), FROM(13, s, d), \
        FROM(14, s, d), FROM(15, s, d)
#endif
#define EXCHANGE(v, d, upper)                                                      \
    do {                                                                           \
        VK other_ = SHUFFLE(v, AWAY(d));                                           \
        v = CHOOSE(KEY(lesser)(v, other_), KEY(greater)(v, other_), UPPER(upper)); \
    } while (0)
#endif
