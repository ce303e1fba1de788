"""Layers, losses, functions of networks, initial values and optimisers: what every one of them must do."""

import copy
import inspect
import itertools
import pickle
import warnings

import numpy as np
import pytest
from modules import FUNCTIONS, INITS, LAYERS, OPTIMISERS, OTHERS, REGISTERED, exactly, found, published

import tensorlab as tl

SEED = 7
TOLERANCE = {"float32": {"rtol": 2e-6, "atol": 1e-6}, "float64": {"rtol": 1e-13, "atol": 1e-14}}


def each(rows, wanted=lambda row, case: True):
    """Parameters `row` and `case`: every case of every row."""
    return pytest.mark.parametrize(
        ("row", "case"),
        [
            pytest.param(row, case, id=f"{row.name.rpartition('.')[2]}-{i}")
            for row in rows
            for i, case in enumerate(row.cases)
            if wanted(row, case)
        ],
    )


def every(rows):
    """Parameter `row`."""
    return pytest.mark.parametrize("row", rows, ids=lambda row: row.name.rpartition(".")[2])


# ---- inputs, states, calls ---------------------------------------------------------------------------------
def drawn(shape, seed):
    """Distinct numbers in (-2, 2), none of them near 0, where some functions have a kink."""
    rng, n = np.random.default_rng([seed, 5]), int(np.prod(shape))
    x = (rng.permutation(n) + rng.uniform(0.2, 0.8, n)) / max(n, 1) * 4 - 2
    return np.where(abs(x) < 0.01, 0.37, x).reshape(shape)


def inputs_of(case, dtype):
    """As NumPy's arrays, rounded to `dtype` where they are floating."""
    arrays = [drawn(given, i) if isinstance(given, tuple) else given for i, given in enumerate(case.inputs)]
    return [a.astype(dtype).astype("float64") if a.dtype.kind == "f" else a for a in arrays]


def tensors(arrays, dtype, requires_grad=False):
    return [
        tl.array(a, dtype=dtype, requires_grad=requires_grad) if a.dtype.kind == "f" else tl.array(a)
        for a in arrays
    ]


def filled(layer):
    """Draw its parameters, and buffers above 1 (they may be weights of classes); all of them as float64."""
    learned = {name for name, _ in layer.named_parameters()}
    for i, (key, value) in enumerate(layer.state_dict().items()):
        new = drawn(value.shape, 10 + i)
        value.copy_(tl.array(new if key in learned else 1 + abs(new), dtype=value.dtype))
    return {key: value.numpy().astype("float64") for key, value in layer.state_dict().items()}


def option_tensors(case, dtype):
    return {
        name: tl.array(value, dtype=dtype) if isinstance(value, np.ndarray) else value
        for name, value in case.options.items()
    }


def seeded(function, *args, **options):
    tl.random.seed(SEED)
    return function(*args, **options)


def expected(row, case, inputs, state=(), training=None):
    mode = {"rng": np.random.default_rng(SEED)} if row.random else {}
    if row.random and training is not None:
        mode["training"] = training
    return np.asarray(row.expected(case, inputs, state, **mode))


def check(result, want, dtype):
    assert isinstance(result, tl.Tensor) and result.shape == want.shape and result.dtype.name == dtype
    np.testing.assert_allclose(result.detach().numpy(), want, **TOLERANCE[dtype])


def check_gradients(function, leaves):
    """Against central differences, of every element of every leaf."""
    assert tl.gradcheck(lambda *given: seeded(function, *given), leaves, eps=1e-6, atol=1e-7, rtol=1e-6)


def same_bits(a, b):
    return a.dtype == b.dtype and np.array_equal(a.detach().numpy(), b.detach().numpy())


# ---- nothing may be missing --------------------------------------------------------------------------------
def test_every_public_name_has_a_row_and_every_row_a_name():
    names = published("nn") + published("optim")
    names = [name for name in names if not name.startswith("optim.lr_scheduler.")]  # in tests/schedules.py
    missing = sorted(set(names) - set(REGISTERED))
    assert not missing, f"no row in tests/modules.py for {missing}"
    unknown = sorted(set(REGISTERED) - set(names))
    assert not unknown, f"rows in tests/modules.py for {unknown}, which are not public"
    assert len(REGISTERED) == len(set(REGISTERED))


