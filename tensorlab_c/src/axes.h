/* The axes of several operands at once, arranged so that loops over them are few and long: ordered by stride, and
 * joined where one continues the other in every operand. Elementwise work, reductions and products share it. `nop` is a
 * parameter so that it is a constant where it matters. */
#ifndef TL_AXES_H
#define TL_AXES_H

#include "tl.h"

#define TL_ALWAYS static inline __attribute__((always_inline))

TL_ALWAYS int64_t tl_distance(int64_t x) { return x < 0 ? -x : x; }

/* Does axis `a` run slower than axis `b`? The first operand decides, the others break its ties; what repeats an element
 * is slowest. */
TL_ALWAYS int tl_axis_slower(const int64_t *a, const int64_t *b, const int nop) {
    for (int k = 0; k < nop; k++) {
        int64_t x = tl_distance(a[k]), y = tl_distance(b[k]);
        if (x != y) return x == 0 || (y != 0 && x > y);
    }
    return 0;
}

TL_ALWAYS void tl_axes_order(tl_axes *a, const int nop) {
    for (int i = 1; i < a->n; i++)
        for (int j = i; j > 0 && tl_axis_slower(a->step[j], a->step[j - 1], nop); j--) {
            int64_t size = a->size[j];
            a->size[j] = a->size[j - 1];
            a->size[j - 1] = size;
            for (int k = 0; k < nop; k++) {
                int64_t step = a->step[j][k];
                a->step[j][k] = a->step[j - 1][k];
                a->step[j - 1][k] = step;
            }
        }
}

TL_ALWAYS void tl_axes_coalesce(tl_axes *a, const int nop) {
    int last = 0;
    for (int i = 1; i < a->n; i++) {
        int joins = 1;
        for (int k = 0; k < nop; k++) joins &= a->step[last][k] == a->size[i] * a->step[i][k];
        if (joins) a->size[last] *= a->size[i];
        else a->size[++last] = a->size[i];
        for (int k = 0; k < nop; k++) a->step[last][k] = a->step[i][k];
    }
    if (a->n) a->n = last + 1;
}

TL_ALWAYS int64_t tl_axes_count(const tl_axes *a) {
    int64_t count = 1;
    for (int i = 0; i < a->n; i++) count *= a->size[i];
    return count;
}

/* The offset of element number i in every operand, the last axis fastest. */
TL_ALWAYS void tl_axes_locate(const tl_axes *a, int64_t i, int64_t *offset, const int nop) {
    for (int k = 0; k < nop; k++) offset[k] = 0;
    for (int axis = a->n - 1; axis >= 0; axis--) {
        int64_t at = i % a->size[axis];
        i /= a->size[axis];
        for (int k = 0; k < nop; k++) offset[k] += at * a->step[axis][k];
    }
}
#endif
