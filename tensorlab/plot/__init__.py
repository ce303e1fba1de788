"""Pictures with Matplotlib. It, and the functions themselves, are imported on first use."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .activation import ActivationTable, activation_properties, activations
    from .animation import descent_animation
    from .graphs import Graph, graph
    from .images import image_grid, weight_grid
    from .methods import descend, descent_methods, valley
    from .regression import batches, normalization
    from .results import confusion_matrix, decision_boundary, history
    from .surfaces import contours, descent, learning_rates, paths, surface
    from .tensors import broadcasting, convolution, convolution_animation, image_numbers

_WHERE = {
    "activation": ("ActivationTable", "activation_properties", "activations"),
    "animation": ("descent_animation",),
    "graphs": ("Graph", "graph"),
    "images": ("image_grid", "weight_grid"),
    "methods": ("descend", "descent_methods", "valley"),
    "regression": ("batches", "normalization"),
    "results": ("confusion_matrix", "decision_boundary", "history"),
    "surfaces": ("contours", "descent", "learning_rates", "paths", "surface"),
    "tensors": ("broadcasting", "convolution", "convolution_animation", "image_numbers"),
}
__all__ = sorted(name for names in _WHERE.values() for name in names)


def __getattr__(name: str) -> object:
    """A function, from its file, which is imported now."""
    from importlib import import_module

    for file, names in _WHERE.items():
        if name in names:
            value = globals()[name] = getattr(import_module(f".{file}", __name__), name)
            return value
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
