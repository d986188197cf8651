"""Answers that no form saves, and files and folders that only look like a submission: no point too many."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

from qmslib.course.paths import Course
from qmslib.trainer.feedback import feedback
from qmslib.trainer.mark import mark, write_results
from qmslib.trainer.report import report, write_report
from qmslib.trainer.stock import rows
from tests.trainer.conftest import EXERCISE, Submit
from tests.trainer.test_hostile import ANSWERS, BAD, FINE, NOTES, Harm, instead, points, raw

#: Answers to one item that are not what it asks for, though they hold it or look like it.
VALUES: dict[str, tuple[Any, ...]] = {
    "one": (["a"], ["b", "a"], {"a": True}, "A", "\uff41", "a\u200b", "a,b", "a b", True, 1, "a\x00", {"value": "a"}),
    "many": (["a", "b", "c", "d"], "ac", ["ac"], {"a": 1, "c": 1}, [["a", "c"]], ["b", "d"] * 100, "a", [True, False],
             {"value": ["a", "c"]}),
    "order": ("pqr", ["pqr"], [["p", "q", "r"]], {"p": 0, "q": 1, "r": 2}, ["r", "q", "p", "p", "q", "r"] * 50,
              ["p", "p", "q", "q", "r", "r"], [0, 1, 2], {"value": ["p", "q", "r"]}),
    "match": ({"m1": ["x", "y"], "m2": ["x", "y"]}, {"m1": "x y", "m2": "x y"}, [["m1", "x"], ["m2", "y"]],
              {"m1 ": "x", "M2": "y"}, {"m1": {"x": 1}, "m2": {"y": 1}}, "m1=x&m2=y", {"x": "m1", "y": "m2"}),
    "classify": ({name: ["yes", "no"] for name in ("c1", "c2", "c3")}, {"c1": True, "c2": False, "c3": True},
                 {"c1": "YES", "c2": "No ", "c3": "y"}, ["yes", "no", "yes"], {"*": "yes"}),
    "number": ("12.5 750", "12.5 or 13", "0-100", "12.5\u00b1100", "nan", "inf", "-12.5", "1e400", ["12.5"], True, "",
               {"value": 12.5, "tolerance": 99}, "__import__('os')", "9" * 5000, "12.5\u0000", "=12.5", "0x0C.8p0"),
    "form": ("x", [[]] * 3, [{}] * 6, {"0": {"standard": "x", "owner": "y"}}, [{"standard": 1, "owner": []}] * 2,
             [{"standard": {"a": "b"}, "owner": True}] * 2, [["standard", "owner"]] * 4, [None] * 3),
}  # fmt: skip
#: All wrong, so that each point comes from the value that is tried.
WRONG: dict[str, Any] = {
    "one": "b",
    "many": ["b"],
    "order": [],
    "match": {},
    "classify": {},
    "number": "3",
    "form": [],
}


def fields(**changes: Any) -> Harm:
    """Other values at the top of the file."""

    def harm(folder: Path) -> None:
        data = json.loads((folder / ANSWERS).read_text())
        (folder / ANSWERS).write_text(json.dumps({**data, **changes}))

    return harm


def written(change: Callable[[bytes], bytes]) -> Harm:
    """Other bytes in the file."""
    return lambda folder: (folder / ANSWERS).write_bytes(change((folder / ANSWERS).read_bytes()))


def swapped(old: str, new: str) -> Harm:
    return written(lambda data: data.replace(old.encode(), new.encode(), 1))


def beside(make: Callable[[Path], object]) -> Harm:
    """Something else in the place of the exercise's folder."""

    def harm(folder: Path) -> None:
        shutil.rmtree(folder)
        make(folder)

    return harm


