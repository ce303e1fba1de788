/* Conversion of T to every dtype. A float is truncated to 32 bits, or to 64 for the 64-bit integers, and then narrowed.
 * What does not fit becomes the smallest integer, and for unsigned ones from their upper half on 0: as x86-64 converts,
 * and so NumPy there. The tests keep C's undefined behaviour away. */
#if IS(S)
typedef float FN(value); /* what T is computed in */
#define TL_VALUE(x) TL_CAT5(STEM, _to_f32_, TL_ISA, , )(x)
#else
typedef T FN(value);
#define TL_VALUE(x) (x)
#endif
#define V FN(value)

#if IS(F) || IS(S)
TL_INLINE int32_t FN(to_i32)(V x) { return x >= -(V)0x1p31 && x < (V)0x1p31 ? (int32_t)x : INT32_MIN; }
TL_INLINE int64_t FN(to_i64)(V x) { return x >= -(V)0x1p63 && x < (V)0x1p63 ? (int64_t)x : INT64_MIN; }
TL_INLINE uint32_t FN(to_u32)(V x) {
    uint32_t upper = x >= (V)0x1p31;
    return (uint32_t)FN(to_i32)(upper ? x - (V)0x1p31 : x) ^ upper << 31;
}
TL_INLINE uint64_t FN(to_u64)(V x) {
    uint64_t upper = x >= (V)0x1p63;
    return (uint64_t)FN(to_i64)(upper ? x - (V)0x1p63 : x) ^ upper << 63;
}
#define TL_TO_I(type, stem, x) (sizeof(type) < 8 ? (type)FN(to_i32)(x) : (type)FN(to_i64)(x))
#define TL_TO_U(type, stem, x) \
    (sizeof(type) < 4 ? (type)FN(to_i32)(x) : sizeof(type) == 4 ? (type)FN(to_u32)(x) : (type)FN(to_u64)(x))
#else
#define TL_TO_I(type, stem, x) ((type)(x))
#define TL_TO_U(type, stem, x) ((type)(x))
#endif
#define TL_TO_C(type, stem, x) ((type)(x))
#define TL_TO_B(type, stem, x) ((type)((x) != 0))
#define TL_TO_F(type, stem, x) ((type)(x))
/* from a float or double that holds it exactly, or that was rounded to odd */
#define TL_TO_S(type, stem, x)           \
    _Generic((x),                        \
        double: ISA_FN(f64_to_##stem),   \
        int32_t: ISA_FN(f64_to_##stem),  \
        uint32_t: ISA_FN(f64_to_##stem), \
        int64_t: ISA_FN(i64_to_##stem),  \
        uint64_t: ISA_FN(u64_to_##stem), \
        default: ISA_FN(f32_to_##stem))(x)

/* Of integers the conversions to unsigned ones are those to signed ones, and whether they are 0 is no matter of sign. */
#if IS(F) || IS(S)
#define TL_CAST_U TL_YES
#else
#define TL_CAST_U TL_NO
#endif
#if IS(U)
#define TL_CAST_B TL_NO
#else
#define TL_CAST_B TL_YES
#endif
/* of a complex number there is none to a real one: its imaginary part would be lost */
#define TL_CAST_C TL_YES
#if IS(C)
#define TL_CAST_REAL TL_NO
#else
#define TL_CAST_REAL TL_YES
#endif
#define TL_CAST_I TL_CAST_REAL
#define TL_CAST_F TL_CAST_REAL
#define TL_CAST_S TL_CAST_REAL

/* Most conversions from and to what is only stored go by way of a float that holds every value, and are no code of
 * their own: AT_ONCE or BY_WAY of the source's MIDDLE. */
#if IS(S)
#define TL_STEPS(stem, kind) TL_SECOND_OF(TL_CAT2(TL_DIRECT_, stem), BY_WAY, )
#define TL_DIRECT_f32 , AT_ONCE
#else
#define TL_STEPS(stem, kind) TL_SECOND_OF(TL_CAT2(TL_DIRECT_, kind), TL_CAT2(TL_STEPS_OF_, STEM), )
#define TL_DIRECT_B , AT_ONCE
#define TL_DIRECT_I , AT_ONCE
#define TL_DIRECT_U , AT_ONCE
#define TL_DIRECT_F , AT_ONCE
#define TL_DIRECT_C , AT_ONCE
#endif
#define TL_SECOND_OF(...) TL_SECOND(__VA_ARGS__)
#define TL_SECOND(a, b, ...) b

#define AT_ONCE(to_id, type, stem, kind)                                                        \
    static void FN(cast_to_##stem)(int64_t n, char *const *p, const int64_t *s) {               \
        if (s[0] == sizeof(type) && s[1] == sizeof(T)) {                                        \
            type *out = (type *)p[0];                                                           \
            const T *in = (const T *)p[1];                                                      \
            for (int64_t i = 0; i < n; i++) out[i] = TL_TO_##kind(type, stem, TL_VALUE(in[i])); \
        } else {                                                                                \
            char *o = p[0];                                                                     \
            const char *a = p[1];                                                               \
            for (int64_t i = 0; i < n; i++, o += s[0], a += s[1])                               \
                *(type *)o = TL_TO_##kind(type, stem, TL_VALUE(*(const T *)a));                 \
        }                                                                                       \
    }
#define BY_WAY(to_id, type, stem, kind)                                           \
    static void FN(cast_to_##stem)(int64_t n, char *const *p, const int64_t *s) { \
        ISA_FN(by_way)(n, p, s, ID, TL_CAT2(TL_MIDDLE_, STEM), TL_##to_id);       \
    }
#define TL_DTYPE(to_id, type, stem, name, kind, compute, format) \
    TL_CAST_##kind(TL_STEPS(stem, kind)(to_id, type, stem, kind))
#include "../dtypes.def"
#undef TL_DTYPE

static void FN(fill_cast)(tl_kernels *k) {
#define TL_DTYPE(to_id, type, stem, name, kind, compute, format) \
    TL_CAST_##kind(k->cast[ID][TL_##to_id] = FN(cast_to_##stem);)
#include "../dtypes.def"
#undef TL_DTYPE
}
#undef TL_TO_I
#undef TL_TO_U
#undef TL_TO_B
#undef TL_TO_F
#undef TL_TO_S
#undef TL_VALUE
#undef V
#undef TL_CAST_B
#undef TL_CAST_I
#undef TL_CAST_U
#undef TL_CAST_F
#undef TL_CAST_S
#undef TL_CAST_C
#undef TL_CAST_REAL
#undef TL_TO_C
#undef TL_STEPS
#undef TL_SECOND
#undef TL_SECOND_OF
#undef TL_DIRECT_f32
#undef TL_DIRECT_B
#undef TL_DIRECT_I
#undef TL_DIRECT_U
#undef TL_DIRECT_F
#undef TL_DIRECT_C
#undef AT_ONCE
#undef BY_WAY
