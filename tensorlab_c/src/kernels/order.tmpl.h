/* Lines in order: sorted, sorted by index, parted at ranks, and their order statistics. nan is behind all numbers. */

/* ---- elements and keys ----------------------------------------------------------------------------------------- */
/* Signed integers in the order of the elements: of floats, the bits, those below the sign turned around in negative
 * ones. -0 is below 0, nan is the greatest. */
typedef __typeof__(_Generic((T)0, int64_t: (int64_t)0, uint64_t: (int64_t)0, double: (int64_t)0, default: 0)) FN(bare);
typedef FN(bare) FN(key) __attribute__((may_alias));
#define KEY_MAX ((FN(bare))(sizeof(FN(bare)) == 8 ? INT64_MAX : INT32_MAX))
#define TURNED (IS(U) && sizeof(T) >= 4) /* the sign bit */

TL_INLINE FN(bare) FN(encoded)(T x, FN(bare) turn) {
    FN(bare) k;
#if IS(F)
    memcpy(&k, &x, sizeof k);
    k ^= (k >> (8 * sizeof k - 1)) & KEY_MAX;
    k = x != x ? KEY_MAX : k;
#else
    k = (FN(bare))x;
    if (TURNED) k ^= ~KEY_MAX;
#endif
    return k ^ turn;
}
TL_INLINE T FN(decoded)(FN(bare) k, FN(bare) turn) {
    k ^= turn;
#if IS(F)
    T x;
    k ^= (k >> (8 * sizeof k - 1)) & KEY_MAX;
    memcpy(&x, &k, sizeof x);
    return x;
#else
    if (TURNED) k ^= ~KEY_MAX;
    return (T)k;
#endif
}

/* `turn` is -1 for the greatest first. Answers how many are nan. */
static int64_t FN(encode)(int64_t c, const T *x, FN(bare) turn, FN(key) *keys) {
    int64_t nans = 0;
    for (int64_t i = 0; i < c; i++) {
#if IS(F)
        nans += x[i] != x[i];
#endif
        keys[i] = FN(encoded)(x[i], turn);
    }
    return nans;
}

TL_INLINE void FN(sort_keys)(FN(key) *a, int64_t n) {
    if (sizeof(FN(key)) == 8) ISA_FN(sort_k64)((void *)a, n);
    else ISA_FN(sort_k32)((void *)a, n);
}
TL_INLINE void FN(select_keys)(FN(key) *a, int64_t n, const int64_t *rank, int64_t m) {
    if (sizeof(FN(key)) == 8) ISA_FN(select_k64)((void *)a, n, rank, m);
    else ISA_FN(select_k32)((void *)a, n, rank, m);
}

/* ---- sorting ----------------------------------------------------------------------------------------------------- */
#if IS(F)
/* Elements that are equal but not the same, as they are met: zeros of both signs, and nan. No more are written than were
 * counted, should others change x meanwhile. */
static void FN(keep_order)(int64_t c, const T *x, T *y, int64_t nans, int descending) {
    int64_t at = descending ? 0 : c - nans, end = at + nans, low = descending ? nans : 0, high = low + c - nans;
    for (int64_t i = 0; at < end && i < c; i++)
        if (x[i] != x[i]) y[at++] = x[i];
    for (int64_t behind = high; low < behind;) { /* the first zero */
        int64_t middle = low + (behind - low) / 2;
        if (descending ? y[middle] > 0 : y[middle] < 0) low = middle + 1;
        else behind = middle;
    }
    int mixed = 0;
    for (end = low; end < high && y[end] == 0; end++) mixed |= signbit(y[end]) != signbit(y[low]);
    for (int64_t i = 0; mixed && low < end && i < c; i++)
        if (x[i] == 0) y[low++] = x[i];
}
#endif

