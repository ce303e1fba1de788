# cython: language_level=3, binding=False, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""The tensor, and the path every operation takes: operands, result type, tape, plan, kernel.

The only module that links the C library. Its parts are included below in the order in which they build on each other.
"""
import sys

cimport cython
from cpython.buffer cimport (
    PyBUF_ANY_CONTIGUOUS, PyBUF_C_CONTIGUOUS, PyBUF_F_CONTIGUOUS, PyBUF_FORMAT, PyBUF_FULL_RO, PyBUF_STRIDES,
    PyBUF_WRITABLE, PyBuffer_Release, PyObject_CheckBuffer, PyObject_GetBuffer,
)
from cpython.complex cimport PyComplex_CheckExact, PyComplex_ImagAsDouble, PyComplex_RealAsDouble
from cpython.float cimport PyFloat_AS_DOUBLE, PyFloat_CheckExact
from cpython.long cimport PyLong_AsLongLongAndOverflow, PyLong_CheckExact
from cpython.mem cimport PyMem_Free, PyMem_Malloc
from cpython.object cimport PyObject
from cpython.ref cimport Py_DECREF, Py_INCREF, Py_REFCNT
from libc.stdint cimport int8_t, int16_t, int64_t, uint8_t, uint16_t, uint32_t, uint64_t
from libc.string cimport memcmp, memcpy, memset, strcmp

from tensorlab_c._tape cimport Node, hooks, name_operations, new_leaf, new_node, run_backward
from tensorlab_c.dtypes cimport (
    DTYPES, DType, as_dtype, complex_default, default_num, make_with, promoted_dtype, when_default_changes,
)
from tensorlab_c.ops cimport *
from tensorlab_c.runs cimport *
from tensorlab_c.tl cimport *

cdef extern from *:
    """
    static __thread int grad_off = 0; /* no_grad is a property of the thread */
    """
    int grad_off

kernels = &tl_k
dtype_info = tl_dtypes
op_info = tl_ops
quantile_info = tl_quantiles
activation_info = tl_activations
runs = &tl_runs
capturing = &tl_capturing
cdef object namespace = None  # the package's names, for methods that are twins of composite functions


cdef object the_device = "cpu"


def _register(dict names):
    """Hands the tensor module the package's names."""
    global namespace, the_device
    the_device = names.get("device", type("cpu"))("cpu")
    namespace = names
    make_with(names["array"])
    when_default_changes(fill_tables)


include "core/runtime.pxi"     # which kernels, Ctrl-C, threads, memory in use
include "core/memory.pxi"      # making tensors and views; flags
include "core/axes.pxi"        # sizes and axes that callers give
include "core/launch.pxi"      # the one way to a kernel
include "core/record.pxi"      # the tape: recording, saved values, in-place checks
include "core/convert.pxi"     # array-likes, scalars, buffers
include "core/exchange.pxi"    # buffers and DLPack
include "core/view.pxi"        # casts, copies, reshape, permute, broadcast
include "core/elementwise.pxi" # unary, binary, out=, where=, in place
include "core/reduce.pxi"      # reductions, work along one axis
include "core/product.pxi"     # matrix products
include "core/calls.pxi"       # functions and methods made from rows of ops.def
include "core/pick.pxi"        # index arrays
include "core/index.pxi"       # x[...] and x[...] = y
include "core/value.pxi"       # Python numbers, lists, copies
include "core/layout.pxi"      # orders, other dtypes, flags, shapes in place
include "core/class.pxi"       # class Tensor
include "core/subclass.pxi"    # Tensor(...) from Python, subclasses
include "core/grad.pxi"        # backward, grad modes
