"""Tensors and numbers as text: NumPy's printing and NumPy's options, which both libraries share."""

from __future__ import annotations

import sys

from tensorlab_c._operands import _operand, _under
from tensorlab_c._tensor import Tensor
from tensorlab_c.dtypes import _beyond_numpy
from tensorlab_c.places import _integer

__all__ = [
    "array2string", "array_repr", "array_str", "base_repr", "binary_repr", "format_float_positional",
    "format_float_scientific", "get_printoptions", "printoptions", "set_printoptions",
]  # fmt: skip

_VERSIONS = ("1.13", "1.21", "1.25", "2.1", "2.2")  # of NumPy whose printing differs
_TOLD = ("float64", "int64", "bool", "complex128")  # dtypes that the numbers themselves tell


def _printed(t: Tensor):
    """The array whose numbers are printed: of float32 where NumPy may have no such dtype."""
    return (t.detach().astype("float32") if _beyond_numpy(t.dtype) else t).numpy()


def _repr(t: Tensor, width=None, precision=None, suppress=None) -> str:
    """NumPy's repr with ``tensor(`` for ``array(``, and what autograd knows.

    As in NumPy, what the values do not tell follows them, on a line of its own when the last one is full.
    """
    import numpy

    options = numpy.get_printoptions()
    width = options["linewidth"] if width is None else width
    name = type(t).__name__ if type(t) is not Tensor else "tensor"
    prefix = f"{name}("
    values = prefix + numpy.array2string(_printed(t), width, precision, suppress, ", ", prefix, suffix=")")
    extra = []
    told = options["legacy"] in (False, "2.2")  # whether later versions' shape of what is abbreviated is told
    if (told and t.size > options["threshold"]) or (not t.size and t.shape != (0,)):
        extra.append(f"shape={t.shape}")
    if t.dtype.name not in _TOLD or not t.size:
        extra.append(f"dtype={t.dtype.name}")
    if t.requires_grad and name == "tensor":
        extra.append("requires_grad=True")
    if not extra:
        return values + ")"
    rest = ", ".join(extra) + ")"
    last_line = len(values) - values.rfind("\n")  # with the comma to come
    fits = last_line + 1 + len(rest) <= width
    return f"{values}," + (" " if fits else "\n" + " " * len(prefix)) + rest


def tensor_repr(t: Tensor) -> str:
    """What `repr` is."""
    import numpy

    instead = numpy.get_printoptions().get("override_repr")
    return _repr(t) if instead is None else instead(t)


def tensor_str(t: Tensor) -> str:
    """As NumPy prints the array."""
    return str(_printed(t))


def _given(width, precision, function: str) -> tuple[int | None, int | None]:
    """As integers, where they are given."""
    return (
        None if width is None else _integer(width, "the width of lines", function),
        None if precision is None else _integer(precision, "the precision", function),
    )


def array_repr(arr, max_line_width=None, precision=None, suppress_small=None) -> str:
    """The text of a tensor, as `repr` has it.

    Parameters
    ----------
    arr : array_like
    max_line_width : int, optional
        In characters; that of the options when None, as all else.
    precision : int, optional
        Digits behind the point.
    suppress_small : bool, optional
        Whether numbers near zero are printed as 0 rather than with exponents.

    Returns
    -------
    str

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.array_repr(tl.array([1e-9, 2.0]), precision=3, suppress_small=True)
    'tensor([0., 2.])'
    """
    given = _given(max_line_width, precision, "array_repr")
    return _repr(_operand(arr, "array_repr"), *given, suppress_small)


def array_str(a, max_line_width=None, precision=None, suppress_small=None) -> str:
    """The text of an array's elements, as `str` has it.

    Parameters
    ----------
    a : array_like
    max_line_width : int, optional
        In characters; that of the options when None, as all else.
    precision : int, optional
        Digits behind the point.
    suppress_small : bool, optional
        Whether numbers near zero are printed as 0 rather than with exponents.

    Returns
    -------
    str

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.array_str(tl.array([1 / 3, 2.0]), precision=2)
    '[0.33 2.  ]'
    """
    import numpy

    t, given = _operand(a, "array_str"), _given(max_line_width, precision, "array_str")
    return numpy.array_str(_printed(t), *given, suppress_small)


