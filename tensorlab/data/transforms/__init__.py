"""Images prepared and varied, with the names of ``torchvision.transforms``.

A transform is made once and called with an image, a tensor (or array) of shape (C, H, W), or with several of
one size, (N, C, H, W), which are all treated alike. What is random is drawn from the `generator` it was made
with, or from ``tl.random``'s global generator, which the workers of a `DataLoader` seed differently.
"""

from ._colours import ColorJitter, Grayscale, Normalize, RandomErasing, ToTensor
from ._general import Compose, Lambda
from ._places import (
    CenterCrop,
    Pad,
    RandomAffine,
    RandomCrop,
    RandomHorizontalFlip,
    RandomResizedCrop,
    RandomRotation,
    RandomVerticalFlip,
    Resize,
)

__all__ = [
    "CenterCrop",
    "ColorJitter",
    "Compose",
    "Grayscale",
    "Lambda",
    "Normalize",
    "Pad",
    "RandomAffine",
    "RandomCrop",
    "RandomErasing",
    "RandomHorizontalFlip",
    "RandomResizedCrop",
    "RandomRotation",
    "RandomVerticalFlip",
    "Resize",
    "ToTensor",
]


def __dir__() -> list[str]:
    return __all__
