from numpy.linalg import LinAlgError as LinAlgError

from tensorlab_c.decompositions import cholesky as cholesky
from tensorlab_c.decompositions import eig as eig
from tensorlab_c.decompositions import eigh as eigh
from tensorlab_c.decompositions import eigvals as eigvals
from tensorlab_c.decompositions import eigvalsh as eigvalsh
from tensorlab_c.decompositions import inv as inv
from tensorlab_c.decompositions import lstsq as lstsq
from tensorlab_c.decompositions import matrix_power as matrix_power
from tensorlab_c.decompositions import matrix_rank as matrix_rank
from tensorlab_c.decompositions import pinv as pinv
from tensorlab_c.decompositions import qr as qr
from tensorlab_c.decompositions import solve as solve
from tensorlab_c.decompositions import svd as svd
from tensorlab_c.decompositions import svdvals as svdvals
from tensorlab_c.determinants import det as det
from tensorlab_c.determinants import slogdet as slogdet
from tensorlab_c.equations import block_diag as block_diag
from tensorlab_c.equations import cho_factor as cho_factor
from tensorlab_c.equations import cho_solve as cho_solve
from tensorlab_c.equations import cond as cond
from tensorlab_c.equations import lu as lu
from tensorlab_c.equations import lu_factor as lu_factor
from tensorlab_c.equations import lu_solve as lu_solve
from tensorlab_c.equations import multi_dot as multi_dot
from tensorlab_c.equations import null_space as null_space
from tensorlab_c.equations import orth as orth
from tensorlab_c.equations import solve_triangular as solve_triangular
from tensorlab_c.equations import tensorinv as tensorinv
from tensorlab_c.equations import tensorsolve as tensorsolve
from tensorlab_c.equations import toeplitz as toeplitz
from tensorlab_c.last_axes import cross as cross
from tensorlab_c.last_axes import diagonal as diagonal
from tensorlab_c.last_axes import outer as outer
from tensorlab_c.last_axes import trace as trace
from tensorlab_c.manipulation import matrix_transpose as matrix_transpose
from tensorlab_c.matrix_functions import expm as expm
from tensorlab_c.matrix_functions import expm as matrix_exp
from tensorlab_c.matrix_functions import logm as logm
from tensorlab_c.matrix_functions import sqrtm as sqrtm
from tensorlab_c.norms import matrix_norm as matrix_norm
from tensorlab_c.norms import norm as norm
from tensorlab_c.norms import vector_norm as vector_norm
from tensorlab_c.products import matmul as matmul
from tensorlab_c.products import tensordot as tensordot
from tensorlab_c.products import vecdot as vecdot

__all__ = [
    "LinAlgError",
    "block_diag", "cho_factor", "cho_solve", "cholesky", "cond", "cross", "det", "diagonal", "eig",
    "eigh", "eigvals", "eigvalsh", "expm", "inv", "logm", "lstsq", "lu", "lu_factor", "lu_solve",
    "matmul", "matrix_exp", "matrix_norm", "matrix_power", "matrix_rank", "matrix_transpose", "multi_dot",
    "norm", "null_space", "orth", "outer", "pinv", "qr", "slogdet", "solve", "solve_triangular", "sqrtm",
    "svd", "svdvals", "tensordot", "tensorinv", "tensorsolve", "toeplitz", "trace", "vecdot", "vector_norm",
]  # fmt: skip
