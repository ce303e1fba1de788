/* Conversion of T to every dtype. A float outside an integer's range becomes the smallest int64 and is then narrowed,
 * which is what x86's conversion gives NumPy; the test keeps C's undefined behaviour away. */
#if IS(F)
TL_INLINE int64_t FN(to_signed)(T x) {
    return x >= (T)-9223372036854775808.0 && x < (T)9223372036854775808.0 ? (int64_t)x : INT64_MIN;
}
TL_INLINE uint64_t FN(to_unsigned)(T x) {
    return x >= (T)9223372036854775808.0 && x < (T)18446744073709551616.0 ? (uint64_t)x : (uint64_t)FN(to_signed)(x);
}
#define TL_TO_I(type, x) ((type)FN(to_signed)(x))
#define TL_TO_U(type, x) ((type)FN(to_unsigned)(x))
#else
#define TL_TO_I(type, x) ((type)(x))
#define TL_TO_U(type, x) ((type)(x))
#endif
#define TL_TO_B(type, x) ((type)((x) != 0))
#define TL_TO_F(type, x) ((type)(x))

#define TL_DTYPE(to_id, type, stem, name, kind, format)                                                           \
    static void FN(cast_to_##stem)(int64_t n, char *const *p, const int64_t *s) {                                 \
        if (s[0] == sizeof(type) && s[1] == sizeof(T)) {                                                          \
            type *out = (type *)p[0];                                                                             \
            const T *in = (const T *)p[1];                                                                        \
            for (int64_t i = 0; i < n; i++) out[i] = TL_TO_##kind(type, in[i]);                                   \
        } else {                                                                                                  \
            char *o = p[0];                                                                                       \
            const char *a = p[1];                                                                                 \
            for (int64_t i = 0; i < n; i++, o += s[0], a += s[1]) *(type *)o = TL_TO_##kind(type, *(const T *)a); \
        }                                                                                                         \
    }
#include "../dtypes.def"
#undef TL_DTYPE

static void FN(fill_cast)(tl_kernels *k) {
#define TL_DTYPE(to_id, type, stem, name, kind, format) k->cast[ID][TL_##to_id] = FN(cast_to_##stem);
#include "../dtypes.def"
#undef TL_DTYPE
}
#undef TL_TO_I
#undef TL_TO_U
#undef TL_TO_B
#undef TL_TO_F