def test_every_row_has_cases():
    assert all(row.cases for row in (*LAYERS, *FUNCTIONS, *INITS))
    assert all(any(row.legal(**options) for options in row.combinations()) for row in OPTIMISERS)


@pytest.mark.parametrize("name", OTHERS)
def test_what_is_no_layer(name):
    found(name)
    OTHERS[name]()


# ---- functions ---------------------------------------------------------------------------------------------
@each(FUNCTIONS)
def test_value_of_a_function(row, case):
    for dtype in TOLERANCE:
        inputs = inputs_of(case, dtype)
        result = seeded(row.public, *tensors(inputs, dtype), **option_tensors(case, dtype))
        check(result, expected(row, case, inputs), dtype)


@each(FUNCTIONS)
def test_gradient_of_a_function(row, case):
    leaves = tensors(inputs_of(case, "float64"), "float64", requires_grad=True)
    options = option_tensors(case, "float64")
    check_gradients(lambda *given: row.public(*given, **options), leaves)


IN_PLACE = [row for row in FUNCTIONS if "inplace" in inspect.signature(row.public).parameters]


@each(IN_PLACE)
def test_a_result_takes_the_place_of_the_input(row, case):
    """Also where a derivative reads what was there, and with the same gradients."""
    (given,), options = inputs_of(case, "float64"), option_tensors(case, "float64")
    x, y = tensors([given, given], "float64", True)
    apart, place = seeded(row.public, x * 1, **options), y * 1
    assert seeded(row.public, place, **options, inplace=True) is place and same_bits(apart, place)
    for result in (apart, place):
        (result * tl.arange(result.size).reshape(result.shape)).sum().backward()
    assert same_bits(x.grad, y.grad)
    with tl.no_grad():
        assert seeded(row.public, y, **options, inplace=True) is y and same_bits(y, apart)


@every(IN_PLACE)
def test_what_has_no_place_is_refused(row):
    options = option_tensors(row.cases[0], "float64")
    x = tl.ones(row.cases[0].inputs[0], requires_grad=True)
    for wrong, error in ((x.tolist(), TypeError), (x, RuntimeError), (x.detach().astype("int64"), TypeError)):
        if row.public is tl.nn.functional.relu and error is TypeError and isinstance(wrong, tl.Tensor):
            continue  # of integers it is one
        with pytest.raises(error):
            row.public(wrong, **options, inplace=True)
    assert (x == 1).all()


# ---- layers ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("training", [True, False], ids=["train", "eval"])
@each(LAYERS)
def test_value_of_a_layer(row, case, training):
    for dtype in TOLERANCE:
        inputs, layer = inputs_of(case, dtype), row.layer(case, dtype)
        state, given = filled(layer), tensors(inputs, dtype)
        assert layer.train(training) is layer
        assert all(module.training is training for module in layer.modules())
        check(seeded(layer, *given), expected(row, case, inputs, state, training), dtype)
        if not training:
            assert same_bits(layer(*given), layer(*given))  # nothing is drawn any more


@each(LAYERS)
def test_gradient_of_a_layer(row, case):
    """To the inputs and the parameters."""
    layer = row.layer(case, "float64")
    filled(layer)
    inputs = tensors(inputs_of(case, "float64"), "float64", requires_grad=True)
    learned = dict(layer.named_parameters())

    def called(*given):
        for name, value in zip(learned, given[len(inputs) :], strict=True):
            place, _, attribute = name.rpartition(".")
            vars(layer.get_submodule(place))[attribute] = value  # no copy: gradients flow into it
        return layer(*given[: len(inputs)])

    for training in (True, False) if row.random else (True,):
        layer.train(training)
        check_gradients(called, [*inputs, *learned.values()])


