/* Rows of c elements: softmax, log_softmax, cross-entropy and their gradients.
 *
 * c <= TILE_C: ROW_LANES rows are transposed into a tile, one row per lane, so that ten classes still fill vectors.
 * Larger c:    row by row, summed in blocks of ROW_BLOCK with ROW_LANES partial sums, blocks added in double.
 * Lanes and blocks are fixed: neither the vector width nor the number of threads changes a bit. Maxima skip NaN,
 * which the sums then bring in: a row with a NaN or +inf, or of -inf only, becomes NaN, as in PyTorch. */
#define ROW_LANES (128 / (int)sizeof(T))
#define ROW_BLOCK 1024
#define TILE_C 64

typedef struct FN(rows_job) {
    int64_t n, c;
    const T *x, *g; /* input or saved output; gradient of the output */
    T *y;           /* result */
    const int64_t *target;
    int64_t ignore;
    T *loss;
    const T *scale;
    int64_t scale_step;
    void (*run)(const struct FN(rows_job) *p, int64_t row, int64_t rows); /* at most ROW_LANES rows */
    int64_t rows_per_chunk;
} FN(rows_job);

static void FN(rows_chunk)(void *context, int64_t chunk) {
    const FN(rows_job) *p = context;
    int64_t row = chunk * p->rows_per_chunk, left = p->n - row;
    int64_t end = row + (left < p->rows_per_chunk ? left : p->rows_per_chunk);
    for (; row < end; row += ROW_LANES) p->run(p, row, end - row < ROW_LANES ? end - row : ROW_LANES);
}

/* Chunks of some 16k elements: enough to hide the claim, few enough to fit L2 with their results. */
static void FN(rows_run)(FN(rows_job) *p, double ns_per_element) {
    if (p->n < 1 || p->c < 1) return;
    int64_t unit = p->c <= TILE_C ? ROW_LANES : 1;
    p->rows_per_chunk = ((1 << 14) / p->c / unit + 1) * unit;
    int64_t chunks = (p->n + p->rows_per_chunk - 1) / p->rows_per_chunk;
    tl_parallel(chunks, FN(rows_chunk), p, (double)p->n * (double)p->c * ns_per_element * 1e-3);
}

/* ---- one row ------------------------------------------------------------------------------------------------------ */
/* ROW_LANES elements from x on; where fewer are left, a copy filled up, so that loops over lanes need no tail. */
TL_INLINE const T *FN(full_lanes)(int64_t left, const T *x, T fill, T *copy) {
    if (left >= ROW_LANES) return x;
    for (int l = 0; l < ROW_LANES; l++) copy[l] = fill;
    memcpy(copy, x, (size_t)left * sizeof(T));
    return copy;
}

static T FN(line_max)(int64_t c, const T *x) {
    T m[ROW_LANES], copy[ROW_LANES];
    for (int l = 0; l < ROW_LANES; l++) m[l] = (T)-INFINITY;
    for (int64_t j = 0; j < c; j += ROW_LANES) {
        const T *v = FN(full_lanes)(c - j, x + j, (T)-INFINITY, copy);
        for (int l = 0; l < ROW_LANES; l++) m[l] = v[l] > m[l] ? v[l] : m[l];
    }
    for (int l = 0; l < ROW_LANES / 2; l++) m[l] = m[l + ROW_LANES / 2] > m[l] ? m[l + ROW_LANES / 2] : m[l];
    for (int l = 0; l < ROW_LANES / 4; l++) m[l] = m[l + ROW_LANES / 4] > m[l] ? m[l + ROW_LANES / 4] : m[l];
    T max = m[0];
    for (int l = 1; l < ROW_LANES / 4; l++) max = m[l] > max ? m[l] : max;
    return max;
}

TL_INLINE T FN(lanes_sum)(T *s) {
    for (int l = 0; l < ROW_LANES / 2; l++) s[l] += s[l + ROW_LANES / 2];
    for (int l = 0; l < ROW_LANES / 4; l++) s[l] += s[l + ROW_LANES / 4];
    for (int l = 0; l < ROW_LANES / 8; l++) s[l] += s[l + ROW_LANES / 8];
    T sum = s[0];
    for (int l = 1; l < ROW_LANES / 8; l++) sum += s[l];
    return sum;
}

