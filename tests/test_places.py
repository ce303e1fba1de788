"""Names are found where PyTorch's scripts look for them, and modules have the tables that they read."""

import re
import subprocess
import sys

import pytest

import tensorlab as tl
from tensorlab import nn

IMPORTS = """
from tensorlab.nn.modules import Module, Linear
from tensorlab.nn.modules.module import Module
from tensorlab.nn.modules.batchnorm import _BatchNorm, BatchNorm2d
from tensorlab.nn.modules.conv import _ConvNd, Conv2d
from tensorlab.nn.modules.loss import _Loss, _WeightedLoss, CrossEntropyLoss
from tensorlab.nn.modules.utils import _pair, _single, _triple, _quadruple, _ntuple
from tensorlab.nn.modules.activation import ReLU, MultiheadAttention
from tensorlab.nn.modules.rnn import LSTM, GRUCell, RNNBase
from tensorlab.nn.modules.pooling import MaxPool2d
from tensorlab.nn.modules.sparse import Embedding
from tensorlab.nn.modules.transformer import TransformerEncoderLayer
from tensorlab.nn.parallel import DataParallel
from tensorlab.nn.parameter import Parameter
from tensorlab.distributions.normal import Normal
from tensorlab.distributions.categorical import Categorical
from tensorlab.distributions.bernoulli import Bernoulli
from tensorlab.distributions.kl import kl_divergence
from tensorlab.optim.lr_scheduler import _LRScheduler, LRScheduler
from tensorlab.optim.optimizer import Optimizer
from tensorlab.optim.adam import Adam
"""


@pytest.mark.parametrize("line", IMPORTS.strip().splitlines())
def test_imports(line):
    exec(line, {})
    torch = pytest.importorskip("torch")
    assert torch is not None
    if "_LRScheduler" not in line:
        exec(line.replace("tensorlab", "torch"), {})


def test_first_of_all():
    code = "import tensorlab.nn.modules.batchnorm as b; print(b._BatchNorm.__name__)"
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "_BatchNorm\n"
    )


def test_they_are_the_same():
    assert nn.modules.conv.Conv2d is nn.Conv2d and nn.modules.Linear is nn.Linear
    assert isinstance(nn.BatchNorm2d(2), nn.modules.batchnorm._BatchNorm)
    assert isinstance(nn.Conv1d(2, 2, 1), nn.modules.conv._ConvNd)
    assert tl.optim.lr_scheduler._LRScheduler is tl.optim.lr_scheduler.LRScheduler
    utils = nn.modules.utils
    assert utils._pair(3) == (3, 3) and utils._pair([1, 2]) == (1, 2) and utils._triple("ab") == ("a", "b")
    assert (
        utils._ntuple(2)(0) == utils._pair(0) and utils._single(1) == (1,) and len(utils._quadruple(1)) == 4
    )


def made():
    return nn.Sequential(nn.Linear(2, 3), nn.ReLU(), nn.Sequential(nn.Tanh()))


def test_tables_of_modules():
    model = made()
    assert list(model._modules) == ["0", "1", "2"] and len(model._modules) == 3 and "1" in model._modules
    assert [*reversed(model._modules)] == ["2", "1", "0"] and model._modules.get("9") is None
    for name, child in model._modules.items():
        assert model[int(name)] is child
    model._modules["1"] = new = nn.GELU()
    assert model[1] is new and model._modules.popitem()[0] == "0"
    assert (
        len(model) == 2
        and repr(model._modules) == "{'1': GELU(approximate='none'), '2': " + repr(model[1]) + "}"
    )
    layer = nn.Linear(2, 3, bias=False)
    assert list(layer._parameters) == ["weight", "bias"] and layer._parameters["bias"] is None
    del layer._parameters["weight"]
    assert not hasattr(layer, "weight")
    with pytest.raises(KeyError):
        del layer._parameters["weight"]
    with pytest.raises(TypeError, match=r"^Sequential: '0' is a int, not a Module"):
        model._modules["0"] = 3


