# Complex numbers: their parts, conjugates and angles.

def real(val):
    """The real parts.

    Parameters
    ----------
    val : array_like

    Returns
    -------
    Tensor
        A view of complex numbers' real parts, of the shape of `val`; of real numbers `val` itself.

    See Also
    --------
    imag, angle, conjugate

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.real(tl.array([1 + 2j, 3]))
    tensor([1., 3.])
    """
    return operand(val, "real").real


def imag(val):
    """The imaginary parts.

    Parameters
    ----------
    val : array_like

    Returns
    -------
    Tensor
        A view of complex numbers' imaginary parts, of the shape of `val`; of real numbers zeros that cannot be written
        to.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.imag(tl.array([1 + 2j, 3]))
    tensor([2., 0.])
    """
    return operand(val, "imag").imag


conjugate = table_function(TL_OP_conjugate, __name__, """
    The complex conjugate: the imaginary part with the other sign.

    Notes
    -----
    The gradient of a loss L at z = x + iy is dL/dx + i dL/dy, as PyTorch has it: descent goes against it. Through an
    analytic function w = f(z) it is that at w times the conjugate of f'(z).

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.conjugate(tl.array([1 + 2j, 3]))
    tensor([1.-2.j, 3.-0.j])
    """)
conj = conjugate


def angle(z, deg=False):
    """The angle of complex numbers: arctan2(imaginary part, real part).

    Parameters
    ----------
    z : array_like
    deg : bool
        In degrees instead of radians.

    Returns
    -------
    Tensor
        Of real numbers, of the shape of `z`: in [-pi, pi]. Of real numbers 0 or pi.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.angle(tl.array([1j, -1.0, 1 + 1j]), deg=True)
    tensor([ 90., 180.,  45.])
    """
    cdef Tensor t = floated(operand(z, "angle")), result
    if is_complex(t):
        result = binary(TL_OP_arctan2, complex_part(t, True), complex_part(t, False))
    else:
        result = binary(TL_OP_arctan2, scalar_tensor(0, t.v.dtype), t)
    return both(TL_OP_multiply, result, 57.29577951308232) if deg else result


def isreal(x):
    """Whether the imaginary part is 0.

    Parameters
    ----------
    x : array_like

    Returns
    -------
    Tensor
        Of bool, of the shape of `x`; of real numbers True.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.isreal(tl.array([1 + 2j, 3]))
    tensor([False,  True])
    """
    return ~iscomplex(operand(x, "isreal"))


def iscomplex(x):
    """Whether the imaginary part is not 0.

    Parameters
    ----------
    x : array_like

    Returns
    -------
    Tensor
        Of bool, of the shape of `x`; of real numbers False.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.iscomplex(tl.array([1 + 2j, 3]))
    tensor([ True, False])
    """
    cdef Tensor t = operand(x, "iscomplex"), part
    if not is_complex(t):
        return zeros(t.shape, "bool")  # which nobody has to write
    part = complex_part(t, True)
    return binary(TL_OP_not_equal, part, scalar_tensor(0, part.v.dtype))


def iscomplexobj(x):
    """Whether the dtype is complex, whatever the elements are.

    Parameters
    ----------
    x : array_like

    Returns
    -------
    bool

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.iscomplexobj(tl.array([1 + 0j])), tl.iscomplexobj([1.0])
    (True, False)
    """
    kind = getattr(getattr(x, "dtype", None), "kind", None)  # of whatever has one, also of what is no array
    return is_complex(operand(x, "iscomplexobj")) if kind is None else kind == "c"


def isrealobj(x):
    """Whether the dtype is not complex.

    Parameters
    ----------
    x : array_like

    Returns
    -------
    bool

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.isrealobj(tl.array([1 + 0j])), tl.isrealobj([1.0])
    (False, True)
    """
    return not is_complex(operand(x, "isrealobj"))
