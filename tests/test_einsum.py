"""The arguments of einsum: what NumPy refuses is refused, with its errors."""

import numpy as np
import pytest

import tensorlab as tl

A, B = np.arange(6.0).reshape(2, 3), np.arange(6.0).reshape(3, 2)
TA, TB = tl.array(A), tl.array(B)


@pytest.mark.parametrize(
    ("error", "arguments", "options"),
    [
        (ValueError, ("...i->i", TA), {}),
        (ValueError, ("i...->i", TA), {}),
        (ValueError, (TA, [0, -1]), {}),
        (ValueError, (TA, [0, 52]), {}),
        (ValueError, (TA, [0, 10**30]), {}),
        (TypeError, (TA, [0, 1.5]), {}),
        (TypeError, (TA, [0, True]), {}),
        (TypeError, (TA, ["a", "b"]), {}),
        (TypeError, (TA, 5), {}),
        (TypeError, (TA, "ij"), {}),
        (ValueError, (TA,), {}),
        (ValueError, (), {}),
        (TypeError, ("ij,jk->ik", TA, TB), {"optimize": 3}),
        (TypeError, ("ij,jk->ik", TA, TB), {"optimize": []}),
        (TypeError, ("ij,jk->ik", TA, TB), {"optimize": ["x", (0, 1)]}),
        (IndexError, ("ij,jk->ik", TA, TB), {"optimize": ["einsum_path", (0, 5)]}),
        (ValueError, ("ij,jk->ik", TA, TB), {"optimize": ["einsum_path", (-1, 0)]}),
        (TypeError, ("ij,jk->ik", TA, TB), {"optimize": ["einsum_path", (0.0, 1.0)]}),
        (RuntimeError, ("ij,jk->ik", TA, TB), {"optimize": ["einsum_path"]}),
        (RuntimeError, ("ij,jk,kl->il", TA, TB, TB), {"optimize": ["einsum_path", (0, 1)]}),
        (KeyError, ("ij,jk,kl->il", TA, TB, TA), {"optimize": "foo"}),
        (ValueError, ("ij->ij", TA), {"order": "X"}),
        (ValueError, ("ij->ij", TA), {"casting": "foo"}),
        (TypeError, ("ij,jk->ik", TA, TB), {"dtype": "int64"}),
        (TypeError, ("ij,jk->ik", TA, TB), {"dtype": "float32"}),
        (TypeError, ("ij->ij", TA), {"foo": 1}),
    ],
)
def test_refused(error, arguments, options):
    with pytest.raises(error, match=r"^[\"']?einsum"):
        tl.einsum(*arguments, **options)


@pytest.mark.parametrize(
    "options",
    [
        {"optimize": o}
        for o in (True, False, None, "greedy", "optimal", ("greedy", 100), ["einsum_path", (0, 1)])
    ]
    + [{"order": "K"}, {"order": "C"}, {"casting": "safe"}, {"dtype": "float32", "casting": "same_kind"}],
)
def test_taken(options):
    got, want = tl.einsum("ij,jk->ik", TA, TB, **options), np.einsum("ij,jk->ik", A, B, **options)
    assert got.dtype == want.dtype and got.tolist() == want.tolist()


def test_casting_holds_for_the_output():
    for dtype in ("int8", "float32", "uint64"):
        out, want = tl.zeros(2, dtype=dtype), np.zeros(2, dtype)
        assert tl.einsum("ij->i", TA * 1.25, out=out, casting="unsafe") is out
        np.einsum("ij->i", A * 1.25, out=want, casting="unsafe")
        np.testing.assert_array_equal(out.numpy(), want, strict=True)
    with pytest.raises(TypeError, match=r"^einsum: "):
        tl.einsum("ij->i", TA * 1.25, out=tl.zeros(2, dtype="int8"))


def test_axis_numbers_are_in_numpys_order():
    for axes in ([0, 51], [51, 0], [25, 26], [26, 25], [30, 3]):
        np.testing.assert_array_equal(tl.einsum(TA, axes).numpy(), np.einsum(A, axes))
    np.testing.assert_array_equal(tl.einsum(b"ij->ji", TA).numpy(), A.T)


def test_axis_numbers_that_change_while_they_are_read():
    class Liar:
        def __index__(self):
            axes.clear()
            return 0

    axes = [Liar(), 1]
    assert tl.einsum(TA, axes, [0, 1]).tolist() == A.tolist()


def test_many_operands():
    x = tl.full((2, 2), 0.5)
    letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
    chain = ",".join(letters[i : i + 2] for i in range(51)) + "->aZ"
    np.testing.assert_allclose(tl.einsum(chain, *[x] * 51).numpy(), np.full((2, 2), 0.5))


@pytest.mark.parametrize("text", ["ij,ij->i", "ji,ij->i", "ij,ij->", "kij,jki->k", "ij,kj->ik", "ij,j->ij"])
@pytest.mark.parametrize("dtype", ["float32", "float64", "complex128", "int64", "bool"])
def test_long_and_short_rows(text, dtype):
    rng = np.random.default_rng(0)
    first, second = text.partition("->")[0].split(",")
    for length in (3, 63, 64, 100):
        sizes = {"i": 4, "j": length, "k": 2}
        a, b = ((rng.random([sizes[c] for c in labels]) * 4 - 1).astype(dtype) for labels in (first, second))
        got = tl.einsum(text, tl.asarray(a), tl.asarray(b))
        assert str(got.dtype) == dtype
        np.testing.assert_allclose(got, np.einsum(text, a, b), rtol=1e-5 if dtype == "float32" else 1e-12)
