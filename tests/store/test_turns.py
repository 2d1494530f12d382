"""Turns: how many run, who comes next, who has had enough."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from store.errors import ReadersBusy
from store.turns import Shares, Turns


def always() -> bool:
    return True


def eventually(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 5
    while not true():
        assert time.monotonic() < end
        time.sleep(0.002)


def test_no_more_run_at_once_than_there_are_places_and_of_one_client_than_its_share() -> None:
    turns = Turns(Shares(places=3, per_client=2, wait=0.01))
    assert [turns.take(client, always) for client in "aab"] == [True] * 3
    with pytest.raises(ReadersBusy):
        turns.take("c", always)
    turns.give_back("b", 0)
    with pytest.raises(ReadersBusy):
        turns.take("a", always)
    assert turns.take("c", always)
    assert (turns.running, turns.waiting) == (3, 0)


def test_who_has_the_fewest_running_comes_before_who_came_first() -> None:
    turns = Turns(Shares(places=2, per_client=2, wait=5))
    turns.take("greedy", always)
    turns.take("greedy", always)
    came: list[str] = []

    def come(client: str) -> None:
        turns.take(client, always)
        came.append(client)

    with ThreadPoolExecutor(3) as pool:
        for number, client in enumerate(("greedy", "greedy", "modest"), start=1):
            pool.submit(come, client)
            eventually(lambda number=number: turns.waiting == number)  # type: ignore[misc]  # of a default
        for number, client in enumerate(("greedy", "greedy", "modest"), start=1):
            turns.give_back(client, 0)
            eventually(lambda number=number: len(came) == number)  # type: ignore[misc]  # of a default
    assert came == ["modest", "greedy", "greedy"]


def test_who_is_not_wanted_any_more_waits_no_longer() -> None:
    turns = Turns(Shares(places=1, per_client=1, wait=30))
    turns.take("a", always)
    left = threading.Event()
    threading.Timer(0.05, left.set).start()
    assert not turns.take("b", lambda: not left.is_set())
    assert turns.waiting == 0


def test_seconds_are_spent_and_come_back() -> None:
    turns = Turns(Shares(places=1, per_client=1, seconds_per_minute=600))
    turns.take("a", always)
    turns.give_back("a", 601)
    with pytest.raises(ReadersBusy, match="more than 600 s within a minute") as refused:
        turns.take("a", always)
    assert 5 <= refused.value.retry_after <= 7
    assert turns.take("b", always)
    turns.give_back("b", 0)
    time.sleep(0.2)
    assert turns.take("a", always)


def test_however_much_was_spent_a_client_is_not_kept_out_for_longer_than_two_minutes() -> None:
    turns = Turns(Shares(places=1, per_client=1))
    turns.take("a", always)
    turns.give_back("a", 100_000)
    with pytest.raises(ReadersBusy) as refused:
        turns.take("a", always)
    assert refused.value.retry_after <= 70


def test_of_very_many_clients_only_the_last_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("store.turns._MOST_REMEMBERED", 10)
    turns = Turns(Shares(places=1, per_client=1))
    for number in range(100):
        turns.take(str(number), always)
        turns.give_back(str(number), 1)
    assert len(turns._budgets) == 10
