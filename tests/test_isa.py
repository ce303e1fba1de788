"""Every instruction set this machine has: v3 and v4 give the same bytes, base the same to the last places."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import tensorlab as tl

HERE = Path(__file__).parent
ISAS = tl.available_isas()
SMOKE = "(values and (exp or sin or add or power or floor_divide)) or axis_subset or test_sizes or scalars"


def python(isa, *arguments, check=True):
    roots = [str(HERE), str(Path(tl.__file__).parent.parent), os.environ.get("PYTHONPATH", "")]
    environment = {**os.environ, "TENSORLAB_ISA": isa, "PYTHONPATH": os.pathsep.join(roots)}
    return subprocess.run(
        [sys.executable, *arguments], env=environment, capture_output=True, text=True, check=check
    )


@pytest.fixture(scope="module")
def batteries(tmp_path_factory):
    """isa -> (digests, float64 results), each computed in a process of its own."""
    found = {}
    for isa in ISAS:
        path = tmp_path_factory.mktemp("isa") / f"{isa}.npz"
        report = json.loads(python(isa, str(HERE / "battery.py"), str(path)).stdout)
        assert report["isa"] == isa
        found[isa] = report["digests"], dict(np.load(path))
    return found


def test_this_machine():
    assert "base" in ISAS and tl.isa() in ISAS
    if not os.environ.get("TENSORLAB_ISA"):
        assert tl.isa() == ISAS[-1]


@pytest.mark.skipif("v4" not in ISAS, reason="this CPU has no AVX-512")
def test_v3_and_v4_agree_in_every_byte(batteries):
    v3, v4 = batteries["v3"][0], batteries["v4"][0]
    assert len(v3) > 500 and v3.keys() == v4.keys()
    assert [name for name in v3 if v3[name] != v4[name]] == []


@pytest.mark.parametrize("isa", [i for i in ISAS if i != "base"])
def test_base_agrees_to_the_last_places(batteries, isa):
    base, other = batteries["base"][1], batteries[isa][1]
    assert base.keys() == other.keys()
    for name, a in base.items():
        if "Adam" in name:
            continue  # divides by the gradient's size, which shows the last bits of gradients near zero
        b = other[name]
        assert a.dtype == b.dtype and a.shape == b.shape
        if a.dtype.kind != "f":
            assert np.array_equal(a, b), name
            continue
        scale = np.max(np.abs(b[np.isfinite(b)]), initial=0) if b.ndim else 0  # sums cancel
        eps = np.finfo(a.dtype).eps
        np.testing.assert_allclose(
            a, b, rtol=8 * eps if a.size > 100_000 else 1e3 * eps, atol=200 * eps * scale, err_msg=name
        )


# the best is what all other tests run with
@pytest.mark.parametrize("isa", [*ISAS[:-1], pytest.param(ISAS[-1], marks=pytest.mark.slow)])
def test_a_part_of_the_tests_under_each(isa):
    files = [str(HERE / f) for f in ("test_ops.py", "test_reduction.py")]
    run = python(isa, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-x", "-k", SMOKE, *files, check=False)
    assert run.returncode == 0, run.stdout[-3000:] + run.stderr[-500:]


def test_an_unknown_instruction_set_is_refused():
    run = python("v9", "-c", "import tensorlab", check=False)
    assert run.returncode == 1
    assert "ValueError: TENSORLAB_ISA: 'v9' cannot run here; this CPU has base" in run.stderr


def test_an_empty_choice_is_none():
    assert python("", "-c", "import tensorlab as tl; print(tl.isa())").stdout.strip() == ISAS[-1]


@pytest.mark.parametrize("isa", ISAS)
def test_casts_of_large_floats_are_the_same(isa):
    loop = "[ops.test_floats_beyond_an_integers_range(d, s) for d in ops.CASTS for s in ops.FLOATS]"
    python(isa, "-c", f"import test_ops as ops; {loop}")


@pytest.mark.parametrize("isa", ISAS)
def test_threads_with_small_stacks(isa):
    """Reductions and products of all kinds run where the stack is 64 KiB, in a process of its own."""
    code = """
import os, threading
import tensorlab as tl
F = tl.nn.functional
def work():
    for dtype in (tl.float32, tl.float64, tl.int64, tl.int8):
        x = tl.ones((600, 500), dtype=dtype)
        for f in (tl.sum, tl.max, tl.argmax, tl.prod, tl.any):
            for y in (x, x[:, ::3], tl.ones((40_000, 9), dtype=dtype), x.reshape(30, 50, 200)[:, ::2]):
                f(y, axis=0), f(y, axis=1), f(y)
        x @ x.T[:, :40], x[0, ::2] @ x[1, ::2], x @ x[0]
    a = tl.ones((2, 3, 20, 20), dtype=tl.float32)
    F.conv2d(a, tl.ones((4, 3, 3, 3), dtype=tl.float32)), F.max_pool2d(a, 3)
    F.softmax(a, -1), tl.exp(a), a.std(0)
    done.append(1)
done = []
threading.stack_size(max(64 * 1024, os.sysconf("SC_THREAD_STACK_MIN")))
thread = threading.Thread(target=work)
thread.start()
thread.join()
assert done
"""
    run = python(isa, "-c", code, check=False)
    assert run.returncode == 0, (run.returncode, run.stderr[-500:])
