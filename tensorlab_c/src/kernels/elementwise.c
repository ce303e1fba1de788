/* Elementwise operations: the formulas of scalar*.tmpl.h and math*.h, and loops over them. */
#ifndef T /* the file itself; below, what each dtype has of it */
#include "isa.h"
#include "math.tmpl.h"
/* before a loop over operands that are the same elements or others */
#if defined(__clang__)
#define TL_IVDEP _Pragma("clang loop vectorize(assume_safety)")
#else
#define TL_IVDEP _Pragma("GCC ivdep")
#endif
enum { LOW, HIGH, BELOW, BELOW_SLOPE, SHIFT, FACTOR, QUADRATIC, ABOVE, ABOVE_SLOPE, CLOSED }; /* of piecewise */
#define TL_FAMILY elementwise
#define TL_FAMILY_COMPLEX
#define TL_FAMILY_FILE "elementwise.c"
#include "each_dtype.inc.h"
#include "isa_end.h"
#else
#include "scalar.tmpl.h"
#if IS(C)
#include "math_complex.tmpl.h"
#endif
#include "elementwise.tmpl.h"
#if IS(I) || IS(U)
#include "remainder_int.tmpl.h"
#elif IS(F)
#include "trig.tmpl.h"
#include "remainder.tmpl.h"
#include "math_power.tmpl.h"
#include "activation.tmpl.h"
#endif

static void FN(fill)(tl_kernels *k) {
    (void)k;
    FN(fill_elementwise)(k);
#if !IS(B) && !IS(C)
    FN(fill_remainder)(k); /* in place of plain loops, as what follows */
#endif
#if IS(F)
    FN(fill_trig)(k);
    FN(fill_power)(k);
    FN(fill_activations)(k);
#endif
}
#endif
