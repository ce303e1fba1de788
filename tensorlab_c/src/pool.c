/* The thread pool: one job at a time, split into chunks that threads claim one by one.
 *
 * `left` counts the chunks nobody has claimed; claiming is one fetch_sub. The calling thread claims as well, so it
 * waits at the end only for chunks that a worker holds: a worker that has no processor costs nothing. A job's fields
 * may be read between a successful claim and the finished++ that follows, because the caller waits for that.
 * Idle workers spin for SPIN_NS, then sleep on a condition variable. Jobs that follow each other within that time and
 * are too short to pay for a worker one by one pay for it together. */
#if defined(__linux__) && !defined(_GNU_SOURCE)
#define _GNU_SOURCE /* sched_getaffinity */
#endif
#include <limits.h>
#include <math.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "old_glibc.h"
#include "tl.h"

#define SPIN_NS 50000    /* how long an idle worker stays ready */
#define HOT_US 2.0       /* work that pays for handing it to a spinning worker */
#define WAKE_US 60.0     /* work that pays for waking, or starting, one worker */
#define SHARE_US 8.0     /* the part of a job that each worker should have where many jobs together pay for waking it */
#define POLL_NS 50000000 /* between two questions whether to stop */
#define LINE __attribute__((aligned(64)))

static struct {
    tl_task task;
    void *context;
    int64_t chunks;
} job;
static LINE atomic_llong left;     /* unclaimed chunks; <= 0: nothing to do */
static LINE atomic_llong finished; /* chunks that workers completed */

static LINE atomic_bool busy; /* held by the thread whose job this is, also while workers start and stop */
static atomic_int threads;    /* wanted, with the caller; 0 until known */
static atomic_int sleeping;   /* workers, changed under `mutex` */
static atomic_bool quit;
static unsigned epoch; /* under `mutex`: changes to wake sleepers */
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t wake = PTHREAD_COND_INITIALIZER;

static int workers;                  /* started; this and what follows under `busy` */
static int most = TL_MAXTHREADS - 1; /* that the system lets us start */
static pthread_t worker_thread[TL_MAXTHREADS - 1];

static inline void pause_briefly(void) {
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("yield");
#endif
}

static int64_t now_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

/* ---- being stopped ---------------------------------------------------------------------------------------- */
int (*tl_poll)(void);
static __thread int may_stop, stopped, polling;
static __thread int64_t next_poll;

int tl_may_stop(int on) {
    int was = stopped;
    may_stop = on && tl_poll && !polling;
    stopped = 0;
    next_poll = 0;
    return was;
}

int tl_stopped(void) { return stopped; }

/* The handler of a signal may compute, on this thread, before it is answered. */
static int ask(void) {
    polling = 1;
    tl_scratch_aside(1);
    int answer = tl_poll();
    tl_scratch_aside(0);
    polling = 0;
    may_stop = 1;
    return answer;
}

/* For the calling thread, after each of its chunks. */
static int stop_wanted(void) {
    if (!may_stop || stopped) return stopped;
    int64_t now = now_ns();
    if (now < next_poll) return 0;
    if (next_poll) stopped = ask();
    next_poll = now_ns() + POLL_NS;
    return stopped;
}

/* ---- workers ---------------------------------------------------------------------------------------------- */
/* Claims chunks until none is left and returns how many it ran, or, for the caller, dropped. */
static int64_t run_chunks(atomic_llong *done) {
    int64_t count = 0;
    for (; atomic_load_explicit(&left, memory_order_relaxed) > 0; count++) {
        int64_t claim = atomic_fetch_sub_explicit(&left, 1, memory_order_acquire);
        if (claim <= 0) break;
        job.task(job.context, job.chunks - claim);
        if (done) atomic_fetch_add_explicit(done, 1, memory_order_release);
        else if (stop_wanted()) {
            int64_t dropped = atomic_exchange(&left, 0);
            count += dropped > 0 ? dropped : 0;
        }
    }
    return count;
}

static int idle(void) { return atomic_load(&left) <= 0 && !atomic_load(&quit); }

static void spin(void) {
    for (int64_t end = now_ns() + SPIN_NS; idle() && now_ns() < end;)
        for (int i = 0; i < 32 && idle(); i++) pause_briefly();
}

