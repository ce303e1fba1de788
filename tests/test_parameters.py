"""Lists of parameters, parameters by name, and dtypes that parameters are stored in."""

import copy

import pytest

import tensorlab as tl
from tensorlab import nn


def test_a_list_of_parameters_is_a_list():
    p = nn.Parameter(tl.ones(2))
    values = nn.ParameterList([p, tl.zeros(1)])
    values += [tl.ones(3)]
    assert len(values) == 3 and values[0] is p and values[-3] is p and next(iter(values)) is p
    assert isinstance(values[1], nn.Parameter) and isinstance(values[1:], nn.ParameterList)
    values[1] = tl.ones(4)
    assert values[1].shape == (4,) and list(values.state_dict()) == ["0", "1", "2"]
    assert repr(nn.ParameterList()) == "ParameterList()"


def test_parameters_by_name_are_a_dict():
    values = nn.ParameterDict({"b": tl.ones(2), "a": tl.ones(1)})
    assert list(values) == ["a", "b"] and list(nn.ParameterDict([("b", tl.ones(2)), ("a", tl.ones(1))])) == [
        "b",
        "a",
    ]
    twin = values | {"c": tl.ones(3)}
    assert list(twin) == ["a", "b", "c"] and twin["a"] is values["a"] and "c" not in values
    values |= {"d": tl.zeros(1)}
    assert list(reversed(values)) == ["d", "b", "a"] and values.get("e") is None
    assert values.setdefault("d", tl.ones(9)).shape == (1,) and values.setdefault("e", tl.ones(9)).shape == (
        9,
    )
    assert values.popitem()[0] == "e" and values.pop("d").shape == (1,)
    del values["a"]
    assert [*values.keys()] == ["b"] and copy.deepcopy(values)["b"] is not values["b"]
    values.clear()
    assert len(values) == 0
    with pytest.raises(KeyError):
        values.popitem()


@pytest.mark.parametrize(
    ("call", "error", "text"),
    [
        (lambda: nn.ParameterList([3]), TypeError, "ParameterList: 0 is int, not a Parameter or Tensor"),
        (lambda: nn.ParameterList(tl.ones(3)), TypeError, "ParameterList: expected parameters in a list"),
        (lambda: nn.ParameterList([tl.ones(1)])[1], IndexError, "ParameterList: index 1 is out of range"),
        (lambda: nn.ParameterDict({"a": 1.0}), TypeError, "ParameterDict: 'a' is float, not a Parameter"),
        (lambda: nn.ParameterDict(["ab", "c"]), TypeError, "ParameterDict: expected parameters by name"),
        (lambda: nn.ParameterDict({"a.b": tl.ones(1)}), ValueError, "ParameterDict: 'a.b' is no name for"),
    ],
)
def test_errors(call, error, text):
    with pytest.raises(error) as caught:
        call()
    assert str(caught.value).startswith(text)


def test_parameters_are_stored_in_other_dtypes():
    layer = nn.Linear(2, 3)
    weight = layer.weight
    for convert, dtype in (
        (layer.half, "float16"),
        (layer.bfloat16, "bfloat16"),
        (lambda: layer.type(tl.float64), "float64"),
    ):
        assert convert() is layer and layer.weight is weight and weight.dtype == dtype
    with pytest.raises(TypeError):
        layer.type(tl.int64)


def test_texts_are_as_pytorchs():
    def texts(library):  # but for spaces: there lines of lists in models are not broken
        p = library.nn.Parameter(library.zeros((2, 3), dtype=library.float32))
        q = library.nn.Parameter(library.zeros((), dtype=library.float64))
        made = library.nn.ParameterList([p, q]), library.nn.ParameterDict({"a": p, "b": q})
        return ["".join(repr(x).split()) for x in (*made, library.nn.Sequential(*made))]

    assert "[FloatTensorofsize2x3]" in texts(tl)[1]
    torch = pytest.importorskip("torch")
    assert texts(tl) == [text.replace("torch.", "") for text in texts(torch)]
