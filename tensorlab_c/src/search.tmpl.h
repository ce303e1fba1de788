/* Places in a sorted table of type T. What IS_NAN sorts last. */
static inline int FN(before)(T a, T b) { return (a < b) | (IS_NAN(b) & !IS_NAN(a)); }

/* Is the place of the key behind this element? */
static inline int FN(passes)(T a, T key, int right) { return right ? !FN(before)(key, a) : FN(before)(a, key); }

/* The place of the key between two places. Without branches, since nobody could foretell them. */
static inline int64_t FN(bisect)(const T *table, int64_t low, int64_t high, T key, int right) {
    int64_t n = high - low;
    while (n > 1) {
        int64_t half = n >> 1;
        low += half & -(int64_t)FN(passes)(table[low + half - 1], key, right);
        n -= half;
    }
    return low + (n == 1 && FN(passes)(table[low], key, right));
}

/* From one key to a larger one it is often near: the first steps are short. */
static inline __attribute__((always_inline)) void FN(search_side)(const T *table, int64_t n, const T *key,
                                                                  int64_t count, int right, int64_t *place) {
    int64_t at = 0;
    for (int64_t i = 0; i < count; i++) {
        int64_t low = 0, high = n;
        if (i && !FN(before)(key[i], key[i - 1])) {
            low = high = at;
            while (high < n && high - at <= 12 && FN(passes)(table[high], key[i], right)) low = high + 1, high += 4;
            if (high > n || high - at > 12) high = n;
        }
        at = place[i] = FN(bisect)(table, low, high, key[i], right);
    }
}

static void FN(search)(const void *table, int64_t n, const void *key, int64_t first, int64_t count, int right,
                       int64_t *place) {
    const T *keys = (const T *)key + first;
    if (right) FN(search_side)(table, n, keys, count, 1, place); /* which the compiler knows then */
    else FN(search_side)(table, n, keys, count, 0, place);
}
#undef T
#undef FN
