/* tensorlab's C core: types, status codes and entry points.
 *
 * Contract
 *  - Plain C11 with GCC/Clang vector extensions; no Python.
 *  - Sizes, strides and offsets are int64_t. Strides of views are in bytes, of gemm in elements.
 *  - A view does not own its data. Entry points write only through views named `out` (or documented in-out
 *    pointers) and, unless said otherwise, every argument has been checked by the caller: kernels check nothing.
 *  - Outputs may alias an input exactly (same data, same strides) in elementwise work; any other overlap must be
 *    resolved by the caller with tl_overlap() and a temporary.
 *  - tl_storage_* need external locking (the interpreter's lock); everything else is thread-safe. */
#ifndef TL_H
#define TL_H

#include <limits.h>
#include <stddef.h>
#include <stdint.h>

#define TL_MAXDIM 64
#define TL_MAXOPS 4 /* operands of one elementwise plan, output first */
#define TL_ALIGN 64

#if LONG_MAX > 2147483647L /* NumPy's int64 is a long where that has 64 bits */
#define TL_FORMAT_I64 "l"
#define TL_FORMAT_U64 "L"
#else
#define TL_FORMAT_I64 "q"
#define TL_FORMAT_U64 "Q"
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* ---- status, dtypes, ops ------------------------------------------------------------------------------------ */
typedef enum {
    TL_OK = 0,
    TL_NOMEM,    /* an allocation could not be had */
    TL_OVERFLOW, /* a product of sizes does not fit */
    TL_MISMATCH, /* shapes do not broadcast or align */
    TL_RANGE,    /* an axis, index or target is out of range */
    TL_REPEAT,   /* an axis is named twice */
    TL_NOLOOP    /* the op has no loop for the dtype */
} tl_status;

typedef enum {
#define TL_DTYPE(ID, ctype, stem, name, kind, compute, format) TL_##ID,
#include "dtypes.def"
#undef TL_DTYPE
    TL_NDTYPES
} tl_dtype;

typedef enum {
#define TL_UNARY(name, domain, result, grad, sharing, complex_) TL_OP_##name,
#define TL_BINARY(name, domain, result, grad, sharing, complex_) TL_OP_##name,
#define TL_REDUCE(name, domain, result, grad, combiner, neutral, join, complex_) TL_OP_##name,
#define TL_SPECIAL(name, grad) TL_OP_##name,
#include "ops.def"
#undef TL_UNARY
#undef TL_BINARY
#undef TL_REDUCE
#undef TL_SPECIAL
    TL_NOPS
} tl_op;

typedef struct {
    const char *name, *format; /* buffer-protocol format */
    int itemsize;
    char kind;   /* 'b' 'i' 'u' 'f' 'c' */
    int compute; /* the dtype that is computed in: another one for what is only stored */
} tl_dtype_info;
extern const tl_dtype_info tl_dtypes[TL_NDTYPES];
static inline int tl_is_float(int dtype) { return tl_dtypes[dtype].kind == 'f'; }
static inline int tl_is_integer(int dtype) { return tl_dtypes[dtype].kind == 'i' || tl_dtypes[dtype].kind == 'u'; }
/* Real or complex: what may have a gradient. */
static inline int tl_is_inexact(int dtype) { return tl_is_float(dtype) || tl_dtypes[dtype].kind == 'c'; }
static inline int tl_is_complex(int dtype) { return tl_dtypes[dtype].kind == 'c'; }
/* of the parts of a complex dtype; others are their own */
static inline int tl_part_of(int dtype) { return dtype == TL_C64 ? TL_F32 : dtype == TL_C128 ? TL_F64 : dtype; }
static inline int tl_is_stored(int dtype) { return tl_dtypes[dtype].compute != dtype; }

typedef struct {
    const char *name, *family, *domain, *result; /* family: unary binary reduce special */
    int differentiable;
    int inputs; /* of unary and binary ops */
    /* the result is bool, or positions, or of complex numbers a real one, or uint8 */
    int truth, positional, real, byte;
    int of_complex;              /* complex numbers have a loop */
    int elementary;              /* a function of analysis: much more work than moving the element */
    int combiner, neutral, join; /* of reductions; neutral is 0, 1 or TL_NONE */
} tl_op_info;
#define TL_NONE (-1)
extern const tl_op_info tl_ops[TL_NOPS];

/* ---- views and shapes (shape.c) ------------------------------------------------------------------------------ */
typedef struct {
    char *data;
    int64_t *shape, *strides; /* strides in bytes */
    int ndim;
    int dtype;
} tl_view;