def test_set_submodule():
    model = made()
    model.set_submodule("2.0", nn.ReLU())
    model.set_submodule("2.1", nn.Linear(3, 1))
    assert repr(model[2]).count("\n") == 3 and len([*model.parameters()]) == 4
    with pytest.raises(AttributeError, match="get_submodule: Sequential has no layer '5'"):
        model.set_submodule("5", nn.ReLU(), strict=True)
    for wrong, error in (
        (("", nn.ReLU()), ValueError),
        (("1", 3), TypeError),
        (("7.1", nn.ReLU()), AttributeError),
    ):
        with pytest.raises(error):
            model.set_submodule(*wrong)
    assert len(model) == 3 and model._get_name() == "Sequential"


def test_modules_are_on_the_cpu():
    with pytest.raises(RuntimeError, match=r"^cuda: .*tl\.cuda\.is_available\(\)"):
        made().cuda()
    tl.cuda.empty_cache()
    assert tl.cuda.memory_allocated() == tl.cuda.max_memory_allocated(0) == 0
    assert tl.accelerator.current_accelerator(check_available=True) is None


def test_old_states_lack_the_count_of_batches():
    model = nn.Sequential(nn.Conv2d(1, 2, 1), nn.BatchNorm2d(2))
    state = {k: v.copy() + 1 for k, v in model.state_dict().items() if "num_batches" not in k}
    answer = model.load_state_dict(state)
    assert repr(answer) == "<All keys matched successfully>"
    assert model[1].num_batches_tracked.item() == 0 and (model[1].running_mean == 1).all()
    del state["1.running_mean"]
    with pytest.raises(RuntimeError, match=r"missing keys: '1\.running_mean'$"):
        model.load_state_dict(state)
    loose = repr(model.load_state_dict({"a": 1}, strict=False))
    assert re.match(r"IncompatibleKeys\(missing_keys=\['0\.weight', .*unexpected_keys=\['a'\]\)", loose)


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("StepLR", {"step_size": 1.0}),
        ("CosineAnnealingLR", {"T_max": 4.0}),
        ("LinearLR", {"total_iters": 3.0}),
        ("PolynomialLR", {"total_iters": 3.0}),
        ("ConstantLR", {"total_iters": 3.0}),
    ],
)
def test_whole_numbers_of_epochs_may_be_floats(name, options):
    def rates(library, options):
        parameter = library.nn.Parameter(library.zeros(1))
        opt = library.optim.SGD([parameter], lr=0.5)
        scheduler = getattr(library.optim.lr_scheduler, name)(opt, **options)
        return [(opt.step(), scheduler.step(), opt.param_groups[0]["lr"])[2] for _ in range(5)]

    ours = rates(tl, options)
    assert ours == rates(tl, {key: int(value) for key, value in options.items()})
    with pytest.raises(TypeError, match=rf"^{name}: {next(iter(options))} must be an integer, got 1\.5"):
        rates(tl, dict.fromkeys(options, 1.5))
    torch = pytest.importorskip("torch")
    assert ours == pytest.approx(rates(torch, options))


def test_the_report_of_a_state_is_a_tuple():
    report = nn.Linear(2, 1).load_state_dict(
        {"weight": tl.ones((1, 2), dtype=tl.float32), "x": 1}, strict=False
    )
    missing, unexpected = report
    assert report[0] is missing is report.missing_keys and missing == ["bias"] and unexpected == ["x"]
    assert report == (["bias"], ["x"])


def test_fans():
    def fans(library):
        shapes = (3, 4), (5, 2, 3, 3), (4, 6, 2)
        tensors = [library.zeros(*shape) for shape in shapes]
        init = library.nn.init
        both = [tuple(init._calculate_fan_in_and_fan_out(t)) for t in tensors]
        return both + [
            init._calculate_correct_fan(t, mode) for t in tensors for mode in ("fan_in", "fan_out")
        ]

    assert fans(tl) == [(4, 3), (18, 45), (12, 8), 4, 3, 18, 45, 12, 8]
    with pytest.raises(ValueError, match=r"^_calculate_fan_in_and_fan_out: .* at least 2 dimensions"):
        nn.init._calculate_fan_in_and_fan_out(tl.zeros(3))
    assert fans(pytest.importorskip("torch")) == fans(tl)
