/* The thread pool: every chunk exactly once, whoever calls, from wherever, and after fork(). */
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness.h"

enum { MAX_CHUNKS = 5000 };

typedef struct {
    atomic_int runs[MAX_CHUNKS];
    pthread_t caller;
    atomic_int by_others, nested_by_others;
    int nested, spin;
} tally;

static void count_task(void *context, int64_t chunk) {
    tally *t = context;
    for (volatile int i = 0; i < t->spin; i++) {
    }
    atomic_fetch_add(&t->runs[chunk], 1);
    if (!pthread_equal(pthread_self(), t->caller)) atomic_fetch_add(&t->by_others, 1);
    if (t->nested) {
        tally *inner = must_alloc(sizeof *inner);
        memset(inner, 0, sizeof *inner);
        inner->caller = pthread_self();
        tl_parallel(7, count_task, inner, 1e6);
        int good = 0;
        for (int i = 0; i < 8; i++) good += inner->runs[i] == (i < 7);
        if (good != 8) atomic_fetch_add(&t->runs[chunk], 100);
        atomic_fetch_add(&t->nested_by_others, inner->by_others);
        free(inner);
    }
}

/* Runs one job; returns whether every chunk ran once. */
static int run_job(tally *t, int64_t chunks, double work_us, int nested, int spin) {
    memset(t, 0, sizeof *t);
    t->caller = pthread_self();
    t->nested = nested;
    t->spin = spin;
    tl_parallel(chunks, count_task, t, work_us);
    for (int64_t i = 0; i < MAX_CHUNKS; i++)
        if (t->runs[i] != (i < chunks)) return 0;
    return 1;
}

static int run_new_job(int64_t chunks, double work_us, int nested, int spin) {
    tally *t = must_alloc(sizeof *t);
    int good = run_job(t, chunks, work_us, nested, spin);
    free(t);
    return good;
}

static void test_chunks(void) {
    static const int64_t chunks[] = {0, 1, 2, 3, 17, 1000, MAX_CHUNKS};
    static const double work[] = {0, 1, 10, 100, 1e6};
    for (int threads = 1; threads <= 5; threads++) {
        tl_set_num_threads(threads);
        CHECK_EQ(tl_num_threads(), threads);
        for (int i = 0; i < 7; i++)
            for (int j = 0; j < 5; j++) {
                CHECK(run_new_job(chunks[i], work[j], 0, 0));
                CHECK(run_new_job(chunks[i] % 100, work[j], 1, 0));
            }
    }
}

/* Calls from inside a shared job stay on their thread. */
static void test_nested_runs_inline(void) {
    tally *t = must_alloc(sizeof *t);
    tl_set_num_threads(3);
    for (int i = 0; i < 20; i++) {
        CHECK(run_job(t, 50, 1e5, 1, 1000));
        CHECK_EQ(t->nested_by_others, 0);
    }
    free(t);
}

static void test_workers_help(void) {
    tally *t = must_alloc(sizeof *t);
    tl_set_num_threads(4);
    int helped = 0;
    for (double end = now_seconds() + 20; !helped && now_seconds() < end;) {
        CHECK(run_job(t, 500, 1e5, 0, 20000));
        helped = t->by_others > 0;
    }
    CHECK(helped);
    tl_set_num_threads(1);
    CHECK(run_job(t, 500, 1e5, 0, 0));
    CHECK_EQ(t->by_others, 0);
    free(t);
}

static void note_thread(void *context, int64_t chunk) {
    ((pthread_t *)context)[chunk] = pthread_self();
    /* gives every worker the chance of a chunk, and leaves them spinning, not asleep, for the next job */
    for (double end = now_seconds() + 3e-5; now_seconds() < end;) sched_yield();
}

/* Fewer threads asked for means fewer threads used, though more have been started. */
static void test_fewer_threads(void) {
    enum { CHUNKS = 60 };
    static pthread_t by[CHUNKS], seen[CHUNKS];
    static const int threads[] = {6, 2, 4, 3};
    for (int i = 0; i < 4; i++) {
        tl_set_num_threads(threads[i]);
        for (int repeat = 0; repeat < 10; repeat++) {
            int distinct = 0;
            tl_parallel(CHUNKS, note_thread, by, 1e5);
            for (int c = 0; c < CHUNKS; c++) {
                int known = 0;
                for (int j = 0; j < distinct; j++) known |= pthread_equal(by[c], seen[j]);
                if (!known) seen[distinct++] = by[c];
            }
            CHECK_MSG(distinct <= threads[i], "%d threads of %d", distinct, threads[i]);
        }
    }
}

