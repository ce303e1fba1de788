"""Texts of tensors are NumPy's under our name, with every option."""

import numpy as np
import pytest

import tensorlab as tl


class tensor(np.ndarray):
    """Prints itself under our name, so that lines break at the same places."""


SPECIAL = [np.nan, np.inf, -np.inf, 0.0, -0.0, 1e300, 1e-300, 5e-324, 1 / 3, 123456789.123, 1e16, -2.5]
OPTIONS = [
    {}, {"precision": 3}, {"suppress": True}, {"threshold": 5, "edgeitems": 2}, {"linewidth": 30},
    {"sign": "+"},
    {"floatmode": "fixed"}, {"nanstr": "x", "infstr": "many"}, {"legacy": "1.25"}, {"legacy": "1.21"},
    {"formatter": {"float_kind": "{:.1f}".format, "int": "<{}>".format}},
]  # fmt: skip


@pytest.mark.parametrize("options", OPTIONS, ids=str)
def test_printed_as_numpy(options):
    arrays = [np.array(SPECIAL), np.array(SPECIAL).reshape(3, 4), np.array(SPECIAL[:8], "float32")]
    arrays += [
        np.array(SPECIAL[:9]) + 1j * np.array(SPECIAL[3:]),
        np.arange(40, dtype="uint8").reshape(2, 20),
    ]
    arrays += [np.zeros((0, 3)), np.zeros(0, "int32"), np.array(1e-9), np.array(7), np.array([True, False])]
    arrays += [np.arange(3000) / 7, np.arange(3000).reshape(3, 1000), np.full((2, 2), 0.1, "float16")]
    before = tl.get_printoptions()
    with tl.printoptions(**options) as inside:
        assert inside == tl.get_printoptions() == np.get_printoptions()
        for a in arrays:
            t = tl.array(a)
            want = repr(a.view(tensor))
            assert repr(t) == tl.array_repr(t) == want
            assert str(t) == tl.array_str(t) == str(a)
            assert tl.array2string(t) == np.array2string(a)
            assert tl.array_repr(t, 40, 2, True) == np.array_repr(a.view(tensor), 40, 2, True)
    assert tl.get_printoptions() == before
    try:
        tl.set_printoptions(**options)
        assert np.get_printoptions() == inside
    finally:
        np.set_printoptions(**before)


def test_pytorchs_options():
    before, x = tl.get_printoptions(), tl.array([1 / 3, 1e-7, tl.nan])
    for name, precision, edge in (("default", 4, 3), ("short", 2, 2), ("full", 4, 3)):
        with tl.printoptions(profile=name) as inside:
            assert (inside["precision"], inside["edgeitems"], inside["linewidth"]) == (precision, edge, 80)
            assert ("..." in repr(tl.arange(2000))) == (name != "full")
    with tl.printoptions(profile="short", precision=3, sci_mode=True):
        assert repr(x) == "tensor([3.333e-01, 1.000e-07, nan])"
    with tl.printoptions(sci_mode=False, precision=3):
        assert repr(x) == "tensor([0.333, 0.   ,   nan])"
    try:
        tl.set_printoptions(profile="full", sci_mode=True)
        assert repr(x[:2]) == "tensor([3.3333e-01, 1.0000e-07])"
    finally:
        np.set_printoptions(**before)
    both = {"sci_mode": True, "suppress": True}
    for kind, options in ((ValueError, {"profile": "long"}), (TypeError, both)):
        with pytest.raises(kind, match=r"^set_printoptions: "):
            tl.set_printoptions(**options)
        with pytest.raises(kind, match=r"^printoptions: "), tl.printoptions(**options):
            pass
    assert tl.get_printoptions() == before


def test_repr_of_ones_own():
    with tl.printoptions(override_repr=lambda x: f"{type(x).__name__} of {x.ndim}"):
        assert repr(tl.ones(2)) == "Tensor of 1"
        assert tl.array_repr(tl.ones(1)) == "tensor([1.])"
