/* Update rules of optimisers, with PyTorch's formulas in PyTorch's order of operations: for each row of optim.def a
 * function of its name, which steps elements from .. from + n of one parameter. Options come in double and are rounded
 * to the parameter's type once. Conditions inside the element functions do not change within a loop: the compiler moves
 * them out or blends. */
#define OPTIM_LEAST ((T)(sizeof(T) == sizeof(float) ? 0x1p-126 : 0x1p-1022)) /* the smallest normal number */
#define OPTIM_AT(data) ((T *)(data) + from)

/* The gradient to descend: its sign, and L2 decay where there is some (0 * inf must not enter). */
TL_INLINE T FN(descent)(T g, T p, int maximize, T decay) {
    g = maximize ? -g : g;
    return decay != 0 ? g + decay * p : g;
}

/* What is stored as state: numbers below the smallest normal one become 0. A state that fades when the gradient is 0
 * would else compute with denormals for a long time, at a tenth of the speed. */
TL_INLINE T FN(kept)(T x) { return FN(abs)(x) < OPTIM_LEAST ? 0 : x; }

/* ---- SGD --------------------------------------------------------------------------------------------------------- */
typedef struct {
    T lr, momentum, keep, decay; /* keep: 1 - dampening */
    int nesterov, maximize, first;
} FN(sgd_scalars);

static void FN(sgd_plain)(const FN(sgd_scalars) *scalars, int64_t n, T *restrict p, const T *restrict g) {
    const FN(sgd_scalars) h = *scalars;
    for (int64_t i = 0; i < n; i++) p[i] -= h.lr * FN(descent)(g[i], p[i], h.maximize, h.decay);
}

static void FN(sgd_momentum)(const FN(sgd_scalars) *scalars, int64_t n, T *restrict p, const T *restrict g,
                             T *restrict m) {
    const FN(sgd_scalars) h = *scalars;
    for (int64_t i = 0; i < n; i++) {
        T d = FN(descent)(g[i], p[i], h.maximize, h.decay);
        m[i] = FN(kept)(h.first ? d : h.momentum * m[i] + h.keep * d);
        p[i] -= h.lr * (h.nesterov ? d + h.momentum * m[i] : m[i]);
    }
}

static void FN(sgd)(const tl_step *s, const tl_param *p, int64_t from, int64_t n) {
    const tl_sgd *h = &s->options.sgd;
    const FN(sgd_scalars) scalars = {
        .lr = (T)h->lr,
        .momentum = (T)h->momentum,
        .keep = (T)(1 - h->dampening),
        .decay = (T)h->weight_decay,
        .nesterov = h->nesterov != 0,
        .maximize = h->maximize != 0,
        .first = p->fresh,
    };
    if (h->momentum == 0) FN(sgd_plain)(&scalars, n, OPTIM_AT(p->p), OPTIM_AT(p->g));
    else FN(sgd_momentum)(&scalars, n, OPTIM_AT(p->p), OPTIM_AT(p->g), OPTIM_AT(p->slots.sgd.momentum_buffer));
}

/* ---- running means ----------------------------------------------------------------------------------------------- */
/* m + w (d - m), from the nearer end, as torch.lerp does: `way` is w, or w - 1 where the mean moves more than half. */
TL_INLINE T FN(mean)(T m, T d, T way, int near) { return FN(kept)((near ? m : d) + way * (d - m)); }

/* beta v + blend d^2, which is not negative; of gradients below `faint` d^2 would be a denormal. */
TL_INLINE T FN(mean_square)(T v, T d, T beta, T blend, T faint) {
    T part = FN(abs)(d) < faint ? 0 : blend * d;
    T sum = beta * v + part * d;
    return sum < OPTIM_LEAST ? 0 : sum;
}

TL_INLINE T FN(faint)(double beta) { return (T)sqrt((double)OPTIM_LEAST / (1 - beta)); }

/* ---- Adam and AdamW ---------------------------------------------------------------------------------------------- */
typedef struct {
    T sign, beta2, blend2, eps; /* blend: 1 - beta */
    T way;                      /* of the first moment */
    T step, root2;              /* lr/bias1, sqrt(bias2) */
    T lr, bias1, bias2;         /* for eps_inside */
    T decay, shrink;            /* L2 decay, or AdamW's factor on p */
    T faint;
    int near;
} FN(adam_scalars);

