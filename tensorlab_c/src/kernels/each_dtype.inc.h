/* Includes the file of a family of kernels, TL_FAMILY_FILE, once more for every dtype, with T, ID, STEM, KIND, ACC and
 * ACC_ID defined, of complex numbers PART and PART_STEM, the type of their parts; there it defines FN(fill), which enters
 * that dtype's kernels into the table. Then defines the function that enters them all: tl_enter_FAMILY_ISA. */
#define T uint8_t
#define ID TL_BOOL
#define STEM bool
#define KIND B
#define ACC int64_t
#define ACC_ID TL_I64
#include TL_FAMILY_FILE
#include "dtype_end.h"

#define T int8_t
#define ID TL_I8
#define STEM i8
#define KIND I
#define ACC int64_t
#define ACC_ID TL_I64
#include TL_FAMILY_FILE
#include "dtype_end.h"

#define T int16_t
#define ID TL_I16
#define STEM i16
#define KIND I
#define ACC int64_t
#define ACC_ID TL_I64
#include TL_FAMILY_FILE
#include "dtype_end.h"

#define T int32_t
#define ID TL_I32
#define STEM i32
#define KIND I
#define ACC int64_t
#define ACC_ID TL_I64
#include TL_FAMILY_FILE
#include "dtype_end.h"

#define T int64_t
#define ID TL_I64
#define STEM i64
#define KIND I
#define ACC int64_t
#define ACC_ID TL_I64
#include TL_FAMILY_FILE
#include "dtype_end.h"

#define T uint8_t
#define ID TL_U8
#define STEM u8
#define KIND U
#define ACC uint64_t
#define ACC_ID TL_U64
#include TL_FAMILY_FILE
#include "dtype_end.h"

#define T uint16_t
#define ID TL_U16
#define STEM u16
#define KIND U
#define ACC uint64_t
#define ACC_ID TL_U64
#include TL_FAMILY_FILE
#include "dtype_end.h"

#define T uint32_t
#define ID TL_U32
#define STEM u32
#define KIND U
#define ACC uint64_t
#define ACC_ID TL_U64
#include TL_FAMILY_FILE
#include "dtype_end.h"

#define T uint64_t
#define ID TL_U64
#define STEM u64
#define KIND U
#define ACC uint64_t
#define ACC_ID TL_U64
#include TL_FAMILY_FILE
#include "dtype_end.h"

#define T float
#define ID TL_F32
#define STEM f32
#define KIND F
#define TL_FLOAT_BITS 32
#define ACC float
#define ACC_ID TL_F32
#include TL_FAMILY_FILE
#include "dtype_end.h"

#define T double
#define ID TL_F64
#define STEM f64
#define KIND F
#define TL_FLOAT_BITS 64
#define ACC double
#define ACC_ID TL_F64
#include TL_FAMILY_FILE
#include "dtype_end.h"

/* what is only stored has conversions, and float16 and bfloat16 a few loops beside them (half.h) */
#define TL_ENTER_B TL_YES
#define TL_ENTER_I TL_YES
#define TL_ENTER_U TL_YES
#define TL_ENTER_F TL_YES
#ifdef TL_FAMILY_STORES
#define TL_ENTER_S TL_YES
#define T uint16_t
#define ID TL_F16
#define STEM f16
#define KIND S
#include TL_FAMILY_FILE
#include "dtype_end.h"

#define T uint16_t
#define ID TL_BF16
#define STEM bf16
#define KIND S
#include TL_FAMILY_FILE
#include "dtype_end.h"

#define T uint8_t
#define ID TL_F8E4M3FN
#define STEM f8e4m3fn
#define KIND S
#include TL_FAMILY_FILE
#include "dtype_end.h"

#define T uint8_t
#define ID TL_F8E5M2
#define STEM f8e5m2
#define KIND S
#include TL_FAMILY_FILE
#include "dtype_end.h"
#else
#define TL_ENTER_S TL_NO
#endif

/* complex numbers have the families that say so */
#ifdef TL_FAMILY_COMPLEX
#define TL_ENTER_C TL_YES
#define T float _Complex
#define ID TL_C64
#define STEM c64
#define KIND C
#define TL_FLOAT_BITS 32
#define PART float
#define PART_STEM f32
#define ACC float _Complex
#define ACC_ID TL_C64
#include TL_FAMILY_FILE
#include "dtype_end.h"

#define T double _Complex
#define ID TL_C128
#define STEM c128
#define KIND C
#define TL_FLOAT_BITS 64
#define PART double
#define PART_STEM f64
#define ACC double _Complex
#define ACC_ID TL_C128
#include TL_FAMILY_FILE
#include "dtype_end.h"
#else
#define TL_ENTER_C TL_NO
#endif

void TL_CAT5(tl_enter_, TL_FAMILY, _, TL_ISA, )(tl_kernels *k);
void TL_CAT5(tl_enter_, TL_FAMILY, _, TL_ISA, )(tl_kernels *k) {
#define TL_DTYPE(ID_, ctype, stem, name, kind, compute, format) TL_ENTER_##kind(TL_CAT5(fill_, stem, _, TL_ISA, )(k);)
#include "../dtypes.def"
#undef TL_DTYPE
}
