#include "calls.h"
#include "tl.h"
#include <string.h>

#define IS_PLAIN(x) (Py_TYPE(x) == way.tensor)

static tl_way way;

/* ---- what can be given: a form for each family ----------------------------------------------------------------- */
enum { FIRST, SECOND, AXIS, DTYPE, OUT, KEEPDIMS, INITIAL, WHERE, ARGUMENTS };

static const char *const spelled[ARGUMENTS] = {"a", "", "axis", "dtype", "out", "keepdims", "initial", "where"};
static PyObject *names[ARGUMENTS]; /* the same, interned */

typedef struct {
    const char *text;
    PyObject *name[7];
    uint8_t argument[7];        /* in order, the operands first */
    uint8_t count, positional;  /* all of them; those that can be given by position */
    uint8_t operands, nameless; /* how many; how many of them by position only */
} form;

static form unary_form = {"x, /, out=None, *, where=True, dtype=None"};
static form binary_form = {"x1, x2, /, out=None, *, where=True, dtype=None"};
static form unary_in_place = {"x, /"}, binary_in_place = {"x1, x2, /"};
/* reductions, by the result of their rows */
static form ACC_form = {"a, axis=None, dtype=None, out=None, keepdims=False, initial=None, where=True"};
static form SAME_form = {"a, axis=None, out=None, keepdims=False, initial=None, where=True"};
static form BOOL_form = {"a, axis=None, out=None, keepdims=False, *, where=True"};
static form *const forms[] = {&unary_form, &binary_form, &unary_in_place, &binary_in_place,
                              &ACC_form,   &SAME_form,   &BOOL_form};

/* Fills in what the text says. */
static void read_form(form *f) {
    *f = (form){f->text}; /* also when the module is loaded again */
    for (const char *p = f->text; *p; p += strcspn(p, " "), p += strspn(p, " ")) {
        size_t length = strcspn(p, "=,");
        if (*p == '/') {
            f->nameless = f->operands;
        } else if (*p == '*') {
            f->positional = f->count;
        } else if (p[length] == '=') {
            int argument = AXIS;
            while (strncmp(spelled[argument], p, length)) argument++;
            f->name[f->count] = names[argument];
            f->argument[f->count++] = argument;
        } else {
            f->name[f->count] = names[FIRST];
            f->argument[f->count++] = f->operands++;
        }
    }
    if (!f->positional) f->positional = f->count;
}

/* Apart, and never inlined: what is rare must not cost the others registers. */
#define RARE __attribute__((noinline, cold))

static RARE int wrong_count(const form *f, const char *name, int before, Py_ssize_t n) {
    int few = before + n < f->operands, wanted = (few ? f->operands : f->positional) - before;
    PyErr_Format(PyExc_TypeError, "%s() takes at %s %d positional argument%s (%zd given)", name, few ? "least" : "most",
                 wanted, wanted == 1 ? "" : "s", n);
    return -1;
}

static RARE int wrong_keyword(const char *name, PyObject *keyword, int known) {
    PyErr_Format(PyExc_TypeError,
                 known ? "%s() got multiple values for keyword argument '%U'"
                       : "%s() got an unexpected keyword argument '%U'",
                 name, keyword);
    return -1;
}

static RARE int place_by_text(const form *f, int first, PyObject *keyword) {
    for (int i = first; i < f->count; i++)
        if (PyUnicode_Compare(f->name[i], keyword) == 0) return i;
    return f->count;
}

static int parse_keywords(const form *f, const char *name, int before, PyObject *const *x, Py_ssize_t n,
                          PyObject *keywords, PyObject **value) {
    for (Py_ssize_t k = 0; k < PyTuple_GET_SIZE(keywords); k++) {
        PyObject *keyword = PyTuple_GET_ITEM(keywords, k);
        int first = before > f->nameless ? before : f->nameless, i = first;
        while (i < f->count && f->name[i] != keyword) i++;
        if (i == f->count) i = place_by_text(f, first, keyword); /* one put together at run time */
        if (i == f->count || i < before + n) return wrong_keyword(name, keyword, i < f->count);
        value[f->argument[i]] = x[n + k];
    }
    return value[FIRST] ? 0 : wrong_count(f, name, before, n);
}

/* Sorts what a call gives into `value`, where the first `before` arguments are already. */
static inline int parse(const form *f, const char *name, int before, PyObject *const *x, Py_ssize_t n,
                        PyObject *keywords, PyObject **value) {
    if (before + n < (keywords ? f->nameless : f->operands) || before + n > f->positional)
        return wrong_count(f, name, before, n);
    for (Py_ssize_t i = 0; i < n; i++) value[f->argument[before + i]] = x[i];
    return keywords ? parse_keywords(f, name, before, x, n, keywords, value) : 0;
}

