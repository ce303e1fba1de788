from typing import Literal, NamedTuple, SupportsIndex, overload

from tensorlab_c._tensor import Tensor
from tensorlab_c._typing import ArrayLike

__all__ = [
    "cholesky", "eig", "eigh", "eigvals", "eigvalsh", "inv", "lstsq", "matrix_power", "matrix_rank",
    "pinv", "qr", "solve", "svd", "svdvals",
]  # fmt: skip

class EigResult(NamedTuple):
    eigenvalues: Tensor
    eigenvectors: Tensor

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

class LstsqResult(NamedTuple):
    solution: Tensor
    residuals: Tensor
    rank: int
    singular_values: Tensor

def solve(a: ArrayLike, b: ArrayLike) -> Tensor: ...
def inv(a: ArrayLike) -> Tensor: ...
def lstsq(
    a: ArrayLike, b: ArrayLike, rcond: float | None = None, *, driver: str | None = None,
) -> LstsqResult: ...
def pinv(
    a: ArrayLike, rcond: ArrayLike | None = None, hermitian: bool = False, *, rtol: ArrayLike | None = None,
) -> Tensor: ...
@overload
def qr(a: ArrayLike, mode: Literal["reduced", "complete"] = "reduced") -> QRResult: ...
@overload
def qr(a: ArrayLike, mode: Literal["r"]) -> Tensor: ...
@overload
def qr(a: ArrayLike, mode: Literal["raw"]) -> tuple[Tensor, Tensor]: ...
@overload
def svd(
    a: ArrayLike, full_matrices: bool = True, compute_uv: Literal[True] = True, hermitian: bool = False,
) -> SVDResult: ...
@overload
def svd(a: ArrayLike, full_matrices: bool, compute_uv: Literal[False], hermitian: bool = False) -> Tensor: ...
@overload
def svd(
    a: ArrayLike, full_matrices: bool = True, *, compute_uv: Literal[False], hermitian: bool = False,
) -> Tensor: ...
def svdvals(x: ArrayLike, /) -> Tensor: ...
def eigh(a: ArrayLike, UPLO: str = "L") -> EighResult: ...
def eigvalsh(a: ArrayLike, UPLO: str = "L") -> Tensor: ...
def eig(a: ArrayLike) -> EigResult: ...
def eigvals(a: ArrayLike) -> Tensor: ...
def cholesky(a: ArrayLike, *, upper: bool = False) -> Tensor: ...
def matrix_rank(
    A: ArrayLike, tol: ArrayLike | None = None, hermitian: bool = False, *, rtol: ArrayLike | None = None,
    atol: ArrayLike | None = None,
) -> Tensor: ...
def matrix_power(a: ArrayLike, n: SupportsIndex) -> Tensor: ...
