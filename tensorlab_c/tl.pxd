# The C core as Cython sees it; src/tl.h is the contract.
from libc.stdint cimport int32_t, int64_t, uint8_t, uint32_t, uint64_t


cdef extern from "tl.h" nogil:
    enum:
        TL_MAXDIM
        TL_NDTYPES
        TL_NOPS
        TL_MAXRULES
        TL_BOOL
        TL_I8
        TL_I32
        TL_I16
        TL_I64
        TL_U64
        TL_BF16
        TL_F8E4M3FN
        TL_F8E5M2
        TL_F32
        TL_F64
        TL_C64
        TL_C128

    ctypedef enum tl_status:
        TL_OK
        TL_NOMEM
        TL_RANGE
        TL_REPEAT
        TL_NOLOOP

    ctypedef struct tl_dtype_info:
        const char *name
        const char *format
        int itemsize
        char kind
        int compute
    const tl_dtype_info tl_dtypes[]
    int tl_is_float(int dtype)
    int tl_is_integer(int dtype)
    int tl_is_inexact(int dtype)
    int tl_is_complex(int dtype)
    int tl_part_of(int dtype)
    int tl_is_stored(int dtype)

    ctypedef struct tl_op_info:
        const char *name
        const char *family
        const char *domain
        const char *result
        int differentiable
        int inputs, truth, positional, real, of_complex, elementary
        int combiner, neutral, join
    enum:
        TL_NONE
    const tl_op_info tl_ops[]

    ctypedef struct tl_view:
        char *data
        int64_t *shape
        int64_t *strides
        int ndim
        int dtype

    tl_status tl_size(int ndim, const int64_t *shape, int64_t itemsize, int64_t *size)
    void tl_contiguous_strides(int ndim, const int64_t *shape, int64_t itemsize, int64_t *strides)
    tl_status tl_broadcast(int n, const tl_view *const *v, int *ndim, int64_t *shape)
    tl_status tl_normalize_axes(int ndim, int n, const int64_t *axes, uint64_t *mask)
    tl_status tl_reshape_strides(const tl_view *v, int ndim, const int64_t *shape, int64_t *strides)
    int tl_overlap(const tl_view *a, const tl_view *b)
    int tl_same_view(const tl_view *a, const tl_view *b)
    int tl_self_overlap(const tl_view *v)
    int tl_promote(int a, int b)
    tl_status tl_resolve(int op, int dtype, int *compute, int *result)

    ctypedef void (*tl_loop)(int64_t n, char *const *ptr, const int64_t *step) noexcept nogil
    ctypedef void (*tl_flat)(int64_t n, void *out, const void *source) noexcept nogil
    ctypedef void (*tl_fold)(
        int64_t m, int64_t n, const char *data, int64_t in_m, int64_t in_n, char *out, int64_t out_m
    ) noexcept nogil

    ctypedef struct tl_gemm:
        int64_t m, n, k
        const void *a
        int64_t a_row, a_col
        const void *b
        int64_t b_row, b_col
        void *c
        int64_t c_row, c_col
        const void *bias
        int accumulate
    ctypedef tl_status (*tl_gemm_fn)(const tl_gemm *g) noexcept nogil

    ctypedef struct tl_conv:
        int64_t n, c, h, w, k, r, s, oh, ow
        int64_t stride_h, stride_w, pad_h, pad_w, dilation_h, dilation_w, groups
    ctypedef tl_status (*tl_conv_fn)(
        const tl_conv *p, const void *a, const void *b, const void *bias, void *out
    ) noexcept nogil

    ctypedef struct tl_correlation:
        int64_t h, w, r, s, oh, ow, top, left
        int flip, inside

    ctypedef struct tl_pool2d:
        int64_t planes, h, w, r, s, oh, ow, stride_h, stride_w, pad_h, pad_w, dilation_h, dilation_w
        int count_include_pad
    ctypedef void (*tl_maxpool_fn)(const tl_pool2d *p, const void *x, void *y, int64_t *index) noexcept nogil
    ctypedef void (*tl_maxpool_grad_fn)(
        const tl_pool2d *p, const void *gy, const int64_t *index, void *gx
    ) noexcept nogil
    ctypedef void (*tl_avgpool_fn)(const tl_pool2d *p, const void *source, void *out) noexcept nogil
    enum:
        TL_LINE_softmax
        TL_LINE_log_softmax
        TL_LINE_softmax_grad
        TL_LINE_log_softmax_grad
        TL_LINE_cross_entropy
        TL_LINE_cross_entropy_grad
        TL_LINE_cumsum
        TL_LINE_cumprod
        TL_LINE_cumprod_grad
        TL_LINE_sort
        TL_LINE_argsort
        TL_LINE_partition
        TL_LINE_argpartition
        TL_LINE_top
        TL_LINE_quantile
        TL_LINE_order_statistic
        TL_LINE_order_places
        TL_LINE_standardize
        TL_LINE_standardize_grad
        TL_LINE_moments
        TL_LINE_rescale
        TL_LINE_moments_grad
        TL_LINE_rescale_grad
        TL_LINE_rescale_columns
        TL_LINE_rescale_columns_grad
        TL_NLINES
    ctypedef struct tl_lines:
        int row, axis
        int64_t ignore, count, apart
        int method, descending, skip_nan, centred
        double eps
    ctypedef void (*tl_rows_fn)(
        int64_t n, int64_t c, char *const *ptr, const int64_t *step, const tl_lines *what
    ) noexcept nogil
    enum:
        TL_NACTIVATIONS
        TL_MAXNUMBERS
    ctypedef struct tl_activation:
        int row
        double numbers[TL_MAXNUMBERS]
    ctypedef struct tl_activation_info:
        const char *name
        int numbers
        double cost
    const tl_activation_info tl_activations[TL_NACTIVATIONS]
    enum:
        TL_NQUANTILES
        TL_QUANTILE_linear
        TL_QUANTILE_inverted_cdf
    ctypedef struct tl_quantile_info:
        const char *name
        int discrete
    const tl_quantile_info tl_quantiles[TL_NQUANTILES]
    int64_t tl_bad_class(
        int64_t n, const int64_t *target, int64_t classes, int64_t ignore, int was_unsigned, int64_t *counted
    )

    ctypedef void *tl_rule_fn
    ctypedef int (*tl_finite_fn)(int64_t n, const void *x, const void *source, void *kept) noexcept nogil

    ctypedef struct tl_kernels:
        const char *isa
        tl_loop loop[TL_NOPS][TL_NDTYPES]
        tl_flat flat[TL_NOPS][TL_NDTYPES]
        tl_fold fold[TL_NOPS][TL_NDTYPES]
        tl_rows_fn rows[TL_NLINES][TL_NDTYPES]
        tl_loop cast[TL_NDTYPES][TL_NDTYPES]
        tl_loop where[TL_NDTYPES]
        tl_loop clip[TL_NDTYPES]
        tl_gemm_fn gemm[TL_NDTYPES]
        tl_conv_fn conv[TL_NDTYPES]
        tl_conv_fn conv_grad_input[TL_NDTYPES]
        tl_conv_fn conv_grad_weight[TL_NDTYPES]
        tl_maxpool_fn max_pool[TL_NDTYPES]
        tl_maxpool_grad_fn max_pool_grad[TL_NDTYPES]
        tl_avgpool_fn avg_pool[TL_NDTYPES]
        tl_avgpool_fn avg_pool_grad[TL_NDTYPES]
        tl_rule_fn rule[TL_MAXRULES][TL_NDTYPES]
        tl_finite_fn finite[TL_NDTYPES]
    tl_kernels tl_k

    tl_status tl_init(const char *want)
    int tl_isa_available(const char *name)
    ctypedef struct tl_call:
        tl_status (*run)(const tl_call *c) noexcept nogil
        const char *name
        int op, dtype, status_only, nop
        const tl_view *operand[4]
        const void *params
        int64_t size
        double bytes, work
    double TL_LONG
    int tl_is_long(const tl_call *c)
    double tl_op_work(int op, int dtype)
    tl_call *tl_call_hold(const tl_call *c)
    void tl_call_drop(tl_call *c)
    int64_t tl_note(const tl_call *c)
    void tl_unnote(int64_t place)
    ctypedef struct tl_capture
    tl_capture *tl_capturing
    tl_status tl_capture_begin()
    tl_capture *tl_capture_end(tl_status *status)
    int64_t tl_capture_count(const tl_capture *t)
    const tl_call *tl_capture_call(const tl_capture *t, int64_t i)
    tl_status tl_capture_replay(const tl_capture *t)
    void tl_capture_free(tl_capture *t)

    tl_status tl_elementwise(int op, int dtype, int nop, const tl_view *const *ops)
    tl_status tl_reduce(int op, int dtype, const tl_view *out, const tl_view *source, uint64_t axes)

    int (*tl_poll)() noexcept nogil
    int tl_may_stop(int on)

    int tl_num_threads()
    void tl_set_num_threads(int n)

    ctypedef struct tl_storage:
        int64_t refcount
        char *data
        int64_t nbytes
        uint32_t version
        uint32_t saved
        void *owner
        void (*release)(void *) noexcept nogil
    tl_storage *tl_storage_new(int64_t nbytes)
    tl_storage *tl_storage_borrow(void *data, int64_t nbytes, void *owner, void (*release)(void *) noexcept nogil)
    void tl_storage_release(tl_storage *s)

    ctypedef struct tl_memory:
        int64_t used, peak, cached, limit, allocations
    void tl_memory_stats(tl_memory *m)
    void tl_empty_cache()
