/* Reductions of views: axes dropped, ordered by stride and coalesced until a kernel can fold them; large ones in
 * chunks that depend on the sizes alone, so that the number of threads never shows in the bits. */
#include "tl.h"

#include <string.h>

enum {
    MANY = 8,              /* partial results that are combined at once */
    TILE = 64,             /* kept elements per pass when partial results need room: 4 KB of stack a level */
    CHUNK_BYTES = 1 << 18, /* input a thread takes at a time */
    MAX_CHUNKS = TL_MAXTHREADS
};

typedef struct {
    int64_t size, in, out; /* strides; out is 0 along reduced axes */
} axis;

typedef struct {
    tl_fold fold, join; /* elements to partial results; these to one */
    int64_t in_size, out_size;
    int nkept, nreduced;                      /* at least 1 */
    axis kept[TL_MAXDIM], reduced[TL_MAXDIM]; /* innermost first */
} problem;

static int64_t distance(int64_t x) { return x < 0 ? -x : x; }

/* Inserts an axis by stride; repeated elements (stride 0) go outside. */
static void insert(axis *list, int *n, axis a) {
    int i = (*n)++;
    for (; i > 0 && a.in && (!list[i - 1].in || distance(list[i - 1].in) > distance(a.in)); i--) list[i] = list[i - 1];
    list[i] = a;
}

static void coalesce(axis *list, int *n) {
    int last = 0;
    for (int i = 1; i < *n; i++) {
        axis *a = &list[last];
        if (list[i].in == a->in * a->size && list[i].out == a->out * a->size) a->size *= list[i].size;
        else list[++last] = list[i];
    }
    if (*n) *n = last + 1;
    else list[(*n)++] = (axis){1, 0, 0};
}

static int64_t count(const axis *list, int n) {
    int64_t size = 1;
    for (int i = 0; i < n; i++) size *= list[i].size;
    return size;
}

/* Offsets of element number i of the axes, the first of them fastest. */
static axis locate(const axis *list, int n, int64_t i) {
    axis at = {i, 0, 0};
    for (int k = 0; k < n; k++) {
        int64_t index = i % list[k].size;
        i /= list[k].size;
        at.in += index * list[k].in;
        at.out += index * list[k].out;
    }
    return at;
}

/* Folds m kept elements over the steps [begin, end), at least two, of the outer reduced axes, as a tree. */
static void fold_steps(const problem *p, int64_t m, int64_t begin, int64_t end, const char *in, char *out,
                       int64_t out_m) {
    int64_t steps = end - begin, parts = steps < MANY ? steps : MANY, partial[parts * m];
    for (int64_t i = 0; i < parts; i++) {
        int64_t from = begin + steps * i / parts, to = begin + steps * (i + 1) / parts;
        char *part = (char *)partial + i * m * p->out_size;
        if (to - from > 1) fold_steps(p, m, from, to, in, part, p->out_size);
        else
            p->fold(m, p->reduced[0].size, in + locate(p->reduced + 1, p->nreduced - 1, from).in, p->kept[0].in,
                    p->reduced[0].in, part, p->out_size);
    }
    p->join(m, parts, (char *)partial, p->out_size, m * p->out_size, out, out_m);
}

/* One line of the innermost kept axis. */
static void fold_line(const problem *p, const char *in, char *out) {
    axis k = p->kept[0], r = p->reduced[0];
    int64_t steps = count(p->reduced + 1, p->nreduced - 1);
    if (steps == 1) {
        p->fold(k.size, r.size, in, k.in, r.in, out, k.out);
        return;
    }
    for (int64_t i = 0; i < k.size; i += TILE)
        fold_steps(p, k.size - i < TILE ? k.size - i : TILE, 0, steps, in + i * k.in, out + i * k.out, k.out);
}

