"""podman as the box: its command, and where podman works, that it keeps what bubblewrap's box keeps."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest

from qmslib._common.errors import CourseError
from qmslib.course.paths import Course
from qmslib.trainer.boxed import containers, launch
from qmslib.trainer.boxed.box import Box
from qmslib.trainer.boxed.job import Limits
from qmslib.trainer.boxed.launch import Sandbox, find_podman, find_sandbox
from qmslib.trainer.boxed.runner import CodeRunner
from qmslib.trainer.mark import mark
from qmslib.trainer.stock import marked_notebook, rows
from tests.trainer.boxed import test_runner as held
from tests.trainer.boxed.quick import job, passed, text
from tests.trainer.boxed.test_as_stock import CORPUS
from tests.trainer.hostile_code.exercise import NAME, add_exercise, put, released

DOUBLE = "def double(x):\n    return 2 * x"
LEFT_OUT = "bubblewrap is left out for this test"
#: More than quick: where a box is started for each submission, its processes wait for each other.
EASY = Limits(cell_seconds=10, run_seconds=30, test_seconds=30, memory=400_000_000, output=20_000)

#: What there is inside, with nothing in it.
EMPTY = ("/proc", "/sys", "/run", "/dev/shm", "/dev/mqueue")

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the box needs Linux")


@pytest.fixture(scope="module")
def podman() -> Sandbox:
    """podman as this machine has it, whether or not there is bubblewrap."""
    found = find_podman(LEFT_OUT) if sys.platform.startswith("linux") else find_sandbox()
    if not found.usable:
        pytest.skip(found.why)
    return found


@pytest.fixture(scope="module")
def runner(podman: Sandbox) -> Iterator[CodeRunner]:
    """A running box of podman's."""
    with CodeRunner(podman) as made:
        yield made


def words(runtime: str = "crun") -> list[str]:
    return containers.command(runtime, ["/usr/lib", "/usr/bin"], [("usr/lib", "/lib")], {"A": "b"}, ["true", "x"])


def after(command: list[str], option: str) -> list[str]:
    return [command[at + 1] for at, word in enumerate(command) if word == option]


@linux
def test_the_command_shuts_all_out_but_the_runtime() -> None:
    command = words()
    assert after(command, "--network") == ["none"]
    assert after(command, "--cap-drop") == ["all"]
    assert "no-new-privileges" in after(command, "--security-opt")
    assert {"--read-only", "--read-only-tmpfs=false", "--rm", "--http-proxy=false"} < set(command)
    assert [mount.split(":") for mount in after(command, "--volume")] == [
        [path, path, "ro,nosuid,nodev,bind"] for path in ("/usr/lib", "/usr/bin")
    ]
    assert all("size=" in mount for mount in after(command, "--tmpfs"))
    assert {limit.split("=")[0] for limit in after(command, "--ulimit")} == {"nofile", "nproc"}
    assert command[-5:] == ["/usr/bin/env", "-i", "A=b", "true", "x"]


@linux
def test_who_runs_it_is_never_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "getuid", lambda: 0)
    assert after(words(), "--user") == ["65534:65534"]
    assert after(words(), "--uidmap") == ["0:0:1", "65534:65534:1"]
    monkeypatch.setattr(os, "getuid", lambda: 1000)
    assert "--userns=keep-id" in words()
    assert "--user" not in words()


@linux
def test_only_a_runtime_that_can_keeps_to_our_control_group() -> None:
    assert "--cgroups=disabled" in words("crun")
    assert "--cgroups=disabled" not in words("runc")


@linux
def test_its_folder_has_nothing_but_places() -> None:
    root = Path(after(words(), "--rootfs")[0])
    files = [path for path in root.rglob("*") if path.is_file() and not path.is_symlink()]
    assert files == [root / "etc/hostname"]
    assert files[0].read_bytes() == b""
    assert (root / "lib").readlink() == Path("usr/lib")


def test_podman_gets_no_settings_and_no_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CONTAINERS_CONF", "CONTAINER_HOST", "QMS_GRADEBOOK", "https_proxy"):
        monkeypatch.setenv(name, "918273645")
    assert "918273645" not in containers.environment().values()


@linux
def test_without_a_podman_that_works_it_is_said_why(monkeypatch: pytest.MonkeyPatch) -> None:
    there = {"podman": "podman"}
    monkeypatch.setattr(launch.shutil, "which", there.get)
    assert find_podman("A").why == "A, and podman does not work either: it needs crun or runc"
    there["crun"] = "crun"
    monkeypatch.setattr(containers, "why_not", lambda *about: "no namespaces")
    found = find_podman("A")
    assert found.why == "A, and podman does not work either: no namespaces"
    with pytest.raises(CourseError, match="no namespaces"):
        launch.command(found, "inside")


@linux
def test_bubblewrap_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(launch, "find_podman", lambda instead: Sandbox("podman", instead=instead))
    monkeypatch.setattr(launch, "_no_bubblewrap", lambda: "")
    assert find_sandbox() == Sandbox("bubblewrap")
    monkeypatch.setattr(launch, "_no_bubblewrap", lambda: LEFT_OUT)
    assert find_sandbox() == Sandbox("podman", instead=LEFT_OUT)


