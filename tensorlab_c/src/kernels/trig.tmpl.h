/* The loops of sin, cos and tan: blocks of near arguments, which vectorise, and of others. */
#define K(name) TL_CAT5(name, _, STEM, , )

/* Of an op with a fast function for near arguments: the same bits as f on every element. */
TL_INLINE void FN(trig_flat)(int64_t n, T *out, const T *in, T (*near)(T), T (*f)(T)) {
    for (int64_t m; n > 0; n -= m, out += m, in += m) {
        m = n < 256 ? n : 256;
        int far = 0;
        for (int64_t i = 0; i < m; i++) far |= FN(mabs)(in[i]) > K(TRIG_MAX);
        if (far) {
            for (int64_t i = 0; i < m; i++) out[i] = f(in[i]);
        } else {
            TL_IVDEP for (int64_t i = 0; i < m; i++) out[i] = near(in[i]);
        }
    }
}

#define TRIG(name)                                                                  \
    static TL_NOINLINE void FN(flat_##name)(int64_t n, void *out, const void *in) { \
        FN(trig_flat)(n, out, in, FN(name##_near), FN(name));                       \
    }                                                                               \
    static void FN(loop_##name)(int64_t n, char *const *p, const int64_t *s) {      \
        if (s[0] == sizeof(T) && s[1] == sizeof(T)) FN(flat_##name)(n, p[0], p[1]); \
        else FN(by_blocks)(n, 1, p, s, FN(loop_##name), NULL);                      \
    }
TRIG(sin)
TRIG(cos)
TRIG(tan)
#undef TRIG
#undef K

static void FN(fill_trig)(tl_kernels *k) {
    k->loop[TL_OP_sin][ID] = FN(loop_sin);
    k->loop[TL_OP_cos][ID] = FN(loop_cos);
    k->loop[TL_OP_tan][ID] = FN(loop_tan);
    k->flat[TL_OP_sin][ID] = FN(flat_sin);
    k->flat[TL_OP_cos][ID] = FN(flat_cos);
    k->flat[TL_OP_tan][ID] = FN(flat_tan);
}
