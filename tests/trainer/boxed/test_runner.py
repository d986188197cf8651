"""The box and the tests beside it: what is seen, what is judged, and what cannot be reached."""

from __future__ import annotations

import ast
import json
import os
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest

from qmslib.trainer.boxed.job import Limits
from qmslib.trainer.boxed.launch import Sandbox, has_usual_folder
from qmslib.trainer.boxed.runner import CodeRunner
from tests.trainer.boxed.quick import QUICK, errors, job, passed, text

DOUBLE = "def double(x):\n    return 2 * x"


def test_functions_and_values_are_judged_beside_the_box(runner: CodeRunner) -> None:
    outcome = runner.run(
        job(DOUBLE, "#test\nassert double(2) == 4\n#hidden\nassert double(21) == 42", "answer = [1, 2]",
            "#test\nassert answer == [1, 2]\n#hidden\nassert type(answer) is list",
            "#test\nassert double(3) == 7", "#test\nassert missing", setup="limit = 3")
    )  # fmt: skip
    assert outcome.notes == []
    assert passed(outcome) == [True, True, False, False]
    assert [errors(outcome.tested[cell]) for cell in sorted(outcome.tested)] == [
        [], [], ["AssertionError"], ["NameError"]
    ]  # fmt: skip


def test_outputs_are_those_of_a_kernel(runner: CodeRunner) -> None:
    outcome = runner.run(
        job("print('hi')\n1 + 1", "import os\nos.system('echo below')\nNone",
            "import sys\nprint('x', file=sys.stderr)",
            "1 / 0", "input()", "import sys\nsys.exit(3)", "import pandas as pd\npd.DataFrame({'a': [1]})",
            "import matplotlib.pyplot as plt\nplt.plot([1, 2]);", "%%time\nx = 1", "x", limits=Limits())
    )  # fmt: skip
    first = outcome.outputs[0]
    assert first[0] == {"output_type": "stream", "name": "stdout", "text": "hi\n"}
    assert first[1]["data"] == {"text/plain": "2"}
    assert outcome.outputs[1] == [{"output_type": "stream", "name": "stdout", "text": "below\n"}]
    assert outcome.outputs[2] == [{"output_type": "stream", "name": "stderr", "text": "x\n"}]
    assert [errors(outcome.outputs[cell]) for cell in (3, 4, 5)] == [
        ["ZeroDivisionError"], ["StdinNotImplementedError"], ["SystemExit"]
    ]  # fmt: skip
    assert "text/html" in outcome.outputs[6][0]["data"]
    # Nothing is said of fonts that were looked for.
    assert [output["output_type"] for output in outcome.outputs[7]] == ["display_data"]
    assert "image/png" in outcome.outputs[7][0]["data"]
    assert outcome.outputs[9][0]["data"] == {"text/plain": "1"}
    assert outcome.counts == {number: number + 1 for number in range(10)}


def test_signs_that_are_no_text_come_out_of_tests_as_text_too(runner: CodeRunner) -> None:
    code = "def f():\n    raise ValueError('\\udfff')\ndef g():\n    return '\\ud800'"
    checks = "#test\nassert g() == 'x', f'there is no {g()}'", "#test\nf()", "#test\nprint(g())\ng()"
    outcome = runner.run(job(code, *checks))
    assert sorted(outcome.tested) == [1, 2, 3]
    shown = json.dumps(outcome.tested, ensure_ascii=False)
    shown.encode("utf-8")
    assert "there is no ?" in shown


def test_a_test_sees_the_session_as_it_was_at_its_place(runner: CodeRunner) -> None:
    outcome = runner.run(job("x = 1", "#test\nassert x == 1", "x = 2", "#test\nassert x == 2"))
    assert passed(outcome) == [True, True]


def test_the_courses_own_functions_stay_the_courses(runner: CodeRunner) -> None:
    setup = "import math\ndef helper(x):\n    return x + 1\nnumbers = [1]"
    outcome = runner.run(
        job("def helper(x):\n    return 0\nclass math:\n    pi = 0\nnumbers.append(2)",
            "#test\nassert helper(1) == 2\nassert math.pi > 3\nassert numbers == [1, 2]", setup=setup)
    )  # fmt: skip
    assert passed(outcome) == [True]


def test_warnings_obey_the_tests_own_filters(runner: CodeRunner) -> None:
    warn = "import warnings\ndef f():\n    warnings.warn('old')\n    return 1"
    outcome = runner.run(
        job(
            warn, "#test\nassert f() == 1", "#test\nimport warnings\nwarnings.simplefilter('ignore')\nassert f() == 1"
        )
    )
    assert passed(outcome) == [False, True]
    assert "UserWarning: old" in text(outcome.tested[1])


