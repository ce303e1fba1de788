"""Training a model: fit, evaluate, predict."""

from .history import History
from .loop import evaluate, fit, predict
from .stopping import EarlyStopping, NonFiniteLossError
from .targets import accuracy

__all__ = ["EarlyStopping", "History", "NonFiniteLossError", "accuracy", "evaluate", "fit", "predict"]


def __dir__() -> list[str]:
    return __all__
