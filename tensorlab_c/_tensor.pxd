# Tensors and the one path every operation takes.
from cpython.list cimport PyList_GET_ITEM, PyList_GET_SIZE
from cpython.object cimport PyObject
from cpython.ref cimport Py_INCREF
from cpython.tuple cimport PyTuple_New, PyTuple_SET_ITEM
from libc.stdint cimport int64_t, uint32_t, uint64_t

from tensorlab_c._tape cimport Node
from tensorlab_c.dtypes cimport DType
from tensorlab_c.runs cimport tl_run, tl_run_table
from tensorlab_c.tl cimport (
    TL_OK, TL_RANGE, tl_activation_info, tl_call, tl_capture, tl_dtype_info, tl_is_long, tl_kernels, tl_op_info,
    tl_quantile_info, tl_status, tl_storage, tl_view,
)

cdef enum:
    SHORT_CUT = 4096         # elements, and products, up to which short cuts go straight to the kernel
    SHORT_CUT_PRODUCT = 65536
    INLINE = 6           # axes whose sizes and strides live in the object
    CONTIGUOUS = 1
    READONLY = 2
    VIEW = 4             # shares another tensor's storage


cdef inline tuple snapshot(object x):
    """What a sequence holds now, whatever it does later.

    tuple() of a list is no such thing until Python 3.12: when it asks for memory, a garbage collection may begin, and
    callbacks empty the list whose items tuple() then reads.
    """
    cdef Py_ssize_t n = -1, i
    cdef tuple items
    if type(x) is not list:
        return tuple(x)
    while n != PyList_GET_SIZE(x):
        n = PyList_GET_SIZE(x)
        items = PyTuple_New(n)
    for i in range(n):
        item = <object> PyList_GET_ITEM(x, i)
        Py_INCREF(item)
        PyTuple_SET_ITEM(items, i, item)
    return items


cdef class Tensor:
    cdef tl_view v
    cdef int64_t numel
    cdef tl_storage *st
    cdef int64_t dims[2 * INLINE]
    cdef uint32_t flags
    cdef uint32_t seen      # storage version that the autograd record describes
    cdef bint untracked     # by the cycle collector: it has had no record yet
    cdef Node ag            # autograd record; None when no gradient is wanted
    cdef object __weakref__

# the C library's tables, for the modules that do not link it
cdef const tl_kernels *kernels
cdef const tl_dtype_info *dtype_info
cdef const tl_op_info *op_info
cdef const tl_quantile_info *quantile_info
cdef const tl_activation_info *activation_info
cdef const tl_run_table *runs
cdef tl_capture **capturing

# making tensors
cdef Tensor empty_tensor(int dtype, int ndim, const int64_t *shape)
cdef Tensor empty_like(Tensor t)
cdef Tensor view_of(Tensor base, int ndim)
cdef Tensor alias(Tensor t)
cdef Tensor scalar_tensor(object value, int dtype)
cdef Tensor number_in(object value, int dtype, str function)
cdef int weak_dtype(object x, int dtype) except -1
cdef int check_cast(int source, int target, str function) except -1
cdef Tensor as_tensor(object x, str function)
cdef Tensor value_for(object value, int dtype, str function)
cdef Tensor operand_beside(object x, Tensor other, str function)
cdef object axis_error(str text)
cdef uint64_t fold_axes(object axis, int ndim, str function) except? 0xffffffffffffffff
cdef Tensor new_array(object data, DType dtype, bint copy, str function)
cdef int parse_shape(object shape, int64_t *out, str function) except -1
cdef tuple shape_tuple(Tensor t)
cdef void set_flags(Tensor t) noexcept

# copies and views
cdef Tensor copied(Tensor t)
cdef Tensor contiguous(Tensor t)
cdef Tensor cast(Tensor t, int dtype)
cdef Tensor conjugated(Tensor t)
cdef Tensor complex_part(Tensor t, bint imaginary)
cdef Tensor complex_of_parts(Tensor real, Tensor imaginary)
cdef object lost_part(int source, int target, str function=*)
cdef Tensor reshaped(Tensor t, int ndim, const int64_t *shape)
cdef Tensor permuted(Tensor t, const int *axes)
cdef Tensor broadcasted(Tensor t, int ndim, const int64_t *shape)
cdef int copy_into(Tensor out, Tensor source, str function) except -1
cdef object get_item(Tensor t, object index)
cdef list nonzero_positions(Tensor mask)
cdef int set_item(Tensor t, object index, object value) except -1
cdef object item_of(Tensor t)
cdef bint same_shape(Tensor a, Tensor b) noexcept

