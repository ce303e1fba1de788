# cython: language_level=3, binding=False, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
# cython: embedsignature=True, embedsignature.format=clinic
"""Einstein summation: pairwise contractions, each of them one matrix product."""
from cpython.exc cimport PyErr_CheckSignals
from libc.stdint cimport int64_t, uint64_t

from tensorlab_c._call cimport LONG_ROW, deliver, integer, operand
from tensorlab_c._given cimport beside, room
from tensorlab_c._tensor cimport *
from tensorlab_c.dtypes cimport as_dtype, promoted_dtype
from tensorlab_c.manipulation cimport allow
from tensorlab_c.ops cimport *
from tensorlab_c.indexing import diagonal

__all__ = ["einsum", "einsum_path"]

# An axis label is a letter, or an integer: the place, counted from the end, of an axis under the ellipsis.


cdef list labels_of(str term, int ndim, Tensor t):
    """The labels of one operand's axes."""
    cdef int hidden
    if any([not (c.isascii() and c.isalpha()) for c in term.replace("...", "", 1)]):
        raise ValueError(f"einsum: {term!r} holds something other than letters and one ellipsis")
    if "..." not in term:
        if len(term) != ndim:
            raise ValueError(f"einsum: {term!r} names {len(term)} axes of shape {t.shape}")
        return list(term)
    before, after = term.split("...")
    hidden = ndim - len(before) - len(after)
    if hidden < 0:
        raise ValueError(f"einsum: {term!r} names more axes than shape {t.shape} has")
    return [*before, *range(-hidden, 0), *after]


cdef list output_labels(str wanted, list terms):
    """The labels of the result: those asked for, or the ellipsis and then, in order, the letters that stand once."""
    cdef list every = [c for labels in terms for c in labels]
    cdef list hidden = sorted({c for c in every if not isinstance(c, str)})
    if wanted is None:
        return hidden + sorted([c for c in set(every) if isinstance(c, str) and every.count(c) == 1])
    letters = wanted.replace("...", "", 1)
    for c in letters:
        if c not in every:
            raise ValueError(f"einsum: the output names {c!r}, which no operand has")
        if letters.count(c) > 1:
            raise ValueError(f"einsum: the output names {c!r} twice")
    if "..." in wanted:
        before, after = wanted.split("...")
        return [*before, *hidden, *after]
    if hidden:
        raise ValueError(f"einsum: the output {wanted!r} has no ellipsis for the axes under that of the operands")
    return list(wanted)


# What subscripts without an ellipsis say does not depend on shapes, and how two operands become one only on labels.
cdef dict known = {}, steps = {}


cdef object remembered(dict memory, object key, object value):
    if len(memory) == 1000:
        memory.clear()
    memory[key] = value
    return value


cdef tuple read(str text, list tensors):
    """The labels of the operands' axes, those of the result, as a set too, and whether an operand has one twice."""
    cdef tuple found = known.get(text)
    cdef Py_ssize_t i, count = len(tensors)
    if found is not None and len(<tuple> found[0]) == count:
        for i in range(count):
            if len(<tuple> (<tuple> found[0])[i]) != (<Tensor> tensors[i]).v.ndim:
                break
        else:
            return found
    inputs, arrow, result = text.partition("->")
    parts = inputs.split(",")
    if len(parts) != count:
        raise ValueError(f"einsum: {text!r} has {len(parts)} terms for {count} operands")
    terms = [labels_of(term, (<Tensor> x).v.ndim, <Tensor> x) for term, x in zip(parts, tensors)]
    wanted = tuple(output_labels(result if arrow else None, terms))
    repeated = any([len(set(c)) < len(c) for c in terms])
    found = tuple([tuple(c) for c in terms]), wanted, frozenset(wanted), repeated
    return found if "." in text else remembered(known, text, found)


