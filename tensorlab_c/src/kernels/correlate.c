/* Correlation of arrays. */
#ifndef T /* the file itself; below, what each dtype has of it */
#include "isa.h"

#define SMALLER(a, b) ((a) < (b) ? (a) : (b))
#define LARGER(a, b) ((a) > (b) ? (a) : (b))

/* Copies lines of x, of elements of `size` bytes, from (top, left), which may lie outside, where there are zeros. */
static void ISA_FN(copy_window)(const tl_correlation *p, const void *x, int64_t size, int64_t top, int64_t left,
                                int64_t lines, int64_t cols, void *to) {
    int64_t before = LARGER(0, SMALLER(cols, -left)), n = LARGER(0, SMALLER(cols, p->w - left) - before);
    char *line = to;
    for (int64_t i = top; i < top + lines; i++, line += cols * size) {
        if (i < 0 || i >= p->h) {
            memset(line, 0, (size_t)(cols * size));
            continue;
        }
        memset(line, 0, (size_t)(before * size));
        if (n) memcpy(line + before * size, (const char *)x + (i * p->w + left + before) * size, (size_t)(n * size));
        memset(line + (before + n) * size, 0, (size_t)((cols - before - n) * size));
    }
}

#define TL_FAMILY correlate
#define TL_FAMILY_FILE "correlate.c"
#include "each_dtype.inc.h"
#include "isa_end.h"
#else
#if !IS(U)
tl_status FN(tl_gemm)(const tl_gemm *g);
#include "correlate.tmpl.h"
#endif

static void FN(fill)(tl_kernels *k) {
    (void)k;
#if !IS(U)
    k->correlate[ID] = FN(correlate);
#endif
}
#endif