static void FN(sort)(int64_t n, int64_t c, char *const *ptr, const int64_t *step, const tl_lines *what) {
    T *y = (T *)ptr[0];
    const T *x = (const T *)ptr[1];
    FN(bare) turn = what->descending ? -1 : 0;
    (void)step;
    for (int64_t i = 0; i < n; i++, x += c, y += c) {
        FN(key) *keys = sizeof(FN(key)) == sizeof(T) ? (void *)y : (void *)ptr[2];
        int64_t nans = FN(encode)(c, x, turn, keys);
        FN(sort_keys)(keys, c);
        for (int64_t j = 0; j < c; j++) y[j] = FN(decoded)(keys[j], turn);
#if IS(F)
        FN(keep_order)(c, x, y, nans, what->descending);
#else
        (void)nans;
#endif
    }
}

/* Of equal keys the first is first. */
TL_INLINE T FN(unsigned_zero)(T x) { return IS(F) ? x + (T)0 : x; }
TL_INLINE int64_t FN(argsort_key)(T x, FN(bare) turn) { return (int64_t)FN(encoded)(FN(unsigned_zero)(x), turn); }

TL_NOINLINE static void FN(wide_keys)(int64_t n, const void *x, int64_t turn, int64_t *keys) {
    const T *from = x;
    for (int64_t i = 0; i < n; i++) keys[i] = FN(argsort_key)(from[i], (FN(bare))turn);
}

static void FN(argsort)(int64_t n, int64_t c, char *const *ptr, const int64_t *step, const tl_lines *what) {
    int64_t *y = (int64_t *)ptr[0], *keys = (int64_t *)ptr[2], turn = what->descending ? -1 : 0;
    const T *x = (const T *)ptr[1];
    (void)step;
    for (int64_t i = 0; i < n; i++, x += c, y += c) {
        FN(wide_keys)(c, x, turn, keys);
        ISA_FN(argsort_line)(c, keys, y, sizeof(T));
    }
}

/* ---- parting ----------------------------------------------------------------------------------------------------- */
static void FN(partition)(int64_t n, int64_t c, char *const *ptr, const int64_t *step, const tl_lines *what) {
    T *y = (T *)ptr[0];
    const T *x = (const T *)ptr[1];
    const int64_t *ranks = (const int64_t *)ptr[2];
    (void)step;
    for (int64_t i = 0; i < n; i++, x += c, y += c) {
        FN(key) *keys = sizeof(FN(key)) == sizeof(T) ? (void *)y : (void *)ptr[3];
        FN(encode)(c, x, 0, keys);
        FN(select_keys)(keys, c, ranks, what->count);
        for (int64_t j = 0; j < c; j++) y[j] = FN(decoded)(keys[j], 0);
    }
}

/* The part that a key belongs to: below, or equal to, each of the keys at the ranks. Without a branch on keys, which
 * come in no order. */
TL_INLINE int64_t FN(part)(FN(bare) k, const FN(key) *parted, const int64_t *ranks, int64_t m) {
    int64_t low = 0;
    for (int64_t size = m, half; size > 0; size -= half) {
        half = (size + 1) / 2;
        low += parted[ranks[low + half - 1]] < k ? half : 0;
    }
    return 2 * low + (m > 0 && parted[ranks[low - (low == m)]] == k);
}

/* The numbers of the keys below `key`, then of those that equal it, then of those above. */
static void FN(three_parts)(int64_t c, const FN(key) *keys, FN(bare) key, int64_t *y) {
    int64_t below = 0, equal = 0, above = 0;
    for (int64_t j = 0; j < c; j++) equal += keys[j] < key, above += keys[j] <= key;
    for (int64_t j = 0; j < c; j++) {
        int64_t less = keys[j]<key, more = keys[j]> key;
        y[equal ^ ((below ^ equal) & -less) ^ ((above ^ equal) & -more)] = j;
        below += less, above += more, equal += 1 - less - more;
    }
}

