/* Arguments under a second name. */
#ifndef TL_SPELLED_H
#define TL_SPELLED_H
#include <Python.h>

/* From now on a builtin function or method takes arguments by other names too. `names` is a dict: what is written, and
 * the parameter that is meant; None where a call that uses the name is one of `other`, which gets it as it is. So does
 * a call whose argument number `sizes` is an int: sizes that are given one by one; 0 for none. Said again, it replaces
 * what was said. -1 with an exception. */
int tl_spell(PyObject *callable, PyObject *names, PyObject *other, int sizes);

#endif
