/* Counting in floats of type T. */
static void FN(count)(T *p, int64_t n, T x, T y) {
    T delta = y - x; /* the rounded distance of the first two, so that the numbers are NumPy's to the last bit */
    for (int64_t i = 0; i < n; i++) p[i] = x + (T)i * delta;
    if (n > 0) p[0] = x; /* 0 * inf is none */
    if (n > 1) p[1] = y;
}
