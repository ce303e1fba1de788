/* Softmax, log_softmax, cross-entropy and their gradients on lines of c elements.
 *
 * c <= TILE_C: ROW_LANES lines are transposed into a tile, one line per lane, so that ten classes still fill vectors.
 * Larger c:    line by line, summed in blocks of ROW_BLOCK with ROW_LANES partial sums, blocks added in double; lines
 *              side by side in the same order.
 * Lanes and blocks are fixed: neither the vector width nor the layout nor the number of threads changes a bit. Maxima
 * skip NaN, which the sums then bring in: a line with a NaN or +inf, or of -inf only, becomes NaN, as in PyTorch. */
#define ROW_LANES (128 / (int)sizeof(T))
#define ROW_BLOCK 1024
#define TILE_C 64

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

/* ---- kernels ---------------------------------------------------------------------------------------------------- */
#define LINES(name) \
    static void FN(name)(int64_t n, int64_t c, char *const *ptr, const int64_t *step, const tl_lines *what)
#define EACH_GROUP(row, rows) \
    for (int64_t row = 0, rows; rows = n - row < ROW_LANES ? n - row : ROW_LANES, row < n; row += ROW_LANES)

LINES(softmax) {
    (void)step, (void)what;
    T max[ROW_LANES], sum[ROW_LANES];
    EACH_GROUP(row, rows)
    FN(group_softmax)(rows, c, (const T *)ptr[1] + row * c, (T *)ptr[0] + row * c, max, sum);
}

LINES(log_softmax) {
    (void)step, (void)what;
    T max[ROW_LANES], sum[ROW_LANES];
    EACH_GROUP(row, rows) {
        const T *x = (const T *)ptr[1] + row * c;
        T *y = (T *)ptr[0] + row * c;
        FN(group_softmax)(rows, c, x, NULL, max, sum);
        for (int r = 0; r < ROW_LANES; r++) sum[r] = FN(log)(sum[r]);
        for (int64_t r = 0; r < rows; r++) {
            T m = max[r], log_sum = sum[r];
            for (int64_t j = r * c; j < (r + 1) * c; j++) y[j] = x[j] - m - log_sum;
        }
    }
}

/* prob = softmax(x), loss = logsumexp(x) - x[target]; targets that are ignored give 0 */
LINES(cross_entropy) {
    T max[ROW_LANES], sum[ROW_LANES];
    if (c < 1) { /* no class: every target is ignored */
        for (int64_t r = 0; r < n; r++) *(T *)(ptr[1] + r * step[1]) = 0;
        return;
    }
    EACH_GROUP(row, rows) {
        const T *x = (const T *)ptr[2] + row * c;
        FN(group_softmax)(rows, c, x, (T *)ptr[0] + row * c, max, sum);
        for (int r = 0; r < ROW_LANES; r++) sum[r] = FN(log)(sum[r]);
        for (int64_t r = 0; r < rows; r++) {
            int64_t t = *(const int64_t *)(ptr[3] + (row + r) * step[3]);
            T *loss = (T *)(ptr[1] + (row + r) * step[1]);
            *loss = (uint64_t)t < (uint64_t)c && t != what->ignore ? sum[r] - (x[r * c + t] - max[r]) : 0;
        }
    }
}

/* ---- lines side by side ----------------------------------------------------------------------------------------- */
/* Of `rows` lines whose elements are `along` bytes apart: the maximum, and the sum of exp(x - max) in the order in which
 * line_exp_sum adds; the terms go to y unless it is NULL. */
