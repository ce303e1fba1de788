"""Derivatives of factorisations: rules in recorded operations, so that they can be differentiated again.

Where singular values or eigenvalues coincide, what a loss does not tell apart has the limit for its
derivative. The formulas are those of Giles, "An extended collection of matrix derivative results" (2008), and
of Walter and Lehmann, "On evaluating higher-order derivatives of the QR decomposition" (2010), for complex
matrices, too.
"""

from __future__ import annotations

import importlib
import math

from tensorlab_c._operands import _real_part
from tensorlab_c._tensor import Tensor, custom, is_grad_enabled
from tensorlab_c.creation import asarray, eye, tril, triu
from tensorlab_c.elementwise import abs as _abs
from tensorlab_c.indexing import diagonal
from tensorlab_c.joining import concatenate
from tensorlab_c.limits import finfo
from tensorlab_c.logic import any as _any
from tensorlab_c.manipulation import expand_dims, matrix_transpose
from tensorlab_c.norms import _lapack
from tensorlab_c.products import matmul
from tensorlab_c.reduction import max as _max
from tensorlab_c.searching import where

__all__: list[str] = []

_FEW = 8  # rows of matrices that are solved for without LAPACK's routine for triangles
_PHASE = 1e-2  # of gradients, relative to the largest: what may depend on the phase of vectors, as in PyTorch


def needs(t: Tensor) -> bool:
    """Whether a derivative is to be recorded."""
    return t.requires_grad and is_grad_enabled()


def adjoint(x: Tensor) -> Tensor:
    """Matrices transposed and conjugated."""
    return matrix_transpose(x).conj()


def diagonals(x: Tensor) -> Tensor:
    return diagonal(x, 0, -2, -1)


def on_diagonal(v: Tensor) -> Tensor:
    """Diagonal matrices of vectors."""
    return expand_dims(v, -1) * eye(v.shape[-1], dtype=v.dtype)


def like(g: Tensor, a: Tensor) -> Tensor:
    """A gradient in the dtype of what it is for: without imaginary parts for real matrices."""
    return g if a.dtype.kind == "c" else _real_part(g)


def together(parts: tuple, rule, a: Tensor) -> tuple:
    """Several results of matrices under one rule, ``rule(gradients, parts, a)``, which answers that of `a`.

    They are views of one tensor, which the tape knows.
    """
    if not needs(a):
        return parts
    lead, dtype = a.shape[:-2], max((p.dtype for p in parts), key=lambda d: d.kind == "c")
    tails = [p.shape[len(lead) :] for p in parts]
    sizes = [math.prod(tail) for tail in tails]
    ends = [sum(sizes[: i + 1]) for i in range(len(sizes))]
    reals = [p.dtype.kind != "c" for p in parts]

    def apart(joined: Tensor) -> tuple:
        found = []
        for tail, size, end, real in zip(tails, sizes, ends, reals):
            part = joined[..., end - size : end].reshape(lead + tail)
            found.append(_real_part(part) if real else part)
        return tuple(found)

    def joined_rule(g: Tensor, joined: Tensor, a: Tensor):
        return (like(rule(apart(g), apart(joined), a), a),)

    flat = [p.reshape(lead + (size,)).astype(dtype, copy=False) for p, size in zip(parts, sizes)]
    return apart(custom(concatenate(flat, axis=-1), joined_rule, a))


# ---- quotients by differences ------------------------------------------------------------------------------
def quotient(x: Tensor, gap: Tensor, largest: Tensor, scale: Tensor, doubt: Tensor | bool = False) -> Tensor:
    """x / gap; 0 where both vanish but for rounding, of values up to `largest`, gradients up to `scale`.

    With `doubt` nan there: what 0 / 0 stands for cannot be told.
    """
    rounding = 8 * max(x.shape[-2:], default=1) * float(finfo(gap.real.dtype).eps)
    close = _abs(gap.detach()) <= rounding * largest
    nothing = close & (_abs(x.detach()) <= 8 * rounding * scale)
    gap = where(close, 0.0, gap)
    found = where(nothing, 0.0, x) / where(nothing, 1.0, gap)
    return where(nothing & doubt, math.nan, found) if _any(doubt) else found


def told_apart(gw: Tensor, *turns: Tensor) -> Tensor:
    """Pairs of values with slopes of their own, whose vectors matter, too: as in functions of a matrix."""
    gw, root = gw.detach(), math.sqrt(finfo(gw.dtype).eps)
    differ = _abs(expand_dims(gw, -1) - expand_dims(gw, -2)) > root * size_of(expand_dims(gw, -1))
    counts = [_abs(x.detach()) > root * size_of(x) for x in turns]
    return differ & (counts[0] if len(counts) == 1 else counts[0] | counts[1])


