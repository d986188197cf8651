"""Every page of feedback on hostile cohorts, in a real browser: nothing runs, is fetched or is told."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from qmslib.course.paths import Course
from qmslib.trainer import stand_in
from qmslib.trainer.database import load_config
from qmslib.trainer.feedback import feedback
from qmslib.trainer.mark import mark
from qmslib.trainer.report import report
from tests.trainer.conftest import EXERCISE, released_copy, submitter
from tests.trainer.hostile_code import markup
from tests.trainer.hostile_code.attack import BROKEN_OUT
from tests.trainer.hostile_code.cohort import Cohort
from tests.trainer.hostile_code.exercise import NAME, NUMBER, WORDS
from tests.trainer.hostile_code.looking import SECRETS
from tests.trainer.hostile_code.markup import CANARY, TRICKS
from tests.trainer.test_hostile import TABLE, WORTHLESS, answers, place

pytestmark = pytest.mark.browser
#: Where the formgrader seems to be.
PLACE = "http://127.0.0.1:9/"

#: What a script would leave, what could run, and what leads elsewhere.
FOUND = """() => [
  'ran' in window ? 'a script ran' : '',
  ...[...document.querySelectorAll(
    'script:not([type="application/json"]), iframe, object, embed, svg, math, link, base, form, a, area'
  )].map((it) => it.outerHTML.slice(0, 200)),
  ...[...document.querySelectorAll('*')].flatMap((it) => [...it.attributes])
    .filter((it) => /^on/i.test(it.name) || /script:/i.test(it.value)).map((it) => `${it.name}=${it.value}`),
  ...[...document.images].filter((it) => !/^data:image\\/(png|jpeg);/.test(it.src)).map((it) => it.src.slice(0, 200)),
].filter(Boolean)"""


class Reader:
    """One page of the browser that opens file after file, and notes all that it does."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.did: list[str] = []
        page.on("request", lambda it: self.did.append(f"asked for {it.url[:200]}"))
        page.on("dialog", lambda it: (self.did.append(f"asked {it.message[:200]}"), it.dismiss()))
        page.on("console", lambda it: self.did.append(f"said {it.text[:200]}"))
        page.on("pageerror", lambda it: self.did.append(f"failed: {it}"))
        page.on("download", lambda it: self.did.append(f"brought {it.url[:200]}"))
        page.on("popup", lambda it: self.did.append(f"opened {it.url[:200]}"))

    def read(self, path: Path, secrets: Iterable[str]) -> list[str]:
        """What is wrong with a page."""
        self.did.clear()
        address = path.as_uri()
        self.page.goto(address)
        wrong = list(self.page.evaluate(FOUND))
        title = re.search(r"<title>(.*?)</title>", path.read_text(encoding="utf-8"), re.S)
        if title is None or self.page.title() != self.page.evaluate("(it) => new DOMParser().parseFromString(it, "
                                                                    "'text/html').title", title[0]):  # fmt: skip
            wrong.append(f"another title: {self.page.title()}")
        if self.page.url != address:
            wrong.append(f"it went to {self.page.url}")
        wrong += [
            did for did in self.did if did != f"asked for {address}"[:210] and "asked for data:image/" not in did
        ]
        text = self.page.evaluate("document.documentElement.textContent")
        wrong += [f"it tells {secret!r}" for secret in secrets if secret in text]
        return [f"{path.name}: {what}" for what in wrong]


def test_a_reader_misses_nothing(page: Any, watch: Any, tmp_path: Path) -> None:
    reader = Reader(page)
    for at, trick in enumerate((*CANARY, "<svg></svg>", "<a href=x>x</a>", "<p onclick=x>x</p>", "the key")):
        path = tmp_path / f"{at}.html"
        path.write_text(f"<!doctype html><title>x</title><p>{trick}</p>", encoding="utf-8")
        assert reader.read(path, ["the key"]), trick
    assert watch.outside
    watch.outside.clear()
    watch.errors.clear()


@pytest.fixture
def reader(page: Any) -> Iterator[Reader]:
    """A reader that has lived through all pages when it comes to the end."""
    made = Reader(page)
    yield made
    made.did.clear()
    page.wait_for_timeout(300)
    assert made.did == []


def test_pages_on_hostile_code(hostile_code: Cohort, reader: Reader) -> None:
    secrets = (BROKEN_OUT, str(NUMBER), WORDS, *SECRETS[:2])
    assert len(hostile_code.pages) > 200
    wrong = [what for path in hostile_code.pages for what in reader.read(path, secrets)]
    assert not wrong, "\n".join(wrong)


