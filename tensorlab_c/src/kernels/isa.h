/* The instruction set that a file of kernels is compiled for, and what templates are written with. Every file in this
 * directory that ends in .c is compiled once per set, with TL_ISA defined as base, v3 (AVX2, FMA) or v4 (AVX-512 F, BW,
 * CD, DQ, VL), and includes this first and isa_end.h last. System headers stay outside: their inline functions must
 * stay portable. */
#ifndef TL_ISA
#define TL_ISA base /* for tools that look at one file */
#endif
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../tl.h"

#define TL_CAT2_(a, b) a##b
#define TL_CAT2(a, b) TL_CAT2_(a, b)
#define TL_CAT5_(a, b, c, d, e) a##b##c##d##e
#define TL_CAT5(a, b, c, d, e) TL_CAT5_(a, b, c, d, e)
#define FN(name) TL_CAT5(name, _, STEM, _, TL_ISA) /* add_f32_v3: one instance of a template */
#define ISA_FN(name) TL_CAT5(name, _, TL_ISA, , )  /* not tied to a dtype */
/* the parts of a complex number */
#define RE(z) (__real__(z))
#define IM(z) (__imag__(z))
#define TL_INLINE static inline __attribute__((always_inline))
#define TL_NOINLINE __attribute__((noinline))
#ifdef __clang__
#define TL_ONE_COPY TL_NOINLINE
#else
#define TL_ONE_COPY __attribute__((noinline, noclone)) /* for constant arguments, neither */
#endif

#define TL_LEVEL_base 1
#define TL_LEVEL_v3 3
#define TL_LEVEL_v4 4
#define TL_LEVEL TL_CAT2(TL_LEVEL_, TL_ISA)

/* TL_VB: bytes of a vector register; TL_FUSED: FMA is an instruction */
#if TL_LEVEL == TL_LEVEL_v4
#define TL_VB 64
#elif TL_LEVEL == TL_LEVEL_v3
#define TL_VB 32
#else
#define TL_VB 16
#endif
#if TL_LEVEL > TL_LEVEL_base || defined(__aarch64__)
#define TL_FUSED 1
#else
#define TL_FUSED 0
#endif

/* a*b + c, with one rounding where the machine has it. Contraction is off everywhere else. */
#if TL_FUSED
#define TL_FMAF(a, b, c) __builtin_fmaf(a, b, c)
#define TL_FMA(a, b, c) __builtin_fma(a, b, c)
#else
#define TL_FMAF(a, b, c) ((a) * (b) + (c))
#define TL_FMA(a, b, c) ((a) * (b) + (c))
#endif

/* Keeps a loaded vector in a register: gcc would fold the load into each of its uses. */
#if TL_VB == 64
#define TL_KEEP(v) __asm__("" : "+v"(v))
#elif defined(__x86_64__)
#define TL_KEEP(v) __asm__("" : "+x"(v))
#elif defined(__aarch64__)
#define TL_KEEP(v) __asm__("" : "+w"(v))
#else
#define TL_KEEP(v) (void)(v)
#endif

/* `#if IS(F)` inside a template */
#define TL_NUM_B 1
#define TL_NUM_I 2
#define TL_NUM_U 3
#define TL_NUM_F 4
#define TL_NUM_S 5
#define TL_NUM_C 6
#define IS(kind) (TL_CAT2(TL_NUM_, KIND) == TL_NUM_##kind)

