/* Correlation of arrays. */
#ifndef T /* the file itself; below, what each dtype has of it */
#include "isa.h"
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