tl_status tl_size(int ndim, const int64_t *shape, int64_t itemsize,
                  int64_t *size); /* number of elements; checks bytes */
void tl_contiguous_strides(int ndim, const int64_t *shape, int64_t itemsize, int64_t *strides);
int tl_is_contiguous(const tl_view *v);
tl_status tl_broadcast(int n, const tl_view *const *v, int *ndim, int64_t *shape);
tl_status tl_normalize_axes(int ndim, int n, const int64_t *axes, uint64_t *mask); /* TL_RANGE, TL_REPEAT */
/* strides of a view of `in` with `shape`, without copying; TL_MISMATCH when a copy is needed */
tl_status tl_reshape_strides(const tl_view *in, int ndim, const int64_t *shape, int64_t *strides);
void tl_extent(const tl_view *v, const char **lo, const char **hi);
int tl_overlap(const tl_view *a, const tl_view *b);   /* may share memory */
int tl_same_view(const tl_view *a, const tl_view *b); /* same data, shape and strides */
int tl_self_overlap(const tl_view *v);                /* do two elements of v share memory? */

/* ---- promotion and dispatch (tables.c) ---------------------------------------------------------------------- */
int tl_promote(int a, int b);
/* dtype that `op` computes in for operands of (already promoted) dtype, and its result; TL_NOLOOP if refused */
tl_status tl_resolve(int op, int dtype, int *compute, int *result);

/* ptr[0] is the output, ptr[1..] the inputs; step in bytes */
typedef void (*tl_loop)(int64_t n, char *const *ptr, const int64_t *step);
/* one input, both contiguous: what tl_loop does with no steps to pass */
typedef void (*tl_flat)(int64_t n, void *out, const void *in);
/* out[i] = minimum(maximum(in[i], low), high), all contiguous; the bounds are one element each */
/* out[i*out_m] = fold over j<n of in[i*in_m + j*in_n], i<m; n==0 writes the identity; n>=1 for min, max and arg* */
enum { TL_PIECE = 4096 }; /* elements of a row that are converted at once */
typedef void (*tl_fold)(int64_t m, int64_t n, const char *in, int64_t in_m, int64_t in_n, char *out, int64_t out_m);

/* C[m,n] = A[m,k] @ B[k,n] (+ bias[n]) (+ C when accumulate); strides in elements, any sign, any layout.
 * k == 0 gives bias or zeros. C overlaps neither A nor B. */
typedef struct {
    int64_t m, n, k;
    const void *a;
    int64_t a_row, a_col;
    const void *b;
    int64_t b_row, b_col;
    void *c;
    int64_t c_row, c_col;
    const void *bias; /* NULL, or n contiguous elements */
    int accumulate;
} tl_gemm;
typedef tl_status (*tl_gemm_fn)(const tl_gemm *g);

/* Cross-correlation on C-contiguous x[n,c,h,w], w[k,c/groups,r,s], y[n,k,oh,ow]; bias NULL or [k]. */
typedef struct {
    int64_t n, c, h, w, k, r, s, oh, ow;
    int64_t stride_h, stride_w, pad_h, pad_w, dilation_h, dilation_w, groups;
} tl_conv;
typedef tl_status (*tl_conv_fn)(const tl_conv *p, const void *a, const void *b, const void *bias, void *out);

/* y[i,j] = sum over a, b of x[i + a - top, j + b - left] * w[a,b], zeros around x; x[h,w], w[r,s], y[oh,ow] C-contiguous.
 * flip: w is read from its end, so that this is a convolution. inside: the zeros take no part, as seen where one of them
 * meets infinity; for one row only (h, r and oh are 1). */
typedef struct {
    int64_t h, w, r, s, oh, ow, top, left;
    int flip, inside;
} tl_correlation;
typedef tl_status (*tl_correlate_fn)(const tl_correlation *p, const void *x, const void *w, void *y);

/* 2-D pooling windows on C-contiguous planes x[planes,h,w] -> y[planes,oh,ow]; padding is -inf (max) or 0 (avg). */
typedef struct {
    int64_t planes, h, w, r, s, oh, ow, stride_h, stride_w, pad_h, pad_w, dilation_h, dilation_w;
    int count_include_pad; /* avg: divisor counts padding */
} tl_pool2d;
typedef void (*tl_maxpool_fn)(const tl_pool2d *p, const void *x, void *y, int64_t *index); /* index within h*w plane */
typedef void (*tl_maxpool_grad_fn)(const tl_pool2d *p, const void *gy, const int64_t *index,
                                   void *gx); /* zeroes gx first */
