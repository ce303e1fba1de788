# cython: language_level=3, binding=False
"""The tape: nodes recorded as operations run, and the iterative backward walk over them.

A node is the autograd record of one tensor. Edges point from a result to the nodes of its inputs, never back, so a
graph holds no cycles and goes away with its last result. Nodes are numbered as they are made; visiting the reachable
ones in descending order (a heap of the frontier) meets every node after all of its consumers.
"""
cimport cython
from cpython.exc cimport PyErr_CheckSignals
from cpython.object cimport PyObject
from cpython.ref cimport Py_DECREF, Py_INCREF
from libc.stdint cimport uint64_t
from libc.stdlib cimport free, realloc
from libc.string cimport memset
from posix.unistd cimport usleep

from functools import partial

cdef extern from "Python.h":
    unsigned long PyThread_get_thread_ident() noexcept nogil

cdef uint64_t counter = 0
cdef uint64_t walks = 0
memset(rules, 0, sizeof(rules))
memset(&hooks, 0, sizeof(hooks))


cdef extern from *:
    """
    /* Dead nodes wait here to be used again, with every slot None. */
    enum { SPARE_NODES = 4096, DEEP = 64 };
    static PyObject *spare_nodes[SPARE_NODES];
    static int spare_count = 0;
    static Py_ssize_t first_slot, slot_count, link_at;
    static void (*drop_node)(PyObject *);
    static int depth = 0;
    static PyObject *waiting = NULL; /* dead nodes too deep in a chain, linked through their first storage slot */

    #define NODE_LINK(o) (*(PyObject **)((char *)(o) + link_at))

    static PyObject *spare_node(void) {
        PyObject *o = spare_nodes[--spare_count];
        TL_REVIVE(o);
        PyObject_GC_Track(o);
        return o;
    }

    static void bury_node(PyObject *o) {
        PyObject **slot = (PyObject **)((char *)o + first_slot);
        drop_node(o);
        for (Py_ssize_t i = 0; i < slot_count; i++) {
            PyObject *held = slot[i];
            if (held == Py_None) continue;
            Py_INCREF(Py_None);
            slot[i] = Py_None;
            Py_DECREF(held);
        }
        if (spare_count < SPARE_NODES) {
            spare_nodes[spare_count++] = o;
        } else {
            for (Py_ssize_t i = 0; i < slot_count; i++) Py_DECREF(Py_None);
            PyObject_GC_Del(o);
        }
    }

    /* A long chain of nodes is freed without deep recursion. */
    static void node_dealloc(PyObject *o) {
        PyObject_GC_UnTrack(o);
        if (depth >= DEEP) {
            drop_node(o);
            NODE_LINK(o) = waiting;
            waiting = o;
            return;
        }
        depth++;
        bury_node(o);
        while (depth == 1 && waiting) {
            PyObject *next = waiting;
            waiting = NODE_LINK(next);
            NODE_LINK(next) = NULL;
            bury_node(next);
        }
        depth--;
    }

    static void recycle_nodes(PyObject *type, Py_ssize_t first, Py_ssize_t count, Py_ssize_t link,
                              void (*drop)(PyObject *)) {
        first_slot = first, slot_count = count, link_at = link, drop_node = drop;
        ((PyTypeObject *)type)->tp_dealloc = node_dealloc;
    }
    #define at_e0(n) ((char *)&(n)->e0 - (char *)(n))
    #define at_last(n) ((char *)&(n)->listeners - (char *)(n))
    #define at_st0(n) ((char *)&(n)->st0 - (char *)(n))
    """
    int spare_count
    object spare_node()
    void recycle_nodes(
        object type, Py_ssize_t first, Py_ssize_t count, Py_ssize_t link, void (*drop)(PyObject *) noexcept
    )
    Py_ssize_t at_e0(Node n)
    Py_ssize_t at_last(Node n)
    Py_ssize_t at_st0(Node n)


cdef inline Node fresh_node():
    cdef Node n
    if spare_count == 0:
        return Node.__new__(Node)
    n = <Node> spare_node()
    n.used = n.retain = False
    n.walk = 0
    return n


@cython.final
cdef class Node:
    """The autograd record of one tensor: how it was made, or, for a leaf, where its gradient collects."""

    def __repr__(self):
        return f"<backward of {self.name}>" if self.op >= 0 else "<leaf>"

    @property
    def name(self):
        """Of the operation, as in ``tensorlab_c.ops()``; "leaf" where a gradient collects."""
        return operations[self.op] if self.op >= 0 else "leaf"

    @property
    def number(self):
        return self.seq

    @property
    def operation(self):
        return self.op

    @property
    def inputs(self):
        """The nodes of the inputs, None where no gradient flows."""
        if self.edges is not None:
            return tuple(self.edges)
        return (self.e0, self.e1, self.e2)

    def listen(self, listener):
        """Lets `listener` replace what is collected here, after those before it; returns what takes it away."""
        cdef object key = object()
        if self.listeners is None:
            self.listeners = {}
        self.listeners[key] = listener
        return partial(self.listeners.pop, key, None)


