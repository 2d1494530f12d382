"""Reader processes: what they answer, what they may not do, and that nobody else notices when one is ended."""

from __future__ import annotations

import os
import resource
import signal
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from store.answer import Answer
from store.directory import DataDirectory
from store.errors import (
    ClientGone,
    MemoryExceeded,
    ReaderError,
    ReaderFailed,
    ReaderLost,
    ReadersBusy,
    ResultTooLarge,
    TimeExceeded,
)
from store.reader_limits import ReaderLimits
from store.reader_process import Job, Order
from store.readers import WHOLE, Readers
from store.snapshots import current
from store.turns import Shares
from store.writer import open_writer
from tests.store import reader_jobs as jobs
from tests.store.processes import line, python
from tests.store.states import commit, fact, iri

MEMORY = 1 << 30
SHARES = Shares(places=2, per_client=2, wait=5, seconds_per_minute=1000)
LIMITS = ReaderLimits(SHARES, seconds=1.0, memory=MEMORY, result=200_000_000, spooled=100_000_000)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> DataDirectory:
    """Give a data directory with one snapshot, which tests only read."""
    directory = DataDirectory.create(tmp_path_factory.mktemp("read") / "data")
    publish(directory, 1)
    return directory


@pytest.fixture(scope="module")
def readers(published: DataDirectory) -> Iterator[Readers]:
    made = Readers(published, LIMITS, preload=("tests.store.reader_jobs",))
    made.start()
    yield made
    made.close()


def publish(directory: DataDirectory, *values: object) -> str:
    with open_writer(directory) as writer:
        commit(writer, {iri("graph"): [fact("it", value) for value in values]})
        return writer.publish()


def order(directory: DataDirectory, job: Job, arguments: object = None, seconds: float = LIMITS.seconds) -> Order:
    return Order(job, arguments, current(directory) or "", seconds)


def run(readers: Readers, job: Job, arguments: object = None, **how: float) -> Answer:
    return readers.run(order(readers.directory, job, arguments, **how))


def size(answer: Answer) -> int:
    return sum(len(piece) for piece in answer)


def own_memory() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()


# What they answer


def test_a_job_runs_in_another_process_over_the_snapshot_that_is_named(readers: Readers) -> None:
    answer = run(readers, jobs.say, "hello")
    assert (answer.body, answer.head["snapshot"]) == (b"hello", "000001")
    assert answer.head["pid"] != os.getpid()


def test_a_process_is_used_again(readers: Readers) -> None:
    pids = {run(readers, jobs.say, "hello").head["pid"] for _ in range(20)}
    assert len(pids) <= SHARES.places + 1


def test_two_jobs_run_at_once(readers: Readers) -> None:
    begun = time.monotonic()
    with ThreadPoolExecutor(2) as pool:
        assert {answer.body for answer in pool.map(lambda _: run(readers, jobs.sleep, 0.6), range(2))} == {b"slept"}
    assert time.monotonic() - begun < 1.1


def test_a_new_snapshot_is_taken_up_and_the_old_one_let_go(folder: Path) -> None:
    directory = DataDirectory.create(folder / "data")
    readers = Readers(directory, LIMITS)
    try:
        for number in range(1, 9):
            publish(directory, *range(number))
            assert run(readers, jobs.count, iri("graph").value).body == str(number).encode()
        assert len(list(directory.snapshots.iterdir())) <= 5
    finally:
        readers.close()


