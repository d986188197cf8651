"""The start page's addresses.

Every change is a POST with Jupyter's own XSRF token, and ends in a redirect, so that reloading repeats nothing.
What was done or went wrong is said at the top of the page that follows. Everything works without JavaScript.
"""

from __future__ import annotations

import re
import secrets
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.utils import url_path_join
from markupsafe import Markup
from tornado import web
from tornado.ioloop import IOLoop

from qmslib._common.errors import CourseError
from qmslib._common.files import read_bytes
from qmslib.course.feedback_file import SIZE_LIMIT
from qmslib.course.feedback_page import feedback_body
from qmslib.course.handin import ZIP_LIMIT, file_stem
from qmslib.course.paths import Course
from qmslib.learner.contents import contents
from qmslib.learner.feedback import add_feedback, new_attempt, read_folder
from qmslib.learner.hand_in import NotComplete, hand_in, require_identity
from qmslib.learner.identity import load_identity, save_identity
from qmslib.learner.keep import keep_aside
from qmslib.learner.progress import answers_file, load_answers, released_form
from qmslib.learner.receipt import moment_words
from qmslib.learner.start_page.page import course_title, gather, reading_address
from qmslib.learner.workspace import make_chapter, open_exercise

_HERE = Path(__file__).parent
_NAME = r"(?P<name>[a-z0-9][a-z0-9-]{0,79})"
#: Messages that wait for the page after a redirect; older ones are dropped.
_WAITING = 50


@dataclass
class Said:
    """One message at the top of the page.

    Parameters
    ----------
    text
        What was done or went wrong.
    kind
        ``done`` or ``wrong``.
    links
        Pairs of text and address.
    typed
        What was typed into a form that was refused, so that it need not be typed again.
    """

    text: str
    kind: str = "done"
    links: list[tuple[str, str]] = field(default_factory=list)
    typed: dict[str, str] = field(default_factory=dict)


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["day_and_time"] = lambda moment: moment_words(moment).partition(" (")[0]
    environment.filters["address"] = lambda text: quote(str(text), safe="/")
    return environment


class PageHandler(JupyterHandler):
    """What all pages share: the course, its errors, messages, and a strict policy for what may load."""

    @property
    def course(self) -> Course:
        """The course that this server serves."""
        course: Course = self.settings["qms_course"]
        return course

    @property
    def home(self) -> str:
        """The start page's address."""
        return str(url_path_join(self.base_url, "qms")) + "/"

    @property
    def content_security_policy(self) -> str:
        """Only the page's own style and script; nothing from outside."""
        return (
            "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
            "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
        )

    def set_default_headers(self) -> None:
        """Keep pages with personal data out of caches."""
        super().set_default_headers()
        self.set_header("Cache-Control", "no-store")
        self.set_header("Referrer-Policy", "same-origin")

    def show(self, template: str, **values: Any) -> None:
        """Write a page."""
        self.set_header("Content-Type", "text/html; charset=utf-8")
        text = (
            _templates()
            .get_template(template)
            .render(
                home=self.home,
                base=self.base_url,
                course_title=course_title(self.course),
                xsrf=Markup(self.xsrf_form_html()),
                **values,
            )
        )
        self.finish(text)

    def say(self, said: Said, place: str = "") -> None:
        """Go back to the start page and say something there."""
        waiting: OrderedDict[str, Said] = self.settings.setdefault("qms_said", OrderedDict())
        key = secrets.token_urlsafe(9)
        waiting[key] = said
        while len(waiting) > _WAITING:
            waiting.popitem(last=False)
        self.redirect(f"{self.home}?said={key}#{place or 'said'}", status=303)

    def heard(self) -> Said | None:
        """The message that waits for this page, if any. It stays for a reload."""
        waiting: OrderedDict[str, Said] = self.settings.setdefault("qms_said", OrderedDict())
        return waiting.get(self.get_query_argument("said", ""))

    async def attempt(self, work: Callable[[], None]) -> None:
        """Do something; whatever goes wrong is said on the start page, and nothing is lost."""
        try:
            work()
        except CourseError as error:
            self.say(Said(str(error), "wrong"))
        except OSError as error:
            where = f"{error.filename}: " if error.filename else ""
            self.say(
                Said(
                    f"{where}{error.strerror or error}. Check that the disk is not full and that you may write to "
                    "the course's folder, then try again.",
                    "wrong",
                )
            )

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """Say what happened on a page of the same kind, with the way back."""
        words = {
            403: "This page could not be opened, because it was not asked for from the course itself. Go back to the "
            "start page and try again.",
            404: "There is no such page in this course.",
            405: "This page can only be reached by its button on the start page.",
        }
        text = words.get(status_code, "Something went wrong on this computer. Your answers are saved.")
        try:
            self.show("message.html", heading="This did not work", text=text, links=[])
        except Exception:
            self.finish(text)


