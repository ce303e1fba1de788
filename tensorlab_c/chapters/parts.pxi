# Significand and exponent, whole and fraction.

cdef object output_given(object out1, object out2, object out, str function):
    """The two outputs of a function with two results, by position or by name."""
    if out is None:
        out = (None, None)
    if not isinstance(out, tuple) or len(out) != 2:
        raise ValueError(f"{function}: out= must be a tuple of two tensors or None")
    if (out1 is not None or out2 is not None) and (out[0] is not None or out[1] is not None):
        raise TypeError(f"{function}: outputs are given both by position and as out=")
    return (out1 if out[0] is None else out[0]), (out2 if out[1] is None else out[1])


cdef tuple both_delivered(Tensor first, Tensor second, tuple outs, object where, str function):
    """Two results into their outputs, neither of which is changed before both are known to fit."""
    cdef Tensor mask = None
    if outs[0] is None and outs[1] is None and where is True:
        return first, second
    for result, out in zip((first, second), outs):
        if out is not None:
            check_output(result, out, where, function)
    if where is not True and (outs[0] is None or outs[1] is None):
        raise ValueError(f"{function}: where= needs out=, or the other elements would be unset")
    if isinstance(where, (list, tuple)):
        mask = operand(where, function)
    return tuple([
        result if out is None else finish(result, out, where if mask is None else mask, function)
        for result, out in zip((first, second), outs)
    ])


cdef int check_output(Tensor result, object out, object where, str function) except -1:
    """Will `out` take the result? It is put into another one like it."""
    cdef Tensor target
    cdef int k
    if not isinstance(out, Tensor) and (not hasattr(type(out), "__array_finalize__") or result.ag is not None):
        finish(result, out, where, function)  # which says what is wrong
        return 0
    target = operand(out, function)
    finish(result, empty_like(target), where, function)
    before_change(target, function)
    for k in range(target.v.ndim):
        if target.v.strides[k] == 0 and target.v.shape[k] > 1 and target.numel:
            raise RuntimeError(f"{function}: elements of an output of shape {target.shape} share memory; give a copy")
    return 0


cdef Tensor floats_of(object x, object dtype, str function):
    """An operand in floats; complex numbers have no such parts."""
    cdef Tensor t = floated(operand(x, function) if dtype is None else in_dtype(x, dtype, function))
    if is_complex(t):
        raise TypeError(f"{function}: not defined for {t.dtype}")
    return t


cdef Tensor computed_with(Tensor t):
    """What is only stored, in the dtype that it is computed in."""
    return cast(t, dtype_info[t.v.dtype].compute)


def frexp(x, out1=None, out2=None, /, out=(None, None), *, where=True, dtype=None):
    """Significand and exponent: ``x == significand * 2**exponent``, the significand from 1/2 up to 1.

    Parameters
    ----------
    x : array_like
    out1, out2 : Tensor, optional
        Where the results go.
    out : tuple of Tensor, optional
        The same.
    where : array_like of bool
        The elements of the outputs that are set.
    dtype : dtype, optional
        What to compute in.

    Returns
    -------
    significand : Tensor
        With the sign of `x`; zeros, infinities and nan as they are, with the exponent 0.
    exponent : Tensor
        Of int32.

    Notes
    -----
    The significand has the derivative ``2**-exponent``, the exponent none.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.frexp(tl.array([1.0, -6.0, 0.0]))
    (tensor([ 0.5 , -0.75,  0.  ]), tensor([1, 3, 0], dtype=int32))
    """
    outs = output_given(out1, out2, out, "frexp")
    cdef Tensor t = floats_of(x, dtype, "frexp"), wide = computed_with(t)
    cdef Tensor e = unary(TL_OP_exponent, alias(wide))
    cdef Tensor part = cast(binary(TL_OP_scalb, wide, unary(TL_OP_negative, e)), t.v.dtype)
    return both_delivered(part, cast(e, TL_I32), outs, where, "frexp")


def ldexp(x1, x2, /, out=None, *, where=True, dtype=None):
    """``x1 * 2**x2``, rounded once.

    Parameters
    ----------
    x1 : array_like
    x2 : array_like of int
        They broadcast.
    out : Tensor, optional
        Where the result goes.
    where : array_like of bool
        The elements of `out` that are set.
    dtype : dtype, optional
        What to compute in.

    Returns
    -------
    Tensor
        Of the float type of `x1`; integers give float64, those of 8 or 16 bits float32.

    Raises
    ------
    TypeError
        When `x2` is not made of integers.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.ldexp(5.0, tl.arange(4))
    tensor([ 5., 10., 20., 40.])
    """
    cdef Tensor t = floats_of(x1, dtype, "ldexp"), e = operand(x2, "ldexp"), wide = computed_with(t), r
    if is_inexact(e):
        raise TypeError(f"ldexp: the exponents must be integers, got {e.dtype}")
    if e.v.dtype == TL_U64:
        raise TypeError("ldexp: exponents of uint64 are not taken; write x2.astype(tl.int64)")
    try:
        r = binary(TL_OP_scalb, wide, cast(e, wide.v.dtype))
    except ValueError:
        raise shapes_error("ldexp", t, e) from None
    return finish(cast(r, t.v.dtype), out, where, "ldexp")


