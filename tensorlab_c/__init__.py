"""The compiled core of tensorlab: tensors, their operations and differentiation."""

import os as _os
import sys as _sys
from math import e, inf, nan, pi

try:
    from tensorlab_c import _tensor
except ImportError as _error:
    from tensorlab_c import _loading

    raise _loading.explained(_error, _os.path.dirname(__file__)) from _error

_tensor._start(_os.environ.get("TENSORLAB_ISA") or None)  # before any module computes

from tensorlab_c import (  # noqa: E402
    autograd,
    backends,
    calculus,
    changing,
    choosing,
    convolution,
    counting,
    covariance,
    creation,
    cuda,
    cumulative,
    dense,
    derivatives,
    drawing,
    dtypes,
    einsum,
    elementwise,
    emath,
    error_state,
    fft,
    files,
    formulas,
    frames,
    functional,
    grids,
    indexing,
    interop,
    joining,
    kinds,
    limits,
    linalg,
    logic,
    loss,
    manipulation,
    matrices,
    memory,
    optim,
    places,
    polynomials,
    printing,
    products,
    quantiles,
    random,
    rearranging,
    reduction,
    scattering,
    searching,
    sets,
    signal,
    sorting,
    special,
    spellings,
    standard,
    statistics,
    stepping,
    transforms,
    universal,
    windows,
)
from tensorlab_c._tensor import (  # noqa: E402
    AxisError,
    Tensor,
    as_subclass,
    available_isas,
    empty_cache,
    enable_grad,
    from_dlpack,
    get_conv_algorithm,
    get_num_threads,
    gradients,
    index_add,
    inference_mode,
    is_grad_enabled,
    isa,
    memory_stats,
    no_grad,
    num_threads,
    ops,
    set_conv_algorithm,
    set_grad_enabled,
    set_num_threads,
)
from tensorlab_c.special import (  # noqa: E402
    digamma,
    erfc,
    erfinv,
    igamma,
    igammac,
    lgamma,
    mvlgamma,
    polygamma,
    xlogy,
)

newaxis = None
euler_gamma = 0.5772156649015329  # of which math has no name
little_endian = _sys.byteorder == "little"
True_, False_ = True, False
ndarray = Tensor
__array_namespace_info__ = standard.__array_namespace_info__
__array_api_version__ = standard.__array_api_version__
_CHAPTERS = (
    calculus, changing, counting, covariance, creation, cumulative, dtypes, einsum, elementwise,
    error_state, files, formulas, functional, grids, indexing, joining, kinds, limits, logic, manipulation,
    memory, places, polynomials, printing, products, quantiles, rearranging, reduction, searching, sets,
    signal, sorting, standard, statistics, stepping, transforms, universal, windows, spellings, matrices,
    choosing, scattering, drawing, frames,
)  # fmt: skip
universal.install(_CHAPTERS)
for _chapter in _CHAPTERS:
    globals().update({_name: getattr(_chapter, _name) for _name in _chapter.__all__})

__all__ = [
    "AxisError", "False_", "Tensor", "True_", "as_subclass", "available_isas", "digamma", "e", "empty_cache",
    "enable_grad", "erfc", "erfinv", "euler_gamma", "from_dlpack", "get_conv_algorithm",
    "get_num_threads", "gradients", "igamma", "igammac", "index_add", "inf", "inference_mode",
    "is_grad_enabled", "isa", "lgamma", "little_endian", "memory_stats", "mvlgamma", "nan", "ndarray",
    "newaxis", "no_grad", "num_threads", "ops", "pi", "polygamma", "set_conv_algorithm",
    "set_grad_enabled", "set_num_threads", "xlogy",
]  # fmt: skip
__all__ += [_name for _chapter in _CHAPTERS for _name in _chapter.__all__]

interop.bind({"fft": fft, "linalg": linalg, **{_name: globals()[_name] for _name in __all__}})

from tensorlab_c import _naming  # noqa: E402

_naming._install()
