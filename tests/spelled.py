# ruff: noqa: E501
"""A table of PyTorch's spellings: what a script writes, and what NumPy calls it.

The left is evaluated with tensorlab, and with PyTorch where it is installed, as the module `m`; the right with
NumPy. `x` and `y` are matrices (3, 4) of floats, `q` one without zeros, `u` one between 0 and 1, `v` and `w` vectors
of four, `c` (2, 3, 4), `s` a square matrix, `i` and `j` integers, `b` booleans, `k` positions, `z` complex numbers.
"""

import numpy as np

OPERANDS = {
    "x": [[0.5, -1.25, 2.0, 0.0], [1.5, 0.25, -0.75, 3.0], [-2.5, 4.0, 0.125, -1.0]],
    "y": [[1.0, 2.0, -0.5, 4.0], [-3.0, 0.5, 1.25, 2.5], [0.75, -1.5, 2.25, 0.25]],
    "q": [[0.5, 1.25, 2.0, 0.75], [1.5, 0.25, 0.875, 3.0], [2.5, 4.0, 0.125, 1.0]],
    "u": [[0.5, 0.25, 0.75, 0.125], [0.375, 0.625, 0.875, 0.0625], [0.9, 0.1, 0.2, 0.3]],
    "v": [1.0, -2.0, 0.5, 3.0],
    "w": [0.25, 1.5, -1.0, 2.0],
    "c": np.linspace(-2.0, 3.0, 24).reshape(2, 3, 4).tolist(),
    "s": [[2.0, 0.5, 0.25], [0.5, 3.0, -0.5], [0.25, -0.5, 1.5]],
    "n": [[1.0, float("nan"), 3.0, -1.0], [2.0, 5.0, 4.0, float("nan")], [0.0, 1.0, 2.0, 3.0]],
    "i": [[3, -1, 2, 0], [5, 7, -4, 1], [2, 2, 6, -3]],
    "j": [[2, 3, 1, 4], [1, 2, 3, 1], [3, 1, 2, 2]],
    "b": [[True, False, True, True], [False, False, True, False], [True, True, False, True]],
    "k": [[0, 2, 1, 0], [2, 2, 0, 1]],
    "z": [1.0 + 2.0j, -0.5j, 3.0 - 1.0j],
}

