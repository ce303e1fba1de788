"""NumPy's public names beside tensorlab's, why some are missing, and why some arguments differ.

Both namespaces say what exists; only reasons are written here. `docs/_ext/name_table.py` makes a page
of them, `tests/test_numpy_names.py` compares them with the namespaces.
"""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from fnmatch import fnmatchcase

import numpy as np

import tensorlab as tl

NAMESPACES = {  # NumPy's, ours, how names of ours are spelled
    "numpy": (np, tl, "tensorlab"),
    "numpy.linalg": (np.linalg, getattr(tl, "linalg", None), "tensorlab.linalg"),
    "numpy.emath": (np.emath, getattr(tl, "emath", None), "tensorlab.emath"),
    "numpy.fft": (np.fft, getattr(tl, "fft", None), "tensorlab.fft"),
    "numpy.random": (np.random, tl.random, "tensorlab.random"),
    "numpy.random.Generator": (np.random.Generator, tl.random.Generator, "tensorlab.random.Generator"),
    "numpy.ndarray": (np.ndarray, tl.Tensor, "tensorlab.Tensor"),
}

# ---- names that are missing on purpose: patterns of names -> why -------------------------------------------
MISSING = {
    "text": """numpy.char numpy.strings numpy.str_ numpy.bytes_ numpy.character numpy.flexible""",
    "files of text": "numpy.fromregex",
    "dates": """
        numpy.busday* numpy.is_busday numpy.datetime* numpy.timedelta64 numpy.isnat""",
    "polynomials, but `polyfit`, `polyval` and `roots`": "numpy.poly*",
    "masked arrays": "numpy.ma",
    "matrices: arrays of two axes and `@`": "numpy.matrix numpy.asmatrix numpy.bmat",
    "records": """
        numpy.rec numpy.recarray numpy.record numpy.void numpy.ndarray.getfield numpy.ndarray.setfield""",
    "objects": """
        numpy.object_ numpy.frompyfunc numpy.ndarray.dump
        numpy.ndarray.dumps""",
    "floats of more than 64 bits, which not every machine has": """
        numpy.longdouble numpy.clongdouble numpy.float96 numpy.float128 numpy.complex192 numpy.complex256""",
    "memory layout: tensors are made in C order": "numpy.isfortran",
    "loops over elements in memory order: `for row in x`, and functions of whole arrays": """
        numpy.nested_iters numpy.flatiter""",
    "NumPy's own configuration, modules and tests": """
        numpy.show_* numpy.get_include numpy.getbufsize numpy.setbufsize numpy.info numpy.test
        numpy.testing numpy.typing numpy.core numpy.f2py numpy.ctypeslib numpy.exceptions
        numpy.dtypes
        numpy.ScalarType numpy.typecodes numpy.typename numpy.sctypeDict numpy.mintypecode
        numpy.ndarray.ctypes""",
    "the memory is that of `x.data`": "numpy.ndarray.__buffer__",
    "how NumPy's subclasses are made": """
        numpy.ndarray.__array_finalize__ numpy.ndarray.__array_wrap__
        numpy.ndarray.__array_struct__ numpy.ndarray.__setstate__""",
    "`tl.asarray(np.memmap(...))` is a tensor on the file": "numpy.memmap",
}

# ---- names that are still to come: each must be absent -----------------------------------------------------
PENDING: dict[str, str] = {}


@dataclass(frozen=True)
class Name:
    """A public name of NumPy's, what it stands for, ours if there is one, and the reason if there is none."""

    space: str
    name: str
    theirs: object
    ours: object
    reason: str | None

    def __str__(self) -> str:
        return f"{self.space}.{self.name}"

    @property
    def target(self) -> str:
        return f"{NAMESPACES[self.space][2]}.{self.name}"


ABSENT = object()


def own(owner: object, name: str) -> object:
    """What we have of this name; where a method only says that there is a function, ABSENT."""
    if owner is tl.Tensor:
        found = inspect.getattr_static(owner, name, ABSENT)
        return ABSENT if type(found).__name__ == "FunctionOnly" else found
    return getattr(owner, name, ABSENT)


def reason(full: str) -> str | None:
    """Why the name is missing on purpose."""
    for why, patterns in MISSING.items():
        if any(fnmatchcase(full, pattern) for pattern in patterns.split()):
            return why
    return None


