/* One optimiser step on one parameter, with PyTorch's formulas in PyTorch's order of operations. Hyperparameters are
 * prepared in double and rounded to the parameter's type once. Conditions inside the element functions do not change
 * within a loop: the compiler moves them out or blends. */
#define OPTIM_CHUNK (1 << 14)
#define OPTIM_LEAST ((T)(sizeof(T) == sizeof(float) ? 0x1p-126 : 0x1p-1022)) /* the smallest normal number */

typedef struct {
    const tl_param *p;
    void (*run)(const void *h, int64_t n, T *restrict p, const T *restrict g, T *restrict m, T *restrict v);
    const void *h; /* the rule's scalars */
} FN(optim_job);

static void FN(optim_chunk)(void *context, int64_t chunk) {
    const FN(optim_job) *job = context;
    const tl_param *p = job->p;
    int64_t from = chunk * OPTIM_CHUNK, n = p->n - from < OPTIM_CHUNK ? p->n - from : OPTIM_CHUNK;
    T *m = p->m ? (T *)p->m + from : NULL, *v = p->v ? (T *)p->v + from : NULL;
    job->run(job->h, n, (T *)p->p + from, (const T *)p->g + from, m, v);
}

static void FN(optim_run)(FN(optim_job) *job, double ns_per_element) {
    int64_t n = job->p->n;
    tl_parallel((n + OPTIM_CHUNK - 1) / OPTIM_CHUNK, FN(optim_chunk), job, (double)n * ns_per_element * 1e-3);
}

/* The gradient to descend: its sign, and L2 decay where there is some (0 * inf must not enter). */
TL_INLINE T FN(descent)(T g, T p, int maximize, T decay) {
    g = maximize ? -g : g;
    return decay != 0 ? g + decay * p : g;
}

/* What is stored as state: numbers below the smallest normal one become 0. A state that fades when the gradient is 0
 * would else compute with denormals for a long time, at a tenth of the speed. */
TL_INLINE T FN(kept)(T x) { return FN(abs)(x) < OPTIM_LEAST ? 0 : x; }

/* ---- SGD ------------------------------------------------------------------------------------------------------- */
typedef struct {
    T lr, momentum, keep, decay; /* keep: 1 - dampening */
    int nesterov, maximize, first;
} FN(sgd_scalars);

static void FN(sgd_plain)(const void *scalars, int64_t n, T *restrict p, const T *restrict g, T *restrict m,
                          T *restrict v) {
    const FN(sgd_scalars) h = *(const FN(sgd_scalars) *)scalars;
    (void)m, (void)v;
    for (int64_t i = 0; i < n; i++) p[i] -= h.lr * FN(descent)(g[i], p[i], h.maximize, h.decay);
}

static void FN(sgd_momentum)(const void *scalars, int64_t n, T *restrict p, const T *restrict g, T *restrict m,
                             T *restrict v) {
    const FN(sgd_scalars) h = *(const FN(sgd_scalars) *)scalars;
    (void)v;
    for (int64_t i = 0; i < n; i++) {
        T d = FN(descent)(g[i], p[i], h.maximize, h.decay);
        m[i] = FN(kept)(h.first ? d : h.momentum * m[i] + h.keep * d);
        p[i] -= h.lr * (h.nesterov ? d + h.momentum * m[i] : m[i]);
    }
}

static void FN(sgd)(const tl_sgd *h, const tl_param *p) {
    const FN(sgd_scalars) scalars = {
        .lr = (T)h->lr,
        .momentum = (T)h->momentum,
        .keep = (T)(1 - h->dampening),
        .decay = (T)h->weight_decay,
        .nesterov = h->nesterov,
        .maximize = h->maximize,
        .first = h->first,
    };
    FN(optim_job) job = {p, h->momentum != 0 ? FN(sgd_momentum) : FN(sgd_plain), &scalars};
    FN(optim_run)(&job, 0.4);
}

/* ---- Adam and AdamW --------------------------------------------------------------------------------------------- */
typedef struct {
    T sign, beta2, blend2, eps; /* blend: 1 - beta */
    T way;                      /* of the first moment to the gradient, or back from there when that is nearer */
    T step, root2;              /* lr/bias1, sqrt(bias2) */
    T lr, bias1, bias2;         /* for eps_inside */
    T decay, shrink;            /* L2 decay, or AdamW's factor on p */
    T faint;                    /* gradients below it have no share of v: it would be a denormal */
    int near;                   /* the first moment moves less than half the way */
} FN(adam_scalars);

TL_INLINE void FN(adam_moments)(const FN(adam_scalars) *h, T p, T g, T *m, T *v) {
    T d = h->sign * g;
    d = h->decay != 0 ? d + h->decay * p : d;
    *m = FN(kept)((h->near ? *m : d) + h->way * (d - *m)); /* from the nearer end, as torch.lerp does */
    T part = FN(abs)(d) < h->faint ? 0 : h->blend2 * d;
    T sum = h->beta2 * *v + part * d; /* not negative */
    *v = sum < OPTIM_LEAST ? 0 : sum;
}

static void FN(adam_outside)(const void *scalars, int64_t n, T *restrict p, const T *restrict g, T *restrict m,
                             T *restrict v) {
    const FN(adam_scalars) h = *(const FN(adam_scalars) *)scalars;
    for (int64_t i = 0; i < n; i++) {
        T mi = m[i], vi = v[i];
        FN(adam_moments)(&h, p[i], g[i], &mi, &vi);
        p[i] = p[i] * h.shrink - h.step * mi / (FN(sqrt)(vi) / h.root2 + h.eps);
        m[i] = mi;
        v[i] = vi;
    }
}

static void FN(adam_inside)(const void *scalars, int64_t n, T *restrict p, const T *restrict g, T *restrict m,
                            T *restrict v) {
    const FN(adam_scalars) h = *(const FN(adam_scalars) *)scalars;
    for (int64_t i = 0; i < n; i++) {
        T mi = m[i], vi = v[i];
        FN(adam_moments)(&h, p[i], g[i], &mi, &vi);
        p[i] = p[i] * h.shrink - h.lr * (mi / h.bias1) / FN(sqrt)(vi / h.bias2 + h.eps);
        m[i] = mi;
        v[i] = vi;
    }
}

static void FN(adam)(const tl_adam *h, const tl_param *p) {
    T blend1 = (T)(1 - h->beta1);
    int near = blend1 < (T)0.5;
    const FN(adam_scalars) scalars = {
        .sign = (T)(h->maximize ? -1 : 1),
        .near = near,
        .way = near ? blend1 : blend1 - 1,
        .beta2 = (T)h->beta2,
        .blend2 = (T)(1 - h->beta2),
        .eps = (T)h->eps,
        .step = (T)(h->lr / h->bias1),
        .root2 = (T)sqrt(h->bias2),
        .lr = (T)h->lr,
        .bias1 = (T)h->bias1,
        .bias2 = (T)h->bias2,
        .decay = (T)(h->decoupled ? 0 : h->weight_decay),
        .shrink = (T)(h->decoupled ? 1 - h->lr * h->weight_decay : 1),
        .faint = (T)sqrt((double)OPTIM_LEAST / (1 - h->beta2)),
    };
    FN(optim_job) job = {p, h->eps_inside ? FN(adam_inside) : FN(adam_outside), &scalars};
    FN(optim_run)(&job, 1.0);
}

static void FN(fill_optim)(tl_kernels *k) {
    k->sgd[ID] = FN(sgd);
    k->adam[ID] = FN(adam);
}

#undef OPTIM_CHUNK
#undef OPTIM_LEAST
