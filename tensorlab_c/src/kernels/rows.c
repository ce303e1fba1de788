/* Softmax, its logarithm and cross-entropy. */
#ifndef T /* the file itself; below, what each dtype has of it */
#include "isa.h"
#include "math.tmpl.h"
#define TL_FAMILY rows
#define TL_FAMILY_FILE "rows.c"
#include "each_dtype.inc.h"
#include "isa_end.h"
#else
#if IS(F)
#include "rows.tmpl.h"
#endif

static void FN(fill)(tl_kernels *k) {
    (void)k;
#if IS(F)
    FN(fill_rows)(k);
#endif
}
#endif
