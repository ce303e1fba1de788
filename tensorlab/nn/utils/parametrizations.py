"""Weights with a length of their own, or a bounded one: `parametrize` at work."""

from __future__ import annotations

from tensorlab_c import (
    Tensor,
    concatenate,
    diagonal,
    eye,
    linalg,
    moveaxis,
    no_grad,
    random,
    sign,
    stack,
    tril,
    where,
    zeros,
)
from tensorlab_c import sum as total

from ..._check import flag, integer, one_of, real
from ..conv import ConvTranspose1d, ConvTranspose2d, ConvTranspose3d
from ..functional import normalize
from ..module import Module
from .parametrize import register_parametrization

__all__ = ["orthogonal", "spectral_norm", "weight_norm"]


def __dir__() -> list[str]:
    return sorted(__all__)


def lengths(v: Tensor, dim: int) -> Tensor:
    """The length of each slice along an axis, to be broadcast; of all together for -1."""
    if dim == -1:
        return total(v * v).sqrt()
    return total(v * v, axis=tuple(k for k in range(v.ndim) if k != dim), keepdims=True).sqrt()


def tensor_of(name: str, module: Module, tensor: str) -> Tensor:
    """The parameter or buffer that is to be parametrized."""
    if not isinstance(module, Module):
        raise TypeError(f"{name}: module must be a Module, got {type(module).__name__}")
    weight = getattr(module, tensor, None) if isinstance(tensor, str) else None
    if not isinstance(weight, Tensor):
        raise ValueError(f"{name}: {type(module).__name__} has no parameter or buffer {tensor!r}")
    return weight


def axis_of(name: str, dim: int | None, ndim: int) -> int:
    """An axis counted from 0; -1 and None mean all axes together."""
    axis = -1 if dim is None else integer(name, "dim", dim, least=-ndim)
    if axis >= ndim:
        raise ValueError(f"{name}: dim {axis} is out of range for {ndim} axes")
    return axis if axis >= -1 else axis % ndim


def default_axis(name: str, module: Module, dim: int | None, ndim: int) -> int:
    """The axis of a weight that belongs to the outputs, counted from 0."""
    transposed = isinstance(module, (ConvTranspose1d, ConvTranspose2d, ConvTranspose3d))
    return axis_of(name, int(transposed) if dim is None else dim, ndim) % max(ndim, 1)


class _WeightNorm(Module):
    def __init__(self, dim: int):
        super().__init__()
        self.dim = dim

    def forward(self, weight_g: Tensor, weight_v: Tensor) -> Tensor:
        return weight_v * (weight_g / lengths(weight_v, self.dim))

    def right_inverse(self, weight: Tensor) -> tuple[Tensor, Tensor]:
        return lengths(weight, self.dim), weight


def weight_norm(module: Module, name: str = "weight", dim: int | None = 0) -> Module:
    """Learn lengths and directions of a weight by themselves: w = g·v / ‖v‖ (Salimans & Kingma 2016).

    Parameters
    ----------
    module : Module
    name : str, default "weight"
    dim : int or None, default 0
        The axis whose slices have lengths of their own, usually that of the outputs; None, or -1: one length
        for all.

    Returns
    -------
    Module
        The same one, with ``parametrizations.weight.original0``, g, and ``original1``, v. The value of the
        weight has not changed.

    Examples
    --------
    >>> import tensorlab as tl
    >>> layer = tl.nn.utils.parametrizations.weight_norm(tl.nn.Linear(20, 40))
    >>> [(key.rpartition(".")[2], value.shape) for key, value in layer.state_dict().items()]
    [('bias', (40,)), ('original0', (40, 1)), ('original1', (40, 20))]
    """
    weight = tensor_of("weight_norm", module, name)
    return register_parametrization(
        module, name, _WeightNorm(axis_of("weight_norm", dim, weight.ndim)), unsafe=True
    )