/* the sum of n <= ROW_BLOCK elements */
static T FN(block_total)(int64_t n, const T *x) {
    T s[ROW_LANES] = {0}, copy[ROW_LANES];
    for (int64_t j = 0; j < n; j += ROW_LANES) {
        const T *v = FN(full_lanes)(n - j, x + j, 0, copy);
        for (int l = 0; l < ROW_LANES; l++) s[l] += v[l];
    }
    return FN(lanes_sum)(s);
}

TL_INLINE int64_t FN(block_length)(int64_t left) { return left < ROW_BLOCK ? left : ROW_BLOCK; }

/* the sum of a or, unless b is NULL, of a b */
static T FN(line_dot)(int64_t c, const T *a, const T *b) {
    if (c <= TILE_C) { /* too short for lanes to pay */
        T sum = 0;
        for (int64_t j = 0; j < c; j++) sum += b ? a[j] * b[j] : a[j];
        return sum;
    }
    T product[ROW_BLOCK];
    double total = 0;
    for (int64_t j = 0; j < c; j += ROW_BLOCK) {
        int64_t n = FN(block_length)(c - j);
        for (int64_t i = 0; b && i < n; i++) product[i] = a[j + i] * b[j + i];
        total += FN(block_total)(n, b ? product : a + j);
    }
    return (T)total;
}

/* y = exp(x - shift) */
static void FN(line_exp)(int64_t n, const T *x, T shift, T *y) {
    T copy[ROW_LANES], e[ROW_LANES];
    for (int64_t j = 0; j < n; j += ROW_LANES) {
        const T *v = FN(full_lanes)(n - j, x + j, shift, copy);
        T *out = n - j < ROW_LANES ? e : y + j;
        for (int l = 0; l < ROW_LANES; l++) out[l] = FN(exp)(v[l] - shift);
        if (out == e) memcpy(y + j, e, (size_t)(n - j) * sizeof(T));
    }
}

/* the sum of exp(x - max); the terms go to e unless it is NULL */
static T FN(line_exp_sum)(int64_t c, const T *x, T max, T *e) {
    T buffer[ROW_BLOCK];
    double total = 0;
    for (int64_t j = 0; j < c; j += ROW_BLOCK) {
        int64_t n = FN(block_length)(c - j);
        T *terms = e ? e + j : buffer;
        FN(line_exp)(n, x + j, max, terms);
        total += FN(block_total)(n, terms);
    }
    return (T)total;
}

/* ---- forward --------------------------------------------------------------------------------------------------- */
static void FN(tile_load)(int64_t rows, int64_t c, const T *x, T *tile) {
    for (int64_t j = 0; j < c; j++) {
        for (int64_t r = 0; r < rows; r++) tile[j * ROW_LANES + r] = x[r * c + j];
        for (int64_t r = rows; r < ROW_LANES; r++) tile[j * ROW_LANES + r] = 0;
    }
}

static void FN(tile_store)(int64_t rows, int64_t c, const T *tile, T *y) {
    for (int64_t r = 0; r < rows; r++)
        for (int64_t j = 0; j < c; j++) y[r * c + j] = tile[j * ROW_LANES + r];
}

static void FN(tile_softmax)(int64_t rows, int64_t c, const T *x, T *y, T *max, T *sum) {
    T tile[TILE_C * ROW_LANES];
    FN(tile_load)(rows, c, x, tile);
    for (int r = 0; r < ROW_LANES; r++) max[r] = (T)-INFINITY, sum[r] = 0;
    for (int64_t j = 0; j < c; j++)
        for (int r = 0; r < ROW_LANES; r++) {
            T v = tile[j * ROW_LANES + r];
            max[r] = v > max[r] ? v : max[r];
        }
    for (int64_t j = 0; j < c; j++)
        for (int r = 0; r < ROW_LANES; r++) {
            T e = FN(exp)(tile[j * ROW_LANES + r] - max[r]);
            tile[j * ROW_LANES + r] = e;
            sum[r] += e;
        }
    if (!y) return;
    for (int64_t j = 0; j < c; j++)
        for (int r = 0; r < ROW_LANES; r++) tile[j * ROW_LANES + r] /= sum[r];
    FN(tile_store)(rows, c, tile, y);
}