def array2string(
    a, max_line_width=None, precision=None, suppress_small=None, separator=" ", prefix="", *, formatter=None,
    threshold=None, edgeitems=None, sign=None, floatmode=None, suffix="", legacy=None,
) -> str:  # fmt: skip
    """The text of an array's elements, laid out as is asked for; the options say the rest.

    Parameters
    ----------
    a : array_like
    max_line_width : int, optional
        In characters.
    precision : int, optional
        Digits behind the point.
    suppress_small : bool, optional
        Whether numbers near zero are printed as 0 rather than with exponents.
    separator : str
        What stands between elements.
    prefix, suffix : str
        What the text is to stand between: lines are shorter and indented by them.
    formatter : dict of callable, optional
        How elements become text, by kind: "bool", "int", "float", "complexfloat", "all" and NumPy's others.
    threshold : int, optional
        How many elements are printed in full.
    edgeitems : int, optional
        How many at each end are printed of more.
    sign : {"-", "+", " "}, optional
        Whether positive numbers have a sign, or room for one.
    floatmode : {"maxprec", "fixed", "unique", "maxprec_equal"}, optional
        What `precision` means.
    legacy : str or False, optional
        The version of NumPy whose printing is wanted.

    Returns
    -------
    str

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.array2string(tl.array([1, 2]), separator=";")
    '[1;2]'
    """
    import numpy

    t, given = _operand(a, "array2string"), _given(max_line_width, precision, "array2string")
    for text in (separator, prefix, suffix):
        if not isinstance(text, str):
            raise TypeError(f"array2string: separator, prefix and suffix are text, got {type(text).__name__}")
    if formatter is not None and not isinstance(formatter, dict):
        raise TypeError(f"array2string: formatter must be a dict, got {type(formatter).__name__}")
    with _under("array2string"):
        return numpy.array2string(
            _printed(t), *given, suppress_small, separator, prefix, formatter=formatter, threshold=threshold,
            edgeitems=edgeitems, sign=sign, floatmode=floatmode, suffix=suffix, legacy=legacy,
        )  # fmt: skip


# ---- options -----------------------------------------------------------------------------------------------
def set_printoptions(
    precision=None, threshold=None, edgeitems=None, linewidth=None, suppress=None, nanstr=None, infstr=None,
    formatter=None, sign=None, floatmode=None, *, legacy=None, override_repr=None, profile=None,
    sci_mode=None,
) -> None:  # fmt: skip
    """Says how tensors are printed, and NumPy's arrays: the options are NumPy's, and two of PyTorch's.

    Parameters
    ----------
    precision : int, optional
        Digits behind the point; all options stay as they are when None.
    threshold : int, optional
        How many elements are printed in full.
    edgeitems : int, optional
        How many at each end are printed of more.
    linewidth : int, optional
        In characters.
    suppress : bool, optional
        Whether numbers are printed without exponents.
    nanstr, infstr : str, optional
        What stands for nan and infinity.
    formatter : dict of callable, optional
        How elements become text, by kind: "bool", "int", "float", "complexfloat", "all" and NumPy's others.
        Unlike the other options it does not stay: the next call ends it.
    sign : {"-", "+", " "}, optional
        Whether positive numbers have a sign, or room for one.
    floatmode : {"maxprec", "fixed", "unique", "maxprec_equal"}, optional
        What `precision` means.
    legacy : str or False, optional
        The version of NumPy whose printing is wanted.
    override_repr : callable, optional
        Called for `repr` in place of all this.
    profile : {"default", "short", "full"}, optional
        PyTorch's choices of precision, threshold, edgeitems and linewidth, where those are not given.
    sci_mode : bool, optional
        Floats with exponents, by a `formatter`, or without, by `suppress`; NumPy's choice when None.

    Returns
    -------
    None

    Raises
    ------
    ValueError, TypeError
        For a value that an option does not have.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.set_printoptions(precision=3); tl.array([1 / 3])
    tensor([0.333])
    >>> tl.set_printoptions(precision=8)
    """
    import numpy

    options = {
        "precision": precision, "threshold": threshold, "edgeitems": edgeitems, "linewidth": linewidth,
        "suppress": suppress, "nanstr": nanstr, "infstr": infstr, "formatter": formatter, "sign": sign,
        "floatmode": floatmode, "legacy": legacy,
    }  # fmt: skip
    if override_repr is not None:  # NumPy has it since 2.1
        options["override_repr"] = override_repr
    options = _numpys_options("set_printoptions", options, profile, sci_mode)
    _check_options("set_printoptions", **options)
    with _under("set_printoptions"):
        numpy.set_printoptions(**options)


_PROFILES = {
    "default": {"precision": 4, "threshold": 1000, "edgeitems": 3, "linewidth": 80},
    "short": {"precision": 2, "threshold": 1000, "edgeitems": 2, "linewidth": 80},
    "full": {"precision": 4, "threshold": sys.maxsize, "edgeitems": 3, "linewidth": 80},
}


def _numpys_options(function: str, options: dict, profile=None, sci_mode=None) -> dict:
    """The options with what PyTorch's mean."""
    if profile is not None:
        if profile not in _PROFILES:
            raise ValueError(f"{function}: profile must be one of {', '.join(_PROFILES)}, got {profile!r}")
        options = {**_PROFILES[profile], **{name: x for name, x in options.items() if x is not None}}
    if sci_mode is None:
        return options
    if options.get("suppress") is not None or options.get("formatter") is not None:
        raise TypeError(f"{function}: sci_mode is one of suppress and formatter, and they were given as well")
    formatter = {"float_kind": _scientific} if sci_mode else None
    return {**options, "suppress": not sci_mode, "formatter": formatter}


def _scientific(x) -> str:
    return f"{x:.{get_printoptions()['precision']}e}"