static void FN(strip_softmax)(int64_t rows, int64_t c, const char *x, int64_t along, char *y, int64_t y_along, T *max,
                              T *sum) {
    T part[ROW_LANES][ROW_LANES], e[ROW_LANES];
    double total[ROW_LANES];
    for (int r = 0; r < ROW_LANES; r++) max[r] = (T)-INFINITY, total[r] = 0;
    for (int64_t j = 0; j < c; j++) {
        const T *v = (const T *)(x + j * along);
        for (int64_t r = 0; r < rows; r++) max[r] = v[r] > max[r] ? v[r] : max[r];
    }
    for (int64_t from = 0; from < c; from += ROW_BLOCK) {
        int64_t end = from + FN(block_length)(c - from);
        memset(part, 0, sizeof part);
        for (int64_t j = from; j < end; j++) {
            const T *v = (const T *)(x + j * along);
            T *terms = y ? (T *)(y + j * y_along) : e, *s = part[(j - from) % ROW_LANES];
            for (int64_t r = 0; r < rows; r++) {
                terms[r] = FN(exp)(v[r] - max[r]);
                s[r] += terms[r];
            }
        }
        for (int half = ROW_LANES / 2; half >= ROW_LANES / 8; half /= 2)
            for (int l = 0; l < half; l++)
                for (int r = 0; r < ROW_LANES; r++) part[l][r] += part[l + half][r];
        for (int l = 1; l < ROW_LANES / 8; l++)
            for (int r = 0; r < ROW_LANES; r++) part[0][r] += part[l][r];
        for (int r = 0; r < ROW_LANES; r++) total[r] += part[0][r];
    }
    for (int r = 0; r < ROW_LANES; r++) sum[r] = (T)total[r];
}

/* Short lines: one after the other, as in a tile. */
static void FN(strip_tile)(int64_t rows, int64_t c, const char *x, int64_t along, char *y, int64_t y_along, T *max,
                           T *sum) {
    T e[ROW_LANES];
    for (int r = 0; r < ROW_LANES; r++) max[r] = (T)-INFINITY, sum[r] = 0;
    for (int64_t j = 0; j < c; j++) {
        const T *v = (const T *)(x + j * along);
        for (int64_t r = 0; r < rows; r++) max[r] = v[r] > max[r] ? v[r] : max[r];
    }
    for (int64_t j = 0; j < c; j++) {
        const T *v = (const T *)(x + j * along);
        T *terms = y ? (T *)(y + j * y_along) : e;
        for (int64_t r = 0; r < rows; r++) {
            terms[r] = FN(exp)(v[r] - max[r]);
            sum[r] += terms[r];
        }
    }
}

#define LANES(name) \
    static void FN(name)(int64_t n, int64_t c, char *const *ptr, const int64_t *along, const tl_lines *what)

LANES(softmax_lanes) {
    (void)what;
    T max[ROW_LANES], sum[ROW_LANES];
    EACH_GROUP(row, rows) {
        char *y = ptr[0] + row * (int64_t)sizeof(T);
        const char *x = ptr[1] + row * (int64_t)sizeof(T);
        (c <= TILE_C ? FN(strip_tile) : FN(strip_softmax))(rows, c, x, along[1], y, along[0], max, sum);
        for (int64_t j = 0; j < c; j++) {
            T *v = (T *)(y + j * along[0]);
            for (int64_t r = 0; r < rows; r++) v[r] /= sum[r];
        }
    }
}

LANES(log_softmax_lanes) {
    (void)what;
    T max[ROW_LANES], sum[ROW_LANES];
    EACH_GROUP(row, rows) {
        char *y = ptr[0] + row * (int64_t)sizeof(T);
        const char *x = ptr[1] + row * (int64_t)sizeof(T);
        (c <= TILE_C ? FN(strip_tile) : FN(strip_softmax))(rows, c, x, along[1], NULL, 0, max, sum);
        for (int64_t r = 0; r < rows; r++) sum[r] = FN(log)(sum[r]);
        for (int64_t j = 0; j < c; j++) {
            const T *from = (const T *)(x + j * along[1]);
            T *v = (T *)(y + j * along[0]);
            for (int64_t r = 0; r < rows; r++) v[r] = from[r] - max[r] - sum[r];
        }
    }
}