SPELLED = """
m.tensor([[1.0, 2.0]], dtype=m.float64)          | np.array([[1.0, 2.0]])
m.as_tensor(x)                                   | x
m.zeros(2, 3, dtype=m.float64)                   | np.zeros((2, 3))
m.ones(2, 3, 4, dtype=m.int64)                   | np.ones((2, 3, 4), int)
m.zeros(size=(2, 1), dtype=m.float64)            | np.zeros((2, 1))
m.empty(2, 3).shape                              | (2, 3)
m.full((2,), 7.0, dtype=m.float64, requires_grad=True) | np.full(2, 7.0)
m.linspace(0.0, 1.0, steps=5, dtype=m.float64)   | np.linspace(0, 1, 5)
m.eye(2, m=3, dtype=m.float64)                   | np.eye(2, 3)
m.arange(0, end=5)                               | np.arange(5)
m.zeros_like(x, device="cpu")                    | np.zeros_like(x)
m.FloatTensor([1.0, 2.0]).double()               | np.array([1.0, 2.0])
m.LongTensor([1, 2])                             | np.array([1, 2])
x.new_zeros(2, 2)                                | np.zeros((2, 2))
x.new_ones((2, 2))                               | np.ones((2, 2))
i.new_full((3,), 5)                              | np.full(3, 5)
x.new_tensor([1, 2])                             | np.array([1.0, 2.0])
x.new_empty(3).shape                             | (3,)
m.is_tensor(x), m.is_tensor(1.0)                 | (True, False)
m.numel(x), x.numel(), x.nelement(), x.dim()     | (12, 12, 12, 2)
x.ndimension(), x.element_size(), x.is_cuda      | (2, 8, False)
tuple(x.size()), x.size(0), x.size(-1), x.size(dim=1) | ((3, 4), 3, 4, 4)
tuple(x.stride()), x.stride(0), tuple(x.t().stride()) | ((4, 1), 4, (1, 4))
x.is_contiguous(), x.t().is_contiguous()         | (True, False)
x.t().contiguous().is_contiguous()               | True
x.is_floating_point(), i.is_floating_point(), z.is_complex() | (True, False, True)
m.is_floating_point(x), m.is_complex(x)          | (True, False)
x.type(m.FloatTensor), i.type(m.DoubleTensor), x.type("torch.LongTensor") | (np.float32(x), np.float64(i), np.int64(x))
x.dtype.is_floating_point, i.dtype.is_floating_point, z.dtype.is_complex | (True, False, True)
m.is_nonzero(m.tensor([0.5]))                    | True
m.cuda.is_available(), m.cuda.device_count()     | (False, 0)
m.backends.mps.is_available()                    | False
str(m.device("cpu")), m.device("cpu").type       | ("cpu", "cpu")
m.device("cuda" if m.cuda.is_available() else "cpu") == x.device | True
# shapes
x.view(2, 6)                                     | x.reshape(2, 6)
x.view(-1)                                       | x.ravel()
x.view((4, -1))                                  | x.reshape(4, 3)
x.view_as(m.zeros(2, 6))                         | x.reshape(2, 6)
x.reshape_as(m.zeros(6, 2))                      | x.reshape(6, 2)
m.unsqueeze(x, 0), x.unsqueeze(-1), x.unsqueeze(dim=1) | (x[None], x[..., None], x[:, None])
x.unsqueeze(0).squeeze(0)                        | x
x.unsqueeze(0).squeeze(dim=0)                    | x
m.flatten(c, 1), c.flatten(1), c.flatten(start_dim=0, end_dim=1) | (c.reshape(2, 12), c.reshape(2, 12), c.reshape(6, 4))
c.flatten()                                      | c.ravel()
c.unflatten(2, (2, -1))                          | c.reshape(2, 3, 2, 2)
m.cartesian_prod(v, v[:2]), m.combinations(v), m.combinations(v, 3, with_replacement=True)[4] | (np.stack([np.repeat(v, 2), np.tile(v[:2], 4)], 1), np.array(v)[np.stack(np.triu_indices(4, 1), 1)], v[[0, 1, 1]])
m.broadcast_tensors(v, x)[0], c.unfold(2, 3, 1), c.unfold(1, 2, 2), v.as_strided((3, 2), (1, 1)), m.as_strided(x[1:], (2, 2), (1, 4), 5) | (np.broadcast_to(v, (3, 4)), np.lib.stride_tricks.sliding_window_view(c, 3, 2), np.lib.stride_tricks.sliding_window_view(c, 2, 1)[:, ::2], np.lib.stride_tricks.sliding_window_view(v, 2), x[1:, 1:3].T)
x.t(), m.t(x), m.t(v)                            | (x.T, x.T, v)
c.permute(dims=(2, 0, 1)), c.flip(dims=(1,)), m.tile(x, dims=(2, 1)), x.tile(dims=(2, 1)), v.expand(size=(3, -1)) | (c.transpose(2, 0, 1), c[:, ::-1], np.tile(x, (2, 1)), np.tile(x, (2, 1)), np.broadcast_to(v, (3, 4)))
c.permute(2, 0, 1), c.permute((2, 0, 1)), m.permute(c, (1, 0, 2)) | (c.transpose(2, 0, 1), c.transpose(2, 0, 1), c.transpose(1, 0, 2))
m.transpose(c, 0, 2), c.swapaxes(0, 2), m.swapdims(c, 0, 1), m.transpose(c, dim0=0, dim1=2), m.transpose(c, 0, dim1=1) | (c.swapaxes(0, 2), c.swapaxes(0, 2), c.swapaxes(0, 1), c.swapaxes(0, 2), c.swapaxes(0, 1))
c.transpose(0, 2), c.transpose(-1, 1), x.unique() | (c.swapaxes(0, 2), c.swapaxes(-1, 1), np.unique(x))
x.numpy(force=True), c.numpy()                    | (x, c)
x.transpose(dim0=0, dim1=1), c.transpose(0, dim1=2), c.transpose(dim0=-1, dim1=1) | (x.T, c.swapaxes(0, 2), c.swapaxes(-1, 1))
m.movedim(c, 0, -1), c.movedim(1, 0)             | (np.moveaxis(c, 0, -1), np.moveaxis(c, 1, 0))
v.expand(3, 4), v.expand(3, -1), v.unsqueeze(1).expand_as(m.zeros(4, 2)) | (np.broadcast_to(v, (3, 4)), np.broadcast_to(v, (3, 4)), np.broadcast_to(v[:, None], (4, 2)))
m.cat([x, y]), m.cat((x, y), dim=1), m.concat([x, y], dim=-1) | (np.concatenate([x, y]), np.concatenate([x, y], 1), np.concatenate([x, y], -1))
m.stack([v, w], dim=1)                           | np.stack([v, w], 1)
m.chunk(v, 3), v.chunk(2), x.chunk(2, dim=1)     | ((v[:2], v[2:]), (v[:2], v[2:]), (x[:, :2], x[:, 2:]))
x.split(2, dim=1), m.split(x, 2, dim=0), m.split(x, [1, 3], dim=1) | ((x[:, :2], x[:, 2:]), (x[:2], x[2:]), (x[:, :1], x[:, 1:]))
m.tensor_split(v, 3), v.tensor_split(2)          | (tuple(np.array_split(v, 3)), (v[:2], v[2:]))
m.unbind(x), x.unbind(1)                         | (tuple(x), tuple(x.T))
m.narrow(x, 1, 1, 2), x.narrow(0, -2, 1)         | (x[:, 1:3], x[1:2])
x.flip(0), x.flip(0, 1), m.flip(x, dims=[1]), m.flip(x, (0,)) | (x[::-1], x[::-1, ::-1], x[:, ::-1], x[::-1])
m.roll(x, shifts=1, dims=0), x.roll(1, 1), m.roll(x, (1, 2), (0, 1)) | (np.roll(x, 1, 0), np.roll(x, 1, 1), np.roll(x, (1, 2), (0, 1)))
m.rot90(x, 1, [0, 1]), x.fliplr(), x.flipud()    | (np.rot90(x), x[:, ::-1], x[::-1])
x.tile(2, 1), m.tile(x, (1, 2))                  | (np.tile(x, (2, 1)), np.tile(x, (1, 2)))
m.repeat_interleave(v, 2), x.repeat_interleave(2, dim=0) | (np.repeat(v, 2), np.repeat(x, 2, 0))
m.diag_embed(v), m.diag_embed(v, 1), x.diag_embed() | (np.diag(v), np.diag(v, 1), np.stack([np.diag(r) for r in x]))
x.triu(), x.tril(-1), s.diag(), s.trace(), v.diag() | (np.triu(x), np.tril(x, -1), np.diag(s), np.trace(s), np.diag(v))
x.diagonal(), m.diagonal(c, dim1=0, dim2=1), m.linalg.diagonal(c, offset=1, dim1=0, dim2=2) | (np.diagonal(x), np.diagonal(c, 0, 0, 1), np.diagonal(c, 1, 0, 2))
m.meshgrid(v, w, indexing="ij")                  | tuple(np.meshgrid(v, w, indexing="ij"))
m.triu(x, diagonal=1), x.tril(diagonal=-1), m.diag(v, diagonal=1), x.swapaxes(0, 1), m.block_diag(s, x).sum(0) | (np.triu(x, 1), np.tril(x, -1), np.diag(v, 1), x.T, np.r_[s.sum(0), x.sum(0)])
x.t().mH, z.unsqueeze(0).H.conj() * 1, x[1:].storage_offset(), m.Size((2, 3)) == c[0, :2, :3].shape | (x, z[:, None], 4, True)
# element types
x.float().dtype == m.float32, x.half().dtype == m.float16, x.to(m.float32).dtype == m.float32 | (True, True, True)
x.double().dtype == m.float64, x.bfloat16().dtype == m.bfloat16, i.to(x).dtype == m.float64 | (True, True, True)
x.int(), x.long(), x.short(), x.bool(), i.abs().byte() | (x.astype("i4"), x.astype("i8"), x.astype("i2"), x != 0, abs(i).astype("u1"))
x.to("cpu"), x.to(m.device("cpu")), x.cpu(), x.to(device="cpu", dtype=m.int64) | (x, x, x, x.astype(int))
i.type_as(x), i.type(m.float64)                  | (i * 1.0, i * 1.0)
x.clone(), m.clone(x), x.detach().clone()        | (x, x, x)
m.float == m.float32, m.double == m.float64, m.half == m.float16, m.long == m.int64 | (True, True, True, True)
m.int == m.int32, m.short == m.int16             | (True, True)
z.cfloat().dtype == m.complex64, x.cdouble(), m.cfloat == m.complex64 | (True, x + 0j, True)
# element by element
x.abs(), x.neg(), x.sign(), x.sgn(), x.square()  | (abs(x), -x, np.sign(x), np.sign(x), x * x)
x.exp(), x.exp2(), x.expm1(), q.log(), q.log2(), q.log10(), u.log1p() | (np.exp(x), np.exp2(x), np.expm1(x), np.log(q), np.log2(q), np.log10(q), np.log1p(u))
q.sqrt(), m.rsqrt(q), q.rsqrt(), q.reciprocal()  | (np.sqrt(q), q**-0.5, q**-0.5, 1 / q)
x.sin(), x.cos(), x.tan(), x.sinh(), x.cosh(), x.tanh() | (np.sin(x), np.cos(x), np.tan(x), np.sinh(x), np.cosh(x), np.tanh(x))
u.asin(), u.acos(), x.atan(), x.asinh(), u.atanh(), (q + 1).acosh() | (np.arcsin(u), np.arccos(u), np.arctan(x), np.arcsinh(x), np.arctanh(u), np.arccosh(q + 1))
x.floor(), x.ceil(), x.round(), x.trunc(), x.frac(), m.frac(x) | (np.floor(x), np.ceil(x), np.round(x), np.trunc(x), x - np.trunc(x), x - np.trunc(x))
x.add(y), x.sub(y), x.mul(y), x.div(y), q.pow(2), q.pow(y) | (x + y, x - y, x * y, x / y, q**2, q**y)
m.add(x, y, alpha=2), m.sub(x, y, alpha=2), x.add(1), x.sub(y, alpha=0.5) | (x + 2 * y, x - 2 * y, x + 1, x - y / 2)
m.mul(x, 2), m.div(x, y), m.true_divide(x, y), m.neg(x) | (x * 2, x / y, x / y, -x)
m.div(i, j, rounding_mode="floor"), m.div(i, j, rounding_mode="trunc"), m.div(x, y, rounding_mode="trunc") | (i // j, np.trunc(i / j).astype(int), np.trunc(x / y))
m.floor_divide(i, j), m.remainder(i, j), m.fmod(i, j), x.remainder(y), x.fmod(y) | (i // j, i % j, np.fmod(i, j), x % y, np.fmod(x, y))
m.eq(x, y), x.eq(0), m.ne(x, y), x.ne(0), x.lt(y), x.le(y), m.gt(x, y), x.ge(0) | (x == y, x == 0, x != y, x != 0, x < y, x <= y, x > y, x >= 0)
b.logical_and(x > 0), b.logical_or(x > 0), b.logical_not(), b.logical_xor(x > 0) | (b & (x > 0), np.logical_or(b, x > 0), ~b, b ^ (x > 0))
i.bitwise_and(j), i.bitwise_or(j), i.bitwise_xor(j), i.bitwise_not() | (i & j, np.bitwise_or(i, j), i ^ j, ~i)
x.maximum(y), m.minimum(x, y), x.atan2(y), x.hypot(y), x.copysign(y) | (np.maximum(x, y), np.minimum(x, y), np.arctan2(x, y), np.hypot(x, y), np.copysign(x, y))
m.clamp(x, -1, 1), x.clamp(min=0), x.clamp(max=0), x.clamp_min(0), m.clamp_max(x, 1), x.clip(0, 2) | (np.clip(x, -1, 1), np.maximum(x, 0), np.minimum(x, 0), np.maximum(x, 0), np.minimum(x, 1), np.clip(x, 0, 2))
m.sigmoid(x), x.sigmoid(), m.relu(x), x.relu(), u.logit(), m.special.expit(x) | (1 / (1 + np.exp(-x)), 1 / (1 + np.exp(-x)), np.maximum(x, 0), np.maximum(x, 0), np.log(u / (1 - u)), 1 / (1 + np.exp(-x)))
m.lerp(x, y, 0.25), x.lerp(y, m.tensor(0.75, dtype=m.float64)) | (x + 0.25 * (y - x), x + 0.75 * (y - x))
m.addcmul(x, y, q, value=0.5), x.addcdiv(y, q)   | (x + 0.5 * y * q, x + y / q)
m.isnan(n), m.isfinite(n), n.isnan(), n.nan_to_num(0.0) | (np.isnan(n), np.isfinite(n), np.isnan(n), np.nan_to_num(n))
m.where(x > 0, x, y), x.where(b, y)              | (np.where(x > 0, x, y), np.where(b, x, y))
m.erf(x), m.erfc(x), m.erfinv(u), m.lgamma(q), m.digamma(q), m.polygamma(1, q) | tuple(f(a) for f, a in ((sp.erf, x), (sp.erfc, x), (sp.erfinv, u), (sp.gammaln, q), (sp.digamma, q), (lambda q: sp.polygamma(1, q), q)))
x.erfc(), u.erfinv(), q.lgamma(), q.digamma(), m.xlogy(q, u) | (sp.erfc(x), sp.erfinv(u), sp.gammaln(q), sp.digamma(q), q * np.log(u))
m.special.ndtr(x), m.special.ndtri(u), m.special.entr(u), m.special.gammaln(q), m.special.logit(u) | (sp.ndtr(x), sp.ndtri(u), sp.entr(u), sp.gammaln(q), sp.logit(u))
m.special.erfcx(x), m.special.i0(x), m.special.i0e(x), m.special.i1(x), m.special.i1e(x), m.special.log_ndtr(x) | (sp.erfcx(x), sp.i0(x), sp.i0e(x), sp.i1(x), sp.i1e(x), sp.log_ndtr(x))
m.igamma(q, u), q.igammac(u), m.special.gammainc(q, u), m.special.zeta(q + 1, u), m.special.xlog1py(x, u) | (sp.gammainc(q, u), sp.gammaincc(q, u), sp.gammainc(q, u), sp.zeta(q + 1, u), sp.xlog1py(x, u))
m.mvlgamma(q + 2, 3), q.mvlgamma(1), m.special.multigammaln(q + 2, 2) | (np.reshape([sp.multigammaln(a + 2, 3) for a in q.ravel()], q.shape), sp.gammaln(q), np.reshape([sp.multigammaln(a + 2, 2) for a in q.ravel()], q.shape))
m.stft(x.flatten(), 4, 2, window=w, return_complex=True), x.flatten().stft(4, 4, 3, w[:3], center=False, normalized=True, onesided=False, return_complex=True) | (np.fft.rfft(np.lib.stride_tricks.sliding_window_view(np.pad(x.ravel(), 2, "reflect"), 4)[::2] * w).T, np.fft.fft(x.reshape(3, 4) * [*w[:3], 0], norm="ortho").T)
m.istft(m.stft(x, 4, 1, window=w, return_complex=True), 4, 1, window=w, length=4), m.istft(m.stft(x, 2, 1, window=w[:2], center=False, onesided=False, return_complex=True), 2, 1, window=w[:2], center=False, length=3) | (x, x[:, :3])
x.deg2rad(), x.rad2deg(), x.ldexp(i), x.nextafter(y), x.logaddexp(y), x.logaddexp2(y), q.float_power(2) | (np.deg2rad(x), np.rad2deg(x), np.ldexp(x, i), np.nextafter(x, y), np.logaddexp(x, y), np.logaddexp2(x, y), q**2)
z.abs(), z.angle(), z.conj() * 1 | (abs(z), np.angle(z), z.conj())
m.complex(x, y), m.polar(q, x), m.view_as_real(z), m.view_as_complex(m.stack([v, w], -1)) | (x + 1j * y, q * np.exp(1j * x), np.stack([z.real, z.imag], -1), v + 1j * w)
# products
m.mm(x, y.t()), x.mm(y.t()), m.matmul(x, v), x.matmul(y.t()), x @ v | (x @ y.T, x @ y.T, x @ v, x @ y.T, x @ v)
m.bmm(c, c.permute(0, 2, 1)), c.bmm(c.permute(0, 2, 1)) | (c @ c.swapaxes(1, 2), c @ c.swapaxes(1, 2))
m.mv(x, v), x.mv(v), m.dot(v, w), v.dot(w), m.outer(v, w), m.ger(v, w), v.outer(w) | (x @ v, x @ v, v @ w, v @ w, np.outer(v, w), np.outer(v, w), np.outer(v, w))
m.addr(x, v[:3], w, beta=0.5, alpha=2), m.addbmm(s, c[:, :, :3], c[:, :, 1:], beta=0.5, alpha=2) | (0.5 * x + 2 * np.outer(v[:3], w), 0.5 * s + 2 * (c[:, :, :3] @ c[:, :, 1:]).sum(0))
m.cholesky_solve(x, m.cholesky(s)), m.cholesky_inverse(m.cholesky(s, upper=True), upper=True) | (np.linalg.solve(s, x), np.linalg.inv(s))
m.renorm(x, 2, 0, 2.0) | x * np.minimum(1, 2 / (np.linalg.norm(x, axis=1, keepdims=True) + 1e-7))
m.addmm(s, x, y.t(), beta=0.5, alpha=2), s.addmm(x, y.t()), m.addmv(v[:3], x, v) | (0.5 * s + 2 * x @ y.T, s + x @ y.T, v[:3] + x @ v)
m.baddbmm(m.zeros(2, 3, 3, dtype=m.float64) + s, c, c.permute(0, 2, 1)) | s + c @ c.swapaxes(1, 2)
m.einsum("ij,kj->ik", x, y), m.tensordot(x, y, dims=([1], [1])) | (x @ y.T, x @ y.T)
m.det(s), s.det(), m.inverse(s), s.inverse(), m.linalg.inv(s) | (np.linalg.det(s), np.linalg.det(s), np.linalg.inv(s), np.linalg.inv(s), np.linalg.inv(s))
m.norm(x), x.norm(), x.norm(p=1), x.norm(dim=1), x.norm(2, 0, True), m.norm(x, float("inf"), dim=1) | (np.linalg.norm(x), np.linalg.norm(x), abs(x).sum(), np.linalg.norm(x, axis=1), np.linalg.norm(x, axis=0, keepdims=True), abs(x).max(1))
m.linalg.norm(x, dim=1), m.linalg.vector_norm(x, dim=0), m.linalg.norm(x, dim=1, keepdim=True) | (np.linalg.norm(x, axis=1), np.linalg.norm(x, axis=0), np.linalg.norm(x, axis=1, keepdims=True))
m.dist(x, y), x.dist(y, 1), m.cdist(x, y)        | (np.linalg.norm(x - y), abs(x - y).sum(), np.linalg.norm(x[:, None] - y[None], axis=-1))
m.pdist(x), m.nn.functional.pdist(x, 1.0)          | (np.linalg.norm(x[[0, 0, 1]] - x[[1, 2, 2]], axis=1), abs(x[[0, 0, 1]] - x[[1, 2, 2]]).sum(1))
m.cosine_similarity(x, y), m.cosine_similarity(x, y, dim=0) | ((x * y).sum(1) / np.linalg.norm(x, axis=1) / np.linalg.norm(y, axis=1), (x * y).sum(0) / np.linalg.norm(x, axis=0) / np.linalg.norm(y, axis=0))
m.svd(s).S, m.svd(x)[0] * m.svd(x).S @ m.svd(x)[2].t(), s.svd(some=False).S | (np.linalg.svd(s)[1], x, np.linalg.svd(s)[1])
abs(m.qr(s)[1]), m.cholesky(s), s.cholesky(), m.linalg.matrix_exp(s) | (abs(np.linalg.qr(s)[1]), np.linalg.cholesky(s), np.linalg.cholesky(s), (lambda l, q: q * np.exp(l) @ q.T)(*np.linalg.eigh(s)))
m.pca_lowrank(x, q=3)[1], m.svd_lowrank(x, q=3)[1], m.pca_lowrank(x[:2], 2, center=False)[1] | (np.linalg.svd(x - x.mean(0))[1], np.linalg.svd(x)[1], np.linalg.svd(x[:2])[1])
m.linalg.solve_triangular(s, x, upper=True), m.linalg.solve_triangular(s, x, upper=False, unitriangular=True) | (np.linalg.solve(np.triu(s), x), np.linalg.solve(np.tril(s, -1) + np.eye(3), x))
m.fft.fft(x, dim=0), m.fft.fft2(x, dim=(0, 1)), m.fft.fftshift(x, dim=1) | (np.fft.fft(x, axis=0), np.fft.fft2(x), np.fft.fftshift(x, axes=1))
m.hann_window(6, dtype=m.float64), m.hamming_window(6, False, dtype=m.float64) | (np.hanning(7)[:6], np.hamming(6))
m.blackman_window(1, dtype=m.float64), m.bartlett_window(4, dtype=m.float64) | (np.ones(1), np.bartlett(5)[:4])
# along an axis
m.sum(x, dim=1), x.sum(dim=0, keepdim=True), x.sum(1), c.sum(dim=(0, 2)), x.sum(-1, keepdim=True) | (x.sum(1), x.sum(0, keepdims=True), x.sum(1), c.sum((0, 2)), x.sum(-1, keepdims=True))
m.mean(x, dim=1), x.mean(dim=0, keepdim=True), x.mean(1, keepdim=True), c.mean(dim=[0, 1]) | (x.mean(1), x.mean(0, keepdims=True), x.mean(1, keepdims=True), c.mean((0, 1)))
m.prod(x, dim=1), x.prod(dim=0), m.any(b, dim=0), b.all(dim=1), b.any(dim=1, keepdim=True) | (x.prod(1), x.prod(0), b.any(0), b.all(1), b.any(1, keepdims=True))
m.argmax(x, dim=1), x.argmax(dim=0, keepdim=True), x.argmin(dim=1), x.argmax() | (x.argmax(1), x.argmax(0, keepdims=True), x.argmin(1), x.argmax())
m.max(x, dim=1), x.max(dim=0), x.min(dim=1, keepdim=True), m.min(x, 0, keepdim=True), x.max(1, keepdim=True) | ((x.max(1), x.argmax(1)), (x.max(0), x.argmax(0)), (x.min(1, keepdims=True), x.argmin(1)[:, None]), (x.min(0, keepdims=True), x.argmin(0)[None]), (x.max(1, keepdims=True), x.argmax(1)[:, None]))
x.max(dim=1).values, x.max(dim=1).indices, x.max(), x.min(), m.max(x) | (x.max(1), x.argmax(1), x.max(), x.min(), x.max())
m.max(x, 2 - x), x.min(2 - x), m.min(x, x[0]), x.max(x[0, 0]) | (np.maximum(x, 2 - x), np.minimum(x, 2 - x), np.minimum(x, x[0]), np.maximum(x, x[0, 0]))
m.amax(x, dim=1), x.amax(dim=0), x.amin(dim=(0, 1)), m.amin(x, dim=0, keepdim=True) | (x.max(1), x.max(0), x.min(), x.min(0, keepdims=True))
m.std(x, dim=0), x.std(dim=1, keepdim=True), x.var(dim=0), x.var(dim=0, unbiased=False), x.std(0, unbiased=True), x.std(unbiased=True) | (x.std(0, ddof=1), x.std(1, ddof=1, keepdims=True), x.var(0, ddof=1), x.var(0), x.std(0, ddof=1), x.std(ddof=1))
x.var(dim=1, correction=0), m.std(x, 0, correction=1), x.std(0, keepdim=True) | (x.var(1), x.std(0, ddof=1), x.std(0, ddof=1, keepdims=True))
m.var_mean(x, dim=0), m.std_mean(x), m.std_mean(x, 1, unbiased=False) | ((x.var(0, ddof=1), x.mean(0)), (x.std(ddof=1), x.mean()), (x.std(1), x.mean(1)))
x.median(dim=1), x.median(dim=0, keepdim=True)   | ((np.sort(x, 1)[:, 1], np.argsort(x, 1)[:, 1]), (np.sort(x, 0)[1:2], np.argsort(x, 0)[1:2]))
n.median(dim=1)[0], n.nanmedian(dim=1)[0]        | (np.array([np.nan, np.nan, 1.0]), np.array([1.0, 4.0, 1.0]))
tuple(m.aminmax(x)), tuple(x.aminmax(dim=1, keepdim=True)), x.aminmax().max | ((x.min(), x.max()), (x.min(1, keepdims=True), x.max(1, keepdims=True)), x.max())
m.bucketize(x, w.sort(dim=0)[0]), m.bucketize(x, w.sort(dim=0)[0], right=True) | (np.searchsorted(np.sort(w), x), np.searchsorted(np.sort(w), x, "right"))
x.kthvalue(2, dim=1), m.kthvalue(v, 1)           | ((np.sort(x, 1)[:, 1], np.argsort(x, 1)[:, 1]), (-2.0, 1))
m.mode(i, dim=1)[0], i.mode(0, keepdim=True)[0]  | (np.array([-1, -4, 2]), np.array([[2, -1, -4, -3]]))
m.sort(x, dim=1), x.sort(dim=0), x.sort(dim=1, descending=True) | ((np.sort(x, 1), np.argsort(x, 1)), (np.sort(x, 0), np.argsort(x, 0)), (-np.sort(-x, 1), np.argsort(-x, 1)))
x.argsort(dim=1), m.argsort(x, dim=0, descending=True), x.topk(2, dim=1)[0] | (np.argsort(x, 1), np.argsort(-x, 0), -np.sort(-x, 1)[:, :2])
m.cumsum(x, dim=1), x.cumsum(dim=0), x.cumsum(0), x.cumprod(dim=1), m.diff(x, dim=0) | (x.cumsum(1), x.cumsum(0), x.cumsum(0), x.cumprod(1), np.diff(x, axis=0))
m.cummax(x, dim=1)[0], x.cummin(0)[0], n.cummax(1)[0] | (np.maximum.accumulate(x, 1), np.minimum.accumulate(x, 0), np.maximum.accumulate(n, 1))
m.logsumexp(x, dim=1), x.logsumexp(0, keepdim=True), m.logsumexp(c, (0, 2)) | (sp.logsumexp(x, 1), sp.logsumexp(x, 0, keepdims=True), sp.logsumexp(c, (0, 2)))
m.softmax(x, axis=1), x.log_softmax(axis=0), m.logsumexp(c, axis=(0, 2), keepdims=True), x.gather(axis=0, index=k) | (sp.softmax(x, 1), sp.log_softmax(x, 0), sp.logsumexp(c, (0, 2), keepdims=True), np.take_along_axis(x, k, 0))
m.softmax(x, dim=1), x.softmax(0), m.log_softmax(x, dim=1), x.log_softmax(dim=-1), m.softmax(x, -1) | (sp.softmax(x, 1), sp.softmax(x, 0), sp.log_softmax(x, 1), sp.log_softmax(x, 1), sp.softmax(x, 1))
m.quantile(x, 0.3, dim=1), x.quantile(0.5, dim=0, keepdim=True) | (np.quantile(x, 0.3, axis=1), np.quantile(x, 0.5, axis=0, keepdims=True))
m.count_nonzero(x, dim=1), m.nansum(n, dim=1), n.nansum(), m.nanmean(n, dim=0) | (np.count_nonzero(x, 1), np.nansum(n, 1), np.nansum(n), np.nanmean(n, 0))
m.histc(x, bins=4, min=-2, max=2), m.histc(v, 3) | (np.histogram(x, 4, (-2, 2))[0] * 1.0, np.histogram(v, 3)[0] * 1.0)
m.logcumsumexp(x, dim=1), x.logcumsumexp(0), m.msort(x), x.msort() | (np.logaddexp.accumulate(x, 1), np.logaddexp.accumulate(x, 0), np.sort(x, 0), np.sort(x, 0))
m.trapz(x), m.cumulative_trapezoid(x), m.cumulative_trapezoid(x, dim=0, dx=2), m.cumulative_trapezoid(x, v) | (np.trapezoid(x), np.cumsum((x[:, 1:] + x[:, :-1]) / 2, 1), np.cumsum(x[1:] + x[:-1], 0), np.cumsum((x[:, 1:] + x[:, :-1]) / 2 * np.diff(v), 1))
m.unique_consecutive(k), m.unique_consecutive(k[0] * 0, return_counts=True), m.unique(k, dim=1) | (np.array([0, 2, 1, 0, 2, 0, 1]), (np.zeros(1, int), np.array([4])), np.unique(k, axis=1))
m.unique_consecutive(k, return_inverse=True, dim=0)[1], m.unique_consecutive(k[:, :1], return_inverse=True)[1] | (np.arange(2), np.array([[0], [1]]))
m.quantile(x, 0.3, dim=1, interpolation="lower"), m.searchsorted(v.sort(dim=0)[0], v, right=True) | (np.quantile(x, 0.3, axis=1, method="lower"), np.searchsorted(np.sort(v), v, "right"))
m.cov(x, correction=0), m.diagflat(v, offset=1)  | (np.cov(x, ddof=0), np.diagflat(v, 1))
# by position
m.nn.functional.one_hot(k, 4), m.nn.functional.one_hot(k), m.nn.functional.cosine_similarity(x, y) | (np.eye(4, dtype=int)[k], np.eye(3, dtype=int)[k], (x * y).sum(1) / np.linalg.norm(x, axis=1) / np.linalg.norm(y, axis=1))
m.gather(x, 1, k), x.gather(dim=0, index=k), x.gather(1, k[:, :2]) | (np.take_along_axis(x[:2], k, 1), np.take_along_axis(x, k, 0), np.take_along_axis(x[:2], k[:, :2], 1))
m.index_select(x, 1, k[0]), x.index_select(dim=0, index=k[1]) | (x[:, k[0]], x[k[1]])
m.masked_fill(x, b, 7.0), x.masked_fill(b, -float("inf")), x.masked_fill(x > 0, 0) | (np.where(b, 7.0, x), np.where(b, -np.inf, x), np.where(x > 0, 0, x))
m.masked_select(x, b), x.masked_select(x > 0), x[x > 0] | (x[b], x[x > 0], x[x > 0])
m.scatter(x, 1, k, y), x.scatter(0, k, 9.0), m.zeros(3, 4, dtype=m.float64).scatter_(1, k, 1.0) | (put(x, 1, k, y), put(x, 0, k, 9.0), put(x * 0, 1, k, 1.0))
m.select_scatter(x, w, 0, 1), x.slice_scatter(y[:, :2], 1, 0, 4, 2), m.diagonal_scatter(x, w[:3], 1) | (np.stack([x[0], w, x[2]]), np.stack([y[:, 0], x[:, 1], y[:, 1], x[:, 3]], 1), x + np.diag(w[:3] - np.diag(x, 1), 1)[:3])
m.scatter_add(x, 1, k, y), x.scatter_add(0, k, y), x.clone().scatter_add_(1, k, y) | (put(x, 1, k, y, True), put(x, 0, k, y, True), put(x, 1, k, y, True))
x.clone().index_add_(0, k[0, :2], y[:2]), x.clone().index_add_(1, k[0], y, alpha=2) | (x + np.stack([y[0], y[0] * 0, y[1]]), x + 2 * np.stack([y[:, 0] + y[:, 3], y[:, 2], y[:, 1], y[:, 0] * 0], 1))
x.clone().index_copy_(0, k[0, :2], y[:2]), x.clone().index_fill_(1, k[1], 5.0) | (np.stack([y[0], x[1], y[1]]), np.hstack([x[:, :3] * 0 + 5, x[:, 3:]]))
x.index_add(0, k[0, :2], y[:2]), m.index_copy(x, 0, k[0, :2], y[:2]), x.index_fill(1, k[1], 5.0) | (x + np.stack([y[0], y[0] * 0, y[1]]), np.stack([y[0], x[1], y[1]]), np.hstack([x[:, :3] * 0 + 5, x[:, 3:]]))
m.index_put(x, (k, k), y[:2]), x.clone().index_put_((k[0],), y[0], accumulate=True) | (at(x, (k, k), y[:2]), x + y[0] * np.array([[2.0], [1.0], [1.0]]))
m.zeros(3, 4, dtype=bool).scatter_(1, k, 1), b.masked_fill(b, 0), b.index_fill(0, m.tensor([0]), 1) | (put(x * 0, 1, k, 1.0) > 0, b & False, np.concatenate([b[:1] >= False, b[1:]]))
m.masked_scatter(x, b, y), x.clone().masked_scatter_(x > 0, y) | (at(x, b, y[:2].ravel()[: b.sum()]), at(x, x > 0, y.ravel()[: (x > 0).sum()]))
m.scatter_reduce(x, 1, k, y, "amax"), x.scatter_reduce(0, k, y, "amin", include_self=False) | (met(np.maximum, x, 1, k, y), met(np.minimum, at(x, touched(0, k), np.inf), 0, k, y))
x.scatter_reduce(1, k, y, "prod"), x.clone().scatter_reduce_(1, k, y, reduce="sum", include_self=False) | (met(np.multiply, x, 1, k, y), met(np.add, at(x, touched(1, k), 0), 1, k, y))
x.scatter_reduce(0, k, y, "mean"), i.scatter_reduce(0, k, j, "mean"), i.scatter_reduce(1, k, j, "amax", include_self=False) | (met(np.add, x, 0, k, y) / met(np.add, x * 0 + 1, 0, k, 1), met(np.add, i, 0, k, j) // met(np.add, i * 0 + 1, 0, k, 1), met(np.maximum, at(i, touched(1, k), -9), 1, k, j))
x.index_reduce(0, k[0, :2], y[:2], "prod"), x.clone().index_reduce_(1, k[0], y, "amax", include_self=False) | (x * np.stack([y[0], y[0] * 0 + 1, y[1]]), np.stack([np.maximum(y[:, 0], y[:, 3]), y[:, 2], y[:, 1], x[:, 3]], 1))
x.clone().fill_diagonal_(9.0), m.zeros(5, 2, dtype=m.float64).fill_diagonal_(1.0, wrap=True) | (x + np.eye(3, 4) * (9 - x), np.array([[1.0, 0], [0, 1], [0, 0], [1, 0], [0, 1]]))
m.take_along_dim(x, k, dim=0), m.take_along_dim(x, k) | (np.take_along_axis(x, k, 0), x.ravel()[k.ravel()])
m.nonzero(x, as_tuple=False), m.nonzero(x, as_tuple=True), m.argwhere(b) | (np.argwhere(x), np.nonzero(x), np.argwhere(b))
m.searchsorted(m.sort(v, dim=0)[0], w), x.select(1, 2), x.select(dim=0, index=-1) | (np.searchsorted(np.sort(v), w), x[:, 2], x[-1])
# in place
x.clone().add_(y), x.clone().add_(y, alpha=2), x.clone().sub_(1), x.clone().sub_(y, alpha=0.5) | (x + y, x + 2 * y, x - 1, x - y / 2)
x.clone().mul_(2), x.clone().div_(y), q.clone().pow_(2), x.clone().neg_(), x.clone().abs_() | (x * 2, x / y, q**2, -x, abs(x))
x.clone().exp_(), q.clone().log_(), q.clone().sqrt_(), x.clone().tanh_(), x.clone().sigmoid_(), x.clone().relu_() | (np.exp(x), np.log(q), np.sqrt(q), np.tanh(x), 1 / (1 + np.exp(-x)), np.maximum(x, 0))
x.clone().zero_(), x.clone().fill_(3), x.clone().copy_(y), x.clone().clamp_(0, 1), x.clone().clamp_(min=0) | (x * 0, x * 0 + 3, y, np.clip(x, 0, 1), np.maximum(x, 0))
x.clone().masked_fill_(b, 0.0), x.clone().round_(), x.clone().floor_(), x.clone().cumsum_(dim=1) | (np.where(b, 0, x), np.round(x), np.floor(x), x.cumsum(1))
x.clone().addcmul_(y, q), x.clone().lerp_(y, 0.5), x.clone().triu_(), i.clone().bitwise_and_(j) | (x + y * q, (x + y) / 2, np.triu(x), i & j)
x.clone().eq_(0), i.clone().remainder_(j), x.clone().erfinv_().shape | ((x == 0) * 1.0, i % j, (3, 4))
x.view(12).add_(0) is x, x.tolist()[0][0], m.tensor(2.5).item() | (False, 0.5, 2.5)
"""


def operands(make):
    return {name: make(values) for name, values in OPERANDS.items()}


def rows():
    """The pairs of expressions."""
    lines = [line for line in SPELLED.strip().splitlines() if not line.startswith("#")]
    return [tuple(part.strip() for part in line.split(" | ")) for line in lines]


def at(a, index, values):
    """`a` with other values at an index."""
    a = np.array(a)
    a[index] = values
    return a


def touched(axis, index):
    """Where `index` points to along the axis."""
    other = np.indices(index.shape)[1 - axis]
    return (other, index) if axis else (index, other)


def met(function, a, axis, index, values):
    """The function of all elements that meet in one place."""
    a = np.array(a)
    function.at(a, touched(axis, index), values if np.ndim(values) == 0 else values[: index.shape[0]])
    return a


def put(a, axis, index, values, added=False):
    """NumPy's version of scatter: an element after the other."""
    out = a.copy()
    for place in np.ndindex(index.shape):
        to = list(place)
        to[axis] = index[place]
        value = values[place] if isinstance(values, np.ndarray) else values
        out[tuple(to)] = out[tuple(to)] + value if added else value
    return out