@each(LAYERS)
def test_gradients_have_the_shapes_and_dtype_of_what_they_belong_to(row, case):
    layer = row.layer(case, "float32")
    inputs = tensors(inputs_of(case, "float32"), "float32", requires_grad=True)
    seeded(layer, *inputs).sum().backward()
    leaves = [x for x in (*inputs, *layer.parameters()) if x.requires_grad]
    assert leaves
    for x in leaves:
        assert x.grad is not None and x.grad.shape == x.shape and x.grad.dtype == x.dtype
    layer.zero_grad()
    assert all(p.grad is None for p in layer.parameters())


@each(LAYERS)
def test_layout_of_the_input_changes_nothing(row, case):
    layer, inputs = row.layer(case, "float64"), inputs_of(case, "float64")
    filled(layer)
    wide = np.repeat(inputs[0], 2, axis=-1)
    spread = tl.array(wide)[..., ::2]
    plain, strided = (
        seeded(layer, x, *tensors(inputs[1:], "float64")) for x in (tl.array(inputs[0]), spread)
    )
    np.testing.assert_allclose(strided.detach().numpy(), plain.detach().numpy(), rtol=1e-14, atol=1e-15)


@each(LAYERS)
def test_state_goes_into_a_fresh_layer_and_copies_are_whole(row, case):
    layer, inputs = row.layer(case, "float64"), tensors(inputs_of(case, "float64"), "float64")
    filled(layer)
    want = seeded(layer, *inputs)
    fresh = row.layer(case, "float64")
    kept = fresh.load_state_dict(pickle.loads(pickle.dumps(layer.state_dict())))
    assert list(kept) == [[], []] and list(fresh.state_dict()) == list(layer.state_dict())
    whole = [fresh, copy.deepcopy(layer), pickle.loads(pickle.dumps(layer))]
    for twin in (*whole, copy.copy(layer)):
        assert type(twin) is type(layer) and repr(twin) == repr(layer)
        assert same_bits(seeded(twin, *inputs), want)
    for p in layer.parameters():
        tl.nn.init.constant_(p, 100.0)
    for twin in whole:  # with memory of their own
        assert same_bits(seeded(twin, *inputs), want)


@each(LAYERS, lambda row, case: row.make is None and any(True for _ in row.layer(case).parameters()))
def test_how_a_layer_starts(row, case):
    """A layer that learns says in its row where it starts."""
    layer, rng = seeded(row.layer, case), np.random.default_rng(SEED)
    for name, p in layer.named_parameters():
        assert isinstance(p, tl.nn.Parameter) and p.requires_grad and p.is_leaf and p.dtype == tl.float32
        start = row.start(p.shape, rng, name=name, **case.options)
        np.testing.assert_allclose(p.detach().numpy(), start, rtol=1e-6)


@every(LAYERS)
def test_text(row):
    assert repr(row.layer(row.cases[0])) == row.text
    for case in row.cases:
        layer = row.layer(case)
        assert isinstance(layer.extra_repr(), str) and repr(layer).startswith(f"{type(layer).__name__}(")


# ---- initial values ----------------------------------------------------------------------------------------
@each(INITS)
def test_initial_values(row, case):
    for dtype, learned in itertools.product(TOLERANCE, (False, True)):
        w = tl.zeros(case.inputs[0], dtype=dtype, requires_grad=learned)
        assert seeded(row.public, w, **case.options) is w
        assert w.is_leaf and w.requires_grad is learned
        check(w, expected(row, case, [np.zeros(w.shape)]), dtype)


# ---- beside PyTorch, where it is installed -----------------------------------------------------------------
def comparable(row, case):
    """Whether PyTorch has it, and nothing is drawn at random."""
    drawn_anew = row.random and case.options.get("training", row.name.endswith("dropout"))
    return row.torch and not drawn_anew and not set(case.options) & set(row.ours)


def comparable_layer(row, case):
    return row.torch and not set(case.options) & set(row.ours)


def torch_of(torch, value):
    return torch.tensor(value) if isinstance(value, np.ndarray) else value


