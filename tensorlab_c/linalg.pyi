from typing import Literal, NamedTuple, SupportsIndex, overload

from numpy.linalg import LinAlgError as LinAlgError

from tensorlab_c._tensor import Tensor
from tensorlab_c._typing import ArrayLike, DTypeLike
from tensorlab_c.manipulation import matrix_transpose as matrix_transpose
from tensorlab_c.norms import matrix_norm as matrix_norm
from tensorlab_c.norms import norm as norm
from tensorlab_c.norms import vector_norm as vector_norm
from tensorlab_c.products import cross as cross
from tensorlab_c.products import matmul as matmul
from tensorlab_c.products import tensordot as tensordot
from tensorlab_c.products import vecdot as vecdot

__all__ = [
    "LinAlgError",
    "cholesky",
    "cross",
    "det",
    "diagonal",
    "eigh",
    "eigvalsh",
    "inv",
    "lstsq",
    "matmul",
    "matrix_norm",
    "matrix_power",
    "matrix_rank",
    "matrix_transpose",
    "norm",
    "outer",
    "pinv",
    "qr",
    "slogdet",
    "solve",
    "svd",
    "svdvals",
    "tensordot",
    "trace",
    "vecdot",
    "vector_norm",
]

class EighResult(NamedTuple):
    eigenvalues: Tensor
    eigenvectors: Tensor

class QRResult(NamedTuple):
    Q: Tensor
    R: Tensor

class SVDResult(NamedTuple):
    U: Tensor
    S: Tensor
    Vh: Tensor

class SlogdetResult(NamedTuple):
    sign: Tensor
    logabsdet: Tensor

def solve(a: ArrayLike, b: ArrayLike) -> Tensor: ...
def inv(a: ArrayLike) -> Tensor: ...
def lstsq(a: ArrayLike, b: ArrayLike, rcond: float | None = None) -> tuple[Tensor, Tensor, int, Tensor]: ...
def pinv(a: ArrayLike, rcond: ArrayLike | None = None, *, rtol: ArrayLike | None = None) -> Tensor: ...
def det(a: ArrayLike) -> Tensor: ...
def slogdet(a: ArrayLike) -> SlogdetResult: ...
@overload
def qr(a: ArrayLike, mode: Literal["reduced", "complete"] = "reduced") -> QRResult: ...
@overload
def qr(a: ArrayLike, mode: Literal["r"]) -> Tensor: ...
@overload
def svd(a: ArrayLike, full_matrices: bool = True, compute_uv: Literal[True] = True) -> SVDResult: ...
@overload
def svd(a: ArrayLike, full_matrices: bool, compute_uv: Literal[False]) -> Tensor: ...
@overload
def svd(a: ArrayLike, full_matrices: bool = True, *, compute_uv: Literal[False]) -> Tensor: ...
def svdvals(x: ArrayLike, /) -> Tensor: ...
def eigh(a: ArrayLike, UPLO: str = "L") -> EighResult: ...
def eigvalsh(a: ArrayLike, UPLO: str = "L") -> Tensor: ...
def cholesky(a: ArrayLike, *, upper: bool = False) -> Tensor: ...
def matrix_rank(a: ArrayLike, tol: ArrayLike | None = None, *, rtol: ArrayLike | None = None) -> Tensor: ...
def matrix_power(a: ArrayLike, n: SupportsIndex) -> Tensor: ...
def diagonal(x: ArrayLike, /, *, offset: SupportsIndex = 0) -> Tensor: ...
def trace(x: ArrayLike, /, *, offset: SupportsIndex = 0, dtype: DTypeLike = None) -> Tensor: ...
def outer(x1: ArrayLike, x2: ArrayLike, /) -> Tensor: ...
