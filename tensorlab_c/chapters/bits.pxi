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


bitwise_count = table_function(TL_OP_bitwise_count, __name__, """
    How many bits of the absolute value are set.

    Raises
    ------
    TypeError
        For floating elements.

    Notes
    -----
    Booleans count as 0 and 1.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.bitwise_count(tl.array([7, -7, 255, 0]))
    tensor([3, 3, 8, 0], dtype=uint8)
    """)


# ---- divisors -------------------------------------------------------------------------------------------------------
gcd = table_function(TL_OP_gcd, __name__, """
    The greatest common divisor; of 0 and a number the number's absolute value.

    Raises
    ------
    TypeError
        For booleans and floating elements.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.gcd(tl.array([12, -18, 0]), 8)
    tensor([4, 2, 8])
    """)


lcm = table_function(TL_OP_lcm, __name__, """
    The lowest common multiple; 0 where an operand is 0.

    Raises
    ------
    TypeError
        For booleans and floating elements.

    Notes
    -----
    What the dtype cannot hold wraps around.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.lcm(tl.array([12, -18, 0]), 8)
    tensor([24, 72,  0])
    """)