cdef tuple operations = ()  # their names


cdef void name_operations(tuple names) noexcept:
    global operations
    operations = names


cdef inline void drop_storages(Node n) noexcept:
    if n.st0 != NULL:
        hooks.unsave(n.st0)
        n.st0 = NULL
    if n.st1 != NULL:
        hooks.unsave(n.st1)
        n.st1 = NULL
    if n.st2 != NULL:
        hooks.unsave(n.st2)
        n.st2 = NULL


cdef void drop_from(PyObject *o) noexcept:
    """As drop_storages, for a node that is being freed and must not be referred to."""
    cdef void **st = <void **> (<char *> o + at_storages)
    cdef int i
    for i in range(3):
        if st[i] != NULL:
            hooks.unsave(st[i])
            st[i] = NULL


cdef Py_ssize_t at_storages


cdef void start_recycling():
    global at_storages
    cdef Node n = Node.__new__(Node)
    at_storages = at_st0(n)
    recycle_nodes(Node, at_e0(n), (at_last(n) - at_e0(n)) // sizeof(void *) + 1, at_st0(n), drop_from)

start_recycling()


cdef Node new_node(int op):
    global counter
    cdef Node n = fresh_node()
    counter += 1
    n.seq = counter
    n.op = op
    return n


cdef Node new_leaf():
    cdef Node n = fresh_node()
    n.seq = 0
    n.op = -1
    return n


cdef void release(Node n) noexcept:
    """Frees what the derivative needed; a second walk through `n` is then an error."""
    drop_storages(n)
    n.s0 = n.s1 = n.s2 = None
    n.out = None
    n.params = None
    n.e0 = n.e1 = n.e2 = None
    n.edges = None
    n.used = True


# ---- the frontier: a max-heap of nodes by number ------------------------------------------------------------------
cdef class Frontier:
    cdef PyObject **nodes  # owned references
    cdef Py_ssize_t count, room
    cdef uint64_t number  # of this walk
    cdef dict aside       # gradients of nodes that another thread's walk is at as well

    def __dealloc__(self):
        cdef Py_ssize_t i
        for i in range(self.count):
            Py_DECREF(<object> self.nodes[i])
        free(self.nodes)

    cdef int push(self, Node n) except -1:
        cdef Py_ssize_t i = self.count, up
        cdef PyObject **grown
        if i == self.room:
            grown = <PyObject **> realloc(self.nodes, (2 * i + 32) * sizeof(PyObject *))
            if grown == NULL:
                raise MemoryError("backward: no memory for the walk")
            self.nodes = grown
            self.room = 2 * i + 32
        Py_INCREF(n)
        while i > 0:
            up = (i - 1) >> 1
            if (<Node> self.nodes[up]).seq >= n.seq:
                break
            self.nodes[i] = self.nodes[up]
            i = up
        self.nodes[i] = <PyObject *> n
        self.count += 1
        return 0

    cdef Node pop(self):
        cdef PyObject **h = self.nodes
        cdef PyObject *last
        cdef PyObject *top = h[0]
        cdef Py_ssize_t n, i = 0, down
        cdef Node result
        self.count -= 1
        n = self.count
        last = h[n]
        while True:
            down = 2 * i + 1
            if down >= n:
                break
            if down + 1 < n and (<Node> h[down + 1]).seq > (<Node> h[down]).seq:
                down += 1
            if (<Node> h[down]).seq <= (<Node> last).seq:
                break
            h[i] = h[down]
            i = down
        h[i] = last
        result = <Node> top
        Py_DECREF(result)
        return result


cdef inline int deliver(Frontier frontier, Node to, object g) except -1:
    """Adds `g` to what node `to` has collected, and puts it on the frontier the first time."""
    cdef object sum_
    if to.walk == frontier.number:
        sum_, to.gbuf = to.gbuf, None
        to.gbuf = hooks.add(sum_, g)
    elif frontier.aside is not None and to in frontier.aside:
        frontier.aside[to] = hooks.add(frontier.aside[to], g)
    else:
        frontier.push(to)
        begin(frontier, to, g)
    return 0


cdef inline int begin(Frontier frontier, Node to, object g) except -1:
    """`g` is all that node `to` has collected."""
    if to.walk == 0:
        to.walk, to.gbuf = frontier.number, g
    else:
        if frontier.aside is None:
            frontier.aside = {}
        frontier.aside[to] = g
    return 0


cdef inline object taken(Frontier frontier, Node n):
    """What `n` has collected in this walk."""
    cdef object g
    if n.walk != frontier.number:
        return frontier.aside.pop(n)
    g, n.gbuf = n.gbuf, None
    n.walk = 0
    return g


cdef object heard(Node n, object g):
    """`g` as the listeners at `n` leave it."""
    for listener in tuple(n.listeners.values()):
        g = listener(g)
    return g


cdef inline int send(Frontier frontier, Node n, int i, Node to, object g) except -1:
    if to is None:
        return 0
    if g is None:
        raise RuntimeError(f"backward: the rule of operation {n.op} gave no gradient for input {i}")
    if n.shapes is not None and n.shapes[i] is not None:
        g = hooks.sum_to(g, n.shapes[i])  # the only place where broadcasting is undone
    return deliver(frontier, to, g)


cdef int visit(Frontier frontier, Node n, bint keep, dict captured) except -1:
    """Applies the rule of `n` to what it has collected and hands the answers to its inputs."""
    cdef object g = taken(frontier, n), g0, g1, g2
    cdef Node e0, e1, e2
    cdef list edges, gs
    cdef Py_ssize_t i
    if n.listeners is not None:
        g = heard(n, g)
    if captured is not None:
        if id(n) in captured:
            captured[id(n)] = g
    elif n.retain:
        n.grad = hooks.own(g) if n.grad is None else hooks.accumulate(n.grad, g)
    if n.busy:
        wait_for(n)
    if n.used:
        raise RuntimeError(
            "backward: the graph was freed by an earlier backward; pass retain_graph=True to the first call "
            "to go through it again"
        )
    if rules[n.op] == NULL:
        raise RuntimeError(f"backward: operation {n.op} has no derivative rule")
    n.used = not keep  # from here on, for another thread too
    n.busy = PyThread_get_thread_ident()
    try:  # kernels let other threads in: what the node holds is this walk's until `busy` is 0 again
        rules[n.op](n, g)
        g0, g1, g2, gs = n.g0, n.g1, n.g2, n.gs
        e0, e1, e2, edges = n.e0, n.e1, n.e2, n.edges
    except BaseException:
        n.used = False  # nothing has been freed
        raise
    finally:
        n.g0 = n.g1 = n.g2 = n.gs = None
        n.busy = 0
    if edges is None:
        # each answer is let go before the next is sent: sums reuse what nobody else holds
        g, g0 = g0, None
        send(frontier, n, 0, e0, g)
        g, g1 = g1, None
        send(frontier, n, 1, e1, g)
        g, g2 = g2, None
        send(frontier, n, 2, e2, g)
    else:
        g = None
        for i in range(len(edges)):
            g, gs[i] = gs[i], None
            send(frontier, n, i, edges[i], g)
    if not keep:
        release(n)
    return 0


cdef int wait_for(Node n) except -1:
    """Until the thread in the rule of `n` has left it."""
    while n.busy:
        if n.busy == PyThread_get_thread_ident():
            raise RuntimeError(f"backward: the rule of operation {n.op} walks through that operation itself")
        with nogil:
            usleep(20)
        PyErr_CheckSignals()
    return 0


cdef int settle(Frontier leaves) except -1:
    """Adds what the leaves collected to their gradients."""
    cdef Py_ssize_t i
    cdef Node n
    cdef object g, old
    for i in range(leaves.count):
        n = <Node> leaves.nodes[i]
        g = taken(leaves, n)
        if n.grad is None:
            g = hooks.own(g)  # copying may let another thread in
        if n.grad is None:
            n.grad = g
        else:
            old, n.grad = n.grad, None
            n.grad = hooks.accumulate(old, g)
    return 0


cdef int walk(Frontier frontier, bint keep, dict captured) except -1:
    """Visits nodes until only leaves are on the frontier; `captured` gets the gradients it asks for by id."""
    cdef Py_ssize_t i
    cdef Node n
    while frontier.count and (<Node> frontier.nodes[0]).op >= 0:
        visit(frontier, frontier.pop(), keep, captured)
    for i in range(frontier.count):
        n = <Node> frontier.nodes[i]
        if n.listeners is not None and (captured is None or id(n) in captured):
            begin(frontier, n, heard(n, taken(frontier, n)))
    return 0


cdef dict run_backward(Node root, object gradient, bint retain_graph, bint create_graph, list capture):
    """Walks from `root`. With `capture`, a list of nodes, no leaf is changed: their gradients are returned by id."""
    cdef Frontier frontier = Frontier.__new__(Frontier)
    cdef dict captured = None if capture is None else {id(c): None for c in capture}
    cdef int mode = hooks.grad_mode(create_graph)
    cdef Py_ssize_t i
    cdef Node n
    global walks
    walks += 1
    frontier.number = walks
    try:
        deliver(frontier, root, gradient)
        gradient = None
        walk(frontier, retain_graph or create_graph, captured)
        if captured is None:  # only now, so that an error in the walk leaves every .grad as it was
            settle(frontier)
        else:
            for i in range(frontier.count):
                n = <Node> frontier.nodes[i]
                if id(n) in captured:
                    captured[id(n)] = taken(frontier, n)
    finally:
        hooks.grad_mode(mode)
        for i in range(frontier.count):
            n = <Node> frontier.nodes[i]
            if n.walk == frontier.number:
                n.walk, n.gbuf = 0, None
    return captured
