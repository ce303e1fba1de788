"""Rows of the table of calls: what is computed anew in backward."""

from drive import M, call

import tensorlab as tl

C = "utils.checkpoint."
call(C + "checkpoint", tl.sin, M)
call(C + "checkpoint_sequential", [tl.sin, tl.cos, tl.tanh], 2, tl.array(M))