class _SpectralNorm(Module):
    _u: Tensor
    _v: Tensor

    def __init__(self, weight: Tensor, n_power_iterations: int, dim: int, eps: float, v_first: bool = False):
        super().__init__()
        self.v_first = v_first
        self.n_power_iterations, self.dim, self.eps = n_power_iterations, dim, eps
        if weight.ndim > 1:
            with no_grad():
                matrix = self._matrix(weight.detach())
                for key, size in zip(("_u", "_v"), matrix.shape):
                    start = random.normal(size=size, dtype=weight.dtype)
                    self.register_buffer(key, normalize(start, dim=0, eps=eps))
                self._iterate(matrix, 15)

    def _matrix(self, weight: Tensor) -> Tensor:
        front = moveaxis(weight, self.dim, 0)
        return front.reshape(front.shape[0], -1)

    def _iterate(self, matrix: Tensor, times: int) -> None:
        """Bring u and v nearer to the singular vectors of the largest singular value."""
        for _ in range(times):
            if self.v_first:
                self._v.copy_(normalize(matrix.T @ self._u, dim=0, eps=self.eps))
            self._u.copy_(normalize(matrix @ self._v, dim=0, eps=self.eps))
            if not self.v_first:
                self._v.copy_(normalize(matrix.T @ self._u, dim=0, eps=self.eps))

    def forward(self, weight: Tensor) -> Tensor:
        if weight.ndim == 1:
            return normalize(weight, dim=0, eps=self.eps)
        matrix = self._matrix(weight)
        if self.training:
            with no_grad():
                self._iterate(matrix.detach(), self.n_power_iterations)
        u, v = self._u.copy(), self._v.copy()  # they go on before gradients are computed
        return weight / (u @ (matrix @ v))

    def right_inverse(self, value: Tensor) -> Tensor:
        return value


def spectral_norm(
    module: Module,
    name: str = "weight",
    n_power_iterations: int = 1,
    eps: float = 1e-12,
    dim: int | None = None,
) -> Module:
    """Divide a weight by its largest singular value (Miyato et al. 2018).

    Parameters
    ----------
    module : Module
    name : str, default "weight"
    n_power_iterations : int, default 1
        Power iterations towards the singular vectors, each time the weight is computed in training mode.
    eps : float, default 1e-12
        The least length that a vector is divided by.
    dim : int, optional
        The axis of outputs, the others are together the inputs of a matrix. Default: 1 for transposed
        convolutions, 0 for all others.

    Returns
    -------
    Module
        The same one, with ``parametrizations.weight.original``, and the vectors in the buffers
        ``parametrizations.weight.0._u`` and ``._v``. Weights of one axis are divided by their length.

    Examples
    --------
    >>> import tensorlab as tl
    >>> layer = tl.nn.utils.parametrizations.spectral_norm(tl.nn.Linear(20, 40))
    >>> abs(tl.linalg.svd(layer.weight.detach(), full_matrices=False).S[0].item() - 1) < 0.1
    True
    """
    weight = tensor_of("spectral_norm", module, name)
    transposed = isinstance(module, (ConvTranspose1d, ConvTranspose2d, ConvTranspose3d))
    times = integer("spectral_norm", "n_power_iterations", n_power_iterations)
    axis = axis_of("spectral_norm", int(transposed) if dim is None else dim, weight.ndim) % max(
        weight.ndim, 1
    )
    made = _SpectralNorm(weight, times, axis, real("spectral_norm", "eps", eps, 0))
    return register_parametrization(module, name, made)


MAPS = ("matrix_exp", "cayley", "householder")


def _reflected(a: Tensor) -> Tensor:
    """The first columns of the product of reflections whose vectors are columns below the diagonal of `a`."""
    n, k = a.shape[-2:]
    vectors = tril(a, -1) + eye(n, k, dtype=a.dtype)
    q = eye(n, k, dtype=a.dtype)
    for i in reversed(range(k)):
        v = vectors[..., i : i + 1]
        scale = 2.0 / total(v * v, axis=(-2, -1), keepdims=True)
        q = q - (scale * v) @ (v.mT @ q)
    return q


def _reflections(q: Tensor) -> Tensor:
    """What `_reflected` makes an orthogonal `q` of: vectors below the diagonal, signs on it."""
    k = q.shape[-1]
    rest, columns, signs = q, [], []
    for i in range(k):
        x = rest[..., i:, :1]
        head = x[..., :1, :]
        tail = x[..., 1:, :]
        length = total(tail * tail, axis=-2, keepdims=True)
        beta = where(head < 0, 1.0, -1.0).astype(q.dtype) * (head * head + length).sqrt()
        flat = length == 0  # then `_reflected` changes the sign
        v = where(flat, 0.0, tail / where(flat, 1.0, head - beta)).astype(q.dtype)
        scale = where(flat, 0.0, (beta - head) / where(flat, 1.0, beta)).astype(q.dtype)
        signs.append(where(flat, -head, beta)[..., 0, 0])
        above = zeros((*q.shape[:-2], i + 1, 1), dtype=q.dtype)
        columns.append(concatenate((above, v), axis=-2)[..., 0])
        whole = concatenate((zeros((*q.shape[:-2], i, 1), dtype=q.dtype), head * 0 + 1, v), axis=-2)
        rest = (rest - (scale * whole) @ (whole.mT @ rest))[..., 1:]
    on = sign(stack(signs, axis=-1))
    return stack(columns, axis=-1) + eye(q.shape[-2], k, dtype=q.dtype) * on[..., None, :]


