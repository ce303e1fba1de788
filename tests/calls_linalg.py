"""Calls of `tl.linalg` beyond those in `calls.py`."""

from drive import M, P, S, V, call

LOWER = [[2.0, 0.0], [0.5, 1.0]]

call("linalg.cond linalg.eig linalg.eigvals linalg.expm linalg.logm linalg.sqrtm linalg.cho_factor", S)
call("linalg.lu linalg.lu_factor linalg.orth linalg.null_space", M)
call("linalg.pinv linalg.svd linalg.matrix_rank", S, hermitian=True)
call("linalg.multi_dot", [S, M, V])
call("linalg.tensorinv", S, 1)
call("linalg.tensorsolve", S, [1.0, 2.0], [1])
call("linalg.solve_triangular", S, [1.0, 2.0], 1, lower=True)
call("linalg.cho_solve", [LOWER, True], [1.0, 2.0])
call("linalg.lu_solve", [LOWER, [1, 1]], [1.0, 2.0])
call("linalg.toeplitz", [1, 2, 3], V)
call("linalg.block_diag", M, P, V)
