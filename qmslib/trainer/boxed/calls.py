"""Calls of the system that no exercise needs, refused to learners' code before it runs (Linux).

The box holds without this, but for one thing: sockets between a virtual machine and its host, and others of rare
kinds, belong to no namespace of networks. Only the common kinds are let through. What else is refused are ways
around the box's limits where the machine sets none for all processes together (memory that belongs to files,
folders mounted in namespaces of one's own), means by which two submissions could talk (keys, shared queues,
watching files), and calls in which kernels have had their worst faults.
"""

from __future__ import annotations

import ctypes
import errno
import platform
import struct

#: Each call with its number on x86-64 and on 64-bit ARM; nothing where there is no such call.
_REFUSED: tuple[tuple[str, int | None, int | None], ...] = (
    ("add_key", 248, 217), ("bpf", 321, 280), ("chroot", 161, 51), ("fanotify_init", 300, 262),
    ("fsconfig", 431, 431), ("fsmount", 432, 432), ("fsopen", 430, 430), ("fspick", 433, 433),
    ("inotify_init", 253, None), ("inotify_init1", 294, 26), ("io_uring_enter", 426, 426),
    ("io_uring_register", 427, 427), ("io_uring_setup", 425, 425), ("kcmp", 312, 272), ("keyctl", 250, 219),
    ("memfd_create", 319, 279), ("memfd_secret", 447, 447), ("migrate_pages", 256, 238), ("mount", 165, 40),
    ("mount_setattr", 442, 442), ("move_mount", 429, 429), ("move_pages", 279, 239), ("mq_open", 240, 180),
    ("msgget", 68, 186), ("name_to_handle_at", 303, 264), ("open_by_handle_at", 304, 265), ("open_tree", 428, 428),
    ("perf_event_open", 298, 241), ("personality", 135, 92), ("pidfd_getfd", 438, 438), ("pivot_root", 155, 41),
    ("process_vm_readv", 310, 270), ("process_vm_writev", 311, 271), ("ptrace", 101, 117),
    ("request_key", 249, 218), ("setns", 308, 268), ("shmget", 29, 194), ("syslog", 103, 116), ("umount2", 166, 39),
    ("unshare", 272, 97), ("userfaultfd", 323, 282),
)  # fmt: skip
#: How the kernel calls a machine, and its numbers of "clone" and "clone3".
_MACHINES = {"x86_64": (1, 0xC000003E, 56), "aarch64": (2, 0xC00000B7, 220)}
_CLONE3 = 435
#: Asked of a file with "fcntl": to be told when others open it, who wait for that; and of what happens in a folder.
_FCNTL, _LEASE, _NOTIFY = {"x86_64": 72, "aarch64": 25}, 1024, 1026
#: Namespaces of its own, asked for when a process is made.
_NEW_NAMESPACES = 0x7E020080
_OTHER_NUMBERS = 0x40000000  # the second set of numbers that x86-64 has
#: Numbers of "socket"; within the machine (1), internet (2, 10) and the kernel's own (16) may be asked for.
_SOCKET, _KINDS_OF_SOCKETS = {"x86_64": 41, "aarch64": 198}, (1, 2, 10, 16)
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000
_NUMBER, _MACHINE, _FIRST_ARGUMENT, _SECOND_ARGUMENT = 0, 4, 16, 24
_SET_SECCOMP, _FILTER = 22, 2


def _program(machine: str) -> list[tuple[int, int, int, int]]:
    """The filter: what is done, how far to jump when it is so and when it is not, and the value."""
    column, name, clone = _MACHINES[machine]
    refuse, allow = (_RETURN, 0, 0, _REFUSE | errno.EPERM), (_RETURN, 0, 0, _ALLOW)
    # Programs fall back to the older call, whose flags can be seen here.
    unknown = (_RETURN, 0, 0, _REFUSE | errno.ENOSYS)
    made = [(_LOAD, 0, 0, _MACHINE), (_EQUAL, 1, 0, name), refuse]
    made += [(_LOAD, 0, 0, _NUMBER), (_AT_LEAST, 0, 1, _OTHER_NUMBERS), refuse, (_EQUAL, 0, 1, _CLONE3), unknown]
    for call in _REFUSED:
        number = call[column]
        if isinstance(number, int):
            made += [(_EQUAL, 0, 1, number), refuse]
    kinds = [(_EQUAL, len(_KINDS_OF_SOCKETS) - at, 0, kind) for at, kind in enumerate(_KINDS_OF_SOCKETS)]
    made += [(_EQUAL, 0, len(kinds) + 3, _SOCKET[machine]), (_LOAD, 0, 0, _FIRST_ARGUMENT), *kinds, refuse]
    made += [(_LOAD, 0, 0, _NUMBER)]
    files = [(_LOAD, 0, 0, _SECOND_ARGUMENT), (_EQUAL, 1, 0, _LEASE), (_EQUAL, 0, 1, _NOTIFY), refuse, allow]
    made += [(_EQUAL, 0, len(files), _FCNTL[machine]), *files]
    made += [(_EQUAL, 0, 3, clone), (_LOAD, 0, 0, _FIRST_ARGUMENT), (_ANY_BIT, 0, 1, _NEW_NAMESPACES), refuse]
    return [*made, allow]


def refuse_calls() -> bool:
    """Refuse them to this process and to all that it makes; say whether this machine could."""
    machine = platform.machine()
    if machine not in _MACHINES:
        return False
    program = _program(machine)
    code = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *step) for step in program))

    class Program(ctypes.Structure):
        _fields_ = (("length", ctypes.c_ushort), ("code", ctypes.c_void_p))

    given = Program(len(program), ctypes.addressof(code))
    libc = ctypes.CDLL(None, use_errno=True)
    return bool(libc.prctl(_SET_SECCOMP, _FILTER, ctypes.byref(given), 0, 0) == 0)
