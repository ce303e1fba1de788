/* The C function of a builtin is replaced by a slot, which looks at the names of arguments before it calls the former
 * one; without names it goes straight on. CPython calls the C function itself, so nothing else sees every call. */
#include "spelled.h"
#include <stdint.h>

enum { SLOTS = 512, NAMES = 8 };

typedef PyObject *(*function)(PyObject *, PyObject *const *, Py_ssize_t, PyObject *);

typedef struct {
    function call;
    PyObject *written[NAMES], *meant[NAMES]; /* meant: NULL for `other` */
    PyObject *other;
    const char *name; /* of the function, for its errors */
    int sizes;        /* 0, or: `other` also gets calls whose argument of this number is a whole number */
    PyObject *plain;  /* names of a call in which none is a second one: source code gives the same tuple again */
    PyObject *seen, *renamed; /* the names of the last call that had to be renamed, and what they became */
} slot;

static slot slots[SLOTS];
static int used;

/* The place of a name in the slot's list, or -1. Names in source code are interned. */
static int place(const slot *s, PyObject *name) {
    for (int i = 0; i < NAMES && s->written[i]; i++)
        if (s->written[i] == name) return i;
    if (!PyUnicode_CHECK_INTERNED(name))
        for (int i = 0; i < NAMES && s->written[i]; i++)
            if (PyUnicode_Compare(s->written[i], name) == 0) return i;
    return -1;
}

static PyObject *call_other(slot *s, PyObject *self, PyObject *const *x, Py_ssize_t n, PyObject *names) {
    if (!self) return PyObject_Vectorcall(s->other, x, n, names);
    Py_ssize_t all = n + (names ? PyTuple_GET_SIZE(names) : 0);
    PyObject *result, **with_self = PyMem_Malloc((all + 1) * sizeof *with_self);
    if (!with_self) return PyErr_NoMemory();
    with_self[0] = self;
    for (Py_ssize_t i = 0; i < all; i++) with_self[i + 1] = x[i];
    result = PyObject_Vectorcall(s->other, with_self, n + 1, names);
    PyMem_Free(with_self);
    return result;
}

/* A new tuple of names; NULL with an exception, also where one argument is given twice. */
static PyObject *rename_all(slot *s, PyObject *names) {
    Py_ssize_t count = PyTuple_GET_SIZE(names);
    PyObject *result = PyTuple_New(count);
    if (!result) return NULL;
    for (Py_ssize_t k = 0; k < count; k++) {
        PyObject *name = PyTuple_GET_ITEM(names, k);
        int i = place(s, name);
        if (i >= 0) name = s->meant[i];
        for (Py_ssize_t before = 0; before < k; before++)
            if (PyUnicode_Compare(PyTuple_GET_ITEM(result, before), name) == 0) {
                PyErr_Format(PyExc_TypeError, "%s: argument '%U' is given twice, as '%U' and as '%U'", s->name, name,
                             PyTuple_GET_ITEM(names, before), PyTuple_GET_ITEM(names, k));
                Py_DECREF(result);
                return NULL;
            }
        Py_INCREF(name);
        PyTuple_SET_ITEM(result, k, name);
    }
    return result;
}

/* Both are there before the former ones go, whose end may run code that calls the same function. */
static void remember(slot *s, PyObject *names, PyObject *renamed) {
    PyObject *seen = s->seen, *former = s->renamed;
    Py_XINCREF(names);
    Py_XINCREF(renamed);
    s->seen = names;
    s->renamed = renamed;
    Py_XDECREF(seen);
    Py_XDECREF(former);
}

static PyObject *call_renamed(slot *s, PyObject *self, PyObject *const *x, Py_ssize_t n, PyObject *names) {
    PyObject *renamed, *result;
    if (s->seen == names) {
        renamed = s->renamed;
        Py_INCREF(renamed);
    } else {
        if (!(renamed = rename_all(s, names))) return NULL;
        remember(s, names, renamed);
    }
    result = s->call(self, x, n, renamed);
    Py_DECREF(renamed);
    return result;
}

/* NumPy's integers are sizes too; arrays, which have lengths, are not. */
static int is_size(PyObject *x) {
    PyTypeObject *t = Py_TYPE(x);
    if (PyLong_Check(x)) return !PyBool_Check(x);
    return PyIndex_Check(x) && !(t->tp_as_sequence && t->tp_as_sequence->sq_length);
}

