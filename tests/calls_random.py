"""Rows of the table of calls: random numbers of NumPy's older interface."""

from drive import call

import tensorlab as tl

call("random.RandomState", [1, 2, 3])
call("random.random_sample", [2, 3])
call("random.ranf random.sample", 3)
call("random.random_integers", [3, 4, 5], [6, 7, 8])
call("random.get_state")
call("random.set_state", tl.random.get_state())