TL_INLINE void FN(adam_moments)(const FN(adam_scalars) *h, T p, T g, T *m, T *v) {
    T d = h->sign * g;
    d = h->decay != 0 ? d + h->decay * p : d;
    *m = FN(mean)(*m, d, h->way, h->near);
    *v = FN(mean_square)(*v, d, h->beta2, h->blend2, h->faint);
}

static void FN(adam_outside)(const FN(adam_scalars) *scalars, int64_t n, T *restrict p, const T *restrict g,
                             T *restrict m, T *restrict v) {
    const FN(adam_scalars) h = *scalars;
    for (int64_t i = 0; i < n; i++) {
        T mi = m[i], vi = v[i];
        FN(adam_moments)(&h, p[i], g[i], &mi, &vi);
        p[i] = p[i] * h.shrink - h.step * mi / (FN(sqrt)(vi) / h.root2 + h.eps);
        m[i] = mi;
        v[i] = vi;
    }
}

static void FN(adam_inside)(const FN(adam_scalars) *scalars, int64_t n, T *restrict p, const T *restrict g,
                            T *restrict m, T *restrict v) {
    const FN(adam_scalars) h = *scalars;
    for (int64_t i = 0; i < n; i++) {
        T mi = m[i], vi = v[i];
        FN(adam_moments)(&h, p[i], g[i], &mi, &vi);
        p[i] = p[i] * h.shrink - h.lr * (mi / h.bias1) / FN(sqrt)(vi / h.bias2 + h.eps);
        m[i] = mi;
        v[i] = vi;
    }
}

TL_INLINE void FN(adam_step)(const tl_adam *h, int decoupled, const tl_param *p, int64_t from, int64_t n) {
    double t = (double)p->count;
    double bias1 = h->bias_correction != 0 ? 1 - pow(h->betas[0], t) : 1;
    double bias2 = h->bias_correction != 0 ? 1 - pow(h->betas[1], t) : 1;
    T blend1 = (T)(1 - h->betas[0]);
    int near = blend1 < (T)0.5;
    const FN(adam_scalars) scalars = {
        .sign = (T)(h->maximize != 0 ? -1 : 1),
        .near = near,
        .way = near ? blend1 : blend1 - 1,
        .beta2 = (T)h->betas[1],
        .blend2 = (T)(1 - h->betas[1]),
        .eps = (T)h->eps,
        .step = (T)(h->lr / bias1),
        .root2 = (T)sqrt(bias2),
        .lr = (T)h->lr,
        .bias1 = (T)bias1,
        .bias2 = (T)bias2,
        .decay = (T)(decoupled ? 0 : h->weight_decay),
        .shrink = (T)(decoupled ? 1 - h->lr * h->weight_decay : 1),
        .faint = FN(faint)(h->betas[1]),
    };
    (h->eps_inside != 0 ? FN(adam_inside) : FN(adam_outside))(&scalars, n, OPTIM_AT(p->p), OPTIM_AT(p->g),
                                                              OPTIM_AT(p->slots.adam.exp_avg),
                                                              OPTIM_AT(p->slots.adam.exp_avg_sq));
}

static void FN(adam)(const tl_step *s, const tl_param *p, int64_t from, int64_t n) {
    FN(adam_step)(&s->options.adam, 0, p, from, n);
}

/* its options and slots are Adam's */
static void FN(adamw)(const tl_step *s, const tl_param *p, int64_t from, int64_t n) {
    FN(adam_step)(&s->options.adam, 1, p, from, n);
}

/* ---- RMSprop ----------------------------------------------------------------------------------------------------- */
typedef struct {
    T lr, alpha, blend, eps, decay, momentum; /* blend: 1 - alpha */
    T way, faint;
    int near, maximize;
} FN(rmsprop_scalars);

