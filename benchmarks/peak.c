/* What a core's arithmetic does at most: fused multiply-adds that wait for nothing but each other, compiled for the
   machine they run on. limits.py compiles and calls them. */
#define CHAINS 12 /* more than are under way at once, fewer than there are registers */
#if defined(__AVX512F__)
#define BYTES 64
#elif defined(__AVX__)
#define BYTES 32
#else
#define BYTES 16
#endif

/* x[0] is the factor and x[1] the summand of all; the sum goes to x[2], so that none is left out. Returns how many
   additions and multiplications were done. */
#define PEAK(T)                                                                                                 \
    long peak_##T(long turns, T *x) {                                                                           \
        typedef T vector __attribute__((vector_size(BYTES)));                                                   \
        const long lanes = BYTES / sizeof(T);                                                                   \
        vector chains[CHAINS], factor = {}, summand = {};                                                       \
        factor += x[0], summand += x[1];                                                                        \
        for (int k = 0; k < CHAINS; k++) chains[k] = summand * (T)k;                                            \
        for (long i = 0; i < turns; i++) {                                                                      \
            _Pragma("GCC unroll 12") for (int k = 0; k < CHAINS; k++) chains[k] = chains[k] * factor + summand; \
        }                                                                                                       \
        for (int k = 1; k < CHAINS; k++) chains[0] += chains[k];                                                \
        x[2] = chains[0][0];                                                                                    \
        return 2 * CHAINS * lanes * turns;                                                                      \
    }

PEAK(float)
PEAK(double)
