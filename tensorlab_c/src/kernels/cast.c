/* Conversions between all dtypes. */
#ifndef T /* the file itself; below, what each dtype has of it */
#include "isa.h"
#include "stored.h"
#define TL_FAMILY cast
#define TL_FAMILY_STORES
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
}
#endif