/* Of at most ROW_LANES rows: max, sum of exp(x - max) and, unless y is NULL, the softmax. */
static void FN(group_softmax)(int64_t rows, int64_t c, const T *x, T *y, T *max, T *sum) {
    if (c <= TILE_C) {
        FN(tile_softmax)(rows, c, x, y, max, sum);
        return;
    }
    for (int r = 0; r < ROW_LANES; r++) max[r] = 0, sum[r] = 1; /* also of rows that are not there */
    for (int64_t r = 0; r < rows; r++) {
        max[r] = FN(line_max)(c, x + r * c);
        sum[r] = FN(line_exp_sum)(c, x + r * c, max[r], y ? y + r * c : NULL);
        if (y)
            for (int64_t j = r * c; j < (r + 1) * c; j++) y[j] /= sum[r];
    }
}

static void FN(softmax_group)(const FN(rows_job) *p, int64_t row, int64_t rows) {
    T max[ROW_LANES], sum[ROW_LANES];
    FN(group_softmax)(rows, p->c, p->x + row * p->c, p->y + row * p->c, max, sum);
}

static void FN(softmax)(int64_t n, int64_t c, const void *x, void *y) {
    FN(rows_job) p = {.n = n, .c = c, .x = x, .y = y, .run = FN(softmax_group)};
    FN(rows_run)(&p, 1.0);
}

static void FN(log_softmax_group)(const FN(rows_job) *p, int64_t row, int64_t rows) {
    T max[ROW_LANES], sum[ROW_LANES];
    const T *x = p->x + row * p->c;
    T *y = p->y + row * p->c;
    FN(group_softmax)(rows, p->c, x, NULL, max, sum);
    for (int r = 0; r < ROW_LANES; r++) sum[r] = FN(log)(sum[r]);
    for (int64_t r = 0; r < rows; r++) {
        T m = max[r], log_sum = sum[r];
        for (int64_t j = r * p->c; j < (r + 1) * p->c; j++) y[j] = x[j] - m - log_sum;
    }
}

static void FN(log_softmax)(int64_t n, int64_t c, const void *x, void *y) {
    FN(rows_job) p = {.n = n, .c = c, .x = x, .y = y, .run = FN(log_softmax_group)};
    FN(rows_run)(&p, 1.0);
}

static void FN(xent_group)(const FN(rows_job) *p, int64_t row, int64_t rows) {
    T max[ROW_LANES], sum[ROW_LANES];
    const T *x = p->x + row * p->c;
    FN(group_softmax)(rows, p->c, x, p->y + row * p->c, max, sum);
    for (int r = 0; r < ROW_LANES; r++) sum[r] = FN(log)(sum[r]);
    for (int64_t r = 0; r < rows; r++) {
        int64_t t = p->target[row + r];
        p->loss[row + r] = t == p->ignore ? 0 : sum[r] - (x[r * p->c + t] - max[r]);
    }
}

static void FN(xent)(int64_t n, int64_t c, const void *x, const int64_t *target, int64_t ignore, void *prob,
                     void *loss) {
    FN(rows_job) p = {.n = n, .c = c, .x = x, .y = prob, .target = target, .ignore = ignore, .loss = loss};
    p.run = FN(xent_group);
    if (c < 1 && n > 0) memset(loss, 0, (size_t)n * sizeof(T)); /* no class: every row is an ignored one */
    FN(rows_run)(&p, 1.0);
}

/* ---- gradients -------------------------------------------------------------------------------------------------- */
/* gx = y (g - sum(y g)) */
static void FN(softmax_grad_group)(const FN(rows_job) *p, int64_t row, int64_t rows) {
    for (int64_t r = row; r < row + rows; r++) {
        const T *y = p->x + r * p->c, *g = p->g + r * p->c;
        T *gx = p->y + r * p->c, dot = FN(line_dot)(p->c, y, g);
        for (int64_t j = 0; j < p->c; j++) gx[j] = y[j] * (g[j] - dot);
    }
}