typedef void (*tl_avgpool_fn)(const tl_pool2d *p, const void *in,
                              void *out); /* forward x->y; grad gy->gx (zeroes gx first) */

/* Work along one axis (lines.c). */
typedef enum {
#define TL_LINES(name, operands, outputs, cost, scratch) TL_LINE_##name,
#include "lines.def"
#undef TL_LINES
    TL_NLINES
} tl_line;
typedef struct {
    int row, axis;  /* of lines.def; of the operands with whole lines */
    int64_t ignore; /* cross_entropy: rows with this target give 0 */
    int64_t count;  /* of ranks, which rise, of probabilities, or of results */
    int64_t apart;  /* bytes between a line's results */
    int method;     /* of quantiles.def */
    int descending, skip_nan;
    int centred; /* standardize: about the mean, else about 0 */
    double eps;  /* standardize: added to the variance */
} tl_lines;
/* n lines of c elements, contiguous and one behind the other; of operands with one element per line, step apart */
typedef void (*tl_rows_fn)(int64_t n, int64_t c, char *const *ptr, const int64_t *step, const tl_lines *what);
/* n lines side by side, their elements `along` apart */
typedef void (*tl_lanes_fn)(int64_t n, int64_t c, char *const *ptr, const int64_t *along, const tl_lines *what);

/* Activations with numbers of their own (walk.c). */
typedef enum {
#define TL_ACTIVATION(name, numbers, form, cost) TL_ACTIVATION_##name,
#include "activations.def"
#undef TL_ACTIVATION
    TL_NACTIVATIONS
} tl_activation_row;
#define TL_MAXNUMBERS 10
typedef struct {
    int row; /* of activations.def */
    double numbers[TL_MAXNUMBERS];
} tl_activation;
typedef struct {
    const char *name;
    int numbers;
    double cost;
} tl_activation_info;
extern const tl_activation_info tl_activations[TL_NACTIVATIONS];

/* Quantiles (quantile.c). */
typedef enum {
#define TL_QUANTILE(name, kind, alpha, beta) TL_QUANTILE_##name,
#include "quantiles.def"
#undef TL_QUANTILE
    TL_NQUANTILES
} tl_quantile_method;
typedef struct {
    const char *name;
    int discrete; /* it is an element */
} tl_quantile_info;
extern const tl_quantile_info tl_quantiles[TL_NQUANTILES];
typedef struct {
    int64_t lo, hi; /* ranks */
    double t;       /* the way from one to the other */
} tl_quantile;
/* Where the quantile of probability q, from 0 to 1, is among n > 0 elements in order. */
tl_quantile tl_quantile_of(int method, int64_t n, double q);

/* Update rules of optimisers: step.h */
#define TL_MAXRULES 16
struct tl_step;
struct tl_param;
struct tl_call;
/* The step of elements from .. from + n of one parameter. */
typedef void (*tl_rule_fn)(const struct tl_step *s, const struct tl_param *p, int64_t from, int64_t n);
/* Whether n numbers are finite; as many are copied on the way, where `kept` is not NULL. */
typedef int (*tl_finite_fn)(int64_t n, const void *x, const void *from, void *kept);

/* Everything compiled once per instruction set; unused cells are NULL. */
typedef struct {
    const char *isa;
    tl_loop loop[TL_NOPS][TL_NDTYPES];
    tl_flat flat[TL_NOPS][TL_NDTYPES];    /* of unary ops */
    tl_fold fold[TL_NOPS][TL_NDTYPES];    /* of what is only stored: of a row of TL_PIECE contiguous elements, if any */
    tl_loop cast[TL_NDTYPES][TL_NDTYPES]; /* [from][to] */
    tl_loop where[TL_NDTYPES];            /* ptr: out, condition (bool), a, b */
    tl_loop clip[TL_NDTYPES];             /* out, x and one element of either bound; not of bool */
    tl_loop activation[TL_NACTIVATIONS][TL_NDTYPES];      /* ptr: out, x, numbers */
    tl_loop activation_grad[TL_NACTIVATIONS][TL_NDTYPES]; /* ptr: out, g, x, numbers */
    tl_gemm_fn gemm[TL_NDTYPES];
    tl_conv_fn conv[TL_NDTYPES];             /* a = x,  b = w,  out = y  */
    tl_conv_fn conv_grad_input[TL_NDTYPES];  /* a = gy, b = w,  out = gx */
    tl_conv_fn conv_grad_weight[TL_NDTYPES]; /* a = gy, b = x,  out = gw */
    tl_correlate_fn correlate[TL_NDTYPES];
    tl_maxpool_fn max_pool[TL_NDTYPES];
    tl_maxpool_grad_fn max_pool_grad[TL_NDTYPES];
    tl_avgpool_fn avg_pool[TL_NDTYPES], avg_pool_grad[TL_NDTYPES];
    tl_rows_fn rows[TL_NLINES][TL_NDTYPES];
    tl_lanes_fn lanes[TL_NLINES][TL_NDTYPES]; /* NULL: lines are gathered */
    tl_rule_fn rule[TL_MAXRULES][TL_NDTYPES];
    tl_finite_fn finite[TL_NDTYPES]; /* of floats */
} tl_kernels;
extern tl_kernels tl_k; /* the active table */

