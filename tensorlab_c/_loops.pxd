# Plain loops over memory for the chapters, without Python.
from libc.stdint cimport int64_t, uint8_t, uint16_t, uint32_t, uint64_t
from libc.string cimport memcpy

from tensorlab_c.tl cimport TL_F32, TL_F64


# ---- counting -----------------------------------------------------------------------------------------------------
cdef inline void count_up_int(int64_t *p, int64_t n, uint64_t start, uint64_t delta) noexcept nogil:
    cdef int64_t i
    for i in range(n):
        p[i] = <int64_t> (start + <uint64_t> i * delta)


cdef inline void count_up_double(double *p, int64_t n, double start, double second) noexcept nogil:
    """The step is the rounded distance of the first two, so that the numbers are NumPy's to the last bit."""
    cdef double delta = second - start
    cdef int64_t i
    for i in range(n):
        p[i] = start + <double> i * delta
    if n > 0:
        p[0] = start  # 0 * inf is none
    if n > 1:
        p[1] = second


cdef inline void count_up_float(float *p, int64_t n, float start, float second) noexcept nogil:
    cdef float delta = second - start
    cdef int64_t i
    for i in range(n):
        p[i] = start + <float> i * delta
    if n > 0:
        p[0] = start  # 0 * inf is none
    if n > 1:
        p[1] = second


cdef inline void count_up(
    char *p, int64_t n, uint64_t first, uint64_t delta, double x, double y, int dtype
) noexcept nogil:
    if dtype == TL_F64:
        count_up_double(<double *> p, n, x, y)
    elif dtype >= TL_F32:
        count_up_float(<float *> p, n, <float> x, <float> y)
    else:
        count_up_int(<int64_t *> p, n, first, delta)


cdef inline void space(double *p, double start, double stop, int64_t num, int64_t steps) noexcept nogil:
    cdef double delta = stop - start, step = delta / steps if steps > 0 else 1
    cdef int64_t i
    if step == 0 or steps <= 0:  # of neighbouring subnormals the step is too small for a float
        for i in range(num):
            p[i] = (<double> i / steps if steps > 0 else <double> i) * delta + start
    else:
        for i in range(num):
            p[i] = <double> i * step + start


cdef inline void count_with_rest(
    uint64_t *p, int64_t num, uint64_t at, uint64_t whole, uint64_t rest, uint64_t steps
) noexcept nogil:
    """at + i * (whole + rest / steps), rounded down, modulo 2**64."""
    cdef uint64_t carried = 0
    cdef int64_t i
    for i in range(num):
        p[i] = at
        at += whole
        carried += rest
        if carried >= steps:
            carried -= steps
            at += 1


# ---- repeating ----------------------------------------------------------------------------------------------------
ctypedef fused word:
    uint8_t
    uint16_t
    uint32_t
    uint64_t


cdef inline void copy_words(word *to, const word *source, int64_t n, int64_t count, const int64_t *counts) noexcept nogil:
    """Every word `count` times, or as often as the counts say."""
    cdef int64_t i, j, at = 0
    for i in range(n):
        if counts != NULL:
            count = counts[i]
        for j in range(count):
            to[at + j] = source[i]
        at += count


cdef inline void copy_twice(word *to, const word *source, int64_t n) noexcept nogil:
    cdef int64_t i
    for i in range(n):
        to[2 * i] = to[2 * i + 1] = source[i]


cdef inline void copy_chunks(
    char *to, const char *source, int64_t n, size_t chunk, int64_t count, const int64_t *counts
) noexcept nogil:
    cdef int64_t i, j
    for i in range(n):
        if counts != NULL:
            count = counts[i]
        for j in range(count):
            memcpy(to, source + i * chunk, chunk)
            to += chunk


cdef inline void copy_words_of(
    word *to, const word *source, int64_t n, int64_t count, const int64_t *counts
) noexcept nogil:
    if count == 2 and counts == NULL:
        copy_twice(to, source, n)
    else:
        copy_words(to, source, n, count, counts)


cdef inline void copy_often(
    char *to, const char *source, int64_t n, size_t chunk, int64_t count, const int64_t *counts
) noexcept nogil:
    if chunk == 8:
        copy_words_of(<uint64_t *> to, <const uint64_t *> source, n, count, counts)
    elif chunk == 4:
        copy_words_of(<uint32_t *> to, <const uint32_t *> source, n, count, counts)
    elif chunk == 2:
        copy_words_of(<uint16_t *> to, <const uint16_t *> source, n, count, counts)
    elif chunk == 1:
        copy_words_of(<uint8_t *> to, <const uint8_t *> source, n, count, counts)
    else:
        copy_chunks(to, source, n, chunk, count, counts)


cdef inline void count_out(int64_t *place, const int64_t *count, int64_t n) noexcept nogil:
    cdef int64_t i, j, at = 0
    for i in range(n):
        for j in range(count[i]):
            place[at] = i
            at += 1


# ---- joining ------------------------------------------------------------------------------------------------------
cdef inline void lay(char *to, size_t row, const char *data, size_t chunk, int64_t count) noexcept nogil:
    """Chunks that follow each other, each into a row of its own."""
    cdef int64_t i
    for i in range(count):
        memcpy(to + i * row, data + i * chunk, chunk)
