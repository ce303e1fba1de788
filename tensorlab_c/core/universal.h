/* Universal functions as objects: a builtin that is called element by element, with a place for methods beside it. */
#ifndef TL_UNIVERSAL_H
#define TL_UNIVERSAL_H
#include <Python.h>

/* A new reference to the type, to which attributes can be added. */
PyObject *tl_universal_type(void);

/* A new reference to an object that stands for the builtin. */
PyObject *tl_universal(PyObject *type, PyObject *builtin);

#endif
