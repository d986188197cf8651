"""Feedback on hostile work, opened in a real browser: nothing runs, nothing is fetched, nothing leads out."""

from __future__ import annotations

import base64
import functools
import http.server
import shutil
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from qmslib.course.feedback_file import write_feedback
from qmslib.course.paths import Course
from qmslib.trainer.clean_html import clean_table
from qmslib.trainer.feedback import feedback
from tests.browser.test_html import problems
from tests.learner.fake_course import feedback as form_feedback
from tests.trainer.code_marked import FAILED, marked_by_box, put, text, with_code
from tests.trainer.conftest import _copy
from tests.trainer.hostile_markup import ALL
from tests.trainer.test_clean_html import png

pytestmark = pytest.mark.browser

KINDS = ("text/html", "image/svg+xml", "application/javascript", "text/markdown", "text/latex", "image/png",
         "application/vnd.jupyter.widget-view+json", "<img src=x onerror=window.ran=1>")  # fmt: skip
#: What a script would leave, or what could run or lead out.
RAN = "window.ran || document.querySelector('script:not([type=\"application/json\"]), iframe, object, embed, svg')"


@pytest.fixture(scope="module")
def code(tmp_path_factory: pytest.TempPathFactory) -> Course:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return with_code(_copy(tmp_path_factory.mktemp("coded") / "course"))


def hostile_notebook() -> dict[str, Any]:
    """Every known trick in every place where a learner can write."""
    everything = "\n".join(ALL).encode("utf-8", "replace").decode()
    tables = [text(f"<table><tr><td>{trick}</td></tr></table>", "text/html") for trick in ALL]
    outputs = [
        {"output_type": "stream", "name": "stdout", "text": everything},
        {"output_type": "error", "ename": everything[:200], "evalue": everything, "traceback": [everything]},
        *tables,
        *(text(everything, kind) for kind in KINDS),
    ]
    notebook = marked_by_box(
        open_cases_code={"source": everything[:9_000], "outputs": outputs},
        vital_few_test={"metadata": {"qms": {"shown": outputs}}, "outputs": [FAILED]},
    )
    for index, trick in enumerate(ALL):
        source = trick.encode("utf-8", "replace").decode()
        cell = {"cell_type": ("markdown", "raw", "code")[index % 3], "metadata": {}, "source": source, "outputs": []}
        notebook["cells"].append(cell)
    return notebook


def hostile_form() -> str:
    everything = "\n\n".join(ALL).encode("utf-8", "replace").decode()[:15_000]
    data = form_feedback()
    first = data["items"][0]
    items = [{**first, "title": trick, "comment": trick} for trick in ALL]
    return write_feedback({**data, "title": ALL[0], "comment": everything, "next": everything, "items": items,
                           "decided_by": ALL[5]})  # fmt: skip


@contextmanager
def served(folder: Path) -> Iterator[str]:
    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *words: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def look(page: Any, address: str, axe: Callable[[Any], list[Any]], scheme: str) -> None:
    asked: list[str] = []
    dialogs: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page.emulate_media(color_scheme=scheme)
    page.goto(address)
    # Every colour in both schemes is looked at on the honest page: this one is large.
    if address.startswith("file"):
        assert axe(page) == []
    page.wait_for_timeout(300)
    assert not page.evaluate(RAN)
    assert page.url == address
    assert [url for url in asked if not url.startswith("data:image/")] == [address]
    assert dialogs == []
    leads = (
        "[...document.querySelectorAll('a, area, button, input, form, base, meta[http-equiv=refresh], [onclick]')]"
    )
    assert page.evaluate(f"{leads}.map((it) => it.outerHTML)") == []
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("way", ["file", "http"])
def test_hostile_feedback_does_nothing(
    code: Course, page: Any, axe: Callable[[Any], list[Any]], tmp_path: Path, way: str
) -> None:
    put(code, "l1", hostile_notebook(), {"open_cases_code": "\n\n".join(ALL[:40])}, open_cases=0, vital_few=1)
    (made,) = feedback(code, "l1")
    shutil.copy(made, tmp_path / "code.html")
    (tmp_path / "form.html").write_text(hostile_form(), encoding="utf-8")
    for name, scheme in (("code.html", "light"), ("form.html", "dark")):
        assert problems((tmp_path / name).read_text(encoding="utf-8")) == []
        if way == "file":
            look(page, (tmp_path / name).as_uri(), axe, scheme)
            continue
        with served(tmp_path) as address:
            look(page, address + name, axe, "dark" if scheme == "light" else "light")
            page.goto("about:blank")


def test_the_policy_alone_would_stop_a_script(code: Course, page: Any, watch: Any, tmp_path: Path) -> None:
    """Should the sanitiser ever let something through, the page's policy is a second wall."""
    inside = "<script>window.ran=1</script><img src=x onerror=window.ran=1><p style='color:red'>x</p>"
    inside += (
        "<form action=https://evil.example><button>press</button></form><iframe src=https://evil.example></iframe>"
    )
    (tmp_path / "x.html").write_text(write_feedback(form_feedback(), inside), encoding="utf-8")
    page.goto((tmp_path / "x.html").as_uri())
    page.evaluate("document.querySelector('button').click()")
    page.wait_for_timeout(300)
    assert page.evaluate("window.ran") is None
    assert page.url.endswith("x.html")
    assert watch.outside == []
    assert len(watch.errors) >= 4
    watch.errors.clear()


def test_an_honest_page_shows_table_picture_and_verdicts(code: Course, page: Any, axe: Any) -> None:
    frame = (
        "<table><thead><tr><th></th><th>team</th></tr></thead><tbody><tr><th>0</th><td>East</td></tr></tbody></table>"
    )
    assert clean_table(frame)
    picture = base64.b64encode(png(120, 60)).decode()
    shown = {"output_type": "error", "ename": "AssertionError", "evalue": "120 cannot be right", "traceback": []}
    notebook = marked_by_box(
        analyst_setup={"outputs": [text(frame, "text/html"), text(picture, "image/png")]},
        open_cases_code={"outputs": [{"output_type": "stream", "name": "stdout", "text": "29 open\n"}]},
        open_cases_test={"metadata": {"qms": {"shown": [shown]}}},
    )
    put(code, "l2", notebook, {"open_cases_code": "Look at the missing dates."}, open_cases=0, vital_few=1)
    (made,) = feedback(code, "l2")
    page.goto(made.as_uri())
    page.get_by_role("cell", name="East").wait_for()
    page.get_by_role("img", name="Picture that the cell made").wait_for()
    page.get_by_text("7 of 9 points").wait_for()
    page.get_by_text("AssertionError: 120 cannot be right").wait_for()
    page.get_by_text("Look at the missing dates.").wait_for()
    page.get_by_role("heading", name="1. How many cases are open?").first.wait_for()
    assert page.get_by_role("img").bounding_box()["height"] > 10
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert axe(page) == []
