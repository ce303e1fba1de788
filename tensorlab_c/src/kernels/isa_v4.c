/* x86-64-v4: AVX-512 F, BW, CD, DQ, VL. */
#if defined(__x86_64__)
#define TL_ISA v4
#define TL_VB 64
#define TL_FUSED 1
#define TL_TARGET_V4
#include "target_begin.inc.h"
#include "variant.inc.c"
#include "target_end.inc.h"
#endif
