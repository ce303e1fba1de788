/* Reductions of views: axes dropped, ordered by stride and coalesced until a kernel can fold them; large ones in
 * chunks that depend on the sizes alone, so that the number of threads never shows in the bits. */
#include "axes.h"
#include "runs.h"

#include <string.h>

enum {
    MANY = 8,   /* partial results that are combined at once */
    FEW = 4096, /* bytes of elements that are converted on the stack */
    PIECE = TL_PIECE,
    TILE = 64,             /* kept elements per pass when partial results need room: 4 KB of stack a level, or 8 */
    CHUNK_BYTES = 1 << 18, /* input a thread takes at a time */
    MAX_CHUNKS = TL_MAXTHREADS
};

enum { IN, OUT, OPERANDS };

typedef struct {
    tl_fold fold, join;                   /* elements to partial results; these to one */
    tl_loop cast;                         /* to what `fold` takes; NULL: it is that */
    tl_fold stored;                       /* folds a whole piece as it is; NULL: none can */
    int64_t out_size, in_size, fold_size; /* bytes of a result; of an element; of one as `fold` takes it */
    int positional;
    tl_axes kept, reduced; /* at least one axis each, the last innermost; steps are 0 in OUT where reduced */
} problem;

/* The innermost axis. */
typedef struct {
    int64_t size, in, out;
} axis;
static axis innermost(const tl_axes *a) {
    return (axis){a->size[a->n - 1], a->step[a->n - 1][IN], a->step[a->n - 1][OUT]};
}

/* The axes around it. */
static int64_t outer_count(const tl_axes *a) {
    int64_t count = 1;
    for (int i = 0; i < a->n - 1; i++) count *= a->size[i];
    return count;
}

static int64_t outer_offset(const tl_axes *a, int64_t i) {
    int64_t offset = 0;
    for (int k = a->n - 2; k >= 0; k--) {
        offset += i % a->size[k] * a->step[k][IN];
        i /= a->size[k];
    }
    return offset;
}

/* Folds m kept elements over the steps [begin, end), at least two, of the outer reduced axes, as a tree. */
static void fold_steps(const problem *p, int64_t m, int64_t begin, int64_t end, const char *in, char *out,
                       int64_t out_m) {
    int64_t steps = end - begin, parts = steps < MANY ? steps : MANY;
    int64_t partial[parts * m * (p->out_size > 8 ? 2 : 1)];
    axis k = innermost(&p->kept), r = innermost(&p->reduced);
    for (int64_t i = 0; i < parts; i++) {
        int64_t from = begin + steps * i / parts, to = begin + steps * (i + 1) / parts;
        char *part = (char *)partial + i * m * p->out_size;
        if (to - from > 1) fold_steps(p, m, from, to, in, part, p->out_size);
        else p->fold(m, r.size, in + outer_offset(&p->reduced, from), k.in, r.in, part, p->out_size);
    }
    p->join(m, parts, (char *)partial, p->out_size, m * p->out_size, out, out_m);
}

/* One line of the innermost kept axis. */
static void fold_line(const problem *p, const char *in, char *out) {
    axis k = innermost(&p->kept), r = innermost(&p->reduced);
    int64_t steps = outer_count(&p->reduced);
    if (steps == 1) {
        p->fold(k.size, r.size, in, k.in, r.in, out, k.out);
        return;
    }
    for (int64_t i = 0; i < k.size; i += TILE)
        fold_steps(p, k.size - i < TILE ? k.size - i : TILE, 0, steps, in + i * k.in, out + i * k.out, k.out);
}

static void fold_lines(const problem *p, const char *in, char *out) {
    const tl_axes *a = &p->kept;
    int inner = a->n - 1;
    int64_t index[TL_MAXDIM];
    memset(index, 0, sizeof(int64_t) * (size_t)inner);
    for (;;) {
        int i = inner - 1;
        fold_line(p, in, out);
        for (; i >= 0; i--) {
            in += a->step[i][IN];
            out += a->step[i][OUT];
            if (++index[i] < a->size[i]) break;
            in -= a->step[i][IN] * a->size[i];
            out -= a->step[i][OUT] * a->size[i];
            index[i] = 0;
        }
        if (i < 0) return;
    }
}

