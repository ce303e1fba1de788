"""The examples run, quickly, and come to a result; each has its page."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

tl = pytest.importorskip("tensorlab")
pytest.importorskip("matplotlib")

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = ROOT / "examples"
SETTINGS = {  # the package that is tested here
    "PYTHONPATH": str(Path(tl.__file__).parents[1]),
    "PYTHONIOENCODING": "utf-8",
    "MPLBACKEND": "agg",
}
RESULTS = {  # of a short run: what the last line names, and between what its number lies
    "linear_regression": ("R²", 0.9, 1.0),
    "logistic_regression": ("test accuracy", 0.93, 1.0),
    "xor": ("accuracy with a hidden layer", 0.97, 1.0),
    "digits_mlp": ("test accuracy", 0.92, 1.0),
    "digits_cnn": ("test accuracy", 0.92, 1.0),
    "autoencoder": ("mean squared error", 0.005, 0.02),  # of eight principal components: 0.024
    "tabular_regression": ("test R²", 0.35, 0.6),
    "saliency": ("fall of the score, loudest against any", 2.0, 20.0),
    "character_rnn": ("validation loss", 1.5, 2.5),  # guessing: 4.06
    "small_gpt": ("validation loss", 1.5, 2.9),
}


@pytest.mark.parametrize("name", RESULTS)
def test_result(name, tmp_path):
    picture = tmp_path / "picture.png"
    done = subprocess.run(
        [sys.executable, "-W", "error", EXAMPLES / f"{name}.py", "--quick", "--picture", picture],
        env=os.environ | SETTINGS,
        cwd=tmp_path,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    what, low, high = RESULTS[name]
    last = done.stdout.splitlines()[-1]
    found = re.fullmatch(rf"{re.escape(what)}: (\d+\.\d+)", last)
    assert found, last
    assert low <= float(found[1]) <= high, last
    assert picture.stat().st_size > 5000
    assert os.listdir(tmp_path) == ["picture.png"]


def test_all_are_tested_and_shown():
    names = sorted(path.stem for path in EXAMPLES.glob("*.py"))
    assert sorted(RESULTS) == names
    shown = re.findall(r"^examples/(\w+)$", (ROOT / "docs" / "examples.md").read_text("utf-8"), re.MULTILINE)
    assert sorted(shown) == names
    listed = re.findall(r"^\| \[(\w+)\.py\]", (EXAMPLES / "README.md").read_text("utf-8"), re.MULTILINE)
    assert sorted(listed) == names
    for name in names:
        page = (ROOT / "docs" / "examples" / f"{name}.md").read_text("utf-8")
        assert f"```{{example}} {name}\n" in page


@pytest.mark.parametrize("name", RESULTS)
def test_examples_fit_a_page(name):
    lines = (EXAMPLES / f"{name}.py").read_text("utf-8").splitlines()
    assert len(lines) <= 100
