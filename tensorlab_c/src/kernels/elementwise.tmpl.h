/* Loops over the formulas of scalar.tmpl.h. Where those are cheap, each has a form for contiguous operands, one for a
 * scalar on either side (step 0) and a strided one, and the formula is inlined into all of them; where they are costly,
 * there is the form for contiguous operands alone, and others come to it by buffers. An output may alias an input
 * exactly, which carries nothing from one iteration to the next, so the loops are declared free of dependences. */
/* keeps a loop of one or two rounds from being made into vectors, which would not pay */
#define TL_ONE_BY_ONE __asm__ volatile("")

#define TL_UNARY_FLAT(R) TL_IVDEP for (int64_t i = 0; i < n; i++) out[i] = f(in[i])

/* For formulas that cost much more than a copy: blocks of `width` and never single elements. The last block ends where
 * the operand ends and overlaps the one before; its input is kept aside, since that may be written by then. */
#define TL_BLOCKS(R, width)                                                                    \
    do {                                                                                       \
        T rest[width] = {0};                                                                   \
        R few[width];                                                                          \
        int64_t start = n < (width) ? 0 : n - (width);                                         \
        if (n >= (width)) memcpy(rest, in + start, sizeof rest);                               \
        else                                                                                   \
            for (int64_t j = 0; j < n; j++) rest[j] = in[j];                                   \
        for (int64_t i = 0; i < n; i += (width)) {                                             \
            int whole = i + (width) <= n;                                                      \
            const T *x = whole ? in + i : rest;                                                \
            R *y = whole ? out + i : (n < (width) ? few : out + start);                        \
            TL_IVDEP _Pragma("GCC unroll 1") for (int j = 0; j < (width); j++) y[j] = f(x[j]); \
        }                                                                                      \
        for (int64_t j = 0; j < n && n < (width); j++) out[j] = few[j];                        \
    } while (0)
#define TL_UNARY_BLOCKS(R)                                                                                   \
    enum { LANES = TL_VB / sizeof(T) };                                                                      \
    if (n <= 2) steps(n, (char *const[]){(char *)out, (char *)in}, (const int64_t[]){sizeof(R), sizeof(T)}); \
    else if (n <= LANES + LANES / 2) TL_BLOCKS(R, LANES / 2); /* less to compute twice */                    \
    else TL_BLOCKS(R, LANES)

/* Any steps; what is contiguous is left to `flat`, but for one or two elements, which are faster alone. */
#define TL_UNARY_LOOP(R)                                                \
    (void)loop;                                                         \
    const char *a = p[1];                                               \
    char *o = p[0];                                                     \
    if (n > 2 && s[0] == sizeof(R) && s[1] == sizeof(T)) flat(n, o, a); \
    else                                                                \
        for (int64_t i = 0; i < n; i++, o += s[0], a += s[1]) *(R *)o = f(*(const T *)a)

#define TL_BINARY_LOOP(R)                                                \
    (void)loop;                                                          \
    const char *a = p[1], *b = p[2];                                     \
    char *o = p[0];                                                      \
    if (s[0] == sizeof(R) && s[1] == sizeof(T) && s[2] == sizeof(T)) {   \
        R *out = (R *)o;                                                 \
        const T *x = (const T *)a, *y = (const T *)b;                    \
        TL_IVDEP for (int64_t i = 0; i < n; i++) out[i] = f(x[i], y[i]); \
    } else if (s[0] == sizeof(R) && s[1] == sizeof(T) && s[2] == 0) {    \
        R *out = (R *)o;                                                 \
        const T *x = (const T *)a, y = *(const T *)b;                    \
        TL_IVDEP for (int64_t i = 0; i < n; i++) out[i] = f(x[i], y);    \
    } else if (s[0] == sizeof(R) && s[1] == 0 && s[2] == sizeof(T)) {    \
        R *out = (R *)o;                                                 \
        const T x = *(const T *)a, *y = (const T *)b;                    \
        TL_IVDEP for (int64_t i = 0; i < n; i++) out[i] = f(x, y[i]);    \
    } else                                                               \
        for (int64_t i = 0; i < n; i++, o += s[0], a += s[1], b += s[2]) *(R *)o = f(*(const T *)a, *(const T *)b)