/* ---- the ways of the families: straight on, or every argument -------------------------------------------------- */
#define NOTHING_GIVEN                                             \
    {[AXIS] = Py_None,      [DTYPE] = Py_None,   [OUT] = Py_None, \
     [KEEPDIMS] = Py_False, [INITIAL] = Py_None, [WHERE] = Py_True}

/* self: of the method; NULL in the function */
static const char *in_place_name(int op);

static PyObject *unary_of_any(int op, const form *f, PyObject *self, PyObject *const *x, Py_ssize_t n,
                              PyObject *keywords) {
    PyObject *value[ARGUMENTS] = NOTHING_GIVEN;
    value[FIRST] = self;
    const char *name = f == &unary_in_place ? in_place_name(op) : tl_ops[op].name;
    if (parse(f, name, self != NULL, x, n, keywords, value) < 0) return NULL;
    if (f == &unary_in_place) return way.unary_in_place(op, self, name);
    return way.apply_unary(op, value[FIRST], value[OUT], value[WHERE], value[DTYPE]);
}

static PyObject *binary_of_any(int op, const form *f, PyObject *self, PyObject *const *x, Py_ssize_t n,
                               PyObject *keywords) {
    PyObject *value[ARGUMENTS] = NOTHING_GIVEN;
    value[FIRST] = self;
    const char *name = f == &binary_in_place ? in_place_name(op) : tl_ops[op].name;
    if (parse(f, name, self != NULL, x, n, keywords, value) < 0) return NULL;
    if (f == &binary_in_place) return way.binary_in_place(op, self, value[SECOND], name);
    return way.apply_binary(op, value[FIRST], value[SECOND], value[OUT], value[WHERE], value[DTYPE]);
}

static PyObject *reduction_of_any(int op, const form *f, PyObject *self, PyObject *const *x, Py_ssize_t n,
                                  PyObject *keywords) {
    PyObject *value[ARGUMENTS] = NOTHING_GIVEN;
    value[FIRST] = self;
    if (parse(f, tl_ops[op].name, self != NULL, x, n, keywords, value) < 0) return NULL;
    int keepdims = PyObject_IsTrue(value[KEEPDIMS]);
    if (keepdims < 0) return NULL;
    return way.apply_reduce(op, value[FIRST], value[AXIS], value[DTYPE], value[OUT], keepdims, value[INITIAL],
                            value[WHERE]);
}

/* f(), f(None), f(axis) and f(axis=axis) of a plain tensor; 0 where the call is another one */
static inline int reduce_simply(int op, PyObject *a, PyObject *const *x, Py_ssize_t n, PyObject *keywords,
                                PyObject **result) {
    int overflow;
    if (!IS_PLAIN(a) || n > 1) return 0;
    if (keywords && (n || PyTuple_GET_SIZE(keywords) != 1 || PyTuple_GET_ITEM(keywords, 0) != names[AXIS])) return 0;
    if ((!n && !keywords) || x[0] == Py_None) {
        *result = way.reduce_all(op, a);
        return 1;
    }
    if (!PyLong_CheckExact(x[0])) return 0;
    long axis = PyLong_AsLongAndOverflow(x[0], &overflow);
    if (overflow) return 0;
    *result = way.reduce_axis(op, a, axis);
    return 1;
}

/* ---- a function for each row ----------------------------------------------------------------------------------- */
#define ARGUMENTS_OF_C PyObject *self, PyObject *const *x, Py_ssize_t n, PyObject *keywords

