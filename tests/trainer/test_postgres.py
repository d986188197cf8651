"""The gradebook on a PostgreSQL server: the whole way, with the rows that a file would have."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from qmslib._common.errors import CourseError
from qmslib.course.paths import Course
from qmslib.trainer import mark_form, stand_in
from qmslib.trainer.collect import collect
from qmslib.trainer.database import address, exists, only_writer
from qmslib.trainer.decisions import read_decisions
from qmslib.trainer.demo import copy_course, write_zips
from qmslib.trainer.engine import gradebook
from qmslib.trainer.feedback import feedback
from qmslib.trainer.gradebook import backup, setup
from qmslib.trainer.mark import mark
from qmslib.trainer.preview import preview
from qmslib.trainer.report import report
from qmslib.trainer.stock import rows, run_nbgrader
from tests.tools.postgresql import PASSWORD, Server
from tests.trainer.conftest import EXERCISE, Submit
from tests.trainer.test_marks import check_marks

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


def test_the_whole_way_ends_as_with_a_file(
    on_server: Course, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, server: Server
) -> None:
    on_file = Course(tmp_path / "file")
    shutil.copytree(on_server.root, on_file.root)
    zips = write_zips(on_server, EXERCISE, tmp_path / "in", size=4)
    where = os.environ["QMS_GRADEBOOK"]
    ends = []
    for course, named in ((on_server, where), (on_file, "")):
        monkeypatch.setenv("QMS_GRADEBOOK", named)
        assert setup(course) == [EXERCISE]
        collect(course, zips, by="Ann", accept_names=True)
        first = [(one.learner, one.status, one.reasons) for one in mark(course)]
        stand_in.judge_accounts(course)
        report(course, by="Ann")
        pages = [path.relative_to(course.root) for path in feedback(course)]
        again = [one.status for one in mark(course)]
        assert {"marked already", "not marked"} >= set(again) >= {"marked already"}
        assert [one.status for one in preview(course)] == again
        mark(course, again=True)
        decided = [(one.learner, one.status, one.points) for one in read_decisions(course.decisions)[0]]
        ends.append((first, pages, decided, rows(course, EXERCISE)))
    assert ends[0] == ends[1]
    assert ends[0][1]
    assert not on_server.gradebook.exists()
    assert all(
        grade["needs_manual"] in (True, False) for row in ends[0][3].values() for grade in row["grades"].values()
    )


def test_marks_are_those_that_nbgrader_gives(on_server: Course) -> None:
    check_marks(on_server)


def test_a_backup_is_a_gradebook_in_a_file(
    on_server: Course, submit: Submit, monkeypatch: pytest.MonkeyPatch
) -> None:
    submit("l1")
    mark(on_server)
    copy = backup(on_server)
    assert copy is not None
    wanted = rows(on_server, EXERCISE)
    with closing(sqlite3.connect(copy)) as book:
        assert book.execute("select count(*) from alembic_version").fetchone() == (1,)
    # Put back as the guide says: it becomes gradebook.db, and the address is left out.
    copy.rename(on_server.gradebook)
    monkeypatch.delenv("QMS_GRADEBOOK")
    assert rows(on_server, EXERCISE) == wanted
    assert setup(on_server) == [EXERCISE]
    assert {one.status for one in mark(on_server)} == {"marked already"}


def test_killed_at_random_moments(on_server: Course, submit: Submit) -> None:
    for number in range(12):
        submit(f"l{number:02}", {"one": "abc"[number % 3]})
    words = [sys.executable, "-W", "ignore", "-m", "qmslib", "--course", str(on_server.root), "mark"]
    chance, ledger = random.Random(5), on_server.gradebook.with_name("gradebook.db.marked.jsonl")
    for wait_for in (1, 5):
        run = subprocess.Popen(words, cwd=on_server.root, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while run.poll() is None and not (ledger.exists() and ledger.read_bytes().count(b"\n") >= wait_for):
            time.sleep(0.005)
        time.sleep(chance.uniform(0, 0.1))
        run.send_signal(signal.SIGKILL)
        run.wait()
    noted = ledger.read_bytes().count(b"\n")
    statuses = [one.status for one in mark(on_server)]
    assert statuses.count("marked already") >= noted - 1
    assert set(statuses) <= {"marked", "marked already"}
    with gradebook(on_server) as book:
        found = {one.student_id: len(one.notebooks[0].grades) for one in book.find_assignment(EXERCISE).submissions}
    assert len(found) == 12
    assert len(set(found.values())) == 1
    points = {learner: row["grades"]["one"]["auto"] for learner, row in rows(on_server, EXERCISE).items()}
    assert len({(int(learner[1:]) % 3, got) for learner, got in points.items()}) == 3
    assert sorted(path.name for path in on_server.autograded.rglob("*") if path.name.startswith(".")) == []


def test_what_a_server_says_is_put_into_words(
    on_server: Course, server: Server, submit: Submit, monkeypatch: pytest.MonkeyPatch
) -> None:
    submit("l1")
    good = os.environ["QMS_GRADEBOOK"]
    for bad, said in (
        (server.address("course1", "wrong"), "refuses this user or password"),
        (server.address("nowhere"), "has no such database"),
        (good.replace(f":{server.port}", ":1"), "does not answer"),
        ("postgresql+psycopg9://a:b@c/d", "driver"),
        ("mysql://qms:secret@host/name", "not known here"),
        ("not an address: secret", "cannot be read"),
    ):
        monkeypatch.setenv("QMS_GRADEBOOK", bad)
        with pytest.raises(CourseError) as found:
            mark(on_server)
        assert said in str(found.value)
        assert not any(secret in str(found.value) for secret in (PASSWORD, "secret", "wrong"))
    monkeypatch.setenv("QMS_GRADEBOOK", good)
    with only_writer(on_server):
        # Another machine has no such file, and is told all the same.
        (on_server.root / "gradebook.db.marking.lock").unlink()
        with pytest.raises(CourseError, match="already running"):
            mark(on_server)


def test_a_server_that_goes_away_stops_the_run_and_nothing_is_lost(
    on_server: Course, server: Server, submit: Submit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mark_form, "BATCH", 2)
    for number in range(4):
        submit(f"l{number}")

    def stop(done: int, of: int, result: Any) -> None:
        if done == 2:
            server.stop()

    try:
        results = mark(on_server, progress=stop)
    finally:
        server.start()
    assert [one.status for one in results] == ["marked", "marked", "not marked", "not marked"]
    assert "still to be marked" in results[2].reasons[0]
    assert PASSWORD not in str(results)
    assert [one.status for one in mark(on_server)] == ["marked already", "marked already", "marked", "marked"]
    assert len(rows(on_server, EXERCISE)) == 4


def test_a_demonstration_never_comes_into_it(on_server: Course, tmp_path: Path) -> None:
    copy = copy_course(on_server, tmp_path / "copy")
    assert address(copy).get_backend_name() == "sqlite"
    assert address(on_server).get_backend_name() == "postgresql"
    assert exists(on_server)
    assert not exists(copy)


@pytest.mark.slow
def test_stock_commands_work_on_it(server: Server, course: Course, submit: Submit, monkeypatch: Any) -> None:
    submit("l1")
    mark(course)
    wanted = rows(course, EXERCISE)
    monkeypatch.setenv("QMS_GRADEBOOK", server.new("stock"))
    # As with a file, the first command makes the tables; `db upgrade` is for tables of an older nbgrader.
    for words in (
        ("generate_assignment", EXERCISE, "--force"),
        ("db", "upgrade"),
        ("autograde", EXERCISE, "--force"),
    ):
        ran = run_nbgrader(course, *words)
        assert ran.returncode == 0, ran.stderr
    assert rows(course, EXERCISE) == wanted
    ran = run_nbgrader(course, "export")
    assert ran.returncode == 0, ran.stderr
