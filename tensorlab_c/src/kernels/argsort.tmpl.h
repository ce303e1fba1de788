/* Where 64-bit keys are in order: by sorting, by counting, and where the first few are. Once for all dtypes. */

/* ---- sorting ----------------------------------------------------------------------------------------------------- */
/* A key of 32 bits has its place below it. */
#define WITH_PLACE(k, i) ((int64_t)(((uint64_t)(k) << 32) | (uint64_t)(i)))
#define PLACE(k) ((k) & 0xffffffff)

/* Such keys become the places that they had. */
static void ISA_FN(sort_places)(int64_t c, int64_t *y) {
    ISA_FN(sort_k64)((void *)y, c);
    for (int64_t j = 0; j < c; j++) y[j] = PLACE(y[j]);
}

/* Runs whose upper halves are equal, by the lower ones; where these are equal too, they are in order. */
static void ISA_FN(sort_lower)(int64_t c, const int64_t *keys, int64_t *y) {
    for (int64_t i = 0, end; i < c; i = end) {
        int64_t first = keys[PLACE(y[i])], other = 0;
        for (end = i + 1; end < c && keys[PLACE(y[end])] >> 32 == first >> 32; end++)
            other |= keys[PLACE(y[end])] ^ first;
        if (!other) continue;
        for (int64_t j = i; j < end; j++) {
            int64_t place = PLACE(y[j]);
            y[j] = WITH_PLACE((uint32_t)keys[place] ^ 0x80000000u, place);
        }
        if (end - i > 8) ISA_FN(sort_k64)((void *)(y + i), end - i);
        else
            for (int64_t j = i + 1; j < end; j++) {
                int64_t k = y[j], at = j;
                for (; at > i && y[at - 1] > k; at--) y[at] = y[at - 1];
                y[at] = k;
            }
    }
}

/* The places of the keys in their order, the first of equals first. */
static void ISA_FN(argsort_keys)(int64_t c, const int64_t *keys, int64_t *y) {
    int64_t least = INT64_MAX, greatest = INT64_MIN;
    for (int64_t j = 0; j < c; j++) {
        least = keys[j] < least ? keys[j] : least;
        greatest = keys[j] > greatest ? keys[j] : greatest;
    }
    if ((uint64_t)greatest - (uint64_t)least <= UINT32_MAX) { /* 32 bits tell them apart */
        for (int64_t j = 0; j < c; j++) y[j] = WITH_PLACE((uint32_t)(keys[j] - least) ^ 0x80000000u, j);
        ISA_FN(sort_places)(c, y);
        return;
    }
    for (int64_t j = 0; j < c; j++) y[j] = WITH_PLACE(keys[j] >> 32, j);
    ISA_FN(sort_k64)((void *)y, c);
    ISA_FN(sort_lower)(c, keys, y);
    for (int64_t j = 0; j < c; j++) y[j] = PLACE(y[j]);
}

/* ---- counting: keys of few kinds, as labels are, are not compared with each other --------------------------------- */
enum { ISA_FN(SLOTS) = 1024, ISA_FN(MOST_KINDS) = 512, ISA_FN(SAMPLE) = 64, ISA_FN(LEAST_PAIRS) = 4 };

typedef struct {
    int64_t key[ISA_FN(SLOTS)];
    uint8_t taken[ISA_FN(SLOTS)];
    int64_t count[2][ISA_FN(SLOTS)]; /* in either half of the keys; then where the next one goes */
} ISA_FN(kinds);

/* Where a key is in the table, or has its place (open addressing; Knuth, 1998: The Art of Computer Programming 3, 6.4). */
TL_INLINE int64_t ISA_FN(slot_of)(const ISA_FN(kinds) * t, int64_t k) {
    int64_t s = (int64_t)(((uint64_t)k * 0x9e3779b97f4a7c15u) >> 54);
    while (t->taken[s] && t->key[s] != k) s = (s + 1) % ISA_FN(SLOTS);
    return s;
}

/* Whether a sample has as many equal keys as one of few kinds would. */
static int ISA_FN(looks_few)(int64_t c, const int64_t *keys) {
    enum { SAMPLE = ISA_FN(SAMPLE) };
    int64_t sample[SAMPLE];
    int pairs = 0;
    for (int64_t i = 0; i < SAMPLE; i++) sample[i] = keys[c / SAMPLE * i];
    ISA_FN(sort_k64)((void *)sample, SAMPLE);
    for (int i = 1; i < SAMPLE; i++) pairs += sample[i] == sample[i - 1];
    return pairs >= ISA_FN(LEAST_PAIRS);
}

/* As argsort_keys; 0, with the keys as they were, where there are too many kinds. Otherwise the keys are used up.
 * Halves take turns: what is counted follows what was counted just before, and another half need not wait for it. */
