"""The feedback file: one HTML page that a learner can read anywhere, and that the start page can take in.

The page shows its data and also carries it, as JSON in a script element that no browser runs. `write_feedback`
and `read_feedback` are a pair: what one writes, the other reads back equal.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from collections.abc import Mapping
from datetime import datetime
from html.parser import HTMLParser
from typing import Any

from pydantic import ValidationError

from qmslib._common.errors import CourseError
from qmslib.course.handin import ATTEMPT_LIMIT, EXERCISE
from qmslib.course.material_html import material_html
from qmslib.course.materials import Material
from qmslib.course.people import check_name, check_number
from qmslib.course.text import inline_html

FORMAT = 1
SIZE_LIMIT = 2_000_000
ELEMENT = "qms-feedback"
STATUS_WORDS = {"met": "Met", "not_yet": "Not yet met"}
VERDICT_WORDS = {"right": "Right", "partly": "Partly", "not_yet": "Not yet", "met": "Met"}
_TEXT_LIMIT = 20_000
_ITEM_LIMIT = 200
_TABLE_LIMIT = 12
_REREAD = re.compile(r"[a-z0-9-]+(/[a-z0-9-]+)*(#[a-z0-9-]+)?")
_ASK = "Ask your trainer for the feedback file again, and add it exactly as it came"

_STYLE = """
:root{color-scheme:light dark;--ink:#1d2530;--soft:#4c5866;--page:#fff;--line:#ccd3db;--met:#0b5d3b;--not:#7a3b00;
--tint:#f3f6f9}
@media (prefers-color-scheme:dark){:root{--ink:#e7ecf2;--soft:#b3bdc9;--page:#14191f;--line:#3b4551;--met:#7fdcae;
--not:#ffbe85;--tint:#1d242c}}
body{margin:0;background:var(--page);color:var(--ink);font:1.0625rem/1.6 system-ui,"Segoe UI",Roboto,"Helvetica Neue",
Arial,sans-serif}
main{max-width:44rem;margin:0 auto;padding:2rem 1.25rem 4rem;overflow-wrap:anywhere}
h1{font-size:1.75rem;line-height:1.25;margin:0 0 .25rem}h2{font-size:1.25rem;margin:2.25rem 0 .5rem}
h3{font-size:1.0625rem;margin:0}p{margin:.5rem 0}.soft{color:var(--soft)}
.decision{border-left:.375rem solid var(--not);background:var(--tint);padding:.75rem 1rem;margin:1.5rem 0}
.decision.met{border-color:var(--met)}.decision strong{font-size:1.25rem}
ol{list-style:none;margin:0;padding:0}li.item{border-top:1px solid var(--line);padding:.9rem 0;break-inside:avoid}
.material{overflow-x:auto;margin:.4rem 0}.material table{border-collapse:collapse;font-size:.95rem}
.material caption{text-align:left;font-weight:600}.material :is(th,td){text-align:left;vertical-align:top;
padding:.2rem .75rem .2rem 0;border-bottom:1px solid var(--line)}.material .figures{text-align:right}
.verdict{font-weight:600;color:var(--not)}.verdict.right,.verdict.met{color:var(--met)}
@media print{:root{--ink:#000;--soft:#333;--page:#fff;--line:#999;--met:#000;--not:#000;--tint:#fff}main{padding:0}}
"""


def comment_html(text: str) -> str:
    """A person's comment as escaped paragraphs and lists; their line breaks stay.

    A paragraph whose lines all begin with a dash is a list.
    """
    parts = []
    for block in re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip()):
        lines = [line.strip() for line in block.splitlines() if line.strip()]
        if lines and all(re.match(r"[-–•] ", line) for line in lines):
            parts.append("<ul>" + "".join(f"<li>{inline_html(line[2:])}</li>" for line in lines) + "</ul>")
        elif lines:
            parts.append(f"<p>{'<br>'.join(inline_html(line) for line in lines)}</p>")
    return "".join(parts)


def day_words(moment: str) -> str:
    """An ISO time as ``21 November 2026``; the text itself when it is none."""
    try:
        day = datetime.fromisoformat(moment)
    except ValueError:
        return moment
    return f"{day.day} {day:%B %Y}"


def reread_words(page: str) -> str:
    """A page to reread in words: ``standards/4-1-identify#good-standard`` is “4.1 identify, good standard”."""
    name, _, anchor = page.partition("#")
    stem = name.rsplit("/", 1)[-1]
    match = re.match(r"(\d+)-(\d+)-(.*)", stem)
    words = f"{match[1]}.{match[2]} {match[3].replace('-', ' ')}" if match else stem.replace("-", " ")
    return f"{words}, “{anchor.replace('-', ' ')}”" if anchor else words


def points_words(points: float, most: float) -> str:
    """``3 of 4 points``."""
    return f"{points:g} of {most:g} point{'' if most == 1 else 's'}"


def write_feedback(data: Mapping[str, Any]) -> str:
    """Make the page of one decision.

    Parameters
    ----------
    data
        ``format`` 1, ``exercise``, optional ``title``, ``attempt``, ``learner`` (``name``, ``number``), ``status``
        (``met`` or ``not_yet``), ``criterion``, ``decided_by``, ``decided_at``, ``comment``, ``next`` and ``items``:
        each ``id``, ``title``, ``verdict``, ``points``, ``max``, ``comment`` and ``reread``, and ``material`` where
        the item showed tables. Nothing else: a key has no place in it.

    Raises
    ------
    CourseError
        When `data` is not of this form.
    """
    checked = check_feedback(data)
    payload = json.dumps(checked, ensure_ascii=False, sort_keys=True)
    for sign in "<>&\u2028\u2029":
        payload = payload.replace(sign, f"\\u{ord(sign):04x}")
    hashed = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{hashed}'; base-uri 'none'; form-action 'none'"
    text = html.escape
    title = f"Feedback on {checked['title'] or checked['exercise']}"
    return f"""<!DOCTYPE html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>{text(title)} – {text(checked["learner"]["name"])}, attempt {checked["attempt"]}</title>
<style>{_STYLE}</style>
</head>
<body>
<main>
<h1>{text(title)}</h1>
{feedback_body(checked)}
<p class="soft">Keep this file. To see the feedback beside your work, add the file on the course's start page.</p>
</main>
<script type="application/json" id="{ELEMENT}">{payload}</script>
</body>
</html>
"""


def feedback_body(data: Mapping[str, Any], links: Mapping[str, str] | None = None) -> str:
    """The readable part of checked feedback, escaped; the start page shows the same.

    Parameters
    ----------
    data
        As `read_feedback` returns it.
    links
        Addresses of pages to reread, by page; without one, a page is named in words only.
    """
    text = html.escape
    learner = data["learner"]
    parts = [
        f'<p class="soft">{text(learner["name"])} ({text(learner["number"])}), criterion '
        f"{text(data['criterion'])}, attempt {data['attempt']}</p>",
        f'<div class="decision {data["status"]}"><p><strong>{STATUS_WORDS[data["status"]]}</strong></p>'
        f'<p class="soft">Decided by {text(data["decided_by"])} on {text(day_words(data["decided_at"]))}</p></div>',
    ]
    if data["comment"].strip():
        parts.append(f"<h2>What your trainer says</h2>{comment_html(data['comment'])}")
    if data["next"].strip():
        parts.append(f"<h2>What to do next</h2>{comment_html(data['next'])}")
    if data["items"]:
        parts.append("<h2>Question by question</h2><ol>")
        for item in data["items"]:
            parts.append(
                f'<li class="item"><h3>{text(item["title"])}</h3><p><span class="verdict {item["verdict"]}">'
                f'{VERDICT_WORDS[item["verdict"]]}</span> <span class="soft">· '
                f"{points_words(item['points'], item['max'])}</span></p>{comment_html(item['comment'])}"
                f"{material_html(item.get('material') or [], folded=True, styled=False)}"
            )
            if item["reread"]:
                words = text(reread_words(item["reread"]))
                address = (links or {}).get(item["reread"])
                shown = f'<a href="{text(address, quote=True)}">{words}</a>' if address else words
                parts.append(f"<p>Read again: {shown}</p>")
            parts.append("</li>")
        parts.append("</ol>")
    return "\n".join(parts)


class _Finder(HTMLParser):
    """Collects the text of every script element that bears our id."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self._inside = tag == "script" and values.get("id") == ELEMENT and values.get("type") == "application/json"
        if self._inside:
            self.found.append("")

    def handle_endtag(self, tag: str) -> None:
        self._inside = False

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.found[-1] += data


def read_feedback(content: bytes, *, file: str | None = None) -> dict[str, Any]:
    """Read the data of a feedback file that someone sent, trusting nothing in it.

    Parameters
    ----------
    content
        The file's bytes.
    file
        Its name, for the error message.

    Raises
    ------
    CourseError
        When it is not a feedback file of the course, or is damaged.
    """
    if len(content) > SIZE_LIMIT:
        raise CourseError(
            f"the file is too large for a feedback file: {len(content):,} bytes, at most {SIZE_LIMIT:,} are allowed",
            file=file,
        )
    try:
        page = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CourseError("this is not a feedback file of the course", file=file, do=_ASK) from error
    finder = _Finder()
    finder.feed(page)
    finder.close()
    if not finder.found:
        raise CourseError(
            "this is not a feedback file of the course",
            file=file,
            do="Choose the file your trainer sent; its name ends in .feedback.html",
        )
    if len(finder.found) > 1:
        raise CourseError("the file holds more than one feedback", file=file, do=_ASK)
    try:
        data = json.loads(finder.found[0])
    except (ValueError, RecursionError) as error:
        raise CourseError("the feedback file is damaged", file=file, do=_ASK) from error
    return check_feedback(data, file=file)


def check_feedback(data: Any, *, file: str | None = None) -> dict[str, Any]:
    """Return feedback with exactly its known fields, each of the right kind; anything else is a `CourseError`."""

    def wrong(field: str, problem: str, found: object, item: str | None = None) -> CourseError:
        return CourseError(
            problem, file=file or "feedback", item=item, field=field, found=found, do=_ASK if file else None
        )

    def known(value: Any, fields: set[str], where: str, item: str | None = None) -> None:
        if not isinstance(value, Mapping):
            raise wrong(where, "this should be an object", type(value).__name__, item)
        extra = sorted(str(key) for key in value if key not in fields)
        if extra:
            raise wrong(extra[0], "this field has no place in feedback", None, item)

    def words(value: Mapping[str, Any], field: str, *, empty: bool = True, item: str | None = None) -> str:
        found = value.get(field, "" if empty else None)
        if not isinstance(found, str) or len(found) > _TEXT_LIMIT or (not empty and not found.strip()):
            raise wrong(field, "this should be text" + ("" if empty else ", and not empty"), found, item)
        return found

    def number(value: Any, field: str, item: str) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 10_000:
            raise wrong(field, "this should be a number of points", value, item)
        return value

    def tables(value: Any, item: str) -> dict[str, Any]:
        if not value:
            return {}
        if not isinstance(value, list) or len(value) > _TABLE_LIMIT:
            raise wrong("material", "this should be a list of tables", type(value).__name__, item)
        found = []
        for one in value:
            name = one.get("name") if isinstance(one, Mapping) else None
            if not isinstance(name, str) or len(name) > _TABLE_LIMIT * 10:
                raise wrong("material", "a table has no name", name, item)
            try:
                found.append(Material.model_validate({k: v for k, v in one.items() if k != "name"}).shown(name))
            except ValidationError as error:
                said = error.errors(include_url=False)[0]["msg"]
                raise wrong("material", f"this is no table: {said[:1].lower()}{said[1:]}", name, item) from error
        return {"material": found}

    known(data, {"format", "exercise", "title", "attempt", "learner", "status", "criterion", "decided_by",
                 "decided_at", "comment", "items", "next"}, "format")  # fmt: skip
    if type(data.get("format")) is not int or data["format"] != FORMAT:
        raise wrong("format", f"this feedback has another format than {FORMAT}", data.get("format"))
    exercise = data.get("exercise")
    if not isinstance(exercise, str) or not EXERCISE.fullmatch(exercise):
        raise wrong("exercise", "this is not the name of an exercise", exercise)
    attempt = data.get("attempt")
    if type(attempt) is not int or not 1 <= attempt <= ATTEMPT_LIMIT:
        raise wrong("attempt", "the attempt is not a whole number from 1", attempt)
    learner = data.get("learner")
    known(learner, {"name", "number"}, "learner")
    status = data.get("status")
    if not isinstance(status, str) or status not in STATUS_WORDS:
        raise wrong("status", "this should be met or not_yet", status)
    decided_at = words(data, "decided_at", empty=False)
    try:
        datetime.fromisoformat(decided_at)
    except ValueError as error:
        raise wrong("decided_at", "this is not a date or time", decided_at) from error
    listed = data.get("items", [])
    if not isinstance(listed, list) or len(listed) > _ITEM_LIMIT:
        raise wrong("items", f"this should be a list of at most {_ITEM_LIMIT} items", type(listed).__name__)
    items = []
    for entry in listed:
        known(entry, {"id", "title", "verdict", "points", "max", "comment", "reread", "material"}, "items")
        name = words(entry, "id", empty=False)
        verdict = entry.get("verdict")
        if not isinstance(verdict, str) or verdict not in VERDICT_WORDS:
            raise wrong("verdict", "this should be right, partly, not_yet or met", verdict, name)
        reread = entry.get("reread") or ""
        if not isinstance(reread, str) or (reread and not _REREAD.fullmatch(reread)):
            raise wrong("reread", "this is not a page of the course", reread, name)
        items.append(
            {
                "id": name,
                "title": words(entry, "title", empty=False, item=name),
                "verdict": verdict,
                "points": number(entry.get("points"), "points", name),
                "max": number(entry.get("max"), "max", name),
                "comment": words(entry, "comment", item=name),
                "reread": reread,
                **tables(entry.get("material"), name),
            }
        )
    return {
        "format": FORMAT,
        "exercise": exercise,
        "title": words(data, "title"),
        "attempt": attempt,
        "learner": {"name": check_name(learner.get("name")), "number": check_number(learner.get("number"))},
        "status": status,
        "criterion": words(data, "criterion", empty=False),
        "decided_by": words(data, "decided_by", empty=False),
        "decided_at": decided_at,
        "comment": words(data, "comment"),
        "items": items,
        "next": words(data, "next"),
    }