cdef tuple without_repeats(Tensor t, tuple labels):
    """An operand and its labels after taking the diagonal of axes with the same label."""
    for c in [c for c in dict.fromkeys(labels) if labels.count(c) > 1]:
        while labels.count(c) > 1:
            i = labels.index(c)
            k = labels.index(c, i + 1)
            if t.v.shape[<int> i] != t.v.shape[<int> k]:
                raise ValueError(f"einsum: label {c!r} stands for axes of sizes {t.shape[i]} and {t.shape[k]}")
            t = <Tensor> diagonal(t, 0, i, k)
            labels = tuple([x for n, x in enumerate(labels) if n != i and n != k] + [c])
    return t, labels


cdef dict label_sizes(list pairs):
    cdef dict sizes = {}
    cdef Tensor t
    cdef int i
    for t, labels in pairs:
        for i in range(t.v.ndim):
            c, n = (<tuple> labels)[i], t.v.shape[i]
            if sizes.setdefault(c, n) == 1:
                sizes[c] = n
            elif n != 1 and n != sizes[c]:
                raise ValueError(f"einsum: label {c!r} stands for axes of sizes {sizes[c]} and {n}")
    return sizes


cdef Tensor summed_over(Tensor t, uint64_t mask):
    return cast(reduce(TL_OP_sum, t, mask, False), t.v.dtype) if mask else t


cdef tuple narrowed(Tensor t, tuple labels, dict sizes):
    """The operand without axes of size 1 that broadcast."""
    cdef uint64_t mask = 0
    cdef int i
    for i in range(t.v.ndim):
        if t.v.shape[i] == 1 and sizes[labels[i]] != 1:
            mask |= <uint64_t> 1 << i
    if not mask:
        return t, labels
    return summed_over(t, mask), tuple([c for i, c in enumerate(labels) if not mask >> i & 1])


cdef uint64_t outside(tuple labels, frozenset kept):
    """The axes whose labels are not among these."""
    cdef uint64_t mask = 0
    cdef int i
    for i in range(len(labels)):
        if labels[i] not in kept:
            mask |= <uint64_t> 1 << i
    return mask


cdef tuple places(list labels, order):
    """Which axis comes where; -1 where a label is missing."""
    return tuple([labels.index(c) if c in labels else -1 for c in order])


cdef Tensor arranged(Tensor t, tuple order):
    """The axes in another order; -1 stands for a new one of size 1."""
    cdef int axes[64]
    cdef int64_t shape[64]
    cdef int i, k, n = 0, count = len(order)
    cdef bint moved = False
    for i in range(count):
        k = order[i]
        shape[i] = 1
        if k >= 0:
            moved |= k != n
            axes[n] = k
            shape[i] = t.v.shape[k]
            n += 1
    if moved:
        t = permuted(t, axes)
    return t if n == count else reshaped(t, count, shape)


cdef Tensor grouped(Tensor t, int batch, int second):
    """A matrix, or a batch of them: the axes as three groups, the first of `batch` axes, the last from `second` on."""
    cdef int64_t shape[3]
    cdef int i
    shape[0] = shape[1] = shape[2] = 1
    for i in range(t.v.ndim):
        shape[(i >= batch) + (i >= second)] *= t.v.shape[i]
    return reshaped(t, 3, shape) if batch else reshaped(t, 2, shape + 1)


cdef tuple step_of(tuple x, tuple y, frozenset kept):
    """How two operands become one: the axes that either alone sums over, the order of the others, then what
    `contracted` needs to make a matrix product of it, or the axes that a product of elements sums over, and the
    labels of the result."""
    cdef list shared, summed, rows, columns
    cdef object one = 1  # Python's: there may be more labels than axes are possible
    first, second = [c for c in x if c in y or c in kept], [c for c in y if c in x or c in kept]
    shared = [c for c in first if c in second and c in kept]
    summed = [c for c in first if c in second and c not in kept]
    rows, columns = [c for c in first if c not in second], [c for c in second if c not in first]
    labels = shared + rows + columns
    if summed and (rows or columns):
        counts, over, order = (len(shared), len(rows), len(summed)), 0, labels
        first, second = places(first, shared + rows + summed), places(second, shared + summed + columns)
    else:  # nothing for a matrix product to do, but of long rows
        order = labels + summed
        counts, over = (len(shared), 0, len(summed)), (one << len(order)) - (one << len(labels))
        first, second = places(first, order), places(second, order)
    if len(order) > 64:
        raise ValueError(f"einsum: {len(order)} axes in one step; at most 64 are possible")
    return outside(x, kept.union(y)), outside(y, kept.union(x)), first, second, counts, over, tuple(labels)