TL_INLINE void FN(cheap_unary_SAME)(int64_t n, char *const *p, const int64_t *s, T (*f)(T), tl_flat flat,
                                    tl_loop loop) {
    TL_UNARY_LOOP(T);
}
/* the results of REAL rows */
#if IS(C)
typedef PART FN(part_of);
#else
typedef T FN(part_of);
#endif
TL_INLINE void FN(cheap_unary_REAL)(int64_t n, char *const *p, const int64_t *s, FN(part_of) (*f)(T), tl_flat flat,
                                    tl_loop loop) {
    TL_UNARY_LOOP(FN(part_of));
}
TL_INLINE void FN(cheap_unary_BOOL)(int64_t n, char *const *p, const int64_t *s, uint8_t (*f)(T), tl_flat flat,
                                    tl_loop loop) {
    TL_UNARY_LOOP(uint8_t);
}
TL_INLINE void FN(cheap_unary_BYTE)(int64_t n, char *const *p, const int64_t *s, uint8_t (*f)(T), tl_flat flat,
                                    tl_loop loop) {
    TL_UNARY_LOOP(uint8_t);
}
TL_INLINE void FN(cheap_flat_SAME)(int64_t n, T *out, const T *in, T (*f)(T), tl_loop steps) {
    (void)steps;
    TL_UNARY_FLAT(T);
}
TL_INLINE void FN(cheap_flat_REAL)(int64_t n, FN(part_of) *out, const T *in, FN(part_of) (*f)(T), tl_loop steps) {
    (void)steps;
    TL_UNARY_FLAT(FN(part_of));
}
TL_INLINE void FN(cheap_flat_BOOL)(int64_t n, uint8_t *out, const T *in, uint8_t (*f)(T), tl_loop steps) {
    (void)steps;
    TL_UNARY_FLAT(uint8_t);
}
TL_INLINE void FN(cheap_flat_BYTE)(int64_t n, uint8_t *out, const T *in, uint8_t (*f)(T), tl_loop steps) {
    (void)steps;
    TL_UNARY_FLAT(uint8_t);
}
#if IS(F)
TL_INLINE void FN(costly_flat_SAME)(int64_t n, T *out, const T *in, T (*f)(T), tl_loop steps) { TL_UNARY_BLOCKS(T); }
TL_INLINE void FN(costly_flat_BOOL)(int64_t n, uint8_t *out, const T *in, uint8_t (*f)(T), tl_loop steps) {
    TL_UNARY_BLOCKS(uint8_t);
}

/* `m` elements from p on, where they are when those follow each other, else gathered. */
TL_INLINE const T *FN(operand_block)(const char *p, int64_t step, int64_t m, T *gathered) {
    if (step == sizeof(T)) return (const T *)p;
    for (int64_t j = 0; j < m; j++) gathered[j] = *(const T *)(p + j * step);
    return gathered;
}

/* `loop` of contiguous operands, one or two and a result, on operands of any steps, by blocks in buffers. `numbers` is
 * what it takes behind them, as it is. */
static TL_NOINLINE void FN(by_blocks)(int64_t n, int operands, char *const *p, const int64_t *s, tl_loop loop,
                                      char *numbers) {
    enum { BLOCK = 2048 / sizeof(T) };
    static const int64_t together[3] = {sizeof(T), sizeof(T), sizeof(T)};
    T got[BLOCK], gathered[2][BLOCK];
    char *at[4];
    at[operands + 1] = numbers;
    for (int64_t i = 0, m; i < n; i += m) {
        m = n - i < BLOCK ? n - i : BLOCK;
        for (int k = 1; k <= operands; k++)
            if (s[k] || i == 0) at[k] = (char *)FN(operand_block)(p[k] + i * s[k], s[k], m, gathered[k - 1]);
        char *out = p[0] + i * s[0];
        at[0] = s[0] == sizeof(T) ? out : (char *)got;
        loop(m, at, together);
        if (s[0] != sizeof(T))
            for (int64_t j = 0; j < m; j++) *(T *)(out + j * s[0]) = got[j];
    }
}

