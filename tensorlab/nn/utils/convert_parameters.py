"""Parameters as one vector, and back."""

from __future__ import annotations

from tensorlab_c import Tensor, concatenate, no_grad

from .clip_grad import listed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["parameters_to_vector", "vector_to_parameters"]


def parameters_to_vector(parameters: Iterable[Tensor]) -> Tensor:
    """All parameters flat, one behind the other; a gradient goes back to them.

    Parameters
    ----------
    parameters : iterable of Tensor
        Of one dtype.

    Returns
    -------
    Tensor, shape (n,)

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.utils.parameters_to_vector(tl.nn.Linear(3, 2).parameters()).shape
    (8,)
    """
    given = listed("parameters_to_vector", parameters)
    if not given:
        raise ValueError("parameters_to_vector: there are no parameters")
    return concatenate([p.ravel() for p in given])


def vector_to_parameters(vec: Tensor, parameters: Iterable[Tensor]) -> None:
    """Give the parameters the values of a vector, in their order.

    Parameters
    ----------
    vec : Tensor, shape (n,)
    parameters : iterable of Tensor
        Of n elements in all.

    Raises
    ------
    ValueError
        When the numbers of elements differ; nothing has been changed then.

    Examples
    --------
    >>> import tensorlab as tl
    >>> layer = tl.nn.Linear(2, 1)
    >>> tl.nn.utils.vector_to_parameters(tl.array([1.0, 2.0, 3.0], dtype="float32"), layer.parameters())
    >>> layer.weight.tolist(), layer.bias.tolist()
    ([[1.0, 2.0]], [3.0])
    """
    if not isinstance(vec, Tensor):
        raise TypeError(f"vector_to_parameters: expected a tensor, got {type(vec).__name__}")
    given = listed("vector_to_parameters", parameters)
    size = sum(p.size for p in given)
    if vec.shape != (size,):
        raise ValueError(
            f"vector_to_parameters: {size} elements need a vector of shape ({size},), got {vec.shape}"
        )
    at = 0
    with no_grad():
        for p in given:
            p.copy_(vec[at : at + p.size].reshape(p.shape))
            at += p.size
