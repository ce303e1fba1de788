/* Reductions, to values and to positions. */
#ifndef T /* the file itself; below, what each dtype has of it */
#include "isa.h"
/* of the signed integers of the same size */
#define TL_SIGNED_u8 i8
#define TL_SIGNED_u16 i16
#define TL_SIGNED_u32 i32
#define TL_SIGNED_u64 i64
#define TL_FAMILY reduce
#define TL_FAMILY_COMPLEX
#define TL_FAMILY_FILE "reduce.c"
#include "each_dtype.inc.h"
#include "isa_end.h"
#else
#if !IS(B)
#include "scalar.tmpl.h"
#include "reduce.tmpl.h"
#if !IS(C)
#include "argreduce.tmpl.h"
#endif
#endif

static void FN(fill)(tl_kernels *k) {
    (void)k;
#if !IS(B)
    FN(fill_reduce)(k);
#if !IS(C)
    FN(fill_argreduce)(k);
#endif
#endif
}
#endif