#define TL_UNARY(name, ...)                                                              \
    static PyObject *call_##name(ARGUMENTS_OF_C) {                                       \
        (void)self;                                                                      \
        if (n == 1 && !keywords && IS_PLAIN(x[0])) return way.unary(TL_OP_##name, x[0]); \
        return unary_of_any(TL_OP_##name, &unary_form, NULL, x, n, keywords);            \
    }                                                                                    \
    static PyObject *method_##name(ARGUMENTS_OF_C) {                                     \
        if (!n && !keywords && IS_PLAIN(self)) return way.unary(TL_OP_##name, self);     \
        return unary_of_any(TL_OP_##name, &unary_form, self, x, n, keywords);            \
    }                                                                                    \
    static PyObject *in_place_##name(ARGUMENTS_OF_C) {                                   \
        return unary_of_any(TL_OP_##name, &unary_in_place, self, x, n, keywords);        \
    }
#define TL_BINARY(name, ...)                                                                                      \
    static PyObject *call_##name(ARGUMENTS_OF_C) {                                                                \
        (void)self;                                                                                               \
        if (n == 2 && !keywords && IS_PLAIN(x[0]) && IS_PLAIN(x[1])) return way.binary(TL_OP_##name, x[0], x[1]); \
        return binary_of_any(TL_OP_##name, &binary_form, NULL, x, n, keywords);                                   \
    }                                                                                                             \
    static PyObject *method_##name(ARGUMENTS_OF_C) {                                                              \
        if (n == 1 && !keywords && IS_PLAIN(self) && IS_PLAIN(x[0])) return way.binary(TL_OP_##name, self, x[0]); \
        return binary_of_any(TL_OP_##name, &binary_form, self, x, n, keywords);                                   \
    }                                                                                                             \
    static PyObject *in_place_##name(ARGUMENTS_OF_C) {                                                            \
        return binary_of_any(TL_OP_##name, &binary_in_place, self, x, n, keywords);                               \
    }
#define REDUCTION(name, f)                                                                \
    static PyObject *call_##name(ARGUMENTS_OF_C) {                                        \
        (void)self;                                                                       \
        PyObject *r;                                                                      \
        if (n && reduce_simply(TL_OP_##name, x[0], x + 1, n - 1, keywords, &r)) return r; \
        return reduction_of_any(TL_OP_##name, f, NULL, x, n, keywords);                   \
    }                                                                                     \
    static PyObject *method_##name(ARGUMENTS_OF_C) {                                      \
        PyObject *r;                                                                      \
        if (reduce_simply(TL_OP_##name, self, x, n, keywords, &r)) return r;              \
        return reduction_of_any(TL_OP_##name, f, self, x, n, keywords);                   \
    }
#define REDUCTION_ACC(name) REDUCTION(name, &ACC_form)
#define REDUCTION_SAME(name) REDUCTION(name, &SAME_form)
#define REDUCTION_BOOL(name) REDUCTION(name, &BOOL_form)
#define REDUCTION_INDEX(name) /* argmax and its kin do more than their op */
#define TL_REDUCE(name, domain, result, ...) REDUCTION_##result(name)
#define TL_SPECIAL(name, ...)
#include "ops.def"
#undef TL_UNARY
#undef TL_BINARY
#undef TL_REDUCE
#undef REDUCTION

typedef PyObject *(*call)(PyObject *, PyObject *const *, Py_ssize_t, PyObject *);

#define REDUCTION(name, f) [TL_OP_##name] = {f, #name "_", {call_##name, method_##name, NULL}},
#define MAPPING(name, f) [TL_OP_##name] = {f, #name "_", {call_##name, method_##name, in_place_##name}},
#define TL_UNARY(name, ...) MAPPING(name, &unary_form)
#define TL_BINARY(name, ...) MAPPING(name, &binary_form)
#define TL_REDUCE(name, domain, result, ...) REDUCTION_##result(name)
static const struct {
    const form *form;
    const char *in_place;
    call calls[TL_WAYS_OF_CALLING];
} rows[TL_NOPS] = {
#include "ops.def"
};

static const char *in_place_name(int op) { return rows[op].in_place; }

/* ---- objects --------------------------------------------------------------------------------------------------- */
int tl_calls_start(const tl_way *to) {
    way = *to;
    for (int i = 0; i < ARGUMENTS; i++)
        if (!names[i] && !(names[i] = PyUnicode_InternFromString(spelled[i]))) return -1;
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) read_form(forms[i]);
    return 0;
}

const char *tl_call_signature(int op) { return rows[op].form ? rows[op].form->text : ""; }

PyObject *tl_make_callable(int op, tl_calling calling, PyObject *module, const char *doc) {
    static PyMethodDef made[TL_WAYS_OF_CALLING][TL_NOPS];
    PyMethodDef *at = &made[calling][op];
    at->ml_name = calling == TL_IN_PLACE && rows[op].in_place ? rows[op].in_place : tl_ops[op].name;
    at->ml_meth = (PyCFunction)(void (*)(void))rows[op].calls[calling];
    at->ml_flags = METH_FASTCALL | METH_KEYWORDS;
    at->ml_doc = doc;
    if (!at->ml_meth) return PyErr_Format(PyExc_LookupError, "%s: nothing is made from this row", at->ml_name);
    return calling == TL_FUNCTION ? PyCFunction_NewEx(at, NULL, module) : PyDescr_NewMethod(way.tensor, at);
}
