"""Training a model: fit, evaluate, predict."""

from .history import History
from .loop import evaluate, fit, predict
from .objective import accuracy
from .stopping import EarlyStopping, NonFiniteLossError

__all__ = ["EarlyStopping", "History", "NonFiniteLossError", "accuracy", "evaluate", "fit", "predict"]
