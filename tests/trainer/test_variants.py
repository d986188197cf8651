"""Variants from the author's generator to the mark: released, marked as stock does, told to the trainer, kept."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from qmslib._common.errors import CourseError
from qmslib._common.files import read_json
from qmslib.course.bank import exercise as load
from qmslib.course.feedback_file import read_feedback
from qmslib.course.lint.secrets import leaks, secret_sentences
from qmslib.course.paths import Course
from qmslib.course.release import bank_hash
from qmslib.course.variants import due
from qmslib.trainer import stand_in
from qmslib.trainer.cohort import cohort, hand_in_zip, submission_files
from qmslib.trainer.collect import collect
from qmslib.trainer.feedback import feedback
from qmslib.trainer.generate import check, generate
from qmslib.trainer.mark import mark
from qmslib.trainer.report import report
from qmslib.trainer.run import Result
from qmslib.trainer.stock import rows, run_nbgrader, total
from tests.course.varied import EXERCISE, GENERATOR, MODEL, write_varied
from tests.trainer.compare import assert_same_as_stock
from tests.trainer.conftest import varied_course

MOMENT = "2026-11-20T10:00:00+00:00"


@pytest.fixture(scope="module")
def _made(tmp_path_factory: pytest.TempPathFactory) -> Course:
    return varied_course(tmp_path_factory.mktemp("varied") / "course")


@pytest.fixture
def course(_made: Course, tmp_path: Path) -> Course:
    """A course with the one varied exercise, released, and a gradebook."""
    shutil.copytree(_made.root, tmp_path / "course")
    return Course((tmp_path / "course").resolve())


def model(course: Course, variant: str) -> dict[str, Any]:
    variants = load(course, EXERCISE).variants
    assert variants is not None
    return {**MODEL["answers"], **variants.found.variants[variant].answers}


def put(course: Course, number: str, answers: dict[str, Any], **file: Any) -> None:
    """A submission of these answers, as it lies there after collecting."""
    folder = course.submitted / number / EXERCISE
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(course.exercises / EXERCISE / f"{EXERCISE}.ipynb", folder)
    content = {
        "format": 1,
        "exercise": EXERCISE,
        "saved_at": MOMENT,
        "answers": {item: {"value": value, "revision": 1, "at": MOMENT} for item, value in answers.items()},
        "declaration": {"own_work": True, "help": "none", "ai": "none", "at": MOMENT},
        **file,
    }
    (folder / f"{EXERCISE}.answers.json").write_text(json.dumps(content), encoding="utf-8")


def result_of(course: Course, number: str) -> tuple[Result, float | None]:
    (result,) = mark(course, only=number)
    return result, total(rows(course, EXERCISE).get(number))


def test_generating_writes_the_variants_and_touches_no_other_exercise(blank: Course) -> None:
    other = write_varied(blank.root)
    (blank.solutions / "broken").mkdir()
    (blank.solutions / "broken" / "broken.key.yaml").write_text("items: [", encoding="utf-8")
    changed = generate(blank, [EXERCISE])
    assert f"solutions/{EXERCISE}/{EXERCISE}.variants.key.yaml" in changed
    assert all(EXERCISE in name for name in changed)
    assert generate(blank, [EXERCISE]) == check(blank, [EXERCISE]) == []
    assert blank.authored() == ["broken", "sample-exercise", EXERCISE]
    released = {path.name for path in (blank.exercises / EXERCISE).iterdir()}
    assert released == {f"{EXERCISE}.ipynb", f"{EXERCISE}.form.json"}
    (other / "variants.key.py").write_text(GENERATOR.replace("number + 30", "number + 31"), encoding="utf-8")
    assert check(blank, [EXERCISE])[0].endswith("variants.key.yaml: not what the generator yields")
    assert len(generate(blank, [EXERCISE])) == 3


def test_nothing_of_a_generator_or_of_any_variants_key_is_released(course: Course) -> None:
    sentences = secret_sentences(load(course, EXERCISE))
    assert len([one for one in sentences if one.startswith("You added 1000")]) > 10
    assert list(leaks(course, course.exercises)) == []
    place = course.root / "pack"
    place.mkdir()
    shutil.copy(course.solutions / EXERCISE / "variants.key.py", place / "variants.key.py")
    (place / "notes.txt").write_text(sorted(sentences)[0], encoding="utf-8")
    found = "\n".join(str(one) for one in leaks(course, place))
    assert "pack/variants.key.py: a file with keys is among what learners get" in found
    assert "pack/notes.txt: holds a sentence of the key" in found


def test_each_learner_is_marked_by_their_own_variant_as_stock_marks_them(course: Course, tmp_path: Path) -> None:
    own = {f"l{number}": due(f"l{number}", EXERCISE, 1, 20) for number in (0, 2, 3, 4)}
    assert len(set(own.values())) == 4
    for number, variant in own.items():
        put(course, number, model(course, variant), variant=variant)
    put(course, "neighbour", model(course, own["l0"]), variant=due("neighbour", EXERCISE, 1, 20))
    put(course, "other", model(course, own["l2"]), variant=own["l2"])
    put(course, "none", model(course, due("none", EXERCISE, 1, 20)))
    put(course, "hostile", model(course, due("hostile", EXERCISE, 1, 20)), variant="<b>v01</b>")
    put(course, "second", model(course, due("second", EXERCISE, 2, 20)), attempt=2,
        variant=due("second", EXERCISE, 2, 20))  # fmt: skip
    other = Course((tmp_path / "stock").resolve())
    shutil.copytree(course.root, other.root)
    results = {result.learner: result for result in mark(course)}
    assert run_nbgrader(other, "autograde", EXERCISE).returncode == 0
    assert_same_as_stock(course, other, EXERCISE, sorted(results))
    points = {learner: total(row) for learner, row in rows(course, EXERCISE).items()}
    sound = (*own, "other", "none", "hostile", "second")
    assert {learner: points[learner] for learner in sound} == dict.fromkeys(sound, 12.0)
    assert points["neighbour"] is not None
    assert points["neighbour"] < 12
    assert all(results[learner].status == "marked" for learner in (*own, "neighbour"))
    # A second attempt of which nobody decided the first.
    assert results["second"].status == "marked with notes"
    assert "none was decided before it" in " ".join(results["second"].reasons)
    assert (
        results["other"].reasons[-1].startswith(f"Variant {own['l2']} where {due('other', EXERCISE, 1, 20)} was due")
    )
    assert "The answers record no variant" in results["none"].reasons[-1]
    assert "is none: marked by" in results["hostile"].reasons[-1]
    assert "<b>" not in results["hostile"].reasons[-1]
    page = (course.autograded / "l0" / EXERCISE / f"{EXERCISE}.ipynb").read_text(encoding="utf-8")
    assert f"V{own['l0'][1:]}-1" in page
    assert f"V{own['l2'][1:]}-1" not in page


def test_a_year_later_the_marks_are_the_same_and_a_changed_exercise_is_named(course: Course) -> None:
    variant = due("l1", EXERCISE, 1, 20)
    bank = bank_hash(read_json(course.form_file(EXERCISE)))
    put(course, "l1", model(course, variant), variant=variant, bank=bank)
    assert result_of(course, "l1") == (Result("l1", EXERCISE, "marked", []), 12.0)
    # More variants: another one would now be drawn, and the one that was drawn counts.
    path = course.solutions / EXERCISE / "variants.key.py"
    path.write_text(GENERATOR.replace("COUNT = 20", "COUNT = 31"), encoding="utf-8")
    generate(course)
    result, points = result_of(course, "l1")
    assert points == 12.0
    assert "The exercise was changed after the learner began it" in " ".join(result.reasons)
    assert f"Variant {variant} where" in " ".join(result.reasons)
    # Fewer: what was asked is not known any more, so nothing is said of it, and the old marks stay.
    path.write_text(GENERATOR.replace("COUNT = 20", "COUNT = 1"), encoding="utf-8")
    generate(course)
    assert variant != "v01"
    result, points = result_of(course, "l1")
    assert result.status == "not marked"
    assert f"The answers are to variant {variant}, which the exercise no longer has" in result.reasons[0]
    assert points == 12.0


def test_the_simulated_cohort_copes_and_gets_its_own_feedback(course: Course, tmp_path: Path) -> None:
    people = cohort(course, EXERCISE, 8)
    assert len({person.variant for person in people}) > 4
    incoming = tmp_path / "in"
    incoming.mkdir()
    for person in people:
        (incoming / f"{person.number}.zip").write_bytes(hand_in_zip(course, EXERCISE, person))
    collect(course, [incoming], by=stand_in.NAME)
    assert {result.status for result in mark(course)} == {"marked"}
    strong = next(person for person in people if person.profile == "strong")
    assert total(rows(course, EXERCISE)[strong.number]) == 12.0 or strong.answers["v-one"] != "a"
    stand_in.judge_accounts(course)
    report(course, by=stand_in.NAME)
    pages = {path.parent.parent.name: path for path in feedback(course)}
    data = read_feedback(pages[strong.number].read_bytes())
    number = next(item for item in data["items"] if item["id"] == "v-number")
    assert number["material"][0]["rows"][0][0] == f"V{strong.variant[1:]}-1"
    page = pages[strong.number].read_text(encoding="utf-8")
    assert "<summary>Three cases (3 rows)</summary>" in page
    assert "style=" not in page.partition("</style>")[2]
    content = json.loads(submission_files(course, EXERCISE, strong)[f"{EXERCISE}.answers.json"])
    assert content["variant"] == strong.variant


@pytest.mark.parametrize("value", [["v01"], {"v": 1}, 7, "v99" * 500, None])
def test_hostile_values_of_the_variant_stop_nothing(course: Course, value: Any) -> None:
    put(course, "l1", model(course, due("l1", EXERCISE, 1, 20)), variant=value)
    result, points = result_of(course, "l1")
    assert (result.status, points) == ("marked with notes", 12.0)


def test_a_generator_that_fails_changes_nothing(course: Course) -> None:
    (course.solutions / EXERCISE / "variants.key.py").write_text("COUNT = 20\nraise SystemExit\n", encoding="utf-8")
    before = course.form_file(EXERCISE).read_bytes()
    with pytest.raises(CourseError, match=r"variants\.key\.py: line 2: SystemExit"):
        generate(course)
    assert course.form_file(EXERCISE).read_bytes() == before


def test_an_account_about_new_material_is_judged_again(course: Course) -> None:
    variant = due("l1", EXERCISE, 1, 20)
    put(course, "l1", model(course, variant), variant=variant)
    mark(course)
    stand_in.judge_accounts(course)
    assert not rows(course, EXERCISE)["l1"]["grades"]["v-account"]["needs_manual"]
    mark(course)
    assert not rows(course, EXERCISE)["l1"]["grades"]["v-account"]["needs_manual"]
    put(course, "l1", model(course, variant), variant=due("l1", EXERCISE, 2, 20), attempt=2)
    mark(course)
    assert rows(course, EXERCISE)["l1"]["grades"]["v-account"]["needs_manual"]
