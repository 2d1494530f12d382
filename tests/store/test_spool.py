"""Spools: what is put comes out in order, in memory or by way of a file, and nothing stays behind."""

from __future__ import annotations

import threading
import time

import pytest

from store.spool import Abandoned, Room, Spool


def piece(number: int) -> bytes:
    return bytes([number % 251]) * 1000


def test_what_is_put_comes_out_in_order_whatever_part_of_it_lies_in_a_file() -> None:
    room = Room(50_000)
    spool = Spool(3_000, room)
    put = [piece(number) for number in range(400)]

    def write() -> None:
        for data in put:
            assert spool.put(data, 5)
        spool.end()

    writer = threading.Thread(target=write)
    writer.start()
    got = b""
    for number, data in enumerate(spool):
        if number % 7 == 0:
            time.sleep(0.002)
        got += data
    writer.join()
    assert got == b"".join(put)
    assert room.take(50_000)


def test_without_room_it_waits_for_the_reader_and_says_when_that_took_too_long() -> None:
    spool = Spool(1_000, Room(2_000))
    assert [spool.put(piece(number), 0.01) for number in range(4)] == [True, True, True, False]
    pieces = iter(spool)
    assert next(pieces) == piece(0)
    assert b"".join([next(pieces)]) == piece(1) + piece(2)
    assert spool.put(piece(4), 0.01)
    spool.close()


def test_an_error_is_raised_once_all_that_came_before_it_was_read() -> None:
    spool = Spool(1_000, Room(10_000))
    spool.put(piece(1), 1)
    spool.put(piece(2), 1)
    spool.end(ValueError("in the middle"))
    pieces = iter(spool)
    assert next(pieces) + next(pieces) == piece(1) + piece(2)
    with pytest.raises(ValueError, match="in the middle"):
        next(pieces)


def test_who_writes_is_told_that_nobody_reads_any_more_and_the_room_is_free() -> None:
    room = Room(5_000)
    spool = Spool(1_000, room)
    for number in range(5):
        spool.put(piece(number), 1)
    spool.close()
    assert spool.abandoned
    assert room.take(5_000)
    with pytest.raises(Abandoned):
        spool.put(piece(6), 1)


def test_who_waits_to_write_is_woken_when_nobody_reads_any_more() -> None:
    spool = Spool(1_000, Room(0))
    spool.put(piece(0), 1)
    threading.Timer(0.05, spool.close).start()
    begun = time.monotonic()
    with pytest.raises(Abandoned):
        spool.put(piece(1), 10)
    assert time.monotonic() - begun < 5