/* which kinds have a loop in which domain of ops.def, and in which COMPLEX column */
#define TL_HAS_ANY_B TL_YES
#define TL_HAS_ANY_I TL_YES
#define TL_HAS_ANY_U TL_YES
#define TL_HAS_ANY_F TL_YES
#define TL_HAS_NUM_B TL_NO
#define TL_HAS_NUM_I TL_YES
#define TL_HAS_NUM_U TL_YES
#define TL_HAS_NUM_F TL_YES
#define TL_HAS_NUMX_B TL_NO
#define TL_HAS_NUMX_I TL_YES
#define TL_HAS_NUMX_U TL_YES
#define TL_HAS_NUMX_F TL_YES
#define TL_HAS_FLT_B TL_NO
#define TL_HAS_FLT_I TL_NO
#define TL_HAS_FLT_U TL_NO
#define TL_HAS_FLT_F TL_YES
#define TL_HAS_FLTD_B TL_NO
#define TL_HAS_FLTD_I TL_NO
#define TL_HAS_FLTD_U TL_NO
#define TL_HAS_FLTD_F TL_YES
#define TL_HAS_INT_B TL_YES
#define TL_HAS_INT_I TL_YES
#define TL_HAS_INT_U TL_YES
#define TL_HAS_INT_F TL_NO
#define TL_HAS_SHF_B TL_NO
#define TL_HAS_SHF_I TL_YES
#define TL_HAS_SHF_U TL_YES
#define TL_HAS_SHF_F TL_NO
#define TL_HAS_INTX_B TL_NO
#define TL_HAS_INTX_I TL_YES
#define TL_HAS_INTX_U TL_YES
#define TL_HAS_INTX_F TL_NO
#define TL_HAS_TRU_B TL_YES
#define TL_HAS_TRU_I TL_NO
#define TL_HAS_TRU_U TL_NO
#define TL_HAS_TRU_F TL_NO
/* and which of them share no other's, by the last column of ops.def */
#define TL_OWNS_VALUE_B TL_NO
#define TL_OWNS_VALUE_I TL_YES
#define TL_OWNS_VALUE_U TL_YES
#define TL_OWNS_VALUE_F TL_YES
#define TL_OWNS_VALUE_C TL_YES
#define TL_OWNS_BITS_B TL_NO
#define TL_OWNS_BITS_I TL_YES
#define TL_OWNS_BITS_U TL_NO
#define TL_OWNS_BITS_F TL_YES
#define TL_OWNS_BITS_C TL_YES
#define TL_OWNS_WRAP_B TL_YES
#define TL_OWNS_WRAP_I TL_YES
#define TL_OWNS_WRAP_U TL_NO
#define TL_OWNS_WRAP_F TL_YES
#define TL_OWNS_WRAP_C TL_YES
#define TL_OWNS_NANS_B TL_NO
#define TL_OWNS_NANS_I TL_NO
#define TL_OWNS_NANS_U TL_NO
#define TL_OWNS_NANS_F TL_YES
#define TL_OWNS_NANS_C TL_YES
#define TL_OWNS_TRUTH_B TL_YES
#define TL_OWNS_TRUTH_I TL_NO
#define TL_OWNS_TRUTH_U TL_NO
#define TL_OWNS_TRUTH_F TL_NO
#define TL_OWNS_TRUTH_C TL_NO
#define TL_YES(...) __VA_ARGS__
#define TL_NO(...)
/* WHEN(FLT, YES, KIND)(text) keeps text for floats and complex numbers */
#define WHEN(domain, complex_, kind) TL_CAT2(TL_WHEN_, kind)(domain, complex_)
#define TL_WHEN_B(domain, complex_) TL_CAT2(TL_HAS_##domain, _B)
#define TL_WHEN_I(domain, complex_) TL_CAT2(TL_HAS_##domain, _I)
#define TL_WHEN_U(domain, complex_) TL_CAT2(TL_HAS_##domain, _U)
#define TL_WHEN_F(domain, complex_) TL_CAT2(TL_HAS_##domain, _F)
#define TL_WHEN_C(domain, complex_) TL_##complex_
#define OWNED(sharing, kind) TL_CAT5(TL_OWNS_, sharing, _, kind, )

#if TL_LEVEL > TL_LEVEL_base
#if defined(__x86_64__)
#include <immintrin.h>
#endif
#if defined(__clang__)
#if TL_LEVEL == TL_LEVEL_v4
#pragma clang attribute push(                                                                                  \
    __attribute__((                                                                                            \
        target("avx,avx2,fma,bmi,bmi2,f16c,lzcnt,movbe,popcnt,avx512f,avx512bw,avx512cd,avx512dq,avx512vl"))), \
    apply_to = function)
#else
#pragma clang attribute push(__attribute__((target("avx,avx2,fma,bmi,bmi2,f16c,lzcnt,movbe,popcnt"))), \
                             apply_to = function)
#endif
#else
#pragma GCC push_options
#if TL_LEVEL == TL_LEVEL_v4
#pragma GCC target( \
    "avx,avx2,fma,bmi,bmi2,f16c,lzcnt,movbe,popcnt,avx512f,avx512bw,avx512cd,avx512dq,avx512vl,prefer-vector-width=512")
#else
#pragma GCC target("avx,avx2,fma,bmi,bmi2,f16c,lzcnt,movbe,popcnt")
#endif
#endif
#endif
