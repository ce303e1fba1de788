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


# ---- random numbers
def answer_of_child(function):
    """What `function` gives in a forked child."""
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            signal.alarm(60)
            os.close(reader)
            os.write(writer, repr(function()).encode())
            status = 0
        finally:
            os._exit(status)
    os.close(writer)
    with os.fdopen(reader, "rb") as file:
        answer = file.read().decode()
    assert os.waitpid(pid, 0)[1] == 0
    return answer


def draws():
    return tl.random.random(3).tolist()


def dropped():
    return tl.nn.functional.dropout(tl.ones(64), 0.5).tolist()


def first_layer():
    return tl.nn.Linear(3, 3).weight.tolist()


def shuffled():
    return [x.tolist() for (x,) in tl.data.batches(range(20), shuffle=True, batch_size=5)]


def split():
    return tl.data.train_test_split(list(range(30)))[1].tolist()


@pytest.mark.parametrize("function", [draws, dropped, first_layer, shuffled, split])
def test_parent_and_children_draw_different_numbers(function):
    def run():
        tl.random.seed(3)
        before = function()
        children = [answer_of_child(function) for _ in range(3)]
        children.append(answer_of_child(lambda: answer_of_child(function)).strip('"'))
        return [repr(before), *children, repr(function())]

    first = run()
    assert len(set(first)) == len(first)
    assert run() == first  # a seed repeats them all
    tl.random.seed(3)
    assert [repr(function()), repr(function())] == [first[0], first[-1]]  # the parent's go on undisturbed


def test_a_held_generator_is_the_childs_own():
    tl.random.seed(5)
    shared, own = tl.random.get_generator(), tl.random.default_rng(5)
    child = answer_of_child(lambda: (shared.random(), own.random()))
    here = shared.random(), own.random()
    assert float(child.split(",")[0][1:]) != here[0] and float(child.split(",")[1][:-1]) == here[1]


def test_a_child_seeds_as_it_likes():
    tl.random.seed(5)
    here = draws()

    def seeded():
        tl.random.seed(5)
        return draws()

    assert answer_of_child(seeded) == repr(here)


def test_bit_generators_without_a_seed_sequence():
    def run():
        bits = np.random.MT19937()
        bits.state = np.random.RandomState(7).get_state(legacy=False)
        legacy = np.random.RandomState(bits)._bit_generator
        tl.random.seed(np.random.Generator(legacy))
        return [answer_of_child(draws), answer_of_child(draws), repr(draws())]

    assert len(set(run())) == 3


def unseeded(_):
    return draws()


def test_workers_of_a_pool_draw_different_numbers():
    tl.random.seed(1)
    with multiprocessing.get_context("fork").Pool(3, maxtasksperchild=1) as pool:
        answers = pool.map(unseeded, range(6), chunksize=1)
        sizes = pool.map(tl.random.random, [2] * 6, chunksize=1)
    drawn = {tuple(answer) for answer in answers}
    assert len(drawn) == 6 and tuple(draws()) not in drawn
    assert len({tuple(answer.tolist()) for answer in sizes}) == 6


def test_an_unseeded_parent_leaves_the_seed_to_the_system():
    text = """
import os, sys
import tensorlab as tl
r, w = os.pipe()
for _ in range(2):
    if os.fork() == 0:
        os.write(w, repr(tl.random.random()).encode().ljust(32)); os._exit(0)
    os.wait()
print(os.read(r, 64).decode().split(), tl.random.random())
"""
    run = subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, timeout=60)
    assert run.returncode == 0, run.stderr
    assert len(set(run.stdout.replace("[", " ").replace("]", " ").replace(",", " ").split())) == 3


def test_the_process_ends_while_workers_sleep():
    text = "import tensorlab as tl; tl.set_num_threads(4); print(tl.sum(tl.ones(600_000)).item())"
    run = subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, timeout=60)
    assert run.returncode == 0 and run.stdout.strip() == "600000.0" and run.stderr == ""