def names() -> list[Name]:
    """Every public name of NumPy's namespaces; of arrays the special methods, too."""
    found = []
    for space, (theirs, ours, _) in NAMESPACES.items():
        public = theirs.__all__ if inspect.ismodule(theirs) else dir(theirs)
        for name in sorted(set(public) - set(dir(object)), key=lambda name: (name.strip("_").lower(), name)):
            special = space == "numpy.ndarray" and name.startswith("__")
            if not inspect.ismodule(theirs) and name.startswith("_") and not special:
                continue
            mine = own(ours, name)
            why = reason(f"{space}.{name}") if mine is ABSENT else None
            found.append(Name(space, name, getattr(theirs, name), mine, why))
    return found


# ---- arguments ---------------------------------------------------------------------------------------------
DIFFERENT = {
    "*:like": "other libraries' arrays come in by `asarray`",
    "numpy.divmod:out": "by name; by position there are two",
    "numpy.frexp:out": "by name; by position there are two",
    "numpy.modf:out": "by name; by position there are two",
    "*:subok": "subclasses are `nn.Parameter` alone",
    "*:signature": "a loop is chosen by `dtype=`",
    "*:order": "tensors are made in C order",
    "*:casting": "`out=` takes what `same_kind` allows",
    "numpy.array:ndmax": "lists hold numbers, so that all of their levels are axes",
    "numpy.genfromtxt:*": "by name after `usecols`, where arguments for records and text follow",
    "numpy.load:fix_imports": "for pickles, which are never loaded",
    "numpy.load:encoding": "for pickles, which are never loaded",
    "numpy.fix:x": "by position, as `trunc` has it",
    "numpy.*mat*:ax*": "`moveaxis` says which axes are multiplied",
    "numpy.*mat*:keepdims": "NumPy refuses it, too",
    "numpy.vecdot:axis": "the last one where none is given",
    "numpy.vecdot:axes": "`axis` is that of both operands",
    "numpy.clip:*": "`min` and `max` stand first, as in the array API standard; by name all four",
    "numpy.random.get_state:legacy": "the state of a newer generator is a dict",
    "numpy.einsum:optimize": "several operands are multiplied in a good order",
}

# parameters that are still to come: each must differ
PARAMETERS_PENDING = ""


def signature(function: object) -> inspect.Signature | None:
    try:
        return inspect.signature(function) if callable(function) and not isinstance(function, type) else None
    except (TypeError, ValueError):
        return None


def default(parameter: inspect.Parameter) -> object:
    """Its default; None where it only stands for 'not given' or for the default dtype."""
    value = parameter.default
    if parameter.name == "dtype" and value in (float, int, np.float64, np.int64):
        return None
    if value is np._NoValue or value == (None, None):
        return None
    switch = parameter.name in ("keepdims", "where", "descending")
    return {False: None, True: None}.get(value, value) if switch else value


def parted(theirs: inspect.Signature, ours: inspect.Signature) -> list[str]:
    """Parameters of theirs that ours does not take, by position, by name or with the same default."""
    mine = ours.parameters
    places = [p for p in mine.values() if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    rest = any(p.kind is p.VAR_POSITIONAL for p in mine.values())
    wrong, place = [], 0
    for p in theirs.parameters.values():
        if p.kind is p.VAR_KEYWORD:
            continue
        if p.kind is p.VAR_POSITIONAL:
            wrong += [] if rest or len(places) > place else [f"*{p.name}"]
            continue
        same = mine.get(p.name)
        if p.kind is p.KEYWORD_ONLY:
            taken = same is not None and same.kind in (p.POSITIONAL_OR_KEYWORD, p.KEYWORD_ONLY)
        else:
            at = places[place] if place < len(places) else None
            taken = at is not None or rest
            if p.kind is p.POSITIONAL_OR_KEYWORD:
                named = same is not None and same.kind is not p.POSITIONAL_ONLY
                taken = taken and named and same is (at or same)
            else:
                same = at
            place += 1
        if taken and same is not None and p.default is not p.empty:
            taken = same.default is not p.empty and repr(default(same)) == repr(default(p))
        if not taken:
            wrong.append(p.name)
    return wrong


def differences(entry: Name) -> list[tuple[str, str | None]]:
    """The parameters that differ, each with the reason, or None where it has none."""
    theirs, ours = signature(entry.theirs), signature(entry.ours)
    if theirs is None or ours is None:
        return []
    found = []
    for parameter in parted(theirs, ours):
        if parameter == "self":
            continue
        full = f"{entry}:{parameter}"
        why = next((why for pattern, why in DIFFERENT.items() if fnmatchcase(full, pattern)), None)
        found.append((parameter, why))
    return found
