/* Conversions between all dtypes. */
#ifndef T /* the file itself; below, what each dtype has of it */
#include "isa.h"
#include "stored.h"
#include "half.h"
#define TL_FAMILY cast
#define TL_FAMILY_STORES
#define TL_FAMILY_COMPLEX
#define TL_FAMILY_FILE "cast.c"
#include "each_dtype.inc.h"
#include "isa_end.h"
#else
#if !IS(B)
#include "cast.tmpl.h"
#endif

static void FN(fill)(tl_kernels *k) {
    (void)k;
#if !IS(B)
    FN(fill_cast)(k);
#endif
#ifdef TL_HALF_LOOPS
    if (ID == TL_F16) k->cast[TL_F16][TL_F32] = ISA_FN(widen_f16);
    if (ID == TL_F32) k->cast[TL_F32][TL_F16] = ISA_FN(narrow_f16);
#endif
}
#endif