def test_errors_keep_their_kind_and_text(runner: CodeRunner) -> None:
    cell = (
        "class Own(ValueError):\n    pass\ndef own():\n    raise Own('mine')\ndef stop():\n    raise SystemExit(0)\n"
        "def other():\n    raise AssertionError('not passed')"
    )
    outcome = runner.run(
        job(cell, "#test\ntry:\n    own()\nexcept ValueError as error:\n    assert str(error) == 'mine'\n"
                  "else:\n    raise AssertionError('no error')",
            "#test\nown()", "#test\nstop()", "#test\nother()")
    )  # fmt: skip
    assert passed(outcome) == [True, False, False, False]
    assert [errors(outcome.tested[cell]) for cell in (2, 3, 4)] == [["Own"], ["SystemExit"], ["AssertionError"]]


def test_partial_credit_and_learners_text_are_kept(runner: CodeRunner) -> None:
    outcome = runner.run(job("def f():\n    print('seen')\n    return 0.5", "#test\nfloat(f())"))
    assert outcome.tested[1] == [
        {"output_type": "stream", "name": "stdout", "text": "seen\n"},
        {"output_type": "execute_result", "data": {"text/plain": "0.5"}, "metadata": {}, "execution_count": 1},
    ]


def test_what_a_function_learns_from_a_hidden_test_never_comes_to_light(runner: CodeRunner) -> None:
    keep = (
        "import os, threading\nkept = []\ndef f(x):\n    kept.append(x)\n    print(x)\n    os.environ['x'] = str(x)\n"
        "    open('kept', 'a').write(str(x))\n    return x"
    )
    tell = "print(kept, os.environ.get('x'), os.path.exists('kept') and open('kept').read())"
    outcome = runner.run(
        job(keep, "#test\nf(1)\n#hidden\nassert f(918273645) == 918273645", tell, "#test\nf(2)", tell)
    )
    assert passed(outcome) == [True, True]
    assert "918273645" not in text([output for outputs in outcome.outputs.values() for output in outputs])


def test_what_never_ends_is_ended_and_said(runner: CodeRunner) -> None:
    outcome = runner.run(
        job("while True:\n    pass", DOUBLE, "#test\nassert double(1) == 2",
            "def slow():\n    while True:\n        pass", "#test\nslow()", "ok = 1", "#test\nassert ok == 1")
    )  # fmt: skip
    assert errors(outcome.outputs[0])[-1] == "CellTimeoutError"
    assert passed(outcome) == [True, False, True]
    assert errors(outcome.tested[4]) == ["KeyboardInterrupt", "CellTimeoutError"]
    deaf = "import signal\nsignal.signal(signal.SIGALRM, signal.SIG_IGN)\nsignal.setitimer(signal.ITIMER_REAL, 0)\n"
    cells = ("x = 1", "#test\nassert x == 1", deaf + "while True:\n    pass", "#test\nassert x == 1")
    outcome = runner.run(job(*cells))
    assert outcome.tested[1] == []
    assert errors(outcome.tested[3]) == ["NoAnswer"]
    assert outcome.notes == ["The code was stopped after 5 seconds; the rest was not run."]


@pytest.mark.parametrize("end", ["os._exit(0)", "os.kill(os.getpid(), 9)", "os.kill(0, 9)"])
def test_a_session_that_ends_itself_is_judged_as_far_as_it_came(runner: CodeRunner, end: str) -> None:
    outcome = runner.run(job("import os\nx = 1", "#test\nassert x == 1", end, "y = 1", "#test\nassert y == 1"))
    assert outcome.notes[0].startswith("Python was ended in code cell 3, by the code itself")
    assert passed(outcome)[-1] is False
    assert 3 not in outcome.outputs


@pytest.mark.parametrize(
    ("bomb", "note"),
    [
        ("x = bytearray(10**9)", ""),
        ("x = [' ' * 10**6 for _ in range(3000)]", ""),
        ("import os\nwhile True:\n    try:\n        os.fork()\n    except OSError:\n        break", ""),
        ("import threading, time\nwhile True:\n    threading.Thread(target=time.sleep, args=(9,)).start()", ""),
        ("while True:\n    print('x' * 10**5)", "more output"),
        ("import os\nwhile True:\n    os.write(1, b'x' * 10**5)", ""),
        ("open('big', 'wb').write(b'x' * 10**9)", ""),
        ("files = [open('f', 'w') for _ in range(10**5)]", ""),
    ],
)
def test_bombs_harm_nobody(runner: CodeRunner, bomb: str, note: str) -> None:
    with ThreadPoolExecutor(2) as threads:
        hostile = threads.submit(runner.run, job("x = 1", "#test\nassert x == 1", bomb, "#test\nassert x == 3"))
        honest = threads.submit(runner.run, job(DOUBLE, "#test\nassert double(1) == 2"))
        assert passed(honest.result()) == [True]
        assert passed(hostile.result()) == [True, False]
        assert note in " ".join(hostile.result().notes)


