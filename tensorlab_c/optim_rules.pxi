# Update rules: what optim.def says of them, and their options as a kernel wants them.

cdef extern from *:
    """
    #include "step.h"
    /* the rows of optim.def, as far as Python wants to know them */
    typedef struct { const char *name, *domain; } rule_option;
    typedef struct { const char *name, *start, *option; } rule_slot;
    typedef struct {
        const char *name;
        double ns;
        const rule_option *options;
        const rule_slot *slots;
        double (*factor)(const tl_options *o, double t);
        const char *(*misfit)(const tl_options *o);
    } rule_row;
    #define TL_OPTION(name, domain) {#name, #domain},
    #define TL_SLOT(name, start, option) {#name, #start, #option},
    #define TL_RULE(rule, ns, options, slots, factor, misfit)                            \\
        static const rule_option options_of_##rule[] = {options {NULL, NULL}};   \\
        static const rule_slot slots_of_##rule[] = {slots {NULL, NULL, NULL}};   \\
        static double factor_of_##rule(const tl_options *o, double t) {          \\
            const tl_##rule *h = &o->rule;                                       \\
            (void)h, (void)t;                                                    \\
            return factor;                                                       \\
        }                                                                        \\
        static const char *misfit_of_##rule(const tl_options *o) {               \\
            const tl_##rule *h = &o->rule;                                       \\
            (void)h;                                                             \\
            return misfit;                                                       \\
        }
    #include "optim.def"
    #undef TL_RULE
    static const rule_row rule_rows[] = {
    #define TL_RULE(rule, ns, options, slots, factor, misfit) \\
        {#rule, ns, options_of_##rule, slots_of_##rule, factor_of_##rule, misfit_of_##rule},
    #include "optim.def"
    };
    #undef TL_OPTION
    #undef TL_SLOT
    #undef TL_RULE
    """
    ctypedef struct rule_option:
        const char *name
        const char *domain
    ctypedef struct rule_slot:
        const char *name
        const char *start
        const char *option
    ctypedef struct rule_row:
        const char *name
        double ns
        const rule_option *options
        const rule_slot *slots
        double (*factor)(const tl_options *o, double t) noexcept
        const char *(*misfit)(const tl_options *o) noexcept
    const rule_row rule_rows[TL_NRULES]


cdef enum Domain:
    FLAG, SIZE, REAL, RATE, RATES

cdef enum Start:
    ZEROS, FRESH, COUNT, PRODUCT

cdef enum:
    MAXOPTIONS = 16
    ALWAYS = -1  # a slot that no option asks for
    NEVER = -1   # a rule without an option for steps with a closure alone

cdef double[4] least, most  # of each domain
least[:] = [0.0, 0.0, -DBL_MAX, 0.0]
most[:] = [1.0, DBL_MAX, DBL_MAX, 1.0 - DBL_EPSILON / 2]  # the number before 1


cdef double option_value(Domain domain, str function, str name, object x) except? -1.0:
    """An option as a kernel wants it, checked."""
    cdef double value
    if domain == FLAG:
        if x is True or x is False:
            return x is True
        if getattr(x, "dtype", None) == "bool" and x.ndim == 0:
            return bool(x)
        raise TypeError(f"{function}: {name} must be True or False, got {x!r}")
    try:
        if isinstance(x, (str, bytes, bytearray)):
            raise TypeError
        value = x
    except (TypeError, ValueError, OverflowError):
        raise TypeError(f"{function}: {name} must be a number, got {x!r}") from None
    if least[<int> domain] <= value <= most[<int> domain]:
        return value
    range_ = "finite" if domain == REAL else "finite and at least 0" if domain == SIZE else "in [0, 1)"
    raise ValueError(f"{function}: {name} must be {range_}, got {x!r}")


