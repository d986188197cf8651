"""A small course with one exercise of every kind, and a day's work in it."""

from __future__ import annotations

import json
import os
import shutil
import warnings
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from qmslib.course.paths import Course
from qmslib.trainer.collect import nbgrader_time
from qmslib.trainer.generate import generate
from qmslib.trainer.gradebook import setup
from tests.course.varied import write_varied
from tests.tools.postgresql import Server, programs, running

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
EXERCISE = "sample-exercise"
_numbers = count(1)


@pytest.fixture(autouse=True)
def _nbgraders_own_warnings(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Warnings of libraries that nbgrader drives are not this course's; ours still fail a test."""
    monkeypatch.delenv("QMS_COURSE", raising=False)
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", module=r"(nbgrader|alembic|sqlalchemy|nbconvert|IPython)\b.*")
        warnings.filterwarnings("ignore", category=ResourceWarning)
        yield


def _copy(folder: Path) -> Course:
    shutil.copytree(HERE / "course", folder)
    shutil.copyfile(ROOT / "nbgrader_config.py", folder / "nbgrader_config.py")
    return Course(folder.resolve())


@pytest.fixture
def blank(tmp_path: Path) -> Course:
    """The course as its author left it: key files only."""
    return _copy(tmp_path / "course")


def released_copy(folder: Path) -> Course:
    """A copy of the course, its exercises released and known to its gradebook."""
    course = _copy(folder)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        generate(course)
        setup(course)
    return course


@pytest.fixture(scope="session")
def _released(tmp_path_factory: pytest.TempPathFactory) -> Course:
    return released_copy(tmp_path_factory.mktemp("released") / "course")


@pytest.fixture
def course(_released: Course, tmp_path: Path) -> Course:
    """The course with its release and a gradebook: making one costs seconds."""
    folder = tmp_path / "course"
    shutil.copytree(_released.root, folder)
    return Course(folder.resolve())


def model_answers() -> dict[str, Any]:
    """The model answers."""
    loaded: dict[str, Any] = json.loads(
        (HERE / "course" / "solutions" / EXERCISE / f"{EXERCISE}.model.json").read_text(encoding="utf-8")
    )
    return dict(loaded["answers"])


@pytest.fixture(scope="session")
def model() -> dict[str, Any]:
    """The model answers."""
    return model_answers()


def varied_course(root: Path) -> Course:
    """A released course of one exercise whose data differ from learner to learner."""
    (root / "book").mkdir(parents=True)
    (root / "_config.yml").write_text("title: t\n", encoding="utf-8")
    (root / "book" / "_toc.yml").write_text("format: jb-book\nroot: index\n", encoding="utf-8")
    shutil.copyfile(ROOT / "nbgrader_config.py", root / "nbgrader_config.py")
    write_varied(root)
    course = Course(root.resolve())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        generate(course)
        setup(course)
    return course


def answers_file(
    number: str, answers: dict[str, Any], *, attempt: int = 1, name: str = "Ada Byron"
) -> dict[str, Any]:
    """An answers file as the form saves it, with the declaration of own work."""
    moment = "2026-11-20T10:00:00+00:00"
    return {
        "format": 1,
        "exercise": EXERCISE,
        "attempt": attempt,
        "bank": "",
        "revision": len(answers),
        "saved_at": moment,
        "learner": {"name": name, "number": number},
        "answers": {item: {"value": value, "revision": 1, "at": moment} for item, value in answers.items()},
        "declaration": {"own_work": True, "help": "none", "ai": "none", "at": moment},
    }


Submit = Callable[..., Path]


def submitter(course: Course) -> Submit:
    """What puts a submission into ``submitted/``, as collecting would."""

    def put(number: str, answers: dict[str, Any] | None = None, *, attempt: int = 1) -> Path:
        folder = course.submitted / number / EXERCISE
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copy(course.exercises / EXERCISE / f"{EXERCISE}.ipynb", folder)
        content = answers_file(number, model_answers() if answers is None else answers, attempt=attempt)
        (folder / f"{EXERCISE}.answers.json").write_text(json.dumps(content), encoding="utf-8")
        (folder / "timestamp.txt").write_text(nbgrader_time("2026-11-20T10:00:00+00:00"), encoding="utf-8")
        return folder

    return put


@pytest.fixture
def submit(course: Course) -> Submit:
    """Put a submission into ``submitted/``, as collecting would."""
    return submitter(course)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A PostgreSQL server of the tests' own."""
    if programs() is None:
        pytest.skip("no PostgreSQL here (run tests/tools/postgresql.py as root)")
    # The server's own account must come in: pytest's folders let nobody else.
    folder = Path("/tmp") / f"qms-postgres-{os.getpid()}"
    folder.mkdir(mode=0o755)
    try:
        with running(folder) as started:
            yield started
    finally:
        shutil.rmtree(folder)


@pytest.fixture(scope="session")
def prepared(server: Server, _released: Course) -> str:
    """A database that knows the exercise: making one costs seconds."""
    with pytest.MonkeyPatch.context() as patch, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        patch.setenv("QMS_GRADEBOOK", server.new("prepared"))
        setup(_released)
    return "prepared"


@pytest.fixture
def on_server(course: Course, server: Server, prepared: str, monkeypatch: pytest.MonkeyPatch) -> Course:
    """The course with its gradebook on the server."""
    course.gradebook.unlink()
    monkeypatch.setenv("QMS_GRADEBOOK", server.new(f"course{next(_numbers)}", prepared))
    return course
