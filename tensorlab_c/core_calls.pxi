# The shortest way into an operation: a call with plain tensors and nothing else but an axis goes straight to its op,
# past the parsing of out=, where= and the like. Every other call takes the function that Cython made.

cdef extern from *:
    """
    typedef PyObject *(*fast_function)(PyObject *, PyObject *const *, Py_ssize_t, PyObject *);
    static fast_function parsing[TL_NOPS], parsing_method[TL_NOPS]; /* what Cython made */
    static PyObject *(*one_op)(int, PyObject *), *(*two_op)(int, PyObject *, PyObject *);
    static PyObject *(*fold_op)(int, PyObject *), *(*fold_axis_op)(int, PyObject *, int64_t);
    static PyObject *axis_name;
    #define IS_PLAIN(x) (Py_TYPE(x) == plain_tensor)

    /* f(), f(None), f(axis) and f(axis=axis); NULL without an error where the call is another one */
    static inline PyObject *fold_simply(int op, PyObject *x, PyObject *const *more, Py_ssize_t n, PyObject *names) {
        int overflow;
        if (!IS_PLAIN(x) || n > 1) return NULL;
        if (names && (n || PyTuple_GET_SIZE(names) != 1 || PyTuple_GET_ITEM(names, 0) != axis_name)) return NULL;
        if ((!n && !names) || more[0] == Py_None) return fold_op(op, x);
        if (!PyLong_CheckExact(more[0])) return NULL;
        long axis = PyLong_AsLongAndOverflow(more[0], &overflow);
        return overflow ? NULL : fold_axis_op(op, x, axis);
    }

    #define CALL(name, condition, result)                                                                      \\
        static PyObject *call_##name(PyObject *module, PyObject *const *x, Py_ssize_t n, PyObject *names) {    \\
            if (condition) return result;                                                                      \\
            return parsing[TL_OP_##name](module, x, n, names);                                                 \\
        }
    #define FOLD(name)                                                                                         \\
        static PyObject *call_##name(PyObject *module, PyObject *const *x, Py_ssize_t n, PyObject *names) {    \\
            PyObject *r = n ? fold_simply(TL_OP_##name, x[0], x + 1, n - 1, names) : NULL;                     \\
            return r || PyErr_Occurred() ? r : parsing[TL_OP_##name](module, x, n, names);                     \\
        }                                                                                                      \\
        static PyObject *method_##name(PyObject *self, PyObject *const *x, Py_ssize_t n, PyObject *names) {    \\
            PyObject *r = fold_simply(TL_OP_##name, self, x, n, names);                                        \\
            return r || PyErr_Occurred() ? r : parsing_method[TL_OP_##name](self, x, n, names);                \\
        }
    #define FOLD_ACC(name) FOLD(name)
    #define FOLD_SAME(name) FOLD(name)
    #define FOLD_BOOL(name) FOLD(name)
    #define FOLD_INDEX(name) /* argmax and its kin do more than their op */
    #define TL_UNARY(name, domain, result, grad, sharing)                                                      \\
        CALL(name, n == 1 && !names && IS_PLAIN(x[0]), one_op(TL_OP_##name, x[0]))
    #define TL_BINARY(name, domain, result, grad, sharing)                                                     \\
        CALL(name, n == 2 && !names && IS_PLAIN(x[0]) && IS_PLAIN(x[1]), two_op(TL_OP_##name, x[0], x[1]))
    #define TL_REDUCE(name, domain, result, grad, sharing, combiner, neutral, join) FOLD_##result(name)
    #define TL_SPECIAL(name, grad)
    #include "ops.def"
    #undef TL_UNARY
    #undef TL_BINARY
    #undef FOLD

    #define FOLD(name) [TL_OP_##name] = {call_##name, method_##name},
    #define TL_UNARY(name, domain, result, grad, sharing) [TL_OP_##name] = {call_##name, NULL},
    #define TL_BINARY(name, domain, result, grad, sharing) [TL_OP_##name] = {call_##name, NULL},
    static const struct {
        fast_function call, method;
    } direct[TL_NOPS] = {
    #include "ops.def"
    };
    #undef TL_UNARY
    #undef TL_BINARY
    #undef TL_REDUCE
    #undef TL_SPECIAL
    #undef FOLD

    static void shorten(PyMethodDef *method, fast_function *parsing, fast_function direct) {
        if (!direct || *parsing || method->ml_flags != (METH_FASTCALL | METH_KEYWORDS)) return;
        *parsing = (fast_function)(void (*)(void))method->ml_meth;
        method->ml_meth = (PyCFunction)(void (*)(void))direct;
    }

    static void shorten_function(int op, PyObject *f) {
        if (PyCFunction_CheckExact(f)) shorten(((PyCFunctionObject *)f)->m_ml, &parsing[op], direct[op].call);
    }

    static void shorten_method(int op, PyObject *f) {
        if (Py_IS_TYPE(f, &PyMethodDescr_Type))
            shorten(((PyMethodDescrObject *)f)->d_method, &parsing_method[op], direct[op].method);
    }

    #define SET_OPS(one, two, fold, fold_axis)                                                                 \\
        (one_op = (void *)one, two_op = (void *)two, fold_op = (void *)fold, fold_axis_op = (void *)fold_axis, \\
         axis_name = PyUnicode_InternFromString("axis"))
    """
    PyObject *set_ops "SET_OPS"(
        Tensor (*one)(int, Tensor), Tensor (*two)(int, Tensor, Tensor), Tensor (*fold)(int, Tensor),
        Tensor (*fold_axis)(int, Tensor, int64_t)
    )
    void shorten_function(int op, object function)
    void shorten_method(int op, object function)


cdef Tensor fold_axis(int op, Tensor x, int64_t axis):
    if not -x.v.ndim <= axis < x.v.ndim:
        if x.v.ndim == 0 and -1 <= axis <= 0:
            return reduce(op, x, 0, False)
        raise axis_error(f"{op_name(op)}: axis {axis} is out of range for {x.v.ndim} axes")
    return reduce(op, x, <uint64_t> 1 << (axis + x.v.ndim if axis < 0 else axis), False)


cdef void shorten_calls(dict functions):
    """Of the functions and methods that carry an op's name."""
    cdef int op
    if set_ops(unary, binary, reduce_all, fold_axis) == NULL:
        raise MemoryError("tensor: no memory for a name")
    for op in range(TL_NOPS):
        name = op_name(op)
        if name in functions:
            shorten_function(op, functions[name])
        if name in Tensor.__dict__:
            shorten_method(op, Tensor.__dict__[name])
