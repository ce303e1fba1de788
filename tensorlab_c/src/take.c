/* Picking elements at positions: `offsets` are byte offsets into the indexed view, already checked. A position names a
 * whole sub-view (`row`), whose shape is the tail of the index result. */
#include "tl.h"

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
void tl_gather(char *out, const tl_view *row, int64_t n, const int64_t *offsets) {
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

/* values: n rows `step` bytes apart, each with value_strides; later positions win over earlier equal ones. */
void tl_scatter(const tl_view *row, int64_t n, const int64_t *offsets, const char *values, int64_t step,
                int64_t *value_strides) {
    int64_t size = tl_dtypes[row->dtype].itemsize;
    for (int64_t i = 0; i < n; i++) {
        if (row->ndim == 0) {
            memcpy(row->data + offsets[i], values + i * step, (size_t)size);
            continue;
        }
        tl_view to = *row, from = {(char *)values + i * step, row->shape, value_strides, row->ndim, row->dtype};
        to.data += offsets[i];
        tl_copy(&to, &from);
    }
}

/* row += values at every position, repeated positions adding up in order. */
void tl_scatter_add(const tl_view *row, int64_t n, const int64_t *offsets, const char *values, int64_t step,
                    int64_t *value_strides) {
    int compute = tl_dtypes[row->dtype].compute;
    tl_loop add = tl_k.loop[TL_OP_add][row->dtype]; /* NULL for what is only stored */
    static const int64_t zero[3];
    for (int64_t i = 0; i < n; i++) {
        tl_view to = *row, from = {(char *)values + i * step, row->shape, value_strides, row->ndim, row->dtype};
        to.data += offsets[i];
        if (row->ndim == 0 && add) {
            char *p[3] = {to.data, to.data, from.data};
            add(1, p, zero);
        } else {
            const tl_view *ops[3] = {&to, &to, &from};
            tl_elementwise(TL_OP_add, compute, 3, ops);
        }
    }
}

/* One row per index, for rows of the sizes that elements have and for any other. */
#define ROWS(SIZE, COPY)                                       \
    for (int64_t i = 0; i < count; i++) {                      \
        int64_t j = index[i];                                  \
        if (j < -n || j >= n) return i;                        \
        const char *row = data + (j < 0 ? j + n : j) * stride; \
        COPY(out + i * SIZE, row, SIZE);                       \
    }

int64_t tl_take(char *out, const char *data, int64_t n, int64_t stride, int64_t size, const int64_t *index,
                int64_t count) {
    if (size == 8) {
        ROWS(8, memcpy)
    } else if (size == 4) {
        ROWS(4, memcpy)
    } else if (size == 1) {
        ROWS(1, memcpy)
    } else {
        ROWS(size, memcpy)
    }
    return -1;
}

#define CHOSEN(T)                                        \
    for (int64_t i = 0; i < n && k < count; i++) {       \
        ((T *)out)[k] = *(const T *)(data + i * stride); \
        k += mask[i] != 0;                               \
    }

void tl_compress(char *out, int64_t count, const char *data, int64_t stride, int64_t size, const char *mask,
                 int64_t n) {
    int64_t k = 0;
    if (size == 8) {
        CHOSEN(uint64_t)
    } else if (size == 4) {
        CHOSEN(uint32_t)
    } else if (size == 2) {
        CHOSEN(uint16_t)
    } else {
        CHOSEN(uint8_t)
    }
    memset(out + k * size, 0, (size_t)((count - k) * size)); /* the mask lost some meanwhile */
}

#define PUT(SIZE)                                                                       \
    for (int64_t i = 0; i < count; i++) {                                               \
        int64_t j = index[i];                                                           \
        if (j >= -n && j < n) memcpy(data + (j < 0 ? j + n : j) * stride, value, SIZE); \
    }

void tl_put(char *data, int64_t n, int64_t stride, int64_t size, const int64_t *index, int64_t count,
            const char *value) {
    if (size == 8) {
        PUT(8)
    } else if (size == 4) {
        PUT(4)
    } else {
        PUT((size_t)size)
    }
}
