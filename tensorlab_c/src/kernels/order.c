/* Work along one axis that puts elements in order: the rows of lines.def that sort or select. Elements become keys,
 * signed integers in the same order, and all dtypes share what is done with keys of 32 and of 64 bits. */
#ifndef T /* the file itself; below, what each dtype has of it */
#include "isa.h"
#if TL_LEVEL == TL_LEVEL_v3
/* For every mask: the lanes that are in it, then the others; of 8 lanes, and of 4 as pairs of halves. One byte each. */
static struct {
    uint64_t of8[256], of4[16];
} ISA_FN(compact_orders);

static void ISA_FN(fill_orders)(void) {
    for (unsigned m = 0; m < 256; m++) {
        uint64_t order = 0;
        int at = 0;
        for (int in = 1; in >= 0; in--)
            for (unsigned i = 0; i < 8; i++)
                if ((int)(m >> i & 1) == in) order |= (uint64_t)i << 8 * at++;
        ISA_FN(compact_orders).of8[m] = order;
    }
    for (unsigned m = 0; m < 16; m++) {
        unsigned pairs = 0;
        for (unsigned i = 0; i < 4; i++) pairs |= (m >> i & 1) * (3u << 2 * i);
        ISA_FN(compact_orders).of4[m] = ISA_FN(compact_orders).of8[pairs];
    }
}
#endif
#define KEY_BITS 32
#include "keys.tmpl.h"
#define KEY_BITS 64
#include "keys.tmpl.h"
#include "argsort.tmpl.h"
#define TL_FAMILY order
#define TL_FAMILY_FILE "order.c"
#include "each_dtype.inc.h"
#include "isa_end.h"
#else
#include "order.tmpl.h"
#endif
