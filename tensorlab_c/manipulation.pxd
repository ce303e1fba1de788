# Axes, and views with more of them, for other chapters.
from tensorlab_c._tensor cimport Tensor

cdef list axis_list(object axes, int ndim, str function)
cdef Tensor at_least(Tensor t, int ndim)
