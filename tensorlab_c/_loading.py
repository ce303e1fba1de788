"""What is said where the compiled core does not load. Runs on Pythons that the rest is not for."""

import os
import platform
import sys
from importlib.machinery import EXTENSION_SUFFIXES


def explained(error, folder):
    """The error that says what to do about this one of importing _tensor from the folder."""
    names = sorted(os.listdir(folder))
    there = [name for name in names if name.startswith("_tensor.") and name.endswith((".so", ".pyd"))]
    here = "this is Python " + platform.python_version() + " on " + platform.machine()
    if sys.version_info < (3, 11):  # noqa: UP036
        reason = "tensorlab needs Python 3.11 or newer: " + here
    elif there and not any(name == "_tensor" + suffix for name in there for suffix in EXTENSION_SUFFIXES):
        built = ", ".join(name.split(".")[1] for name in there)
        reason = "tensorlab is compiled for " + built + ", but " + here + ": install it with this one's pip"
    elif not there and os.path.exists(os.path.join(folder, "src", "tl.h")):
        reason = (
            "these are the sources of tensorlab, not compiled yet: start Python in another folder to use "
            "what is installed, or run `make dev`"
        )
    else:
        return error
    return ImportError(reason)
