"""Small tables of measurements, for classes and for regression."""

from __future__ import annotations

import os

from tensorlab_c import Tensor, array, asarray

from .._check import flag

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__all__ = ["load_breast_cancer", "load_diabetes", "load_iris", "load_wine"]

_MEASURED = [
    "radius", "texture", "perimeter", "area", "smoothness", "compactness", "concavity", "concave points",
    "symmetry", "fractal dimension",
]  # fmt: skip
_FEATURES = {
    "iris": ["sepal length (cm)", "sepal width (cm)", "petal length (cm)", "petal width (cm)"],
    "wine": [
        "alcohol", "malic_acid", "ash", "alcalinity_of_ash", "magnesium", "total_phenols", "flavanoids",
        "nonflavanoid_phenols", "proanthocyanins", "color_intensity", "hue",
        "od280/od315_of_diluted_wines", "proline",
    ],
    "breast_cancer": [
        *(f"mean {name}" for name in _MEASURED), *(f"{name} error" for name in _MEASURED),
        *(f"worst {name}" for name in _MEASURED),
    ],
    "diabetes": ["age", "sex", "bmi", "bp", "s1", "s2", "s3", "s4", "s5", "s6"],
}  # fmt: skip
_TARGETS = {
    "iris": ["setosa", "versicolor", "virginica"],
    "wine": ["class_0", "class_1", "class_2"],
    "breast_cancer": ["malignant", "benign"],
    "diabetes": None,
}


class Table(tuple):
    """A data set: the pair (data, target), which can be taken apart, with what is known about it.

    Attributes
    ----------
    data : Tensor of float64, shape (n, features)
    target : Tensor, shape (n,)
        Classes as int64, or float64 numbers.
    feature_names : list of str
    target_names : list of str or None
        Of the classes.
    DESCR : str
        What the data are, where they come from and how they are licensed.
    """

    data: Tensor
    target: Tensor
    feature_names: list[str]
    target_names: list[str] | None
    DESCR: str

    def __new__(cls, data: Tensor, target: Tensor, name: str) -> Table:
        self = super().__new__(cls, (data, target))
        self.data, self.target = data, target
        self.feature_names = list(_FEATURES[name])
        names = _TARGETS[name]
        self.target_names = None if names is None else list(names)
        with open(os.path.join(os.path.dirname(__file__), f"{name.upper()}.md"), encoding="utf-8") as file:
            self.DESCR = file.read()
        return self

    def __reduce__(self) -> tuple:
        return _rebuilt, (tuple(self), self.__dict__)

    def __repr__(self) -> str:
        n, features = self.data.shape
        return f"Table({n} examples of {features} features)"


def _rebuilt(pair: tuple, known: dict) -> Table:
    table = tuple.__new__(Table, pair)
    table.__dict__.update(known)
    return table


def _numbers(name: str) -> Tensor:
    """The columns of a file, the target last.

    A number is m / 10^e. The file has all e, column by column, then the lowest bytes of all m, the next, ...;
    so sorted, they compress to two thirds.
    """
    import lzma

    columns = len(_FEATURES[name]) + 1
    with open(os.path.join(os.path.dirname(__file__), f"{name}.lzma"), "rb") as file:
        raw = array(bytearray(lzma.decompress(file.read())))
    rows = {"iris": 150, "wine": 178, "breast_cancer": 569, "diabetes": 442}[name]
    exponents, *planes = raw.reshape((-1, columns, rows)).astype("int64")
    m = sum(plane << 8 * k for k, plane in enumerate(planes))
    powers = asarray([10.0**e for e in range(9)])
    return (m / powers[exponents]).T.copy()


def _table(name: str, return_X_y: bool) -> Any:
    return_X_y = flag(f"load_{name}", "return_X_y", return_X_y)
    numbers = _numbers(name)
    X, y = numbers[:, :-1].copy(), numbers[:, -1].copy()
    if _TARGETS[name] is not None:
        y = y.astype("int64")
    return (X, y) if return_X_y else Table(X, y, name)