static void *worker(void *unused) {
    (void)unused;
    while (!atomic_load(&quit)) {
        spin();
        if (run_chunks(&finished)) continue;
        tl_scratch_trim(4);
        pthread_mutex_lock(&mutex);
        unsigned seen = epoch;
        atomic_fetch_add(&sleeping, 1);
        while (epoch == seen && idle()) pthread_cond_wait(&wake, &mutex);
        atomic_fetch_sub(&sleeping, 1);
        pthread_mutex_unlock(&mutex);
    }
    return NULL;
}

static void wake_workers(int count) {
    pthread_mutex_lock(&mutex);
    epoch++;
    if (count >= atomic_load(&sleeping)) pthread_cond_broadcast(&wake);
    else
        while (count-- > 0) pthread_cond_signal(&wake);
    pthread_mutex_unlock(&mutex);
}

static void stop_workers(void) {
    atomic_store(&quit, 1);
    wake_workers(INT_MAX);
    while (workers > 0) pthread_join(worker_thread[--workers], NULL);
    atomic_store(&quit, 0);
}

/* After fork() the child has its calling thread only, whatever the others were doing. */
static void reset_in_child(void) {
    workers = 0;
    atomic_store(&left, 0);
    atomic_store(&finished, 0);
    atomic_store(&sleeping, 0);
    atomic_store(&quit, 0);
    atomic_store(&busy, 0);
    pthread_mutex_init(&mutex, NULL);
    pthread_cond_init(&wake, NULL);
}

static void start_workers(int count) {
    static int registered;
    if (!registered) registered = !pthread_atfork(NULL, NULL, reset_in_child);
    if (!registered) return;
    sigset_t all, before;
    sigfillset(&all); /* signals are for the program's own threads */
    pthread_sigmask(SIG_SETMASK, &all, &before);
    for (; workers < count; workers++)
        if (pthread_create(&worker_thread[workers], NULL, worker, NULL)) {
            most = workers;
            break;
        }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
}

/* ---- jobs ------------------------------------------------------------------------------------------------- */
static int min_int(int a, int b) { return a < b ? a : b; }

static int spinning(void) { return workers - atomic_load(&sleeping); }

/* One worker more than are awake, when what this job and those right before it did without pays for waking one. */
static int saved_for(int useful, double work_us) {
    static double saved_us;
    static int64_t expected_end;
    int64_t now = now_ns();
    saved_us = now - expected_end < SPIN_NS ? saved_us + work_us : work_us;
    expected_end = now + (int64_t)(work_us * 1e3);
    if (saved_us < WAKE_US || spinning() >= useful) return 0;
    saved_us = 0;
    return spinning() + 1;
}

/* How many workers the job pays to wake or start. Starts and stops workers as needed. */
static int recruit(int64_t chunks, double work_us) {
    int wanted = min_int(tl_num_threads() - 1, most);
    if (workers > wanted) stop_workers();
    int useful = chunks - 1 < wanted ? (int)(chunks - 1) : wanted;
    int earned = work_us < WAKE_US * useful ? (int)(work_us / WAKE_US) : useful;
    if (earned == 0 && work_us >= SHARE_US) earned = saved_for(min_int(useful, (int)(work_us / SHARE_US)), work_us);
    if (earned > workers) start_workers(earned);
    return min_int(earned, workers);
}

/* The calling thread's part of a job that `earned` workers, and all that spin, may share. */
static void run_shared(int64_t chunks, tl_task task, void *context, int earned) {
    job.task = task;
    job.context = context;
    job.chunks = chunks;
    atomic_store_explicit(&finished, 0, memory_order_relaxed);
    atomic_store(&left, chunks); /* before counting the sleepers: who falls asleep now sees it */
    int missing = earned - spinning();
    if (missing > 0) wake_workers(missing);
    int64_t theirs = chunks - run_chunks(NULL);
    for (int i = 0; atomic_load_explicit(&finished, memory_order_acquire) < theirs; i++)
        if (i < 2000) pause_briefly();
        else sched_yield(); /* the worker may be waiting for this very processor */
}