# the path of every operation
cdef Tensor unary(int op, Tensor a)
cdef Tensor binary(int op, Tensor a, Tensor b)
cdef Tensor with_number(int op, Tensor a, object number, bint number_first)
cdef tuple resolved(int op, object a, object b, str function=*)
cdef Tensor on_memory(object x, str name, str what)
cdef int check_history(object filled, Tensor values, str name) except -1
cdef object finish(object result, object out, object where, str name, bint exact=*)
cdef object binary_objects(int op, object a, object b)
cdef object apply_unary(int op, object a, object out, object where, object dtype)
cdef object apply_binary(int op, object a, object b, object out, object where, object dtype)
cdef Tensor reduce(int op, Tensor a, uint64_t mask, bint keepdims)
cdef Tensor reduce_as(int op, Tensor a, int dtype, uint64_t mask, bint keepdims)
cdef Tensor reduce_all(int op, Tensor a)
cdef object apply_reduce(
    int op, object a, object axis, object dtype, object out, bint keepdims, object initial, object where
)
cdef uint64_t parse_axes(object axis, int ndim, str function) except? 0xffffffffffffffff
cdef int along_axis(
    int row, int op, int dtype, int axis, Tensor out, Tensor a, Tensor b, Tensor c, str function, bint skip_nan=*
) except -1
cdef Tensor select(Tensor cond, Tensor a, Tensor b)
cdef Tensor matrix_product(Tensor a, Tensor b, str function)
cdef Tensor sum_to(Tensor g, object shape)

# the public function of a row of ops.def
cdef object table_function(int op, str module, str text)

# the one way to a kernel; `fresh` when nobody has seen the output: then Ctrl-C may stop it
cdef int launch_long(tl_call *call, str function, bint fresh) except -1
cdef object call_error(tl_status status, str function, const tl_call *call=*)


cdef inline int launch(tl_call *call, str function, bint fresh) except -1:
    """Makes a call, straight away when it is short and nobody notes it. TL_RANGE is the caller's to put in words."""
    cdef tl_status status
    if capturing[0] != NULL or tl_is_long(call):
        return launch_long(call, function, fresh)
    status = call.run(call)
    if status != TL_OK and status != TL_RANGE:
        raise call_error(status, function, call)
    return status


cdef inline void describe_call(
    tl_call *c, tl_run *run, int op, int dtype, Tensor out, Tensor a, Tensor b, Tensor d
) noexcept:
    """Fills in a call on up to three inputs; it costs what it takes to move them, until more is said."""
    c.run, c.name, c.op, c.dtype, c.status_only = run, op_info[op].name, op, dtype, 0
    if dtype_info[a.v.dtype].kind == b"c" and dtype_info[dtype].kind not in b"cb":
        c.run = runs.refuse  # nothing of complex numbers becomes real by itself
    c.operand[0], c.operand[1], c.nop = &out.v, &a.v, 2
    c.bytes = <double> out.numel * dtype_info[out.v.dtype].itemsize + <double> a.numel * dtype_info[a.v.dtype].itemsize
    if b is not None:
        c.operand[2], c.nop = &b.v, 3
        c.bytes += <double> b.numel * dtype_info[b.v.dtype].itemsize
    if d is not None:
        c.operand[c.nop] = &d.v
        c.nop += 1
    c.work = out.numel
    c.params, c.size = NULL, 0

# recording
cdef bint recording() noexcept
cdef Node record(int op, Tensor out, Tensor a, Tensor b, Tensor c)
cdef Node record_many(int op, Tensor out, list inputs)
cdef void save(Node n, int slot, Tensor t) noexcept
cdef Tensor saved(Node n, int slot)
cdef void save_out(Node n, Tensor out) noexcept
cdef Tensor saved_out(Node n)
cdef int before_change(Tensor t, str function) except -1
cdef void changed(Tensor t, str function) noexcept
cdef void register_saves(int op, int what)
cdef str op_name(int op)
cdef object shapes_error(str function, Tensor a, Tensor b)
