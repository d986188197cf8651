"""The start page over HTTP: what a learner sees and presses, and what must not get in."""

from __future__ import annotations

import html
import json
from collections.abc import Iterator

import pytest
import requests

from qmslib.course.feedback_file import write_feedback
from qmslib.course.paths import Course
from tests.learner.fake_course import FIRST, SECOND, answer, feedback, make_course, write
from tests.learner.running import Running, Visitor


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Course, Running]]:
    folder = tmp_path_factory.mktemp("start-page")
    course = make_course(folder / "course")
    write(course.site / "index.html", "<h1>Site</h1>")
    write(course.site / "standards" / "4-1-identify.html", "<h1>Chapter</h1>")
    write(course.site / ".buildinfo", "secret")
    with Running(course, folder / "home") as server:
        yield course, server


@pytest.fixture
def course(served: tuple[Course, Running]) -> Course:
    """The served course, with nothing of a learner in it."""
    course = served[0]
    for path in sorted(course.work.rglob("*"), reverse=True):
        relative = path.relative_to(course.work).as_posix()
        if path.is_file() and not relative.startswith(("book/", ".jupyter")):
            path.unlink()
    return course


@pytest.fixture
def visitor(course: Course, served: tuple[Course, Running]) -> Iterator[Visitor]:
    with Visitor(served[1]) as visitor:
        yield visitor


@pytest.fixture
def tom(visitor: Visitor) -> Visitor:
    assert "Welcome, Tom Ellis." in visitor.press("identity", name="Tom Ellis", number="te-7")
    return visitor


def text(page: str) -> str:
    return html.unescape(page)


def test_the_first_visit_asks_for_the_name_only(visitor: Visitor) -> None:
    page = visitor.page()
    assert "Your learner number" in page
    assert "Identify" not in page


def test_a_wrong_number_is_explained_and_what_was_typed_stays(visitor: Visitor) -> None:
    page = text(visitor.press("identity", name="Tom <b>", number="te 7"))
    assert "because it becomes part of a file name" in page
    assert 'value="te 7"' in page
    assert "Tom <b>" in page


def test_the_list_links_chapter_site_and_exercise(tom: Visitor) -> None:
    page = tom.page()
    assert 'href="/qms/site/standards/4-1-identify.html"' in page
    assert 'href="/qms/open/chapter/standards/4-1-identify"' in page
    assert f'href="/qms/open/exercise/{FIRST}"' in page
    assert page.count("Not started") == 2


def test_opening_makes_and_redirects(tom: Visitor, course: Course) -> None:
    for path, target in (
        ("open/chapter/standards/4-1-identify", "book/standards/4-1-identify.ipynb"),
        (f"open/exercise/{FIRST}", f"exercises/{FIRST}/{FIRST}.ipynb"),
    ):
        answer_ = tom.get(tom.server.home + path, allow_redirects=False)
        assert answer_.headers["Location"] == f"/notebooks/{target}"
        assert (course.work / target).is_file()
    assert "In progress" in tom.page()
    notebook = tom.get(f"{tom.server.origin}/notebooks/exercises/{FIRST}/{FIRST}.ipynb")
    assert notebook.status_code == 200
    assert "no such chapter" in text(tom.page("open/chapter/standards/none"))
    assert "no such exercise" in text(tom.page("open/exercise/none"))


