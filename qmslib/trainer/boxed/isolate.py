"""Shutting a process of the box off from its siblings: namespaces, folders and limits of its own (Linux)."""

from __future__ import annotations

import ctypes
import os
import resource
import signal
from pathlib import Path

from qmslib.trainer.boxed.folders import OWN_FOLDERS, WORK
from qmslib.trainer.boxed.job import Limits

_NEW_NAMESPACES = (
    0x00020000  # mounts
    | 0x04000000  # host name
    | 0x08000000  # shared memory and message queues
    | 0x10000000  # users
    | 0x20000000  # processes
    | 0x40000000  # network
)
_NOSUID, _NODEV, _NOEXEC, _READ_ONLY, _RECURSIVE_PRIVATE = 2, 4, 8, 1, 0x4000 | 0x40000
_SET_DEATH_SIGNAL, _SET_DUMPABLE, _DROP_FROM_BOUNDS, _NO_NEW_RIGHTS = 1, 4, 24, 38
_LAST_RIGHT = 63

_libc = ctypes.CDLL(None, use_errno=True)


def _call(name: str, *arguments: object) -> None:
    if getattr(_libc, name)(*arguments) != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{name}: {os.strerror(number)}")


def die_with_parent() -> None:
    """Have the kernel end this process when the one that made it ends."""
    _call("prctl", _SET_DEATH_SIGNAL, int(signal.SIGKILL), 0, 0, 0)


def become(user: int) -> None:
    """Give up root for another user; without root, do nothing."""
    if os.getuid() == 0:
        os.setgroups([])
        os.setresgid(user, user, user)
        os.setresuid(user, user, user)


def leave_siblings() -> None:
    """Enter namespaces of one's own; the next process made is the first in its namespace of processes.

    Raises
    ------
    OSError
        Where this may not be done.
    """
    user, group = os.getuid(), os.getgid()
    _call("unshare", _NEW_NAMESPACES)
    _call("prctl", _SET_DUMPABLE, 1, 0, 0, 0)
    for name, text in (("setgroups", "deny"), ("uid_map", f"{user} {user} 1"), ("gid_map", f"{group} {group} 1")):
        Path("/proc/self", name).write_text(text, encoding="ascii")


def hide_siblings(disk: int) -> None:
    """Put empty folders of one's own in the place of all that can be written or tells of others.

    Raises
    ------
    OSError
        Where this may not be done.
    """
    _call("mount", b"none", b"/", None, _RECURSIVE_PRIVATE, None)
    for folder in OWN_FOLDERS:
        size = disk if folder == WORK else disk // 4
        settings = f"size={size},nr_inodes=4000,mode=0700".encode()
        _call("mount", b"tmpfs", folder.encode(), b"tmpfs", _NOSUID | _NODEV, settings)
    # Both are one for the whole box, and what lies there could be read by another submission.
    _call("mount", b"tmpfs", b"/dev/shm", b"tmpfs", _NOSUID | _NODEV, f"size={disk // 4},nr_inodes=1000".encode())
    _call("mount", b"devpts", b"/dev/pts", b"devpts", _NOSUID | _NOEXEC, b"newinstance,ptmxmode=0666,mode=0620")
    _call("mount", b"tmpfs", b"/proc", b"tmpfs", _NOSUID | _NODEV | _NOEXEC | _READ_ONLY, b"size=4096,mode=0555")


def set_limits(limits: Limits, tests: int) -> None:
    """Limit what this process and those that it makes may take."""
    taken = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()
    cpu = int(limits.run_seconds + limits.test_seconds)
    for kind, most in (
        (resource.RLIMIT_AS, taken + limits.memory),
        (resource.RLIMIT_NPROC, limits.processes + tests),
        (resource.RLIMIT_FSIZE, limits.disk),
        (resource.RLIMIT_CPU, cpu),
        (resource.RLIMIT_NOFILE, 256),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_MEMLOCK, 0),
        (resource.RLIMIT_MSGQUEUE, 0),
    ):
        old = resource.getrlimit(kind)[1]
        bound = most if old == resource.RLIM_INFINITY else min(most, old)
        resource.setrlimit(kind, (bound, bound))


def give_up_rights() -> None:
    """Keep no right of an administrator in the own namespaces either, and let no other process look into this one."""
    for right in range(_LAST_RIGHT + 1):
        _libc.prctl(_DROP_FROM_BOUNDS, right, 0, 0, 0)
    _call("prctl", _NO_NEW_RIGHTS, 1, 0, 0, 0)

    class Header(ctypes.Structure):
        _fields_ = (("version", ctypes.c_uint32), ("process", ctypes.c_int))

    rights = (ctypes.c_uint32 * 6)()
    _call("capset", ctypes.byref(Header(0x20080522, 0)), ctypes.byref(rights))
    _call("prctl", _SET_DUMPABLE, 0, 0, 0, 0)