@cython.final
cdef class Rule:
    """A row of ``optim.def``: an update rule, the options it has and the state it keeps of every parameter.

    Attributes
    ----------
    name : str
    options : tuple of str
        What a parameter group must hold.
    slots : tuple of str
        What is kept of a parameter, in the order of a saved state.
    optional : dict of str to str
        The slots that are there only where an option is not 0, with that option.
    numbers : dict of str to int or float
        The slots that hold a number, and what it is at first: 0 where it counts steps, 1.0 where steps multiply it.

    Examples
    --------
    >>> from tensorlab_c.optim import RULES
    >>> RULES["sgd"].optional
    {'momentum_buffer': 'momentum'}
    """

    cdef readonly str name
    cdef readonly tuple options, slots
    cdef readonly dict optional, numbers
    cdef int index
    cdef int ahead                # which double is an option for steps with a closure alone
    cdef Py_ssize_t nslots
    cdef Domain domain[MAXOPTIONS]
    cdef Start start[TL_MAXSLOTS]
    cdef int wants[TL_MAXSLOTS]   # which double is not 0 where the slot is there

    def __cinit__(self, int index):
        if not 0 <= index < TL_NRULES:
            raise IndexError(f"Rule: there are {TL_NRULES} rules, got {index}")
        cdef const rule_option *option = rule_rows[index].options
        cdef const rule_slot *slot = rule_rows[index].slots
        cdef dict place = {}
        cdef list slots = []
        self.index, self.name, self.optional, self.numbers = index, rule_rows[index].name.decode(), {}, {}
        self.ahead, at = NEVER, 0
        while option.name != NULL:
            assert len(place) < MAXOPTIONS
            place[intern(option.name.decode())] = at
            self.domain[len(place) - 1] = {
                b"FLAG": FLAG, b"SIZE": SIZE, b"REAL": REAL, b"RATE": RATE, b"RATES": RATES, b"AHEAD": FLAG,
            }[<bytes> option.domain]
            if <bytes> option.domain == b"AHEAD":
                self.ahead = at
            at += 2 if self.domain[len(place) - 1] == RATES else 1
            option += 1
        self.options = tuple(place)
        place["ALWAYS"] = ALWAYS
        while slot.name != NULL:
            name, wanted = intern(slot.name.decode()), intern(slot.option.decode())
            self.start[len(slots)] = {
                b"ZEROS": ZEROS, b"FRESH": FRESH, b"COUNT": COUNT, b"PRODUCT": PRODUCT,
            }[<bytes> slot.start]
            self.wants[len(slots)] = place[wanted]
            if wanted != "ALWAYS":
                self.optional[name] = wanted
            if self.start[len(slots)] in (COUNT, PRODUCT):
                self.numbers[name] = 0 if self.start[len(slots)] == COUNT else 1.0
            slots.append(name)
            slot += 1
        self.slots, self.nslots = tuple(slots), len(slots)

    cdef int set(self, tl_options *to, str function, dict given, bint closure) except -1:
        """Options as a kernel wants them, checked; for a step that has a `closure`, or for one that has none."""
        cdef double *value = <double *> to
        cdef const char *misfit
        cdef Domain domain
        cdef Py_ssize_t i
        for i in range(len(self.options)):
            name = <str> self.options[i]
            x, domain = given[name], self.domain[i]
            if domain == RATES:
                pair = snapshot(x) if isinstance(x, (tuple, list)) else ()
                if len(pair) != 2:
                    raise TypeError(f"{function}: {name} must be a pair of numbers, got {x!r}")
                value[0] = option_value(RATE, function, name, pair[0])
                value[1] = option_value(RATE, function, name, pair[1])
                value += 2
                continue
            if domain != FLAG and PyFloat_CheckExact(x) and least[<int> domain] <= <double> x <= most[<int> domain]:
                value[0] = x
            else:
                value[0] = option_value(domain, function, name, x)
            value += 1
        misfit = rule_rows[self.index].misfit(to)
        if misfit != NULL:
            raise ValueError(f"{function}: {misfit.decode()}")
        if self.ahead != NEVER and (<double *> to)[self.ahead] != 0.0 and not closure:
            raise ValueError(f"{function}: look_ahead needs step(closure), which computes the gradient where it looks")
        return 0

    def check(self, str function, dict options):
        """Raises for options that make no sense; `function` is what errors begin with."""
        cdef tl_options o
        self.set(&o, function, options, True)


RULES = {rule.name: rule for rule in [Rule(i) for i in range(TL_NRULES)]}