/* `buf` and `mean` are not looked at without momentum, or where it is not centered. */
TL_INLINE void FN(rmsprop_loop)(const FN(rmsprop_scalars) *scalars, int64_t n, T *restrict p, const T *restrict g,
                                T *restrict square, T *restrict buf, T *restrict mean, int momentum, int centered) {
    const FN(rmsprop_scalars) h = *scalars;
    for (int64_t i = 0; i < n; i++) {
        T d = FN(descent)(g[i], p[i], h.maximize, h.decay), root, m;
        T s = FN(mean_square)(square[i], d, h.alpha, h.blend, h.faint);
        square[i] = s;
        if (centered) {
            mean[i] = m = FN(mean)(mean[i], d, h.way, h.near);
            s -= m * m;
        }
        root = FN(sqrt)(s) + h.eps;
        if (momentum) {
            buf[i] = m = FN(kept)(h.momentum * buf[i] + d / root);
            p[i] -= h.lr * m;
        } else {
            p[i] -= h.lr * d / root;
        }
    }
}

static void FN(rmsprop)(const tl_step *s, const tl_param *q, int64_t from, int64_t n) {
    const tl_rmsprop *h = &s->options.rmsprop;
    T blend = (T)(1 - h->alpha), *p = OPTIM_AT(q->p), *g = OPTIM_AT(q->g),
      *square = OPTIM_AT(q->slots.rmsprop.square_avg);
    int near = blend < (T)0.5;
    const FN(rmsprop_scalars) scalars = {
        .lr = (T)h->lr,
        .alpha = (T)h->alpha,
        .blend = blend,
        .eps = (T)h->eps,
        .decay = (T)h->weight_decay,
        .momentum = (T)h->momentum,
        .way = near ? blend : blend - 1,
        .near = near,
        .maximize = h->maximize != 0,
        .faint = FN(faint)(h->alpha),
    };
    T *buf = h->momentum != 0 ? OPTIM_AT(q->slots.rmsprop.momentum_buffer) : NULL;
    T *mean = h->centered != 0 ? OPTIM_AT(q->slots.rmsprop.grad_avg) : NULL;
    if (buf && mean) FN(rmsprop_loop)(&scalars, n, p, g, square, buf, mean, 1, 1);
    else if (buf) FN(rmsprop_loop)(&scalars, n, p, g, square, buf, NULL, 1, 0);
    else if (mean) FN(rmsprop_loop)(&scalars, n, p, g, square, NULL, mean, 0, 1);
    else FN(rmsprop_loop)(&scalars, n, p, g, square, NULL, NULL, 0, 0);
}

/* ---- finite? ----------------------------------------------------------------------------------------------------- */
#define OPTIM_UINT TL_CAT5(uint, TL_FLOAT_BITS, _t, , )
/* Has the sign's bit where x is not finite: all bits of its exponent are 1, and the sum carries. */
TL_INLINE OPTIM_UINT FN(not_finite)(const T *x) {
    const OPTIM_UINT least = (OPTIM_UINT)1 << (sizeof(T) == sizeof(float) ? 23 : 52); /* of the exponent */
    OPTIM_UINT bits;
    memcpy(&bits, x, sizeof bits);
    return (bits & (OPTIM_UINT)-1 >> 1) + least;
}

static int FN(finite)(int64_t n, const void *data, const void *from, void *kept) {
    enum { LANES = 4 * TL_VB / sizeof(T) };
    const T *x = data;
    OPTIM_UINT seen[LANES], any = 0;
    int64_t i = 0;
    if (n >= LANES) {
        for (; i < LANES; i++) seen[i] = FN(not_finite)(x + i);
        for (; i + LANES <= n; i += LANES)
            for (int j = 0; j < LANES; j++) seen[j] |= FN(not_finite)(x + i + j);
        for (int j = 0; j < LANES; j++) any |= seen[j];
    }
    for (; i < n; i++) any |= FN(not_finite)(x + i);
    if (kept) ISA_FN(copy)((size_t)n * sizeof(T), from, kept);
    return any >> (TL_FLOAT_BITS - 1) == 0;
}

static void FN(fill_optim)(tl_kernels *k) {
    k->finite[ID] = FN(finite);
#define TL_RULE(name, ns, options, slots, misfit) k->rule[TL_RULE_##name][ID] = FN(name);
#include "../optim.def"
#undef TL_RULE
}

#undef OPTIM_AT
#undef OPTIM_UINT
#undef OPTIM_LEAST
