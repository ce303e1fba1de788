"""Calls of `tl.fft`, of the table in `calls.py`."""

from drive import M, P, V, Z, call

call("fft.fft fft.ifft fft.rfft fft.irfft fft.hfft fft.ihfft", V)
call("fft.fft fft.ifft fft.irfft fft.hfft", Z, 5)
call("fft.fftn fft.ifftn fft.fft2 fft.ifft2 fft.rfftn fft.irfftn fft.rfft2 fft.irfft2", M, [3, 4], [0, 1])
call("fft.fftshift fft.ifftshift", P, [0, 1])
call("fft.fftfreq fft.rfftfreq", 5, 0.5)
