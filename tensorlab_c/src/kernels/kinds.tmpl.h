/* Keys of few kinds, as labels are: counted in a small table, not compared with each other. */
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

/* Whether a sample, which is sorted here, has as many equal keys as one of few kinds would. */
static int ISA_FN(looks_few)(int64_t *sample) {
    int pairs = 0;
    ISA_FN(sort_k64)((void *)sample, ISA_FN(SAMPLE));
    for (int i = 1; i < ISA_FN(SAMPLE); i++) pairs += sample[i] == sample[i - 1];
    return pairs >= ISA_FN(LEAST_PAIRS);
}

/* The places of the keys in their order, the first of equals first; 0 where there are too many kinds. Uses up the keys.
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
                if (found == ISA_FN(MOST_KINDS)) return 0;
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