def size_of(*found: Tensor) -> Tensor:
    """The largest size in matrices, for each of a stack."""
    sizes = [_max(_abs(x.detach()), axis=(-2, -1), keepdims=True, initial=0.0) for x in found]
    return sizes[0] if len(sizes) == 1 else _max(concatenate(sizes, axis=-1), axis=-1, keepdims=True)


def off_diagonal(x: Tensor) -> Tensor:
    return x * (1.0 - eye(x.shape[-1], dtype=x.real.dtype))


def check_phase(turned: Tensor, scale: Tensor, function: str) -> None:
    """Complex vectors are determined up to a phase, on which a loss must not depend."""
    if turned.dtype.kind == "c" and _any(_abs(turned.detach().imag) > _PHASE * scale[..., 0]):
        raise RuntimeError(
            f"{function}: the gradient depends on the phase of the complex vectors, which is arbitrary; "
            f"compute a loss that multiplying a vector by a number of size 1 does not change"
        )


# ---- rules -------------------------------------------------------------------------------------------------
def eigh_rule(gradients, parts, a: Tensor) -> Tensor:
    """V (diag(gw) + V* gV / (wj - wi)) V* of what turns the vectors, the antisymmetric part of V* gV."""
    (gw, gv), (w, v) = gradients, parts
    vh = adjoint(v)
    n = matmul(vh, gv)
    scale, largest = size_of(n), size_of(expand_dims(w, -1))
    check_phase(diagonals(n), scale, "eigh")
    doubt = told_apart(gw, n)
    gap = expand_dims(w, -2) - expand_dims(w, -1)
    inner = quotient(off_diagonal((n - adjoint(n)) / 2), gap, largest, scale, doubt) + on_diagonal(gw)
    return matmul(matmul(v, inner), vh)


def eig_rule(gradients, parts, a: Tensor) -> Tensor:
    """The inverse of V* times (diag(gw) + (V* gV - V* V Re diag(V* gV)) / conj(wj - wi)) V*."""
    (gw, gv), (w, v) = gradients, parts
    vh = adjoint(v)
    n = matmul(vh, gv)
    scale, largest = size_of(n), size_of(expand_dims(w, -1))
    check_phase(diagonals(n), scale, "eig")
    n = n - matmul(vh, v) * expand_dims(_real_part(diagonals(n)), -2)
    gap = (expand_dims(w, -2) - expand_dims(w, -1)).conj()
    inner = quotient(off_diagonal(n), gap, largest, scale, told_apart(_abs(gw), n)) + on_diagonal(gw)
    from tensorlab_c.decompositions import solve

    return solve(vh, matmul(inner, vh))


def svd_rule(gradients, parts, a: Tensor) -> Tensor:
    """Of U, S and Vh, thin or full. Among equal values only what turns U and V differently counts."""
    (gu, gs, gvh), (u, s, vh) = gradients, parts
    k = s.shape[-1]
    u1, gu1, vh1, gvh1 = u[..., :k], gu[..., :k], vh[..., :k, :], gvh[..., :k, :]
    left, right = matmul(adjoint(u1), gu1), matmul(vh1, adjoint(gvh1))
    scale, largest = size_of(left, right, gu, gvh), size_of(expand_dims(s, -1))
    doubt = told_apart(gs, left, right)
    left, right = left - adjoint(left), right - adjoint(right)
    same, other = (left + right) / 2, (left - right) / 2
    check_phase(diagonals(same), scale, "svd")
    columns, rows = expand_dims(s, -2), expand_dims(s, -1)
    inner = quotient(off_diagonal(same), columns - rows, largest, scale, doubt)
    inner = inner + quotient(other, columns + rows, largest, scale) + on_diagonal(gs)
    g = matmul(matmul(u1, inner), vh1)
    if a.shape[-2] > k:  # what leaves the columns of U
        if u.shape[-1] > k:
            u2 = u[..., k:]
            beyond = matmul(u2, matmul(adjoint(u2), gu1) - adjoint(matmul(adjoint(u1), gu[..., k:])))
        else:
            beyond = gu1 - matmul(u1, matmul(adjoint(u1), gu1))
        g = g + matmul(quotient(beyond, columns, largest, scale), vh1)
    if a.shape[-1] > k:
        if vh.shape[-2] > k:
            v2h = vh[..., k:, :]
            beyond = matmul(matmul(gvh1, adjoint(v2h)) - matmul(vh1, adjoint(gvh[..., k:, :])), v2h)
        else:
            beyond = gvh1 - matmul(matmul(gvh1, adjoint(vh1)), vh1)
        g = g + matmul(u1, quotient(beyond, rows, largest, scale))
    return g


