/* Places in a sorted table of type T. What IS_NAN sorts last. */
/* Is the place of the key, which is a number, behind this element? */
static inline int FN(passes)(T a, T key, int right) { return right ? a <= key : a < key; }

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

/* Of a key that is nan: behind all numbers, or behind all. */
static int64_t FN(place_of_nan)(const T *table, int64_t n, int right) {
    int64_t low = 0;
    (void)table; /* integers look at nothing */
    if (right) return n;
    while (low < n) {
        int64_t middle = low + (n - low) / 2;
        if (IS_NAN(table[middle])) n = middle;
        else low = middle + 1;
    }
    return low;
}

/* The place of a key that is not below one whose place is `at`: often it is near, and the first steps are short. */
static inline int64_t FN(place_behind)(const T *table, int64_t n, int64_t at, T key, int right) {
    for (int64_t last = at; last < n && last - at <= 12; last += 4) {
        if (FN(passes)(table[last], key, right)) continue;
        int64_t low = last > at ? last - 3 : at;
        while (low < last && FN(passes)(table[low], key, right)) low++;
        return low;
    }
    return FN(bisect)(table, at, n, key, right);
}

static inline __attribute__((always_inline)) void FN(search_side)(const T *table, int64_t n, const T *key,
                                                                  int64_t count, int right, int64_t *place) {
    for (int64_t i = 0; i < count; i++)
        if (IS_NAN(key[i])) place[i] = FN(place_of_nan)(table, n, right);
        else if (i && key[i] >= key[i - 1]) place[i] = FN(place_behind)(table, n, place[i - 1], key[i], right);
        else place[i] = FN(bisect)(table, 0, n, key[i], right);
}

static void FN(search)(const void *table, int64_t n, const void *key, int64_t first, int64_t count, int right,
                       int64_t *place) {
    const T *keys = (const T *)key + first;
    if (right) FN(search_side)(table, n, keys, count, 1, place); /* which the compiler knows then */
    else FN(search_side)(table, n, keys, count, 0, place);
}
#undef T
#undef FN
