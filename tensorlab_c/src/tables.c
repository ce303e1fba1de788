/* The tables: dtypes, ops, promotion, and the kernels of the instruction set chosen at start. */
#include "promotion.h"

#include <string.h>

const tl_dtype_info tl_dtypes[TL_NDTYPES] = {
#define KIND_B 'b'
#define KIND_I 'i'
#define KIND_U 'u'
#define KIND_F 'f'
#define KIND_S 'f'
#define KIND_C 'c'
#define TL_DTYPE(ID, ctype, stem, name, kind, compute, format) {name, format, sizeof(ctype), KIND_##kind, TL_##compute},
#include "dtypes.def"
#undef TL_DTYPE
};

enum { GRAD_NODIFF, GRAD_DIFF };
enum { BYTE_BYTE = 1, BYTE_SAME = 0, BYTE_BOOL = 0, BYTE_ACC = 0, BYTE_INDEX = 0, BYTE_REAL = 0 };
enum { TRUTH_SAME, TRUTH_BOOL, TRUTH_BYTE = 0, TRUTH_ACC = 0, TRUTH_INDEX = 0, TRUTH_REAL = 0 };
enum { REAL_REAL = 1, REAL_SAME = 0, REAL_BOOL = 0, REAL_BYTE = 0, REAL_ACC = 0, REAL_INDEX = 0 };
enum { COMPLEX_NO, COMPLEX_YES };
enum { POSITIONAL_SAME, POSITIONAL_INDEX, POSITIONAL_BOOL = 0, POSITIONAL_ACC = 0 };
enum {
    ELEMENTARY_FLT = 1,
    ELEMENTARY_ANY = 0,
    ELEMENTARY_NUM = 0,
    ELEMENTARY_NUMX = 0,
    ELEMENTARY_FLTD = 0,
    ELEMENTARY_INT = 0,
    ELEMENTARY_SHF = 0,
    ELEMENTARY_INTX = 0,
    ELEMENTARY_TRU = 0
};
enum { NEUTRAL_NONE = TL_NONE, NEUTRAL_ZERO, NEUTRAL_ONE };
#define COMMON(name_, family_, domain_, result_, grad, complex_)                                                \
    .name = #name_, .family = family_, .domain = #domain_, .result = #result_, .differentiable = GRAD_##grad,   \
    .truth = TRUTH_##result_, .real = REAL_##result_, .byte = BYTE_##result_, .of_complex = COMPLEX_##complex_, \
    .elementary = ELEMENTARY_##domain_
