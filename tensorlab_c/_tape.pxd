# The tape: one node per recorded operation, and the walk that turns them into gradients.
from libc.stdint cimport uint32_t, uint64_t


cdef class Node:
    cdef uint64_t seq           # rises with every node, so descending order is a reverse topological order
    cdef int op                 # -1: a leaf, which only collects
    cdef bint used              # backward has freed the saved values
    cdef bint retain            # keep the gradient of an interior tensor
    cdef unsigned long busy     # the thread that is in its rule; 0: none
    cdef void *st0              # the storages of s0, s1, s2, to notice in-place changes
    cdef void *st1
    cdef void *st2
    cdef uint32_t v0, v1, v2
    cdef uint64_t walk          # the backward walk that gbuf belongs to; 0: none
    # objects, from here to the end: recycling clears them in one go
    cdef Node e0, e1, e2        # the nodes of the inputs; None where no gradient is wanted
    cdef list edges             # instead of e0..e2, for ops of any number of inputs
    cdef object s0, s1, s2      # values the derivative needs
    cdef object out             # a detached alias of the result, when the derivative needs that
    cdef object params          # what else the rule needs
    cdef tuple shapes           # shapes of inputs that were broadcast (None for the others)
    cdef object g0, g1, g2      # the rule's answers
    cdef list gs
    cdef object gbuf            # gradient collected so far in that walk
    cdef object grad            # of a leaf or a retained tensor
    cdef dict listeners         # functions of the gradient, in the order in which they came


ctypedef int (*rule_fn)(Node n, object g) except -1

cdef extern from *:
    """
    #ifndef TL_REVIVE
    /* A dead object that was kept becomes a live one again. */
    #if defined(Py_REF_DEBUG) || defined(Py_TRACE_REFS)
    #define TL_REVIVE(o) _Py_NewReference(o)
    #else
    #define TL_REVIVE(o) Py_SET_REFCNT(o, 1)
    #endif
    #endif
    """

# what the tape needs to know of tensors, filled in by the tensor module
ctypedef struct Hooks:
    void (*unsave)(void *storage) noexcept
    int (*grad_mode)(int on) noexcept             # sets the mode, returns what it was
    object (*add)(object a, object b)             # may reuse `a` when nobody else holds it
    object (*accumulate)(object grad, object g)   # grad += g
    object (*own)(object g)                       # `g`, or a copy when somebody else holds it
    object (*sum_to)(object g, object shape)

cdef Hooks hooks
cdef rule_fn rules[256]

cdef Node new_node(int op)
cdef Node new_leaf()
cdef dict run_backward(Node root, object gradient, bint retain_graph, bint create_graph, list capture)
cdef void name_operations(tuple names) noexcept
