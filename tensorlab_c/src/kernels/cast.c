/* Conversions between all dtypes. */
#ifndef T /* the file itself; below, what each dtype has of it */
#include "isa.h"
#include "stored.h"
#include "half.h"

/* which float holds every value of a dtype that is converted by way of one */
enum {
    TL_MIDDLE_i8 = TL_F32,
    TL_MIDDLE_i16 = TL_F32,
    TL_MIDDLE_i32 = TL_F64,
    TL_MIDDLE_u8 = TL_F32,
    TL_MIDDLE_u16 = TL_F32,
    TL_MIDDLE_u32 = TL_F64,
    TL_MIDDLE_f16 = TL_F32,
    TL_MIDDLE_bf16 = TL_F32,
    TL_MIDDLE_f8e4m3fn = TL_F32,
    TL_MIDDLE_f8e5m2 = TL_F32,
    WAY = 2048 /* bytes converted at once */
};
#define TL_STEPS_OF_i8 BY_WAY
#define TL_STEPS_OF_i16 BY_WAY
#define TL_STEPS_OF_i32 BY_WAY
#define TL_STEPS_OF_u8 BY_WAY
#define TL_STEPS_OF_u16 BY_WAY
#define TL_STEPS_OF_u32 BY_WAY
#define TL_STEPS_OF_i64 AT_ONCE
#define TL_STEPS_OF_u64 AT_ONCE
#define TL_STEPS_OF_f32 AT_ONCE
#define TL_STEPS_OF_f64 AT_ONCE
#define TL_STEPS_OF_c64 AT_ONCE
#define TL_STEPS_OF_c128 AT_ONCE

static void ISA_FN(by_way)(int64_t n, char *const *p, const int64_t *s, int from, int middle, int to) {
    _Alignas(TL_ALIGN) char room[WAY];
    int64_t size = tl_dtypes[middle].itemsize, most = WAY / size;
    for (int64_t i = 0, m; i < n; i += m) {
        m = n - i < most ? n - i : most;
        tl_k.cast[from][middle](m, (char *const[]){room, p[1] + i * s[1]}, (const int64_t[]){size, s[1]});
        tl_k.cast[middle][to](m, (char *const[]){p[0] + i * s[0], room}, (const int64_t[]){s[0], size});
    }
}

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
    /* a conversion is in the table of either dtype: whichever comes last must not undo this */
    if (ID == TL_F16 || ID == TL_F32) ISA_FN(enter_f16)(k);
    if (ID == TL_BF16 || ID == TL_F32) ISA_FN(enter_bf16)(k);
#endif
}
#endif
