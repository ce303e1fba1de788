# Functions and methods made from rows of ops.def: core/calls.c calls them, here they get their docstrings.

cdef extern from "core/calls.h":
    ctypedef struct tl_way:
        PyTypeObject *tensor
        void *unary
        void *binary
        void *reduce_all
        void *reduce_axis
        void *apply_unary
        void *apply_binary
        void *apply_reduce
        void *unary_in_place
        void *binary_in_place
    int tl_calls_start(const tl_way *way) except -1
    const char *tl_call_signature(int op)
    ctypedef enum tl_calling:
        TL_FUNCTION
        TL_METHOD
        TL_IN_PLACE
    object tl_make_callable(int op, tl_calling calling, object module, const char *doc)


cdef Tensor reduce_axis(int op, Tensor x, int64_t axis):
    if not -x.v.ndim <= axis < x.v.ndim:
        if x.v.ndim == 0 and -1 <= axis <= 0:
            return reduce(op, x, 0, False)
        raise axis_error(f"{op_name(op)}: axis {axis} is out of range for {x.v.ndim} axes")
    return reduce(op, x, <uint64_t> 1 << (axis + x.v.ndim if axis < 0 else axis), False)


cdef bint is_operand(object axis):
    """Whether what stands where an axis does cannot be one: PyTorch's maximum and minimum of two tensors."""
    if isinstance(axis, Tensor):
        return (<Tensor> axis).v.ndim > 0 or dtype_info[(<Tensor> axis).v.dtype].kind not in b"iu"
    return isinstance(axis, float)


cdef object reduce_any(
    int op, object a, object axis, object dtype, object out, bint keepdims, object initial, object where
):
    if (op == TL_OP_max or op == TL_OP_min) and axis is not None and is_operand(axis):  # NumPy has no such call
        name = op_name(op)
        if dtype is not None or keepdims or initial is not None or where is not True or not isinstance(axis, Tensor):
            raise TypeError(
                f"{name}: axis must be an integer or a tuple of them; of two operands it is {name}imum(a, b)"
            )
        return apply_binary(TL_OP_maximum if op == TL_OP_max else TL_OP_minimum, a, axis, out, True, None)
    return apply_reduce(op, a, axis, dtype, out, keepdims, initial, where)


cdef int rename_error(object error, int op, const char *name) except -1:
    """The message under the name of the method that was called."""
    cdef str own = op_name(op) + ":"
    text = error.args[0] if error.args else None
    if isinstance(text, str) and text.startswith(own):
        error.args = (f"{name.decode()}:{text[len(own):]}",)
    return 0


cdef object unary_in_place(int op, object x, const char *name):
    cdef Tensor t = <Tensor> x
    try:
        if grad_off == 0 and t.ag is not None and saves[op] & SAVE_A and t.st.saved == 0 and not views_a_leaf(t.ag):
            return apply_unary(op, old_values(t), t, True, None)  # which its rule reads
        return apply_unary(op, t, t, True, None)
    except Exception as error:
        rename_error(error, op, name)
        raise


cdef object binary_in_place(int op, object x, object y, const char *name):
    try:
        return apply_binary(op, x, y, x, True, None)
    except Exception as error:
        rename_error(error, op, name)
        raise


cdef tl_way way = tl_way(
    <PyTypeObject *> Tensor, <void *> unary, <void *> binary, <void *> reduce_all, <void *> reduce_axis,
    <void *> apply_unary, <void *> apply_binary, <void *> reduce_any,
    <void *> unary_in_place, <void *> binary_in_place,
)
tl_calls_start(&way)


# ---- docstrings ---------------------------------------------------------------------------------------------------
cdef dict KINDS = {b"INT": " of int or bool", b"SHF": " of int", b"INTX": " of int"}  # of operands, by domain
cdef dict PARAMETERS = {
    "axis": "axis : int or tuple of int, optional\n        The axes to reduce; all when None.",
    "dtype": "dtype : dtype, optional\n        What to compute in.",
    "out": "out : Tensor, optional\n        Where the result goes.",
    "keepdims": "keepdims : bool\n        Keep the reduced axes with size 1.",
    "initial": "initial : number, optional\n        What the reduction starts from.",
}
cdef list texts = []  # of all functions, which do not keep them


