/* The loops of sin, cos and tan: blocks of near arguments, which vectorise, and of others. */
#define K(name) TL_CAT5(name, _, STEM, , )

#if defined(__clang__)
#define NO_ALIAS _Pragma("clang loop vectorize(assume_safety)")
#else
#define NO_ALIAS _Pragma("GCC ivdep")
#endif

#define TRIG(name)                                                                                          \
    static void FN(near_loop_##name)(int64_t n, char *const *p, const int64_t *s) {                         \
        FN(trig_loop)(n, p, s, FN(name##_near), FN(name));                                                  \
    }                                                                                                       \
    static void FN(near_flat_##name)(int64_t n, void *out, const void *in) {                                \
        FN(near_loop_##name)(n, (char *const[]){out, (char *)in}, (const int64_t[]){sizeof(T), sizeof(T)}); \
    }

/* The loop of an op with a fast function for near arguments: the same bits as f on every element. */
TL_INLINE void FN(trig_loop)(int64_t n, char *const *p, const int64_t *s, T (*near)(T), T (*f)(T)) {
    char *o = p[0];
    const char *a = p[1];
    int contiguous = s[0] == sizeof(T) && s[1] == sizeof(T);
    for (int64_t m; n > 0; n -= m, o += m * s[0], a += m * s[1]) {
        m = n < 256 ? n : 256;
        int far = !contiguous;
        if (contiguous)
            for (int64_t i = 0; i < m; i++) far |= FN(mabs)(((const T *)a)[i]) > K(TRIG_MAX);
        if (far) {
            for (int64_t i = 0; i < m; i++) *(T *)(o + i * s[0]) = f(*(const T *)(a + i * s[1]));
        } else {
            T *out = (T *)o;
            const T *in = (const T *)a;
            NO_ALIAS for (int64_t i = 0; i < m; i++) out[i] = near(in[i]);
        }
    }
}

TRIG(sin)
TRIG(cos)
TRIG(tan)
#undef TRIG
#undef NO_ALIAS
#undef K

/* Replaces the plain loops of fill_elementwise; to be called after it. */
static void FN(fill_trig)(tl_kernels *k) {
    k->loop[TL_OP_sin][ID] = FN(near_loop_sin);
    k->loop[TL_OP_cos][ID] = FN(near_loop_cos);
    k->loop[TL_OP_tan][ID] = FN(near_loop_tan);
    k->flat[TL_OP_sin][ID] = FN(near_flat_sin);
    k->flat[TL_OP_cos][ID] = FN(near_flat_cos);
    k->flat[TL_OP_tan][ID] = FN(near_flat_tan);
}