class _Orthogonal(Module):
    base: Tensor | None

    def __init__(self, weight: Tensor, kind: str, with_base: bool):
        super().__init__()
        self.kind, self.with_base = kind, with_base
        self.register_buffer("base", None)
        self.shape = weight.shape

    def forward(self, weight: Tensor) -> Tensor:
        wide = weight.shape[-2] < weight.shape[-1]
        x = weight.mT if wide else weight
        n, k = x.shape[-2:]
        if self.kind == "householder":
            q = (
                _reflected(x)
                * where(diagonal(x, axis1=-2, axis2=-1) < 0, -1.0, 1.0).astype(x.dtype)[..., None, :]
            )
        else:
            a = tril(x)
            if n != k:
                a = concatenate((a, zeros((*x.shape[:-2], n, n - k), dtype=x.dtype)), axis=-1)
            a = a - a.mT
            one = eye(n, dtype=x.dtype)
            q = linalg.expm(a) if self.kind == "matrix_exp" else linalg.solve(one - 0.5 * a, one + 0.5 * a)
            q = q[..., :k]
        if self.base is not None:
            q = self.base @ q
        return q.mT if wide else q

    def right_inverse(self, value: Tensor) -> Tensor:
        if value.shape != self.shape:
            raise ValueError(f"orthogonal: expected a value of shape {self.shape}, got {value.shape}")
        wide = value.shape[-2] < value.shape[-1]
        q = value.mT if wide else value
        n, k = q.shape[-2:]
        if not self.with_base:
            if self.kind != "householder":
                raise NotImplementedError
            x = _reflections(_nearest(q))
            return x.mT if wide else x
        if n != k:  # completed to a square
            more = random.normal(size=(*q.shape[:-1], n - k), dtype=q.dtype)
            q = concatenate((q, more), axis=-1)
        elif _is_orthogonal(q):
            q = q.copy()
        else:
            q = _nearest(q)
        self.register_buffer("base", q if n == k and _is_orthogonal(q) else _nearest(q))
        return zeros(value.shape, dtype=value.dtype) - eye(
            value.shape[-2], value.shape[-1], dtype=value.dtype
        )


def _is_orthogonal(q: Tensor) -> bool:
    k = q.shape[-1]
    eps = 10 * k * (1.2e-7 if q.dtype.itemsize < 8 else 2.3e-16)
    return bool((abs(q.mT @ q - eye(k, dtype=q.dtype)) < eps).all().item())


def _nearest(q: Tensor) -> Tensor:
    """The orthogonal factor of a matrix, of positive diagonal of the other one."""
    if _is_orthogonal(q):
        return q.copy()
    made, r = linalg.qr(q)
    return made * sign(diagonal(r, axis1=-2, axis2=-1))[..., None, :]


def orthogonal(
    module: Module,
    name: str = "weight",
    orthogonal_map: str | None = None,
    *,
    use_trivialization: bool = True,
) -> Module:
    """Keep a weight orthogonal: QᵀQ = I for tall ones, QQᵀ = I for wide ones (Lezcano-Casado 2019).

    Parameters
    ----------
    module : Module
    name : str, default "weight"
        A matrix, or matrices along the last two axes.
    orthogonal_map : {"matrix_exp", "cayley", "householder"}, optional
        With A = L − Lᵀ of the lower triangle L of what is learned: e^A, or (I − A/2)⁻¹(I + A/2), or the
        product of reflections whose vectors are below its diagonal. Default: the first for square matrices,
        the last for others.
    use_trivialization : bool, default True
        Whether the result is multiplied to a matrix that is fixed when a value is assigned, so that learning
        begins at it. Without, only "householder" can be assigned to.

    Returns
    -------
    Module
        The same one, with ``parametrizations.weight.original`` and the fixed matrix
        ``parametrizations.weight.0.base``. A weight that is not orthogonal becomes so.

    Examples
    --------
    >>> import tensorlab as tl
    >>> layer = tl.nn.utils.parametrizations.orthogonal(tl.nn.Linear(20, 40, dtype=tl.float64))
    >>> q = layer.weight.detach()
    >>> bool(tl.allclose(q.T @ q, tl.eye(20)))
    True
    """
    weight = tensor_of("orthogonal", module, name)
    if weight.ndim < 2:
        raise ValueError(f"orthogonal: expected a matrix, {name!r} has shape {weight.shape}")
    square = weight.shape[-2] == weight.shape[-1]
    kind = ("matrix_exp" if square else "householder") if orthogonal_map is None else orthogonal_map
    made = _Orthogonal(
        weight,
        one_of("orthogonal", "orthogonal_map", kind, MAPS),
        flag("orthogonal", "use_trivialization", use_trivialization),
    )
    return register_parametrization(module, name, made, unsafe=True)
