/* Picking elements at positions: `offsets` are byte offsets into the indexed view, already checked. A position names a
 * whole sub-view (`row`), whose shape is the tail of the index result. */
#include "runs.h"

#include <string.h>

/* Is a row one run of memory in both views? Then it is copied as bytes. */
static int64_t row_bytes(const tl_view *row) {
    int64_t n = 1;
    for (int i = 0; i < row->ndim; i++) n *= row->shape[i];
    return tl_is_contiguous(row) ? n * tl_dtypes[row->dtype].itemsize : -1;
}

#define PICK(bytes) \
    for (int64_t i = 0; i < n; i++) memcpy(out + i * bytes, in + offsets[i], bytes)

/* out is C-contiguous: n rows. */
static void gather(char *out, const tl_view *row, int64_t n, const int64_t *offsets) {
    const char *in = row->data;
    int64_t bytes = row_bytes(row);
    switch (bytes) {
    case 0: return;
    case 1: PICK(1); return;
    case 2: PICK(2); return;
    case 4: PICK(4); return;
    case 8: PICK(8); return;
    }
    if (bytes > 0) {
        for (int64_t i = 0; i < n; i++) memcpy(out + i * bytes, in + offsets[i], (size_t)bytes);
        return;
    }
    int64_t strides[TL_MAXDIM], size = tl_dtypes[row->dtype].itemsize;
    tl_contiguous_strides(row->ndim, row->shape, size, strides);
    for (int i = 0; i < row->ndim; i++) size *= row->shape[i];
    for (int64_t i = 0; i < n; i++) {
        tl_view from = *row, to = {out + i * size, row->shape, strides, row->ndim, row->dtype};
        from.data += offsets[i];
        tl_copy(&to, &from);
    }
}

#define SCATTER(bytes) \
    for (int64_t i = 0; i < n; i++) memcpy(row->data + offsets[i], values + i * step, (size_t)(bytes))

/* values: n rows `step` bytes apart, each with value_strides; later positions win over earlier equal ones. */
static void scatter(const tl_view *row, int64_t n, const int64_t *offsets, const char *values, int64_t step,
                    int64_t *value_strides) {
    int64_t size = tl_dtypes[row->dtype].itemsize;
    if (row->ndim == 0) switch (size) {
        case 8: SCATTER(8); return;
        case 4: SCATTER(4); return;
        default: SCATTER(size); return;
        }
    for (int64_t i = 0; i < n; i++) {
        tl_view to = *row, from = {(char *)values + i * step, row->shape, value_strides, row->ndim, row->dtype};
        to.data += offsets[i];
        tl_copy(&to, &from);
    }
}

/* row += values at every position, repeated positions adding up in order. */
static tl_status scatter_add(const tl_view *row, int64_t n, const int64_t *offsets, const char *values, int64_t step,
                             int64_t *value_strides) {
    tl_loop add = tl_k.loop[TL_OP_add][row->dtype];
    static const int64_t zero[3];
    for (int64_t i = 0; i < n; i++) {
        tl_view to = *row, from = {(char *)values + i * step, row->shape, value_strides, row->ndim, row->dtype};
        to.data += offsets[i];
        if (row->ndim == 0 && add) {
            char *p[3] = {to.data, to.data, from.data};
            add(1, p, zero);
            continue;
        }
        const tl_view *ops[3] = {&to, &to, &from};
        tl_status status = tl_elementwise(TL_OP_add, tl_dtypes[row->dtype].compute, 3, ops);
        if (status != TL_OK) return status;
    }
    return TL_OK;
}

tl_status tl_run_gather(const tl_call *c) {
    const tl_view *offsets = c->operand[2];
    gather(c->operand[0]->data, c->operand[1], tl_count_elements(offsets), (const int64_t *)offsets->data);
    return TL_OK;
}

tl_status tl_run_scatter(const tl_call *c) {
    const tl_view *row = c->operand[0], *values = c->operand[1], *at = c->operand[2];
    const tl_scattering *h = c->params;
    const int64_t n = tl_count_elements(at), *offsets = (const int64_t *)at->data;
    int64_t step = tl_count_elements(row) * tl_dtypes[row->dtype].itemsize, *strides = values->strides + h->lead;
    if (h->add) return scatter_add(row, n, offsets, values->data, step, strides);
    scatter(row, n, offsets, values->data, step, strides);
    return TL_OK;
}