static PyObject *call_named(slot *s, PyObject *self, PyObject *const *x, Py_ssize_t n, PyObject *names) {
    int found = 0;
    if (s->sizes && n >= s->sizes && is_size(x[s->sizes - 1])) return call_other(s, self, x, n, names);
    if (!names) return s->call(self, x, n, NULL);
    for (Py_ssize_t k = 0; k < PyTuple_GET_SIZE(names); k++) {
        int i = place(s, PyTuple_GET_ITEM(names, k));
        if (i >= 0 && !s->meant[i]) return call_other(s, self, x, n, names);
        found |= i >= 0;
    }
    if (found) return call_renamed(s, self, x, n, names);
    Py_INCREF(names);
    Py_XSETREF(s->plain, names);
    return s->call(self, x, n, names);
}

/* ---- a C function for each slot: nothing in a call tells one from another ---------------------------------------- */
#define SLOT(i)                                                                                    \
    static PyObject *slot_##i(PyObject *self, PyObject *const *x, Py_ssize_t n, PyObject *names) { \
        slot *s = &slots[0##i];                                                                    \
        if (s->sizes || (names && names != s->plain)) return call_named(s, self, x, n, names);     \
        return s->call(self, x, n, names);                                                         \
    }
#define EIGHT(f, i) f(i##0) f(i##1) f(i##2) f(i##3) f(i##4) f(i##5) f(i##6) f(i##7)
#define EACH_OF_64(f, i) \
    EIGHT(f, i##0)       \
    EIGHT(f, i##1) EIGHT(f, i##2) EIGHT(f, i##3) EIGHT(f, i##4) EIGHT(f, i##5) EIGHT(f, i##6) EIGHT(f, i##7)
#define EACH(f)      \
    EACH_OF_64(f, 0) \
    EACH_OF_64(f, 1) \
    EACH_OF_64(f, 2) EACH_OF_64(f, 3) EACH_OF_64(f, 4) EACH_OF_64(f, 5) EACH_OF_64(f, 6) EACH_OF_64(f, 7)
EACH(SLOT) /* numbered in octal */
#define NAME(i) slot_##i,
static const function entries[SLOTS] = {EACH(NAME)};

static PyMethodDef *definition(PyObject *callable) {
    PyMethodDef *d = NULL;
    if (PyCFunction_Check(callable)) d = ((PyCFunctionObject *)callable)->m_ml;
    else if (Py_IS_TYPE(callable, &PyMethodDescr_Type)) d = ((PyMethodDescrObject *)callable)->d_method;
    if (d && d->ml_flags == (METH_FASTCALL | METH_KEYWORDS)) return d;
    PyErr_Format(PyExc_TypeError, "%R takes no arguments by name", callable);
    return NULL;
}

static slot *slot_of(PyMethodDef *d) {
    function now = (function)(void (*)(void))d->ml_meth;
    for (int i = 0; i < used; i++)
        if (entries[i] == now) return &slots[i];
    if (used == SLOTS) {
        PyErr_SetString(PyExc_SystemError, "more functions with arguments of two names than there are slots");
        return NULL;
    }
    slots[used].call = now;
    return &slots[used];
}

static int read_names(slot *s, PyObject *names) {
    PyObject *written, *meant;
    Py_ssize_t at = 0;
    int i = 0;
    for (int k = 0; k < NAMES; k++) {
        Py_CLEAR(s->written[k]);
        Py_CLEAR(s->meant[k]);
    }
    for (; PyDict_Next(names, &at, &written, &meant); i++) {
        if (i == NAMES) {
            PyErr_SetString(PyExc_SystemError, "more names of arguments than there is room for");
            return -1;
        }
        Py_INCREF(written);
        PyUnicode_InternInPlace(&written);
        s->written[i] = written;
        if (meant == Py_None) continue;
        Py_INCREF(meant);
        PyUnicode_InternInPlace(&meant);
        s->meant[i] = meant;
    }
    Py_CLEAR(s->plain);
    remember(s, NULL, NULL);
    return 0;
}

int tl_spell(PyObject *callable, PyObject *names, PyObject *other, int sizes) {
    PyMethodDef *d = definition(callable);
    slot *s = d ? slot_of(d) : NULL;
    if (!s) return -1;
    s->name = d->ml_name;
    s->sizes = sizes;
    Py_INCREF(other);
    Py_XSETREF(s->other, other);
    if (read_names(s, names) < 0) return -1;
    if (s == &slots[used]) {
        d->ml_meth = (PyCFunction)(void (*)(void))entries[used];
        used++;
    }
    return 0;
}
