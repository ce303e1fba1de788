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

#define ADD_UP(type) \
    for (int64_t i = 0; i < n; i++) *(type *)(row->data + offsets[i]) += ((const type *)values)[i]

/* row += values at every position, repeated positions adding up in order. */
static tl_status scatter_add(const tl_view *row, int64_t n, const int64_t *offsets, const char *values, int64_t step,
                             int64_t *value_strides) {
    tl_loop add = tl_k.loop[TL_OP_add][row->dtype];
    static const int64_t zero[3];
    if (row->ndim == 0 && row->dtype == TL_F32) {
        ADD_UP(float);
        return TL_OK;
    }
    if (row->ndim == 0 && row->dtype == TL_F64) {
        ADD_UP(double);
        return TL_OK;
    }
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

enum { POSITIONS = 4096 }; /* of elements, in one chunk */

typedef struct {
    char *out;
    const tl_view *row;
    const int64_t *offsets;
    int64_t n;
} gathering;

static void gather_chunk(void *context, int64_t chunk) {
    const gathering *g = context;
    int64_t from = chunk * POSITIONS, left = g->n - from, size = tl_dtypes[g->row->dtype].itemsize;
    gather(g->out + from * size, g->row, left < POSITIONS ? left : POSITIONS, g->offsets + from);
}

tl_status tl_run_gather(const tl_call *c) {
    const tl_view *offsets = c->operand[2];
    gathering g = {c->operand[0]->data, c->operand[1], (const int64_t *)offsets->data, tl_count_elements(offsets)};
    if (g.row->ndim) gather(g.out, g.row, g.n, g.offsets);
    else tl_parallel((g.n + POSITIONS - 1) / POSITIONS, gather_chunk, &g, (double)g.n * 1.5e-3);
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

/* A number whose sign says whether an index is outside: of many, they can be looked at together. */
static inline uint64_t outside(int64_t i, int64_t n) {
    return ((uint64_t)i + (uint64_t)n) | ((uint64_t)n - 1 - (uint64_t)i);
}

int64_t tl_first_outside(const int64_t *index, int64_t count, int64_t n) {
    enum { TOGETHER = 1024 };
    for (int64_t i = 0; i < count; i += TOGETHER) {
        int64_t end = count - i < TOGETHER ? count : i + TOGETHER;
        uint64_t any = 0;
        for (int64_t k = i; k < end; k++) any |= outside(index[k], n);
        for (int64_t k = i; (int64_t)any < 0 && k < end; k++)
            if (is_outside(index[k], n)) return k;
    }
    return -1;
}

tl_status tl_run_outside(const tl_call *c) {
    tl_indexing *h = (tl_indexing *)c->params;
    const tl_view *index = c->operand[0];
    h->bad = tl_first_outside((const int64_t *)index->data, tl_count_elements(index), h->n);
    return TL_OK;
}

/* out, index, and the tl_indexing */
static void offsets_row(int64_t n, char *const *ptr, const int64_t *step) {
    tl_indexing *h = (tl_indexing *)ptr[2];
    const int64_t length = h->n, next = step[0], skip = step[1];
    const uint64_t stride = (uint64_t)h->stride, kept = h->add ? ~(uint64_t)0 : 0; /* read once: the loop writes */
    const char *index = ptr[1];
    char *out = ptr[0];
    uint64_t any = 0;
    for (int64_t i = 0; i < n; i++) {
        int64_t j = *(const int64_t *)(index + i * skip);
        uint64_t *offset = (uint64_t *)(out + i * next);
        any |= outside(j, length);
        *offset = (*offset & kept) + (uint64_t)from_front(j, length) * stride;
    }
    if ((int64_t)any < 0) __atomic_store_n(&h->bad, 1, __ATOMIC_RELAXED);
}

tl_status tl_run_offsets(const tl_call *c) {
    tl_indexing *h = (tl_indexing *)c->params;
    const tl_view shared = {(char *)h, NULL, NULL, 0, TL_I64};
    const tl_view *ops[3] = {c->operand[0], c->operand[1], &shared};
    tl_plan p;
    h->bad = 0;
    tl_plan_make(&p, 3, ops);
    tl_plan_run(&p, offsets_row, 1);
    return h->bad ? TL_RANGE : TL_OK;
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
