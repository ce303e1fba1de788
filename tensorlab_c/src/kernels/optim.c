/* Steps of optimisers. */
#ifndef T /* the file itself; below, what each dtype has of it */
#include "isa.h"
#include "../step.h"
#define TL_FAMILY optim
#define TL_FAMILY_FILE "optim.c"
#include "each_dtype.inc.h"
#include "isa_end.h"
#else
#if IS(F)
#include "scalar.tmpl.h"
#include "optim.tmpl.h"
#endif

static void FN(fill)(tl_kernels *k) {
    (void)k;
#if IS(F)
    FN(fill_optim)(k);
#endif
}
#endif
