/* Masks: how many elements are true, where they are, and what stands there. */
#include "runs.h"

#include <string.h>

int64_t tl_count_true(const char *mask, int64_t n) {
    const uint64_t most = 0x7f7f7f7f7f7f7f7f, ones = 0x0101010101010101;
    int64_t i = 0, count = 0;
    for (uint64_t word; i + 8 <= n; i += 8) { /* the highest bit of a byte + 0x7f is set unless the byte is 0 */
        memcpy(&word, mask + i, 8);
        word = ((((word & most) + most) | word) & ~most) >> 7;
        count += (int64_t)((word * ones) >> 56);
    }
    for (; i < n; i++) count += mask[i] != 0;
    return count;
}

tl_status tl_run_count_true(const tl_call *c) {
    ((tl_truths *)c->params)->count = tl_count_true(c->operand[0]->data, tl_count_elements(c->operand[0]));
    return TL_OK;
}

/* Writes up to `count` places of a row that are true, and says how many. Without branches on what is found. */
static int64_t places_in_row(const char *mask, int64_t n, int64_t count, int64_t *place) {
    int64_t i = 0, at = 0;
    for (; i + 4 <= n && at + 4 <= count; i += 4) {
        place[at] = i, at += mask[i] != 0;
        place[at] = i + 1, at += mask[i + 1] != 0;
        place[at] = i + 2, at += mask[i + 2] != 0;
        place[at] = i + 3, at += mask[i + 3] != 0;
    }
    for (; i < n && at < count; i++) {
        place[at] = i;
        at += mask[i] != 0;
    }
    return at;
}

tl_status tl_run_places(const tl_call *c) {
    const tl_view *mask = c->operand[1];
    const tl_placing *h = c->params;
    int inner = mask->ndim - 1;
    int64_t last = mask->shape[inner], rows = 1, at = 0, index[TL_MAXDIM];
    for (int k = 0; k < inner; k++) rows *= mask->shape[k], index[k] = 0;
    for (int64_t row = 0; row < rows && at < h->count; row++) {
        int64_t found = places_in_row(mask->data + row * last, last, h->count - at, h->axis[inner] + at);
        for (int k = 0; k < inner; k++)
            for (int64_t i = at; i < at + found; i++) h->axis[k][i] = index[k];
        at += found;
        for (int k = inner - 1; k >= 0 && ++index[k] == mask->shape[k]; k--) index[k] = 0;
    }
    for (int k = 0; k <= inner; k++) /* the mask lost some meanwhile */
        if (at < h->count) memset(h->axis[k] + at, 0, (size_t)(h->count - at) * sizeof(int64_t));
    return TL_OK;
}

#define CHOSEN(T)                                        \
    for (int64_t i = 0; i < n && k < count; i++) {       \
        ((T *)out)[k] = *(const T *)(data + i * stride); \
        k += mask[i] != 0;                               \
    }

static void compress(char *out, int64_t count, const char *data, int64_t stride, int64_t size, const char *mask,
                     int64_t n) {
    int64_t k = 0;
    switch (size) {
    case 8: CHOSEN(uint64_t) break;
    case 4: CHOSEN(uint32_t) break;
    case 2: CHOSEN(uint16_t) break;
    case 1: CHOSEN(uint8_t) break;
    default:
        for (int64_t i = 0; i < n && k < count; i++) {
            memcpy(out + k * size, data + i * stride, (size_t)size);
            k += mask[i] != 0;
        }
    }
    if (k < count) memset(out + k * size, 0, (size_t)((count - k) * size)); /* the mask lost some meanwhile */
}

tl_status tl_run_compress(const tl_call *c) {
    const tl_view *out = c->operand[0], *from = c->operand[1], *mask = c->operand[2];
    int64_t count = tl_count_elements(out), stride = ((const tl_compressing *)c->params)->stride;
    if (count)
        compress(out->data, count, from->data, stride, tl_dtypes[out->dtype].itemsize, mask->data,
                 tl_count_elements(mask));
    return TL_OK;
}