def _check_options(function: str, precision=None, *args, legacy=None, **others) -> None:
    """What NumPy notices when it prints only: no printing would go on from there."""
    if precision is not None and _integer(precision, "precision", function) < 0:
        raise ValueError(f"{function}: precision must not be negative, got {precision}")
    if not (legacy is None or legacy is False or legacy in _VERSIONS):
        raise ValueError(f"{function}: legacy must be False or one of {', '.join(_VERSIONS)}, got {legacy!r}")


def get_printoptions() -> dict:
    """The options of printing, by name.

    Returns
    -------
    dict
        See `set_printoptions`.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.get_printoptions()["precision"]
    8
    """
    import numpy

    return numpy.get_printoptions()


class printoptions:
    """Options of printing within a `with` block.

    Parameters
    ----------
    *args, **kwargs
        As `set_printoptions`. ``as`` gives all options.

    Examples
    --------
    >>> import tensorlab as tl
    >>> with tl.printoptions(precision=2):
    ...     print(tl.array([1 / 3]))
    [0.33]
    """

    def __init__(self, *args, **kwargs):
        self._given = args, kwargs
        self._numpys: list = []

    def __enter__(self) -> dict:
        import numpy

        args, options = self._given
        own = {name: options[name] for name in ("profile", "sci_mode") if name in options}
        rest = {name: option for name, option in options.items() if name not in own}
        options = _numpys_options("printoptions", rest, **own)
        inside = numpy.printoptions(*args, **options)
        with _under("printoptions"):
            _check_options("printoptions", *args, **options)
            options = inside.__enter__()
        self._numpys.append(inside)
        return options

    def __exit__(self, *raised) -> None:
        self._numpys.pop().__exit__(None, None, None)


# ---- numbers -----------------------------------------------------------------------------------------------
def _scalar(x, function: str):
    """NumPy's scalar, in whose precision digits are counted."""
    if not isinstance(x, Tensor):
        return x
    if x.size != 1:
        raise TypeError(f"{function}: one number is needed, got shape {x.shape}")
    return _printed(x.detach().reshape(()))[()]


def format_float_positional(
    x, precision=None, unique=True, fractional=True, trim="k", sign=False, pad_left=None, pad_right=None,
    min_digits=None,
) -> str:  # fmt: skip
    """A number as text without an exponent.

    Parameters
    ----------
    x : number
    precision : int, optional
        Digits at most.
    unique : bool
        As few digits as tell the number from others of its dtype.
    fractional : bool
        Whether `precision` and `min_digits` count from the point, or all digits.
    trim : {"k", ".", "0", "-"}
        Zeros behind: keep them, all but the point go, one stays, all go.
    sign : bool
        Whether positive numbers have one.
    pad_left, pad_right : int, optional
        How many characters there are to be on each side of the point.
    min_digits : int, optional
        Digits at least.

    Returns
    -------
    str

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.format_float_positional(tl.array(1e-7, dtype=tl.float32))
    '0.0000001'
    """
    import numpy

    number = _scalar(x, "format_float_positional")
    with _under("format_float_positional"):
        return numpy.format_float_positional(
            number, precision, unique, fractional, trim, sign, pad_left, pad_right, min_digits
        )


def format_float_scientific(
    x, precision=None, unique=True, trim="k", sign=False, pad_left=None, exp_digits=None, min_digits=None
) -> str:
    """A number as text with an exponent.

    Parameters
    ----------
    x : number
    precision : int, optional
        Digits at most behind the point.
    unique : bool
        As few digits as tell the number from others of its dtype.
    trim : {"k", ".", "0", "-"}
        Zeros behind: keep them, all but the point go, one stays, all go.
    sign : bool
        Whether positive numbers have one.
    pad_left : int, optional
        How many characters there are to be left of the point.
    exp_digits : int, optional
        Digits of the exponent at least.
    min_digits : int, optional
        Digits at least behind the point.

    Returns
    -------
    str

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.format_float_scientific(tl.array(1234.5))
    '1.2345e+03'
    """
    import numpy

    number = _scalar(x, "format_float_scientific")
    with _under("format_float_scientific"):
        return numpy.format_float_scientific(
            number, precision, unique, trim, sign, pad_left, exp_digits, min_digits
        )


def base_repr(number, base=2, padding=0) -> str:
    """An integer in a number system.

    Parameters
    ----------
    number : int
    base : int
        From 2 to 36.
    padding : int
        How many zeros to write before it.

    Returns
    -------
    str

    Raises
    ------
    ValueError
        For another base.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.base_repr(255, 16)
    'FF'
    """
    import numpy

    with _under("base_repr"):
        if not 2 <= base <= 36:
            raise ValueError(f"base must be from 2 to 36, got {base}")
        return numpy.base_repr(int(number), base, padding)


def binary_repr(num, width=None) -> str:
    """An integer in binary, negative ones as two's complement when `width` is given.

    Parameters
    ----------
    num : int
    width : int, optional
        How many digits at least.

    Returns
    -------
    str

    Raises
    ------
    ValueError
        When `width` is too small.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.binary_repr(5), tl.binary_repr(-3, width=4)
    ('101', '1101')
    """
    if width is None and type(num) is int:
        return f"{num:b}"
    import numpy

    with _under("binary_repr"):
        return numpy.binary_repr(_integer(num, "num", "binary_repr"), width)
