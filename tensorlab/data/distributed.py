"""Examples shared among several processes, with the names of torch.utils.data.distributed."""

from __future__ import annotations

from tensorlab_c import random

from .._check import flag, integer
from .sampler import Sampler

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sized

__all__ = ["DistributedSampler"]


class DistributedSampler(Sampler):
    """The share of one of several processes in the indices of examples.

    All shares are of one length: the first indices come again at the end, or the last are left out. Every
    process has the same order, from `seed` and the epoch, and takes each `num_replicas`-th of it.

    Parameters
    ----------
    dataset : sized
    num_replicas : int
        How many processes there are. Needed here, as `rank` is: there are no groups of processes that know.
    rank : int
        Which of them this is, from 0 on.
    shuffle : bool, default True
        Whether the order is drawn, anew after each `set_epoch`.
    seed : int, default 0
        The same in all processes.
    drop_last : bool, default False
        Whether shares are shortened to one length rather than filled up.

    Examples
    --------
    >>> import tensorlab as tl
    >>> for rank in range(2):
    ...     print(list(tl.data.DistributedSampler("abcde", 2, rank, shuffle=False)))
    [0, 2, 4]
    [1, 3, 0]
    """

    def __init__(
        self,
        dataset: Sized,
        num_replicas: int | None = None,
        rank: int | None = None,
        shuffle: bool = True,
        seed: int = 0,
        drop_last: bool = False,
    ):
        name = "DistributedSampler"
        if num_replicas is None or rank is None:
            raise ValueError(f"{name}: there is no group of processes; give num_replicas and rank")
        self.dataset = dataset
        self.num_replicas = integer(name, "num_replicas", num_replicas)
        self.rank = integer(name, "rank", rank, 0)
        if self.rank >= self.num_replicas:
            raise ValueError(f"{name}: rank {rank} of {num_replicas} processes")
        self.shuffle, self.drop_last = flag(name, "shuffle", shuffle), flag(name, "drop_last", drop_last)
        self.seed, self.epoch = integer(name, "seed", seed, 0), 0
        n, parts = len(dataset), self.num_replicas
        self.num_samples = n // parts if self.drop_last else -(-n // parts)
        self.total_size = self.num_samples * parts

    def __iter__(self) -> Iterator[int]:
        n = len(self.dataset)
        order: list[int] = [*range(n)]
        if self.shuffle:
            order = random.default_rng(self.seed + self.epoch).permutation(n).tolist()
        if n and self.total_size > n:
            order *= -(-self.total_size // n)
        return iter(order[self.rank : self.total_size : self.num_replicas])

    def __len__(self) -> int:
        return self.num_samples

    def set_epoch(self, epoch: int) -> None:
        """Say which epoch begins, before the loader is gone through; else the order is that of the last."""
        self.epoch = integer("set_epoch", "epoch", epoch, 0)