@pytest.fixture(scope="module")
def forms(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """Hostile forms, marked and decided, with every trick in every answer, and in the trainer's words."""
    course = released_copy(tmp_path_factory.mktemp("forms") / "course")
    submit = submitter(course)
    submit("honest-1")
    place(submit, [*TABLE, *WORTHLESS])
    for at, trick in enumerate(TRICKS):
        folder = submit(f"trick-{at}")

        def harm(data: dict[str, Any], trick: str = trick) -> None:
            data["learner"]["name"] = trick[:80]
            for entry in data["answers"].values():
                if isinstance(entry["value"], str):
                    entry["value"] = trick
                elif isinstance(entry["value"], list):
                    entry["value"] = [trick]
                else:
                    entry["value"] = dict.fromkeys(entry["value"], trick)

        answers(harm)(folder)
    mark(course)
    stand_in.judge_accounts(course)
    report(course, by="<img src=x onerror=window.ran=1>")
    return course


def secret_words(course: Course) -> list[str]:
    """What stands in the key and not in the released exercise."""

    def texts(value: Any) -> Iterator[str]:
        if isinstance(value, str):
            yield value.strip()
        for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
            yield from texts(inner)

    released = "\n".join(texts(json.loads(course.form_file(EXERCISE).read_text(encoding="utf-8"))))
    key = yaml.safe_load(course.key_file(EXERCISE).read_text(encoding="utf-8"))
    return [text for text in texts(key) if len(text) > 12 and text not in released]


def test_pages_on_hostile_forms(forms: Course, reader: Reader) -> None:
    pages = feedback(forms)
    assert len(pages) > 60
    secrets = secret_words(forms)
    assert len(secrets) > 5
    wrong = [what for path in pages for what in reader.read(path, secrets)]
    assert not wrong, "\n".join(wrong)


@pytest.mark.slow
def test_a_trainers_own_pages_of_hostile_code(hostile_code: Cohort, page: Any, watch: Any) -> None:
    """As the formgrader makes them, with its own scripts; what it asks of its server beyond that is not there."""
    from nbconvert.exporters import HTMLExporter
    from nbgrader.server_extensions.formgrader.handlers import static_path, template_path
    from playwright.sync_api import Error

    course = hostile_code.course
    config = load_config(course)
    config.HTMLExporter.template_name = "formgrade"
    config.HTMLExporter.extra_template_basedirs = [template_path]
    fields = ("notebook_id", "submission_id", "student", "last_name", "first_name", "notebook_path")
    names = {
        **dict.fromkeys(fields, ""),
        "base_url": PLACE.rstrip("/"),
        "index": 0,
        "total": 1,
        "assignment_id": NAME,
    }
    shown: dict[str, str] = {}

    def answer(route: Any) -> None:
        path = route.request.url.removeprefix(PLACE)
        file = Path(static_path, path.removeprefix("formgrader/static/").partition("?")[0])
        if path in shown:
            route.fulfill(body=shown[path], content_type="text/html")
        elif path.startswith("formgrader/static/") and file.is_file():
            route.fulfill(path=file)
        else:
            route.fulfill(status=404)

    def look(name: str) -> list[str]:
        shown[name], _ = exporter.from_filename(
            str(course.autograded / name / NAME / f"{NAME}.ipynb"), resources=dict(names)
        )
        reader.did.clear()
        page.goto(PLACE + name)
        page.wait_for_timeout(100)
        scripts = "[...document.scripts].some((it) => /window.ran|taken/.test(it.text))"
        try:
            ran = page.evaluate(f"'ran' in window || document.title === 'taken' || {scripts}")
        except Error:
            # It went elsewhere meanwhile.
            ran = True
        ran = ran or page.url != PLACE + name
        did = [did for did in reader.did if "evil.example" in did or did.startswith("opened")]
        return [f"{name}: {what}" for what in (["a script ran, or could have"] if ran else []) + did]

    page.route(f"{PLACE}**", answer)
    reader = Reader(page)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("QMS_COURSE", str(course.root))
        exporter = HTMLExporter(config=config)
        wrong = [what for attack in markup.ATTACKS for what in look(attack.name)]
        config.HTMLExporter.preprocessors = []
        exporter = HTMLExporter(config=config)
        assert look("shown-html"), "without the course's settings there would have been something to see"
    assert not wrong, "\n".join(wrong)
    watch.outside.clear()
    watch.errors.clear()