TL_INLINE void FN(costly_unary_SAME)(int64_t n, char *const *p, const int64_t *s, T (*f)(T), tl_flat flat,
                                     tl_loop loop) {
    if (n > 2) {
        if (s[0] == sizeof(T) && s[1] == sizeof(T)) flat(n, p[0], p[1]);
        else FN(by_blocks)(n, 1, p, s, loop, NULL);
    } else
        for (int64_t i = 0; i < n; i++) {
            *(T *)(p[0] + i * s[0]) = f(*(const T *)(p[1] + i * s[1]));
            TL_ONE_BY_ONE;
        }
}
TL_INLINE void FN(costly_unary_BOOL)(int64_t n, char *const *p, const int64_t *s, uint8_t (*f)(T), tl_flat flat,
                                     tl_loop loop) {
    TL_UNARY_LOOP(uint8_t);
}
TL_INLINE void FN(costly_binary_SAME)(int64_t n, char *const *p, const int64_t *s, T (*f)(T, T), tl_loop loop) {
    if (s[0] == sizeof(T) && s[1] == sizeof(T) && s[2] == sizeof(T)) {
        T *out = (T *)p[0];
        const T *x = (const T *)p[1], *y = (const T *)p[2];
        TL_IVDEP for (int64_t i = 0; i < n; i++) out[i] = f(x[i], y[i]);
    } else FN(by_blocks)(n, 2, p, s, loop, NULL);
}
#endif
#define STYLE_ANY cheap
#define STYLE_NUM cheap
#define STYLE_NUMX cheap
#define STYLE_INT cheap
#define STYLE_INTX cheap
#define STYLE_SHF cheap
#define STYLE_TRU cheap
#define STYLE_FLTD cheap
#if IS(F)
#define STYLE_FLT costly
#else
#define STYLE_FLT cheap
#endif
#define STYLED(domain, form, result) FN(TL_CAT5(STYLE_##domain, _, form, result, ))

TL_INLINE void FN(cheap_binary_SAME)(int64_t n, char *const *p, const int64_t *s, T (*f)(T, T), tl_loop loop) {
    TL_BINARY_LOOP(T);
}
TL_INLINE void FN(cheap_binary_BOOL)(int64_t n, char *const *p, const int64_t *s, uint8_t (*f)(T, T), tl_loop loop) {
    TL_BINARY_LOOP(uint8_t);
}

#if !IS(B) && !IS(U)
static void FN(where)(int64_t n, char *const *p, const int64_t *s) {
    enum { BLOCK = 1024 / sizeof(T) };
    T repeated[2][BLOCK]; /* an operand that is one number */
    char *o = p[0];
    const char *c = p[1], *a = p[2], *b = p[3];
    int flat = s[0] == sizeof(T) && s[1] == 1, one = s[2] == 0 || s[3] == 0;
    if (!flat || (s[2] && s[2] != sizeof(T)) || (s[3] && s[3] != sizeof(T))) {
        for (int64_t i = 0; i < n; i++, o += s[0], c += s[1], a += s[2], b += s[3]) *(T *)o = *(const T *)(*c ? a : b);
        return;
    }
    for (int k = 0; k < 2; k++)
        for (int64_t i = 0; i < BLOCK && i < n && s[2 + k] == 0; i++) repeated[k][i] = *(const T *)p[2 + k];
    for (int64_t i = 0, m; i < n; i += m) {
        m = one && n - i > BLOCK ? BLOCK : n - i;
        T *out = (T *)o + i;
        const char *kept = c + i;
        const T *x = s[2] ? (const T *)a + i : repeated[0], *y = s[3] ? (const T *)b + i : repeated[1];
        TL_IVDEP for (int64_t j = 0; j < m; j++) out[j] = kept[j] ? x[j] : y[j];
    }
}
#endif

