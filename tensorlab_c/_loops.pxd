# Plain loops over memory for the chapters, without Python.
from libc.stdint cimport int8_t, int16_t, int32_t, int64_t, uint8_t, uint16_t, uint32_t, uint64_t
from libc.string cimport memcpy

from tensorlab_c.tl cimport TL_F32, TL_F64, TL_I8, TL_I16, TL_I32, TL_I64, TL_U64

cdef extern from "tl.h":
    enum:
        TL_U16
        TL_U32


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


cdef inline size_t word_of(size_t chunk, size_t places) noexcept nogil:
    """The chunk's size where it is a word at each of these places (addresses and distances, or-ed), else 0."""
    return chunk if 0 < chunk <= 8 and chunk & (chunk - 1) == 0 and places % chunk == 0 else 0


cdef inline void copy_words(
    word *to, const word *source, int64_t n, int64_t count, const int64_t *counts
) noexcept nogil:
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
    cdef int64_t i, _
    for i in range(n):
        if counts != NULL:
            count = counts[i]
        for _ in range(count):
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
    cdef size_t size = word_of(chunk, <size_t> to | <size_t> source)
    if size == 8:
        copy_words_of(<uint64_t *> to, <const uint64_t *> source, n, count, counts)
    elif size == 4:
        copy_words_of(<uint32_t *> to, <const uint32_t *> source, n, count, counts)
    elif size == 2:
        copy_words_of(<uint16_t *> to, <const uint16_t *> source, n, count, counts)
    elif size == 1:
        copy_words_of(<uint8_t *> to, <const uint8_t *> source, n, count, counts)
    else:
        copy_chunks(to, source, n, chunk, count, counts)


cdef inline void count_out(int64_t *place, const int64_t *count, int64_t n) noexcept nogil:
    cdef int64_t i, _, at = 0
    for i in range(n):
        for _ in range(count[i]):
            place[at] = i
            at += 1


# ---- joining ------------------------------------------------------------------------------------------------------
cdef inline void lay_words(word *to, int64_t row, const word *data, int64_t count) noexcept nogil:
    cdef int64_t i
    for i in range(count):
        to[i * row] = data[i]


