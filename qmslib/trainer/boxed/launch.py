"""Starting the box: what of this machine can be seen in it, and which sandbox there is."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import qmslib
from qmslib._common.errors import CourseError
from qmslib.trainer.boxed import containers, folders

#: Folders of the system that programs need to start; none holds anything of a person's.
_SYSTEM = ("/usr/lib", "/usr/lib32", "/usr/lib64", "/usr/bin", "/usr/share/zoneinfo", "/etc/ld.so.cache")
#: Where programs expect a folder for temporary files.
USUAL = "/tmp"
_LINKS = (("usr/lib", "/lib"), ("usr/lib64", "/lib64"), ("usr/lib32", "/lib32"), ("usr/bin", "/bin"))
_ENVIRONMENT = {
    "LANG": "C.UTF-8",
    "HOME": folders.WORK,
    "TMPDIR": folders.TEMPORARY,
    "MPLCONFIGDIR": folders.CACHE,
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    "NBGRADER_EXECUTION": "autograde",
    "PYTHONDONTWRITEBYTECODE": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
}

Kind = Literal["bubblewrap", "podman", "none"]


@dataclass(frozen=True)
class Sandbox:
    """How learners' code is kept in.

    Attributes
    ----------
    kind
        ``bubblewrap``, ``podman`` where that cannot be had, or ``none`` where a trainer has asked for no box at all.
    why
        Why there is none, in the trainer's words; empty when there is one.
    instead
        Why it is not bubblewrap, where it is podman.
    runtime
        What runs podman's containers.
    """

    kind: Kind
    why: str = ""
    instead: str = ""
    runtime: str = ""

    @property
    def user(self) -> int:
        """Who the programs in it run as."""
        return os.getuid() if self.kind == "none" else containers.NOBODY

    @property
    def usable(self) -> bool:
        """Whether code may be run."""
        return not self.why


def find_sandbox() -> Sandbox:
    """See which sandbox this machine has, by trying: bubblewrap, or else podman."""
    if not sys.platform.startswith("linux"):
        return Sandbox("bubblewrap", "the box needs Linux with bubblewrap or podman")
    why = _no_bubblewrap()
    return find_podman(why) if why else Sandbox("bubblewrap")


def no_box() -> Sandbox:
    """No sandbox, as a trainer asked."""
    linux = sys.platform.startswith("linux")
    return Sandbox("none", "" if linux else "learners' code can be run on Linux only, even without a box")


def find_podman(instead: str) -> Sandbox:
    """See whether podman can be the sandbox, by trying.

    Parameters
    ----------
    instead
        Why bubblewrap cannot.
    """
    if shutil.which("podman") is None:
        return Sandbox("podman", f"{instead}, and there is no podman")
    why = f"it needs {' or '.join(containers.RUNTIMES)}"
    for runtime in containers.RUNTIMES:
        if shutil.which(runtime):
            why = containers.why_not(runtime, _seen(), _links())
            if not why:
                containers.sweep()
                return Sandbox("podman", instead=instead, runtime=runtime)
    return Sandbox("podman", f"{instead}, and podman does not work either: {why}")


def _no_bubblewrap() -> str:
    """Why bubblewrap cannot be the sandbox; nothing when it can."""
    program = shutil.which("bwrap")
    if program is None:
        return "bubblewrap is not installed (Debian and Ubuntu: apt install bubblewrap)"
    tried = subprocess.run(
        [*_bubblewrap(program), "--", "/usr/bin/true"], capture_output=True, text=True, check=False, timeout=60
    )
    if tried.returncode == 0:
        return ""
    said = (tried.stderr.strip().splitlines() or ["no reason given"])[-1]
    return f"bubblewrap does not work on this machine: {said[:200]}"


def command(sandbox: Sandbox, module: str) -> tuple[list[str], dict[str, str]]:
    """The command that starts one of our programs in a box, and its environment.

    Raises
    ------
    CourseError
        When there is no sandbox.
    """
    program = [sys.executable, "-I", "-m", f"qmslib.trainer.boxed.{module}"]
    environment = {**_ENVIRONMENT, "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin"}
    if sandbox.kind == "none":
        kept = {name: os.environ[name] for name in ("HOME", "TMPDIR", "MPLCONFIGDIR") if name in os.environ}
        own = {name: value for name, value in environment.items() if folders.ROOT not in value}
        return program, {**own, **kept}
    if not sandbox.usable:
        raise CourseError("there is no sandbox on this machine", found=sandbox.why)
    if sandbox.kind == "podman":
        words = containers.command(sandbox.runtime, _seen(), _links(), environment, program)
        return words, containers.environment()
    found = shutil.which("bwrap")
    if found is None:
        raise CourseError("there is no sandbox on this machine", found="bubblewrap is not there any more")
    settings = [word for name, value in environment.items() for word in ("--setenv", name, value)]
    return [*_bubblewrap(found), *settings, "--", *program], {"PATH": "/usr/bin:/bin"}


def end(sandbox: Sandbox, process: subprocess.Popen[bytes]) -> None:
    """End a box whose program has been told that it is over."""
    if sandbox.kind == "podman":
        containers.end(process)
    else:
        process.kill()
        process.wait()


def _bubblewrap(program: str) -> list[str]:
    words = [program, "--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try"]
    words += ["--hostname", "box"]
    words += ["--die-with-parent", "--new-session", "--clearenv", "--cap-drop", "ALL"]
    if os.getuid() == 0:
        # Root mounts, and the box's program becomes nobody before anything else.
        words += ["--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
    else:
        words += ["--unshare-user"]
    for target, link in _links():
        words += ["--symlink", target, link]
    seen = _seen()
    # Folders on the way are made for root alone unless this is said first.
    for folder in sorted({str(parent) for path in seen for parent in Path(path).parents} - {"/"}):
        words += ["--perms", "0755", "--dir", folder]
    for path in seen:
        words += ["--ro-bind-try", path, path]
    words += ["--proc", "/proc", "--dev", "/dev"]
    for folder in folders.OWN_FOLDERS:
        words += ["--tmpfs", folder, "--chmod", "0777", folder]
    return [*words, "--chdir", "/", "--remount-ro", "/dev", "--remount-ro", "/"]


def _links() -> list[tuple[str, str]]:
    found = [(target, link) for target, link in _LINKS if Path(link).exists()]
    if has_usual_folder():
        found.append((folders.TEMPORARY, USUAL))
    return found


def has_usual_folder() -> bool:
    """Whether code in the box finds the usual folder for temporary files: not where this Python itself lies in it."""
    return not any(path.startswith(f"{USUAL}/") for path in _seen())


def _seen() -> list[str]:
    """What can be read in the box: the system's libraries, this Python, its packages, and this one."""
    found = [*_SYSTEM]
    for root in {sys.base_prefix, sys.prefix, sys.base_exec_prefix, sys.exec_prefix}:
        found += [str(Path(root, part)) for part in ("bin", "lib", "lib64", "pyvenv.cfg")]
    found.append(str(Path(sys.executable).resolve()))
    found.append(str(Path(qmslib.__file__).parent))
    seen: list[str] = []
    for path in sorted(set(found)):
        inside = any(path == other or path.startswith(f"{other}/") for other in seen)
        if Path(path).exists() and not inside and not (Path(path).is_symlink() and path.endswith("lib64")):
            seen.append(path)
    return seen
