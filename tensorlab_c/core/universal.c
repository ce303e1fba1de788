/* Builtins cannot have attributes. An object in front of one can; CPython calls it as fast, through its vectorcall. */
#include "universal.h"
#include <stddef.h>
#include <structmember.h>
#include <string.h>

typedef struct {
    PyObject ob_base; /* what PyObject_HEAD declares */
    vectorcallfunc vectorcall;
    PyObject *builtin;
} universal;

static PyObject *builtin_of(PyObject *self) { return ((universal *)self)->builtin; }

/* Builtins refuse arguments that say how before they do anything; a method of the type knows these. */
static PyObject *call(PyObject *self, PyObject *const *x, size_t n, PyObject *names) {
    PyObject *method, *result = PyObject_Vectorcall(builtin_of(self), x, n, names);
    if (result || !names || !PyErr_ExceptionMatches(PyExc_TypeError)) return result;
    PyErr_Clear();
    if (!(method = PyObject_GetAttrString(self, "_choosing"))) return NULL;
    result = PyObject_Vectorcall(method, x, n, names);
    Py_DECREF(method);
    return result;
}

/* What tells about the function is the builtin's; the type has texts of its own under the same names. */
static PyObject *get_attribute(PyObject *self, PyObject *name) {
    const char *text = PyUnicode_AsUTF8(name);
    if (!text) return NULL;
    if (strcmp(text, "__doc__") && strcmp(text, "__module__")) {
        PyObject *found = PyObject_GenericGetAttr(self, name);
        if (found || !PyErr_ExceptionMatches(PyExc_AttributeError)) return found;
        if (strncmp(text, "__", 2)) return NULL;
        PyErr_Clear();
    }
    return PyObject_GetAttr(builtin_of(self), name);
}

/* As an attribute of a class it is no method, as the builtin is none. */
static PyObject *get_unbound(PyObject *self, PyObject *instance, PyObject *owner) {
    (void)instance, (void)owner;
    Py_INCREF(self);
    return self;
}

static PyObject *represent(PyObject *self) {
    PyObject *name = PyObject_GetAttrString(builtin_of(self), "__name__"), *text;
    if (!name) return NULL;
    text = PyUnicode_FromFormat("<ufunc '%U'>", name);
    Py_DECREF(name);
    return text;
}

/* Copies are the same object; pickles hold the name. */
static PyObject *reduce(PyObject *self, PyObject *none) {
    (void)none;
    return PyObject_GetAttrString(builtin_of(self), "__name__");
}

static void deallocate(PyObject *self) {
    PyTypeObject *type = Py_TYPE(self);
    Py_CLEAR(((universal *)self)->builtin);
    type->tp_free(self);
    Py_DECREF(type);
}

static PyMethodDef methods[] = {{"__reduce__", reduce, METH_NOARGS, NULL}, {NULL, NULL, 0, NULL}};
static PyMemberDef members[] = {
    {"__vectorcalloffset__", T_PYSSIZET, offsetof(universal, vectorcall), READONLY, NULL},
    {"__wrapped__", T_OBJECT_EX, offsetof(universal, builtin), READONLY, NULL}, /* whose signature it has */
    {NULL, 0, 0, 0, NULL}};
static PyType_Slot slots[] = {{Py_tp_call, PyVectorcall_Call}, {Py_tp_getattro, get_attribute},
                              {Py_tp_descr_get, get_unbound},  {Py_tp_repr, represent},
                              {Py_tp_dealloc, deallocate},     {Py_tp_methods, methods},
                              {Py_tp_members, members},        {0, NULL}};
static PyType_Spec spec = {"tensorlab_c.universal.ufunc", sizeof(universal), 0,
                           Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_VECTORCALL | Py_TPFLAGS_DISALLOW_INSTANTIATION, slots};

PyObject *tl_universal_type(void) { return PyType_FromSpec(&spec); }

PyObject *tl_universal(PyObject *type, PyObject *builtin) {
    universal *made;
    if (!PyCFunction_Check(builtin))
        return PyErr_Format(PyExc_TypeError, "%R is no function of this library's core", builtin);
    if (!(made = PyObject_New(universal, (PyTypeObject *)type))) return NULL;
    made->vectorcall = call;
    Py_INCREF(builtin);
    made->builtin = builtin;
    return (PyObject *)made;
}
