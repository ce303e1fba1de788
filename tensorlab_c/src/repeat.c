/* Chunks of memory repeated, and laid beside each other. The sizes of elements are known to the compiler. */
#include "runs.h"

#include <string.h>

#define ALWAYS static inline __attribute__((always_inline))

/* No further than `end`: counts may have changed since the room for them was made. */
ALWAYS char *repeat_chunks(char *to, const char *end, const char *from, int64_t n, size_t chunk, int64_t count,
                           const int64_t *counts) {
    for (int64_t i = 0; i < n; i++, from += chunk) {
        if (counts) {
            int64_t most = (end - to) / (int64_t)chunk;
            count = counts[i] < most ? counts[i] : most;
        }
        for (int64_t j = 0; j < count; j++, to += chunk) memcpy(to, from, chunk);
    }
    return to;
}

ALWAYS char *repeat_twice(char *to, const char *from, int64_t n, size_t chunk) {
#pragma GCC unroll 4
    for (int64_t i = 0; i < n; i++, from += chunk, to += 2 * chunk) {
        char element[8];
        memcpy(element, from, chunk);
        memcpy(to, element, chunk);
        memcpy(to + chunk, element, chunk);
    }
    return to;
}

ALWAYS char *repeat_sized(char *to, const char *end, const char *from, int64_t n, size_t chunk, int64_t count,
                          const int64_t *counts) {
    if (count == 2 && !counts) return repeat_twice(to, from, n, chunk);
    return repeat_chunks(to, end, from, n, chunk, count, counts);
}

static __attribute__((noinline)) char *repeat(char *to, const char *end, const char *from, int64_t n, size_t chunk,
                                              int64_t count, const int64_t *counts) {
    switch (chunk) {
    case 8: return repeat_sized(to, end, from, n, 8, count, counts);
    case 4: return repeat_sized(to, end, from, n, 4, count, counts);
    case 2: return repeat_sized(to, end, from, n, 2, count, counts);
    case 1: return repeat_sized(to, end, from, n, 1, count, counts);
    }
    return repeat_chunks(to, end, from, n, chunk, count, counts);
}

tl_status tl_run_repeat(const tl_call *c) {
    const tl_repeating *h = c->params;
    const char *from = c->operand[1]->data;
    const int64_t *counts = c->nop > 2 ? (const int64_t *)c->operand[2]->data : NULL;
    const tl_view *out = c->operand[0];
    char *to = out->data, *end = to + tl_count_elements(out) * tl_dtypes[out->dtype].itemsize;
    for (int64_t i = 0; i < h->before && h->chunk; i++, from += h->rows * h->chunk)
        to = repeat(to, end, from, h->rows, (size_t)h->chunk, h->count, counts);
    if (to < end) memset(to, 0, (size_t)(end - to));
    return TL_OK;
}

ALWAYS void lay_sized(char *to, int64_t step, const char *from, int64_t rows, size_t chunk) {
    for (int64_t i = 0; i < rows; i++) memcpy(to + i * step, from + i * (int64_t)chunk, chunk);
}

tl_status tl_run_lay(const tl_call *c) {
    const tl_laying *h = c->params;
    char *to = c->operand[0]->data + h->at;
    const char *from = c->operand[1]->data;
    switch (h->chunk) {
    case 8: lay_sized(to, h->step, from, h->rows, 8); break;
    case 4: lay_sized(to, h->step, from, h->rows, 4); break;
    default: lay_sized(to, h->step, from, h->rows, (size_t)h->chunk);
    }
    return TL_OK;
}