cdef str parameters(int op, list names, bint reduction):
    """The section of that name: the operands, then what every function of the family takes."""
    cdef str where = "The elements that count." if reduction else "The elements of `out` that are set."
    cdef str kind = KINDS.get(tl_ops[op].domain, "")
    operands = ", ".join([name for name in names if name in ("a", "x", "x1", "x2")])
    lines = [f"{operands} : array_like{kind}"] if operands else []
    for name in names:
        if name == "where":
            lines.append(f"where : array_like of bool\n        {where}")
        elif name in PARAMETERS:
            lines.append(PARAMETERS[name])
    return "Parameters\n    ----------\n    " + "\n    ".join(lines)


cdef str returns(int op, bytes family):
    cdef bytes domain = tl_ops[op].domain, result = tl_ops[op].result
    cdef str text
    if family == b"reduce":
        text = "without the reduced axes"
    else:
        text = "of the shape of `x`" if family == b"unary" else "of the shape of `x1` and `x2`, broadcast"
    if result == b"BOOL" or result == b"BYTE":
        text = f"Of {'booleans' if result == b'BOOL' else 'uint8'}, {text}"
    else:
        text = text[0].upper() + text[1:]
    if result == b"ACC":
        text += "; of integers in 64 bits"
    elif result == b"SAME" and domain[:3] == b"FLT":
        text += "; integers give float64" + ("" if domain == b"FLTD" else ", those of 8 or 16 bits float32")
    return f"Returns\n    -------\n    Tensor\n        {text}."


cdef const char *docstring(int op, str text, bint method) except NULL:
    """The signature, the summary, what the family has in common, and the rest of the text."""
    cdef bytes family = tl_ops[op].family
    cdef bytes encoded
    cdef str signature = tl_call_signature(op).decode()
    names = [part.partition("=")[0] for part in signature.split(", ")]
    if method:
        names[0] = "$self"
        signature = "$self" + signature.removeprefix("a")
    summary, _, rest = text.lstrip().partition("\n\n")
    doc = "\n\n    ".join([summary, parameters(op, names, family == b"reduce"), returns(op, family), rest.lstrip()])
    encoded = f"{op_name(op)}({signature})\n--\n\n{doc}".encode()
    texts.append(encoded)
    return encoded


cdef object table_function(int op, str module, str text):
    """The public function of a row. `text` is a docstring without parameters and result, which the row tells."""
    return tl_make_callable(op, TL_FUNCTION, module, docstring(op, text, False))


cdef object table_method(int op, str text):
    """The method of the tensor for the row of a reduction; `text` as above."""
    return tl_make_callable(op, TL_METHOD, None, docstring(op, text, True))


# ---- second names -------------------------------------------------------------------------------------------------
cdef extern from "core/spelled.h":
    int tl_spell(object callable, object names, object other, int sizes) except -1


def _spell(callable, dict names, other=None, int sizes=0):
    """Lets a builtin take arguments by second names; None for what only `other` has, which then makes the call.

    It makes those, too, whose argument of number `sizes` is an int.
    """
    tl_spell(callable, names, other, sizes)


def _method_of_row(str name, bint in_place, str text):
    """The method of elements for a row of ops.def, with this docstring; in place its name ends in an underscore."""
    cdef bytes encoded
    for op in range(TL_NOPS):
        if op_name(op) == name:
            sign = "$self, /" + ("" if in_place else ", out=None, *, where=True, dtype=None")
            if tl_ops[op].family == b"binary":
                sign = sign.replace("/", "x2, /")
            encoded = f"{name}{'_' * in_place}({sign})\n--\n\n{text}".encode()
            texts.append(encoded)
            return tl_make_callable(op, TL_IN_PLACE if in_place else TL_METHOD, None, encoded)
    raise LookupError(name)


# ---- universal functions ------------------------------------------------------------------------------------------
cdef extern from "core/universal.h":
    object tl_universal_type()
    object tl_universal(object type, object builtin)


_ufunc = tl_universal_type()


def _universal(builtin):
    """The builtin as a universal function, an object of `_ufunc` that is called the same way."""
    return tl_universal(_ufunc, builtin)
