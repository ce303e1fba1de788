/* Sums up to each element. Floats of 32 bits are added up in double, so that their error does not grow with the line. */
#if IS(F)
typedef double FN(running);
#else
typedef uint64_t FN(running); /* wraps */
#endif

static void FN(cumsum)(int64_t n, int64_t c, char *const *ptr, const int64_t *step, const tl_lines *what) {
    (void)step, (void)what;
    T *y = (T *)ptr[0];
    const T *x = (const T *)ptr[1];
    for (int64_t i = 0; i < n; i++, x += c, y += c) {
        FN(running) sum = 0;
        for (int64_t j = 0; j < c; j++) y[j] = (T)(sum = j ? sum + (FN(running))x[j] : (FN(running))x[j]);
    }
}

static void FN(cumsum_lanes)(int64_t n, int64_t c, char *const *ptr, const int64_t *along, const tl_lines *what) {
    enum { LANES = 256 };
    (void)what;
    FN(running) sum[LANES];
    for (int64_t i = 0; i < n; i += LANES) {
        int64_t m = n - i < LANES ? n - i : LANES;
        for (int64_t j = 0; j < c; j++) {
            T *y = (T *)(ptr[0] + j * along[0]) + i;
            const T *x = (const T *)(ptr[1] + j * along[1]) + i;
            if (j == 0) /* not added to 0: the first may be -0 */
                for (int64_t l = 0; l < m; l++) sum[l] = (FN(running))x[l], y[l] = x[l];
            else
                for (int64_t l = 0; l < m; l++) sum[l] += (FN(running))x[l], y[l] = (T)sum[l];
        }
    }
}

static void FN(fill_cumulative)(tl_kernels *k) {
    k->rows[TL_LINE_cumsum][ID] = FN(cumsum);
    k->lanes[TL_LINE_cumsum][ID] = FN(cumsum_lanes);
}