def modf(x, out1=None, out2=None, /, out=(None, None), *, where=True, dtype=None):
    """Fraction and whole part, both with the sign of `x`.

    Parameters
    ----------
    x : array_like
    out1, out2 : Tensor, optional
        Where the results go.
    out : tuple of Tensor, optional
        The same.
    where : array_like of bool
        The elements of the outputs that are set.
    dtype : dtype, optional
        What to compute in.

    Returns
    -------
    fraction, whole : Tensor
        Both floating; infinities have the fraction 0.

    Notes
    -----
    The fraction has the derivative 1, the whole part 0.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.modf(tl.array([3.25, -0.5]))
    (tensor([ 0.25, -0.5 ]), tensor([ 3., -0.]))
    """
    outs = output_given(out1, out2, out, "modf")
    cdef Tensor t = floats_of(x, dtype, "modf"), whole = unary(TL_OP_trunc, t), plain = alias(t), rest
    rest = binary(TL_OP_subtract, plain, alias(whole))
    rest = select(unary(TL_OP_isinf, plain), scalar_tensor(0, t.v.dtype), rest)
    rest = custom(binary(TL_OP_copysign, rest, plain), _slope_of_fraction, t)
    return both_delivered(rest, whole, outs, where, "modf")


def _slope_of_fraction(g, out, t):
    return (g,)


def spacing(x, /, out=None, *, where=True, dtype=None):
    """The distance to the next number away from zero, with the sign of `x`.

    Parameters
    ----------
    x : array_like
    out : Tensor, optional
        Where the result goes.
    where : array_like of bool
        The elements of `out` that are set.
    dtype : dtype, optional
        What to compute in.

    Returns
    -------
    Tensor
        Of the shape of `x`; nan for infinities; integers give float64, those of 8 or 16 bits float32.

    Notes
    -----
    Of float16 it is the distance to the next larger number, as in NumPy. The derivative is 0 everywhere.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.spacing(tl.array([1.0, -4.0]))
    tensor([ 2.22044605e-16, -8.88178420e-16])
    """
    cdef Tensor t = floats_of(x, dtype, "spacing")
    if dtype_info[t.v.dtype].compute == t.v.dtype:
        return apply_unary(TL_OP_spacing, t, out, where, None)
    return finish(spacing_of_stored(t), out, where, "spacing")


cdef Tensor spacing_of_stored(Tensor t):
    """By way of the bits, which count numbers away from zero."""
    cdef Tensor bits = copied(alias(t)), near, zero = scalar_tensor(0, TL_F32), least, gap
    cdef int number = as_dtype("uint8" if dtype_info[t.v.dtype].itemsize == 1 else "uint16").num
    bits.v.dtype = number
    near = binary(TL_OP_add, bits, scalar_tensor(1, number))
    if t.v.dtype == as_dtype("float16").num:  # as NumPy has it, upwards
        near = select(unary(TL_OP_signbit, alias(t)), binary(TL_OP_subtract, bits, scalar_tensor(1, number)), near)
    least = scalar_tensor(1, number)
    near.v.dtype = least.v.dtype = t.v.dtype
    gap = binary(TL_OP_subtract, cast(near, TL_F32), cast(alias(t), TL_F32))
    gap = select(binary(TL_OP_equal, alias(t), zero), cast(least, TL_F32), gap)
    gap = select(unary(TL_OP_isinf, alias(t)), scalar_tensor(float("nan"), TL_F32), gap)
    gap = cast(gap, t.v.dtype)
    return binary(TL_OP_add, gap, unary(TL_OP_spacing, t)) if t.ag is not None else gap


def float_power(x1, x2, /, out=None, *, where=True, dtype=None):
    """`x1` to the power of `x2`, in float64 or complex128 whatever the operands are.

    Parameters
    ----------
    x1, x2 : array_like
        They broadcast.
    out : Tensor, optional
        Where the result goes.
    where : array_like of bool
        The elements of `out` that are set.
    dtype : dtype, optional
        What to compute in: float64 or complex128.

    Returns
    -------
    Tensor
        Of the shape of `x1` and `x2`, broadcast.

    Raises
    ------
    TypeError
        For another `dtype`.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.float_power(tl.array([1, 2, 4]), -1)
    tensor([1.  , 0.5 , 0.25])
    """
    cdef Tensor a = operand(x1, "float_power"), b = operand(x2, "float_power")
    cdef int d = TL_C128 if is_complex(a) or is_complex(b) else TL_F64, wanted
    if dtype is not None:
        wanted = as_dtype(dtype).num
        if wanted != TL_C128 and wanted != d:
            raise TypeError(f"float_power: computes in float64 and complex128, not in {DTYPES[wanted].name}")
        d = wanted
    a = cast(a, d)
    if type(x2) is int or type(x2) is float:  # which may be a square or a root
        return finish(binary_objects(TL_OP_power, a, <double> x2), out, where, "float_power")
    return apply_binary(TL_OP_power, a, cast(b, d), out, where, None)


def real_if_close(a, tol=100):
    """The real parts where all imaginary parts are next to 0, else the numbers as they are.

    Parameters
    ----------
    a : array_like
    tol : float
        The largest imaginary part: above 1 in units of the dtype's eps, else as it is.

    Returns
    -------
    Tensor

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.real_if_close(tl.array([2.0 + 4e-15j, 3.0])), tl.real_if_close(tl.array([2.0 + 4e-13j]))
    (tensor([2., 3.]), tensor([2.+4.e-13j]))
    """
    cdef Tensor t = operand(a, "real_if_close"), part, within
    cdef double limit = tol
    if not is_complex(t):
        return t
    if limit > 1:
        limit *= 2.0**-23 if t.v.dtype == TL_C64 else 2.0**-52
    part = complex_part(alias(t), True)
    within = binary(TL_OP_less, unary(TL_OP_abs, part), scalar_tensor(limit, part.v.dtype))
    return complex_part(t, False) if item_of(reduce_all(TL_OP_all, within)) else t
