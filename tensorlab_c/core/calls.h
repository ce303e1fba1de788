/* Functions and methods made from rows of ops.def, as CPython calls them: one C function per row. Plain tensors and
 * nothing else but an axis go straight to the op; every other call is parsed by the one form of its family. */
#ifndef TL_CALLS_H
#define TL_CALLS_H
#include <Python.h>
#include <stdint.h>

/* What calls go on to: functions of _tensor.pyx. Arguments are borrowed; NULL comes with an exception. */
typedef struct {
    PyTypeObject *tensor;
    PyObject *(*unary)(int op, PyObject *x);
    PyObject *(*binary)(int op, PyObject *a, PyObject *b);
    PyObject *(*reduce_all)(int op, PyObject *x);
    PyObject *(*reduce_axis)(int op, PyObject *x, int64_t axis);
    PyObject *(*apply_unary)(int op, PyObject *x, PyObject *out, PyObject *where, PyObject *dtype);
    PyObject *(*apply_binary)(int op, PyObject *a, PyObject *b, PyObject *out, PyObject *where, PyObject *dtype);
    PyObject *(*apply_reduce)(int op, PyObject *a, PyObject *axis, PyObject *dtype, PyObject *out, int keepdims,
                              PyObject *initial, PyObject *where);
    /* under the name of the method */
    PyObject *(*unary_in_place)(int op, PyObject *x, const char *name);
    PyObject *(*binary_in_place)(int op, PyObject *a, PyObject *b, const char *name);
} tl_way;

int tl_calls_start(const tl_way *way); /* before the first call; -1 with an exception */

const char *tl_call_signature(int op); /* its parameters; "" where the row makes no function */

/* New objects; NULL with an exception where the row has none. The docstring, which begins with the signature, must
 * outlive them. Methods are of the tensor type; those in place, whose names end in "_", of rows that map elements. */
typedef enum { TL_FUNCTION, TL_METHOD, TL_IN_PLACE, TL_WAYS_OF_CALLING } tl_calling;
PyObject *tl_make_callable(int op, tl_calling calling, PyObject *module, const char *doc);

#endif