static void FN(softmax_grad)(int64_t n, int64_t c, const void *y, const void *g, void *gx) {
    FN(rows_job) p = {.n = n, .c = c, .x = y, .g = g, .y = gx, .run = FN(softmax_grad_group)};
    FN(rows_run)(&p, 0.5);
}

/* gx = g - exp(y) sum(g) */
static void FN(log_softmax_grad_group)(const FN(rows_job) *p, int64_t row, int64_t rows) {
    int64_t c = p->c;
    T e[TILE_C * ROW_LANES];
    if (c <= TILE_C) FN(line_exp)(rows * c, p->x + row * c, 0, e); /* short rows in one loop */
    for (int64_t r = 0; r < rows; r++) {
        const T *y = p->x + (row + r) * c, *g = p->g + (row + r) * c;
        T *gx = p->y + (row + r) * c, sum = FN(line_dot)(c, g, NULL);
        if (c <= TILE_C)
            for (int64_t j = 0; j < c; j++) gx[j] = g[j] - e[r * c + j] * sum;
        else
            for (int64_t j = 0; j < c; j++) gx[j] = g[j] - FN(exp)(y[j]) * sum;
    }
}

static void FN(log_softmax_grad)(int64_t n, int64_t c, const void *y, const void *g, void *gx) {
    FN(rows_job) p = {.n = n, .c = c, .x = y, .g = g, .y = gx, .run = FN(log_softmax_grad_group)};
    FN(rows_run)(&p, 1.0);
}

static void FN(scale_row)(int64_t n, const T *x, T factor, T *y) {
    for (int64_t j = 0; j < n; j++) y[j] = x[j] * factor;
}

static void FN(xent_grad_group)(const FN(rows_job) *p, int64_t row, int64_t rows) {
    int64_t c = p->c, step = p->scale_step;
    const T *prob = p->x + row * c, *scale = p->scale + row * step;
    const int64_t *target = p->target + row;
    T *gx = p->y + row * c, hit[ROW_LANES]; /* read first: gx may be prob */
    int64_t at[ROW_LANES];                  /* read once; a label that has left the classes by now hits none */
    for (int64_t r = 0; r < rows; r++) {
        at[r] = target[r];
        hit[r] = (uint64_t)at[r] < (uint64_t)c ? prob[r * c + at[r]] - 1 : 0;
    }
    if (step == 0) FN(scale_row)(rows * c, prob, scale[0], gx); /* short rows in one loop */
    else
        for (int64_t r = 0; r < rows; r++) FN(scale_row)(c, prob + r * c, scale[r * step], gx + r * c);
    for (int64_t r = 0; r < rows; r++)
        if (at[r] == p->ignore) memset(gx + r * c, 0, (size_t)c * sizeof(T));
        else if ((uint64_t)at[r] < (uint64_t)c) gx[r * c + at[r]] = hit[r] * scale[r * step];
}

static void FN(xent_grad)(int64_t n, int64_t c, const void *prob, const int64_t *target, int64_t ignore,
                          const void *scale, int64_t scale_step, void *gx) {
    FN(rows_job) p = {.n = n, .c = c, .x = prob, .y = gx, .target = target, .ignore = ignore, .scale = scale};
    p.scale_step = scale_step;
    p.run = FN(xent_grad_group);
    FN(rows_run)(&p, 0.25);
}

static void FN(fill_rows)(tl_kernels *k) {
    k->softmax[ID] = FN(softmax);
    k->log_softmax[ID] = FN(log_softmax);
    k->softmax_grad[ID] = FN(softmax_grad);
    k->log_softmax_grad[ID] = FN(log_softmax_grad);
    k->xent[ID] = FN(xent);
    k->xent_grad[ID] = FN(xent_grad);
}

#undef ROW_LANES
#undef ROW_BLOCK
#undef TILE_C