@pytest.mark.slow
@pytest.mark.parametrize(
    "rule",
    [
        held.test_functions_and_values_are_judged_beside_the_box,
        held.test_outputs_are_those_of_a_kernel,
        held.test_what_a_function_learns_from_a_hidden_test_never_comes_to_light,
        held.test_there_is_no_network,
        held.test_forged_messages_on_any_channel_win_nothing,
    ],
    ids=lambda rule: rule.__name__,
)
def test_what_holds_in_bubblewraps_box_holds_here(runner: CodeRunner, rule: Callable[[CodeRunner], None]) -> None:
    assert runner.start().apart
    rule(runner)


@pytest.mark.slow
def test_nothing_of_the_machine_can_be_read_or_written(runner: CodeRunner, tmp_path: Path) -> None:
    secret = tmp_path / "gradebook.db"
    secret.write_text("secret")
    root = Path(__file__).parents[3]
    places = ["/etc/passwd", "/etc/resolv.conf", "/etc/hosts", "/home", "/var", "/usr/local/share", str(secret),
              str(root / "solutions"), str(root / ".git"), *EMPTY]  # fmt: skip
    write = (
        "import os\nleft = []\nfor place in PLACES:\n    try:\n        open(place + '/x', 'w').close()\n"
        "        left.append(place)\n    except OSError:\n        pass\nleft"
    )
    everywhere = ["/", "/usr/lib", "/usr/bin", "/etc", "/dev", "/dev/mqueue", "/dev/shm", "/proc", "/sys", "/run",
                  str(root / "qmslib"), sys.prefix + "/lib", "/tmp", "/qms-box/work"]  # fmt: skip
    seen, written = (
        runner.run(job(f"PLACES = {names!r}", code, limits=EASY)).outputs[1][0]["data"]["text/plain"]
        for names, code in ((places, held.SEEN), (everywhere, write))
    )
    assert seen == str({place: [] for place in EMPTY})
    usual = ["/tmp"] if launch.has_usual_folder() else []
    assert written == str(["/dev/shm", *usual, "/qms-box/work"])
    # They were the submission's own: the next one finds nothing there.
    look = "import os\n[os.listdir(place) for place in ('/dev/shm', '/qms-box/work', '/qms-box/tmp')]"
    assert text(runner.run(job(look, limits=EASY)).outputs[0]).count("[[], [], []]") == 1


@pytest.mark.slow
@pytest.mark.parametrize(
    "attack",
    [
        "x = [' ' * 10**6 for _ in range(3000)]",
        "import os\nwhile True:\n    try:\n        os.fork()\n    except OSError:\n        break",
        "open('big', 'wb').write(b'x' * 10**9)",
        "import os\nfor process in (os.getppid(), 1, 0, -1):\n    os.kill(process, 9)",
    ],
    ids=["memory", "processes", "disk", "kill"],
)
def test_attacks_come_to_nothing(runner: CodeRunner, attack: str) -> None:
    with ThreadPoolExecutor(2) as threads:
        cells = ("x = 1", "#test\nassert x == 1", attack, "#test\nassert x == 3")
        hostile = threads.submit(runner.run, job(*cells, limits=EASY))
        honest = threads.submit(runner.run, job(DOUBLE, "#test\nassert double(1) == 2", limits=EASY))
        assert passed(honest.result()) == [True]
        assert passed(hostile.result())[-1] is False


@pytest.fixture
def refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """podman as it is where namespaces are forbidden in a container."""
    rules = tmp_path / "rules.json"
    forbidden = [{"names": ["unshare"], "action": "SCMP_ACT_ERRNO"}]
    rules.write_text(json.dumps({"defaultAction": "SCMP_ACT_ALLOW", "syscalls": forbidden}))
    strict = {name: (*more, "--security-opt", f"seccomp={rules}") for name, more in containers.RUNTIMES.items()}
    monkeypatch.setattr(containers, "RUNTIMES", strict)


