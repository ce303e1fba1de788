/* Where keys go in a sorted vector. */
#include "runs.h"

enum { CHUNK = 8192 }; /* keys a thread takes at a time */

#define IS_NAN(x) 0
#define T int8_t
#define FN(name) name##_i8
#include "search.tmpl.h"
#define T int16_t
#define FN(name) name##_i16
#include "search.tmpl.h"
#define T int32_t
#define FN(name) name##_i32
#include "search.tmpl.h"
#define T int64_t
#define FN(name) name##_i64
#include "search.tmpl.h"
#define T uint8_t
#define FN(name) name##_u8
#include "search.tmpl.h"
#define T uint16_t
#define FN(name) name##_u16
#include "search.tmpl.h"
#define T uint32_t
#define FN(name) name##_u32
#include "search.tmpl.h"
#define T uint64_t
#define FN(name) name##_u64
#include "search.tmpl.h"
#undef IS_NAN
#define IS_NAN(x) ((x) != (x))
#define T float
#define FN(name) name##_f32
#include "search.tmpl.h"
#define T double
#define FN(name) name##_f64
#include "search.tmpl.h"

typedef void search_fn(const void *table, int64_t n, const void *key, int64_t first, int64_t count, int right,
                       int64_t *place);
static search_fn *const searches[TL_NDTYPES] = {
    [TL_BOOL] = search_u8, [TL_I8] = search_i8,   [TL_I16] = search_i16, [TL_I32] = search_i32,
    [TL_I64] = search_i64, [TL_U8] = search_u8,   [TL_U16] = search_u16, [TL_U32] = search_u32,
    [TL_U64] = search_u64, [TL_F32] = search_f32, [TL_F64] = search_f64,
};

typedef struct {
    search_fn *search;
    const tl_view *table, *key;
    int64_t n, count, *place;
    int right;
} job;

static void search_chunk(void *context, int64_t chunk) {
    const job *j = context;
    int64_t first = chunk * CHUNK, count = j->count - first < CHUNK ? j->count - first : CHUNK;
    j->search(j->table->data, j->n, j->key->data, first, count, j->right, j->place + first);
}

tl_status tl_run_search(const tl_call *c) {
    const tl_view *table = c->operand[1], *key = c->operand[2];
    job j = {searches[table->dtype],
             table,
             key,
             tl_count_elements(table),
             tl_count_elements(key),
             (int64_t *)c->operand[0]->data,
             ((const tl_searching *)c->params)->right};
    if (!j.search) return TL_NOLOOP;
    double steps = 2;
    for (int64_t n = j.n; n; n >>= 1) steps++;
    tl_parallel((j.count + CHUNK - 1) / CHUNK, search_chunk, &j, (double)j.count * steps * 1e-3);
    return TL_OK;
}

/* ---- values between given points ---------------------------------------------------------------------------------- */
/* On the line between points k and k + 1. From the other side where the first is infinite. */
static inline double on_line(const double *x, const double *y, int64_t k, double at) {
    double slope = (y[k + 1] - y[k]) / (x[k + 1] - x[k]), value = slope * (at - x[k]) + y[k];
    if (value == value) return value;
    value = slope * (at - x[k + 1]) + y[k + 1];
    return value != value && y[k] == y[k + 1] ? y[k] : value;
}

typedef struct {
    const tl_interpolating *h;
    const double *at, *x, *y;
    int64_t n, count;
    double *out;
} between;

static void between_chunk(void *context, int64_t chunk) {
    const between *j = context;
    const double *at = j->at, *x = j->x;
    int64_t first = chunk * CHUNK, end = j->count - first < CHUNK ? j->count : first + CHUNK, k = 0;
    for (int64_t i = first; i < end; i++) {
        if (at[i] != at[i]) {
            j->out[i] = j->n > 1 ? at[i] : j->y[0]; /* as NumPy has it */
            continue;
        }
        k = i > first && at[i] >= at[i - 1] ? place_behind_f64(x, j->n, k, at[i], 1) : bisect_f64(x, 0, j->n, at[i], 1);
        if (k == 0 && j->n > 1 && x[0] != x[0]) k = 1; /* the line from a point at nan is nan */
        if (k == 0) j->out[i] = j->h->left;
        else if (at[i] == x[k - 1]) j->out[i] = j->y[k - 1];
        else if (k == j->n) j->out[i] = j->h->right;
        else j->out[i] = on_line(x, j->y, k - 1, at[i]);
    }
}

tl_status tl_run_interpolate(const tl_call *c) {
    const tl_view *at = c->operand[1], *x = c->operand[2], *y = c->operand[3];
    between j = {c->params,
                 (const double *)at->data,
                 (const double *)x->data,
                 (const double *)y->data,
                 tl_count_elements(x),
                 tl_count_elements(at),
                 (double *)c->operand[0]->data};
    double steps = 8;
    for (int64_t n = j.n; n; n >>= 1) steps++;
    tl_parallel((j.count + CHUNK - 1) / CHUNK, between_chunk, &j, (double)j.count * steps * 1e-3);
    return TL_OK;
}