static void fold_lines(const problem *p, const char *in, char *out) {
    if (p->nkept == 1) {
        fold_line(p, in, out);
        return;
    }
    int64_t index[TL_MAXDIM];
    memset(index, 0, sizeof(int64_t) * (size_t)p->nkept);
    for (int k = 1; k < p->nkept;) {
        if (k == 1) fold_line(p, in, out);
        in += p->kept[k].in;
        out += p->kept[k].out;
        if (++index[k] < p->kept[k].size) {
            k = 1;
            continue;
        }
        in -= p->kept[k].in * index[k];
        out -= p->kept[k].out * index[k];
        index[k++] = 0;
    }
}

/* ---- chunks ------------------------------------------------------------------------------------------------- */
typedef struct {
    const problem *problem;
    const char *in;
    char *out;
    int reduced, which;     /* the axis that is split */
    int64_t piece, pieces;  /* its length in a chunk; chunks */
    int64_t partial_stride; /* bytes of output a chunk of a reduced axis has to itself */
} job;

static void fold_chunk(void *context, int64_t chunk) {
    const job *j = context;
    problem p = *j->problem;
    axis *a = j->reduced ? &p.reduced[j->which] : &p.kept[j->which];
    int64_t begin = chunk * j->piece;
    a->size = a->size - begin < j->piece ? a->size - begin : j->piece;
    fold_lines(&p, j->in + begin * a->in, j->out + (j->reduced ? chunk * j->partial_stride : begin * a->out));
}

static int longest(const axis *list, int n) {
    int best = n - 1;
    for (int i = n - 2; i >= 0; i--)
        if (list[i].size > list[best].size) best = i;
    return best;
}