class StartHandler(PageHandler):
    """The page itself."""

    @web.authenticated
    def get(self) -> None:
        """Show it."""
        page = gather(self.course, self.home)
        self.show("start.html", page=page, said=self.heard(), work=str(self.course.work))


class IdentityHandler(PageHandler):
    """Name and number."""

    @web.authenticated
    async def post(self) -> None:
        """Keep them."""
        name, number = self.get_body_argument("name", ""), self.get_body_argument("number", "")

        def work() -> None:
            try:
                earlier = load_identity(self.course)
            except CourseError:
                earlier = None
            try:
                identity = save_identity(self.course, name, number)
            except CourseError as error:
                text = str(error)
                self.say(Said(text[0].upper() + text[1:], "wrong", typed={"name": name, "number": number}))
                return
            if earlier is None:
                self.say(Said(f"Welcome, {identity.name}. Your name and number are saved."))
                return
            text = f"Saved: {identity.name}, number {identity.number}."
            if earlier.number != identity.number:
                text += (
                    f" What you handed in under the number {earlier.number} stays in the folder work/handed-in; "
                    "hand in again if your trainer should have it under the new number."
                )
            self.say(Said(text))

        await self.attempt(work)


class OpenChapterHandler(PageHandler):
    """Open a chapter's notebook, after making it when it is missing."""

    @web.authenticated
    async def get(self, page: str) -> None:
        """Go to the notebook, or say why not."""

        def work() -> None:
            chapter = next((entry for entry in contents(self.course) if entry.page == page), None)
            if chapter is None:
                raise CourseError("there is no such chapter", found=page)
            note = make_chapter(self.course, chapter)
            address = url_path_join(self.base_url, "notebooks", quote(chapter.notebook))
            _go(self, address, note, "Open the notebook")

        await self.attempt(work)


class OpenExerciseHandler(PageHandler):
    """Open an exercise, after copying it the first time."""

    @web.authenticated
    async def get(self, name: str) -> None:
        """Go to the notebook, or say why not."""

        def work() -> None:
            require_identity(self.course)
            note = open_exercise(self.course, name)
            address = url_path_join(self.base_url, "notebooks/exercises", name, f"{name}.ipynb")
            _go(self, address, note, "Open the exercise")

        await self.attempt(work)


def _go(handler: PageHandler, address: str, note: str, link: str) -> None:
    """Go to a notebook; when there is something to know about it, say that first."""
    if note:
        handler.show("message.html", heading="Please note", text=note, links=[(link, address)])
    else:
        handler.redirect(address)


class HandInHandler(PageHandler):
    """Hand in."""

    @web.authenticated
    async def post(self, name: str) -> None:
        """Hand in, or show what is missing with a way to hand in anyway."""

        def work() -> None:
            try:
                receipt = hand_in(self.course, name, anyway=self.get_body_argument("anyway", "") == "yes")
            except NotComplete as error:
                title = released_form(self.course, name).get("title") or name
                self.show("missing.html", name=name, title=title, missing=error.missing)
                return
            if receipt.unchanged:
                text = f"“{receipt.title}” was handed in already, and nothing has changed since. "
            elif receipt.replaced:
                text = f"“{receipt.title}” is handed in again. This replaces what you handed in before. "
            else:
                text = f"“{receipt.title}” is handed in. "
            text += (
                "Now send the hand-in file to your trainer in the way you agreed. "
                # Spaces that do not break keep the code in one piece.
                f"The code on your receipt is {receipt.code.replace(' ', chr(160))}."
            )
            base = f"{self.home}handed-in/"
            self.say(
                Said(
                    text,
                    links=[
                        ("Download the hand-in file", base + quote(receipt.file.name)),
                        ("Show the receipt", base + quote(receipt.page.name)),
                    ],
                )
            )

        await self.attempt(work)