def qr_rule(gradients, parts, a: Tensor) -> Tensor:
    """Of Q and R where R is square: (gQ + Q sym(triu(gR R* - Q* gQ))) times the inverse of R*."""
    (gq, gr), (q, r) = gradients, parts
    x = triu(matmul(gr, adjoint(r)) - matmul(adjoint(q), gq))
    x = x + adjoint(x)
    x = x - on_diagonal(diagonals(x)) / 2
    # columns that depend on those before them leave rounding in place of 0
    rounding = 8 * max(a.shape[-2:]) * float(finfo(a.dtype).eps)
    sizes = _abs(r.detach())
    dependent = diagonals(sizes) <= rounding * _max(sizes, axis=-2, initial=0.0)
    r = where(expand_dims(dependent, -1) & eye(r.shape[-1], dtype="bool"), 0.0, r)
    return adjoint(triangular(r, adjoint(gq + matmul(q, x)), False, strict=False))


def cholesky_rule(g: Tensor, lower: Tensor) -> Tensor:
    """L^-* (P + P*) L^-1 / 2, where P is the lower triangle of L* gL, and half its diagonal."""
    p = tril(matmul(adjoint(lower), g))
    p = p - on_diagonal(diagonals(p)) / 2
    x = triangular(adjoint(lower), (p + adjoint(p)) / 2, False)
    return adjoint(triangular(adjoint(lower), adjoint(x), False))


def lu_rule(gradients, parts, a: Tensor) -> Tensor:
    """L^-* (the lower triangle of L* gL and the upper one of gU U*) U^-*, for square matrices."""
    (gl, gu), (lower, upper) = gradients, parts
    x = tril(matmul(adjoint(lower), gl), -1) + triu(matmul(gu, adjoint(upper)))
    x = triangular(adjoint(lower), x, False, unit=True)
    return adjoint(triangular(upper, adjoint(x), False, strict=False))


# ---- triangles ---------------------------------------------------------------------------------------------
def triangular(
    a: Tensor, b: Tensor, lower: bool, unit=False, strict=True, function="solve_triangular"
) -> Tensor:
    """x of ``a @ x = b`` for one triangle of `a`, with the same leading axes.

    Without `strict` nan where a matrix is singular.
    """

    def rule(g: Tensor, x: Tensor, a: Tensor, b: Tensor):
        gb = triangular(adjoint(a), g, not lower, unit, strict, function)
        if not a.requires_grad:
            return None, gb
        ga = -matmul(gb, adjoint(x))
        return (tril(ga, -1 if unit else 0) if lower else triu(ga, 1 if unit else 0)), gb

    return custom(_substituted(a.detach(), b.detach(), lower, unit, strict, function), rule, a, b)


def _substituted(a: Tensor, b: Tensor, lower: bool, unit: bool, strict: bool, function: str) -> Tensor:
    singular = None
    if not unit:
        singular = _any(diagonals(a) == 0, axis=-1, keepdims=True)
        if not _any(singular):
            singular = None
        elif strict:
            from numpy.linalg import LinAlgError

            raise LinAlgError(f"{function}: a matrix is singular, of shape {a.shape}")
        else:
            a = where(expand_dims(singular, -1), eye(a.shape[-1], dtype=a.dtype), a)
    if a.shape[-1] <= _FEW:
        t = tril(a) if lower else triu(a)
        if unit:
            t = (tril(a, -1) if lower else triu(a, 1)) + eye(a.shape[-1], dtype=a.dtype)
        if lower:  # turned round it is an upper one, where pivots are in place
            x = _lapack.solve(t[..., ::-1, ::-1], b[..., ::-1, :], function)[..., ::-1, :].copy()
        else:
            x = _lapack.solve(t, b, function)
    else:
        x = _by_lapack(a.numpy(), b.numpy(), lower, unit)
    return x if singular is None else where(expand_dims(singular, -1), math.nan, x)


def _by_lapack(a, b, lower: bool, unit: bool) -> Tensor:
    import numpy

    solve = importlib.import_module("scipy.linalg").get_lapack_funcs("trtrs", (a, b))
    x = numpy.empty(b.shape, b.dtype)
    for place in numpy.ndindex(a.shape[:-2]) if b.size else ():
        x[place] = solve(a[place].T, b[place], lower=not lower, trans=1, unitdiag=unit)[0]
    return asarray(x)
