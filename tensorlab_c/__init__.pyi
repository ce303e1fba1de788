# ruff: noqa: F403, F405
import builtins
from math import e as e
from math import inf as inf
from math import nan as nan
from math import pi as pi

from tensorlab_c import autograd as autograd
from tensorlab_c import backends as backends
from tensorlab_c import cuda as cuda
from tensorlab_c import dense as dense
from tensorlab_c import derivatives as derivatives
from tensorlab_c import emath as emath
from tensorlab_c import fft as fft
from tensorlab_c import interop as interop
from tensorlab_c import linalg as linalg
from tensorlab_c import loss as loss
from tensorlab_c import optim as optim
from tensorlab_c import random as random
from tensorlab_c import special as special
from tensorlab_c._tensor import (
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
from tensorlab_c.calculus import *
from tensorlab_c.changing import *
from tensorlab_c.choosing import *
from tensorlab_c.counting import *
from tensorlab_c.covariance import *
from tensorlab_c.creation import *
from tensorlab_c.cumulative import *
from tensorlab_c.drawing import *
from tensorlab_c.dtypes import *
from tensorlab_c.einsum import *
from tensorlab_c.elementwise import *
from tensorlab_c.error_state import *
from tensorlab_c.files import *
from tensorlab_c.formulas import *
from tensorlab_c.frames import *
from tensorlab_c.functional import *
from tensorlab_c.grids import *
from tensorlab_c.indexing import *
from tensorlab_c.joining import *
from tensorlab_c.kinds import *
from tensorlab_c.limits import *
from tensorlab_c.logic import *
from tensorlab_c.manipulation import *
from tensorlab_c.matrices import *
from tensorlab_c.memory import *
from tensorlab_c.places import *
from tensorlab_c.polynomials import *
from tensorlab_c.printing import *
from tensorlab_c.products import *
from tensorlab_c.quantiles import *
from tensorlab_c.rearranging import *
from tensorlab_c.reduction import *
from tensorlab_c.scattering import *
from tensorlab_c.searching import *
from tensorlab_c.sets import *
from tensorlab_c.signal import *
from tensorlab_c.sorting import *
from tensorlab_c.special import digamma, erfc, erfinv, igamma, igammac, lgamma, mvlgamma, polygamma, xlogy
from tensorlab_c.spellings import *
from tensorlab_c.standard import *
from tensorlab_c.standard import __array_api_version__ as __array_api_version__
from tensorlab_c.standard import __array_namespace_info__ as __array_namespace_info__
from tensorlab_c.statistics import *
from tensorlab_c.stepping import *
from tensorlab_c.transforms import *
from tensorlab_c.universal import *
from tensorlab_c.windows import *

newaxis: None
euler_gamma: float
little_endian: builtins.bool
True_: builtins.bool
False_: builtins.bool
ndarray = Tensor

__all__ = [
    "AxisError", "BoolTensor", "ByteTensor", "DType", "DoubleTensor", "False_", "FloatTensor", "Generator",
    "HalfTensor", "IntTensor", "LongTensor", "ShortTensor", "Tensor", "True_", "abs", "absolute", "acos", "acosh",
    "add", "addbmm", "addcdiv", "addcmul", "addmm", "addmv", "addr", "adjoint", "all", "allclose", "amax", "amin",
    "aminmax", "angle", "any", "append", "apply_along_axis", "apply_over_axes", "arange", "arccos", "arccosh", "arcsin",
    "arcsinh", "arctan", "arctan2", "arctanh", "argmax", "argmin", "argpartition", "argsort", "argwhere", "around",
    "array", "array2string", "array_equal", "array_equiv", "array_repr", "array_split", "array_str", "as_strided",
    "as_subclass", "as_tensor", "asanyarray", "asarray", "asarray_chkfinite", "ascontiguousarray", "asfortranarray",
    "asin", "asinh", "astype", "atan", "atan2", "atanh", "atleast_1d", "atleast_2d", "atleast_3d", "available_isas",
    "average", "baddbmm", "bartlett", "bartlett_window", "base_repr", "bernoulli", "bfloat16", "binary_repr",
    "bincount", "bitwise_and", "bitwise_count", "bitwise_invert", "bitwise_left_shift", "bitwise_not", "bitwise_or",
    "bitwise_right_shift", "bitwise_xor", "blackman", "blackman_window", "block", "block_diag", "bmm", "bool", "bool_",
    "broadcast", "broadcast_arrays", "broadcast_shapes", "broadcast_tensors", "broadcast_to", "bucketize", "byte", "c_",
    "can_cast", "cartesian_prod", "cat", "cbrt", "cdist", "cdouble", "ceil", "cholesky", "cholesky_inverse",
    "cholesky_solve", "choose", "chunk", "clamp", "clamp_max", "clamp_min", "clip", "clone", "column_stack",
    "combinations", "common_type", "complex", "complex128", "complex64", "complexfloating", "compress", "concat",
    "concatenate", "conj", "conjugate", "convolve", "convolve2d", "copy", "copysign", "copyto", "corrcoef", "correlate",
    "correlate2d", "cos", "cosh", "cosine_similarity", "count_nonzero", "cov", "cross", "csingle", "cummax", "cummin",
    "cumprod", "cumsum", "cumulative_prod", "cumulative_sum", "cumulative_trapezoid", "deg2rad", "degrees", "delete",
    "det", "device", "diag", "diag_embed", "diag_indices", "diag_indices_from", "diagflat", "diagonal",
    "diagonal_scatter", "diff", "digamma", "digitize", "dist", "div", "divide", "divmod", "dot", "double", "dsplit",
    "dstack", "dtype", "e", "ediff1d", "einsum", "einsum_path", "empty", "empty_cache", "empty_like", "enable_grad",
    "eq", "equal", "erf", "erfc", "erfinv", "errstate", "euler_gamma", "exp", "exp2", "expand_dims", "expm1", "extract",
    "eye", "fabs", "fill_diagonal", "finfo", "fix", "flatnonzero", "flatten", "flip", "fliplr", "flipud", "float16",
    "float32", "float64", "float8_e4m3fn", "float8_e5m2", "float_power", "floating", "floor", "floor_divide", "fmax",
    "fmin", "fmod", "format_float_positional", "format_float_scientific", "frac", "frexp", "from_dlpack", "from_numpy",
    "frombuffer", "fromfile", "fromfunction", "fromiter", "fromstring", "full", "full_like", "gather", "gcd", "ge",
    "generic", "genfromtxt", "geomspace", "ger", "get_conv_algorithm", "get_default_device", "get_default_dtype",
    "get_num_threads", "get_printoptions", "get_rng_state", "geterr", "geterrcall", "grad", "gradcheck", "gradient",
    "gradients", "greater", "greater_equal", "gt", "half", "hamming", "hamming_window", "hann_window", "hanning",
    "heaviside", "histc", "histogram", "histogram2d", "histogram_bin_edges", "histogramdd", "hsplit", "hstack", "hypot",
    "i0", "identity", "igamma", "igammac", "iinfo", "imag", "index_add", "index_copy", "index_exp", "index_fill",
    "index_put", "index_reduce", "index_select", "indices", "inexact", "inf", "inference_mode", "initial_seed", "inner",
    "insert", "int16", "int32", "int64", "int8", "int_", "intc", "integer", "interp", "intersect1d", "intp", "inverse",
    "invert", "is_complex", "is_floating_point", "is_grad_enabled", "is_nonzero", "is_tensor", "isa", "isclose",
    "iscomplex", "iscomplexobj", "isdtype", "isfinite", "isin", "isinf", "isnan", "isneginf", "isposinf", "isreal",
    "isrealobj", "isscalar", "issubdtype", "istft", "iterable", "ix_", "kaiser", "kron", "kthvalue", "lcm", "ldexp",
    "le", "left_shift", "lerp", "less", "less_equal", "lexsort", "lgamma", "linspace", "little_endian", "load",
    "loadtxt", "log", "log10", "log1p", "log2", "log_softmax", "logaddexp", "logaddexp2", "logcumsumexp", "logdet",
    "logical_and", "logical_not", "logical_or", "logical_xor", "logit", "logspace", "logsumexp", "long", "longlong",
    "lt", "manual_seed", "mask_indices", "masked_fill", "masked_scatter", "masked_select", "matmul", "matrix_exp",
    "matrix_power", "matrix_transpose", "matvec", "max", "maximum", "may_share_memory", "mean", "median",
    "memory_stats", "meshgrid", "mgrid", "min", "min_scalar_type", "minimum", "mm", "mod", "mode", "modf", "moveaxis",
    "movedim", "msort", "mul", "multinomial", "multiply", "mv", "mvlgamma", "nan", "nan_to_num", "nanargmax",
    "nanargmin", "nancumprod", "nancumsum", "nanmax", "nanmean", "nanmedian", "nanmin", "nanpercentile", "nanprod",
    "nanquantile", "nanstd", "nansum", "nanvar", "narrow", "ndarray", "ndenumerate", "ndim", "ndindex", "nditer", "ne",
    "neg", "negative", "newaxis", "nextafter", "no_grad", "nonzero", "norm", "normal", "not_equal", "num_threads",
    "number", "numel", "ogrid", "ones", "ones_like", "ops", "outer", "packbits", "pad", "partition", "pca_lowrank",
    "pdist", "percentile", "permute", "permute_dims", "pi", "piecewise", "pinverse", "place", "poisson", "polar",
    "polyfit", "polygamma", "polyval", "positive", "pow", "power", "printoptions", "prod", "promote_types", "ptp",
    "put", "put_along_axis", "putmask", "qr", "quantile", "r_", "rad2deg", "radians", "rand", "rand_like", "randint",
    "randint_like", "randn", "randn_like", "randperm", "ravel", "ravel_multi_index", "real", "real_if_close",
    "reciprocal", "relu", "remainder", "renorm", "repeat", "repeat_interleave", "require", "reshape", "resize",
    "result_type", "right_shift", "rint", "roll", "rollaxis", "roots", "rot90", "round", "row_stack", "rsqrt", "s_",
    "save", "savetxt", "savez", "savez_compressed", "scatter", "scatter_add", "scatter_reduce", "searchsorted", "seed",
    "select", "select_scatter", "set_conv_algorithm", "set_default_device", "set_default_dtype",
    "set_float32_matmul_precision", "set_grad_enabled", "set_num_threads", "set_printoptions", "set_rng_state",
    "setdiff1d", "seterr", "seterrcall", "setxor1d", "sgn", "shape", "shares_memory", "short", "sigmoid", "sign",
    "signbit", "signedinteger", "sin", "sinc", "single", "sinh", "size", "slice_scatter", "slogdet", "softmax", "sort",
    "sort_complex", "spacing", "split", "sqrt", "square", "squeeze", "stack", "std", "std_mean", "stft", "sub",
    "subtract", "sum", "svd", "svd_lowrank", "swapaxes", "swapdims", "t", "take", "take_along_axis", "take_along_dim",
    "tan", "tanh", "tensor", "tensor_split", "tensordot", "tile", "topk", "trace", "transpose", "trapezoid", "trapz",
    "tri", "tril", "tril_indices", "tril_indices_from", "trim_zeros", "triu", "triu_indices", "triu_indices_from",
    "true_divide", "trunc", "ubyte", "ufunc", "uint", "uint16", "uint32", "uint64", "uint8", "uintc", "uintp", "ulong",
    "ulonglong", "unbind", "union1d", "unique", "unique_all", "unique_consecutive", "unique_counts", "unique_inverse",
    "unique_values", "unpackbits", "unravel_index", "unsignedinteger", "unsqueeze", "unstack", "unwrap",
    "use_deterministic_algorithms", "ushort", "value_and_grad", "vander", "var", "var_mean", "vdot", "vecdot", "vecmat",
    "vectorize", "view_as_complex", "view_as_real", "vsplit", "vstack", "where", "xlogy", "zeros", "zeros_like",
]
