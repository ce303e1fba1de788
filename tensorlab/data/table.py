"""Tables in text files."""

from __future__ import annotations

import os

from tensorlab_c import Tensor, asarray

from .._check import flag, is_integer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any

__all__ = ["read_csv"]

MISSING = {"", "NA", "N/A", "NaN", "nan", "null", "?"}


def read_csv(
    file: Any,
    target: int | str | None = -1,
    *,
    delimiter: str = ",",
    header: bool | None = None,
    classes: Sequence[str] | None = None,
    encoding: str = "utf-8-sig",
) -> tuple[Tensor, Tensor | None, list[str]]:
    """Features, targets and the features' names from a text with a row for each example.

    Parameters
    ----------
    file : str, path, text file or iterable of lines
    target : int, str or None, default -1
        The number or the name of the column of targets; None for a table that has none.
    delimiter : str, default ","
        The character between columns.
    header : bool, optional
        Whether the first row has the names of the columns. Default: if it has a feature that is no number.
    classes : sequence of str, optional
        What targets that are words are called, in the order of their numbers. Default: the order of the
        alphabet.
    encoding : str, default "utf-8-sig"

    Returns
    -------
    X : Tensor, shape (n, features)
        Of the default float dtype; nan where there is nothing, NA, N/A, NaN, null or ?.
    y : Tensor, shape (n,), or None
        int64 for whole numbers and for words, else as X.
    names : list of str
        Of the features; x0, x1, ... without a header.

    Raises
    ------
    ValueError
        For rows of different lengths and what is no number, with the number of the line.

    Notes
    -----
    Quotation marks are as Python's `csv` has them. For text without a header `tensorlab.loadtxt` is faster.

    Examples
    --------
    >>> import tensorlab as tl
    >>> lines = ["length,width,kind", "1.5,2,cat", "3,,dog", "2.5,1,cat"]
    >>> X, y, names = tl.data.read_csv(lines)
    >>> X.tolist(), y.tolist(), names
    ([[1.5, 2.0], [3.0, nan], [2.5, 1.0]], [0, 1, 0], ['length', 'width'])
    """
    if not (target is None or is_integer(target) or isinstance(target, str)):
        raise TypeError(f"read_csv: target must be the number or name of a column, or None, got {target!r}")
    if not isinstance(delimiter, str) or len(delimiter) != 1:
        raise ValueError(f"read_csv: delimiter must be one character, got {delimiter!r}")
    if delimiter in '\r\n"':
        raise ValueError(f"read_csv: delimiter cannot be {delimiter!r}, which means something else")
    header = None if header is None else flag("read_csv", "header", header)
    known = None if classes is None else _known(classes)
    if isinstance(file, (str, os.PathLike)):
        try:
            with open(file, encoding=encoding, newline="") as opened:
                rows = _rows(opened, delimiter)
        except UnicodeError as error:
            raise ValueError(f"read_csv: {os.fspath(file)} is no text in {encoding}: {error}") from None
    else:
        rows = _rows(file, delimiter)
    return _divided(rows, target, header, known)


def _known(classes: Any) -> list[str]:
    """The names of classes; text has characters and a set has no order."""
    if isinstance(classes, (str, bytes, dict, set, frozenset)) or not hasattr(classes, "__iter__"):
        raise TypeError(f"read_csv: classes must be a list of names, got {classes!r:.80}")
    known = [str(name) for name in classes]
    if len(set(known)) < len(known):
        raise ValueError(f"read_csv: a class is twice in classes {known}")
    return known


def _rows(lines: Iterable[str], delimiter: str) -> list[tuple[int, list[str]]]:
    """The rows that are not empty, with the numbers of their lines; all as long as the first."""
    import csv

    try:
        reader = csv.reader(lines, delimiter=delimiter, skipinitialspace=True)
        rows = [(reader.line_num, row) for row in reader if row]
    except csv.Error as error:
        raise ValueError(f"read_csv: {error}") from None
    except TypeError as error:
        raise TypeError(f"read_csv: {error}") from None
    if not rows:
        raise ValueError("read_csv: there are no rows")
    length = len(rows[0][1])
    for line, row in rows:
        if len(row) != length:
            raise ValueError(f"read_csv: line {line} has {len(row)} columns, the first row {length}")
    return rows


def _divided(
    rows: list[tuple[int, list[str]]],
    target: int | str | None,
    header: bool | None,
    classes: list[str] | None,
) -> tuple[Tensor, Tensor | None, list[str]]:
    first, width = [name.strip() for name in rows[0][1]], len(rows[0][1])
    place = _place(target, first)
    features = [k for k in range(width) if k != place]
    if header is None:
        header = isinstance(target, str) or any(_number(first[k]) is None for k in features)
    names = [first[k] if header else f"x{i}" for i, k in enumerate(features)]
    rows = rows[1:] if header else rows
    values: list[Any] = []
    for line, row in rows:
        numbers = [_number(row[k].strip()) for k in features]
        if None in numbers:
            k = numbers.index(None)
            raise ValueError(f"read_csv: line {line}, column {names[k]}: {row[features[k]]!r} is no number")
        values.append(numbers)
    X = asarray(values, dtype=float).reshape((len(rows), len(features)))
    return X, None if place is None else _targets([row[place].strip() for _, row in rows], classes), names


def _place(target: int | str | None, first: list[str]) -> int | None:
    """The number of the target's column."""
    if target is None:
        return None
    if isinstance(target, str):
        if first.count(target) != 1:
            raise ValueError(f"read_csv: there must be one column {target!r}, the columns are {first}")
        return first.index(target)
    if not -len(first) <= target < len(first):
        raise IndexError(f"read_csv: target {target} is out of range for {len(first)} columns")
    return target % len(first)


def _number(text: str) -> float | None:
    """The number that a text is, nan where it is missing, None if it is none."""
    if text in MISSING:
        return float("nan")
    try:
        return None if "_" in text else float(text)
    except ValueError:
        return None


def _targets(texts: list[str], classes: list[str] | None) -> Tensor:
    numbers: list[Any] = [_number(text) for text in texts]
    if classes is None and None not in numbers:
        try:
            return asarray([int(text) for text in texts], dtype="int64")
        except (ValueError, OverflowError):
            return asarray(numbers, dtype=float)
    known = sorted(set(texts)) if classes is None else classes
    numbered = {name: number for number, name in enumerate(known)}
    for text in texts:
        if text not in numbered:
            raise ValueError(f"read_csv: target {text!r} is none of the classes {known}")
    return asarray([numbered[text] for text in texts], dtype="int64")