/* ---- indices along one axis --------------------------------------------------------------------------------------- */
static inline int is_outside(int64_t i, int64_t n) { return i < -n || i >= n; }
static inline int64_t from_front(int64_t i, int64_t n) { return i < 0 ? i + n : i; }

int64_t tl_first_outside(const int64_t *index, int64_t count, int64_t n) {
    for (int64_t i = 0; i < count; i++)
        if (is_outside(index[i], n)) return i;
    return -1;
}

tl_status tl_run_outside(const tl_call *c) {
    tl_indexing *h = (tl_indexing *)c->params;
    const tl_view *index = c->operand[0];
    h->bad = tl_first_outside((const int64_t *)index->data, tl_count_elements(index), h->n);
    return TL_OK;
}

tl_status tl_run_offsets(const tl_call *c) {
    tl_indexing *h = (tl_indexing *)c->params;
    int64_t *offset = (int64_t *)c->operand[0]->data, count = tl_count_elements(c->operand[0]);
    const int64_t *index = (const int64_t *)c->operand[1]->data;
    h->bad = -1;
    for (int64_t i = 0; i < count; i++) {
        int64_t j = index[i];
        if (is_outside(j, h->n)) {
            h->bad = i;
            return TL_RANGE;
        }
        offset[i] = (h->add ? offset[i] : 0) + from_front(j, h->n) * h->stride;
    }
    return TL_OK;
}

/* One row per index, for rows of the sizes that elements have and for any other: the first bad one, or -1. */
#define ROWS(SIZE, STRIDE)                                             \
    for (int64_t i = 0; i < count; i++) {                              \
        int64_t j = from_front(index[i], n);                           \
        if ((uint64_t)j >= (uint64_t)n) return i;                      \
        memcpy(out + i * (SIZE), data + j * (STRIDE), (size_t)(SIZE)); \
    }                                                                  \
    return -1

static int64_t take_apart(char *out, const char *data, int64_t n, int64_t stride, int64_t size, const int64_t *index,
                          int64_t count) {
    switch (size) {
    case 8: ROWS(8, stride);
    case 4: ROWS(4, stride);
    }
    ROWS(size, stride);
}

static int64_t take(char *out, const char *data, int64_t n, int64_t stride, int64_t size, const int64_t *index,
                    int64_t count) {
    if (stride != size) return take_apart(out, data, n, stride, size, index, count);
    switch (size) {
    case 8: ROWS(8, 8);
    case 4: ROWS(4, 4);
    case 2: ROWS(2, 2);
    case 1: ROWS(1, 1);
    }
    ROWS(size, size);
}

tl_status tl_run_take(const tl_call *c) {
    tl_taking *h = (tl_taking *)c->params;
    const int64_t *index = (const int64_t *)c->operand[2]->data, count = tl_count_elements(c->operand[2]);
    char *out = c->operand[0]->data;
    const char *data = c->operand[1]->data;
    h->bad = -1;
    for (int64_t i = 0; i < h->before && h->bad < 0; i++, out += count * h->size, data += h->n * h->stride)
        h->bad = take(out, data, h->n, h->stride, h->size, index, count);
    return h->bad < 0 ? TL_OK : TL_RANGE;
}

#define PUT(SIZE)                                                                               \
    for (int64_t i = 0; i < count; i++, value += next) {                                        \
        int64_t j = index[i];                                                                   \
        if (!is_outside(j, n)) memcpy(data + from_front(j, n) * stride, value, (size_t)(SIZE)); \
    }

tl_status tl_run_put(const tl_call *c) {
    const tl_view *out = c->operand[0];
    const int64_t *index = (const int64_t *)c->operand[1]->data, count = tl_count_elements(c->operand[1]);
    const char *value = c->operand[2]->data;
    char *data = out->data;
    int64_t next = c->operand[2]->ndim ? c->operand[2]->strides[0] : 0; /* one value for all */
    int64_t n = out->shape[0], stride = out->strides[0], size = tl_dtypes[out->dtype].itemsize;
    switch (size) {
    case 8: PUT(8) break;
    case 4: PUT(4) break;
    default: PUT(size)
    }
    return TL_OK;
}