void tl_parallel(int64_t chunks, tl_task task, void *context, double work_us) {
    if (stopped) return;
    int worthwhile = chunks > 1 && work_us >= HOT_US && tl_num_threads() > 1;
    /* Held already: a nested call, or another thread's job is running. Then this thread does its own work. */
    if (worthwhile && !atomic_load_explicit(&busy, memory_order_relaxed) &&
        !atomic_exchange_explicit(&busy, 1, memory_order_acquire)) {
        int earned = recruit(chunks, work_us), shared = earned > 0 || spinning() > 0;
        if (shared) run_shared(chunks, task, context, earned);
        atomic_store_explicit(&busy, 0, memory_order_release);
        if (shared) return;
    }
    for (int64_t i = 0; i < chunks; i++) {
        task(context, i);
        if (stop_wanted()) return;
    }
}

/* ---- how many threads ------------------------------------------------------------------------------------- */
static int allowed_cpus(void) {
#ifdef __linux__
    cpu_set_t set;
    if (!sched_getaffinity(0, sizeof set, &set)) return CPU_COUNT(&set); /* fails beyond 1024 processors */
#endif
    long n = sysconf(_SC_NPROCESSORS_ONLN);
    return n > 0 ? (int)n : 1;
}

/* Scans numbers from the file dir/name; returns how many were there. */
static int scan_file(const char *dir, const char *name, double *first, double *second) {
    char path[PATH_MAX + 64];
    snprintf(path, sizeof path, "%s/%s", dir, name);
    FILE *f = fopen(path, "r");
    if (!f) return 0;
    int count = fscanf(f, "%lf %lf", first, second);
    fclose(f);
    return count;
}

/* Processors granted by the control group at `dir`, at most n. No quota is "max" in version 2 and -1 in version 1. */
static int quota_in(const char *dir, int n) {
    double quota, period, none;
    if (scan_file(dir, "cpu.max", &quota, &period) != 2 && (scan_file(dir, "cpu.cfs_quota_us", &quota, &none) != 1 ||
                                                            scan_file(dir, "cpu.cfs_period_us", &period, &none) != 1))
        return n;
    double cpus = ceil(quota / period);
    return quota > 0 && period > 0 && cpus < n ? (int)cpus : n;
}

/* The least quota of this process's control groups: those /proc/self/cgroup names, their parents, and the root,
 * which in a container is the group itself. */
static int quota_cpus(int n) {
    char line[PATH_MAX], dir[PATH_MAX + 32];
    n = quota_in("/sys/fs/cgroup", quota_in("/sys/fs/cgroup/cpu", n));
    FILE *f = fopen("/proc/self/cgroup", "r");
    if (!f) return n;
    while (fgets(line, sizeof line, f)) { /* id:controllers:/path */
        line[strcspn(line, "\n")] = 0;
        char *controllers = strchr(line, ':'), *path = controllers ? strchr(controllers + 1, ':') : NULL;
        if (!path) continue;
        *path++ = 0;
        int unified = !*++controllers;
        if (!unified && strcmp(controllers, "cpu") && strncmp(controllers, "cpu,", 4)) continue;
        for (char *end; (end = strrchr(path, '/')); *end = 0) {
            snprintf(dir, sizeof dir, "/sys/fs/cgroup%s%s", unified ? "" : "/cpu", path);
            n = quota_in(dir, n);
        }
    }
    fclose(f);
    return n;
}

int tl_default_threads(void) {
    const char *text = getenv("TENSORLAB_NUM_THREADS");
    if (text) {
        char *end;
        long n = strtol(text, &end, 10);
        if (end != text && !*end && n >= 1) return n < TL_MAXTHREADS ? (int)n : TL_MAXTHREADS;
    }
    int n = quota_cpus(allowed_cpus());
    return n < 1 ? 1 : min_int(n, TL_MAXTHREADS);
}

int tl_num_threads(void) {
    int n = atomic_load_explicit(&threads, memory_order_relaxed);
    if (n) return n;
    int unknown = 0;
    n = tl_default_threads();
    return atomic_compare_exchange_strong(&threads, &unknown, n) ? n : unknown;
}

void tl_set_num_threads(int n) { atomic_store(&threads, n < 1 ? 1 : min_int(n, TL_MAXTHREADS)); }