/* ---- conversion --------------------------------------------------------------------------------------------- */
/* Lays the elements out densely, in the order in which they are, as what `fold` takes. */
static tl_status convert(problem *p, const char **in) {
    tl_axes *lists[] = {&p->kept, &p->reduced};
    tl_plan plan = {.nop = 2, .size = 1, .typed = 0};
    int at[] = {p->kept.n - 1, p->reduced.n - 1};
    while (at[0] >= 0 || at[1] >= 0) {
        int l = at[0] < 0 || (at[1] >= 0 && !tl_axis_slower(lists[1]->step[at[1]], lists[0]->step[at[0]], 1));
        int64_t *step = lists[l]->step[at[l]], size = lists[l]->size[at[l]--];
        if (step[IN] == 0) continue; /* repeated elements are converted once */
        int i = plan.axes.n++;
        plan.axes.size[i] = size;
        plan.axes.step[i][0] = plan.size * p->fold_size;
        plan.axes.step[i][1] = step[IN];
        step[IN] = plan.axes.step[i][0];
        plan.size *= size;
    }
    char *dense = tl_scratch(1, plan.size * p->fold_size);
    if (!dense) return TL_NOMEM;
    plan.ptr[0] = dense;
    plan.ptr[1] = (char *)*in;
    if (!plan.axes.n) plan.axes.size[plan.axes.n++] = 1;
    tl_axes_order(&plan.axes, 2);
    tl_axes_coalesce(&plan.axes, 2);
    tl_plan_run(&plan, p->cast, 1);
    tl_axes_coalesce(&p->kept, 2);
    tl_axes_coalesce(&p->reduced, 2);
    *in = dense;
    return TL_OK;
}

/* Long rows are converted a piece at a time, which stays in the nearest cache. */
static int has_long_rows(const problem *p) {
    if (p->kept.n > 1 || p->reduced.n > 1 || p->reduced.size[0] < PIECE / 8) return 0;
    return p->kept.size[0] == 1 || tl_distance(p->reduced.step[0][IN]) <= tl_distance(p->kept.step[0][IN]);
}

static tl_status fold_long_rows(const problem *p, const char *in, char *out) {
    axis k = innermost(&p->kept), r = innermost(&p->reduced);
    int64_t pieces = (r.size + PIECE - 1) / PIECE;
    char *dense = tl_scratch(1, PIECE * p->fold_size + pieces * p->out_size);
    if (!dense) return TL_NOMEM;
    char *partial = dense + PIECE * p->fold_size;
    for (int64_t i = 0; i < k.size; i++, in += k.in, out += k.out) {
        for (int64_t j = 0; j < pieces; j++) {
            int64_t n = r.size - j * PIECE < PIECE ? r.size - j * PIECE : PIECE;
            char *const ptr[2] = {dense, (char *)in + j * PIECE * r.in};
            const int64_t step[2] = {p->fold_size, r.in};
            char *to = pieces == 1 ? out : partial + j * p->out_size;
            if (p->stored && n == PIECE && r.in == p->in_size) {
                p->stored(1, n, ptr[1], 0, r.in, to, 0);
                continue;
            }
            p->cast(n, ptr, step);
            p->fold(1, n, dense, 0, p->fold_size, to, 0);
        }
        if (pieces > 1) p->join(1, pieces, partial, 0, p->out_size, out, 0);
    }
    return TL_OK;
}

static tl_status fold_all(problem *p, const char *in, char *out) {
    if (p->cast && !p->positional && has_long_rows(p)) return fold_long_rows(p, in, out);
    tl_status status = p->cast ? convert(p, &in) : TL_OK;
    if (status == TL_OK) fold_lines(p, in, out);
    return status;
}

/* A few contiguous elements; out of line, for its stack. */
static __attribute__((noinline)) void fold_few(tl_fold fold, tl_loop cast, int64_t n, int64_t itemsize,
                                               const tl_view *in, char *out) {
    _Alignas(TL_ALIGN) char room[FEW];
    char *const ptr[2] = {room, in->data};
    const int64_t step[2] = {itemsize, tl_dtypes[in->dtype].itemsize};
    cast(n, ptr, step);
    fold(1, n, room, 0, itemsize, out, 0);
}

/* ---- chunks ------------------------------------------------------------------------------------------------- */
typedef struct {
    const problem *problem;
    const char *in;
    char *out;
    int reduced, which;     /* the axis that is split */
    int64_t piece, pieces;  /* its length in a chunk; chunks */
    int64_t partial_stride; /* bytes of output a chunk of a reduced axis has to itself */
    int status;
} job;

static void fold_chunk(void *context, int64_t chunk) {
    job *j = context;
    tl_status status = TL_NOMEM;
    problem *p = tl_scratch(0, sizeof *p); /* which is large, and stacks may be small */
    if (p) {
        *p = *j->problem;
        tl_axes *a = j->reduced ? &p->reduced : &p->kept;
        int64_t begin = chunk * j->piece, left = a->size[j->which] - begin;
        a->size[j->which] = left < j->piece ? left : j->piece;
        status = fold_all(p, j->in + begin * a->step[j->which][IN],
                          j->out + (j->reduced ? chunk * j->partial_stride : begin * a->step[j->which][OUT]));
    }
    if (status != TL_OK) __atomic_store_n(&j->status, status, __ATOMIC_RELAXED);
}

