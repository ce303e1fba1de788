/* Convolutions: those with windows of one element are products of matrices, all others a kernel's. */
#include "runs.h"

#include "kernels/conv_geometry.h"

int tl_conv_direct = 0;

/* `count` matrices one behind the other; `turned`: as if they were transposed. */
typedef struct {
    int64_t shape[3], strides[3];
    tl_view view;
} stack;
static const tl_view *stacked(stack *s, const tl_view *of, int64_t count, int64_t rows, int64_t cols, int turned) {
    int64_t item = tl_dtypes[of->dtype].itemsize;
    s->shape[0] = count, s->shape[1 + turned] = rows, s->shape[2 - turned] = cols;
    s->strides[0] = rows * cols * item, s->strides[1 + turned] = cols * item, s->strides[2 - turned] = item;
    s->view = (tl_view){of->data, s->shape, s->strides, 3, of->dtype};
    return &s->view;
}

/* Of windows of one element that move by one: products of matrices. */
static int is_pointwise(const tl_conv *p) {
    return p->r == 1 && p->s == 1 && p->groups == 1 && p->stride_h == 1 && p->stride_w == 1 && !p->pad_h && !p->pad_w;
}

/* The weights times every image, or turned, times every gradient. */
static tl_status run_pointwise(const tl_call *c, const tl_conv *p) {
    const tl_view *const *v = c->operand;
    int input = c->op == TL_OP_conv2d_input;
    int64_t from = input ? p->k : p->c, to = input ? p->c : p->k, pixels = p->h * p->w;
    stack out, weights, in;
    return tl_matmul(stacked(&out, v[0], p->n, to, pixels, 0), stacked(&weights, v[2], 1, p->k, p->c, input),
                     stacked(&in, v[1], p->n, from, pixels, 0), c->nop > 3 ? v[3]->data : NULL);
}

/* The sum, image by image, of gradients times what was seen. */
static tl_status run_pointwise_weight(const tl_call *c, const tl_conv *p) {
    const tl_view *const *v = c->operand;
    int64_t pixels = p->h * p->w, item = tl_dtypes[c->dtype].itemsize;
    tl_gemm g = {.m = p->k, .n = p->c, .k = pixels, .a = v[1]->data, .a_row = pixels, .a_col = 1, .b = v[2]->data};
    g.b_row = 1, g.b_col = pixels, g.c = v[0]->data, g.c_row = p->c, g.c_col = 1;
    tl_status status = TL_OK;
    for (int64_t i = 0; i < p->n && status == TL_OK; i++) {
        status = tl_k.gemm[c->dtype](&g);
        g.a = (const char *)g.a + p->k * pixels * item;
        g.b = (const char *)g.b + p->c * pixels * item;
        g.accumulate = 1;
    }
    return status;
}

/* Images of one pixel are the rows of a matrix. */
static tl_status run_pixels(const tl_call *c, const tl_conv *p) {
    const tl_view *const *v = c->operand;
    tl_gemm g = {.m = p->n, .n = p->k, .k = p->c, .a = v[1]->data, .b = v[2]->data, .c = v[0]->data};
    g.bias = c->nop > 3 ? v[3]->data : NULL;
    if (c->op == TL_OP_conv2d_weight) g.m = p->k, g.n = p->c, g.k = p->n;
    if (c->op == TL_OP_conv2d_input) g.n = p->c, g.k = p->k;
    g.a_row = g.k, g.a_col = 1, g.b_row = g.n, g.b_col = 1, g.c_row = g.n, g.c_col = 1;
    if (c->op == TL_OP_conv2d_weight) g.a_row = 1, g.a_col = g.m;
    if (c->op == TL_OP_conv2d) g.b_row = 1, g.b_col = g.k;
    return tl_k.gemm[c->dtype](&g);
}

tl_status tl_run_conv(const tl_call *c) {
    const tl_view *const *v = c->operand;
    tl_conv_fn conv = c->op == TL_OP_conv2d         ? tl_k.conv[c->dtype]
                      : c->op == TL_OP_conv2d_input ? tl_k.conv_grad_input[c->dtype]
                                                    : tl_k.conv_grad_weight[c->dtype];
    const tl_conv *p = c->params;
    if (!conv) return TL_NOLOOP;
    if (is_pointwise(p) && p->h == 1 && p->w == 1) return run_pixels(c, p);
    if (is_pointwise(p) && p->n > 0 && p->h * p->w > 0)
        return c->op == TL_OP_conv2d_weight ? run_pointwise_weight(c, p) : run_pointwise(c, p);
    return conv(p, v[1]->data, v[2]->data, c->nop > 3 ? v[3]->data : NULL, v[0]->data);
}
