/* Steps of optimisers. */
#ifndef T /* the file itself; below, what each dtype has of it */
#include "isa.h"
#include "../step.h"

/* memcpy, whose beginning takes longer than what there is to copy as a rule */
typedef char ISA_FN(bytes) __attribute__((vector_size(TL_VB), aligned(1), may_alias));
static void ISA_FN(copy)(size_t size, const char *from, char *to) {
    size_t at = 0;
    for (; size < 1 << 16 && at + TL_VB <= size; at += TL_VB) {
        ISA_FN(bytes) v = *(const ISA_FN(bytes) *)(from + at);
        TL_KEEP(v); /* else it is made a call of memcpy again */
        *(ISA_FN(bytes) *)(to + at) = v;
    }
    memcpy(to + at, from + at, size - at);
}

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
