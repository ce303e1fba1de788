"""Files: tensors, and networks for other programs."""

from tensorlab_c import load, save

from .onnx_export import export_onnx

__all__ = ["export_onnx", "load", "save"]


def __dir__() -> list[str]:
    return __all__
