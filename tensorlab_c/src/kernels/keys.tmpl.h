/* Sorting and selecting keys in place. Included once per width of keys. A quicksort that splits registers full of keys
 * (Bramas, 2017: A novel hybrid quicksort algorithm vectorized using AVX-512), bitonic networks at the end (Batcher,
 * 1968), and a heapsort where pivots keep being bad, so that no order costs more than n log n. */
#include "key_lanes.tmpl.h"

enum { KEY(SMALL) = W ? 16 * W : 24 }; /* keys that are sorted at once */

/* ---- few keys ------------------------------------------------------------------------------------------------ */
#if W
/* A bitonic sequence in one register: distances W/2, ..., 2, 1. */
TL_INLINE VK KEY(clean)(VK v) {
#if W == 16
    EXCHANGE(v, 8, 8);
#endif
#if W >= 8
    EXCHANGE(v, 4, 4);
#endif
    EXCHANGE(v, 2, 2);
    EXCHANGE(v, 1, 1);
    return v;
}

TL_INLINE VK KEY(sort_lanes)(VK v) {
    EXCHANGE(v, 1, 1);
    EXCHANGE(v, 3, 2);
    EXCHANGE(v, 1, 1);
#if W >= 8
    EXCHANGE(v, 7, 4);
    EXCHANGE(v, 2, 2);
    EXCHANGE(v, 1, 1);
#endif
#if W == 16
    EXCHANGE(v, 15, 8);
    EXCHANGE(v, 4, 4);
    EXCHANGE(v, 2, 2);
    EXCHANGE(v, 1, 1);
#endif
    return v;
}

#define REVERSED(v) SHUFFLE(v, AWAY((W - 1)))
/* Runs of k registers in order to runs of 2k, of r in all. */
TL_INLINE void KEY(merge)(VK *v, const int r, const int k) {
#pragma GCC unroll 16
    for (int i = 0; i < r; i += 2 * k) {
        VK upper[8];
#pragma GCC unroll 8
        for (int j = 0; j < k; j++) {
            VK a = v[i + j], b = REVERSED(v[i + 2 * k - 1 - j]);
            v[i + j] = KEY(lesser)(a, b);
            upper[j] = KEY(greater)(a, b);
        }
#pragma GCC unroll 8
        for (int j = 0; j < k; j++) v[i + k + j] = upper[j];
    }
#pragma GCC unroll 3
    for (int d = k / 2; d > 0; d /= 2)
#pragma GCC unroll 16
        for (int i = 0; i < r; i++) {
            if (i & d) continue;
            VK a = v[i], b = v[i + d];
            v[i] = KEY(lesser)(a, b);
            v[i + d] = KEY(greater)(a, b);
        }
#pragma GCC unroll 16
    for (int i = 0; i < r; i++) v[i] = KEY(clean)(v[i]);
}

/* Every lane in order for itself, down 4, 8 or 16 registers, with the fewest comparisons that are known (Knuth, 1998: The
 * Art of Computer Programming 3, section 5.3.4; that of 16 is Green's). */
TL_INLINE void KEY(sort_columns)(VK *v, const int r) {
    static const uint8_t of4[5][2] = {{0, 1}, {2, 3}, {0, 2}, {1, 3}, {1, 2}};
    static const uint8_t of8[19][2] = {{0, 1}, {2, 3}, {4, 5}, {6, 7}, {0, 2}, {1, 3}, {4, 6}, {5, 7}, {1, 2}, {5, 6},
                                       {0, 4}, {3, 7}, {1, 5}, {2, 6}, {1, 4}, {3, 6}, {2, 4}, {3, 5}, {3, 4}};
    static const uint8_t of16[60][2] = {
        {0, 1},   {2, 3},  {4, 5},   {6, 7},   {8, 9},   {10, 11}, {12, 13}, {14, 15}, {0, 2},  {1, 3},
        {4, 6},   {5, 7},  {8, 10},  {9, 11},  {12, 14}, {13, 15}, {0, 4},   {1, 5},   {2, 6},  {3, 7},
        {8, 12},  {9, 13}, {10, 14}, {11, 15}, {0, 8},   {1, 9},   {2, 10},  {3, 11},  {4, 12}, {5, 13},
        {6, 14},  {7, 15}, {5, 10},  {6, 9},   {3, 12},  {13, 14}, {4, 8},   {7, 11},  {1, 2},  {1, 4},
        {7, 13},  {2, 8},  {11, 14}, {2, 4},   {5, 6},   {9, 10},  {11, 13}, {3, 8},   {7, 12}, {6, 8},
        {10, 12}, {3, 5},  {7, 9},   {3, 4},   {5, 6},   {7, 8},   {9, 10},  {11, 12}, {6, 7},  {8, 9}};
    const uint8_t (*pair)[2] = r == 4 ? of4 : r == 8 ? of8 : of16;
    const int count = r == 4 ? 5 : r == 8 ? 19 : 60;
#pragma GCC unroll 60
    for (int i = 0; i < count; i++) {
        VK a = v[pair[i][0]], b = v[pair[i][1]];
        v[pair[i][0]] = KEY(lesser)(a, b);
        v[pair[i][1]] = KEY(greater)(a, b);
    }
}

