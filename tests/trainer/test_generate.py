from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from qmslib._common.errors import CourseError
from qmslib.course.paths import Course
from qmslib.trainer.engine import gradebook
from qmslib.trainer.generate import check, generate
from qmslib.trainer.gradebook import backup, setup
from qmslib.trainer.notebooks import to_markdown
from qmslib.trainer.stock import run_nbgrader

EXERCISE = "sample-exercise"
GOLDEN = Path(__file__).parents[1] / "golden" / EXERCISE


def tree(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def known_exercises(course: Course) -> list[str]:
    with gradebook(course) as book:
        return [assignment.name for assignment in book.assignments]


def test_the_release_is_the_golden_one(course: Course) -> None:
    """Run with UPDATE_GOLDEN=1 after a wanted change, and look at the difference before committing it."""
    released = tree(course.exercises / EXERCISE)
    if os.environ.get("UPDATE_GOLDEN"):
        shutil.rmtree(GOLDEN, ignore_errors=True)
        shutil.copytree(course.exercises / EXERCISE, GOLDEN)
    assert released == tree(GOLDEN)


def test_generating_again_changes_nothing(course: Course) -> None:
    before = tree(course.root)
    assert generate(course) == []
    assert tree(course.root) == before


def test_check_names_what_drifted_and_changes_nothing(course: Course) -> None:
    assert check(course) == []
    path = course.exercises / EXERCISE / f"{EXERCISE}.form.json"
    path.write_text("{}", encoding="utf-8")
    (course.exercises / EXERCISE / "stray.txt").write_text("x", encoding="utf-8")
    before = tree(course.root)
    drift = check(course)
    assert [line.split(":")[0] for line in drift] == [
        f"exercises/{EXERCISE}/{EXERCISE}.form.json",
        f"exercises/{EXERCISE}/stray.txt",
    ]
    assert tree(course.root) == before
    assert generate(course) == [
        f"exercises/{EXERCISE}/{EXERCISE}.form.json",
        f"exercises/{EXERCISE}/stray.txt (removed)",
    ]
    assert check(course) == []


def test_a_changed_key_file_is_drift(course: Course) -> None:
    path = course.key_file(EXERCISE)
    path.write_text(path.read_text(encoding="utf-8").replace("A wish", "A hope"), encoding="utf-8")
    assert any(line.startswith(f"solutions/{EXERCISE}/") for line in check(course))


def test_stock_commands_leave_keys_in_solutions_alone(blank: Course) -> None:
    generate(blank)
    released = tree(blank.exercises)
    ran = run_nbgrader(blank, "generate_assignment", EXERCISE, "--force")
    assert ran.returncode == 0, ran.stderr
    assert tree(blank.exercises) == released
    outside = [path for path in blank.root.rglob("*") if not path.is_relative_to(blank.solutions)]
    assert not [path for path in outside if path.name.endswith((".key.yaml", ".model.json"))]
    for path in outside:
        if path.is_file() and path.suffix in {".ipynb", ".json", ".html"}:
            text = path.read_text(encoding="utf-8")
            assert "secretly" not in text  # said of the right option when it was missed
            assert "who owns it" not in text  # a rubric


def test_no_key_is_in_the_released_notebook(course: Course) -> None:
    notebook = json.loads((course.exercises / EXERCISE / f"{EXERCISE}.ipynb").read_text(encoding="utf-8"))
    task = next(cell for cell in notebook["cells"] if cell["id"] == "account")
    assert "MARK SCHEME" not in "".join(task["source"])
    source = json.loads((course.solutions / EXERCISE / f"{EXERCISE}.ipynb").read_text(encoding="utf-8"))
    task = next(cell for cell in source["cells"] if cell["id"] == "account")
    assert "A standard is named, with its owner and its use." in "".join(task["source"])


def test_setup_makes_the_gradebook_and_changes_no_file(course: Course) -> None:
    course.gradebook.unlink()

    def files() -> dict[str, bytes]:
        return {name: content for name, content in tree(course.root).items() if not name.startswith("gradebook.db")}

    before = files()
    assert setup(course) == [EXERCISE]
    assert known_exercises(course) == [EXERCISE]
    assert setup(course) == [EXERCISE]
    assert files() == before


def test_setup_says_what_to_do_when_nothing_was_generated(blank: Course) -> None:
    with pytest.raises(CourseError, match="qms generate"):
        setup(blank)


def test_backups_are_whole_and_few(course: Course) -> None:
    setup(course)
    for _ in range(12):
        copy = backup(course)
    assert copy is not None
    assert len(list(course.root.glob("gradebook.db.*.backup"))) == 10
    shutil.move(copy, course.gradebook)
    assert known_exercises(course) == [EXERCISE]


def test_text_of_the_course_stays_text_in_markdown() -> None:
    assert to_markdown("a_b [x] <tag> £5 $3 `code`") == "a\\_b \\[x\\] \\<tag\\> £5 \\$3 \\`code\\`"
    assert to_markdown("1. not a list") == "1\\. not a list"
    assert to_markdown("**bold** and *em*\n- point") == "**bold** and *em*\n- point"