#if !IS(B) && !IS(C)
static void FN(clip)(int64_t n, char *const *p, const int64_t *s) {
    const char *in = p[1];
    char *out = p[0];
    const T least = *(const T *)p[2], most = *(const T *)p[3];
    if (least == least && most == most && s[0] == sizeof(T) && s[1] == sizeof(T)) {
        const T *x = (const T *)in;
        T *y = (T *)out;
        TL_IVDEP for (int64_t i = 0; i < n; i++) { /* one comparison keeps NaN, too */
            T v = x[i] <= least ? least : x[i];
            y[i] = v >= most ? most : v;
        }
    } else
        for (int64_t i = 0; i < n; i++, out += s[0], in += s[1])
            *(T *)out = FN(minimum)(FN(maximum)(*(const T *)in, least), most);
}
#endif

/* TL_PLAIN(name)(text) drops the text of an op whose loop is in another file: TL_OWN_name is defined then */
#if !IS(C)
#define TL_OWN_power , TL_NO
#endif
#define TL_OWN_greater , TL_NO
#define TL_OWN_greater_equal , TL_NO
#if !IS(F) || TL_FUSED
#define TL_OWN_floor_divide , TL_NO
#define TL_OWN_remainder , TL_NO
#define TL_OWN_fmod , TL_NO
#endif
#if IS(F)
#define TL_OWN_sin , TL_NO
#define TL_OWN_cos , TL_NO
#define TL_OWN_tan , TL_NO
#endif
#if IS(C)
#define TL_OWN_equal , TL_NO
#define TL_OWN_not_equal , TL_NO
#define TL_OWN_tanh_grad , TL_NO
#endif
#define TL_OWN_gcd , TL_NO
#define TL_OWN_lcm , TL_NO
#define TL_SECOND(a, b, ...) b
#define TL_PLAIN_(...) TL_SECOND(__VA_ARGS__, TL_YES, )
#define TL_PLAIN(name) TL_PLAIN_(TL_CAT2(TL_OWN_, name))