static void FN(argpartition)(int64_t n, int64_t c, char *const *ptr, const int64_t *step, const tl_lines *what) {
    int64_t *y = (int64_t *)ptr[0], m = what->count;
    const T *x = (const T *)ptr[1];
    const int64_t *ranks = (const int64_t *)ptr[2];
    FN(bare) turn = what->descending ? -1 : 0;
    int64_t *begin = (int64_t *)ptr[3];
    FN(key) *keys = (void *)(begin + 2 * m + 2), *parted = keys + c;
    (void)step;
    for (int64_t i = 0; i < n; i++, x += c, y += c) {
        for (int64_t j = 0; j < c; j++) parted[j] = keys[j] = FN(encoded)(FN(unsigned_zero)(x[j]), turn);
        FN(select_keys)(parted, c, ranks, m);
        if (m == 1) {
            FN(three_parts)(c, keys, parted[ranks[0]], y);
            continue;
        }
        memset(begin, 0, sizeof *begin * (size_t)(2 * m + 2));
        for (int64_t j = 0; j < c; j++) begin[FN(part)(keys[j], parted, ranks, m) + 1]++;
        for (int64_t p = 0; p < 2 * m; p++) begin[p + 1] += begin[p];
        for (int64_t j = 0; j < c; j++) y[begin[FN(part)(keys[j], parted, ranks, m)]++] = j;
    }
}

/* ---- the first of all ------------------------------------------------------------------------------------------------ */
static void FN(top)(int64_t n, int64_t c, char *const *ptr, const int64_t *step, const tl_lines *what) {
    int64_t turn = what->descending ? -1 : 0, *first = (int64_t *)ptr[2];
    for (int64_t i = 0; i < n; i++) {
        const int64_t *order =
            ISA_FN(top_of)(c, what->count, ptr[1] + i * c * (int64_t)sizeof(T), sizeof(T), FN(wide_keys), turn, first);
        char *out = ptr[0] + i * step[0];
        for (int64_t j = 0; j < what->count; j++, out += what->apart) *(int64_t *)out = first[order[j]];
    }
}

/* ---- order statistics ---------------------------------------------------------------------------------------------- */
/* Between which ranks the quantile q of n elements lies, and how far from the first to the second. */
#if IS(F)
typedef T FN(mean);
#else
typedef double FN(mean);
#endif

/* lo + (hi - lo) t, which neither overflows nor makes nan of infinities that are equal. */
TL_INLINE FN(mean) FN(between)(T lo, T hi, double t) {
    double a = (double)lo, b = (double)hi;
    if (a == b || t == 0) return (FN(mean))a;
    if (t == 0.5) return (FN(mean))(fabs(a) > 1e300 ? a / 2 + b / 2 : (a + b) / 2);
    double d = b - a;
    return (FN(mean))(t < 0.5 ? a + d * t : b - d * (1 - t));
}

TL_INLINE void FN(statistics)(int64_t n, int64_t c, char *const *ptr, const int64_t *step, const tl_lines *what,
                              const int whole) {
    const T *x = (const T *)ptr[1];
    const double *q = (const double *)ptr[2];
    tl_quantile *places = (tl_quantile *)ptr[3];
    int64_t m = what->count, *ranks = (int64_t *)(places + m), ready = -1;
    FN(key) *keys = (void *)(ranks + 2 * m);
    for (int64_t i = 0; i < n; i++, x += c) {
        char *out = ptr[0] + i * step[0];
        int64_t nans = FN(encode)(c, x, 0, keys), numbers = what->skip_nan ? c - nans : c;
        if (numbers == 0 || (nans && !what->skip_nan)) {
#if IS(F)
            for (int64_t j = 0; j < m; j++, out += what->apart) *(T *)out = (T)NAN;
#endif
            continue;
        }
        if (numbers != ready) {
            for (int64_t j = 0; j < m; j++) {
                places[j] = tl_quantile_of(what->method, numbers, q[j]);
                ranks[2 * j] = places[j].lo, ranks[2 * j + 1] = places[j].hi;
            }
            if (m > 1) ISA_FN(sort_k64)((void *)ranks, 2 * m);
            ready = numbers;
        }
        FN(select_keys)(keys, c, ranks, 2 * m);
        for (int64_t j = 0; j < m; j++, out += what->apart) {
            T lo = FN(decoded)(keys[places[j].lo], 0);
            if (whole) *(T *)out = lo;
            else *(FN(mean) *)out = FN(between)(lo, FN(decoded)(keys[places[j].hi], 0), places[j].t);
        }
    }
}

