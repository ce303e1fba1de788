/* Booleans are bytes 0 and 1: + is or, * is and, as in NumPy. */
static inline T FN(abs)(T a) { return a; }
static inline T FN(floor)(T a) { return a; }
static inline T FN(ceil)(T a) { return a; }
static inline T FN(trunc)(T a) { return a; }
static inline uint8_t FN(isnan)(T a) { return (void)a, 0; }
static inline uint8_t FN(isinf)(T a) { return (void)a, 0; }
static inline uint8_t FN(isfinite)(T a) { return (void)a, 1; }
static inline T FN(invert)(T a) { return !a; }
static inline T FN(add)(T a, T b) { return a | b; }
static inline T FN(multiply)(T a, T b) { return a & b; }
static inline T FN(maximum)(T a, T b) { return a | b; }
static inline T FN(minimum)(T a, T b) { return a & b; }
static inline T FN(fmax)(T a, T b) { return a | b; }
static inline T FN(fmin)(T a, T b) { return a & b; }
static inline T FN(bitwise_and)(T a, T b) { return a & b; }
static inline T FN(bitwise_or)(T a, T b) { return a | b; }
static inline T FN(bitwise_xor)(T a, T b) { return a ^ b; }
