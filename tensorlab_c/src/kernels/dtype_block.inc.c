/* One dtype's instances of every template: T, ID, STEM, KIND, ACC and ACC_ID are defined around it. */
#include "scalar.tmpl.h"      /* the formula of every elementwise op */
#include "elementwise.tmpl.h" /* loops over them */
#if !IS(B)                    /* tl_share fills what is missing here */
#include "cast.tmpl.h"
#include "reduce.tmpl.h"
#include "argreduce.tmpl.h"
#endif
#if !IS(U)
#include "gemm.tmpl.h"
#endif
#if IS(I) || IS(U)
#include "remainder_int.tmpl.h"
#endif
#if IS(F)
#include "remainder.tmpl.h"
#include "math_power.tmpl.h"
#include "conv.tmpl.h"
#include "pool2d.tmpl.h"
#include "rows.tmpl.h"
#include "optim.tmpl.h"
#endif

static void FN(fill)(tl_kernels *k) {
    FN(fill_elementwise)(k);
#if !IS(B)
    FN(fill_cast)(k);
    FN(fill_reduce)(k);
    FN(fill_argreduce)(k);
#endif
#if !IS(U)
    FN(fill_gemm)(k);
#endif
#if IS(I) || IS(U)
    FN(fill_remainder)(k); /* after fill_elementwise, as what follows */
#endif
#if IS(F)
    FN(fill_math)(k);
    FN(fill_remainder)(k);
    FN(fill_power)(k);
    FN(fill_conv)(k);
    FN(fill_pool2d)(k);
    FN(fill_rows)(k);
    FN(fill_optim)(k);
#endif
}

#undef T
#undef ID
#undef STEM
#undef KIND
#undef ACC
#undef ACC_ID
#undef TL_FLOAT_BITS