class HandedInHandler(PageHandler):
    """A hand-in file to download, or a receipt to read."""

    @web.authenticated
    async def get(self, file: str) -> None:
        """Send the file."""

        def work() -> None:
            path = self.course.work / "handed-in" / file
            if not path.is_file():
                raise CourseError(
                    "there is no such file in the folder work/handed-in", found=file, do="Hand in the exercise again"
                )
            content = read_bytes(path, limit=ZIP_LIMIT)
            if file.endswith(".zip"):
                self.set_header("Content-Type", "application/zip")
                self.set_header("Content-Disposition", f'attachment; filename="{file}"')
            elif file.endswith(".html"):
                self.set_header("Content-Type", "text/html; charset=utf-8")
                # The receipt brings its own, stricter policy for its one style.
                self.set_header("Content-Security-Policy", "frame-ancestors 'none'; script-src 'none'")
            else:
                self.set_header("Content-Type", "text/plain; charset=utf-8")
            self.finish(content)

        await self.attempt(work)


class AddFeedbackHandler(PageHandler):
    """Take in a feedback file."""

    @web.authenticated
    async def post(self) -> None:
        """Keep the file, or say why not."""

        def work() -> None:
            identity = require_identity(self.course)
            sent = next(iter(self.request.files.get("file") or []), None)
            content = bytes(sent["body"]) if sent else b""
            name = Path(str(sent["filename"]).replace("\\", "/")).name[:120] if sent else "no file"
            if len(content) > SIZE_LIMIT:
                raise CourseError("the file is too large for a feedback file", file=name)
            data, text = add_feedback(self.course, identity, content, name)
            address = f"{self.home}feedback/{data['exercise']}/{data['attempt']}"
            self.say(Said(text, links=[("Read the feedback", address)]))

        await self.attempt(work)


class ReadFeedbackHandler(PageHandler):
    """Show feedback from its data: the file's own markup is never used."""

    @web.authenticated
    async def get(self, name: str, number: str) -> None:
        """Show it, or say why not."""

        def work() -> None:
            identity = require_identity(self.course)
            data = read_folder(self.course, identity).found.get((name, int(number)))
            if data is None:
                raise CourseError(
                    "there is no such feedback in the folder work/feedback",
                    do="Add the feedback file that your trainer sent",
                )
            links = {}
            for item in data["items"]:
                if item["reread"]:
                    page = item["reread"].partition("#")[0]
                    links[item["reread"]] = reading_address(self.course, self.home, item["reread"]) or (
                        f"{self.home}open/chapter/{quote(page)}"
                    )
            try:
                current = load_answers(self.course, name).attempt == data["attempt"]
            except CourseError:
                current = False
            self.show(
                "feedback.html",
                data=data,
                title=data["title"] or data["exercise"],
                # Escaped by feedback_body itself.
                body=Markup(feedback_body(data, links)),
                can_retry=current and data["status"] == "not_yet",
            )

        await self.attempt(work)


class NewAttemptHandler(PageHandler):
    """Start a new attempt, after feedback that says *not yet met*."""

    @web.authenticated
    async def post(self, name: str) -> None:
        """Start it."""

        def work() -> None:
            attempt = new_attempt(self.course, require_identity(self.course), name)
            self.say(
                Said(
                    f"Attempt {attempt} has started. Your earlier answers are in it, ready to be improved.",
                    links=[("Open the exercise", f"{self.home}open/exercise/{name}")],
                )
            )

        await self.attempt(work)


class SetAsideHandler(PageHandler):
    """Put a damaged answers file aside, so that the exercise can be answered again."""

    @web.authenticated
    async def post(self, name: str) -> None:
        """Do it, unless the file is sound."""

        def work() -> None:
            path = answers_file(self.course, name)
            try:
                load_answers(self.course, name)
            except CourseError:
                aside = keep_aside(path, "damaged")
                self.say(Said(f"The damaged file is kept as {aside.name}. You can answer the exercise again."))
                return
            self.say(Said("The answers can be read; nothing was changed."))

        await self.attempt(work)


