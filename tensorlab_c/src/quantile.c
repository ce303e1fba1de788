/* Where quantiles are among elements in order. */
#include <math.h>

#include "tl.h"

enum { BETWEEN, STEP, AVERAGE, CLOSEST, LOWER, HIGHER, MIDPOINT, NEAREST };
enum { IS_DISCRETE = 1 << STEP | 1 << CLOSEST | 1 << LOWER | 1 << HIGHER | 1 << NEAREST };

const tl_quantile_info tl_quantiles[TL_NQUANTILES] = {
#define TL_QUANTILE(name, kind, alpha, beta) {#name, IS_DISCRETE >> kind & 1},
#include "quantiles.def"
#undef TL_QUANTILE
};

static const struct {
    int kind;
    double alpha, beta;
} rows[TL_NQUANTILES] = {
#define TL_QUANTILE(name, kind, alpha, beta) {kind, alpha, beta},
#include "quantiles.def"
#undef TL_QUANTILE
};

static int64_t within(double at, int64_t n) { return at < 0 ? 0 : at >= (double)n ? n - 1 : (int64_t)at; }

static tl_quantile element(double at, int64_t n) { return (tl_quantile){within(at, n), within(at, n), 0}; }

static tl_quantile between(double at, int64_t n) {
    double lo = floor(at);
    return (tl_quantile){within(lo, n), within(lo + 1, n), at - lo};
}

tl_quantile tl_quantile_of(int method, int64_t n, double q) {
    double alpha = rows[method].alpha, beta = rows[method].beta, count = (double)n, at = (count - 1) * q;
    double step = count * q - 1, close = step - 0.5;
    switch (rows[method].kind) {
    case STEP: return element(ceil(step), n);
    case AVERAGE: {
        tl_quantile r = between(step, n);
        r.t = r.t == 0 ? 0.5 : 1;
        return r;
    }
    case CLOSEST: return element(floor(close) == close && fmod(close, 2) != 0 ? close : floor(close) + 1, n);
    case LOWER: return element(floor(at), n);
    case HIGHER: return element(ceil(at), n);
    case MIDPOINT: return (tl_quantile){within(floor(at), n), within(ceil(at), n), 0.5};
    case NEAREST: return element(nearbyint(at), n);
    default: return between(method == TL_QUANTILE_linear ? at : count * q + (alpha + q * (1 - alpha - beta)) - 1, n);
    }
}