static void test_limits(void) {
    tl_set_num_threads(0);
    CHECK_EQ(tl_num_threads(), 1);
    tl_set_num_threads(1 << 30);
    CHECK_EQ(tl_num_threads(), TL_MAXTHREADS);
    tl_set_num_threads(2);
}

static void test_default(void) {
    unsetenv("TENSORLAB_NUM_THREADS");
    int automatic = tl_default_threads();
    CHECK(automatic >= 1 && automatic <= TL_MAXTHREADS);
    CHECK(automatic <= sysconf(_SC_NPROCESSORS_ONLN));
    setenv("TENSORLAB_NUM_THREADS", "3", 1);
    CHECK_EQ(tl_default_threads(), 3);
    setenv("TENSORLAB_NUM_THREADS", "100000", 1);
    CHECK_EQ(tl_default_threads(), TL_MAXTHREADS);
    static const char *const invalid[] = {"", "0", "-2", "many", "3x", "2.5"};
    for (int i = 0; i < 6; i++) {
        setenv("TENSORLAB_NUM_THREADS", invalid[i], 1);
        CHECK_MSG(tl_default_threads() == automatic, "\"%s\"", invalid[i]);
    }
    unsetenv("TENSORLAB_NUM_THREADS");
}

/* ---- several callers ----------------------------------------------------------------------------------------- */
typedef struct {
    double until;
    int jobs, good, changes_threads;
    uint64_t seed;
} caller;

static void *call_repeatedly(void *argument) {
    caller *c = argument;
    tally *t = must_alloc(sizeof *t);
    while (now_seconds() < c->until || c->jobs < 5) {
        uint64_t r = c->seed = c->seed * 6364136223846793005u + 1442695040888963407u;
        double work[] = {1, 5, 30, 100, 1000, 1e5};
        if (c->changes_threads && r >> 20 & 1) tl_set_num_threads(1 + (int)(r >> 40) % 6);
        c->good += run_job(t, (int64_t)(r >> 33) % (r >> 32 & 1 ? 20 : MAX_CHUNKS), work[(r >> 50) % 6], (r >> 60) == 0,
                           (int)(r >> 45) % 50);
        c->jobs++;
        if ((r >> 55) % 16 == 0) usleep(200); /* lets the workers fall asleep */
    }
    free(t);
    return NULL;
}

static void test_concurrent_callers(double seconds) {
    enum { CALLERS = 4 };
    pthread_t thread[CALLERS];
    caller callers[CALLERS];
    double until = now_seconds() + seconds;
    for (int i = 0; i < CALLERS; i++) {
        callers[i] = (caller){.until = until, .changes_threads = i == 0, .seed = (uint64_t)i + 1};
        CHECK(pthread_create(&thread[i], NULL, call_repeatedly, &callers[i]) == 0);
    }
    for (int i = 0; i < CALLERS; i++) {
        pthread_join(thread[i], NULL);
        CHECK_EQ(callers[i].good, callers[i].jobs);
    }
}

static void test_one_caller(double seconds) {
    caller c = {.until = now_seconds() + seconds, .changes_threads = 0, .seed = 99};
    tl_set_num_threads(2);
    call_repeatedly(&c);
    CHECK_EQ(c.good, c.jobs);
}

/* ---- being stopped --------------------------------------------------------------------------------------------- */
static int asked, stop_at; /* by the one thread that may be stopped */

static int answer(void) { return ++asked == stop_at; }

/* The slots of a kernel are its own, whatever computes while it is asked. */
static void *held;
static int disturb(void) {
    asked++;
    char *other = tl_scratch(0, 5000);
    CHECK(other && other != held);
    memset(other, 1, 5000);
    tl_may_stop(1); /* a whole job within the question, which nobody stops */
    CHECK(run_new_job(200, 1e5, 1, 1000));
    CHECK_EQ(tl_may_stop(0), 0);
    tl_empty_cache();
    return asked == stop_at;
}

static void slow_task(void *context, int64_t chunk) {
    atomic_fetch_add((atomic_llong *)context + chunk, 1);
    usleep(20000);
}

enum { SLOW_CHUNKS = 60 };

/* How many chunks ran, each at most once. */
static int run_slowly(void) {
    static atomic_llong runs[SLOW_CHUNKS];
    memset(runs, 0, sizeof runs);
    tl_parallel(SLOW_CHUNKS, slow_task, runs, 1e6);
    int count = 0;
    for (int i = 0; i < SLOW_CHUNKS; i++) {
        CHECK(runs[i] <= 1);
        count += (int)runs[i];
    }
    return count;
}