def load_iris(*, return_X_y: bool = False) -> Any:
    """150 iris flowers of three species, by length and width of their sepals and petals (Fisher 1936).

    Parameters
    ----------
    return_X_y : bool, default False
        Give the plain pair (data, target).

    Returns
    -------
    Table
        The pair (data, target) of shapes (150, 4) and (150,), with attributes `data`, `target`,
        `feature_names`, `target_names` and `DESCR`.

    Notes
    -----
    The values of ``sklearn.datasets.load_iris``. Licensed under CC BY 4.0; see IRIS.md beside this file.

    Examples
    --------
    >>> import tensorlab as tl
    >>> iris = tl.datasets.load_iris()
    >>> X, y = iris
    >>> X.shape, iris.target_names[y[0].item()]
    ((150, 4), 'setosa')
    """
    return _table("iris", return_X_y)


def load_wine(*, return_X_y: bool = False) -> Any:
    """178 wines of three growers, by 13 chemical measurements (Forina et al. 1988).

    Parameters
    ----------
    return_X_y : bool, default False
        Give the plain pair (data, target).

    Returns
    -------
    Table
        The pair (data, target) of shapes (178, 13) and (178,), with attributes `data`, `target`,
        `feature_names`, `target_names` and `DESCR`.

    Notes
    -----
    The values of ``sklearn.datasets.load_wine``. Licensed under CC BY 4.0; see WINE.md beside this file.

    Examples
    --------
    >>> import tensorlab as tl
    >>> X, y = tl.datasets.load_wine()
    >>> X.shape, tl.bincount(y).tolist()
    ((178, 13), [59, 71, 48])
    """
    return _table("wine", return_X_y)


def load_breast_cancer(*, return_X_y: bool = False) -> Any:
    """569 tumours, malignant (0) or benign (1), by 30 numbers about their cells' nuclei (Street et al. 1993).

    Parameters
    ----------
    return_X_y : bool, default False
        Give the plain pair (data, target).

    Returns
    -------
    Table
        The pair (data, target) of shapes (569, 30) and (569,), with attributes `data`, `target`,
        `feature_names`, `target_names` and `DESCR`.

    Notes
    -----
    The values of ``sklearn.datasets.load_breast_cancer``. Licensed under CC BY 4.0; see BREAST_CANCER.md
    beside this file.

    Examples
    --------
    >>> import tensorlab as tl
    >>> X, y = tl.datasets.load_breast_cancer()
    >>> X.shape, tl.bincount(y).tolist()
    ((569, 30), [212, 357])
    """
    return _table("breast_cancer", return_X_y)


def load_diabetes(*, return_X_y: bool = False, scaled: bool = True) -> Any:
    """442 diabetes patients by ten numbers, and how far the disease was a year later (Efron et al. 2004).

    Parameters
    ----------
    return_X_y : bool, default False
        Give the plain pair (data, target).
    scaled : bool, default True
        Whether each feature has mean 0 and sum of squares 1; otherwise they are as they were measured.

    Returns
    -------
    Table
        The pair (data, target) of shapes (442, 10) and (442,), with attributes `data`, `target`,
        `feature_names`, `target_names` (None) and `DESCR`.

    Notes
    -----
    The values of ``sklearn.datasets.load_diabetes``. See DIABETES.md beside this file.

    Examples
    --------
    >>> import tensorlab as tl
    >>> X, y = tl.datasets.load_diabetes(scaled=False)
    >>> X[0, :4].tolist(), y[0].item()
    ([59.0, 2.0, 32.1, 101.0], 151.0)
    """
    if not flag("load_diabetes", "scaled", scaled):
        return _table("diabetes", return_X_y)
    return_X_y = flag("load_diabetes", "return_X_y", return_X_y)
    table = _table("diabetes", False)
    X = table.data.numpy()
    mean, deviation = X.mean(axis=0), X.std(axis=0)  # NumPy's sums, so that the last bits are scikit-learn's
    X -= mean
    X /= deviation
    X /= len(X) ** 0.5
    return tuple(table) if return_X_y else table
