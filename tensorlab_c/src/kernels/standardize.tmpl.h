/* Normalisation on lines of c elements: of layers as one kernel each way; of batches and groups, whose statistics are of
 * several lines, by moments of a line and by what is done with those of all. Results of a line are `apart` bytes from
 * each other. Sums are made of lanes and blocks as those of softmax.tmpl.h: no number of threads changes a bit. */
#define ROW_LANES (128 / (int)sizeof(T))
#define ROW_BLOCK 1024
#define LINES(name) \
    static void FN(name)(int64_t n, int64_t c, char *const *ptr, const int64_t *step, const tl_lines *what)
#define EACH_LINE(r) for (int64_t r = 0; r < n; r++)
#define OF_LINE(k, r, field) (*(T *)(ptr[k] + (r) * step[k] + (field) * what->apart))

typedef T FN(few) __attribute__((vector_size(TL_VB)));
typedef T FN(unaligned) __attribute__((vector_size(TL_VB), aligned(sizeof(T)), may_alias)); /* in memory */
enum { FN(FEW) = TL_VB / sizeof(T), FN(PARTS) = ROW_LANES / FN(FEW) };

/* s[k] += TERM(u, v), FEW lanes at once, u of a and v of b */
#define ADD_FEW(TERM, k, a, b)                                                    \
    {                                                                             \
        FN(few) u = *(const FN(unaligned) *)(a), v = *(const FN(unaligned) *)(b); \
        s[k] += TERM(u, v);                                                       \
    }

/* The sum over a line of TERM: an element belongs to the lane of its place, however many come at once. */
#define LINE_SUM(TERM, a, b)                                                                               \
    double total = 0;                                                                                      \
    for (int64_t j = 0; j < c; j += ROW_BLOCK) {                                                           \
        int64_t end = j + FN(block_length)(c - j), i = j;                                                  \
        FN(few) s[FN(PARTS)] = {{0}};                                                                      \
        T lanes[ROW_LANES];                                                                                \
        for (; i + ROW_LANES <= end; i += ROW_LANES)                                                       \
            for (int k = 0; k < FN(PARTS); k++) ADD_FEW(TERM, k, a + i + k * FN(FEW), b + i + k * FN(FEW)) \
        for (int k = 0; k < FN(PARTS); k++)                                                                \
            if (i + FN(FEW) <= end) {                                                                      \
                ADD_FEW(TERM, k, a + i, b + i)                                                             \
                i += FN(FEW);                                                                              \
            }                                                                                              \
        for (int k = 0; k < FN(PARTS); k++) *(FN(unaligned) *)(lanes + k * FN(FEW)) = s[k];                \
        for (; i < end; i++) lanes[i % ROW_LANES] += TERM(a[i], b[i]);                                     \
        total += FN(lanes_sum)(lanes);                                                                     \
    }                                                                                                      \
    return (T)total;

static T FN(line_total)(int64_t c, const T *x) {
#define TERM(u, v) ((void)(v), (u))
    LINE_SUM(TERM, x, x)
#undef TERM
}

/* the sum of (x - centre)^2 */
static T FN(line_spread)(int64_t c, const T *x, T centre) {
#define TERM(u, v) (((u) - centre) * ((v) - centre))
    LINE_SUM(TERM, x, x)
#undef TERM
}

/* the sum of g (x - centre) */
static T FN(line_lean)(int64_t c, const T *g, const T *x, T centre){
#define TERM(u, v) ((u) * ((v) - centre))
    LINE_SUM(TERM, g, x)
#undef TERM
}

/* The mean, or 0 unless centred, and 1 / sqrt(the mean square distance from it + eps). */
TL_INLINE T FN(line_rate)(int64_t c, const T *x, const tl_lines *what, T *centre) {
    *centre = what->centred ? FN(line_total)(c, x) / (T)c : 0;
    return (T)(1 / sqrt((double)FN(line_spread)(c, x, *centre) / (double)c + what->eps));
}

/* y = (x - mean) rate w + b; x, w and b behind each other */
LINES(standardize) {
    (void)step;
    const T *restrict w = (const T *)ptr[2], *restrict b = w + c;
    EACH_LINE(r) {
        const T *restrict x = (const T *)ptr[1] + r * c;
        T *restrict y = (T *)ptr[0] + r * c, centre, rate = FN(line_rate)(c, x, what, &centre);
        for (int64_t j = 0; j < c; j++) y[j] = (x[j] - centre) * rate * w[j] + b[j];
    }
}

