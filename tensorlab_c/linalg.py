"""Linear algebra: the namespace ``tl.linalg``.

Singular values, eigenvalues and norms of complex matrices are real, in the precision of the matrices.
"""

from __future__ import annotations

from tensorlab_c.decompositions import (
    cholesky,
    eig,
    eigh,
    eigvals,
    eigvalsh,
    inv,
    lstsq,
    matrix_power,
    matrix_rank,
    pinv,
    qr,
    solve,
    svd,
    svdvals,
)
from tensorlab_c.determinants import det, slogdet
from tensorlab_c.equations import (
    block_diag,
    cho_factor,
    cho_solve,
    cond,
    lu,
    lu_factor,
    lu_solve,
    multi_dot,
    null_space,
    orth,
    solve_triangular,
    tensorinv,
    tensorsolve,
    toeplitz,
)
from tensorlab_c.last_axes import cross, diagonal, outer, trace
from tensorlab_c.manipulation import matrix_transpose
from tensorlab_c.matrix_functions import expm, logm, sqrtm
from tensorlab_c.matrix_functions import expm as matrix_exp
from tensorlab_c.norms import matrix_norm, norm, vector_norm
from tensorlab_c.products import matmul, tensordot, vecdot

__all__ = [
    "LinAlgError",  # noqa: F822 (of NumPy, loaded on use: __getattr__)
    "block_diag", "cho_factor", "cho_solve", "cholesky", "cond", "cross", "det", "diagonal", "eig",
    "eigh", "eigvals", "eigvalsh", "expm", "inv", "logm", "lstsq", "lu", "lu_factor", "lu_solve",
    "matmul", "matrix_exp", "matrix_norm", "matrix_power", "matrix_rank", "matrix_transpose", "multi_dot",
    "norm", "null_space", "orth", "outer", "pinv", "qr", "slogdet", "solve", "solve_triangular", "sqrtm",
    "svd", "svdvals", "tensordot", "tensorinv", "tensorsolve", "toeplitz", "trace", "vecdot", "vector_norm",
]  # fmt: skip


def __getattr__(name: str):
    if name == "LinAlgError":
        from numpy.linalg import LinAlgError

        return LinAlgError
    raise AttributeError(f"module 'tensorlab.linalg' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
