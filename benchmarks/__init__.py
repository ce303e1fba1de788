"""Suites of asv, and what else reads them: `python -m benchmarks.compare`, `python -m benchmarks.behind`."""

import sys
from pathlib import Path

_ROOT = Path(__file__).resolve().parent.parent
if not [*(_ROOT / "tensorlab_c").glob("_tensor.*.so"), *(_ROOT / "tensorlab_c").glob("_tensor.*.pyd")]:
    # not built in place: the installed package, not its sources in the working directory
    sys.path[:] = [path for path in sys.path if Path(path or ".").resolve() != _ROOT] + [str(_ROOT)]