/* Lane c of W registers becomes register c. */
TL_INLINE void KEY(transpose)(VK *v) {
#define CROSS(d)                                                                    \
    _Pragma("GCC unroll 16") for (int i = 0; i < W; i++) {                          \
        if (i & d) continue;                                                        \
        VK a = v[i], b = v[i + d];                                                  \
        v[i] = CHOOSE(a, b, CROSSED(0, d)), v[i + d] = CHOOSE(a, b, CROSSED(d, d)); \
    }
    CROSS(1)
    CROSS(2)
#if W >= 8
    CROSS(4)
#endif
#if W == 16
    CROSS(8)
#endif
#undef CROSS
}

/* r registers in order, one behind the other. */
TL_INLINE void KEY(sort_registers)(VK *v, const int r) {
    if (r >= W) { /* columns need no shuffles */
        VK x[16];
        KEY(sort_columns)(v, r);
#pragma GCC unroll 4
        for (int i = 0; i < r; i += W) KEY(transpose)(v + i);
#pragma GCC unroll 16
        for (int i = 0; i < r; i++) x[i % W * (r / W) + i / W] = v[i];
#pragma GCC unroll 16
        for (int i = 0; i < r; i++) v[i] = x[i];
    } else {
#pragma GCC unroll 16
        for (int i = 0; i < r; i++) v[i] = KEY(sort_lanes)(v[i]);
    }
    const int k = r >= W ? r / W : 1; /* registers of a run */
    if (k <= 1 && r > 1) KEY(merge)(v, r, 1);
    if (k <= 2 && r > 2) KEY(merge)(v, r, 2);
    if (k <= 4 && r > 4) KEY(merge)(v, r, 4);
    if (r > 8) KEY(merge)(v, r, 8);
}

#define SORT_IN(r)                                                                                        \
    TL_NOINLINE static void KEY(sort_in_##r)(K * a, int64_t n) {                                          \
        VK v[r];                                                                                          \
        _Pragma("GCC unroll 16") for (int i = 0; i < r; i++) v[i] = KEY(load_some)(a + i * W, n - i * W); \
        KEY(sort_registers)(v, r);                                                                        \
        _Pragma("GCC unroll 16") for (int i = 0; i < r; i++) KEY(store_some)(a + i * W, v[i], n - i * W); \
    }
SORT_IN(1)
SORT_IN(2)
SORT_IN(4)
SORT_IN(8)
SORT_IN(16)
#undef SORT_IN

static void KEY(sort_few)(K *a, int64_t n) {
    if (n <= W) KEY(sort_in_1)(a, n);
    else if (n <= 2 * W) KEY(sort_in_2)(a, n);
    else if (n <= 4 * W) KEY(sort_in_4)(a, n);
    else if (n <= 8 * W) KEY(sort_in_8)(a, n);
    else KEY(sort_in_16)(a, n);
}
#else
static void KEY(sort_few)(K *a, int64_t n) {
    for (int64_t i = 1; i < n; i++) {
        K x = a[i];
        int64_t j = i;
        for (; j > 0 && a[j - 1] > x; j--) a[j] = a[j - 1];
        a[j] = x;
    }
}
#endif

/* ---- splitting ----------------------------------------------------------------------------------------------- */
#if W
/* Keys below the pivot first; their number. Registers from either end are held back, so that there is room for what is
 * written at both ends: a whole register each time, of which one part counts. n is more than 16 W. */
