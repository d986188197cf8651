"""The optional code exercise beside the others: released without its secrets, handed in, and marked in a box."""

from __future__ import annotations

import json
import shutil
import warnings
from pathlib import Path
from typing import Any

import pytest

from qmslib.course.answers import blank_answers
from qmslib.course.code_exercises import SECRET_PARTS, authored_code, code_exercises, secret_lines
from qmslib.course.handin import hand_in_bytes
from qmslib.course.lint.files import files
from qmslib.course.lint.secrets import leaks
from qmslib.course.paths import Course
from qmslib.trainer.boxed.launch import Sandbox, find_sandbox
from qmslib.trainer.collect import collect
from qmslib.trainer.decisions import judged
from qmslib.trainer.generate import authored, check, generate
from qmslib.trainer.mark import mark
from qmslib.trainer.report import as_text, report
from qmslib.trainer.stand_in import judge_accounts
from qmslib.trainer.stock import marked_notebook, rows, run_nbgrader, total

ROOT = Path(__file__).parents[2]
ANALYST = "complaints-analyst"
MODEL = ROOT / "solutions" / ANALYST / f"{ANALYST}.ipynb"
RELEASED = ROOT / "exercises" / ANALYST / f"{ANALYST}.ipynb"
POINTS = {"open_cases_test": 1, "closed_on_time_test": 1, "due_on_time_test": 2, "vital_few_test": 2,
          "slowest_team_test": 2, "difference_test": 1}  # fmt: skip


def cells(path: Path) -> list[dict[str, Any]]:
    return list(json.loads(path.read_text(encoding="utf-8"))["cells"])


def run(path: Path, **changed: str) -> dict[str, str]:
    """Run a notebook's code cells in order; what went wrong, by cell. `changed` gives some of them other sources."""
    space: dict[str, Any] = {}
    wrong = {}
    for cell in cells(path):
        if cell["cell_type"] != "code":
            continue
        try:
            exec(changed.get(cell["id"], "".join(cell["source"])), space)
        except Exception as error:
            wrong[cell["id"]] = f"{type(error).__name__}: {error}"
    return wrong


@pytest.fixture
def with_code(course: Course) -> Course:
    """The small course with the code exercise in it, released."""
    shutil.copytree(ROOT / "solutions" / ANALYST, course.solutions / ANALYST)
    generate(course, [ANALYST])
    return course


@pytest.fixture
def sandbox() -> Sandbox:
    """The sandbox of this machine."""
    found = find_sandbox()
    if not found.usable:
        pytest.skip(found.why)
    return found


def hand_in(course: Course, number: str, notebook: bytes) -> Path:
    answers = blank_answers(ANALYST).model_dump(mode="json") | {"learner": {"name": "Ada Byron", "number": number}}
    made = hand_in_bytes(
        exercise=ANALYST, attempt=1, name="Ada Byron", number=number, made_at="2026-11-20T10:00:00+00:00",
        course_version="1", bank="",
        files={f"{ANALYST}.ipynb": notebook, f"{ANALYST}.answers.json": json.dumps(answers).encode()},
    )  # fmt: skip
    path = course.root / f"{number}.zip"
    path.write_bytes(made)
    return path


def test_the_release_is_what_stock_nbgrader_makes_without_solutions_and_hidden_tests() -> None:
    course = Course(ROOT)
    assert ANALYST in authored_code(course)
    assert ANALYST not in authored(course)
    assert check(course, [ANALYST]) == []
    released = RELEASED.read_text(encoding="utf-8")
    lines = secret_lines(course, ANALYST)
    assert len(lines) > 30
    assert [line for line in lines if len(line) > 12 and json.dumps(line)[1:-1] in released] == []
    assert "BEGIN" not in released
    assert released.count("raise NotImplementedError()") == len(POINTS) + 1, "once for each task, once in the intro"


