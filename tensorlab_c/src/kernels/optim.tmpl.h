/* Update rules of optimisers, with PyTorch's formulas in PyTorch's order of operations: for each row of optim.def a
 * function of its name, which steps elements from .. from + n of one parameter. Options come in double and are rounded
 * to the parameter's type once. Conditions inside the element functions do not change within a loop: the compiler moves
 * them out or blends. */
#define OPTIM_LEAST ((T)(sizeof(T) == sizeof(float) ? 0x1p-126 : 0x1p-1022)) /* the smallest normal number */
#define OPTIM_AT(data) ((T *)(data) + from)

/* The gradient to descend: its sign, and L2 decay where there is some (0 * inf must not enter). */
TL_INLINE T FN(descent)(T g, T p, T sign, T decay) {
    g *= sign;
    return decay != 0 ? g + decay * p : g;
}

/* What is stored as state: numbers below the smallest normal one become 0. A state that fades when the gradient is 0
 * would else compute with denormals for a long time, at a tenth of the speed. */
TL_INLINE T FN(kept)(T x) { return FN(abs)(x) < OPTIM_LEAST ? 0 : x; }

/* ---- SGD --------------------------------------------------------------------------------------------------------- */
typedef struct {
    T lr, momentum, keep, sign, decay; /* keep: 1 - dampening */
    int nesterov, first;
} FN(sgd_scalars);

static void FN(sgd_plain)(const FN(sgd_scalars) *scalars, int64_t n, T *restrict p, const T *restrict g) {
    const FN(sgd_scalars) h = *scalars;
    for (int64_t i = 0; i < n; i++) p[i] -= h.lr * FN(descent)(g[i], p[i], h.sign, h.decay);
}

static void FN(sgd_momentum)(const FN(sgd_scalars) *scalars, int64_t n, T *restrict p, const T *restrict g,
                             T *restrict m) {
    const FN(sgd_scalars) h = *scalars;
    for (int64_t i = 0; i < n; i++) {
        T d = FN(descent)(g[i], p[i], h.sign, h.decay);
        m[i] = FN(kept)(h.first ? d : h.momentum * m[i] + h.keep * d);
        p[i] -= h.lr * (h.nesterov ? d + h.momentum * m[i] : m[i]);
    }
}

/* The buffer as the velocity, where inner is lr and outer 1, else the reverse; and steps from the point ahead,
 * w - momentum h, where the momentum is already in. */
