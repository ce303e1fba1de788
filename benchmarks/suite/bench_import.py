"""Import, each time in a new interpreter."""

from .common import module


class Import:
    params = [["tensorlab_c", "tensorlab", "numpy", "torch"]]
    param_names = ["lib"]

    def setup(self, lib):
        module(lib.removesuffix("_c"))

    def timeraw_import(self, lib):
        return f"import {lib}"