def test_points_and_cells_are_as_nbgrader_needs_them() -> None:
    graded = {
        cell["metadata"]["nbgrader"]["grade_id"]: cell["metadata"]["nbgrader"]["points"]
        for cell in cells(MODEL)
        if cell["metadata"].get("nbgrader", {}).get("grade")
    }
    assert graded == POINTS
    for cell in cells(MODEL):
        source = "".join(cell["source"])
        if cell["id"] in POINTS:
            assert source.count("### BEGIN HIDDEN TESTS") == source.count("### END HIDDEN TESTS") == 1
            # The last line is a test or the mark after it: a number there would count as points.
            assert source.rstrip().endswith("### END HIDDEN TESTS")
            assert 'warnings.simplefilter("ignore")' in source, "a warning on the error stream would cost the points"


def test_the_model_solution_passes_and_the_untouched_release_passes_nothing() -> None:
    assert run(MODEL) == {}
    assert set(run(RELEASED)) >= set(POINTS)


SLIPS = {
    "open_cases_test": ("open_cases_code", "def open_cases(log):\n    return 29"),
    "closed_on_time_test": (
        "closed_on_time_code",
        "def share_of_closed_on_time(log):\n    return float((log['closed'] <= log['due']).mean())",
    ),
    "due_on_time_test": (
        "due_on_time_code",
        "def share_due_on_time(log, as_of):\n    return share_of_closed_on_time(log)",
    ),
    "vital_few_test": (
        "vital_few_code",
        "def vital_few(log, cut=80):\n    return list(log['kind'].value_counts().index[:7])",
    ),
    "slowest_team_test": (
        "slowest_team_code",
        "def slowest_team(log, least=20):\n    if least > 600:\n        return None\n"
        "    return (log['closed'] - log['received']).groupby(log['team']).mean().idxmax()",
    ),
    "difference_test": ("difference_code", "def difference(log, as_of, share):\n    return 0.0"),
}


@pytest.mark.parametrize("test", SLIPS)
def test_a_typical_slip_costs_its_points(test: str) -> None:
    cell, source = SLIPS[test]
    assert test in run(MODEL, **{cell: source})


def test_the_lint_knows_that_it_has_no_key_and_guards_its_solution(with_code: Course) -> None:
    assert [found for found in files(with_code) if ANALYST in str(found)] == []
    assert [found for found in leaks(with_code, with_code.exercises) if ANALYST in str(found)] == []
    shutil.copy(MODEL, with_code.exercises / ANALYST / "solved.ipynb")
    assert any(f"key of {ANALYST}" in str(found) for found in leaks(with_code, with_code.exercises))