def test_the_whole_way_without_javascript(tom: Visitor, course: Course) -> None:
    answer(course, FIRST, complete=False, declared=False)
    assert "2 of 3 answered" in tom.page()
    assert "declaration of own work is not complete" in text(tom.press(f"exercise/{FIRST}/hand-in"))
    answer(course, FIRST, complete=False)
    page = text(tom.press(f"exercise/{FIRST}/hand-in"))
    assert "Not complete yet" in page
    assert "no answer yet" in page
    assert "is handed in" in text(tom.press(f"exercise/{FIRST}/hand-in", anyway="yes"))
    answer(course, FIRST)
    assert "You changed your answers" in text(tom.page())
    assert "replaces" in text(tom.press(f"exercise/{FIRST}/hand-in"))
    assert "nothing has changed since" in text(tom.press(f"exercise/{FIRST}/hand-in"))
    page = tom.page()
    assert "Handed in on" in page
    name = f"te-7.{FIRST}.attempt-1"
    download = tom.get(f"{tom.server.home}handed-in/{name}.zip")
    assert download.content == (course.work / "handed-in" / f"{name}.zip").read_bytes()
    assert download.headers["Content-Disposition"] == f'attachment; filename="{name}.zip"'
    assert "Receipt" in tom.page(f"handed-in/{name}.receipt.html")

    assert "The feedback was added" in tom.upload("x.feedback.html", write_feedback(feedback()).encode())
    assert "Not yet met" in tom.page()
    page = text(tom.page(f"feedback/{FIRST}/1"))
    assert "Look at who decided it." in page
    assert 'href="/qms/site/standards/4-1-identify.html#top"' in page
    assert "Attempt 2 has started" in tom.press(f"exercise/{FIRST}/new-attempt")
    page = tom.page()
    assert "Feedback on attempt 1" in page
    assert "attempt 2" in page
    assert "declaration of own work is still to do" in page


def test_someone_elses_feedback_is_refused(tom: Visitor) -> None:
    other = feedback(learner={"name": "Wei Zhang", "number": "wz-1"})
    assert "another learner" in text(tom.upload("x.html", write_feedback(other).encode()))
    assert "not a feedback file" in text(tom.upload("<b>.html", b"hello"))
    assert "no file was chosen" in text(tom.press("feedback"))


def test_nothing_typed_becomes_markup(visitor: Visitor, course: Course) -> None:
    hostile = "<script>alert(1)</script>"
    page = visitor.press("identity", name=hostile, number="te-7")
    assert hostile not in page
    form = json.loads(course.form_file(SECOND).read_text(encoding="utf-8"))
    before = course.form_file(SECOND).read_bytes()
    course.form_file(SECOND).write_text(json.dumps({**form, "title": hostile}), encoding="utf-8")
    try:
        assert hostile not in visitor.page()
        answer(course, SECOND, complete=False)
        assert hostile not in visitor.press(f"exercise/{SECOND}/hand-in")
    finally:
        course.form_file(SECOND).write_bytes(before)
    data = feedback(comment=hostile, learner={"name": "Tom Ellis", "number": "te-7"})
    assert hostile not in visitor.upload(f"{hostile}.html", write_feedback(data).encode())
    assert hostile not in visitor.page(f"feedback/{FIRST}/1")
    assert hostile not in visitor.page(f"?said={hostile}")


@pytest.mark.parametrize(
    ("path", "content", "says"),
    [
        ("learner.json", b"{", "learner.json"),
        (f"exercises/{FIRST}/{FIRST}.answers.json", b"{", "not valid JSON"),
        (f"exercises/{FIRST}/{FIRST}.answers.json", b"9" * 5000, "too long a number"),
        (f"exercises/{FIRST}/{FIRST}.answers.json", b"\xff\xfe\x00", "not text in UTF-8"),
        (f"exercises/{FIRST}/{FIRST}.answers.json", b'{"format": 1, "exercise": "x"}', "another exercise"),
        (f"exercises/{FIRST}/{FIRST}.answers.json", b'{"answers": [1]}', "not a sound answers file"),
        ("feedback/x.html", b"<p>", "x.html"),
        (f"handed-in/te-7.{FIRST}.attempt-1.zip", b"PK", "Hand in again"),
    ],
)
def test_damaged_files_are_named_and_the_rest_is_shown(
    tom: Visitor, course: Course, path: str, content: bytes, says: str
) -> None:
    answer(course, FIRST)
    target = course.work / path
    target.write_bytes(content)
    answer_ = tom.get(tom.server.home)
    assert answer_.status_code == 200
    page = text(answer_.text)
    assert "Something needs your attention" in page
    assert says in page
    assert target.read_bytes() == content
    if path.startswith("exercises"):
        assert "Say why standards are worth it" in page
        said = text(tom.press(f"exercise/{FIRST}/set-aside"))
        assert f"{FIRST}.damaged-1.answers.json" in said
        assert target.with_name(f"{FIRST}.damaged-1.answers.json").read_bytes() == content
        assert "Something needs" not in tom.page()


