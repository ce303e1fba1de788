"""Functions of matrices: of ``tl.linalg``."""

from __future__ import annotations

from tensorlab_c._factors import adjoint, like
from tensorlab_c._operands import _under
from tensorlab_c._tensor import Tensor, custom
from tensorlab_c.creation import asarray, zeros
from tensorlab_c.decompositions import _matrices
from tensorlab_c.joining import concatenate
from tensorlab_c.products import matmul

__all__ = ["expm", "logm", "sqrtm"]


def _function(name: str, a: Tensor) -> Tensor:
    """SciPy's function of square matrices.

    Its derivative stands in the corner of the function of a matrix of blocks (Mathias 1996): the adjoint of
    the change from A to A + E is that from A* to A* + E.
    """

    def rule(g: Tensor, y: Tensor, a: Tensor):
        if y.dtype.kind != a.dtype.kind:  # the blocks have each eigenvalue twice, on either side of the cut
            raise RuntimeError(f"{name}: has no derivative here where a real matrix has negative eigenvalues")
        n, ah = a.shape[-1], adjoint(a)
        top = concatenate([ah, g], axis=-1)
        bottom = concatenate([zeros(a.shape, dtype=y.dtype), ah], axis=-1)
        return (like(_function(name, concatenate([top, bottom], axis=-2))[..., :n, n:], a),)

    return custom(_scipys(name, a), rule, a)


def _scipys(name: str, *stacks: Tensor) -> Tensor:
    """SciPy's function of each matrix, in the precision that came; complex where one is."""
    import numpy
    from scipy import linalg

    arrays = [x.detach().numpy() for x in stacks]
    first = arrays[-1]
    if first.size == 0:
        return stacks[-1].copy()
    if name == "logm":  # is complex inside, and tells imaginary parts from noise as double precision has it
        arrays = [x.astype("D" if x.dtype.kind == "c" else "d") for x in arrays]
    rows = zip(*(x.reshape(-1, *x.shape[-2:]) for x in arrays), strict=True)
    with _under(name):
        made = numpy.stack([getattr(linalg, name)(*row) for row in rows]).reshape(first.shape)
    return asarray(made.astype((first[:0] * 1j).dtype if made.dtype.kind == "c" else first.dtype, copy=False))


def expm(A) -> Tensor:
    """The exponential of square matrices: 1 + A + A @ A / 2 + ...

    Parameters
    ----------
    A : array_like
        Square matrices in the last two axes.

    Returns
    -------
    Tensor
        Of the dtype of `A`, or floating.

    Raises
    ------
    LinAlgError
        When the last two axes differ in size.

    Notes
    -----
    Differentiable any number of times. The work is SciPy's (Al-Mohy and Higham 2009).

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.linalg.expm(tl.array([[0.0, 1.0], [0.0, 0.0]]))
    tensor([[1., 1.],
            [0., 1.]])
    """
    return _function("expm", _matrices(A, "expm", square=True))


def logm(A) -> Tensor:
    """The principal logarithm of square matrices: the inverse of `expm`.

    Parameters
    ----------
    A : array_like
        Square matrices in the last two axes.

    Returns
    -------
    Tensor
        In the precision of `A`, or floating; complex where a logarithm is: of negative eigenvalues.

    Raises
    ------
    LinAlgError
        When the last two axes differ in size.
    ValueError
        When an element is infinite or nan.

    Notes
    -----
    Differentiable any number of times where no eigenvalue is 0 or negative. The work is SciPy's (Al-Mohy and
    Higham 2012).

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.linalg.logm(tl.array([[1.0, 1.0], [0.0, 1.0]]))
    tensor([[0., 1.],
            [0., 0.]])
    """
    return _function("logm", _matrices(A, "logm", square=True))


def sqrtm(A) -> Tensor:
    """The principal square root of square matrices: ``sqrtm(A) @ sqrtm(A)`` is ``A``.

    Parameters
    ----------
    A : array_like
        Square matrices in the last two axes.

    Returns
    -------
    Tensor
        In the precision of `A`, or floating; complex where a root is: of negative eigenvalues.

    Raises
    ------
    LinAlgError
        When the last two axes differ in size.

    Notes
    -----
    Differentiable any number of times where no eigenvalue is 0. The work is SciPy's (Björck and Hammarling
    1983).

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.linalg.sqrtm(tl.array([[4.0, 4.0], [0.0, 4.0]]))
    tensor([[2., 1.],
            [0., 2.]])
    """
    a = _matrices(A, "sqrtm", square=True)
    return custom(_scipys("sqrtm", a), _sqrtm_rule, a)


def _sqrtm_rule(g: Tensor, y: Tensor, a: Tensor):
    return (like(_sylvester(adjoint(y), g), a),)


def _sylvester(s: Tensor, g: Tensor) -> Tensor:
    """The `x` of ``s @ x + x @ s = g``."""

    def rule(gx: Tensor, x: Tensor, s: Tensor, g: Tensor):
        gg, xh = _sylvester(adjoint(s), gx), adjoint(x)
        return -(matmul(gg, xh) + matmul(xh, gg)), gg

    return custom(_scipys("solve_sylvester", s, s, g), rule, s, g)