def listening(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as made:
        before = Path.cwd()
        # The path of a socket may not be long.
        os.chdir(path.parent)
        try:
            made.bind(path.name)
        finally:
            os.chdir(before)


def other(folder: Path) -> Path:
    return folder.parents[1] / "honest" / EXERCISE


#: How each ends. Where it is marked, its answers are the model's.
FILES: dict[str, tuple[Harm, str]] = {
    "attempt-0": (fields(attempt=0), BAD),
    "attempt-less": (fields(attempt=-1), BAD),
    "attempt-list": (fields(attempt=[1]), BAD),
    "attempt-huge": (swapped('"attempt": 1', f'"attempt": {"9" * 4000}'), BAD),
    "attempt-half": (fields(attempt=1.5), BAD),
    "attempt-none": (fields(attempt=None), BAD),
    "format-2": (fields(format=2), BAD),
    "format-text": (fields(format="1"), BAD),
    "revision-less": (fields(revision=-1), BAD),
    "exercise-other": (fields(exercise="another-exercise"), BAD),
    "exercise-path": (fields(exercise="../../gradebook"), BAD),
    "learner-list": (fields(learner=["honest", "x"]), BAD),
    "learner-path": (fields(learner={"name": "A", "number": "../honest"}), BAD),
    "learner-lines": (fields(learner={"name": "A\n=1+1\nB", "number": "x"}), BAD),
    "learner-formula": (fields(learner={"name": "=HYPERLINK(1)", "number": "learner-formula"}), BAD),
    "learner-none": (fields(learner=None), FINE),
    "declaration-text": (fields(declaration="yes"), BAD),
    "declaration-none": (fields(declaration=None), FINE),
    "answers-list": (fields(answers=[]), BAD),
    "answers-proto": (swapped('"answers": {', '"answers": {"__proto__": {"value": 1}, '), BAD),
    "answers-constructor": (swapped('"answers": {', '"answers": {"constructor": {"value": 1}, '), NOTES),
    "answers-bare": (swapped('"one": {"value": "a"', '"one": {"value": "b", "value": "a"'), FINE),
    "points-top": (fields(points={"one": 99}, score=99), BAD),
    "grades-top": (fields(grades=[{"grade_id": "one", "auto": 99}]), BAD),
    "saved-at-list": (fields(saved_at=[2026]), BAD),
    "saved-at-odd": (fields(saved_at="0000-00-00T99:99:99+99:99"), FINE),
    "saved-at-nul": (fields(saved_at="2026-11-20\x00"), FINE),
    "materials": (fields(materials={"log": [[1]]}), BAD),
    "variant-own": (fields(variant="v01"), FINE),
    "nan": (swapped('"revision": 8', '"revision": NaN'), BAD),
    "infinity": (swapped('"revision": 8', '"revision": Infinity'), BAD),
    "twice": (written(lambda data: data + data), BAD),
    "comment": (written(lambda data: b"// all right\n" + data), BAD),
    "gzip": (written(gzip.compress), BAD),
    "utf-16": (written(lambda data: data.decode().encode("utf-16")), BAD),
    "utf-32": (written(lambda data: data.decode().encode("utf-32")), BAD),
    "latin": (written(lambda data: data.replace(b"records", b"r\xe9cords")), BAD),
    "bom": (written(lambda data: b"\xef\xbb\xbf" + data), FINE),
    "spaces": (written(lambda data: b" " * 900_000 + data), FINE),
    "spaces-more": (written(lambda data: b" " * 1_000_001 + data), BAD),
    "nothing": (raw(b""), BAD),
    "null": (raw(b"null"), BAD),
    "list": (raw(b"[" * 900_000), BAD),
    "nul": (raw(b"\x00" * 1000), BAD),
    "is-folder": (instead(ANSWERS, lambda path: path.mkdir()), BAD),
    "is-socket": (instead(ANSWERS, listening), BAD),
    "is-loop": (instead(ANSWERS, lambda path: path.symlink_to(path)), BAD),
    "is-own-link": (instead(ANSWERS, lambda path: path.symlink_to("timestamp.txt")), BAD),
    "is-sparse": (lambda folder: os.truncate(folder / ANSWERS, 10**12), BAD),
    "is-upper": (lambda folder: (folder / ANSWERS).rename(folder / ANSWERS.upper()), BAD),
    "is-deeper": (lambda folder: shutil.move(folder / ANSWERS, _made(folder / EXERCISE)), BAD),
    "is-copied": (lambda folder: shutil.copy(folder / ANSWERS, folder / f"{EXERCISE}.answers (1).json"), NOTES),
    "folder-of-other": (beside(lambda folder: folder.symlink_to(other(folder))), BAD),
    "folder-is-file": (beside(lambda folder: folder.write_text("x")), BAD),
    "folder-is-pipe": (beside(os.mkfifo), BAD),
    "folder-of-course": (beside(lambda folder: folder.symlink_to(folder.parents[2] / "solutions" / EXERCISE)), BAD),
    "time-9999": (lambda folder: (folder / "timestamp.txt").write_text("9999-12-31 23:59:59 -1400"), ""),
    "time-1": (lambda folder: (folder / "timestamp.txt").write_text("0001-01-01 00:00:00 +1400"), ""),
    "time-words": (lambda folder: (folder / "timestamp.txt").write_text("yesterday'; DROP TABLE grade; --"), NOTES),
    "time-number": (lambda folder: (folder / "timestamp.txt").write_text("9" * 99), NOTES),
    "time-bytes": (lambda folder: (folder / "timestamp.txt").write_bytes(b"\xff\x00\x1b[2J"), NOTES),
    "time-folder": (instead("timestamp.txt", lambda path: path.mkdir()), NOTES),
    "secret-lines": (lambda folder: (folder / "submission_secret.txt").write_text("a\n../../x\n"), FINE),
    "secret-device": (lambda folder: (folder / "submission_secret.txt").symlink_to("/dev/zero"), FINE),
}  # fmt: skip


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def test_no_value_that_a_form_does_not_save_earns_a_point(course: Course, submit: Submit, model: Any) -> None:
    names = {}
    for item, values in VALUES.items():
        for at, value in enumerate(values):
            names[f"{item}-{at}"] = item, value
            submit(f"{item}-{at}", {**model, **WRONG, item: value})
    results = {one.learner: one for one in mark(course)}
    wrong = []
    for name, (item, value) in names.items():
        if results[name].status == BAD:
            wrong += [] if results[name].reasons else [f"{name}: no reason"]
        elif any(points(course, name).values()):
            wrong.append(f"{item} {value!r}: {points(course, name)} ({results[name].reasons})")
    assert not wrong, "\n".join(wrong)


def test_files_that_are_no_submission(course: Course, submit: Submit) -> None:
    submit("honest")
    assert [one.status for one in mark(course)] == [FINE]
    before = rows(course, EXERCISE)["honest"]
    for name, (harm, _) in FILES.items():
        harm(submit(name))
    results = {one.learner: one for one in mark(course)}
    found = rows(course, EXERCISE)
    wrong = []
    for name, (_, status) in FILES.items():
        one = results[name]
        if (status and one.status != status) or (one.status != FINE and not " ".join(one.reasons)):
            wrong.append(f"{name}: {one.status} {one.reasons}, not {status}")
        if one.status == BAD and name in found:
            wrong.append(f"{name}: not marked, and in the gradebook")
        if one.status != BAD and {n: g["auto"] for n, g in found[name]["grades"].items()} != points(course, "honest"):
            wrong.append(f"{name}: {points(course, name)}")
    assert not wrong, "\n".join(wrong)
    assert found["honest"] == before
    write_results(course, list(results.values()))
    write_report(course, report(course, by="a test"))
    feedback(course)
    assert {one.status for one in mark(course)} <= {BAD, "marked already"}