const tl_op_info tl_ops[TL_NOPS] = {
#define TL_UNARY(name, domain, result, grad, sharing, complex_) \
    {COMMON(name, "unary", domain, result, grad, complex_), .inputs = 1},
#define TL_BINARY(name, domain, result, grad, sharing, complex_) \
    {COMMON(name, "binary", domain, result, grad, complex_), .inputs = 2},
#define TL_REDUCE(name_, domain_, result_, grad, combiner_, neutral_, join_, complex_)              \
    {COMMON(name_, "reduce", domain_, result_, grad, complex_), .positional = POSITIONAL_##result_, \
     .combiner = TL_OP_##combiner_, .neutral = NEUTRAL_##neutral_, .join = TL_OP_##join_},
#define TL_SPECIAL(name_, grad) \
    {.name = #name_, .family = "special", .domain = "", .result = "", .differentiable = GRAD_##grad},
#include "ops.def"
#undef TL_UNARY
#undef TL_BINARY
#undef TL_REDUCE
#undef TL_SPECIAL
};

static int dtype_of(char kind, int itemsize) { return tl_dtype_of(tl_dtypes, kind, itemsize); }

int tl_promote(int a, int b) { return tl_promoted(tl_dtypes, a, b); }

tl_status tl_resolve(int op, int dtype, int *compute, int *result) {
    const char *domain = tl_ops[op].domain, *res = tl_ops[op].result;
    const tl_dtype_info *d = &tl_dtypes[dtype];
    int c = d->compute, r;
    if (!strcmp(domain, "TRU")) {
        *compute = *result = TL_BOOL;
        return TL_OK;
    }
    if (d->kind == 'c') {
        *compute = dtype;
        *result = tl_ops[op].truth ? TL_BOOL : tl_ops[op].real ? tl_part_of(dtype) : dtype;
        return tl_ops[op].of_complex ? TL_OK : TL_NOLOOP;
    }
    if (!strcmp(domain, "NUM") || !strcmp(domain, "SHF")) {
        if (d->kind == 'b') c = TL_I8;
    } else if (!strcmp(domain, "FLT")) {
        if (d->kind != 'f') c = tl_promote(dtype, TL_F32); /* small ones fit */
    } else if (!strcmp(domain, "FLTD")) {
        if (d->kind != 'f') c = TL_F64;
    } else if (!strcmp(domain, "NUMX") || !strcmp(domain, "INTX")) {
        if (d->kind == 'b') return TL_NOLOOP;
    }
    if ((!strncmp(domain, "INT", 3) || !strcmp(domain, "SHF")) && d->kind == 'f') return TL_NOLOOP;
    r = tl_is_stored(dtype) ? dtype : c;
    if (!strcmp(res, "BOOL")) r = TL_BOOL;
    if (!strcmp(res, "BYTE")) r = TL_U8;
    if (!strcmp(res, "INDEX")) r = TL_I64;
    if (!strcmp(res, "ACC") && tl_dtypes[c].kind != 'f') r = tl_dtypes[c].kind == 'u' ? TL_U64 : TL_I64;
    *compute = c;
    *result = r;
    return TL_OK;
}

static void share_column(tl_kernels *k, int to, int from) {
    for (int op = 0; op < TL_NOPS; op++) {
        const char *domain = tl_ops[op].domain;
        if (to == TL_BOOL && strcmp(domain, "ANY") && strcmp(domain, "INT")) continue;
        if (!k->loop[op][to]) k->loop[op][to] = k->loop[op][from];
        if (!k->flat[op][to]) k->flat[op][to] = k->flat[op][from];
        if (!k->fold[op][to]) k->fold[op][to] = k->fold[op][from];
    }
    for (int row = 0; row < TL_NLINES && to != TL_BOOL; row++) {
        if (!k->rows[row][to]) k->rows[row][to] = k->rows[row][from];
        if (!k->lanes[row][to]) k->lanes[row][to] = k->lanes[row][from];
    }
    for (int d = 0; d < TL_NDTYPES; d++)
        if (!k->cast[to][d]) k->cast[to][d] = k->cast[from][d];
    if (!k->where[to]) k->where[to] = k->where[from];
    if (!k->gemm[to]) k->gemm[to] = k->gemm[from];
    if (!k->correlate[to]) k->correlate[to] = k->correlate[from];
}

/* Where only the bits matter, unsigned integers use the loops of the signed ones of their size; bool uses uint8's. */
static void share(tl_kernels *k) {
    for (int d = 0; d < TL_NDTYPES; d++) {
        if (tl_is_stored(d)) { /* copies and choices move bits */
            int same = dtype_of('i', tl_dtypes[d].itemsize);
            k->cast[d][d] = k->cast[same][same];
            k->where[d] = k->where[same];
        }
        if (tl_is_inexact(d)) continue;
        k->loop[TL_OP_fmax][d] = k->loop[TL_OP_maximum][d];
        k->loop[TL_OP_fmin][d] = k->loop[TL_OP_minimum][d];
    }
    for (int d = 0; d < TL_NDTYPES; d++) /* conversions to unsigned before those from it, which are shared with them */
        if (tl_dtypes[d].kind == 'u')
            for (int from = 0; from < TL_NDTYPES; from++)
                if (!k->cast[from][d]) k->cast[from][d] = k->cast[from][dtype_of('i', tl_dtypes[d].itemsize)];
    for (int d = 0; d < TL_NDTYPES; d++)
        if (tl_dtypes[d].kind == 'u') share_column(k, d, dtype_of('i', tl_dtypes[d].itemsize));
    k->fold[TL_OP_max][TL_BOOL] = k->fold[TL_OP_nanmax][TL_BOOL] = k->fold[TL_OP_any][TL_U8];
    k->fold[TL_OP_min][TL_BOOL] = k->fold[TL_OP_nanmin][TL_BOOL] = k->fold[TL_OP_all][TL_U8];
    share_column(k, TL_BOOL, TL_U8);
}

#if defined(__x86_64__) && !defined(TL_BASE_ONLY)
static const char *const sets[] = {"base", "v3", "v4"};
#define EACH_SET(name) tl_enter_##name##_base, tl_enter_##name##_v3, tl_enter_##name##_v4
#else
static const char *const sets[] = {"base"};
#define EACH_SET(name) tl_enter_##name##_base
#endif
enum { SETS = sizeof sets / sizeof *sets };

#define TL_FAMILY(name) tl_enter EACH_SET(name);
#include "families.def"
#undef TL_FAMILY
static tl_enter *const families[][SETS] = {
#define TL_FAMILY(name) {EACH_SET(name)},
#include "families.def"
#undef TL_FAMILY
};
tl_kernels tl_k;

int tl_isa_available(const char *name) {
    if (!strcmp(name, "base")) return 1;
#if defined(__x86_64__) && !defined(TL_BASE_ONLY)
    __builtin_cpu_init();
    int v3 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi") &&
             __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("f16c");
    if (!strcmp(name, "v3")) return v3;
    if (!strcmp(name, "v4"))
        return v3 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
               __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512dq") &&
               __builtin_cpu_supports("avx512vl");
#endif
    return 0;
}

tl_status tl_fill_table(tl_kernels *k, const char *isa) {
    int set = SETS - 1;
    if (isa && !tl_isa_available(isa)) return TL_RANGE;
    while (isa ? strcmp(isa, sets[set]) : !tl_isa_available(sets[set])) set--;
    memset(k, 0, sizeof *k);
    k->isa = sets[set];
    for (size_t i = 0; i < sizeof families / sizeof *families; i++) families[i][set](k);
    share(k);
    return TL_OK;
}

tl_status tl_init(const char *want) { return tl_fill_table(&tl_k, want); }