@pytest.mark.slow
def test_where_namespaces_are_refused_each_has_a_container_of_their_own(
    podman: Sandbox, refused: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(containers, "_END_SECONDS", 2.0)
    others = containers_of(os.getpid())
    with CodeRunner(podman) as own:
        assert not own.start().apart
        keep = "import os\nopen('/qms-box/tmp/kept', 'w').write('x')\nopen('/dev/shm/kept', 'w').write('x')"
        # What the box runs on is stopped, so that it does not end when it is told to.
        stop = (
            "import os, signal\nfor name in os.listdir('/proc'):\n"
            "    if name.isdigit() and int(name) not in (1, os.getpid()):\n        os.kill(int(name), signal.SIGSTOP)"
        )
        outcome = own.run(job(DOUBLE, "#test\nassert double(2) == 4", keep, stop, limits=EASY))
        # The copies that answer are stopped too, and that harms only whoever did it.
        assert passed(outcome) == [False]
        look = "import os\n[os.listdir(place) for place in ('/dev/shm', '/qms-box/work', '/qms-box/tmp')]"
        outcome = own.run(job(look, DOUBLE, "#test\nassert double(2) == 4", limits=EASY))
        assert passed(outcome) == [True]
        assert "kept" not in text(outcome.outputs[0])
    assert containers_of(os.getpid()) == others


@pytest.mark.slow
def test_what_a_container_says_fills_no_disk(podman: Sandbox, refused: None, monkeypatch: pytest.MonkeyPatch) -> None:
    said = []
    close = Box.close

    def look(box: Box) -> None:
        said.append(os.fstat(box._said.fileno()).st_size)
        close(box)

    monkeypatch.setattr(Box, "close", look)
    shout = (
        "import os\nfirst = os.open('/proc/1/fd/1', os.O_WRONLY)\n"
        "for _ in range(200):\n    os.write(first, b'x' * 10**4)"
    )
    with CodeRunner(podman) as own:
        outcome = own.run(job(shout, "done = 1", "#test\nassert done == 1", limits=EASY))
    assert passed(outcome) == [True]
    assert 0 < max(said) <= 65536


def containers_of(process: int) -> list[str]:
    """Names of the containers that a process started."""
    asked = ["podman", "ps", "--all", "--format", "json", "--filter", f"name=^qms-{process}-"]
    listed = subprocess.run(asked, capture_output=True, text=True, env=containers.environment(), check=True)
    return [name for container in json.loads(listed.stdout or "[]") for name in container["Names"]]


OWNER = """
import sys, time
from qmslib.trainer.boxed import box
from qmslib.trainer.boxed.job import Limits
from qmslib.trainer.boxed.launch import find_podman
who = box._who
def told(life):
    process = who(life)
    print(process, flush=True)
    return process
box._who = told
with box.Box(find_podman("x"), ["json"]) as own, own.cell(0, Limits()):
    time.sleep(600)
"""


@pytest.mark.slow
def test_a_marker_that_is_killed_leaves_nothing(podman: Sandbox, tmp_path: Path) -> None:
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    tmp_path.chmod(0o755)
    with subprocess.Popen([sys.executable, "-c", OWNER], stdout=subprocess.PIPE, env=environment) as owner:
        assert owner.stdout is not None
        inside = int(owner.stdout.readline())
        assert len(containers_of(owner.pid)) == 1
        os.kill(owner.pid, signal.SIGKILL)
    deadline = time.monotonic() + 60
    while containers_of(owner.pid) and time.monotonic() < deadline:
        time.sleep(0.2)
    assert containers_of(owner.pid) == []
    assert not psutil.pid_exists(inside) or psutil.Process(inside).status() == psutil.STATUS_ZOMBIE


@pytest.mark.slow
def test_what_killed_runs_left_is_swept_away(
    podman: Sandbox, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with subprocess.Popen(["true"]) as gone:
        pass
    monkeypatch.setattr(containers.tempfile, "tempdir", str(tmp_path))
    folders = [tmp_path / f"qms-{process}-abc" for process in (gone.pid, os.getpid())]
    for folder in folders:
        folder.mkdir()
    made = containers.command(podman.runtime, ["/usr/lib"], [], {}, ["true"])
    made = made[made.index("podman") :]
    made[made.index("run")] = "create"
    made[made.index("--name") + 1] = f"qms-{gone.pid}-abc"
    for option in ("--rm", "--passwd=false"):
        made.remove(option)
    at = made.index("--preserve-fds")
    subprocess.run(made[:at] + made[at + 2 :], env=containers.environment(), check=True, stdout=subprocess.DEVNULL)
    assert containers_of(gone.pid) == [f"qms-{gone.pid}-abc"]
    containers.sweep()
    assert containers_of(gone.pid) == []
    assert [folder.exists() for folder in folders] == [False, True]


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("bwrap") is None, reason="there is no bubblewrap to compare with")
def test_marks_are_those_of_bubblewraps_box(podman: Sandbox, course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    add_exercise(course)
    learners = ("model", "partly", "raises", "prints", "error-stream", "picture", "own-error", "wrong-type")
    for learner in learners:
        answers, own = CORPUS[learner]
        put(course, learner, released(course), answers, own)
    found = []
    told: list[str] = []
    for sandbox in (find_sandbox(), podman):
        assert sandbox.usable, sandbox.why
        monkeypatch.setattr(launch, "find_sandbox", lambda sandbox=sandbox: sandbox)
        results = mark(course, [NAME], again=True, tell=told.append)
        notebooks = {learner: marked_notebook(course, learner, NAME) for learner in learners}
        marks = {learner: row["grades"] for learner, row in rows(course, NAME).items()}
        found.append(([(one.learner, one.status, one.reasons) for one in results], marks, notebooks))
    assert found[0] == found[1]
    assert told == [f"Learners' code ran in podman's box: {LEFT_OUT}."]