/* With z = (x - mean) rate: gx = rate (g w - mean(g w) - z mean(g w z)), and g z, which is w's; x, g, w */
LINES(standardize_grad) {
    (void)step;
    const T *restrict w = (const T *)ptr[3];
    EACH_LINE(r) {
        const T *restrict x = (const T *)ptr[1] + r * c, *restrict g = (const T *)ptr[2] + r * c;
        T *restrict gx = (T *)ptr[0] + r * c, *restrict gz = (T *)(ptr[0] + what->apart) + r * c;
        T centre, rate = FN(line_rate)(c, x, what, &centre);
        for (int64_t j = 0; j < c; j++) {
            gx[j] = g[j] * w[j];
            gz[j] = g[j] * ((x[j] - centre) * rate);
        }
        T mean = what->centred ? FN(line_total)(c, gx) / (T)c : 0, slope = FN(line_lean)(c, gz, w, 0) / (T)c;
        for (int64_t j = 0; j < c; j++) gx[j] = rate * (gx[j] - mean - (x[j] - centre) * rate * slope);
    }
}

/* mean and sum of (x - mean)^2 */
LINES(moments) {
    EACH_LINE(r) {
        const T *x = (const T *)ptr[1] + r * c;
        T centre = FN(line_total)(c, x) / (T)c;
        OF_LINE(0, r, 0) = centre;
        OF_LINE(0, r, 1) = FN(line_spread)(c, x, centre);
    }
}

/* y = (x - centre) scale + shift */
LINES(rescale) {
    EACH_LINE(r) {
        const T *restrict x = (const T *)ptr[1] + r * c;
        T *restrict y = (T *)ptr[0] + r * c, centre = OF_LINE(2, r, 0), scale = OF_LINE(2, r, 1),
                    shift = OF_LINE(2, r, 2);
        for (int64_t j = 0; j < c; j++) y[j] = (x[j] - centre) * scale + shift;
    }
}

/* the sums of g and of g (x - centre); x, g, centre */
LINES(moments_grad) {
    EACH_LINE(r) {
        const T *x = (const T *)ptr[1] + r * c, *g = (const T *)ptr[2] + r * c;
        OF_LINE(0, r, 0) = FN(line_total)(c, g);
        OF_LINE(0, r, 1) = FN(line_lean)(c, g, x, OF_LINE(3, r, 0));
    }
}

/* gx = g scale + (x - centre) slope + shift; x, g, and centre, scale, shift, slope */
LINES(rescale_grad) {
    EACH_LINE(r) {
        const T *restrict x = (const T *)ptr[1] + r * c, *restrict g = (const T *)ptr[2] + r * c;
        T *restrict gx = (T *)ptr[0] + r * c, centre = OF_LINE(3, r, 0), scale = OF_LINE(3, r, 1),
                    shift = OF_LINE(3, r, 2), slope = OF_LINE(3, r, 3);
        for (int64_t j = 0; j < c; j++) gx[j] = g[j] * scale + (x[j] - centre) * slope + shift;
    }
}

/* As these two, of numbers that belong to the columns: each is a line, behind the one before. */
LINES(rescale_columns) {
    (void)step;
    (void)what;
    const T *restrict centre = (const T *)ptr[2], *restrict scale = centre + c, *restrict shift = scale + c;
    EACH_LINE(r) {
        const T *restrict x = (const T *)ptr[1] + r * c;
        T *restrict y = (T *)ptr[0] + r * c;
        for (int64_t j = 0; j < c; j++) y[j] = (x[j] - centre[j]) * scale[j] + shift[j];
    }
}

LINES(rescale_columns_grad) {
    (void)step;
    (void)what;
    const T *restrict centre = (const T *)ptr[3], *restrict scale = centre + c, *restrict shift = scale + c,
                      *restrict slope = shift + c;
    EACH_LINE(r) {
        const T *restrict x = (const T *)ptr[1] + r * c, *restrict g = (const T *)ptr[2] + r * c;
        T *restrict gx = (T *)ptr[0] + r * c;
        for (int64_t j = 0; j < c; j++) gx[j] = g[j] * scale[j] + (x[j] - centre[j]) * slope[j] + shift[j];
    }
}

static void FN(fill_standardize)(tl_kernels *k) {
    k->rows[TL_LINE_standardize][ID] = FN(standardize);
    k->rows[TL_LINE_standardize_grad][ID] = FN(standardize_grad);
    k->rows[TL_LINE_moments][ID] = FN(moments);
    k->rows[TL_LINE_rescale][ID] = FN(rescale);
    k->rows[TL_LINE_moments_grad][ID] = FN(moments_grad);
    k->rows[TL_LINE_rescale_grad][ID] = FN(rescale_grad);
    k->rows[TL_LINE_rescale_columns][ID] = FN(rescale_columns);
    k->rows[TL_LINE_rescale_columns_grad][ID] = FN(rescale_columns_grad);
}

#undef LINES
#undef EACH_LINE
#undef OF_LINE
#undef LINE_SUM
#undef ADD_FEW
#undef ROW_LANES
#undef ROW_BLOCK
