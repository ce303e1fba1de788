"""Processes made by fork while the library and its threads are in use."""

import multiprocessing
import os
import signal
import subprocess
import sys
import threading

import numpy as np
import pytest

import tensorlab as tl

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
N = 600_000


def work():
    """Everything that uses threads, scratch memory and the allocator's cache; the answer is known."""
    x = tl.arange(float(N))
    assert tl.sum(x).item() == N * (N - 1) / 2
    assert (tl.exp(-x) + 1).max().item() == 2.0
    a = tl.ones((300, 300), requires_grad=True)
    (a @ a).sum().backward()
    assert (a.grad == 600).all()
    image = tl.ones((8, 4, 32, 32), dtype="float32")
    assert tl.nn.functional.conv2d(image, tl.ones((8, 4, 3, 3), dtype="float32")).max().item() == 36.0
    return True


def in_child(function, seconds=60):
    """Runs `function` in a forked child; its exit status, or a failure when it hangs."""
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            signal.alarm(seconds)  # a deadlock ends the child
            status = 0 if function() else 2
        finally:
            os._exit(status)
    return os.waitpid(pid, 0)[1]


@pytest.mark.parametrize("threads", [1, 2, 4])
def test_a_child_computes_with_threads(threads):
    with tl.num_threads(threads):
        work()
        assert in_child(work) == 0
        work()


def test_children_of_children():
    with tl.num_threads(3):
        work()
        assert in_child(lambda: work() and in_child(lambda: work() and in_child(work) == 0) == 0) == 0
        work()


def test_many_children_at_once():
    with tl.num_threads(2):
        work()
        pids = []
        for _ in range(4):
            pid = os.fork()
            if pid == 0:
                status = 1
                try:
                    signal.alarm(60)
                    status = 0 if work() else 2
                finally:
                    os._exit(status)
            pids.append(pid)
        work()
        assert [os.waitpid(pid, 0)[1] for pid in pids] == [0] * 4


def test_fork_while_another_thread_computes():
    stop = threading.Event()
    failures = []

    def busy():
        try:
            while not stop.is_set():
                tl.sum(tl.exp(tl.ones(N)))
        except BaseException as error:
            failures.append(error)

    with tl.num_threads(2):
        t = threading.Thread(target=busy)
        t.start()
        try:
            for _ in range(5):
                assert in_child(lambda: tl.sum(tl.ones(N)).item() == N) == 0
        finally:
            stop.set()
            t.join()
        work()
    assert failures == []


def test_fork_inside_no_grad_and_of_shared_values():
    x = tl.full(1000, 3.0)
    with tl.no_grad():
        assert in_child(lambda: not tl.is_grad_enabled() and x.sum().item() == 3000.0) == 0

    def change():
        x.fill(4.0)  # the child's own memory
        return x.sum().item() == 4000.0

    assert in_child(change) == 0
    assert x.sum().item() == 3000.0


def square_sum(seed):
    x = tl.random.default_rng(seed).normal(size=N)
    return tl.sum(x * x).item(), tl.array([1.0, 2.0])


def test_multiprocessing():
    work()
    with multiprocessing.get_context("fork").Pool(2) as pool:
        answers = pool.map(square_sum, range(4))
    for seed, (value, t) in enumerate(answers):
        assert value == square_sum(seed)[0]  # the same bits as here
        assert t.tolist() == [1.0, 2.0]
        assert value == pytest.approx((np.random.default_rng(seed).normal(size=N) ** 2).sum(), rel=1e-12)


def test_the_process_ends_while_workers_sleep():
    text = "import tensorlab as tl; tl.set_num_threads(4); print(tl.sum(tl.ones(600_000)).item())"
    run = subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, timeout=60)
    assert run.returncode == 0 and run.stdout.strip() == "600000.0" and run.stderr == ""
