/* Which of n bins of equal width holds each number of type T: edge[i] <= x < edge[i + 1], in the last x == edge[n] too;
 * -1 if none. */
static void FN(bin)(const void *x_, const void *edge_, int64_t n, int64_t first, int64_t count, int64_t *bin) {
    const T *x = (const T *)x_ + first, *edge = edge_;
    T low = edge[0], high = edge[n], width = high - low, bins = (T)n;
    for (int64_t i = 0; i < count; i++) {
        int64_t k = -1;
        if (x[i] >= low && x[i] <= high) { /* nan is not */
            T at = (x[i] - low) / width * bins;
            k = at < bins ? (int64_t)at : n - 1;
            k -= k > 0 && x[i] < edge[k]; /* rounding */
            k += k < n - 1 && x[i] >= edge[k + 1];
        }
        bin[i] = k;
    }
}
#undef T
#undef FN