/* Of the first n axes; the outer one of equals. */
static int longest(const tl_axes *a, int n) {
    int best = 0;
    for (int i = 1; i < n; i++)
        if (a->size[i] > a->size[best]) best = i;
    return best;
}

/* Fills in how to split p into about `want` chunks; 0 when it is better left whole. */
static int split(job *j, const problem *p, int64_t want) {
    int inner = p->kept.n - 1, k = inner > 0 ? longest(&p->kept, inner) : 0, r = longest(&p->reduced, p->reduced.n);
    if (p->kept.size[k] < MANY) k = longest(&p->kept, p->kept.n);
    int by_columns = tl_distance(innermost(&p->reduced).in) > tl_distance(innermost(&p->kept).in);
    /* columns are folded side by side: narrow chunks of them would waste what a cache line brings */
    int64_t least = by_columns && k == inner ? 256 : 1, size = p->kept.size[k];
    j->problem = p;
    j->status = TL_OK;
    j->reduced = size < 2 * least || size < MANY;
    j->which = k;
    if (j->reduced) {
        j->which = r;
        size = p->reduced.size[r];
        least = 64;
    }
    j->piece = (size + want - 1) / want;
    if (j->piece < least) j->piece = least;
    j->pieces = (size + j->piece - 1) / j->piece;
    return j->pieces > 1;
}

/* The kept element's position: of the chunk with the best element, plus its place there. */
static void pick(const job *j, char *out, const int64_t *places, int64_t kept) {
    const problem *p = j->problem;
    axis r = innermost(&p->reduced);
    int64_t values[MAX_CHUNKS], chunk, at[OPERANDS];
    for (int64_t i = 0; i < kept; i++) {
        tl_axes_locate(&p->kept, i, at, OPERANDS);
        for (int64_t c = 0; c < j->pieces; c++) {
            int64_t place = places[c * kept + i];
            /* -1: nothing but NaN there, so any element stands for the chunk */
            const char *from = j->in + at[IN] + (c * j->piece + (place < 0 ? 0 : place)) * r.in;
            char *const to[2] = {(char *)values + c * p->fold_size, (char *)from};
            const int64_t none[2] = {0, 0};
            if (p->cast) p->cast(1, to, none);
            else memcpy(to[0], from, (size_t)p->fold_size);
        }
        p->fold(1, j->pieces, (char *)values, p->fold_size, p->fold_size, (char *)&chunk, 0);
        *(int64_t *)(out + at[OUT]) = chunk < 0 ? -1 : chunk * j->piece + places[chunk * kept + i];
    }
}

/* Out of line: others do without its stack. */
static __attribute__((noinline)) tl_status fold_parallel(job *j, const char *in, char *out, int positional,
                                                         double work_us) {
    const problem *p = j->problem;
    j->in = in;
    j->out = out;
    if (!j->reduced) {
        tl_parallel(j->pieces, fold_chunk, j, work_us);
        tl_scratch_trim(4);
        return j->status;
    }
    /* every chunk gets a contiguous block for its partial results */
    problem *partial = tl_scratch(3, sizeof *partial);
    int64_t kept = 1;
    if (!partial) return TL_NOMEM;
    *partial = *p;
    for (int k = p->kept.n - 1; k >= 0; k--) {
        partial->kept.step[k][OUT] = kept * p->out_size;
        kept *= p->kept.size[k];
    }
    j->partial_stride = kept * p->out_size;
    j->out = tl_scratch(2, j->pieces * j->partial_stride);
    if (!j->out) return TL_NOMEM;
    j->problem = partial;
    tl_parallel(j->pieces, fold_chunk, j, work_us);
    j->problem = p;
    if (tl_stopped() || j->status != TL_OK) {
        /* nobody looks at the result */
    } else if (positional) {
        pick(j, out, (int64_t *)j->out, kept);
    } else {
        partial->fold = p->join;
        for (int k = 0; k < p->kept.n; k++) {
            partial->kept.step[k][IN] = partial->kept.step[k][OUT];
            partial->kept.step[k][OUT] = p->kept.step[k][OUT];
        }
        partial->reduced = (tl_axes){.n = 1, .size = {j->pieces}, .step = {{j->partial_stride}}};
        fold_lines(partial, j->out, out);
    }
    tl_scratch_trim(4);
    return j->status;
}