def test_a_process_that_idles_over_an_old_snapshot_lets_it_go(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("store.readers._TIDY_EVERY_S", 0.05)
    directory = DataDirectory.create(folder / "data")
    readers = Readers(directory, LIMITS)
    try:
        publish(directory, 1)
        with ThreadPoolExecutor(2) as pool:
            both = {answer.head["pid"] for answer in pool.map(lambda _: run(readers, jobs.sleep, 0.4), range(2))}
        publish(directory, 2)
        still = run(readers, jobs.say, "hello").head["pid"]
        (idle,) = both - {still}
        eventually(lambda: not Path(f"/proc/{idle}").exists())
        assert run(readers, jobs.say, "hello").head["snapshot"] == "000002"
    finally:
        readers.close()


def test_a_large_answer_comes_in_pieces_and_memory_stays_flat(readers: Readers) -> None:
    run(readers, jobs.pour, 10_000_000).close()
    before = own_memory()
    most = total = 0
    answer = run(readers, jobs.pour, 150_000_000)
    for piece in answer:
        total += len(piece)
        most = max(most, own_memory())
    assert answer.body is None
    assert total == 150_000_000 // 65_536 * 65_536
    assert most - before < 20_000_000


# What they may not do


def test_a_job_past_its_time_is_ended_and_the_next_one_runs(readers: Readers) -> None:
    begun = time.monotonic()
    with pytest.raises(TimeExceeded, match="more than 1 s"):
        run(readers, jobs.sleep, 60)
    late = time.monotonic()
    assert late - begun < LIMITS.seconds + 0.5
    assert run(readers, jobs.say, "next").body == b"next"
    assert time.monotonic() - late < 0.5


def test_a_job_past_its_time_is_ended_while_its_answer_is_read(readers: Readers) -> None:
    answer = run(readers, jobs.pour, 190_000_000, seconds=0.03)
    with pytest.raises(TimeExceeded):
        size(answer)


@pytest.mark.parametrize(
    ("job", "arguments", "error"),
    [
        (jobs.crash, None, ReaderLost),
        (jobs.dig, 60_000, ReaderLost),
        (jobs.eat, None, MemoryExceeded),
        (jobs.pour_and_raise, 0, ReaderFailed),
    ],
    ids=["a crash", "a stack too deep", "too much memory", "an error"],
)
def test_a_job_that_ends_badly_is_an_error_and_the_next_one_runs(
    readers: Readers, job: Job, arguments: object, error: type[ReaderError]
) -> None:
    with pytest.raises(error):
        run(readers, job, arguments, seconds=20)
    begun = time.monotonic()
    assert run(readers, jobs.say, "next").body == b"next"
    assert time.monotonic() - begun < 0.5


def test_the_stack_is_large_enough_for_eight_times_what_is_allowed(readers: Readers) -> None:
    assert run(readers, jobs.dig, 800).head == {"rows": 1}


def test_an_answer_that_is_too_large_is_cut_and_never_ends_as_if_it_were_whole(readers: Readers) -> None:
    answer = run(readers, jobs.pour, 300_000_000, seconds=20)
    with pytest.raises(ResultTooLarge, match="200,000,000 bytes"):
        size(answer)


def test_an_error_after_the_beginning_was_given_is_raised_to_who_reads(readers: Readers) -> None:
    answer = run(readers, jobs.pour_and_raise, 10 * WHOLE)
    with pytest.raises(ReaderFailed, match="at the end"):
        size(answer)


def test_no_reader_reaches_a_network(readers: Readers) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.1)
        said = run(readers, jobs.reach_out, listener.getsockname()[1], seconds=5).head["said"]
        with pytest.raises(TimeoutError):
            listener.accept()
    assert said == ["PermissionError"] * 3
    assert readers.state().offline is True


def test_no_reader_leaves_a_core_file_or_knows_our_settings(
    readers: Readers, monkeypatch: pytest.MonkeyPatch, published: DataDirectory
) -> None:
    monkeypatch.setenv("COUNTERCLAIM_SECRET", "x")
    fresh = Readers(published, LIMITS)
    try:
        assert run(fresh, jobs.leave_core).head == {"core": [0, 0], "ours": []}
    finally:
        fresh.close()


# Who leaves, and who is slow


def test_a_client_that_leaves_before_the_answer_begins_frees_its_reader(readers: Readers) -> None:
    begun = time.monotonic()
    with pytest.raises(ClientGone):
        readers.run(order(readers.directory, jobs.sleep, 60, 30), wanted=lambda: time.monotonic() < begun + 0.2)
    assert time.monotonic() - begun < 1
    assert readers.state().running == 0


def test_a_client_that_leaves_in_the_middle_frees_its_reader(readers: Readers) -> None:
    answer = run(readers, jobs.pour, 190_000_000, seconds=20)
    next(iter(answer))
    answer.close()
    eventually(lambda: readers.state().running == 0)
    assert run(readers, jobs.say, "next").body == b"next"