/* Fills in how to split p into about `want` chunks; 0 when it is better left whole. */
static int split(job *j, const problem *p, int64_t want) {
    int k = p->nkept > 1 ? 1 + longest(p->kept + 1, p->nkept - 1) : 0, r = longest(p->reduced, p->nreduced);
    if (p->kept[k].size < MANY) k = longest(p->kept, p->nkept);
    int by_columns = distance(p->reduced[0].in) > distance(p->kept[0].in);
    /* columns are folded side by side: narrow chunks of them would waste what a cache line brings */
    int64_t least = by_columns && k == 0 ? 256 : 1, size = p->kept[k].size;
    j->problem = p;
    j->reduced = size < 2 * least || size < MANY;
    j->which = k;
    if (j->reduced) {
        j->which = r;
        size = p->reduced[r].size;
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
    axis r = p->reduced[0];
    int64_t values[MAX_CHUNKS], chunk;
    for (int64_t i = 0; i < kept; i++) {
        axis at = locate(p->kept, p->nkept, i);
        for (int64_t c = 0; c < j->pieces; c++) {
            int64_t place = places[c * kept + i];
            /* -1: nothing but NaN there, so any element stands for the chunk */
            memcpy((char *)values + c * p->in_size, j->in + at.in + (c * j->piece + (place < 0 ? 0 : place)) * r.in,
                   (size_t)p->in_size);
        }
        p->fold(1, j->pieces, (char *)values, p->in_size, p->in_size, (char *)&chunk, 0);
        *(int64_t *)(out + at.out) = chunk < 0 ? -1 : chunk * j->piece + places[chunk * kept + i];
    }
}

/* Out of line: its copy of the problem would take stack from everybody. */
static __attribute__((noinline)) tl_status fold_parallel(job *j, const char *in, char *out, int is_arg,
                                                         double work_us) {
    const problem *p = j->problem;
    j->in = in;
    j->out = out;
    if (!j->reduced) {
        tl_parallel(j->pieces, fold_chunk, j, work_us);
        return TL_OK;
    }
    /* every chunk gets a contiguous block for its partial results */
    problem partial = *p;
    int64_t kept = 1;
    for (int k = 0; k < p->nkept; k++) {
        partial.kept[k].out = kept * p->out_size;
        kept *= p->kept[k].size;
    }
    j->partial_stride = kept * p->out_size;
    j->out = tl_scratch(2, j->pieces * j->partial_stride);
    if (!j->out) return TL_NOMEM;
    j->problem = &partial;
    tl_parallel(j->pieces, fold_chunk, j, work_us);
    j->problem = p;
    if (tl_stopped()) {
        /* nobody looks at the result */
    } else if (is_arg) {
        pick(j, out, (int64_t *)j->out, kept);
    } else {
        partial.fold = p->join;
        for (int k = 0; k < p->nkept; k++) {
            partial.kept[k].in = partial.kept[k].out;
            partial.kept[k].out = p->kept[k].out;
        }
        partial.nreduced = 1;
        partial.reduced[0] = (axis){j->pieces, j->partial_stride, 0};
        fold_lines(&partial, j->out, out);
    }
    tl_scratch_trim(4);
    return TL_OK;
}

/* ---- entry -------------------------------------------------------------------------------------------------- */
static int is_arg(int op) {
    return op == TL_OP_argmax || op == TL_OP_argmin || op == TL_OP_nanargmax || op == TL_OP_nanargmin;
}

/* Partial results hold no NaN to pass over: one in them is a result (inf - inf). */
static int join_of(int op) { return op == TL_OP_nansum ? TL_OP_sum : op == TL_OP_nanprod ? TL_OP_prod : op; }

tl_status tl_reduce(int op, const tl_view *out, const tl_view *in, uint64_t axes) {
    tl_fold fold = tl_k.fold[op][in->dtype];
    if (!fold) return TL_NOLOOP;
    int64_t itemsize = tl_dtypes[in->dtype].itemsize, size = 1;
    for (int i = 0; i < in->ndim; i++) size *= in->shape[i];
    int whole = in->ndim == 0 || axes == ~(uint64_t)0 >> (64 - in->ndim), flat = whole && tl_is_contiguous(in);
    if (flat && size * itemsize < 2 * CHUNK_BYTES) {
        fold(1, size, in->data, 0, itemsize, out->data, 0);
        return TL_OK;
    }
    if (in->ndim == 2 && !whole && axes && size * itemsize < 2 * CHUNK_BYTES) { /* a small matrix along one axis */
        int k = axes & 1, r = !k;
        if (in->shape[k] > 1 && in->shape[r] > 1 && in->strides[k] > 0 && in->strides[r] > 0) {
            fold(in->shape[k], in->shape[r], in->data, in->strides[k], in->strides[r], out->data, out->strides[0]);
            return TL_OK;
        }
    }

    problem p;
    const char *from = in->data;
    char *to = out->data;
    p.fold = fold;
    p.join = tl_k.fold[join_of(op)][out->dtype];
    p.in_size = itemsize;
    p.out_size = tl_dtypes[out->dtype].itemsize;
    p.nkept = p.nreduced = 0;
    if (flat) {
        p.reduced[p.nreduced++] = (axis){size, itemsize, 0};
    } else {
        for (int i = in->ndim - 1, k = out->ndim - 1; i >= 0; i--) {
            int reduced = axes >> i & 1;
            axis a = {in->shape[i], in->strides[i], reduced ? 0 : out->strides[k--]};
            if (a.size == 1) continue;
            if (a.in < 0 && a.size && !(reduced && is_arg(op))) { /* forwards; positions keep the direction */
                from += (a.size - 1) * a.in;
                to += (a.size - 1) * a.out;
                a.in = -a.in;
                a.out = -a.out;
            }
            if (reduced) insert(p.reduced, &p.nreduced, a);
            else insert(p.kept, &p.nkept, a);
        }
    }
    coalesce(p.kept, &p.nkept);
    coalesce(p.reduced, &p.nreduced);
    if (size == 0) {
        int64_t nothing = count(p.kept, p.nkept);
        if (nothing == 0) return TL_OK;
        p.nreduced = 1;
        p.reduced[0] = (axis){0, 0, 0};
    }
    int64_t want = size * itemsize / CHUNK_BYTES;
    job j;
    if (want < 2 || !split(&j, &p, want < MAX_CHUNKS ? want : MAX_CHUNKS)) {
        fold_lines(&p, from, to);
        return TL_OK;
    }
    int dense = p.kept[0].in == itemsize || p.reduced[0].in == itemsize;
    return fold_parallel(&j, from, to, is_arg(op), (double)size * (dense ? (double)itemsize / 60 : 1) * 1e-3);
}