typedef void tl_enter(tl_kernels *k); /* enters the kernels of one file (families.def) */
/* Fills a table for the best set this CPU has, or for `isa` ("base", "v3", "v4"). TL_RANGE: unknown or not available. */
tl_status tl_fill_table(tl_kernels *k, const char *isa);
tl_status tl_init(const char *want); /* the active table */
int tl_isa_available(const char *name);

/* ---- axes, plans and walks (axes.h, plan.c, walk.c) ------------------------------------------------------------- */
typedef struct {
    int n;
    int64_t size[TL_MAXDIM], step[TL_MAXDIM][TL_MAXOPS]; /* of each operand in bytes, outermost axis first */
} tl_axes;

typedef struct {
    int nop;
    int64_t size;
    char *ptr[TL_MAXOPS];
    tl_axes axes;
    int typed;               /* an operand is converted, or there is a mask; else what follows is unset */
    tl_loop cast[TL_MAXOPS]; /* to, and of the output from, the dtype that the kernel works on; NULL: it has it */
    int64_t item[TL_MAXOPS]; /* bytes of that */
    tl_loop masked;          /* the last operand says which results are kept; NULL: all */
    int64_t masked_item;     /* bytes of an element of the output */
} tl_plan;

/* ops[1..] broadcast to ops[0], whose shape is the result's. */
void tl_plan_make(tl_plan *p, int nop, const tl_view *const *ops);
void tl_plan_convert(tl_plan *p, const tl_view *const *ops, const int *want); /* the kernel's dtypes */

void tl_plan_run(const tl_plan *p, tl_loop loop, double cost); /* cost: about ns per element, decides on threads */

double tl_op_work(int op, int dtype); /* of an element, in additions */
/* Computes in `dtype`; operands and output may have any. One operand more than the op has: bool, where it is false the
 * output keeps its value, which is written back. */
tl_status tl_elementwise(int op, int dtype, int nop, const tl_view *const *ops);
tl_status tl_copy(const tl_view *out, const tl_view *in); /* casts and broadcasts */
tl_status tl_where(const tl_view *out, const tl_view *cond, const tl_view *a, const tl_view *b);
/* Folds in `dtype`, to which the elements of `in` are converted; out, of what that fold gives, has in's axes without the
 * masked ones. arg* take one masked axis, or all of a C-contiguous input as one. */
tl_status tl_reduce(int op, int dtype, const tl_view *out, const tl_view *in, uint64_t axes);
/* A row of lines.def on operands of any layout and dtype, computed in `dtype`: outputs first, of one shape; operands with
 * one element per line lack the axis, are of `dtype` or int64, and 0-d when all lines share the element. */
tl_status tl_lines_run(const tl_lines *what, int dtype, int nop, const tl_view *const *ops);
/* The place of the first target that is neither a class nor `ignore`, or -1; how many are classes. */
static inline int64_t tl_bad_class(int64_t n, const int64_t *target, int64_t classes, int64_t ignore, int was_unsigned,
                                   int64_t *counted) {
    *counted = 0;
    for (int64_t i = 0; i < n; i++) {
        int64_t t = target[i];
        if (t == ignore && (t >= 0 || !was_unsigned)) continue; /* a large uint64 has become negative */
        if (t < 0 || t >= classes) return i;
        ++*counted;
    }
    return -1;
}

/* out[..., m, n] = a[..., m, k] @ b[..., k, n], leading axes broadcast; all of one dtype; bias NULL or [m] */
tl_status tl_matmul(const tl_view *out, const tl_view *a, const tl_view *b, const void *bias);

