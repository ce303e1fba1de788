/* Convolution and pooling. */
#ifndef T /* the file itself; below, what each dtype has of it */
#include "isa.h"
#define TL_FAMILY conv
#define TL_FAMILY_FILE "conv.c"
#include "each_dtype.inc.h"
#include "isa_end.h"
#else
#if IS(F)
tl_status FN(tl_gemm)(const tl_gemm *g);
#include "conv.tmpl.h"
#include "pool2d.tmpl.h"
#endif

static void FN(fill)(tl_kernels *k) {
    (void)k;
#if IS(F)
    FN(fill_conv)(k);
    FN(fill_pool2d)(k);
#endif
}
#endif
