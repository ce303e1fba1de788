/* Matrix products. */
#ifndef T /* the file itself; below, what each dtype has of it */
#include "isa.h"
#define TL_FAMILY gemm
#define TL_FAMILY_FILE "gemm.c"
#include "each_dtype.inc.h"
#include "isa_end.h"
#else
#if !IS(U)
#include "gemm.tmpl.h"
#endif

static void FN(fill)(tl_kernels *k) {
    (void)k;
#if !IS(U)
    FN(fill_gemm)(k);
#endif
}
#endif
