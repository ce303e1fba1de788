/* Update rules of optimisers, and their steps. What there is of each rule is made from its row in optim.def. */
#ifndef TL_STEP_H
#define TL_STEP_H

#include <math.h>

#include "runs.h"

typedef enum {
#define TL_RULE(name, ns, options, slots, factor, misfit) TL_RULE_##name,
#include "optim.def"
#undef TL_RULE
    TL_NRULES
} tl_rule;
_Static_assert(TL_NRULES <= TL_MAXRULES, "more rules than tl.h has room for");

/* The options of each rule: tl_sgd, tl_adam, ... */
#define DOUBLES_SIZE
#define DOUBLES_REAL
#define DOUBLES_RATE
#define DOUBLES_RATES [2]
#define DOUBLES_FLAG
#define DOUBLES_AHEAD
#define TL_OPTION(name, domain) double name DOUBLES_##domain;
#define TL_RULE(name, ns, options, slots, factor, misfit) \
    typedef struct {                                      \
        options                                           \
    } tl_##name;
#include "optim.def"
#undef TL_OPTION
#undef TL_RULE
typedef union {
#define TL_RULE(name, ns, options, slots, factor, misfit) tl_##name name;
#include "optim.def"
#undef TL_RULE
} tl_options;

/* The momentum of NAdam's step t. */
static inline double tl_nadam_mu(const tl_nadam *h, double t) {
    return h->betas[0] * (1 - 0.5 * pow(0.96, t * h->momentum_decay));
}

/* The state of one parameter by rule and name: slots.adam.exp_avg */
typedef union {
#define TL_SLOT(name, start, option) void *name;
#define TL_RULE(name, ns, options, slots, factor, misfit) \
    struct {                                              \
        slots                                             \
    } name;
#include "optim.def"
#undef TL_SLOT
#undef TL_RULE
} tl_slots;
enum { TL_MAXSLOTS = sizeof(tl_slots) / sizeof(void *) };

typedef struct tl_param {
    int64_t n, at;  /* its elements, and those of the parameters before it */
    int64_t count;  /* of its steps, with this one */
    double product; /* with this step's factor */
    int dtype;
    int fresh; /* FRESH slots are uninitialised */
    void *p;   /* updated; this and all below are contiguous, of one dtype */
    const void *g;
    union {
        tl_slots slots; /* NULL where the options need none, and for numbers */
        void *slot[TL_MAXSLOTS];
    };
} tl_param;
/* One step of a group of parameters, in their order: they may share memory. */
typedef struct tl_step {
    int rule;
    int64_t count;
    tl_options options;
    tl_param param[];
} tl_step;

/* Numbers looked at until some are not finite; what is to be kept is copied as one goes. */
typedef struct {
    int64_t count, bad; /* bad: which it was, or -1 */
    struct tl_watched {
        int64_t n;
        int dtype;
        const void *x; /* n numbers to look at */
        const void *from;
        void *kept; /* as many to copy, or NULL */
    } x[];
} tl_watch;

#endif
