"""podman as the box where bubblewrap cannot be had: without an image, from a folder that has only places for mounts.

What can be seen, who runs it and how submissions are kept apart inside is as in bubblewrap's box. podman keeps its
containers apart from the program that asked for them, so they must be ended by name.
"""

from __future__ import annotations

import atexit
import contextlib
import functools
import json
import os
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from qmslib.trainer.boxed.folders import OWN_FOLDERS
from qmslib.trainer.boxed.groups import NAME
from qmslib.trainer.boxed.job import Limits

#: What runs podman's containers, in order of choice, and what each needs said. crun can leave our processes in our
#: own control group, where a submission's limits are set; runc cannot.
RUNTIMES = {"crun": ("--cgroups=disabled",), "runc": ()}
#: Places that tell of this machine, or that all submissions of a box could write to.
_HIDDEN = ("/sys", "/run", "/dev/mqueue")
#: Mount points that podman fills itself; whom the container's own root is mapped to may not be able to make them.
_PLACES = ("proc", "sys", "dev", "run", "etc")
_FILES = ("etc/hostname",)
#: More than the programs in the box need: where the machine allows less, that.
_MOST_FILES, _MOST_PROCESSES = 1024, 4096
#: podman gives a container numbered files only, and these begin at 3. Of what the container says a little is kept:
#: code that is not apart from its box's first process can write there.
_HAND_OVER = '{ "$0" "$@" 3<&0 0</dev/null 2>&1; } | { head -c 65536; cat >/dev/null; }'
#: The first process in the container takes in orphans, so it is not the program itself.
_TAKE_OVER = '"$0" "$@" 0<&3 3<&-; exit $?'
#: Who runs the box when root starts it, since no limit on processes holds root.
NOBODY = 65534
_WORKS = "the container works"
_END_SECONDS = 15.0
_TRY_SECONDS = 60.0


