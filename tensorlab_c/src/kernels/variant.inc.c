/* Every kernel, compiled once per instruction set. Included by isa_*.c, which define
 * TL_ISA (base, v3, v4), TL_VB (bytes of a vector register) and TL_FUSED (1 when FMA is an instruction). */
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../tl.h"

#define TL_CAT2_(a, b) a##b
#define TL_CAT2(a, b) TL_CAT2_(a, b)
#define TL_CAT5_(a, b, c, d, e) a##b##c##d##e
#define TL_CAT5(a, b, c, d, e) TL_CAT5_(a, b, c, d, e)
#define FN(name) TL_CAT5(name, _, STEM, _, TL_ISA) /* add_f32_v3: one instance of a template */
#define ISA_FN(name) TL_CAT5(name, _, TL_ISA, , )  /* not tied to a dtype */
#define TL_INLINE static inline __attribute__((always_inline))
#define TL_NOINLINE __attribute__((noinline))

/* a*b + c, with one rounding where the machine has it. Contraction is off everywhere else. */
#if TL_FUSED
#define TL_FMAF(a, b, c) __builtin_fmaf(a, b, c)
#define TL_FMA(a, b, c) __builtin_fma(a, b, c)
#else
#define TL_FMAF(a, b, c) ((a) * (b) + (c))
#define TL_FMA(a, b, c) ((a) * (b) + (c))
#endif

/* `#if IS(F)` inside a template */
#define TL_NUM_B 1
#define TL_NUM_I 2
#define TL_NUM_U 3
#define TL_NUM_F 4
#define IS(kind) (TL_CAT2(TL_NUM_, KIND) == TL_NUM_##kind)

/* which kinds have a loop in which domain of ops.def */
#define TL_HAS_ANY_B TL_YES
#define TL_HAS_ANY_I TL_YES
#define TL_HAS_ANY_U TL_YES
#define TL_HAS_ANY_F TL_YES
#define TL_HAS_NUM_B TL_NO
#define TL_HAS_NUM_I TL_YES
#define TL_HAS_NUM_U TL_YES
#define TL_HAS_NUM_F TL_YES
#define TL_HAS_NUMX_B TL_NO
#define TL_HAS_NUMX_I TL_YES
#define TL_HAS_NUMX_U TL_YES
#define TL_HAS_NUMX_F TL_YES
#define TL_HAS_FLT_B TL_NO
#define TL_HAS_FLT_I TL_NO
#define TL_HAS_FLT_U TL_NO
#define TL_HAS_FLT_F TL_YES
#define TL_HAS_FLTD_B TL_NO
#define TL_HAS_FLTD_I TL_NO
#define TL_HAS_FLTD_U TL_NO
#define TL_HAS_FLTD_F TL_YES
#define TL_HAS_INT_B TL_YES
#define TL_HAS_INT_I TL_YES
#define TL_HAS_INT_U TL_YES
#define TL_HAS_INT_F TL_NO
#define TL_HAS_SHF_B TL_NO
#define TL_HAS_SHF_I TL_YES
#define TL_HAS_SHF_U TL_YES
#define TL_HAS_SHF_F TL_NO
/* and which of them share no other's, by the last column of ops.def */
#define TL_OWNS_VALUE_B TL_NO
#define TL_OWNS_VALUE_I TL_YES
#define TL_OWNS_VALUE_U TL_YES
#define TL_OWNS_VALUE_F TL_YES
#define TL_OWNS_BITS_B TL_NO
#define TL_OWNS_BITS_I TL_YES
#define TL_OWNS_BITS_U TL_NO
#define TL_OWNS_BITS_F TL_YES
#define TL_OWNS_WRAP_B TL_YES
#define TL_OWNS_WRAP_I TL_YES
#define TL_OWNS_WRAP_U TL_NO
#define TL_OWNS_WRAP_F TL_YES
#define TL_OWNS_NANS_B TL_NO
#define TL_OWNS_NANS_I TL_NO
#define TL_OWNS_NANS_U TL_NO
#define TL_OWNS_NANS_F TL_YES
#define TL_YES(...) __VA_ARGS__
#define TL_NO(...)
#define WHEN(domain, kind) TL_CAT5(TL_HAS_, domain, _, kind, ) /* WHEN(FLT, KIND)(text) keeps text for float blocks */
#define OWNED(sharing, kind) TL_CAT5(TL_OWNS_, sharing, _, kind, )

#include "math.tmpl.h" /* float and double elementary functions: exp_f32_v3(float), ... */

#define T uint8_t
#define ID TL_BOOL
#define STEM bool
#define KIND B
#define ACC int64_t
#define ACC_ID TL_I64
#include "dtype_block.inc.c"

#define T int8_t
#define ID TL_I8
#define STEM i8
#define KIND I
#define ACC int64_t
#define ACC_ID TL_I64
#include "dtype_block.inc.c"

#define T int16_t
#define ID TL_I16
#define STEM i16
#define KIND I
#define ACC int64_t
#define ACC_ID TL_I64
#include "dtype_block.inc.c"

#define T int32_t
#define ID TL_I32
#define STEM i32
#define KIND I
#define ACC int64_t
#define ACC_ID TL_I64
#include "dtype_block.inc.c"

#define T int64_t
#define ID TL_I64
#define STEM i64
#define KIND I
#define ACC int64_t
#define ACC_ID TL_I64
#include "dtype_block.inc.c"

#define T uint8_t
#define ID TL_U8
#define STEM u8
#define KIND U
#define ACC uint64_t
#define ACC_ID TL_U64
#include "dtype_block.inc.c"

#define T uint16_t
#define ID TL_U16
#define STEM u16
#define KIND U
#define ACC uint64_t
#define ACC_ID TL_U64
#include "dtype_block.inc.c"

#define T uint32_t
#define ID TL_U32
#define STEM u32
#define KIND U
#define ACC uint64_t
#define ACC_ID TL_U64
#include "dtype_block.inc.c"

#define T uint64_t
#define ID TL_U64
#define STEM u64
#define KIND U
#define ACC uint64_t
#define ACC_ID TL_U64
#include "dtype_block.inc.c"

#define T float
#define ID TL_F32
#define STEM f32
#define KIND F
#define TL_FLOAT_BITS 32
#define ACC float
#define ACC_ID TL_F32
#include "dtype_block.inc.c"

#define T double
#define ID TL_F64
#define STEM f64
#define KIND F
#define TL_FLOAT_BITS 64
#define ACC double
#define ACC_ID TL_F64
#include "dtype_block.inc.c"

void TL_CAT2(tl_fill_, TL_ISA)(tl_kernels *k);
void TL_CAT2(tl_fill_, TL_ISA)(tl_kernels *k) {
    memset(k, 0, sizeof *k);
#define TL_DTYPE(ID_, ctype, stem, name, kind, format) TL_CAT5(fill_, stem, _, TL_ISA, )(k);
#include "../dtypes.def"
#undef TL_DTYPE
    tl_share(k);
}
