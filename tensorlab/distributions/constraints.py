"""What parameters and values may be, under PyTorch's names: ``constraints.positive.check(x)``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tensorlab_c import Tensor, tril
from tensorlab_c.linalg import eigvalsh

__all__: list[str] = []


class Constraint:
    """What values must be: `check` says of each whether it is so, of events of `event_dim` axes."""

    def __init__(
        self, text: str, check: Callable[[Tensor], Tensor], event_dim: int = 0, is_discrete: bool = False
    ):
        self.text, self.check, self.event_dim, self.is_discrete = text, check, event_dim, is_discrete

    def __repr__(self) -> str:
        return f"Constraint({self.text})"


def taking(**parameters: Constraint) -> dict[str, Constraint]:
    """The parameters of a distribution, and what they must be."""
    return parameters


def _whole(x: Tensor) -> Tensor:
    return x == x.round()


def _sums_to_one(x: Tensor) -> Tensor:
    return (x >= 0).all(axis=-1) & (abs(x.sum(axis=-1) - 1) < 1e-6)


def _is_lower_cholesky(x: Tensor) -> Tensor:
    return (tril(x) == x).all(axis=(-2, -1)) & (x.diagonal(0, -2, -1) > 0).all(axis=-1)


def _is_positive_definite(x: Tensor) -> Tensor:
    close = (abs(x - x.mT) <= 1e-6 * (1 + abs(x))).all(axis=(-2, -1))
    return close & (eigvalsh(x) > 0).all(axis=-1)


real = Constraint("numbers, not nan", lambda x: x == x)
positive = Constraint("above 0", lambda x: x > 0)
nonnegative = Constraint("at least 0", lambda x: x >= 0)
unit_interval = Constraint("between 0 and 1", lambda x: (x >= 0) & (x <= 1))
boolean = Constraint("0 or 1", lambda x: (x == 0) | (x == 1), 0, True)
nonnegative_integer = Constraint("a whole number, at least 0", lambda x: _whole(x) & (x >= 0), 0, True)
positive_integer = Constraint("a whole number above 0", lambda x: _whole(x) & (x > 0), 0, True)
simplex = Constraint("at least 0, and 1 in all", _sums_to_one, 1)
one_hot = Constraint(
    "a single 1 and else 0", lambda x: ((x == 0) | (x == 1)).all(axis=-1) & (x.sum(axis=-1) == 1), 1, True
)
lower_cholesky = Constraint("lower triangular with a diagonal above 0", _is_lower_cholesky, 2)
positive_definite = Constraint("symmetric and positive definite", _is_positive_definite, 2)


def greater_than(lower_bound: Any) -> Constraint:
    return Constraint(f"above {lower_bound}", lambda x: x > lower_bound)


def greater_than_eq(lower_bound: Any) -> Constraint:
    return Constraint(f"at least {lower_bound}", lambda x: x >= lower_bound)


def less_than(upper_bound: Any) -> Constraint:
    return Constraint(f"below {upper_bound}", lambda x: x < upper_bound)


def interval(lower_bound: Any, upper_bound: Any) -> Constraint:
    return Constraint(
        f"between {lower_bound} and {upper_bound}", lambda x: (x >= lower_bound) & (x <= upper_bound)
    )


def integer_interval(lower_bound: Any, upper_bound: Any) -> Constraint:
    inside = interval(lower_bound, upper_bound)
    return Constraint(f"a whole number {inside.text}", lambda x: _whole(x) & inside.check(x), 0, True)


def multinomial(total_count: int) -> Constraint:
    return Constraint(
        f"whole numbers, {total_count} in all",
        lambda x: (_whole(x) & (x >= 0)).all(axis=-1) & (x.sum(axis=-1) == total_count), 1, True,
    )  # fmt: skip


def independent(base: Constraint, reinterpreted_batch_ndims: int) -> Constraint:
    """The same for events of more axes."""
    n = reinterpreted_batch_ndims
    return Constraint(
        base.text,
        lambda x: base.check(x).all(axis=tuple(range(-n, 0))) if n else base.check(x),
        base.event_dim + n, base.is_discrete,
    )  # fmt: skip


real_vector = independent(real, 1)
