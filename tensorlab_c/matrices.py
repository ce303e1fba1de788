"""PyTorch's names of what is done with matrices: products, factors, norms and distances."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import tensorlab_c as _c
from tensorlab_c._operands import _axes, _axis, _floating, _operand, _pair, _under
from tensorlab_c._spelled import _documented
from tensorlab_c._tensor import Tensor
from tensorlab_c.decompositions import cholesky, qr
from tensorlab_c.equations import block_diag
from tensorlab_c.products import outer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tensorlab_c._typing import ArrayLike, DTypeLike

__all__ = [
    "addbmm", "addmm", "addmv", "addr", "adjoint", "baddbmm", "block_diag", "bmm", "cdist", "cholesky",
    "cholesky_inverse", "cholesky_solve", "cosine_similarity", "det", "dist", "ger", "inverse", "logdet",
    "matrix_exp", "matrix_power", "mm", "mv", "norm", "pca_lowrank", "pdist", "pinverse", "qr", "renorm",
    "slogdet", "svd", "svd_lowrank",
]  # fmt: skip

ger = outer


def _of_axes(name: str, **operands: tuple[ArrayLike, int]) -> list[Tensor]:
    """Operands of so many axes."""
    found = []
    for what, (x, axes) in operands.items():
        t = _operand(x, name)
        if t.ndim != axes:
            raise ValueError(f"{name}: {what} must have {axes} axes, got shape {t.shape}")
        found.append(t)
    return found


@_documented
def mm(input: ArrayLike, mat2: ArrayLike) -> Tensor:
    """The product of two matrices: `matmul`.

    >>> tl.mm(tl.ones((2, 3)), tl.ones((3, 1)))
    tensor([[3.],
            [3.]])
    """
    a, b = _of_axes("mm", input=(input, 2), mat2=(mat2, 2))
    with _under("mm"):
        return a @ b


@_documented
def bmm(input: ArrayLike, mat2: ArrayLike) -> Tensor:
    """The products of two stacks of matrices: `matmul`.

    >>> tl.bmm(tl.ones((5, 2, 3)), tl.ones((5, 3, 4))).shape
    (5, 2, 4)
    """
    a, b = _of_axes("bmm", input=(input, 3), mat2=(mat2, 3))
    if a.shape[0] != b.shape[0]:
        raise ValueError(
            f"bmm: stacks of {a.shape[0]} and {b.shape[0]} matrices: shapes {a.shape} and {b.shape}"
        )
    with _under("bmm"):
        return a @ b


@_documented
def mv(input: ArrayLike, vec: ArrayLike) -> Tensor:
    """The product of a matrix and a vector: `matmul`.

    >>> tl.mv(tl.ones((2, 3)), tl.ones(3))
    tensor([3., 3.])
    """
    a, b = _of_axes("mv", input=(input, 2), vec=(vec, 1))
    with _under("mv"):
        return a @ b


@_documented(alpha="number\n    Factor of the product.")
def addmm(input: ArrayLike, mat1: ArrayLike, mat2: ArrayLike, *, beta: float = 1, alpha: float = 1) -> Tensor:
    """beta input + alpha mat1 @ mat2, of matrices.

    >>> tl.addmm(tl.ones(2), tl.eye(2), tl.eye(2), alpha=3)
    tensor([[4., 1.],
            [1., 4.]])
    """
    with _under("addmm"):
        return _plus_product("addmm", input, beta, mm(mat1, mat2), alpha)


@_documented(alpha="number\n    Factor of the product.")
def addmv(input: ArrayLike, mat: ArrayLike, vec: ArrayLike, *, beta: float = 1, alpha: float = 1) -> Tensor:
    """beta input + alpha mat @ vec, of a matrix and a vector.

    >>> tl.addmv(tl.ones(2), tl.eye(2), tl.array([1.0, 2.0]))
    tensor([2., 3.])
    """
    with _under("addmv"):
        return _plus_product("addmv", input, beta, mv(mat, vec), alpha)


@_documented(alpha="number\n    Factor of the products.")
def baddbmm(
    input: ArrayLike, batch1: ArrayLike, batch2: ArrayLike, *, beta: float = 1, alpha: float = 1
) -> Tensor:
    """beta input + alpha batch1 @ batch2, of stacks of matrices.

    >>> tl.baddbmm(tl.ones((5, 2, 4)), tl.ones((5, 2, 3)), tl.ones((5, 3, 4)))[0, 0, 0]
    tensor(4.)
    """
    with _under("baddbmm"):
        return _plus_product("baddbmm", input, beta, bmm(batch1, batch2), alpha)


@_documented(alpha="number\n    Factor of the products.")
def addbmm(
    input: ArrayLike, batch1: ArrayLike, batch2: ArrayLike, *, beta: float = 1, alpha: float = 1
) -> Tensor:
    """beta input + alpha times the sum of batch1 @ batch2, of stacks of matrices.

    >>> tl.addbmm(tl.ones((2, 4)), tl.ones((5, 2, 3)), tl.ones((5, 3, 4)))[0, 0]
    tensor(16.)
    """
    with _under("addbmm"):
        return _plus_product("addbmm", input, beta, _c.sum(bmm(batch1, batch2), axis=0), alpha)


@_documented(alpha="number\n    Factor of the product.")
def addr(input: ArrayLike, vec1: ArrayLike, vec2: ArrayLike, *, beta: float = 1, alpha: float = 1) -> Tensor:
    """beta input + alpha times the outer product of two vectors.

    >>> tl.addr(tl.ones((2, 2)), tl.array([1.0, 2.0]), tl.array([3.0, 4.0]))
    tensor([[4., 5.],
            [7., 9.]])
    """
    with _under("addr"):
        product = outer(*_of_axes("addr", vec1=(vec1, 1), vec2=(vec2, 1)))
        return _plus_product("addr", input, beta, product, alpha)


def _plus_product(name: str, input: ArrayLike, beta: float, product: Tensor, alpha: float) -> Tensor:
    x = _operand(input, name)
    lead = product.ndim - x.ndim
    if lead < 0 or any(n not in (1, m) for n, m in zip(x.shape, product.shape[lead:], strict=True)):
        raise ValueError(
            f"{name}: input of shape {x.shape} does not broadcast to the product's {product.shape}"
        )
    if alpha != 1:
        product = _c.multiply(product, alpha)
    if beta == 0:  # what is not a number must not matter
        return _c.add(product, _c.zeros_like(x.detach()))
    return _c.add(x if beta == 1 else _c.multiply(x, beta), product)


@_documented
def inverse(input: ArrayLike) -> Tensor:
    """The inverse of a matrix, or of each in a stack: `linalg.inv`.

    >>> tl.inverse(tl.array([[2.0, 0.0], [0.0, 4.0]]))
    tensor([[0.5 , 0.  ],
            [0.  , 0.25]])
    """
    return _c.linalg.inv(input)


@_documented
def det(input: ArrayLike) -> Tensor:
    """The determinant of a matrix, or of each in a stack: `linalg.det`.

    >>> tl.det(tl.array([[2.0, 0.0], [0.0, 4.0]]))
    tensor(8.)
    """
    return _c.linalg.det(input)


@_documented
def pinverse(input: ArrayLike) -> Tensor:
    """The pseudo-inverse of a matrix, or of each in a stack: `linalg.pinv`.

    >>> tl.pinverse(tl.array([[2.0], [0.0]]))
    tensor([[0.5, 0. ]])
    """
    with _under("pinverse"):
        return _c.linalg.pinv(input)


_TRIANGLE = {
    "L": "array_like\n    What `cholesky` gives.",
    "upper": "bool\n    Whether it is the upper triangle.",
}


@_documented(**_TRIANGLE)
def cholesky_solve(input: ArrayLike, L: ArrayLike, upper: bool = False) -> Tensor:
    """The solution x of ``(L @ L.mH) @ x = input``, of matrices: `linalg.cho_solve`.

    >>> tl.cholesky_solve(tl.array([[8.0], [12.0]]), tl.array([[2.0, 0.0], [1.0, 2.0]]))
    tensor([[1.],
            [2.]])
    """
    with _under("cholesky_solve"):
        return _c.linalg.cho_solve((L, not upper), input)


@_documented(**_TRIANGLE)
def cholesky_inverse(L: ArrayLike, upper: bool = False) -> Tensor:
    """The inverse of ``L @ L.mH``.

    >>> tl.cholesky_inverse(tl.array([[2.0, 0.0], [0.0, 1.0]]))
    tensor([[0.25, 0.  ],
            [0.  , 1.  ]])
    """
    x = _floating(L, "cholesky_inverse")
    with _under("cholesky_inverse"):
        return _c.linalg.cho_solve((x, not upper), _c.eye(x.shape[-1], dtype=x.dtype))


@_documented(
    some="bool\n    Only so many vectors as there are singular values.",
    compute_uv="bool\n    Else `U` and `V` are zeros.",
)
def svd(input: ArrayLike, some: bool = True, compute_uv: bool = True) -> Singular:
    """The singular value decomposition U S V*, with V where `linalg.svd` has V*.

    >>> tl.svd(tl.array([[0.0, 2.0], [1.0, 0.0]])).S
    tensor([2., 1.])
    """
    with _under("svd"):
        u, s, vh = _c.linalg.svd(input, full_matrices=not some)
    if not compute_uv:
        u, vh = _c.zeros_like(u), _c.zeros_like(vh)
    return Singular(u, s, adjoint(vh))


@_documented(
    A="array_like", q="int\n    How many.", niter="int\n    Taken, without effect.",
    M="array_like, optional\n    What is subtracted first.",
)  # fmt: skip
def svd_lowrank(A: ArrayLike, q: int | None = 6, niter: int = 2, M: ArrayLike | None = None) -> Singular:
    """The `q` largest singular values and their vectors, as `svd`; exact where PyTorch's are approximate.

    >>> tl.svd_lowrank(tl.array([[0.0, 2.0], [1.0, 0.0]]), q=1).S
    tensor([2.])
    """
    with _under("svd_lowrank"):
        u, s, v = svd(A if M is None else _c.subtract(A, M))
    return Singular(u[..., :q], s[..., :q], v[..., :q])


@_documented(
    A="array_like\n    Observations, one per row.", q="int, optional\n    How many; at most 6 when None.",
    center="bool\n    Subtract the mean of each column first.", niter="int\n    Taken, without effect.",
)  # fmt: skip
def pca_lowrank(A: ArrayLike, q: int | None = None, center: bool = True, niter: int = 2) -> Singular:
    """The `q` largest principal components, the columns of `V`: `svd_lowrank` about the means.

    >>> tl.pca_lowrank(tl.array([[0.0, 1.0], [2.0, 1.0]]), q=1).S.round(6)
    tensor([1.414214])
    """
    x = _floating(A, "pca_lowrank")
    with _under("pca_lowrank"):
        return svd_lowrank(x, 6 if q is None else q, M=x.mean(axis=-2, keepdims=True) if center else None)


class Singular(NamedTuple):
    """What `svd` gives."""

    U: Tensor
    S: Tensor
    V: Tensor


@_documented
def slogdet(input: ArrayLike) -> Any:
    """Sign and logarithm of the size of the determinant: `linalg.slogdet`.

    >>> sign, size = tl.slogdet(tl.array([[0.0, 1.0], [1.0, 0.0]]))
    >>> sign, size
    (tensor(-1.), tensor(0.))
    """
    return _c.linalg.slogdet(input)


@_documented
def logdet(input: ArrayLike) -> Tensor:
    """The logarithm of the determinant; nan where that is negative.

    >>> tl.logdet(tl.array([[2.0, 0.0], [0.0, 0.5]]))
    tensor(0.)
    """
    with _under("logdet"):
        sign, size = _c.linalg.slogdet(input)
    return size + _c.log(sign) if sign.dtype.kind == "c" else _c.where(sign < 0, _c.nan, size)


@_documented
def matrix_exp(input: ArrayLike) -> Tensor:
    """The exponential of a matrix, or of each in a stack: `linalg.expm`.

    >>> tl.matrix_exp(tl.array([[0.0, 1.0], [0.0, 0.0]]))
    tensor([[1., 1.],
            [0., 1.]])
    """
    with _under("matrix_exp"):
        return _c.linalg.expm(input)


@_documented(n="int\n    Of negative ones the inverse is taken.")
def matrix_power(input: ArrayLike, n: int) -> Tensor:
    """A power of a matrix, or of each in a stack: `linalg.matrix_power`.

    >>> tl.matrix_power(tl.array([[1, 1], [0, 1]]), 3)
    tensor([[1, 3],
            [0, 1]])
    """
    return _c.linalg.matrix_power(input, n)


@_documented
def adjoint(input: ArrayLike) -> Tensor:
    """Matrices transposed and conjugated.

    >>> tl.adjoint(tl.array([[1.0, 2.0j]]))
    tensor([[1.-0.j],
            [0.-2.j]])
    """
    with _under("adjoint"):
        return _c.conj(_c.matrix_transpose(input))


@_documented(
    p='number or {"fro", "nuc"}\n    The order: of vectors, and of matrices where two axes are named.'
)
def norm(
    input: ArrayLike, p: float | str | None = "fro", dim: int | Sequence[int] | None = None,
    keepdim: bool = False, dtype: DTypeLike = None,
) -> Tensor:  # fmt: skip
    """The norm of all elements, or along axes: `linalg.vector_norm`; "nuc" is that of matrices.

    >>> tl.norm(tl.array([[3.0, 4.0], [6.0, 8.0]]), dim=1)
    tensor([ 5., 10.])
    """
    x = _floating(input, "norm")
    if dtype is not None:
        x = x.astype(dtype, copy=False)
    if p == "nuc":
        return _c.linalg.norm(x, "nuc", (0, 1) if dim is None and x.ndim == 2 else dim, keepdim)
    order: Any = 2 if p is None or p == "fro" else p
    return _c.linalg.vector_norm(x, dim=_axes(dim), keepdims=keepdim, ord=order)


@_documented(dim="int\n    The axis of the parts.", maxnorm="number\n    The largest norm that stays.")
def renorm(input: ArrayLike, p: float, dim: int, maxnorm: float) -> Tensor:
    """The parts along an axis, those of a larger norm shortened to it.

    >>> tl.renorm(tl.array([[3.0, 4.0], [0.3, 0.4]]), 2, 0, 1.0).round(6)
    tensor([[0.6, 0.8],
            [0.3, 0.4]])
    """
    x = _floating(input, "renorm")
    axis = _axis(dim, x, "renorm")
    if maxnorm < 0:
        raise ValueError(f"renorm: maxnorm must not be negative, got {maxnorm}")
    others = tuple(k for k in range(x.ndim) if k != axis)
    sizes = _c.linalg.vector_norm(x, axis=others, keepdims=True, ord=p)
    return x * _c.where(sizes > maxnorm, maxnorm / (sizes + 1e-7), 1.0)  # 1e-7 as in PyTorch


@_documented
def dist(input: ArrayLike, other: ArrayLike, p: float = 2) -> Tensor:
    """The norm of the difference of all elements.

    >>> tl.dist(tl.array([1.0, 1.0]), tl.array([4.0, 5.0]))
    tensor(5.)
    """
    a, b = _pair(input, other, "dist")
    with _under("dist"):
        return norm(a - b, p)


@_documented(
    x1="array_like\n    Points, one per row: (..., P, M).", x2="array_like\n    Points: (..., R, M).",
    compute_mode="str, optional\n    Taken, without effect.",
)  # fmt: skip
def cdist(x1: ArrayLike, x2: ArrayLike, p: float = 2.0, compute_mode: str | None = None) -> Tensor:
    """The distance of each point of `x1` from each of `x2`, of shape (..., P, R).

    >>> tl.cdist(tl.array([[0.0, 0.0]]), tl.array([[3.0, 4.0], [0.0, 1.0]]))
    tensor([[5., 1.]])
    """
    a, b = _floating(x1, "cdist"), _floating(x2, "cdist")
    if a.ndim < 2 or b.ndim < 2 or a.shape[-1] != b.shape[-1]:
        raise ValueError(
            f"cdist: points with the same number of coordinates, got shapes {a.shape} and {b.shape}"
        )
    difference = _c.expand_dims(a, -2) - _c.expand_dims(b, -3)
    return _c.linalg.vector_norm(difference, axis=-1, ord=p)


@_documented(input="array_like\n    Points, one per row.")
def pdist(input: ArrayLike, p: float = 2.0) -> Tensor:
    """The distances of each point from those behind it, one after another: half of `cdist(x, x)`.

    >>> tl.pdist(tl.array([[0.0], [1.0], [3.0]]))
    tensor([1., 3., 2.])
    """
    x = _floating(input, "pdist")
    if x.ndim != 2:
        raise ValueError(f"pdist: points are the rows of a matrix, got shape {x.shape}")
    first, second = _c.triu_indices(x.shape[0], 1)
    return _c.linalg.vector_norm(x[first] - x[second], axis=-1, ord=p)


@_documented
def cosine_similarity(x1: ArrayLike, x2: ArrayLike, dim: int = 1, eps: float = 1e-8) -> Tensor:
    """The cosine of the angle between vectors along an axis.

    >>> tl.cosine_similarity(tl.array([[1.0, 0.0]]), tl.array([[1.0, 1.0]]))
    tensor([0.70710678])
    """
    a, b = _c.broadcast_arrays(_floating(x1, "cosine_similarity"), _floating(x2, "cosine_similarity"))
    axis = _axis(dim, a, "cosine_similarity")
    lengths = [_c.maximum(_c.linalg.vector_norm(x, axis=axis, keepdims=True), eps) for x in (a, b)]
    return _c.sum((a / lengths[0]) * (b / lengths[1]), axis=axis)
