/* What glibc 2.32 and 2.34 moved into libc from libpthread and libdl, under the versions it had there: so what is
   compiled on a new Linux runs on one with glibc 2.17, too, where Python itself has loaded the two. */
#ifndef TL_OLD_GLIBC_H
#define TL_OLD_GLIBC_H

#include <stdlib.h> /* says whether this is glibc */

#if defined(__GLIBC__) && (defined(__x86_64__) || defined(__aarch64__))
#ifdef __x86_64__
#define TL_OLD(name) ".symver " #name ", " #name "@GLIBC_2.2.5\n"
#else
#define TL_OLD(name) ".symver " #name ", " #name "@GLIBC_2.17\n"
#endif
__asm__(TL_OLD(dlopen) TL_OLD(dlsym) TL_OLD(pthread_create) TL_OLD(pthread_join) TL_OLD(pthread_key_create)
            TL_OLD(pthread_once) TL_OLD(pthread_setspecific) TL_OLD(pthread_sigmask));
#endif

#endif
