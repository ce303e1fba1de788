/* Storages: one block holds the header and, TL_ALIGN bytes further, the data.
 *
 *   bin 0..16   data up to 1 KB in steps of 64 B, carved from 16 KB slabs, a free list per bin
 *   larger      8 bins per power of two; freed blocks stay cached, newest first, while the cache is within its limit
 *               up to 1 MB from malloc; above by mmap, aligned for huge pages
 *
 * The lists have no lock: see tl.h. Under AddressSanitizer what is outside a live storage's bytes is poisoned. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "old_glibc.h"
#include "tl.h"

#if defined(__SANITIZE_ADDRESS__)
#define TL_ASAN
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define TL_ASAN
#endif
#endif
#ifdef TL_ASAN
#include <sanitizer/asan_interface.h>
#define REDZONE TL_ALIGN
#else
#define REDZONE 0
#endif

#define HEADER TL_ALIGN
#define UNLIKELY(x) __builtin_expect(!!(x), 0)
_Static_assert(sizeof(tl_storage) <= HEADER, "the header must fit before the data");

enum {
    SMALL_MAX = 1 << 10,
    SMALL_BINS = SMALL_MAX / 64 + 1,
    FIRST_OCTAVE = 10, /* log2 SMALL_MAX */
    BINS = SMALL_BINS + (62 - FIRST_OCTAVE) * 8,
    SLAB = 16 << 10,
    MAPPED_MIN = 1 << 20, /* larger data come from mmap */
    HUGE_PAGE = 2 << 20
};

typedef struct slab {
    struct slab *next;
    int bin;
    int64_t free_blocks; /* counted while the cache is emptied */
} slab;
_Static_assert(sizeof(slab) <= TL_ALIGN, "the slab's header must not displace the blocks");

static tl_storage *bins[BINS]; /* free blocks, linked by next, newest first */
static slab *slabs;
static int64_t used, peak, reserved;     /* bytes of whole blocks; reserved: all that the system gave */
static int64_t allocations, clock_bytes; /* storages ever made; bytes of large blocks ever freed */
static int64_t memory;                   /* that this process may use; 0 until asked for, by any thread */

/* ---- sizes ------------------------------------------------------------------------------------------------ */
static inline int bin_of(int64_t nbytes) {
    if (nbytes <= SMALL_MAX) return (int)((uint64_t)(nbytes + 63) / 64);
    int octave = 63 - __builtin_clzll((uint64_t)(nbytes - 1));
    return SMALL_BINS + (octave - FIRST_OCTAVE) * 8 + (int)((nbytes - 1) >> (octave - 3) & 7);
}

static inline int64_t capacity(int bin) {
    if (bin < SMALL_BINS) return (int64_t)bin * 64;
    int octave = FIRST_OCTAVE + (bin - SMALL_BINS) / 8;
    return (int64_t)(9 + (bin - SMALL_BINS) % 8) << (octave - 3);
}

static inline int64_t block_size(int bin) { return HEADER + capacity(bin) + REDZONE; }

static inline int64_t blocks_per_slab(int bin) { return (SLAB - TL_ALIGN) / block_size(bin); }

static inline int is_mapped(int bin) { return capacity(bin) > MAPPED_MIN; }

/* Marks the first `live` bytes after the header as usable and the rest as not. Mapped blocks are left alone: their
 * shadow would cost more than the test it serves. */
static inline void mark_usable(tl_storage *s, int64_t live) {
#ifdef TL_ASAN
    if (is_mapped(s->bin)) return;
    ASAN_POISON_MEMORY_REGION((char *)s + HEADER, (size_t)(block_size(s->bin) - HEADER));
    ASAN_UNPOISON_MEMORY_REGION((char *)s + HEADER, (size_t)live);
#else
    (void)s, (void)live;
#endif
}

static int64_t mapped_size(int bin) {
    int64_t page = sysconf(_SC_PAGESIZE);
    return (block_size(bin) + page - 1) / page * page;
}

static int64_t read_limit(const char *path, int64_t otherwise) {
    FILE *f = fopen(path, "r");
    if (!f) return otherwise;
    long long value;
    int ok = fscanf(f, "%lld", &value) == 1 && value > 0; /* "max" does not scan */
    fclose(f);
    return ok && value < otherwise ? value : otherwise;
}

static int64_t memory_size(void) {
    int64_t size = __atomic_load_n(&memory, __ATOMIC_RELAXED);
    if (size) return size;
    int64_t pages = -1;
#ifdef _SC_PHYS_PAGES
    pages = sysconf(_SC_PHYS_PAGES);
#endif
    size = pages > 0 ? pages * sysconf(_SC_PAGESIZE) : INT64_MAX / 4;
    size = read_limit("/sys/fs/cgroup/memory.max", size);
    size = read_limit("/sys/fs/cgroup/memory/memory.limit_in_bytes", size);
    __atomic_store_n(&memory, size, __ATOMIC_RELAXED);
    return size;
}