def test_a_slow_client_holds_no_reader(readers: Readers) -> None:
    answers = [run(readers, jobs.pour, 20_000_000) for _ in range(4)]
    eventually(lambda: readers.state().running == 0)
    assert run(readers, jobs.say, "next").body == b"next"
    assert {size(answer) for answer in answers} == {20_000_000 // 65_536 * 65_536}


def test_slow_clients_fill_the_disk_no_further_than_they_may_and_all_is_given_back(readers: Readers) -> None:
    slow = run(readers, jobs.pour, 190_000_000)
    eventually(lambda: readers.state().running == 0)
    with pytest.raises(TimeExceeded):
        size(slow)
    assert size(run(readers, jobs.pour, 90_000_000)) > 0


def eventually(true: object, within: float = 5.0) -> None:
    end = time.monotonic() + within
    while not true():  # type: ignore[operator]  # a function without arguments
        assert time.monotonic() < end
        time.sleep(0.01)


# Processes that end


def test_a_reader_that_is_killed_while_it_is_idle_is_noticed_by_nobody(readers: Readers) -> None:
    for _ in range(3):
        os.kill(int(str(run(readers, jobs.say, "hello").head["pid"])), signal.SIGKILL)
        time.sleep(0.05)
        assert run(readers, jobs.say, "next").body == b"next"


def test_a_job_that_runs_for_long_lets_others_go_first(readers: Readers) -> None:
    with ThreadPoolExecutor(1) as pool:
        long = pool.submit(run, readers, jobs.say_how_nice, 0.9, seconds=5)
        assert run(readers, jobs.say_how_nice, 0).head == {"nice": 0}
        assert long.result().head == {"nice": 5}
    assert run(readers, jobs.say_how_nice, 0).head == {"nice": 0}


def test_a_process_that_keeps_too_much_makes_place_for_another(readers: Readers) -> None:
    pids = {run(readers, jobs.hoard, MEMORY // 3, seconds=20).head["pid"] for _ in range(5)}
    assert len(pids) == 5
    pids = {run(readers, jobs.hoard, 1000).head["pid"] for _ in range(5)}
    assert len(pids) < 5


def test_a_reader_that_is_killed_at_work_is_an_error_for_its_client_alone(readers: Readers) -> None:
    pid = int(str(run(readers, jobs.say, "hello").head["pid"]))
    threading.Timer(0.2, os.kill, (pid, signal.SIGKILL)).start()
    with pytest.raises(ReaderLost):
        run(readers, jobs.sleep, 0.9)
    assert run(readers, jobs.say, "next").body == b"next"


FRONT = """
import sys, threading, time
from store.answer import Answer
from store.directory import DataDirectory
from store.reader_process import Order
from store.reader_limits import ReaderLimits
from store.readers import Readers
from store.snapshots import current
from tests.store import reader_jobs as jobs
directory = DataDirectory.open(sys.argv[1])
readers = Readers(directory, ReaderLimits())
name = current(directory)
pid = readers.run(Order(jobs.say, "hello", name, 10)).head["pid"]
print(pid, flush=True)
threading.Thread(target=readers.run, args=(Order(getattr(jobs, sys.argv[2]), 60, name, 1),), daemon=True).start()
time.sleep(0.3)
print("at work", flush=True)
time.sleep(60)
"""


@pytest.mark.parametrize("job", ["say", "sleep", "hold_the_interpreter"])
def test_readers_end_when_the_front_is_killed(published: DataDirectory, job: str) -> None:
    with python(FRONT, published.path, job) as front:
        pid = int(line(front))
        assert line(front) == "at work"
        front.kill()
        eventually(lambda: not Path(f"/proc/{pid}").exists(), within=6)


# Turns


def test_too_many_who_wait_and_who_wait_too_long_are_told_to_come_again(published: DataDirectory) -> None:
    shares = Shares(places=1, per_client=1, waiting=2, waiting_per_client=1, wait=0.3, seconds_per_minute=1000)
    readers = Readers(published, ReaderLimits(shares, seconds=5))
    try:
        run(readers, jobs.say, "warm")
        with ThreadPoolExecutor(5) as pool:
            running = pool.submit(readers.run, order(published, jobs.sleep, 1, 5), "a")
            eventually(lambda: readers.state().running == 1)
            waits = [pool.submit(readers.run, order(published, jobs.say, "x"), each) for each in "bc"]
            eventually(lambda: readers.state().waiting == 2)
            with pytest.raises(ReadersBusy, match="2 queries wait already") as refused:
                readers.run(order(published, jobs.say, "x"), "d")
            assert refused.value.retry_after > 0
            for each in waits:
                with pytest.raises(ReadersBusy, match=r"no reader was free for 0\.3 s"):
                    each.result()
            assert running.result().body == b"slept"
    finally:
        readers.close()


def test_a_process_that_cannot_start_is_said_and_not_waited_for_for_ever(
    published: DataDirectory, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("store.readers._START_WITHIN_S", 0.5)
    readers = Readers(published, LIMITS, preload=("no.such.module",))
    try:
        with pytest.raises(ReadersBusy, match="no reader process could be started"):
            run(readers, jobs.say, "hello")
        eventually(lambda: "cannot start a reader" in caplog.text)
    finally:
        readers.close()