def test_sound_answers_are_not_set_aside(tom: Visitor, course: Course) -> None:
    answer(course, FIRST)
    assert "nothing was changed" in text(tom.press(f"exercise/{FIRST}/set-aside"))
    assert (course.work / "exercises" / FIRST / f"{FIRST}.answers.json").is_file()


def test_a_damaged_exercise_of_the_course_is_named(tom: Visitor, course: Course) -> None:
    before = course.form_file(FIRST).read_bytes()
    course.form_file(FIRST).write_text("{}", encoding="utf-8")
    try:
        page = text(tom.page())
        assert "questions cannot be read" in page
        assert "Say why standards are worth it" in page
    finally:
        course.form_file(FIRST).write_bytes(before)


def test_the_token_is_kept(course: Course, served: tuple[Course, Running]) -> None:
    server = served[1]
    for path in ("", "static/start.css", "site/index.html", f"open/exercise/{FIRST}", "handed-in/a.b.attempt-1.zip"):
        answer_ = requests.get(server.home + path, allow_redirects=False, timeout=20)
        assert (answer_.status_code, "login" in answer_.headers["Location"]) == (302, True)
    assert requests.post(f"{server.home}identity", data={"name": "x", "number": "1"}, timeout=20).status_code == 403
    assert not (course.work / "learner.json").exists()


@pytest.mark.parametrize(
    "path", ["identity", f"exercise/{FIRST}/hand-in", f"exercise/{FIRST}/new-attempt", "feedback", "stop"]
)
def test_a_form_of_another_site_is_refused(tom: Visitor, path: str) -> None:
    answer_ = tom.post(tom.server.home + path, data={"name": "Other", "number": "9"})
    assert answer_.status_code == 403
    assert "Tom Ellis" in tom.page()


@pytest.mark.parametrize(
    "path",
    [
        "static/../handlers.py",
        "static/%2e%2e/handlers.py",
        "site/../../book/_toc.yml",
        "site/.buildinfo",
        "handed-in/../learner.json",
        "handed-in/%2e%2e%2flearner.json",
        "open/chapter/../../learner",
        "feedback/x/y",
        "nowhere",
    ],
)
def test_nothing_else_is_served(tom: Visitor, path: str) -> None:
    request = requests.Request("GET", tom.server.home).prepare()
    request.url = tom.server.home + path
    request.prepare_cookies(tom.cookies)
    answer_ = tom.send(request, allow_redirects=False)
    assert answer_.status_code in (403, 404)


def test_pages_load_nothing_from_outside(tom: Visitor) -> None:
    answer_ = tom.get(tom.server.home)
    policy = answer_.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer_.headers["Cache-Control"] == "no-store"
    assert "http" not in answer_.text


def test_a_folder_without_permission_is_named(tom: Visitor, course: Course) -> None:
    handed_in = course.work / "handed-in"
    answer(course, FIRST)
    handed_in.rename(handed_in.with_name("moved"))
    handed_in.write_text("", encoding="utf-8")
    try:
        page = text(tom.press(f"exercise/{FIRST}/hand-in"))
        assert "handed-in" in page
        assert "Please look at this" in page
    finally:
        handed_in.unlink()
        handed_in.with_name("moved").rename(handed_in)


def test_trainers_screens_are_off(tom: Visitor) -> None:
    for path in ("lab", f"notebooks/exercises/{FIRST}/{FIRST}.ipynb"):
        page = tom.get(f"{tom.server.origin}/{path}").text
        config = json.loads(page.split('id="jupyter-config-data" type="application/json">')[1].split("</script>")[0])
        assert "@jupyter/nbgrader" in config["disabledExtensions"]
        names = [extension["name"] for extension in config["federated_extensions"]]
        assert "@jupyter/nbgrader" not in names
        assert "qms-course" in names
    for path in ("formgrader", "assignments", "api/contents/learner.json?content=0"):
        answer_ = tom.get(f"{tom.server.origin}/{path}")
        assert answer_.status_code == (200 if path.startswith("api") else 404)