#define TL_REDUCE(name, domain, result, grad, combiner, neutral, join, complex_)
#define TL_SPECIAL(name, grad)
#define TL_UNARY(name, domain, result, grad, sharing, complex_)                                  \
    WHEN(domain, complex_, KIND)(OWNED(sharing, KIND)(TL_PLAIN(name)(                            \
        static void FN(loop_##name)(int64_t n, char *const *p, const int64_t *s);                \
        static TL_NOINLINE void FN(flat_##name)(int64_t n, void *out, const void *in) {          \
            STYLED(domain, flat_, result)(n, out, in, FN(name), FN(loop_##name));                \
        } static TL_NOINLINE void FN(loop_##name)(int64_t n, char *const *p, const int64_t *s) { \
            STYLED(domain, unary_, result)(n, p, s, FN(name), FN(flat_##name), FN(loop_##name)); \
        })))
#define TL_BINARY(name, domain, result, grad, sharing, complex_)                                                       \
    WHEN(domain, complex_, KIND)(                                                                                      \
        OWNED(sharing, KIND)(TL_PLAIN(name)(static void FN(loop_##name)(int64_t n, char *const *p, const int64_t *s) { \
            STYLED(domain, binary_, result)(n, p, s, FN(name), FN(loop_##name));                                       \
        })))
#include "../ops.def"
#undef TL_UNARY
#undef TL_BINARY

/* the loop of `other`, its operands exchanged */
#define TL_EXCHANGED(name, other)                                                                    \
    static void FN(loop_##name)(int64_t n, char *const *p, const int64_t *s) {                       \
        FN(loop_##other)(n, (char *const[]){p[0], p[2], p[1]}, (const int64_t[]){s[0], s[2], s[1]}); \
    }
#if !IS(B) && !IS(C)
TL_EXCHANGED(greater, less)
TL_EXCHANGED(greater_equal, less_equal)
#endif
#undef TL_EXCHANGED

/* what is rare has the loop of any steps alone, which is small */
#define TL_STEPPED(name, R)                                                    \
    static void FN(loop_##name)(int64_t n, char *const *p, const int64_t *s) { \
        const char *a = p[1], *b = p[2];                                       \
        char *o = p[0];                                                        \
        for (int64_t i = 0; i < n; i++, o += s[0], a += s[1], b += s[2]) {     \
            *(R *)o = FN(name)(*(const T *)a, *(const T *)b);                  \
            TL_ONE_BY_ONE;                                                     \
        }                                                                      \
    }
#if IS(C)
TL_STEPPED(equal, uint8_t)
TL_STEPPED(not_equal, uint8_t)
TL_STEPPED(tanh_grad, T)
#elif !IS(B) && !IS(F)
TL_STEPPED(gcd, T)
TL_STEPPED(lcm, T)
#endif
#undef TL_STEPPED

static void FN(fill_elementwise)(tl_kernels *k) {
#define TL_UNARY(name, domain, result, grad, sharing, complex_) \
    WHEN(domain, complex_, KIND)(OWNED(sharing, KIND)(          \
        TL_PLAIN(name)(k->loop[TL_OP_##name][ID] = FN(loop_##name); k->flat[TL_OP_##name][ID] = FN(flat_##name);)))
#define TL_BINARY(name, domain, result, grad, sharing, complex_) \
    WHEN(domain, complex_, KIND)(OWNED(sharing, KIND)(TL_PLAIN(name)(k->loop[TL_OP_##name][ID] = FN(loop_##name);)))
#include "../ops.def"
#if !IS(B) && !IS(U)
    k->where[ID] = FN(where);
#endif
#if !IS(B) && !IS(C)
    k->clip[ID] = FN(clip);
    k->loop[TL_OP_greater][ID] = FN(loop_greater);
    k->loop[TL_OP_greater_equal][ID] = FN(loop_greater_equal);
#endif
#define TL_ENTER(name) k->loop[TL_OP_##name][ID] = FN(loop_##name);
#if IS(C)
    TL_ENTER(equal)
    TL_ENTER(not_equal)
    TL_ENTER(tanh_grad)
#elif !IS(B) && !IS(F)
    TL_ENTER(gcd)
    TL_ENTER(lcm)
#endif
#undef TL_ENTER
}
#undef TL_UNARY
#undef TL_BINARY
#undef TL_REDUCE
#undef TL_SPECIAL
#undef TL_UNARY_FLAT
#undef TL_ONE_BY_ONE
#undef TL_UNARY_LOOP
#undef TL_UNARY_BLOCKS
#undef TL_BLOCKS
#undef TL_BINARY_LOOP
#undef STYLED
#undef STYLE_ANY
#undef STYLE_NUM
#undef STYLE_NUMX
#undef STYLE_INT
#undef STYLE_INTX
#undef STYLE_SHF
#undef STYLE_TRU
#undef STYLE_FLTD
#undef STYLE_FLT
#undef TL_OWN_power
#undef TL_OWN_greater
#undef TL_OWN_greater_equal
#undef TL_OWN_floor_divide
#undef TL_OWN_remainder
#undef TL_OWN_fmod
#undef TL_OWN_gcd
#undef TL_OWN_lcm
#undef TL_OWN_equal
#undef TL_OWN_not_equal
#undef TL_OWN_tanh_grad
#undef TL_OWN_sin
#undef TL_OWN_cos
#undef TL_OWN_tan
#undef TL_SECOND
#undef TL_PLAIN_
#undef TL_PLAIN
