/* Shapes, strides and axes. The one place where products of sizes are checked. */
#include "tl.h"

#include <stdlib.h>
#include <string.h>

tl_status tl_size(int ndim, const int64_t *shape, int64_t itemsize, int64_t *size) {
    int64_t n = 1, bytes;
    int empty = 0;
    for (int i = 0; i < ndim; i++) {
        if (shape[i] < 0) return TL_OVERFLOW; /* a sum of sizes that wrapped */
        if (shape[i] == 0) {
            empty = 1; /* but the other sizes must still multiply without overflow, as in NumPy */
            continue;
        }
        if (__builtin_mul_overflow(n, shape[i], &n)) return TL_OVERFLOW;
    }
    if (__builtin_mul_overflow(n, itemsize, &bytes)) return TL_OVERFLOW;
    *size = empty ? 0 : n;
    return TL_OK;
}

void tl_contiguous_strides(int ndim, const int64_t *shape, int64_t itemsize, int64_t *strides) {
    int64_t step = itemsize;
    for (int i = ndim - 1; i >= 0; i--) {
        strides[i] = step;
        step *= shape[i] > 0 ? shape[i] : 1;
    }
}

int tl_is_contiguous(const tl_view *v) {
    int64_t step = tl_dtypes[v->dtype].itemsize;
    int contiguous = 1;
    for (int i = v->ndim - 1; i >= 0; i--) {
        if (v->shape[i] == 0) return 1;
        if (v->shape[i] != 1 && v->strides[i] != step) contiguous = 0;
        step *= v->shape[i];
    }
    return contiguous;
}

tl_status tl_broadcast(int n, const tl_view *const *v, int *ndim, int64_t *shape) {
    int nd = 0;
    for (int k = 0; k < n; k++)
        if (v[k]->ndim > nd) nd = v[k]->ndim;
    for (int i = 0; i < nd; i++) shape[i] = 1;
    for (int k = 0; k < n; k++) {
        int64_t *tail = shape + nd - v[k]->ndim;
        for (int i = 0; i < v[k]->ndim; i++) {
            int64_t s = v[k]->shape[i];
            if (s == 1 || s == tail[i]) continue;
            if (tail[i] != 1) return TL_MISMATCH;
            tail[i] = s;
        }
    }
    *ndim = nd;
    return TL_OK;
}

tl_status tl_normalize_axes(int ndim, int n, const int64_t *axes, uint64_t *mask) {
    uint64_t m = 0;
    for (int i = 0; i < n; i++) {
        int64_t a = axes[i] < 0 ? axes[i] + ndim : axes[i];
        if (a < 0 || a >= ndim) return TL_RANGE;
        if (m >> a & 1) return TL_REPEAT;
        m |= (uint64_t)1 << a;
    }
    *mask = m;
    return TL_OK;
}

/* Walks both shapes in groups of axes with equal products; a group of the old shape must be one contiguous run. */
tl_status tl_reshape_strides(const tl_view *in, int ndim, const int64_t *shape, int64_t *strides) {
    int64_t old_shape[TL_MAXDIM], old_strides[TL_MAXDIM];
    int old_ndim = 0;
    for (int i = 0; i < in->ndim; i++) {
        if (in->shape[i] == 1) continue;
        old_shape[old_ndim] = in->shape[i];
        old_strides[old_ndim++] = in->strides[i];
    }
    int oi = 0, ni = 0;
    while (oi < old_ndim && ni < ndim) {
        int oj = oi + 1, nj = ni + 1;
        int64_t op = old_shape[oi], np = shape[ni];
        while (op != np) {
            if (np < op) {
                if (nj == ndim) return TL_MISMATCH;
                np *= shape[nj++];
            } else {
                if (oj == old_ndim) return TL_MISMATCH;
                op *= old_shape[oj++];
            }
        }
        for (int k = oi; k + 1 < oj; k++)
            if (old_strides[k] != old_shape[k + 1] * old_strides[k + 1]) return TL_MISMATCH;
        strides[nj - 1] = old_strides[oj - 1];
        for (int k = nj - 1; k > ni; k--) strides[k - 1] = strides[k] * shape[k];
        oi = oj, ni = nj;
    }
    int64_t last = ni > 0 ? strides[ni - 1] : tl_dtypes[in->dtype].itemsize;
    for (; ni < ndim; ni++) strides[ni] = last; /* trailing axes of size 1 */
    return TL_OK;
}

void tl_extent(const tl_view *v, const char **lo, const char **hi) {
    const char *a = v->data, *b = v->data;
    for (int i = 0; i < v->ndim; i++) {
        if (v->shape[i] == 0) {
            *lo = *hi = v->data;
            return;
        }
        int64_t span = (v->shape[i] - 1) * v->strides[i];
        if (span < 0) a += span;
        else b += span;
    }
    *lo = a;
    *hi = b + tl_dtypes[v->dtype].itemsize;
}

int tl_overlap(const tl_view *a, const tl_view *b) {
    const char *alo, *ahi, *blo, *bhi;
    tl_extent(a, &alo, &ahi);
    tl_extent(b, &blo, &bhi);
    return alo < bhi && blo < ahi;
}

int tl_same_view(const tl_view *a, const tl_view *b) {
    if (a->data != b->data || a->ndim != b->ndim || a->dtype != b->dtype) return 0;
    for (int i = 0; i < a->ndim; i++)
        if (a->shape[i] != b->shape[i] || (a->shape[i] > 1 && a->strides[i] != b->strides[i])) return 0;
    return 1;
}

static int64_t magnitude(int64_t x) { return x < 0 ? -x : x; }

/* Marks every element's place; for views whose axes interleave, which are rare. */
static int marks_twice(int n, const int64_t *shape, const int64_t *stride, int64_t places) {
    unsigned char *seen = calloc((size_t)(places / 8 + 1), 1);
    int64_t index[TL_MAXDIM] = {0}, at = 0;
    int twice = 0, k = 0;
    if (!seen) return 1;
    while (k < n && !twice) {
        twice = seen[at >> 3] >> (at & 7) & 1;
        seen[at >> 3] |= (unsigned char)(1 << (at & 7));
        for (k = 0; k < n; k++) {
            at += stride[k];
            if (++index[k] < shape[k]) break;
            at -= shape[k] * stride[k];
            index[k] = 0;
        }
    }
    free(seen);
    return twice;
}

int tl_self_overlap(const tl_view *v) {
    int64_t shape[TL_MAXDIM], stride[TL_MAXDIM], span = 0; /* of the axes that matter, shortest stride first */
    int64_t size = tl_dtypes[v->dtype].itemsize;
    int n = 0, nested = 1, repeated = 0;
    for (int i = 0; i < v->ndim; i++) {
        if (v->shape[i] == 0) return 0;
        if (v->shape[i] == 1) continue;
        int64_t s = magnitude(v->strides[i]) / size;
        repeated |= s == 0;
        int k = n++;
        for (; k > 0 && stride[k - 1] > s; k--) stride[k] = stride[k - 1], shape[k] = shape[k - 1];
        stride[k] = s, shape[k] = v->shape[i];
    }
    if (repeated) return 1;
    for (int k = 0; k < n; k++) {
        if (stride[k] <= span) nested = 0;
        span += (shape[k] - 1) * stride[k];
    }
    return !nested && marks_twice(n, shape, stride, span + 1);
}