static void FN(sgd_forms)(const FN(sgd_scalars) *scalars, int64_t n, T *restrict p, const T *restrict g, T *restrict m,
                          T inner, T outer, int ahead) {
    const FN(sgd_scalars) h = *scalars;
    for (int64_t i = 0; i < n; i++) {
        T d = inner * FN(descent)(g[i], p[i], h.sign, h.decay);
        T b = FN(kept)(h.first ? d : h.momentum * m[i] + h.keep * d);
        m[i] = b;
        p[i] -= outer * (ahead ? d : h.nesterov ? d + h.momentum * b : b);
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
        .sign = h->maximize != 0 ? -1 : 1,
        .first = p->fresh,
    };
    if (h->momentum == 0) FN(sgd_plain)(&scalars, n, OPTIM_AT(p->p), OPTIM_AT(p->g));
    else if (h->velocity == 0 && h->look_ahead == 0)
        FN(sgd_momentum)(&scalars, n, OPTIM_AT(p->p), OPTIM_AT(p->g), OPTIM_AT(p->slots.sgd.momentum_buffer));
    else
        FN(sgd_forms)(&scalars, n, OPTIM_AT(p->p), OPTIM_AT(p->g), OPTIM_AT(p->slots.sgd.momentum_buffer),
                      h->velocity != 0 ? scalars.lr : 1, h->velocity != 0 ? 1 : scalars.lr, h->look_ahead != 0);
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

/* What Adam and its kin have in common. */
TL_INLINE FN(adam_scalars)
    FN(moments_of)(double lr, const double betas[2], double eps, double weight_decay, int decoupled, int maximize) {
    T blend1 = (T)(1 - betas[0]);
    int near = blend1 < (T)0.5;
    return (FN(adam_scalars)){
        .sign = (T)(maximize ? -1 : 1),
        .near = near,
        .way = near ? blend1 : blend1 - 1,
        .beta2 = (T)betas[1],
        .blend2 = (T)(1 - betas[1]),
        .eps = (T)eps,
        .lr = (T)lr,
        .decay = (T)(decoupled ? 0 : weight_decay),
        .shrink = (T)(decoupled ? 1 - lr * weight_decay : 1),
        .faint = FN(faint)(betas[1]),
    };
}

/* Brings the moments up to date; the gradient with its sign and decay. */
TL_INLINE T FN(adam_moments)(const FN(adam_scalars) *h, T p, T g, T *m, T *v) {
    T d = FN(descent)(g, p, h->sign, h->decay);
    *m = FN(mean)(*m, d, h->way, h->near);
    *v = FN(mean_square)(*v, d, h->beta2, h->blend2, h->faint);
    return d;
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

/* AMSGrad: by the largest second moment there has been. */
static void FN(adam_largest)(const FN(adam_scalars) *scalars, int64_t n, T *restrict p, const T *restrict g,
                             T *restrict m, T *restrict v, T *restrict largest, int inside) {
    const FN(adam_scalars) h = *scalars;
    for (int64_t i = 0; i < n; i++) {
        T mi = m[i], vi = v[i], top = largest[i];
        FN(adam_moments)(&h, p[i], g[i], &mi, &vi);
        top = FN(maximum)(top, vi);
        T root = inside ? FN(sqrt)(top / h.bias2 + h.eps) : FN(sqrt)(top) / h.root2 + h.eps;
        p[i] = p[i] * h.shrink - (inside ? h.lr * (mi / h.bias1) : h.step * mi) / root;
        m[i] = mi;
        v[i] = vi;
        largest[i] = top;
    }
}

TL_INLINE void FN(adam_step)(const tl_adam *h, int decoupled, const tl_param *p, int64_t from, int64_t n) {
    double t = (double)p->count;
    double bias1 = h->bias_correction != 0 ? 1 - pow(h->betas[0], t) : 1;
    double bias2 = h->bias_correction != 0 ? 1 - pow(h->betas[1], t) : 1;
    FN(adam_scalars)
    scalars = FN(moments_of)(h->lr, h->betas, h->eps, h->weight_decay, decoupled, h->maximize != 0);
    scalars.step = (T)(h->lr / bias1);
    scalars.root2 = (T)sqrt(bias2);
    scalars.bias1 = (T)bias1;
    scalars.bias2 = (T)bias2;
    if (h->amsgrad != 0) {
        FN(adam_largest)(&scalars, n, OPTIM_AT(p->p), OPTIM_AT(p->g), OPTIM_AT(p->slots.adam.exp_avg),
                         OPTIM_AT(p->slots.adam.exp_avg_sq), OPTIM_AT(p->slots.adam.max_exp_avg_sq),
                         h->eps_inside != 0);
        return;
    }
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

/* ---- NAdam and RAdam, all of whose factors take sqrt(bias2) along ------------------------------------------------ */
static void FN(nadam_loop)(const FN(adam_scalars) *scalars, int64_t n, T *restrict p, const T *restrict g,
                           T *restrict m, T *restrict v, T nudge) {
    const FN(adam_scalars) h = *scalars;
    for (int64_t i = 0; i < n; i++) {
        T mi = m[i], vi = v[i], d = FN(adam_moments)(&h, p[i], g[i], &mi, &vi);
        p[i] = p[i] * h.shrink - (nudge * d + h.step * mi) / (FN(sqrt)(vi) + h.eps);
        m[i] = mi;
        v[i] = vi;
    }
}

static void FN(nadam)(const tl_step *s, const tl_param *p, int64_t from, int64_t n) {
    const tl_nadam *h = &s->options.nadam;
    double t = (double)p->count, root2 = sqrt(1 - pow(h->betas[1], t));
    double mu = tl_nadam_mu(h, t), next = tl_nadam_mu(h, t + 1);
    FN(adam_scalars)
    scalars = FN(moments_of)(h->lr, h->betas, h->eps * root2, h->weight_decay, h->decoupled_weight_decay != 0,
                             h->maximize != 0);
    scalars.step = (T)(h->lr * next / (1 - p->product * next) * root2);
    FN(nadam_loop)(&scalars, n, OPTIM_AT(p->p), OPTIM_AT(p->g), OPTIM_AT(p->slots.nadam.exp_avg),
                   OPTIM_AT(p->slots.nadam.exp_avg_sq), (T)(h->lr * (1 - mu) / (1 - p->product) * root2));
}

/* flat: the second moment says too little yet */
static void FN(radam_loop)(const FN(adam_scalars) *scalars, int64_t n, T *restrict p, const T *restrict g,
                           T *restrict m, T *restrict v, int flat) {
    const FN(adam_scalars) h = *scalars;
    for (int64_t i = 0; i < n; i++) {
        T mi = m[i], vi = v[i];
        FN(adam_moments)(&h, p[i], g[i], &mi, &vi);
        p[i] = p[i] * h.shrink - h.step * mi / (flat ? 1 : FN(sqrt)(vi) + h.eps);
        m[i] = mi;
        v[i] = vi;
    }
}

static void FN(radam)(const tl_step *s, const tl_param *p, int64_t from, int64_t n) {
    const tl_radam *h = &s->options.radam;
    double t = (double)p->count, left = pow(h->betas[1], t), bias2 = 1 - left;
    double most = 2 / (1 - h->betas[1]) - 1, length = most - 2 * t * left / bias2; /* of the second moment's memory */
    double sure = (length - 4) * (length - 2) * most / ((most - 4) * (most - 2) * length);
    FN(adam_scalars)
    scalars =
        FN(moments_of)(h->lr, h->betas, h->eps, h->weight_decay, h->decoupled_weight_decay != 0, h->maximize != 0);
    int flat = !(length > 5);
    scalars.step = (T)(h->lr / (1 - pow(h->betas[0], t)) * (flat ? 1 : sqrt(bias2 * sure)));
    FN(radam_loop)(&scalars, n, OPTIM_AT(p->p), OPTIM_AT(p->g), OPTIM_AT(p->slots.radam.exp_avg),
                   OPTIM_AT(p->slots.radam.exp_avg_sq), flat);
}

/* ---- Adamax ------------------------------------------------------------------------------------------------------ */
static void FN(adamax_loop)(const FN(adam_scalars) *scalars, int64_t n, T *restrict p, const T *restrict g,
                            T *restrict m, T *restrict u) {
    const FN(adam_scalars) h = *scalars;
    for (int64_t i = 0; i < n; i++) {
        T d = FN(descent)(g[i], p[i], h.sign, h.decay);
        T mi = FN(mean)(m[i], d, h.way, h.near);
        T ui = FN(kept)(FN(maximum)(h.beta2 * u[i], FN(abs)(d) + h.eps));
        p[i] -= h.step * mi / ui;
        m[i] = mi;
        u[i] = ui;
    }
}

static void FN(adamax)(const tl_step *s, const tl_param *p, int64_t from, int64_t n) {
    const tl_adamax *h = &s->options.adamax;
    FN(adam_scalars) scalars = FN(moments_of)(h->lr, h->betas, h->eps, h->weight_decay, 0, h->maximize != 0);
    scalars.step = (T)(h->lr / (1 - pow(h->betas[0], (double)p->count)));
    FN(adamax_loop)(&scalars, n, OPTIM_AT(p->p), OPTIM_AT(p->g), OPTIM_AT(p->slots.adamax.exp_avg),
                    OPTIM_AT(p->slots.adamax.exp_inf));
}

/* ---- RMSprop ----------------------------------------------------------------------------------------------------- */
typedef struct {
    T lr, alpha, blend, eps, sign, decay, momentum; /* blend: 1 - alpha */
    T way, faint;
    int near;
} FN(rmsprop_scalars);

/* `buf` and `mean` are not looked at without momentum, or where it is not centered. */
TL_INLINE void FN(rmsprop_loop)(const FN(rmsprop_scalars) *scalars, int64_t n, T *restrict p, const T *restrict g,
                                T *restrict square, T *restrict buf, T *restrict mean, int momentum, int centered,
                                int inside) {
    const FN(rmsprop_scalars) h = *scalars;
    for (int64_t i = 0; i < n; i++) {
        T d = FN(descent)(g[i], p[i], h.sign, h.decay), root, m;
        T s = FN(mean_square)(square[i], d, h.alpha, h.blend, h.faint);
        square[i] = s;
        if (centered) {
            mean[i] = m = FN(mean)(mean[i], d, h.way, h.near);
            s -= m * m;
        }
        root = inside ? FN(sqrt)(s + h.eps) : FN(sqrt)(s) + h.eps;
        if (momentum) {
            buf[i] = m = FN(kept)(h.momentum * buf[i] + d / root);
            p[i] -= h.lr * m;
        } else {
            p[i] -= h.lr * d / root;
        }
    }
}

TL_INLINE void FN(rmsprop_form)(const FN(rmsprop_scalars) *scalars, int64_t n, T *restrict p, const T *restrict g,
                                T *restrict square, T *restrict buf, T *restrict mean, int inside) {
    if (buf && mean) FN(rmsprop_loop)(scalars, n, p, g, square, buf, mean, 1, 1, inside);
    else if (buf) FN(rmsprop_loop)(scalars, n, p, g, square, buf, NULL, 1, 0, inside);
    else if (mean) FN(rmsprop_loop)(scalars, n, p, g, square, NULL, mean, 0, 1, inside);
    else FN(rmsprop_loop)(scalars, n, p, g, square, NULL, NULL, 0, 0, inside);
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
        .sign = h->maximize != 0 ? -1 : 1,
        .faint = FN(faint)(h->alpha),
    };
    T *buf = h->momentum != 0 ? OPTIM_AT(q->slots.rmsprop.momentum_buffer) : NULL;
    T *mean = h->centered != 0 ? OPTIM_AT(q->slots.rmsprop.grad_avg) : NULL;
    if (h->eps_inside != 0) FN(rmsprop_form)(&scalars, n, p, g, square, buf, mean, 1);
    else FN(rmsprop_form)(&scalars, n, p, g, square, buf, mean, 0);
}

/* ---- Adagrad ----------------------------------------------------------------------------------------------------- */
typedef struct {
    T lr, sign, decay, start, eps, faint;
    int first;
} FN(adagrad_scalars);

TL_INLINE void FN(adagrad_loop)(const FN(adagrad_scalars) *scalars, int64_t n, T *restrict p, const T *restrict g,
                                T *restrict sum, int inside) {
    const FN(adagrad_scalars) h = *scalars;
    for (int64_t i = 0; i < n; i++) {
        T d = FN(descent)(g[i], p[i], h.sign, h.decay);
        T s = FN(mean_square)(h.first ? h.start : sum[i], d, 1, 1, h.faint); /* their sum */
        sum[i] = s;
        p[i] -= h.lr * d / (inside ? FN(sqrt)(s + h.eps) : FN(sqrt)(s) + h.eps);
    }
}

static void FN(adagrad)(const tl_step *s, const tl_param *p, int64_t from, int64_t n) {
    const tl_adagrad *h = &s->options.adagrad;
    const FN(adagrad_scalars) scalars = {
        .lr = (T)(h->lr / (1 + (double)(p->count - 1) * h->lr_decay)),
        .decay = (T)h->weight_decay,
        .start = (T)h->initial_accumulator_value,
        .eps = (T)h->eps,
        .faint = FN(faint)(0),
        .sign = h->maximize != 0 ? -1 : 1,
        .first = p->fresh,
    };
    T *sum = OPTIM_AT(p->slots.adagrad.sum);
    if (h->eps_inside != 0) FN(adagrad_loop)(&scalars, n, OPTIM_AT(p->p), OPTIM_AT(p->g), sum, 1);
    else FN(adagrad_loop)(&scalars, n, OPTIM_AT(p->p), OPTIM_AT(p->g), sum, 0);
}

/* ---- Adadelta ---------------------------------------------------------------------------------------------------- */
typedef struct {
    T lr, rho, blend, eps, sign, decay, faint; /* blend: 1 - rho */
} FN(adadelta_scalars);

static void FN(adadelta_loop)(const FN(adadelta_scalars) *scalars, int64_t n, T *restrict p, const T *restrict g,
                              T *restrict square, T *restrict moved) {
    const FN(adadelta_scalars) h = *scalars;
    for (int64_t i = 0; i < n; i++) {
        T d = FN(descent)(g[i], p[i], h.sign, h.decay);
        T s = FN(mean_square)(square[i], d, h.rho, h.blend, h.faint);
        T step = FN(sqrt)(moved[i] + h.eps) / FN(sqrt)(s + h.eps) * d;
        square[i] = s;
        moved[i] = FN(mean_square)(moved[i], step, h.rho, h.blend, h.faint);
        p[i] -= h.lr * step;
    }
}

static void FN(adadelta)(const tl_step *s, const tl_param *p, int64_t from, int64_t n) {
    const tl_adadelta *h = &s->options.adadelta;
    const FN(adadelta_scalars) scalars = {
        .lr = (T)h->lr,
        .rho = (T)h->rho,
        .blend = (T)(1 - h->rho),
        .eps = (T)h->eps,
        .decay = (T)h->weight_decay,
        .faint = FN(faint)(h->rho),
        .sign = h->maximize != 0 ? -1 : 1,
    };
    FN(adadelta_loop)(&scalars, n, OPTIM_AT(p->p), OPTIM_AT(p->g), OPTIM_AT(p->slots.adadelta.square_avg),
                      OPTIM_AT(p->slots.adadelta.acc_delta));
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
#define TL_RULE(name, ns, options, slots, factor, misfit) k->rule[TL_RULE_##name][ID] = FN(name);
#include "../optim.def"
#undef TL_RULE
}

#undef OPTIM_AT
#undef OPTIM_UINT
#undef OPTIM_LEAST
