"""Rows of the table of calls: files."""

import io
import os

from drive import TABLE, Call, M, Prepared, T, V, call, found, fresh

import tensorlab as tl


def _bytes(name, *args, file_last=False, text=False, **kwargs):
    """A call that writes into a file of its own."""

    def make():
        file = io.StringIO() if text else io.BytesIO()
        given = fresh(list(args))
        return Prepared(found(name), [*given, file] if file_last else [file, *given], fresh(kwargs))

    TABLE.append(Call(name, make))


_bytes("save", M)
_bytes("save", {"a": T, "b": [T, 1]}, file_last=True)
_bytes("savez", M, x=V)
_bytes("savez_compressed", M, x=V)
_bytes("savetxt", M, text=True)
call("loadtxt genfromtxt", ["1 2 3", "4 5 6"])


def _written():
    file = io.BytesIO()
    tl.save(file, tl.ones((2, 3)))
    file.seek(0)
    return Prepared(tl.load, [file], {})


TABLE.append(Call("load", _written))
TABLE.append(Call("io.load", _written))
_bytes("io.save", M)
call("Tensor.tofile", T, os.devnull)
