/* What a call can be. Each takes a record (tl_call): what it writes is its first operand; pointers in parameters are into
 * memory of tensors. What a call answers, it writes into its parameters. */
#ifndef TL_RUNS_H
#define TL_RUNS_H

#include <stdbool.h>

#include "tl.h"

/* Every call by name, and the table of them, for modules that do not link the library. */
typedef tl_status tl_run(const tl_call *c);
#define TL_RUN(name) tl_run tl_run_##name;
#include "runs.def"
#undef TL_RUN
typedef struct {
#define TL_RUN(name) tl_run *name;
#include "runs.def"
#undef TL_RUN
} tl_run_table;
extern const tl_run_table tl_runs;

/* ---- operations on views of any layout (walk.c, reduce.c, lines.c, matmul.c) ---------------------------------------
 * elementwise, where, copy: out, then the operands, and the mask if there is one; of any dtypes. Computed in the call's
 *   dtype.
 * reduce: out, in; parameters: uint64_t, the axes.
 * lines: the operands of a row of lines.def; parameters: tl_lines.
 * matmul: out, a, b.
 * ---- kernels on contiguous operands (runs.c) ------------------------------------------------------------------------
 * gemm: out, a, b; parameters: tl_gemm, which says where they are.
 * conv: out, a, b and the bias, if any; parameters: tl_conv; the op says whether it is forward or which gradient.
 * pool: max_pool2d out, index, x; max_unpool2d gx, index, g; avg_pool2d and avg_unpool2d out, in; parameters: tl_pool2d. */
#endif
