/* Work along one axis: the rows of lines.def. */
#ifndef T /* the file itself; below, what each dtype has of it */
#include "isa.h"
#include "math.tmpl.h"
#define TL_FAMILY lines
#define TL_FAMILY_COMPLEX
#define TL_FAMILY_FILE "lines.c"
#include "each_dtype.inc.h"
#include "isa_end.h"
#else
#if IS(F)
#include "softmax.tmpl.h"
#include "standardize.tmpl.h"
#endif
#if !IS(B) && !IS(U)
#include "cumulative.tmpl.h"
#endif

static void FN(fill)(tl_kernels *k) {
    (void)k;
#if IS(F)
    FN(fill_softmax)(k);
    FN(fill_standardize)(k);
#endif
#if !IS(B) && !IS(U)
    FN(fill_cumulative)(k);
#endif
}
#endif
