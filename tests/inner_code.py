"""CPython 3.12 and 3.13 lose a reference of the code of a function that they cannot make, and crash later.

Tests that make allocations fail give it back.
"""

import contextlib
import ctypes
import sys
import types


def counts(objects):
    return [sys.getrefcount(x) for x in objects]


def inner_code(call):
    """The code of what Python code can make during the call: functions, lambdas, generators."""
    found, outer = {}, sys.getprofile()

    def look(frame, event, argument):
        if event == "call":
            found.update({id(x): x for x in frame.f_code.co_consts if isinstance(x, types.CodeType)})

    sys.setprofile(look)
    try:
        with contextlib.suppress(Exception):
            call()
    finally:
        sys.setprofile(outer)
    return list(found.values())


@contextlib.contextmanager
def repaired(code):
    """Afterwards, the code has the references that it had."""
    before = counts(code)
    yield
    for x, n, after in zip(code, before, counts(code)):
        for _ in range(n - after):
            ctypes.pythonapi.Py_IncRef(ctypes.py_object(x))
