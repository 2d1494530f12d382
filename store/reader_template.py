"""The template of reader processes: it has imported what they need, and each of them is a fork of it.

An interpreter of its own, without threads and with nothing open, so that to fork it is safe; and a hundred times as
fast as to start another. It forks and kills on request, each a message over a socket, and ends when that closes; with
it end all readers. Only the parent of a process knows whether a number is still that process's: so the template kills.
"""

import ctypes
import gc
import importlib
import os
import signal
import socket
import struct
import sys
from types import FrameType

from store.reader_process import Outfit, read

FORK, KILL = b"f", b"k"
ASKED = struct.Struct("!ci")
"""A request: to fork, with the ends of a reader's socket and file beside it, or to kill the process of a number."""

PROCESS = struct.Struct("!i")
"""The answer: the number of the process."""

_PR_SET_PDEATHSIG = 1  # <linux/prctl.h>


def main(descriptor: int, argument: str) -> None:
    """Fork and kill readers as asked over a socket, until it closes."""
    # What interrupts the front process from a terminal is not for us: the front says when to end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    outfit = Outfit.from_argument(argument)
    for name in outfit.preload:
        importlib.import_module(name)
    # What is here already is shared with all readers, as long as nobody writes to it.
    gc.collect()
    gc.freeze()
    with socket.socket(fileno=descriptor) as control:
        _Template(control, outfit).run()


class _Template:
    def __init__(self, control: socket.socket, outfit: Outfit) -> None:
        self._control = control
        self._outfit = outfit
        self._children: set[int] = set()

    def run(self) -> None:
        signal.signal(signal.SIGCHLD, self._reap)
        while True:
            message, descriptors, *_ = socket.recv_fds(self._control, ASKED.size, 2)
            if not message:
                return
            what, number = ASKED.unpack(message)
            if what == FORK:
                number = self._fork(*descriptors)
            elif number in self._children:
                os.kill(number, signal.SIGKILL)
            self._control.send(PROCESS.pack(number))

    def _fork(self, connection: int, words: int) -> int:
        template = os.getpid()
        # Before it is known here, it could have ended and its number be another's.
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD})
        number = os.fork()
        if number == 0:
            self._become_reader(connection, words, template)
        self._children.add(number)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGCHLD})
        os.close(connection)
        os.close(words)
        return number

    def _become_reader(self, connection: int, words: int, template: int) -> None:
        try:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGCHLD})
            if sys.platform == "linux":
                ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
            self._control.close()
            os.dup2(words, sys.stderr.fileno())
            os.close(words)
            if os.getppid() == template:
                read(socket.socket(fileno=connection), self._outfit)
        finally:
            os._exit(1)

    def _reap(self, signal_number: int, frame: FrameType | None) -> None:
        """Take note of the children that have ended."""
        while self._children:
            number, _ = os.waitpid(-1, os.WNOHANG)
            if not number:
                return
            self._children.discard(number)