static int ISA_FN(argsort_kinds)(int64_t c, int64_t *keys, int64_t *y) {
    ISA_FN(kinds) t;
    int64_t kinds[ISA_FN(MOST_KINDS)], found = 0, at = 0, half = c / 2;
    memset(t.taken, 0, sizeof t.taken);
    memset(t.count, 0, sizeof t.count);
    for (int64_t j = 0; j < c - half; j++) {
        for (int h = 0; h < 2; h++) {
            int64_t i = h ? c - half + j : j, k, s;
            if (i == c) break;
            k = keys[i], s = ISA_FN(slot_of)(&t, k);
            if (!t.taken[s]) {
                if (found == ISA_FN(MOST_KINDS)) {
                    for (int64_t b = 0; b < j + h; b++) keys[b] = t.key[keys[b]];
                    for (int64_t b = c - half; b < c - half + j; b++) keys[b] = t.key[keys[b]];
                    return 0;
                }
                kinds[found++] = t.key[s] = k;
                t.taken[s] = 1;
            }
            t.count[h][s]++;
            keys[i] = s;
        }
    }
    ISA_FN(sort_k64)((void *)kinds, found);
    for (int64_t i = 0; i < found; i++) {
        int64_t s = ISA_FN(slot_of)(&t, kinds[i]);
        for (int h = 0; h < 2; h++) {
            int64_t n = t.count[h][s];
            t.count[h][s] = at;
            at += n;
        }
    }
    for (int64_t j = 0; j < half; j++) {
        y[t.count[0][keys[j]]++] = j;
        y[t.count[1][keys[c - half + j]]++] = c - half + j;
    }
    if (c - half > half) y[t.count[0][keys[half]]++] = half;
    return 1;
}

/* By counting or by sorting. `size`: bytes of what became keys. */
TL_NOINLINE static void ISA_FN(argsort_line)(int64_t c, int64_t *keys, int64_t *y, int size) {
    int many = c >= 8 * ISA_FN(SAMPLE);
    if (many && (size == 1 || ISA_FN(looks_few)(c, keys)) && ISA_FN(argsort_kinds)(c, keys, y)) return;
    ISA_FN(argsort_keys)(c, keys, y);
}

/* ---- the first of many ------------------------------------------------------------------------------------------- */
typedef void (*ISA_FN(keys_fn))(int64_t n, const void *x, int64_t turn, int64_t *keys);

/* Of m keys and their places, which rise, the k that a stable sort puts first, in the order they are in. Answers the last
 * of these keys. */
static int64_t ISA_FN(keep_first)(int64_t m, int64_t k, int64_t *keys, int64_t *places, int64_t *parted) {
    int64_t last = k - 1, equal = k, at = 0;
    memcpy(parted, keys, sizeof *keys * (size_t)m);
    ISA_FN(select_k64)((void *)parted, m, &last, 1);
    int64_t bound = parted[last];
    for (int64_t i = 0; i < m; i++) equal -= keys[i] < bound;
    for (int64_t i = 0; i < m; i++) {
        int64_t key = keys[i], place = places[i];
        int same = key == bound && equal > 0;
        keys[at] = key, places[at] = place; /* without a branch */
        at += same | (key < bound);
        equal -= same;
    }
    return bound;
}

/* The places of the first k of c elements are left in `places`, which has room for more, and what sorts them is the answer:
 * most elements need no more than a comparison with the last of those that were found so far. */
TL_ONE_COPY static const int64_t *ISA_FN(top_of)(int64_t c, int64_t k, const char *x, int64_t size,
                                                 ISA_FN(keys_fn) keys_of, int64_t turn, int64_t *places) {
    enum { BLOCK = 32 };
    int64_t most = k + k / 2 + 4, room = most + BLOCK, *keys = places + room, *parted = keys + room, block[BLOCK];
    int64_t m = 0, all = 1, bound = 0; /* all: as long as there is no bound */
    for (int64_t j = 0, w; j < c; j += w) {
        int some = all;
        w = c - j < BLOCK ? c - j : BLOCK;
        keys_of(w, x + j * size, turn, block);
        for (int64_t b = 0; b < w; b++) some |= block[b] < bound;
        if (!some) continue;
        for (int64_t b = 0; b < w; b++) {
            int64_t key = block[b];
            keys[m] = key, places[m] = j + b; /* without a branch */
            m += all | (key < bound);
        }
        if (m > most) bound = ISA_FN(keep_first)(m, k, keys, places, parted), m = k, all = 0;
    }
    if (m > k) ISA_FN(keep_first)(m, k, keys, places, parted);
    ISA_FN(argsort_keys)(k, keys, parted);
    return parted;
}