class StopHandler(PageHandler):
    """Stop the course."""

    @web.authenticated
    async def post(self) -> None:
        """Say goodbye, then stop the server."""
        self.show(
            "message.html",
            heading="The course has stopped",
            text="Your answers are saved. You can close this window, and the other windows of the course. To go on "
            "later, start the course again.",
            links=[],
            home_link=False,
        )
        stop = self.settings.get("qms_stop")
        if stop:
            # The page still fetches its style.
            IOLoop.current().call_later(1.5, stop)


class _Files(PageHandler, web.StaticFileHandler):
    """Files for people who are logged in."""

    def set_default_headers(self) -> None:
        JupyterHandler.set_default_headers(self)

    @property
    def content_security_policy(self) -> str:
        # The built site has its own scripts and styles inline; none comes from outside.
        return (
            "default-src 'self' 'unsafe-inline' data: blob:; frame-ancestors 'self'; base-uri 'self'; "
            "form-action 'self'"
        )

    @web.authenticated
    async def get(self, path: str, include_body: bool = True) -> None:  # type: ignore[override]
        """Send a file of the folder."""
        await web.StaticFileHandler.get(self, path, include_body)

    @web.authenticated
    async def head(self, path: str) -> None:  # type: ignore[override]
        """The same without its content."""
        await web.StaticFileHandler.head(self, path)

    def validate_absolute_path(self, root: str, absolute_path: str) -> str | None:
        """Refuse hidden files and what lies outside the folder."""
        relative = Path(absolute_path)
        inside = Path(root).resolve()
        if not relative.resolve().is_relative_to(inside):
            raise web.HTTPError(404)
        if any(part.startswith(".") for part in relative.parts[len(Path(root).parts) :]):
            raise web.HTTPError(404)
        found: str | None = super().validate_absolute_path(root, absolute_path)
        return found


class SiteHandler(_Files):
    """The built site."""

    def initialize(self, **_options: Any) -> None:  # type: ignore[override]
        """Serve the folder that this server's course builds its site in."""
        web.StaticFileHandler.initialize(self, path=str(self.course.site), default_filename="index.html")


class StyleHandler(_Files):
    """The start page's style and script."""

    def initialize(self, **_options: Any) -> None:  # type: ignore[override]
        """Serve the folder beside this module."""
        web.StaticFileHandler.initialize(self, path=str(_HERE / "static"))


def routes(base_url: str) -> list[tuple[str, type[web.RequestHandler]]]:
    """All addresses below ``/qms/``."""
    stem = re.escape(file_stem("N", "E", 0)).replace("N", "[A-Za-z0-9_-]{1,40}").replace("E", "[a-z0-9-]{1,80}")
    stem = stem.removesuffix("0") + r"\d{1,3}"
    found: list[tuple[str, type[web.RequestHandler]]] = [
        (r"", StartHandler),
        (r"identity", IdentityHandler),
        (r"open/chapter/(?P<page>[A-Za-z0-9_/-]{1,200})", OpenChapterHandler),
        (rf"open/exercise/{_NAME}", OpenExerciseHandler),
        (rf"exercise/{_NAME}/hand-in", HandInHandler),
        (rf"exercise/{_NAME}/new-attempt", NewAttemptHandler),
        (rf"exercise/{_NAME}/set-aside", SetAsideHandler),
        (rf"handed-in/(?P<file>{stem}(?:\.zip|\.receipt\.html|\.receipt\.txt))", HandedInHandler),
        (r"feedback", AddFeedbackHandler),
        (rf"feedback/{_NAME}/(?P<number>\d{{1,3}})", ReadFeedbackHandler),
        (r"stop", StopHandler),
        (r"site/(?P<path>.*)", SiteHandler),
        (r"static/(?P<path>.*)", StyleHandler),
    ]
    base = url_path_join(base_url, "qms")
    added = [(rf"{re.escape(base)}/{pattern}", handler) for pattern, handler in found]
    return [*added, (rf"{re.escape(base)}", _ToStart)]


class _ToStart(PageHandler):
    """``/qms`` without the slash."""

    @web.authenticated
    def get(self) -> None:
        """Go to the start page."""
        self.redirect(self.home)
