"""Import, each time in a new interpreter, and what is on the disk."""

import importlib.metadata
from pathlib import Path

from .common import MODULES, installed, module

LIBS = ["tensorlab", "numpy", "torch", "bottleneck", "scipy", "jax"]


class Weight:
    params = [list(filter(installed, LIBS))]
    param_names = ["lib"]
    unit = "bytes"

    def timeraw_import(self, lib):
        return f"import {MODULES[lib]['']}"

    def track_installed_size(self, lib):
        """All files of the package but bytecode; a checkout has its extensions beside its sources."""
        if lib != "tensorlab":
            files = importlib.metadata.files({"bottleneck": "Bottleneck"}.get(lib, lib)) or ()
            paths = [Path(file.locate()) for file in files]
        else:
            core = importlib.import_module("tensorlab_c")
            paths = [p for home in (module(lib), core) for p in Path(home.__file__).parent.rglob("*.*")]
            paths = [p for p in paths if p.suffix not in (".pyx", ".c", ".h", ".def", ".pxd", ".pxi")]
        return sum(p.stat().st_size for p in paths if p.is_file() and p.suffix != ".pyc")
