/* What every x86-64 and aarch64 has. */
#define TL_ISA base
#define TL_VB 16
#ifdef __aarch64__
#define TL_FUSED 1
#else
#define TL_FUSED 0
#endif
#include "variant.inc.c"