def quietly(function, *args, **options):
    """Without PyTorch's warnings of what it finds slow or old."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return function(*args, **options)


def compare(mine, theirs, leaves, other_leaves, single=False):
    """Values, and the gradients of a sum in which every element counts differently."""
    assert mine.shape == tuple(theirs.shape)
    np.testing.assert_allclose(mine.detach().numpy(), theirs.detach().numpy(), rtol=1e-12, atol=1e-14)
    factors = np.random.default_rng(0).uniform(0.5, 1.5, mine.shape)
    (mine * tl.array(factors)).sum().backward()
    (theirs * theirs.new_tensor(factors)).sum().backward()
    for x, y in zip(leaves, other_leaves, strict=True):
        rtol = 6e-8 if single else 1e-11
        np.testing.assert_allclose(x.grad.numpy(), y.grad.numpy(), rtol=rtol, atol=1e-13)


@each(FUNCTIONS, comparable)
def test_function_is_pytorchs(row, case):
    torch = pytest.importorskip("torch")
    inputs = inputs_of(case, "float64")
    mine, theirs = tensors(inputs, "float64", True), [torch_of(torch, a) for a in inputs]
    leaves = [(x, y.requires_grad_()) for x, y in zip(mine, theirs) if x.requires_grad]
    their_options = {name: torch_of(torch, value) for name, value in case.options.items()}
    function = getattr(torch.nn.functional, row.name.rpartition(".")[2])
    result = row.public(*mine, **option_tensors(case, "float64"))
    compare(result, quietly(function, *theirs, **their_options), *zip(*leaves), row.single)


@each(LAYERS, comparable_layer)
def test_layer_is_pytorchs(row, case):
    """Its text, the keys and shapes of its state, values and gradients."""
    torch = pytest.importorskip("torch")
    their_options = {name: torch_of(torch, value) for name, value in case.options.items()}
    theirs = getattr(torch.nn, row.name.rpartition(".")[2])(**their_options).double().eval()
    layer = row.layer(case, "float64").eval()
    filled(layer)
    assert repr(layer) == repr(theirs)
    mine_state, their_state = layer.state_dict(), theirs.state_dict()
    assert {k: v.shape for k, v in mine_state.items()} == {k: tuple(v.shape) for k, v in their_state.items()}
    theirs.load_state_dict({key: torch.tensor(value.numpy()) for key, value in mine_state.items()})
    inputs = inputs_of(case, "float64")
    x, *rest = tensors(inputs, "float64")
    y, *other_rest = [torch_of(torch, a) for a in inputs]
    leaves = [(x.requires_grad_(), y.requires_grad_())] if x.dtype.kind == "f" else []
    mine, result = layer(x, *rest), quietly(theirs, y, *other_rest)
    leaves += zip(layer.parameters(), theirs.parameters(), strict=True)
    compare(mine, result, *zip(*leaves), row.single)


# ---- optimisers --------------------------------------------------------------------------------------------
SHAPES = [(3, 4), (5,), ()]
START, GOAL = ([drawn(shape, seed + i) for i, shape in enumerate(SHAPES)] for seed in (20, 30))
COMBINATIONS = [
    pytest.param(row, options, id=f"{row.name}-{i}")
    for row in OPTIMISERS
    for i, options in enumerate(row.combinations())
    if row.legal(**options)
]
combinations = pytest.mark.parametrize(("row", "options"), COMBINATIONS)


LR = 0.02


def parameters(dtype="float64"):
    return [tl.nn.Parameter(tl.array(value, dtype=dtype)) for value in START]


def slope(w, goal):
    """Of Σ ¼(w − goal)⁴ + ½w²: not linear, so that a wrong step shows in the next."""
    return (w - goal) ** 3 + w


def steps(optimizer, params, count):
    for _ in range(count):
        for p, goal in zip(params, GOAL, strict=True):
            p.grad = slope(p.detach(), tl.array(goal, dtype=p.dtype))
        optimizer.step()


@combinations
def test_three_steps_follow_the_formula(row, options):
    for dtype in TOLERANCE:
        params = parameters(dtype)
        steps(row.public(params, lr=LR, **options), params, 3)
        for p, w, goal in zip(params, START, GOAL, strict=True):
            slots = {}
            for t in (1, 2, 3):
                w = row.formula(w, slope(w, goal), slots, t, LR, **options)
            check(p, np.asarray(w), dtype)


@pytest.mark.parametrize(("row", "options"), [c for c in COMBINATIONS if c.values[0].pytorchs(c.values[1])])
def test_three_steps_are_pytorchs(row, options, monkeypatch):
    torch = pytest.importorskip("torch")
    exactly(torch, monkeypatch)
    their_options = {name: value for name, value in options.items() if name not in row.ours}
    params, theirs = parameters(), [torch.tensor(value, requires_grad=True) for value in START]
    other = getattr(torch.optim, row.short)(theirs, lr=LR, **their_options)
    steps(row.public(params, lr=LR, **options), params, 3)
    for _ in range(3):
        for q, goal in zip(theirs, GOAL, strict=True):
            q.grad = slope(q.detach(), torch.tensor(goal))
        other.step()
    for p, q in zip(params, theirs, strict=True):
        np.testing.assert_allclose(p.detach().numpy(), q.detach().numpy(), rtol=1e-12, atol=1e-15)


@combinations
def test_training_goes_on_from_a_saved_state_as_if_never_interrupted(row, options):
    params = parameters("float32")
    optimizer = row.public(params, lr=LR, **options)
    steps(optimizer, params, 2)
    saved = pickle.dumps(([p.detach() for p in params], optimizer.state_dict()))
    twins, twin = pickle.loads(pickle.dumps((params, optimizer)))
    assert twin.param_groups[0]["params"][0] is twins[0] and repr(twin) == repr(optimizer)
    values, state = pickle.loads(saved)
    others = [tl.nn.Parameter(value) for value in values]
    fresh = row.public(others, lr=1.0)
    fresh.load_state_dict(state)
    for going_on, own in ((optimizer, params), (fresh, others), (twin, twins)):
        steps(going_on, own, 3)
    for p, q, r in zip(params, others, twins, strict=True):
        assert same_bits(p, q) and same_bits(p, r)
    assert repr(fresh) == repr(optimizer)


@every(OPTIMISERS)
def test_combinations_that_make_no_sense_are_refused(row):
    for options in row.combinations():
        if not row.legal(**options):
            params = parameters()
            with pytest.raises(ValueError, match=f"^{row.name.rpartition('.')[2]}: "):
                row.public(params, lr=LR, **options)


@every(OPTIMISERS)
def test_groups_are_optimisers_side_by_side(row):
    """Each with options of its own; what has no gradient is left alone."""
    together, apart = parameters(), parameters()
    idle = tl.nn.Parameter(tl.ones(2))
    both = row.public([{"params": together[:2], "lr": 0.1}, {"params": [together[2], idle]}], lr=LR)
    alone = [row.public(apart[:2], lr=0.1), row.public(apart[2:], lr=LR)]
    for _ in range(3):
        for params in (together, apart):
            for p, goal in zip(params, GOAL, strict=True):
                p.grad = slope(p.detach(), tl.array(goal))
        for optimizer in (both, *alone):
            optimizer.step()
    assert all(map(same_bits, together, apart)) and idle.tolist() == [1.0, 1.0]
    both.zero_grad()
    assert all(p.grad is None for p in together)


@every(OPTIMISERS)
def test_arguments_that_say_how_a_step_is_computed(row):
    """They are taken where the result is the same."""
    p, same = (
        parameters(),
        [{"foreach": True}, {"fused": True, "capturable": False}, {"differentiable": False}],
    )
    for given in same:
        assert row.public(p, lr=0.1, **given).defaults == row.public(p, lr=0.1).defaults
    for given, kind, message in (
        ({"differentiable": True}, ValueError, "differentiable=True is not supported: steps are not "),
        ({"foreach": "yes"}, TypeError, "foreach must be True or False, got 'yes'"),
        ({"momenta": True}, TypeError, "got an unexpected keyword argument 'momenta'"),
    ):
        with pytest.raises(kind, match=f"^{row.short}: {message}"):
            row.public(p, lr=0.1, **given)
