"""Training a model: fit, evaluate, predict."""

from .callbacks import Callback, CSVLog
from .checkpoint import Checkpoint
from .history import History
from .loop import evaluate, fit, predict
from .lr_finder import lr_find
from .stopping import EarlyStopping, NonFiniteLossError
from .targets import accuracy

__all__ = [
    "CSVLog",
    "Callback",
    "Checkpoint",
    "EarlyStopping",
    "History",
    "NonFiniteLossError",
    "accuracy",
    "evaluate",
    "fit",
    "lr_find",
    "predict",
]


def __dir__() -> list[str]:
    return __all__
