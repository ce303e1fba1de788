# Bits.
from tensorlab_c._call cimport both


invert = table_function(TL_OP_invert, __name__, """
    Every bit inverted; the operator ``~``.

    Raises
    ------
    TypeError
        For floating elements.

    Notes
    -----
    Booleans give their not.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.invert(tl.array([0, 5]))
    tensor([-1, -6])
    """)
bitwise_not = invert
bitwise_invert = invert


bitwise_and = table_function(TL_OP_bitwise_and, __name__, """
    The bits set in both elements; the operator ``&``.

    Raises
    ------
    TypeError
        For floating elements.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.bitwise_and(tl.array([12, 10]), 6)
    tensor([4, 2])
    """)


bitwise_or = table_function(TL_OP_bitwise_or, __name__, """
    The bits set in one element or both; the operator ``|``.

    Raises
    ------
    TypeError
        For floating elements.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.bitwise_or(tl.array([12, 10]), 6)
    tensor([14, 14])
    """)


bitwise_xor = table_function(TL_OP_bitwise_xor, __name__, """
    The bits set in exactly one element; the operator ``^``.

    Raises
    ------
    TypeError
        For floating elements.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.bitwise_xor(tl.array([12, 10]), 6)
    tensor([10, 12])
    """)


left_shift = table_function(TL_OP_left_shift, __name__, """
    The bits moved up; the operator ``<<``.

    Raises
    ------
    TypeError
        For floating elements.

    Notes
    -----
    Shifts by the width or more give 0.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.left_shift(tl.array([1, 3]), 2)
    tensor([ 4, 12])
    """)
bitwise_left_shift = left_shift


right_shift = table_function(TL_OP_right_shift, __name__, """
    The bits moved down, the sign kept; the operator ``>>``.

    Raises
    ------
    TypeError
        For floating elements.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.right_shift(tl.array([12, -8]), 2)
    tensor([ 3, -2])
    """)
bitwise_right_shift = right_shift