static int64_t KEY(split_at)(K *a, int64_t n, K pivot) {
    enum { HELD = 8 };
    VK held[2 * HELD], x[HELD], p = SPLAT(pivot);
    int64_t from = HELD * W, to = n - HELD * W, low = 0, high = n;
#define PUT(v)                               \
    do {                                     \
        MASK m_ = (MASK)LOWER(v, p);         \
        int count_ = COUNT(m_);              \
        VK y_ = KEY(compact)(v, m_, count_); \
        KEY(store)(a + low, y_);             \
        KEY(store)(a + high - W, y_);        \
        low += count_, high -= W - count_;   \
    } while (0)
    for (int i = 0; i < HELD; i++) held[i] = KEY(load)(a + i * W), held[HELD + i] = KEY(load)(a + n - (i + 1) * W);
    while (to - from >= HELD * W) {
        int64_t at = from;
        if (from - low <= high - to) from += HELD * W; /* the side with less room */
        else at = to -= HELD * W;
        for (int i = 0; i < HELD; i++) x[i] = KEY(load)(a + at + i * W);
        for (int i = 0; i < HELD; i++) PUT(x[i]);
    }
    while (to - from >= W) {
        x[0] = KEY(load)(a + from);
        from += W;
        if (from - W - low > high - to) { /* the side with less room */
            from -= W, to -= W;
            x[0] = KEY(load)(a + to);
        }
        PUT(x[0]);
    }
    K rest[W];
    int64_t left = to - from;
    memcpy(rest, a + from, sizeof(K) * (size_t)left);
    for (int64_t i = 0; i < left; i++) { /* to both ends, without a branch */
        a[low] = a[high - 1] = rest[i];
        int below = rest[i] < pivot;
        low += below, high -= !below;
    }
    for (int i = 0; i < 2 * HELD; i++) PUT(held[i]);
#undef PUT
    return low;
}
#else
/* Without branches, since nobody could foretell them (Lomuto's scheme). */
static int64_t KEY(split_at)(K *a, int64_t n, K pivot) {
    int64_t low = 0;
    for (int64_t i = 0; i < n; i++) {
        K x = a[i];
        a[i] = a[low];
        a[low] = x;
        low += x < pivot;
    }
    return low;
}
#endif

/* ---- the worst case ------------------------------------------------------------------------------------------ */
static void KEY(sift)(K *a, int64_t at, int64_t n) {
    K x = a[at];
    for (int64_t child; (child = 2 * at + 1) < n; at = child) {
        child += child + 1 < n && a[child] < a[child + 1];
        if (a[child] <= x) break;
        a[at] = a[child];
    }
    a[at] = x;
}
static void KEY(heapsort)(K *a, int64_t n) {
    for (int64_t i = n / 2; i-- > 0;) KEY(sift)(a, i, n);
    for (int64_t i = n; i-- > 1;) {
        K x = a[0];
        a[0] = a[i];
        a[i] = x;
        KEY(sift)(a, 0, i);
    }
}

/* ---- all keys, or some ranks --------------------------------------------------------------------------------- */
/* The key of about this rank, from 0 to 1, by a sample. */
static K KEY(pivot)(const K *a, int64_t n, double rank) {
    enum { MOST = 255 };
    K sample[MOST + 1];
    int count = n > 16384 ? MOST : n > 2048 ? 63 : n > 512 ? 31 : 15;
    if (count > KEY(SMALL)) count = KEY(SMALL) - 1;
    uint64_t state = (uint64_t)n;
    for (int i = 0; i < count; i++) {
        state = state * 6364136223846793005u + 1442695040888963407u;
        sample[i] = a[(int64_t)(((state >> 32) * (uint64_t)n) >> 32)];
    }
    KEY(sort_few)(sample, count);
    int at = (int)(rank * count);
    return sample[at < count ? at : count - 1];
}

#if W
/* A key from the middle, quickly: of every lane of three registers, then of those. n is more than 16 W. */
static K KEY(middle)(const K *a, int64_t n) {
    VK x = KEY(load)(a + n / 8), y = KEY(load)(a + n / 2), z = KEY(load)(a + n - n / 8 - W);
    VK low = KEY(lesser)(x, y), high = KEY(greater)(x, y);
    return KEY(sort_lanes)(KEY(greater)(low, KEY(lesser)(high, z)))[W / 2];
}
#else
static K KEY(middle)(const K *a, int64_t n) { return KEY(pivot)(a, n, 0.5); }
#endif

