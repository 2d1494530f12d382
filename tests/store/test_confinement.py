"""What a confined process may not do; the process itself is tried out in `test_readers.py`."""

from __future__ import annotations

import struct

import pytest

from store.confinement import network_filter

ALLOW, REFUSE, KILL = 0x7FFF0000, 0x0005000D, 0x80000000
X86_64, AARCH64, I386 = 0xC000003E, 0xC00000B7, 0x40000003


def verdict(machine: str, architecture: int, call: int) -> int:
    """Run a filter on one call, as the kernel would; with no more of its language than the filter uses."""
    program = network_filter(machine)
    assert program
    instructions = list(struct.iter_unpack("=HBBI", program))
    loaded = counter = 0
    while True:
        code, if_true, if_false, value = instructions[counter]
        counter += 1
        if code == 0x20:
            loaded = {0: call, 4: architecture}[value]
        elif code == 0x06:
            return int(value)
        else:
            holds = loaded == value if code == 0x15 else loaded >= value
            counter += if_true if holds else if_false


@pytest.mark.parametrize(
    ("machine", "architecture", "make_socket"), [("x86_64", X86_64, 41), ("aarch64", AARCH64, 198)]
)
def test_making_a_socket_is_refused_in_each_way_there_is(machine: str, architecture: int, make_socket: int) -> None:
    io_uring_setup, x32 = 425, 0x40000000
    refused = [make_socket, io_uring_setup, x32 + make_socket, x32]
    assert {verdict(machine, architecture, call) for call in refused} == {REFUSE}
    allowed = set(range(600)) - {make_socket, io_uring_setup}
    assert {verdict(machine, architecture, call) for call in allowed} == {ALLOW}


def test_calls_of_another_architecture_end_the_process() -> None:
    assert verdict("x86_64", I386, 102) == KILL
    assert verdict("aarch64", X86_64, 41) == KILL


def test_there_is_no_filter_for_a_machine_whose_calls_are_not_known() -> None:
    assert network_filter("riscv64") is None