/* ---- entry -------------------------------------------------------------------------------------------------- */
/* Both lists of axes, and where they begin: forwards, but for positions, which keep the direction. */
static void arrange(problem *p, const tl_view *out, const tl_view *in, uint64_t axes, int positional, const char **from,
                    char **to) {
    p->kept.n = p->reduced.n = 0;
    int kept = 0;
    for (int i = 0; i < in->ndim; i++) {
        int reduced = axes >> i & 1;
        int64_t size = in->shape[i], a = in->strides[i], o = reduced ? 0 : out->strides[kept++];
        if (size == 1) continue;
        if (a < 0 && size && !(reduced && positional)) {
            *from += (size - 1) * a;
            *to += (size - 1) * o;
            a = -a, o = -o;
        }
        tl_axes *list = reduced ? &p->reduced : &p->kept;
        list->size[list->n] = size;
        list->step[list->n][IN] = a;
        list->step[list->n++][OUT] = o;
    }
    tl_axes *lists[] = {&p->kept, &p->reduced};
    for (int l = 0; l < 2; l++) {
        tl_axes_order(lists[l], OPERANDS);
        tl_axes_coalesce(lists[l], OPERANDS);
        if (lists[l]->n) continue;
        lists[l]->size[0] = lists[l]->n = 1;
        lists[l]->step[0][IN] = lists[l]->step[0][OUT] = 0;
    }
}

tl_status tl_reduce(int op, int dtype, const tl_view *out, const tl_view *in, uint64_t axes) {
    tl_fold fold = tl_k.fold[op][dtype];
    if (!fold) return TL_NOLOOP;
    int64_t itemsize = tl_dtypes[dtype].itemsize, in_size = tl_dtypes[in->dtype].itemsize;
    int64_t size = tl_count_elements(in);
    int whole = in->ndim == 0 || axes == ~(uint64_t)0 >> (64 - in->ndim), flat = whole && tl_is_contiguous(in);
    int small = size * itemsize < 2 * CHUNK_BYTES && in->dtype == dtype;
    if (flat && small) {
        fold(1, size, in->data, 0, itemsize, out->data, 0);
        return TL_OK;
    }
    if (flat && in->dtype != dtype && size * itemsize <= FEW) {
        fold_few(fold, tl_k.cast[in->dtype][dtype], size, itemsize, in, out->data);
        return TL_OK;
    }
    if (in->ndim == 2 && !whole && axes && small) { /* a small matrix along one axis */
        int k = axes & 1, r = !k;
        if (in->shape[k] > 1 && in->shape[r] > 1 && in->strides[k] > 0 && in->strides[r] > 0) {
            fold(in->shape[k], in->shape[r], in->data, in->strides[k], in->strides[r], out->data, out->strides[0]);
            return TL_OK;
        }
    }

    problem p;
    const char *from = in->data;
    char *to = out->data;
    int positional = tl_ops[op].positional;
    p.fold = fold;
    p.positional = positional;
    p.join = tl_k.fold[tl_ops[op].join][out->dtype];
    p.cast = in->dtype == dtype ? NULL : tl_k.cast[in->dtype][dtype];
    p.stored = tl_dtypes[in->dtype].compute == dtype ? tl_k.fold[op][in->dtype] : NULL;
    p.in_size = in_size;
    p.fold_size = itemsize;
    p.out_size = tl_dtypes[out->dtype].itemsize;
    if (flat) {
        p.kept = (tl_axes){.n = 1, .size = {1}};
        p.reduced = (tl_axes){.n = 1, .size = {size}, .step = {{in_size}}};
    } else {
        arrange(&p, out, in, axes, positional, &from, &to);
    }
    if (size == 0) {
        if (tl_axes_count(&p.kept) == 0) return TL_OK;
        p.reduced = (tl_axes){.n = 1};
        p.cast = NULL;
    }
    int64_t want = size * itemsize / CHUNK_BYTES;
    job j;
    if (want < 2 || !split(&j, &p, want < MAX_CHUNKS ? want : MAX_CHUNKS)) {
        tl_status status = fold_all(&p, from, to);
        if (p.cast) tl_scratch_trim(4);
        return status;
    }
    int dense = innermost(&p.kept).in == in_size || innermost(&p.reduced).in == in_size;
    double each =
        (dense ? (double)(p.stored ? in_size : itemsize) / 60 : 1) + (p.cast && !p.stored ? 0.06 : 0); /* ns */
    return fold_parallel(&j, from, to, positional, (double)size * each * 1e-3);
}

tl_status tl_run_reduce(const tl_call *c) {
    return tl_reduce(c->op, c->dtype, c->operand[0], c->operand[1], *(const uint64_t *)c->params);
}