cdef inline void lay(char *to, size_t row, const char *data, size_t chunk, int64_t count) noexcept nogil:
    """Chunks that follow each other, each into a row of its own."""
    cdef int64_t i
    cdef size_t size = word_of(chunk, <size_t> to | <size_t> data | row)
    if size == 8:
        lay_words(<uint64_t *> to, row // 8, <const uint64_t *> data, count)
    elif size == 4:
        lay_words(<uint32_t *> to, row // 4, <const uint32_t *> data, count)
    else:
        for i in range(count):
            memcpy(to + i * row, data + i * chunk, chunk)


# ---- taking -------------------------------------------------------------------------------------------------------
cdef inline int64_t take_words(
    word *to, const word *source, int64_t n, const int64_t *index, int64_t count
) noexcept nogil:
    cdef int64_t i, at
    for i in range(count):
        at = index[i]
        if at < 0:
            at += n
        if <uint64_t> at >= <uint64_t> n:
            return i
        to[i] = source[at]
    return -1


cdef inline int64_t take_chunks(
    char *to, const char *source, int64_t n, size_t chunk, const int64_t *index, int64_t count
) noexcept nogil:
    """The chunks that indices name; -1, or the place of the first index that is out of bounds."""
    cdef int64_t i, at
    cdef size_t size = word_of(chunk, <size_t> to | <size_t> source)
    if size == 8:
        return take_words(<uint64_t *> to, <const uint64_t *> source, n, index, count)
    if size == 4:
        return take_words(<uint32_t *> to, <const uint32_t *> source, n, index, count)
    if size == 2:
        return take_words(<uint16_t *> to, <const uint16_t *> source, n, index, count)
    if size == 1:
        return take_words(<uint8_t *> to, <const uint8_t *> source, n, index, count)
    for i in range(count):
        at = index[i]
        if at < 0:
            at += n
        if <uint64_t> at >= <uint64_t> n:
            return i
        memcpy(to + i * chunk, source + at * chunk, chunk)
    return -1


cdef inline int64_t count_true(const uint8_t *mask, int64_t n) noexcept nogil:
    """Eight bytes at a time: the highest bit of a byte + 0x7f is set unless the byte is 0."""
    cdef int64_t i = 0, count = 0
    cdef uint64_t word, most = 0x7f7f7f7f7f7f7f7f, ones = 0x0101010101010101
    while i + 8 <= n:
        memcpy(&word, mask + i, 8)
        word = (((word & most) + most | word) & ~most) >> 7
        count += <int64_t> ((word * ones) >> 56)
        i += 8
    while i < n:
        count += mask[i] != 0
        i += 1
    return count


cdef inline int64_t find_true(const uint8_t *mask, int64_t n, int64_t count, int64_t *place) noexcept nogil:
    """Writes up to `count` places that are true, and says how many. Without branches on what is found."""
    cdef int64_t i = 0, at = 0
    while i + 4 <= n and at + 4 <= count:
        place[at] = i
        at += mask[i] != 0
        place[at] = i + 1
        at += mask[i + 1] != 0
        place[at] = i + 2
        at += mask[i + 2] != 0
        place[at] = i + 3
        at += mask[i + 3] != 0
        i += 4
    while i < n and at < count:
        place[at] = i
        at += mask[i] != 0
        i += 1
    return at


# ---- searching ----------------------------------------------------------------------------------------------------
ctypedef fused element:
    int8_t
    int16_t
    int32_t
    int64_t
    uint8_t
    uint16_t
    uint32_t
    uint64_t
    float
    double


cdef inline bint sorts_before(element a, element b) noexcept nogil:
    """In sorting order, where nan comes last."""
    return a < b or (b != b and a == a)


cdef inline bint goes_on(element a, element key, bint right) noexcept nogil:
    """Is the place of the key behind this element?"""
    return not sorts_before(key, a) if right else sorts_before(a, key)


cdef inline int64_t bisect(const element *table, int64_t low, int64_t high, element key, bint right) noexcept nogil:
    """The place of the key between two places. Without branches, since nobody could foretell them."""
    cdef int64_t n = high - low, half
    while n > 1:
        half = n >> 1
        low += half & -<int64_t> goes_on(table[low + half - 1], key, right)
        n -= half
    return low + (n == 1 and goes_on(table[low], key, right))


cdef inline void search_side(
    const element *table, int64_t n, const element *key, int64_t count, bint right, int64_t *place
) noexcept nogil:
    """The place of every key. From one key to a larger one it is often near: the first steps are short."""
    cdef int64_t i, low, high, at = 0
    for i in range(count):
        low, high = 0, n
        if i and not sorts_before(key[i], key[i - 1]):
            low = high = at
            while high < n and high - at <= 12 and goes_on(table[high], key[i], right):
                low = high + 1
                high += 4
            high = min(high, n) if high - at <= 12 else n
        at = place[i] = bisect(table, low, high, key[i], right)


cdef inline void search_sorted(
    const element *table, int64_t n, const element *key, int64_t count, bint right, int64_t *place
) noexcept nogil:
    if right:  # which the compiler knows then
        search_side(table, n, key, count, True, place)
    else:
        search_side(table, n, key, count, False, place)


cdef inline void search_of(
    int dtype, const void *table, int64_t n, const void *key, int64_t count, bint right, int64_t *place
) noexcept nogil:
    if dtype == TL_F64:
        search_sorted(<const double *> table, n, <const double *> key, count, right, place)
    elif dtype == TL_F32:
        search_sorted(<const float *> table, n, <const float *> key, count, right, place)
    elif dtype == TL_I64:
        search_sorted(<const int64_t *> table, n, <const int64_t *> key, count, right, place)
    elif dtype == TL_I32:
        search_sorted(<const int32_t *> table, n, <const int32_t *> key, count, right, place)
    elif dtype == TL_I16:
        search_sorted(<const int16_t *> table, n, <const int16_t *> key, count, right, place)
    elif dtype == TL_I8:
        search_sorted(<const int8_t *> table, n, <const int8_t *> key, count, right, place)
    elif dtype == TL_U64:
        search_sorted(<const uint64_t *> table, n, <const uint64_t *> key, count, right, place)
    elif dtype == TL_U32:
        search_sorted(<const uint32_t *> table, n, <const uint32_t *> key, count, right, place)
    elif dtype == TL_U16:
        search_sorted(<const uint16_t *> table, n, <const uint16_t *> key, count, right, place)
    else:
        search_sorted(<const uint8_t *> table, n, <const uint8_t *> key, count, right, place)