cdef tuple contracted(Tensor a, tuple x, Tensor b, tuple y, frozenset kept):
    """Two operands as one; labels that are not `kept` any more are summed over."""
    cdef tuple key = (x, y, kept), step = steps.get(key)
    cdef int64_t shape[64]
    cdef int64_t length
    cdef int i, shared, rows, summed
    cdef Tensor r
    if step is None:
        step = remembered(steps, key, step_of(x, y, kept))
    alone_a, alone_b, order_a, order_b, counts, over, labels = step
    a, b = arranged(summed_over(a, alone_a), order_a), arranged(summed_over(b, alone_b), order_b)
    shared, rows, summed = counts
    if over or not summed:
        length = 1
        for i in range(shared, a.v.ndim):
            length *= a.v.shape[i]
        if not over or length < LONG_ROW or dtype_info[a.v.dtype].kind != b"f":
            return summed_over(binary(TL_OP_multiply, a, b), over), labels
    r = matrix_product(grouped(a, shared, shared + rows), grouped(b, shared, shared + summed), "einsum")
    for i in range(len(<tuple> labels)):
        shape[i] = a.v.shape[i] if i < shared + rows else b.v.shape[i - rows + summed]
    return reshaped(r, len(<tuple> labels), shape), labels


cdef str spelled(object axes):
    """A list of axis numbers as subscripts; in the alphabet of NumPy's C code, which orders the implicit output."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    if isinstance(axes, (str, bytes)) or not hasattr(axes, "__iter__") or getattr(axes, "ndim", 1) != 1:
        raise TypeError(
            f"einsum: expected a list of axis numbers beside each operand, got {type(axes).__name__}; write "
            f'einsum("ij,jk->ik", a, b) or einsum(a, [0, 1], b, [1, 2], [0, 2])'
        )
    text = ""
    for k in snapshot(axes):
        if k is Ellipsis:
            text += "..."
            continue
        if k is True or k is False or not hasattr(k, "__index__"):
            raise TypeError(f"einsum: an axis number must be an integer or an ellipsis, got {k!r}")
        k = k.__index__()
        if not 0 <= k < 52:
            raise ValueError(f"einsum: axis numbers are 0 to 51, got {k}")
        text += letters[<Py_ssize_t> k]
    return text


cdef tuple parsed(tuple operands):
    """The subscripts and operands from either of NumPy's two ways to write them."""
    if operands and isinstance(operands[0], bytes):
        operands = (operands[0].decode(),) + operands[1:]
    if operands and isinstance(operands[0], str):
        return operands[0].replace(" ", ""), operands[1:]
    if len(operands) < 2:
        raise ValueError("einsum: subscripts and at least one operand are needed, as in einsum('ij->ji', a)")
    arrays, terms = operands[: len(operands) // 2 * 2 : 2], operands[1::2]
    text = ",".join([spelled(t) for t in terms])
    return (text if len(operands) % 2 == 0 else f"{text}->{spelled(operands[len(operands) - 1])}"), arrays


cdef object order_of(object optimize, Py_ssize_t count):
    """The steps that are given, each the numbers of the operands it takes; True or False: whether to choose them."""
    if optimize is None or isinstance(optimize, (bool, int)) and optimize in (0, 1):
        return bool(optimize)
    path = optimize if isinstance(optimize, str) else snapshot(optimize) if isinstance(optimize, (tuple, list)) else ()
    if path and path[0] == "einsum_path":
        return steps_of(path, count)
    name = path if isinstance(path, str) else path[0] if len(path) == 2 and hasattr(path[1], "__float__") else None
    if name in ("greedy", "optimal"):
        return True
    if isinstance(name, str) and path is name:
        raise KeyError(f"einsum: optimize={name!r} is unknown; give True, False, 'greedy' or 'optimal'")
    raise TypeError(f"einsum: optimize must be True, False, 'greedy', 'optimal' or a path, got {optimize!r}")


cdef list steps_of(tuple path, Py_ssize_t count):
    """The results of steps are counted behind the operands that are left, of which there is one in the end."""
    cdef list steps = []
    left = count
    for given in path[1:]:
        step = sorted([integer(k, "a place in the path", "einsum") for k in snapshot(given)])
        if step and step[0] < 0:
            raise ValueError(f"einsum: the path holds {given}; places count from the front, from 0")
        if not step or step[len(step) - 1] >= left or len(set(step)) < len(step):
            raise IndexError(f"einsum: the path holds {given} for {left} operands")
        left += 1 - len(step)
        steps.append(step)
    if left > 1:
        raise RuntimeError(f"einsum: after the steps of the path {path[1:]} there are {left} operands")
    return steps


cdef int check_options(list tensors, int common, object order, object casting) except -1:
    cdef Tensor t
    if order not in ("K", "C", "A", "k", "c", "a"):
        raise ValueError(f"einsum: order must be 'K', 'C' or 'A', which all mean C order here, got {order!r}")
    allow(common, common, casting, "einsum")  # is there such a rule?
    for t in tensors:
        allow(t.v.dtype, common, casting, "einsum")
    return 0


def einsum(*operands, out=None, dtype=None, order="K", casting="safe", optimize=True):
    """Sums of products of elements whose axes are named by letters.

    Parameters
    ----------
    *operands : str and array_like
        Subscripts such as ``"ij,jk->ik"``, then one array per term; or arrays and lists of axis numbers in turn.
    out : Tensor, optional
        Where the result goes.
    dtype : dtype, optional
        What to compute in; the common one when None.
    order : {"K", "C", "A"}
        Results are in C order whichever is given.
    casting : {"no", "equiv", "safe", "same_kind", "unsafe"}
        Which conversions to `dtype` are allowed.
    optimize : bool, str or list
        Contract the pair with the smallest result first, as for "greedy" and "optimal"; False goes from left to
        right, and a path as `einsum_path` finds it is followed.

    Returns
    -------
    Tensor

    Raises
    ------
    ValueError
        For subscripts that do not fit the operands or each other.
    TypeError
        For a `dtype` that the rule `casting` does not allow.

    Notes
    -----
    A letter repeated in a term takes a diagonal; letters missing in the output are summed over; an ellipsis stands
    for all other axes, which broadcast. Without ``->`` the output holds the letters that stand once, in their order.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.einsum("ij,jk->ik", tl.array([[1, 2], [3, 4]]), tl.array([[1], [10]]))
    tensor([[21],
            [43]])
    """
    cdef list tensors, pairs
    cdef tuple terms, wanted, labels
    cdef frozenset kept
    cdef dict sizes
    cdef Tensor r, t
    cdef int common
    text, arrays = parsed(operands)
    if not arrays:
        raise ValueError(f"einsum: {text!r} has {1 + text.partition('->')[0].count(',')} terms for 0 operands")
    tensors = [operand(x, "einsum") for x in arrays]
    if dtype is None:
        common = (<Tensor> tensors[0]).v.dtype
        for t in tensors:
            common = promoted_dtype(common, t.v.dtype)
        tensors = [t if t is x else beside(x, common, "einsum") for t, x in zip(tensors, arrays)]
    else:
        common = as_dtype(dtype).num
    if dtype is not None or order != "K" or casting != "safe":
        check_options(tensors, common, order, casting)
    way = optimize is True or order_of(optimize, len(tensors))
    tensors = [cast(<Tensor> t, common) for t in tensors]
    terms, wanted, kept, repeated = read(text, tensors)
    pairs = [without_repeats(<Tensor> t, labels) if repeated else (t, labels) for t, labels in zip(tensors, terms)]
    sizes = label_sizes(pairs)
    pairs = [narrowed(<Tensor> t, labels, sizes) for t, labels in pairs]
    if len(pairs) > 2:
        check_room([sizes[c] for c in wanted], common)
    for step in way if isinstance(way, list) else ():
        others = [p for n, p in enumerate(pairs) if n not in step]
        pairs = others + joined([pairs[<int> n] for n in step], with_labels(kept, others), sizes, False)
    r, labels = joined(pairs, kept, sizes, way is True)[0]
    if labels != wanted:
        r = arranged(summed_over(r, outside(labels, kept)), places([c for c in labels if c in kept], wanted))
    for t in tensors:
        if r is t:
            r = copied(r)
    if casting == "unsafe" and hasattr(out, "dtype"):
        r = cast(r, as_dtype(out.dtype).num)
    return deliver(r, out, "einsum")


cdef frozenset with_labels(frozenset kept, list pairs):
    return kept.union(*[p[1] for p in pairs]) if pairs else kept


cdef list joined(list pairs, frozenset kept, dict sizes, bint chosen):
    """Operands as one, whose labels are those kept; from left to right, or in a good order."""
    while len(pairs) > 1:
        i, k = best_pair(pairs, kept, sizes) if chosen and len(pairs) > 2 else (0, 1)
        others = [p for n, p in enumerate(pairs) if n != i and n != k]
        (a, x), (b, y) = pairs[<int> i], pairs[<int> k]
        pairs = [contracted(<Tensor> a, x, <Tensor> b, y, with_labels(kept, others)), *others]
    return pairs


def einsum_path(*operands, optimize="greedy", einsum_call=False):
    """A good order to contract the operands of `einsum` in, and an account of what it saves.

    Parameters
    ----------
    *operands : str and array_like
        As for `einsum`.
    optimize : bool, str or tuple
        "greedy", "optimal", or one of these and how many elements results in between may have; True is "greedy",
        False takes all at once.
    einsum_call : bool
        Answer what NumPy's own `einsum` needs.

    Returns
    -------
    (list, str)
        The path, for ``einsum(..., optimize=path)``, and the account.

    Raises
    ------
    ValueError
        For subscripts that do not fit the operands.

    Notes
    -----
    NumPy finds it, of the shapes alone.

    Examples
    --------
    >>> import tensorlab as tl
    >>> a, b, c = tl.ones((2, 9)), tl.ones((9, 9)), tl.ones((9, 2))
    >>> tl.einsum_path("ij,jk,kl->il", a, b, c)[0]
    ['einsum_path', (0, 1), (0, 1)]
    """
    import numpy
    cdef list given = []
    text = bool(operands) and isinstance(operands[0], (str, bytes))
    for k, x in enumerate(operands):
        if (text and k == 0) or (not text and (k % 2 or k and k == len(operands) - 1)):
            given.append(x.decode() if isinstance(x, bytes) else x)
            continue
        given.append(numpy.broadcast_to(numpy.empty((), "int8"), operand(x, "einsum_path").shape))
    try:
        return numpy.einsum_path(*given, optimize=optimize, einsum_call=einsum_call)
    except (ValueError, TypeError, KeyError) as error:
        raise type(error)(f"einsum_path: {error.args[0] if error.args else error}") from None


cdef int check_room(list sizes, int dtype) except -1:
    """Can the result be had at all? Asked before products that may take minutes."""
    cdef int64_t shape[64]
    cdef int i
    size = 1
    for i in range(min(len(sizes), 64)):
        shape[i] = sizes[i]
        size *= shape[i]
    if size < 1 << 28 or len(sizes) > 64:
        return 0
    room(dtype, len(sizes), shape, "einsum")
    return 0


cdef tuple best_pair(list pairs, frozenset kept, dict sizes):
    """The pair whose result has the fewest elements; the first of equals."""
    cdef Py_ssize_t i, k, count = len(pairs)
    cdef dict uses = dict.fromkeys(kept, 1)  # how many operands, and the result, have a label
    best = None
    for _, labels in pairs:
        for c in labels:
            uses[c] = uses.get(c, 0) + 1
    for i in range(count):
        PyErr_CheckSignals()
        first = pairs[i][1]
        for k in range(i + 1, count):
            second = pairs[k][1]
            size = 1
            for c in first:
                size *= sizes[c] if uses[c] > 1 + (c in second) else 1
            for c in second:
                size *= sizes[c] if c not in first and uses[c] > 1 else 1
            if best is None or size < best[0]:
                best = (size, i, k)
    return best[1], best[2]