SEEN = (
    "import os\nfound = {}\nfor place in PLACES:\n    try:\n        found[place] = os.listdir(place) if "
    "os.path.isdir(place) else open(place).read(40)\n    except OSError as error:\n        pass\nfound"
)


def test_nothing_of_the_machine_can_be_read(runner: CodeRunner, tmp_path: Path) -> None:
    secret = tmp_path / "gradebook.db"
    secret.write_text("secret")
    root = Path(__file__).parents[3]
    places = ["/etc/passwd", "/etc/hostname", "/home", "/proc", str(secret), str(tmp_path), str(root / "solutions"),
              str(root / "exercises"), str(root / ".git"), "/var", "/sys", "/run", "/usr/local/share"]  # fmt: skip
    outcome = runner.run(job(f"PLACES = {places!r}", SEEN))
    seen = ast.literal_eval(outcome.outputs[1][0]["data"]["text/plain"])
    # podman leaves some folders there, empty, and gives the box a name.
    assert [place for place, content in seen.items() if content not in ([], "box")] == []
    os.environ["QMS_TEST_SECRET"] = "918273645"
    try:
        outcome = runner.run(job("import os\ndict(os.environ)", "open('/qms-box/work/x', 'w').write('x')",
                                 "import os\nos.listdir('/qms-box/work'), os.getuid()"))  # fmt: skip
    finally:
        del os.environ["QMS_TEST_SECRET"]
    assert "918273645" not in text(outcome.outputs[0])
    assert "'x'" not in text(runner.run(job("import os\nos.listdir('/qms-box/work')")).outputs[0])


@pytest.mark.skipif(not has_usual_folder(), reason="this Python itself lies in the folder for temporary files")
def test_the_usual_folder_for_temporary_files_is_there_and_everybodys_own(runner: CodeRunner) -> None:
    for _ in range(2):
        outcome = runner.run(
            job("from pathlib import Path\nnames = sorted(path.name for path in Path('/tmp').iterdir())",
                "Path('/tmp/note').write_text('mine')", "#test\nassert names == []")
        )  # fmt: skip
        assert errors(outcome.outputs[1]) == []
        assert passed(outcome) == [True]


def test_the_machines_name_is_not_seen(runner: CodeRunner) -> None:
    outcome = runner.run(job("import socket\nhost = socket.gethostname()", "#test\nassert host == 'box'"))
    assert passed(outcome) == [True]


def test_there_is_no_network(runner: CodeRunner) -> None:
    code = "import socket\nsocket.create_connection(('127.0.0.1', 22), timeout=1)"
    outcome = runner.run(job(code, "import socket\nsocket.getaddrinfo('example.org', 80)"))
    assert errors(outcome.outputs[0])[0] in ("ConnectionRefusedError", "OSError")
    assert errors(outcome.outputs[1]) == ["gaierror"]


def test_forged_messages_on_any_channel_win_nothing(runner: CodeRunner) -> None:
    forge = (
        "import json, os, struct\n"
        "said = ({'cell': 1, 'outputs': [], 'count': 1}, {'done': True}, {'value': 4}, {'f': {'value': 4}})\n"
        "for message in said:\n"
        "    data = json.dumps(message).encode()\n"
        "    for number in range(3, 100):\n"
        "        try:\n            os.write(number, struct.pack('!I', len(data)) + data)\n"
        "        except OSError:\n            pass"
    )
    outcome = runner.run(job(forge, "#test\nassert f(2) == 4", "#test\nassert f(3) == 6"))
    assert passed(outcome) in ([], [False], [False, False])
    assert passed(runner.run(job(DOUBLE, "#test\nassert double(2) == 4"))) == [True]


def test_no_process_is_left(sandbox: Sandbox) -> None:
    before = {process.pid for process in psutil.process_iter()}
    with CodeRunner(sandbox) as own:
        daemon = "import subprocess, os\nif os.fork() == 0:\n    os.setsid()\n    subprocess.Popen(['sleep', '1000'])"
        own.run(job(daemon, "#test\nassert True"))
        assert "sleep" not in _running(before)
    deadline = time.monotonic() + 10
    while (left := _running(before)) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert left == []


def _running(before: set[int]) -> list[str]:
    found = []
    for process in psutil.process_iter(["pid", "status", "cmdline"]):
        about = process.info
        if about["pid"] not in before and about["status"] != psutil.STATUS_ZOMBIE:
            found += [word for word in about["cmdline"] or [] if "boxed" in word or word == "sleep"]
    return found


def test_where_nobody_can_be_shut_off_each_has_a_box_of_their_own(sandbox: Sandbox) -> None:
    class Alone(CodeRunner):
        def start(self):  # type: ignore[no-untyped-def]
            box = super().start()
            box.apart = False
            return box

    with Alone(sandbox) as own:
        assert passed(own.run(job(DOUBLE, "#test\nassert double(2) == 4", limits=QUICK))) == [True]