static void FN(quantile)(int64_t n, int64_t c, char *const *ptr, const int64_t *step, const tl_lines *what) {
    FN(statistics)(n, c, ptr, step, what, 0);
}
static void FN(order_statistic)(int64_t n, int64_t c, char *const *ptr, const int64_t *step, const tl_lines *what) {
    FN(statistics)(n, c, ptr, step, what, 1);
}

/* The number of the element that a stable sort puts at this rank, `key` its key. */
static int64_t FN(place_of)(int64_t c, const FN(key) *keys, FN(bare) key, int64_t rank) {
    int64_t at = 0;
    for (int64_t j = 0; j < c; j++) rank -= keys[j] < key;
    for (;; at++)
        if (keys[at] == key && rank-- == 0) return at;
}

/* Which elements quantiles are between, and how far from one to the other, as the bits of a double: what is needed to
 * give each its part of a gradient. Where there is nan, it is the first of them. */
static void FN(order_places)(int64_t n, int64_t c, char *const *ptr, const int64_t *step, const tl_lines *what) {
    const T *x = (const T *)ptr[1];
    const double *q = (const double *)ptr[2];
    int64_t m = what->count;
    FN(key) *keys = (void *)ptr[3], *parted = keys + c;
    for (int64_t i = 0; i < n; i++, x += c) {
        char *out = ptr[0] + i * step[0];
        int64_t nans = 0;
        for (int64_t j = 0; j < c; j++) parted[j] = keys[j] = FN(encoded)(FN(unsigned_zero)(x[j]), 0);
#if IS(F)
        for (int64_t j = 0; j < c; j++) nans += x[j] != x[j];
#endif
        int64_t numbers = what->skip_nan ? c - nans : c;
        for (int64_t j = 0; j < m; j++, out += what->apart) {
            int whole = numbers > 0 && (nans == 0 || what->skip_nan);
            tl_quantile r = whole ? tl_quantile_of(what->method, numbers, q[j]) : (tl_quantile){c - nans, c - nans, 0};
            int64_t ranks[2] = {r.lo, r.hi};
            FN(select_keys)(parted, c, ranks, 2);
            *(int64_t *)out = FN(place_of)(c, keys, parted[r.lo], r.lo);
            *(int64_t *)(out + m * what->apart) = FN(place_of)(c, keys, parted[r.hi], r.hi);
            memcpy(out + 2 * m * what->apart, &r.t, sizeof r.t);
        }
    }
}

#undef KEY_MAX
#undef TURNED

static void FN(fill)(tl_kernels *k) {
#if TL_LEVEL == TL_LEVEL_v3
    ISA_FN(fill_orders)();
#endif
    k->rows[TL_LINE_sort][ID] = FN(sort);
    k->rows[TL_LINE_argsort][ID] = FN(argsort);
    k->rows[TL_LINE_partition][ID] = FN(partition);
    k->rows[TL_LINE_argpartition][ID] = FN(argpartition);
    k->rows[TL_LINE_top][ID] = FN(top);
    k->rows[TL_LINE_quantile][ID] = FN(quantile);
    k->rows[TL_LINE_order_statistic][ID] = FN(order_statistic);
    k->rows[TL_LINE_order_places][ID] = FN(order_places);
}
