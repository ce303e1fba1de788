/* The rules of promotion, for whoever has the rows of dtypes.def. */
#ifndef TL_PROMOTION_H
#define TL_PROMOTION_H

#include "tl.h"

static inline int tl_dtype_of(const tl_dtype_info *rows, char kind, int itemsize) {
    for (int d = 0; d < TL_NDTYPES; d++)
        if (rows[d].kind == kind && rows[d].itemsize == itemsize) return d;
    return TL_F64;
}

/* NumPy's rule: the smallest dtype that holds both exactly; int64 with uint64, and integers of 32 bits and more with any
 * float, give float64. Floats that are only stored keep their dtype beside integers of 8 bits, and two different ones
 * meet in what they are computed in, as in NumPy's arithmetic on ml_dtypes. */
static inline int tl_promoted(const tl_dtype_info *rows, int a, int b) {
    if (a == b) return a;
    const tl_dtype_info *x = &rows[a], *y = &rows[b];
    if (x->kind == 'b') return b;
    if (y->kind == 'b') return a;
    if (x->kind == 'f' && y->kind == 'f' && x->compute == y->compute) return x->compute;
    if (x->kind == y->kind) return x->itemsize >= y->itemsize ? a : b;
    if (x->kind == 'c' || y->kind == 'c') { /* complex, of what the parts and the other meet in */
        int complex_ = x->kind == 'c' ? a : b, real = x->kind == 'c' ? b : a;
        return tl_promoted(rows, real, TL_F32) == TL_F64 ? TL_C128 : complex_;
    }
    if (x->kind == 'f' || y->kind == 'f') { /* twice as wide as the integer, which must fit */
        int f = x->kind == 'f' ? a : b, bytes = x->kind == 'f' ? y->itemsize : x->itemsize;
        int least = bytes < 4 ? 2 * bytes : 8;
        return bytes == 1 || rows[f].itemsize >= least ? f : tl_dtype_of(rows, 'f', least);
    }
    const tl_dtype_info *s = x->kind == 'i' ? x : y, *u = x->kind == 'i' ? y : x;
    if (s->itemsize > u->itemsize) return tl_dtype_of(rows, 'i', s->itemsize);
    return u->itemsize < 8 ? tl_dtype_of(rows, 'i', 2 * u->itemsize) : TL_F64;
}
#endif
