/* x86-64-v3: AVX2 and FMA. */
#if defined(__x86_64__)
#define TL_ISA v3
#define TL_VB 32
#define TL_FUSED 1
#include "target_begin.inc.h"
#include "variant.inc.c"
#include "target_end.inc.h"
#endif