def why_not(runtime: str, seen: Sequence[str], links: Sequence[tuple[str, str]]) -> str:
    """Try podman with a runtime: why it cannot be the box, or nothing when it can."""
    words = command(runtime, seen, links, {}, ["/usr/bin/echo", _WORKS])
    try:
        tried = subprocess.run(
            words, input="", capture_output=True, text=True, env=environment(), cwd="/", check=False,
            timeout=_TRY_SECONDS,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        _remove(_name_in(words))
        return f"nothing came of it within {_TRY_SECONDS:.0f} seconds"
    said = tried.stdout.strip().splitlines()
    return "" if _WORKS in said else (said or ["no reason given"])[-1][:200]


def command(
    runtime: str,
    seen: Sequence[str],
    links: Sequence[tuple[str, str]],
    settings: dict[str, str],
    program: Sequence[str],
) -> list[str]:
    """The command that starts a program in a container, its standard input handed to it as it is.

    Parameters
    ----------
    runtime
        One of `RUNTIMES`.
    seen
        What can be read in the container, where it is here.
    links
        Links to be made there: what each points to, and its place.
    settings
        The program's whole environment.
    program
        It, and its words.
    """
    words = ["podman", "--cgroup-manager=cgroupfs", "--events-backend=none", "--runtime", runtime, "run"]
    words += ["--rm", "--name", f"{NAME}-{os.getpid()}-{secrets.token_hex(4)}", "--preserve-fds", "1"]
    words += [*RUNTIMES[runtime], "--log-driver", "none", "--no-healthcheck", "--http-proxy=false"]
    words += ["--network", "none", "--no-hosts", "--hostname", "box", "--ipc", "private", "--cgroupns", "private"]
    words += ["--read-only", "--read-only-tmpfs=false", "--cap-drop", "all"]
    words += ["--security-opt", "no-new-privileges", "--security-opt", f"mask={':'.join(_HIDDEN)}"]
    # The Python of this machine does not bear the label that containers may read.
    words += ["--security-opt", "label=disable"]
    # Left out, podman asks for more than a container of one's own may have.
    for kind, most in (("NOFILE", _MOST_FILES), ("NPROC", _MOST_PROCESSES)):
        words += ["--ulimit", f"{kind.lower()}={_most(kind, most)}"]
    words += ["--passwd=false", *_who()]
    for path in seen:
        # Not with what else is mounted below, which could be written to.
        words += ["--volume", f"{path}:{path}:ro,nosuid,nodev,bind"]
    for folder in OWN_FOLDERS:
        words += ["--tmpfs", f"{folder}:rw,nosuid,nodev,notmpcopyup,mode=1777,size={Limits().disk * 2}"]
    words += ["--workdir", "/", "--rootfs", str(_root(tuple(seen), tuple(links)))]
    own = ["/usr/bin/env", "-i", *(f"{name}={value}" for name, value in settings.items())]
    return ["/bin/sh", "-c", _HAND_OVER, *words, "/usr/bin/sh", "-c", _TAKE_OVER, *own, *program]


def environment() -> dict[str, str]:
    """What podman itself gets; settings of this machine could add mounts or variables to the box."""
    kept = ("HOME", "PATH", "USER", "TMPDIR", "XDG_RUNTIME_DIR", "XDG_DATA_HOME")
    return {name: os.environ[name] for name in kept if name in os.environ} | {"CONTAINERS_CONF": os.devnull}


def end(process: subprocess.Popen[bytes]) -> None:
    """End a container whose program has been told that it is over; by force when it does not end."""
    try:
        process.wait(_END_SECONDS)
    except subprocess.TimeoutExpired:
        assert isinstance(process.args, list)
        _remove(_name_in(process.args))
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(_END_SECONDS)
        process.kill()
        process.wait()


def sweep() -> None:
    """End the containers, and remove the folders, of runs that were killed."""
    listed = _podman("ps", "--all", "--format", "json", "--filter", f"name=^{NAME}-")
    for container in json.loads(listed or "[]"):
        for name in container["Names"]:
            if _is_left(name):
                _remove(name)
    for folder in Path(tempfile.gettempdir()).glob(f"{NAME}-*-*"):
        if _is_left(folder.name) and folder.is_dir() and folder.lstat().st_uid == os.getuid():
            shutil.rmtree(folder, ignore_errors=True)


def _is_left(name: str) -> bool:
    owner = name.split("-")[1]
    return owner.isdigit() and not Path("/proc", owner).exists()


def _remove(name: str) -> None:
    _podman("rm", "--force", "--time", "0", "--ignore", name)


def _podman(*words: str) -> str:
    """What podman says; nothing when it does not do it."""
    try:
        done = subprocess.run(
            ["podman", *words], capture_output=True, text=True, env=environment(), cwd="/", check=False,
            timeout=_TRY_SECONDS,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return ""
    return done.stdout if done.returncode == 0 else ""


def _name_in(words: Sequence[str]) -> str:
    return words[words.index("--name") + 1]


def _who() -> list[str]:
    """Who runs it, in a namespace of users of its own, so that limits count nobody else's processes."""
    if os.getuid() != 0:
        # Who one is, so as to be able to read one's own Python, and to end what runs.
        return ["--userns=keep-id"]
    words = ["--user", f"{NOBODY}:{NOBODY}"]
    for one in (0, NOBODY):
        words += ["--uidmap", f"{one}:{one}:1", "--gidmap", f"{one}:{one}:1"]
    return words


def _most(kind: str, wanted: int) -> str:
    # Only here: Windows has none of this, and must get as far as saying that there is no box.
    import resource

    bound = resource.getrlimit(getattr(resource, f"RLIMIT_{kind}"))[1]
    most = wanted if bound == resource.RLIM_INFINITY else min(wanted, bound)
    return f"{most}:{most}"


@functools.cache
def _root(seen: tuple[str, ...], links: tuple[tuple[str, str], ...]) -> Path:
    """A folder with nothing in it but places for mounts; for all containers of this process."""
    root = Path(tempfile.mkdtemp(prefix=f"{NAME}-{os.getpid()}-"))
    atexit.register(shutil.rmtree, root, ignore_errors=True)
    places = [*_PLACES, *(folder.lstrip("/") for folder in OWN_FOLDERS)]
    places += [path.lstrip("/") for path in seen if Path(path).is_dir()]
    for place in places:
        (root / place).mkdir(parents=True, exist_ok=True)
    for path in (*_FILES, *(path.lstrip("/") for path in seen if not Path(path).is_dir())):
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).touch()
    (root / "etc/mtab").symlink_to("/proc/mounts")
    for target, link in links:
        (root / link.lstrip("/")).symlink_to(target)
    # Others than us must get in: the programs in the box may be nobody's.
    for folder in (root, *(path for path in root.rglob("*") if path.is_dir() and not path.is_symlink())):
        folder.chmod(0o755)
    for name in OWN_FOLDERS:
        # What is mounted there takes this over, whatever is asked for.
        (root / name.lstrip("/")).chmod(0o1777)
    return root
