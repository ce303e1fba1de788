"""What element types can hold."""

from __future__ import annotations

from tensorlab_c.dtypes import DType, _beyond_numpy

__all__ = ["finfo", "iinfo"]

# bits of the significand, exponents of the smallest normal number and of the first power of 2 beyond it, the
# largest number
_FORMATS = {
    "bfloat16": (7, -126, 128, float.fromhex("0x1.fep127")),
    "float8_e4m3fn": (3, -6, 9, 448.0),
    "float8_e5m2": (2, -14, 16, 57344.0),
    "float16": (10, -14, 16, 65504.0),
    "float32": (23, -126, 128, float.fromhex("0x1.fffffep127")),
    "float64": (52, -1022, 1024, float.fromhex("0x1.fffffffffffffp1023")),
}
_OF_PARTS = {"complex64": "float32", "complex128": "float64"}


class _FloatInfo:
    """What numpy.finfo tells, in Python's floats; it prints as that."""

    def __init__(self, d: DType):
        self.dtype, self.bits = d, 8 * d.itemsize
        self.nmant, self.minexp, self.maxexp, self.max = _FORMATS[d.name]
        self.min = -self.max
        self.nexp = self.iexp = self.bits - 1 - self.nmant
        self.machep, self.negep = -self.nmant, -self.nmant - 1
        self.eps, self.epsneg = 2.0**self.machep, 2.0**self.negep
        self.tiny = self.smallest_normal = 2.0**self.minexp
        self.smallest_subnormal = 2.0 ** (self.minexp - self.nmant)
        self.precision = max(1, int(self.nmant * 0.30103))  # decimal digits
        self.resolution = d(10.0**-self.precision).item()

    def _shown(self, how) -> str:
        if _beyond_numpy(self.dtype):
            return f"finfo(resolution={self.resolution}, min={self.min}, max={self.max}, dtype={self.dtype})"
        import numpy

        return how(numpy.finfo(self.dtype.name))

    def __repr__(self) -> str:
        return self._shown(repr)

    def __str__(self) -> str:
        return self._shown(str)


def _dtype_of(x) -> DType:
    return DType(x if isinstance(x, DType) else getattr(x, "dtype", x))


def finfo(dtype) -> _FloatInfo:
    """What a floating dtype can hold: eps, max, min, tiny, ...

    Parameters
    ----------
    dtype : dtype or Tensor
        Of complex ones it is their parts'.

    Returns
    -------
    finfo
        With the attributes of ``numpy.finfo``; numbers are Python's.

    Raises
    ------
    ValueError
        For dtypes that are not floating.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.finfo(tl.float32).eps
    1.1920928955078125e-07
    """
    d = _dtype_of(dtype)
    d = DType(_OF_PARTS.get(d.name, d))
    if d.name not in _FORMATS:
        raise ValueError(f"finfo: dtype must be floating, got {d}")
    return _FloatInfo(d)


def iinfo(dtype):
    """NumPy's ``iinfo`` of an integer dtype: bits, max, min.

    Parameters
    ----------
    dtype : dtype or Tensor

    Returns
    -------
    numpy.iinfo

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.iinfo(tl.int8).max
    127
    """
    import numpy

    return numpy.iinfo(_dtype_of(dtype).name)
