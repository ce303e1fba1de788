"""Rows of the registry: lists of parameters, and parameters by name."""

from registry import case, layer

import tensorlab as tl
from tensorlab import nn


class Listed(nn.Module):
    def __init__(self):
        super().__init__()
        self.weights = nn.ParameterList(tl.ones(n, dtype=tl.float32) for n in (3, 1))

    def forward(self, x):
        return x * self.weights[0] + self.weights[-1]


class Named(nn.Module):
    def __init__(self):
        super().__init__()
        self.weights = nn.ParameterDict({"shift": tl.zeros(1, dtype=tl.float32)})
        self.weights["scale"] = nn.Parameter(tl.ones(3, dtype=tl.float32))

    def forward(self, x):
        return x * self.weights["scale"] + self.weights["shift"]


layer(
    "ParameterList", lambda x, **state: x * state["weights.0"] + state["weights.1"], case((5, 3)),
    make=Listed, torch=False,
    text="Listed(\n  (weights): ParameterList(\n    (0): Parameter containing: [float32 of size 3]\n"
    "    (1): Parameter containing: [float32 of size 1]\n  )\n)",
)  # fmt: skip
layer(
    "ParameterDict", lambda x, **state: x * state["weights.scale"] + state["weights.shift"], case((5, 3)),
    make=Named, torch=False,
    text="Named(\n  (weights): ParameterDict(\n    (shift): Parameter containing: [FloatTensor of size 1]\n"
    "    (scale): Parameter containing: [FloatTensor of size 3]\n  )\n)",
)  # fmt: skip