static int64_t cache_limit(void) { return memory_size() / 4; }

/* A new block on its way to a list. What is borrowed changes these fields, and gives them back. */
static inline void init_block(tl_storage *s, int bin, tl_storage *next) {
    s->bin = bin;
    s->next = next;
    s->data = (char *)s + HEADER;
    s->owner = NULL;
    s->release = NULL;
    mark_usable(s, 0);
}

/* ---- blocks from and to the system ------------------------------------------------------------------------ */
static void *map_block(int64_t size) {
    char *raw = mmap(NULL, (size_t)size + HUGE_PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (raw == MAP_FAILED) return NULL;
    int64_t head = -(uintptr_t)raw & (HUGE_PAGE - 1);
    char *block = raw + head;
    if (head) munmap(raw, (size_t)head);
    if (head < HUGE_PAGE) munmap(block + size, (size_t)(HUGE_PAGE - head));
#ifdef MADV_HUGEPAGE
    if (size >= HUGE_PAGE) madvise(block, (size_t)size, MADV_HUGEPAGE); /* a hint: failure costs only speed */
#endif
    return block;
}

static tl_storage *system_block(int bin) {
    void *block = NULL;
    if (is_mapped(bin)) block = map_block(mapped_size(bin));
    else if (posix_memalign(&block, TL_ALIGN, (size_t)block_size(bin))) block = NULL;
    if (!block) return NULL;
    reserved += block_size(bin);
    init_block(block, bin, NULL);
    return block;
}

static void system_release(tl_storage *s) {
    int bin = s->bin;
    mark_usable(s, block_size(bin) - HEADER);
    reserved -= block_size(bin);
    if (is_mapped(bin)) munmap(s, (size_t)mapped_size(bin));
    else free(s);
}

/* Releases the large blocks that were cached before the last `window` bytes were: what stays is at most that. While
 * a block is cached its nbytes holds the clock's value, so each list is in falling order of it. */
static void trim(int64_t window) {
    for (int bin = SMALL_BINS; bin < BINS; bin++) {
        tl_storage **link = &bins[bin], *s;
        while ((s = *link) && s->nbytes - block_size(bin) >= clock_bytes - window) link = &s->next;
        *link = NULL;
        for (tl_storage *next; s; s = next) {
            next = s->next;
            system_release(s);
        }
    }
}

/* ---- small blocks ----------------------------------------------------------------------------------------- */
static tl_storage *carve(int bin) {
    void *block;
    if (posix_memalign(&block, SLAB, SLAB)) return NULL;
    slab *home = block;
    home->next = slabs;
    home->bin = bin;
    slabs = home;
    reserved += SLAB;
    int64_t size = block_size(bin);
    tl_storage *first = NULL;
    for (int64_t i = blocks_per_slab(bin) - 1; i >= 0; i--) {
        tl_storage *s = (tl_storage *)((char *)home + TL_ALIGN + i * size);
        init_block(s, bin, first);
        first = s;
    }
    return first;
}

static inline slab *slab_of(tl_storage *s) { return (slab *)((uintptr_t)s & ~(uintptr_t)(SLAB - 1)); }

static int is_free(const slab *p) { return p->free_blocks == blocks_per_slab(p->bin); }

/* Gives back the slabs of which every block is free. */
static void release_slabs(void) {
    for (slab *p = slabs; p; p = p->next) p->free_blocks = 0;
    for (int bin = 0; bin < SMALL_BINS; bin++)
        for (tl_storage *s = bins[bin]; s; s = s->next) slab_of(s)->free_blocks++;
    for (int bin = 0; bin < SMALL_BINS; bin++)
        for (tl_storage **link = &bins[bin]; *link;)
            if (is_free(slab_of(*link))) *link = (*link)->next;
            else link = &(*link)->next;
    for (slab **link = &slabs, *p; (p = *link);) {
        if (!is_free(p)) {
            link = &p->next;
            continue;
        }
        *link = p->next;
        reserved -= SLAB;
        free(p);
    }
}

/* ---- storages --------------------------------------------------------------------------------------------- */
/* Fresh free blocks for an empty bin. Linux grants more memory than there is and kills the process that touches it,
 * so what exceeds the memory is refused here. */
static __attribute__((noinline)) tl_storage *refill(int bin, int64_t nbytes) {
    if (reserved + nbytes > memory_size()) tl_empty_cache();
    if (used + nbytes > memory_size()) return NULL;
    for (int attempt = 0; attempt < 2; attempt++) {
        tl_storage *s = bin < SMALL_BINS ? carve(bin) : system_block(bin);
        if (s) return s;
        tl_empty_cache();
    }
    return NULL;
}

/* Takes the free block `s` off its list. */
static inline tl_storage *take(tl_storage *s, int bin, int64_t nbytes) {
    int64_t now = used + block_size(bin);
    bins[bin] = s->next;
    used = now;
    if (now > peak) peak = now;
    allocations++;
    s->refcount = 1;
    s->nbytes = nbytes;
    s->version = s->saved = 0;
    mark_usable(s, nbytes);
    return s;
}

static __attribute__((noinline)) tl_storage *take_or_refill(int64_t nbytes) {
    if (UNLIKELY(nbytes > MAPPED_MIN && nbytes > memory_size())) return NULL;
    int bin = bin_of(nbytes);
    tl_storage *s = bins[bin];
    if (UNLIKELY(!s) && !(s = refill(bin, nbytes))) return NULL;
    return take(s, bin, nbytes);
}

tl_storage *tl_storage_new(int64_t nbytes) {
    if (nbytes <= SMALL_MAX) {
        int bin = bin_of(nbytes);
        if (bin >= SMALL_BINS) __builtin_unreachable(); /* spares what large bins need */
        if (bins[bin]) return take(bins[bin], bin, nbytes);
    }
    return take_or_refill(nbytes);
}

static void keep(void *owner) { (void)owner; }

tl_storage *tl_storage_borrow(void *data, int64_t nbytes, void *owner, void (*release)(void *)) {
    tl_storage *s = tl_storage_new(0);
    if (!s) return NULL;
    s->data = data;
    s->nbytes = nbytes;
    s->owner = owner;
    s->release = release ? release : keep; /* never NULL: it tells that the data are not ours */
    return s;
}

static __attribute__((noinline)) void give_back(tl_storage *s) {
    s->release(s->owner);
    s->data = (char *)s + HEADER;
    s->owner = NULL;
    s->release = NULL;
    tl_storage_free(s);
}

/* In a steady state every freed block is reused and nothing is trimmed; half the limit keeps trims rare. */
static __attribute__((noinline)) void cached_large(tl_storage *s, int64_t size) {
    clock_bytes += size;
    s->nbytes = clock_bytes;
    if (UNLIKELY(reserved - used > cache_limit())) trim(cache_limit() / 2);
}

void tl_storage_free(tl_storage *s) {
    if (UNLIKELY(tl_keeping != NULL)) return tl_capture_keep(s);
    if (UNLIKELY(s->release != NULL)) return give_back(s);
    int bin = s->bin;
    int64_t size = block_size(bin);
    mark_usable(s, 0);
    s->next = bins[bin];
    bins[bin] = s;
    used -= size;
    if (bin >= SMALL_BINS) cached_large(s, size);
}

void tl_memory_stats(tl_memory *m) { *m = (tl_memory){used, peak, reserved - used, cache_limit(), allocations}; }

/* ---- scratch ---------------------------------------------------------------------------------------------- */
enum { SLOTS = 4, SCRATCH_STEP = 4096, SCRATCH_KEPT = 16 << 20 };
typedef struct {
    void *data[SLOTS];
    int64_t size[SLOTS];
} scratch_slots;

static __thread scratch_slots scratch;
static pthread_key_t scratch_key;
static pthread_once_t scratch_once = PTHREAD_ONCE_INIT;

/* Frees the blocks of more than `kept` bytes in the first slots. */
static void trim_scratch(scratch_slots *s, int slots, int64_t kept) {
    for (int i = 0; i < slots; i++) {
        if (s->size[i] <= kept) continue;
        free(s->data[i]);
        s->data[i] = NULL;
        s->size[i] = 0;
    }
}

static void free_scratch(void *slots) { trim_scratch(slots, SLOTS, 0); }

static void make_scratch_key(void) { pthread_key_create(&scratch_key, free_scratch); }

static __attribute__((noinline)) void *grow_scratch(int slot, int64_t nbytes) {
    pthread_once(&scratch_once, make_scratch_key);
    pthread_setspecific(scratch_key, &scratch); /* so that this thread's exit frees it */
    free(scratch.data[slot]);
    scratch.data[slot] = NULL;
    scratch.size[slot] = 0;
    if (nbytes > memory_size()) return NULL;
    int64_t size = (nbytes + nbytes / 4 + SCRATCH_STEP) / SCRATCH_STEP * SCRATCH_STEP;
    if (posix_memalign(&scratch.data[slot], TL_ALIGN, (size_t)size)) return scratch.data[slot] = NULL;
    scratch.size[slot] = size;
    return scratch.data[slot];
}

void *tl_scratch(int slot, int64_t nbytes) {
    if (UNLIKELY(nbytes > scratch.size[slot] || !scratch.data[slot])) return grow_scratch(slot, nbytes);
    return scratch.data[slot];
}

void tl_scratch_aside(int on) {
    static __thread scratch_slots other;
    if (!on) free_scratch(&scratch);
    scratch_slots s = scratch;
    scratch = other;
    other = s;
}

void tl_scratch_trim(int slots) { trim_scratch(&scratch, slots, SCRATCH_KEPT); }

void tl_empty_cache(void) {
    trim(0);
    release_slabs();
    free_scratch(&scratch);
}
