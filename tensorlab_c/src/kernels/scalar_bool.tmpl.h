/* Booleans are bytes 0 and 1: + is or, * is and, as in NumPy. For everything else uint8's loops serve. */
static inline T FN(invert)(T a) { return !a; }
static inline T FN(add)(T a, T b) { return a | b; }
static inline T FN(multiply)(T a, T b) { return a & b; }
