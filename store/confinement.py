"""What a reader process may not do: take more memory than its share, leave a core file, reach a network.

The engine has no switch for ``SERVICE`` and ``LOAD``, and no limit on memory. So the system is asked to keep the
process in: by resource limits, and by a seccomp filter that refuses to make any socket. The filter is a dozen
instructions of classic BPF (https://www.kernel.org/doc/html/latest/userspace-api/seccomp_filter.html), written here
because the bindings that there are need libseccomp, which a slim system does not have.
"""

import ctypes
import errno
import os
import platform
import resource
import socket
import struct
import sys
import time

# <linux/prctl.h>, <linux/seccomp.h>
_PR_SET_NO_NEW_PRIVS = 38
_PR_SET_SECCOMP = 22
_MODE_FILTER = 2
_ALLOW = 0x7FFF0000
_KILL_PROCESS = 0x80000000
_REFUSE = 0x00050000 | errno.EACCES

# <linux/bpf_common.h>: load a word of the call's description, compare, return.
_LOAD, _IF_EQUAL, _IF_AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
# <linux/seccomp.h>, struct seccomp_data: where the number of the call and the architecture stand.
_AT_CALL, _AT_ARCHITECTURE = 0, 4

# <linux/audit.h> for the architecture, <asm/unistd.h> for its number of `socket`.
_ARCHITECTURES = {"x86_64": (0xC000003E, 41), "aarch64": (0xC00000B7, 198)}
# Through io_uring sockets are made without the call `socket`; one number everywhere.
_IO_URING_SETUP = 425
# On x86_64, the same calls again for the x32 ABI have numbers from here on; no other call has.
_X32 = 0x40000000


def confine(memory: int) -> bool:
    """Limit this process for good: to so many bytes of addresses, no core file and no network.

    To be called before there are threads or an engine. Tells whether the network is out of reach: not where the
    platform has no such filter.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    # Where less is allowed anyway, more cannot be asked for.
    allowed = memory if most == resource.RLIM_INFINITY else min(memory, most)
    resource.setrlimit(resource.RLIMIT_AS, (allowed, allowed))
    _refuse_sockets()
    return not _can_make_socket()


def end_with(parent: int) -> None:
    """End this process when its parent has ended, whatever it does: nobody waits for it any more. Never returns."""
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)


def network_filter(machine: str) -> bytes | None:
    """Give the filter that refuses sockets on a machine, as the kernel reads it; None for an unknown one."""
    if machine not in _ARCHITECTURES:
        return None
    architecture, make_socket = _ARCHITECTURES[machine]
    # Each instruction: what to do, how many to skip if true and if false, the value.
    instructions = (
        (_LOAD, 0, 0, _AT_ARCHITECTURE),
        (_IF_EQUAL, 1, 0, architecture),
        (_RETURN, 0, 0, _KILL_PROCESS),
        (_LOAD, 0, 0, _AT_CALL),
        (_IF_AT_LEAST, 3, 0, _X32),
        (_IF_EQUAL, 2, 0, make_socket),
        (_IF_EQUAL, 1, 0, _IO_URING_SETUP),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _REFUSE),
    )
    return b"".join(struct.pack("=HBBI", *each) for each in instructions)


def _refuse_sockets() -> None:
    program = network_filter(platform.machine()) if sys.platform == "linux" else None
    if program is None:
        return
    prctl = ctypes.CDLL(None).prctl
    prctl.argtypes = (ctypes.c_int, *[ctypes.c_ulong] * 4)
    held = ctypes.create_string_buffer(program, len(program))
    # struct sock_fprog: how many instructions, then a pointer, at its own alignment.
    described = ctypes.create_string_buffer(struct.pack("@HP", len(program) // 8, ctypes.addressof(held)))
    # Whether it worked shows where a socket is tried afterwards: the one proof that counts.
    prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    prctl(_PR_SET_SECCOMP, _MODE_FILTER, ctypes.addressof(described), 0, 0)


def _can_make_socket() -> bool:
    try:
        socket.socket(socket.AF_INET, socket.SOCK_STREAM).close()
    except OSError:
        return False
    return True