static void stop_job(int threads, int at) {
    asked = 0, stop_at = at;
    tl_set_num_threads(threads);
    tl_may_stop(1);
    CHECK_EQ(tl_stopped(), 0);
    int count = run_slowly();
    CHECK_EQ(asked, at);
    CHECK(tl_stopped());
    CHECK_MSG(count > 0 && count < SLOW_CHUNKS, "(%d chunks)", count);
    CHECK_EQ(run_slowly(), 0); /* what belongs to the same work is dropped */
    CHECK(tl_may_stop(0) == 1);
    CHECK_EQ(tl_may_stop(0), 0);
    CHECK(run_new_job(MAX_CHUNKS, 1e5, 0, 0));
    CHECK_EQ(asked, at);
}

static void *not_asked(void *unused) {
    (void)unused;
    int before = asked;
    CHECK_EQ(run_slowly(), SLOW_CHUNKS);
    CHECK_EQ(asked, before);
    return NULL;
}

static void test_stopping(void) {
    pthread_t thread;
    tl_may_stop(1); /* nobody to ask */
    CHECK_EQ(run_slowly(), SLOW_CHUNKS);
    CHECK_EQ(tl_may_stop(0), 0);
    tl_poll = answer;
    for (int threads = 1; threads <= 3; threads++)
        for (int at = 1; at <= 2; at++) stop_job(threads, at);
    asked = 0, stop_at = 0;
    CHECK_EQ(run_slowly(), SLOW_CHUNKS); /* not to be stopped: not asked */
    CHECK_EQ(asked, 0);
    tl_may_stop(1);
    CHECK_EQ(run_slowly(), SLOW_CHUNKS); /* asked, and answered no */
    CHECK(asked > 0);
    CHECK_EQ(tl_may_stop(0), 0);
    tl_may_stop(1); /* means this thread only */
    CHECK(pthread_create(&thread, NULL, not_asked, NULL) == 0);
    pthread_join(thread, NULL);
    tl_may_stop(0);
    tl_poll = disturb;
    for (int threads = 1; threads <= 3; threads++) {
        held = tl_scratch(0, 3000);
        memset(held, 7, 3000);
        stop_job(threads, 2);
        int same = 0;
        for (int i = 0; i < 3000; i++) same += ((char *)held)[i] == 7;
        CHECK_EQ(same, 3000);
        CHECK(tl_scratch(0, 3000) == held);
    }
    tl_poll = NULL;
}

/* ---- fork ------------------------------------------------------------------------------------------------------ */
/* The child's exit status, or -1 when it had to be killed. */
static int child_status(pid_t child) {
    int status;
    for (int i = 0; i < 2000; i++) {
        if (waitpid(child, &status, WNOHANG) == child) return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
        usleep(10000);
    }
    kill(child, SIGKILL);
    waitpid(child, &status, 0);
    return -1;
}

static int child_work(void) {
    int good = 1;
    for (int i = 0; i < 20; i++) good &= run_new_job(300, 1e5, i & 1, 100);
    tl_set_num_threads(2);
    for (int i = 0; i < 20; i++) good &= run_new_job(300, 1e5, 0, 100);
    return good;
}

HELPER void test_fork(void) {
    tl_set_num_threads(4);
    for (int round = 0; round < 3; round++) {
        CHECK(run_new_job(100, 1e5, 0, 100));
        if (round == 1) usleep(100000); /* fork beside sleeping workers too */
        pid_t child = fork();
        if (child == 0) {
            pid_t grandchild = fork();
            if (grandchild == 0) _exit(child_work() ? 0 : 1);
            _exit(child_work() && child_status(grandchild) == 0 ? 0 : 1);
        }
        CHECK(child > 0);
        for (int i = 0; i < 20; i++) CHECK(run_new_job(300, 1e5, 0, 100));
        CHECK_EQ(child_status(child), 0);
        CHECK(run_new_job(100, 1e5, 0, 100));
    }
}

/* fork() while another thread is in the middle of a job. */
HELPER void test_fork_beside_callers(void) {
    pthread_t thread;
    caller c = {.until = now_seconds() + 0.4, .seed = 5};
    CHECK(pthread_create(&thread, NULL, call_repeatedly, &c) == 0);
    for (int i = 0; i < 4; i++) {
        usleep(20000);
        pid_t child = fork();
        if (child == 0) _exit(child_work() ? 0 : 1);
        CHECK_EQ(child_status(child), 0);
    }
    pthread_join(thread, NULL);
    CHECK_EQ(c.good, c.jobs);
}

int main(void) {
    test_default();
    test_limits();
    test_chunks();
    test_nested_runs_inline();
    test_workers_help();
    test_fewer_threads();
    test_concurrent_callers(1.0);
    test_one_caller(0.5);
    test_stopping();
#ifndef __SANITIZE_THREAD__ /* which forbids new threads in the child of a process with several */
    test_fork();
    test_fork_beside_callers();
#endif
    return test_report("pool");
}