/* ---- gradients -------------------------------------------------------------------------------------------------- */
/* gx = y (g - sum(y g)) */
LINES(softmax_grad) {
    (void)step, (void)what;
    for (int64_t r = 0; r < n; r++) {
        const T *y = (const T *)ptr[1] + r * c, *g = (const T *)ptr[2] + r * c;
        T *gx = (T *)ptr[0] + r * c, dot = FN(line_dot)(c, y, g);
        for (int64_t j = 0; j < c; j++) gx[j] = y[j] * (g[j] - dot);
    }
}

/* gx = g - exp(y) sum(g) */
LINES(log_softmax_grad) {
    (void)step, (void)what;
    T e[TILE_C * ROW_LANES];
    EACH_GROUP(row, rows) {
        if (c <= TILE_C) FN(line_exp)(rows * c, (const T *)ptr[1] + row * c, 0, e); /* short lines in one loop */
        for (int64_t r = 0; r < rows; r++) {
            const T *y = (const T *)ptr[1] + (row + r) * c, *g = (const T *)ptr[2] + (row + r) * c;
            T *gx = (T *)ptr[0] + (row + r) * c, sum = FN(line_dot)(c, g, NULL);
            if (c <= TILE_C)
                for (int64_t j = 0; j < c; j++) gx[j] = g[j] - e[r * c + j] * sum;
            else
                for (int64_t j = 0; j < c; j++) gx[j] = g[j] - FN(exp)(y[j]) * sum;
        }
    }
}

static void FN(scale_row)(int64_t n, const T *x, T factor, T *y) {
    for (int64_t j = 0; j < n; j++) y[j] = x[j] * factor;
}

/* gx = (prob - onehot(target)) scale; 0 for ignored targets */
LINES(cross_entropy_grad) {
    EACH_GROUP(row, rows) {
        const T *prob = (const T *)ptr[1] + row * c;
        const char *scale = ptr[3] + row * step[3];
        T *gx = (T *)ptr[0] + row * c, hit[ROW_LANES]; /* read first: gx may be prob */
        int64_t at[ROW_LANES];                         /* read once; what has left the classes by now hits none */
        for (int64_t r = 0; r < rows; r++) {
            at[r] = *(const int64_t *)(ptr[2] + (row + r) * step[2]);
            hit[r] = (uint64_t)at[r] < (uint64_t)c ? prob[r * c + at[r]] - 1 : 0;
        }
        if (step[3] == 0) FN(scale_row)(rows * c, prob, *(const T *)scale, gx); /* short lines in one loop */
        else
            for (int64_t r = 0; r < rows; r++)
                FN(scale_row)(c, prob + r * c, *(const T *)(scale + r * step[3]), gx + r * c);
        for (int64_t r = 0; r < rows; r++)
            if (at[r] == what->ignore) memset(gx + r * c, 0, (size_t)c * sizeof(T));
            else if ((uint64_t)at[r] < (uint64_t)c) gx[r * c + at[r]] = hit[r] * *(const T *)(scale + r * step[3]);
    }
}

static void FN(fill_softmax)(tl_kernels *k) {
    k->rows[TL_LINE_softmax][ID] = FN(softmax);
    k->lanes[TL_LINE_softmax][ID] = FN(softmax_lanes);
    k->rows[TL_LINE_log_softmax][ID] = FN(log_softmax);
    k->lanes[TL_LINE_log_softmax][ID] = FN(log_softmax_lanes);
    k->rows[TL_LINE_softmax_grad][ID] = FN(softmax_grad);
    k->rows[TL_LINE_log_softmax_grad][ID] = FN(log_softmax_grad);
    k->rows[TL_LINE_cross_entropy][ID] = FN(cross_entropy);
    k->rows[TL_LINE_cross_entropy_grad][ID] = FN(cross_entropy_grad);
}

#undef LINES
#undef LANES
#undef EACH_GROUP
#undef ROW_LANES
#undef ROW_BLOCK
#undef TILE_C