/* How often halves may be very uneven. */
static int KEY(patience)(int64_t n) {
    int log = 8;
    for (; n > 1; n >>= 1) log += 2;
    return log;
}

static void KEY(sort_within)(K *a, int64_t n, int patience) {
    while (n > KEY(SMALL)) {
        if (patience-- == 0) {
            KEY(heapsort)(a, n);
            return;
        }
        K pivot = n < 256 * W ? KEY(middle)(a, n) : KEY(pivot)(a, n, 0.5);
        int64_t low = KEY(split_at)(a, n, pivot);
        if (low == 0) { /* none is less: those that equal it are in their places */
            if (pivot == KMAX) return;
            low = KEY(split_at)(a, n, pivot + 1);
            a += low, n -= low;
            continue;
        }
        if (low < n - low) {
            KEY(sort_within)(a, low, patience);
            a += low, n -= low;
        } else {
            KEY(sort_within)(a + low, n - low, patience);
            n = low;
        }
    }
    KEY(sort_few)(a, n);
}

/* A long line is split into parts for several threads; its keys are the same for any number of them. */
enum { KEY(LONG) = 1 << 16, KEY(PARTS) = 16 };
typedef struct {
    K *a[KEY(PARTS)];
    int64_t n[KEY(PARTS)];
    int parts;
} KEY(split);

static void KEY(sort_part)(void *context, int64_t i) {
    KEY(split) *s = context;
    KEY(sort_within)(s->a[i], s->n[i], KEY(patience)(s->n[i]));
}

static void KEY(sort)(K *a, int64_t n) {
    KEY(split) s = {{a}, {n}, 1};
    while (n > KEY(LONG) && s.parts < KEY(PARTS)) { /* the largest part */
        int at = 0;
        for (int i = 1; i < s.parts; i++) at = s.n[i] > s.n[at] ? i : at;
        K pivot = KEY(pivot)(s.a[at], s.n[at], 0.5);
        int64_t low = KEY(split_at)(s.a[at], s.n[at], pivot);
        if (low == 0 || s.n[at] <= KEY(LONG)) break; /* many are equal, and quickly done */
        s.a[s.parts] = s.a[at] + low, s.n[s.parts] = s.n[at] - low, s.n[at] = low;
        s.parts++;
    }
    tl_parallel(s.parts, KEY(sort_part), &s, (double)n * 5e-3);
}

/* What sorting would put at the m ranks, which rise, is there. `first` is the rank of a[0]. */
static void KEY(select_within)(K *a, int64_t n, int64_t first, const int64_t *rank, int64_t m, int patience) {
    while (m > 0) {
        if (n <= KEY(SMALL)) {
            KEY(sort_few)(a, n);
            return;
        }
        if (patience-- == 0) {
            KEY(heapsort)(a, n);
            return;
        }
        /* Close to the rank, on the side where the larger part is: then that part goes (Floyd and Rivest, 1975). */
        double at = ((double)(rank[m / 2] - first) + 0.5) / (double)n, margin = n > 16384 ? 0.1 : n > 2048 ? 0.15 : 0;
        if (m == 1 || rank[m - 1] - rank[0] < n / 64) at += at < 0.5 ? margin * (0.25 + at) : -margin * (1.25 - at);
        K pivot = KEY(pivot)(a, n, at);
        int64_t low = KEY(split_at)(a, n, pivot), below = 0;
        if (low == 0) {
            if (pivot == KMAX) return;
            low = KEY(split_at)(a, n, pivot + 1);
            while (m > 0 && *rank < first + low) rank++, m--; /* equal to it */
            a += low, n -= low, first += low;
            continue;
        }
        while (below < m && rank[below] < first + low) below++;
        if (below == m) n = low;
        else {
            if (below > 0) KEY(select_within)(a, low, first, rank, below, patience);
            a += low, n -= low, first += low, rank += below, m -= below;
        }
    }
}

static void KEY(select)(K *a, int64_t n, const int64_t *rank, int64_t m) {
    KEY(select_within)(a, n, 0, rank, m, KEY(patience)(n));
}

#include "keys_end.h"