/* ---- calls (call.c) ---------------------------------------------------------------------------------------------- */
/* One call of a kernel: everything it needs, so that it can be made at once, or noted and made again. */
typedef struct tl_call tl_call;
struct tl_call {
    tl_status (*run)(const tl_call *c);
    const char *name; /* of the operation */
    int op;           /* its row, where it has one */
    int dtype;        /* computed in */
    int status_only;  /* it answers the caller, who goes by that: nothing to make again */
    int nop;
    const tl_view *operand[TL_MAXOPS]; /* output first */
    const void *params;                /* a struct whose pointers are into memory of tensors, or NULL */
    int64_t size;                      /* its bytes */
    double bytes, work;                /* about what it costs: bytes moved, operations */
};
/* Whether others may use the interpreter meanwhile: from some microseconds on. */
#define TL_LONG 262144.0 /* bytes and operations */
static inline int tl_is_long(const tl_call *c) { return c->bytes + c->work >= TL_LONG; }
/* The same call on views of its own, which keep what they show when those of tensors change; NULL: no memory. */
tl_call *tl_call_hold(const tl_call *c);
void tl_call_drop(tl_call *c);
/* A capture notes the calls of its thread. While there is one, all memory that tensors gave back stays as it is. There is
 * one at a time, and these need external locking. */
typedef struct tl_capture tl_capture;
extern tl_capture *tl_capturing;               /* not NULL: no short cuts past `launch` */
int64_t tl_note(const tl_call *c);             /* before it is made; its place, or -1 */
void tl_unnote(int64_t place);                 /* since it failed */
tl_status tl_capture_begin(void);              /* TL_RANGE: there is one already */
tl_capture *tl_capture_end(tl_status *status); /* notes no more; NULL, TL_RANGE without one */
int64_t tl_capture_count(const tl_capture *t);
const tl_call *tl_capture_call(const tl_capture *t, int64_t i);
tl_status tl_capture_replay(const tl_capture *t);
void tl_capture_free(tl_capture *t);
struct tl_storage;
extern tl_capture *tl_keeping;              /* the one for which alloc.c keeps memory */
void tl_capture_keep(struct tl_storage *s); /* for alloc.c */

/* ---- threads (pool.c) ------------------------------------------------------------------------------------------- */
typedef void (*tl_task)(void *context, int64_t chunk);
/* Calls task(context, i) for every i in [0, chunks), on the calling thread and the pool's, in any order. Nested calls
 * run inline. work_us: estimated total time on one thread; decides whether sleeping workers are woken. */
void tl_parallel(int64_t chunks, tl_task task, void *context, double work_us);
/* Between tl_may_stop(1) and tl_may_stop(0) this thread's jobs ask tl_poll, if it is set, some 20 times a second whether
 * to stop, and leave the rest of their output unset when it answers other than 0; tl_may_stop(0) then answers so too. */
extern int (*tl_poll)(void);
int tl_may_stop(int on);
int tl_stopped(void); /* whether this thread's jobs were: what they left is no number to look things up by */
int tl_num_threads(void);
void tl_set_num_threads(int n); /* n >= 1; at most TL_MAXTHREADS are used */
int tl_default_threads(void);   /* TENSORLAB_NUM_THREADS, else affinity and cgroup quota */
#define TL_MAXTHREADS 256

/* ---- memory (alloc.c) -------------------------------------------------------------------------------------------- */
typedef struct tl_storage {
    int64_t refcount;
    char *data; /* TL_ALIGN-aligned unless borrowed */
    int64_t nbytes;
    uint32_t version; /* counts in-place changes */
    uint32_t saved;   /* live tape nodes that keep the values for their derivative */
    int32_t bin;      /* private to alloc.c */
    void *owner;      /* borrowed memory: release(owner) at the end */
    void (*release)(void *owner);
    struct tl_storage *next;
} tl_storage;

tl_storage *tl_storage_new(int64_t nbytes); /* uninitialised; NULL when it cannot be had */
tl_storage *tl_storage_borrow(void *data, int64_t nbytes, void *owner, void (*release)(void *));
void tl_storage_free(tl_storage *s); /* at refcount 0 */
static inline void tl_storage_release(tl_storage *s) {
    if (--s->refcount == 0) tl_storage_free(s);
}

typedef struct {
    int64_t used, peak, cached, limit, allocations; /* bytes, bytes, bytes, bytes, count */
} tl_memory;
void tl_memory_stats(tl_memory *m);
void tl_empty_cache(void); /* and the calling thread's scratch */

/* Scratch memory of the calling thread, kept between calls; slot 0..3, valid until the same slot is asked again. */
void *tl_scratch(int slot, int64_t nbytes);
/* Gives back the blocks of more than 16 MB in slots 0..slots-1; called by who may have needed such, when done. */
void tl_scratch_trim(int slots);
/* Between 1 and 0 the calling thread has other slots: in the middle of a job, strangers may compute. */
void tl_scratch_aside(int on);

#ifdef __cplusplus
}
#endif
#endif
