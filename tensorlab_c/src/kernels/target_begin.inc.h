/* Compiles what follows for TL_ISA. System headers come first: their inline functions must stay portable. */
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#if defined(__x86_64__)
#include <immintrin.h>
#endif
#if defined(__clang__)
#ifdef TL_TARGET_V4
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
#ifdef TL_TARGET_V4
#pragma GCC target( \
    "avx,avx2,fma,bmi,bmi2,f16c,lzcnt,movbe,popcnt,avx512f,avx512bw,avx512cd,avx512dq,avx512vl,prefer-vector-width=512")
#else
#pragma GCC target("avx,avx2,fma,bmi,bmi2,f16c,lzcnt,movbe,popcnt")
#endif
#endif
