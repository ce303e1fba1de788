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
    tl_loop add = tl_k.loop[TL_OP_add][row->dtype];
    static const int64_t zero[3];
    for (int64_t i = 0; i < n; i++) {
        tl_view to = *row, from = {(char *)values + i * step, row->shape, value_strides, row->ndim, row->dtype};
        to.data += offsets[i];
        if (row->ndim == 0) {
            char *p[3] = {to.data, to.data, from.data};
            add(1, p, zero);
        } else {
            const tl_view *ops[3] = {&to, &to, &from};
            tl_elementwise(TL_OP_add, 3, ops);
        }
    }
}