def changed(sources: dict[str, str] | None = None, *, added: str = "", base: Path = MODEL) -> bytes:
    """A notebook with other sources in some cells, and perhaps one more cell."""
    notebook = json.loads(base.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        if cell["id"] in (sources or {}):
            cell["source"] = (sources or {})[cell["id"]]
        cell["source"] = SECRET_PARTS.sub(lambda part: part[0] if part[1] == "SOLUTION" else "", as_text_of(cell))
    if added:
        notebook["cells"].append(
            {
                "cell_type": "code",
                "execution_count": None,
                "id": "x",
                "metadata": {},
                "outputs": [],
                "source": [added],
            }
        )
    return json.dumps(notebook).encode()


def as_text_of(cell: dict[str, Any]) -> str:
    return cell["source"] if isinstance(cell["source"], str) else "".join(cell["source"])


def points(course: Course, learner: str) -> dict[str, Any]:
    return {name: grade["auto"] for name, grade in rows(course, ANALYST)[learner]["grades"].items()}


def test_it_is_collected_and_marked_in_the_box(with_code: Course, sandbox: Sandbox) -> None:
    marker = with_code.root / "ran.txt"
    write = f"open({str(marker)!r}, 'w').close()"
    assert code_exercises(with_code) == [ANALYST]
    files = [
        hand_in(with_code, "model", changed()),
        hand_in(with_code, "untouched", RELEASED.read_bytes()),
        hand_in(with_code, "writes", changed(added=write)),
        *(hand_in(with_code, f"slip-{number}", changed({cell: source}))
          for number, (cell, source) in enumerate(SLIPS.values())),
    ]  # fmt: skip
    taken = collect(with_code, files, by="Ann", accept_names=True)
    assert {(one.status, one.exercise) for one in taken} == {("collected", ANALYST)}
    results = {one.learner: one for one in mark(with_code)}
    assert {one.status for one in results.values()} == {"marked"}, results
    assert not marker.exists()
    assert points(with_code, "model") == POINTS
    assert points(with_code, "writes") == POINTS
    assert set(points(with_code, "untouched").values()) == {0}
    for number, test in enumerate(SLIPS):
        wrong = {name for name, got in points(with_code, f"slip-{number}").items() if got != POINTS[name]}
        assert test in wrong, f"slip in {test}"
    marked = marked_notebook(with_code, "untouched", ANALYST) or {}
    shown = next(cell for cell in marked["cells"] if cell["id"] == "open_cases_test")["metadata"]["qms"]["shown"]
    assert [output["ename"] for output in shown] == ["NotImplementedError"]
    assert mark(with_code, ["sample-exercise"]) == []
    assert {one.status for one in mark(with_code)} == {"marked already"}
    assert judge_accounts(with_code) == 0
    assert judged(with_code) == []
    assert ANALYST not in as_text(report(with_code, by="Ann"))


def test_a_notebook_alone_as_stock_nbgrader_collects_it_is_found_without_complaint(with_code: Course) -> None:
    folder = with_code.submitted / "l1" / ANALYST
    folder.mkdir(parents=True)
    shutil.copyfile(RELEASED, folder / f"{ANALYST}.ipynb")
    (only,) = collect(with_code, by="Ann")
    assert (only.status, only.learner, only.attempt, only.reason) == ("found in submitted", "l1", None, "")


def test_without_a_sandbox_nothing_is_run_and_that_is_said(
    with_code: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qmslib.trainer.boxed.launch.shutil.which", lambda name: None)
    collect(with_code, [hand_in(with_code, "l1", RELEASED.read_bytes())], by="Ann")
    (only,) = mark(with_code)
    assert (only.learner, only.exercise, only.status) == ("l1", ANALYST, "not run")
    assert only.reasons[0].startswith("Not run: no sandbox, since bubblewrap is not installed")
    assert "l1" not in rows(with_code, ANALYST)


@pytest.mark.slow
def test_stock_nbgrader_gives_the_model_full_points_and_the_untouched_release_none(with_code: Course) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        paths = [
            hand_in(with_code, "model", MODEL.read_bytes()),
            hand_in(with_code, "untouched", RELEASED.read_bytes()),
        ]
        collect(with_code, paths, by="Ann", accept_names=True)
    ran = run_nbgrader(with_code, "autograde", ANALYST)
    assert ran.returncode == 0, ran.stderr
    found = rows(with_code, ANALYST)
    assert {name: grade["auto"] for name, grade in found["model"]["grades"].items()} == POINTS
    assert total(found["model"]) == sum(POINTS.values())
    assert total(found["untouched"]) == 0
    for learner in ("model", "untouched"):
        streams = [
            output
            for cell in (marked_notebook(with_code, learner, ANALYST) or {})["cells"]
            for output in cell.get("outputs", [])
            if output.get("name") == "stderr"
        ]
        assert streams == []
    ran = run_nbgrader(with_code, "generate_feedback", ANALYST)
    assert ran.returncode == 0, ran.stderr
    page = (with_code.feedback / "untouched" / ANALYST / f"{ANALYST}.html").read_text(encoding="utf-8")
    assert "HIDDEN TESTS" not in page
    assert "another log gives another number" not in page
    assert "NotImplementedError" in page
    solved = (with_code.feedback / "model" / ANALYST / f"{ANALYST}.html").read_text(encoding="utf-8")
    assert "isna" in solved, "learners see their own code"
    assert "the share in the log" not in solved
