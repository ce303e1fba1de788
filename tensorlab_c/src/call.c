/* Copies of calls: of long ones, whose operands may be given other memory meanwhile, and in captures, which make them
 * again. */
#include "tl.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct tl_capture {
    pthread_t thread; /* whose calls are noted */
    int64_t count, room;
    tl_call **calls;
    tl_status status;
    tl_storage *kept;
};
tl_capture *tl_capturing, *tl_keeping;

static int64_t aligned(int64_t n) { return (n + TL_ALIGN - 1) / TL_ALIGN * TL_ALIGN; }

/* In one block: the record, its parameters when it is to last, and of every operand the view, its shape and its strides. */
static tl_call *copy_call(const tl_call *c, int64_t params) {
    int64_t size = aligned(sizeof *c) + aligned(params);
    for (int i = 0; i < c->nop; i++)
        size += aligned(sizeof(tl_view) + 2 * sizeof(int64_t) * (size_t)c->operand[i]->ndim);
    char *at = malloc((size_t)size);
    tl_call *copy = (tl_call *)at;
    if (!copy) return NULL;
    *copy = *c;
    at += aligned(sizeof *c);
    if (params) copy->params = memcpy(at, c->params, (size_t)params);
    at += aligned(params);
    for (int i = 0; i < c->nop; i++) {
        const tl_view *v = c->operand[i];
        tl_view *to = (tl_view *)at;
        size_t bytes = sizeof(int64_t) * (size_t)v->ndim;
        *to = *v;
        to->shape = (int64_t *)(to + 1);
        to->strides = to->shape + v->ndim;
        if (bytes) memcpy(to->shape, v->shape, bytes), memcpy(to->strides, v->strides, bytes);
        copy->operand[i] = to;
        at += aligned((int64_t)(sizeof *to + 2 * bytes));
    }
    return copy;
}

tl_call *tl_call_hold(const tl_call *c) { return copy_call(c, 0); }
void tl_call_drop(tl_call *c) { free(c); }

int64_t tl_note(const tl_call *c) {
    tl_capture *t = tl_capturing;
    if (!t || !pthread_equal(t->thread, pthread_self()) || c->status_only) return -1;
    if (t->count == t->room) {
        int64_t room = t->room ? 2 * t->room : 64;
        tl_call **calls = realloc(t->calls, sizeof *calls * (size_t)room);
        if (!calls) {
            t->status = TL_NOMEM;
            return -1;
        }
        t->calls = calls, t->room = room;
    }
    if ((t->calls[t->count] = copy_call(c, c->size))) return t->count++;
    t->status = TL_NOMEM;
    return -1;
}

void tl_unnote(int64_t place) {
    tl_capture *t = tl_capturing;
    if (!t || place < 0 || place >= t->count || !pthread_equal(t->thread, pthread_self())) return;
    free(t->calls[place]);
    memmove(t->calls + place, t->calls + place + 1, sizeof *t->calls * (size_t)(--t->count - place));
}

tl_status tl_capture_begin(void) {
    if (tl_keeping) return TL_RANGE;
    tl_capture *t = calloc(1, sizeof *t);
    if (!t) return TL_NOMEM;
    t->thread = pthread_self();
    tl_capturing = tl_keeping = t;
    return TL_OK;
}

tl_capture *tl_capture_end(tl_status *status) {
    tl_capture *t = tl_capturing;
    tl_capturing = NULL;
    *status = t ? t->status : TL_RANGE;
    return t;
}

int64_t tl_capture_count(const tl_capture *t) { return t->count; }
const tl_call *tl_capture_call(const tl_capture *t, int64_t i) { return t->calls[i]; }

tl_status tl_capture_replay(const tl_capture *t) {
    tl_status status = TL_OK;
    for (int64_t i = 0; i < t->count && status == TL_OK; i++) status = t->calls[i]->run(t->calls[i]);
    return status;
}

void tl_capture_keep(tl_storage *s) {
    s->next = tl_keeping->kept;
    tl_keeping->kept = s;
}

void tl_capture_free(tl_capture *t) {
    tl_storage *s = t->kept, *next;
    tl_keeping = NULL;
    for (; s; s = next) next = s->next, tl_storage_free(s);
    for (int64_t i = 0; i < t->count; i++) free(t->calls[i]);
    free(t->calls);
    free(t);
}
