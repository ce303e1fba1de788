# Weights, for other chapters.
from tensorlab_c._tensor cimport Tensor

cdef Tensor weights_beside(Tensor w, Tensor x, object axis, str function)
