"""A marked notebook of a code exercise, as HTML for its learner: their code and what it gave, and how the tests went.

Of a test there is what the release shows of it, and what that gave in the learner's own run. What the trusted run
gave stays away, and so does everything that might hold it.
"""

from __future__ import annotations

import builtins
import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from html import escape
from typing import Any

from qmslib.course.feedback_page import VERDICT_WORDS, points_words
from qmslib.trainer.clean_html import TABLE_LIMIT, clean_markdown, clean_table, highlighted, picture, plain
from qmslib.trainer.texts import say

#: All that a page may hold of a notebook, and what may be read for it, in bytes.
ROOM = 1_500_000
# The course's own cells are the same for every learner.
_markdown = lru_cache(maxsize=256)(clean_markdown)
_highlighted = lru_cache(maxsize=256)(highlighted)


def joined(value: Any) -> str:
    """Text of a notebook, which may stand there in lines."""
    if isinstance(value, list):
        return "".join(line for line in value if isinstance(line, str))
    return value if isinstance(value, str) else ""


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def cells(notebook: Any) -> list[dict[str, Any]]:
    """The cells of a notebook that may be damaged."""
    return _dicts(_dict(notebook).get("cells"))


def grade_id(cell: Mapping[str, Any]) -> str:
    """nbgrader's name of a cell, or nothing."""
    return joined(_grader(cell).get("grade_id"))


def _grader(cell: Mapping[str, Any]) -> dict[str, Any]:
    return _dict(_dict(cell.get("metadata")).get("nbgrader"))


def tests(released: Any) -> dict[str, str]:
    """The visible source of each test, by name, in the order of the released notebook."""
    return {
        grade_id(cell): joined(cell.get("source"))
        for cell in cells(released)
        if cell.get("cell_type") == "code" and _grader(cell).get("grade") and not _grader(cell).get("solution")
    }


def verdict(points: float, most: float) -> str:
    """``passed``, ``partly`` or ``not_passed``."""
    return "passed" if points >= most else "partly" if points > 0 else "not_passed"


def error_name(output: Mapping[str, Any]) -> str:
    """The name of an error where it is one of Python's own: a made-up one may say anything."""
    name = joined(output.get("ename"))
    kind = getattr(builtins, name, None) if name.isidentifier() else None
    return name if isinstance(kind, type) and issubclass(kind, BaseException) else "an error"


def was_boxed(notebook: Any) -> bool:
    """Whether the notebook was run in the course's box, where no test and no other learner's work can be read.

    Stock `nbgrader autograde` takes this mark out before it runs a notebook.
    """
    return any("shown" in _dict(_dict(cell.get("metadata")).get("qms")) for cell in cells(notebook))


def notebook_html(
    marked: Any, shown_tests: Mapping[str, str], points: Mapping[str, tuple[float, float]], hide: Callable[[str], str]
) -> str:
    """The notebook in order.

    Parameters
    ----------
    marked
        The marked notebook; nothing in it is trusted.
    shown_tests
        As `tests` gives them.
    points
        Points and the most there are, by test.
    hide
        Takes paths of the trainer's machine out of a text.
    """
    boxed = was_boxed(marked)
    parts = [f"<h2>{escape(say('code_notebook'))}</h2>"]
    if not boxed:
        parts.append(f'<p class="soft">{escape(say("code_no_outputs"))}</p>')
    room = ROOM
    for part, read in _parts(marked, boxed, shown_tests, points, hide):
        room -= max(read, len(part.encode()))
        if room < 0:
            parts.append(f"<p>{escape(say('code_too_long'))}</p>")
            break
        parts.append(part)
    return "\n".join(parts)


def _parts(
    marked: Any,
    boxed: bool,
    shown_tests: Mapping[str, str],
    points: Mapping[str, tuple[float, float]],
    hide: Callable[[str], str],
) -> Iterator[tuple[str, int]]:
    """Each piece of the page, with how much was read for it."""
    for cell in cells(marked):
        kind, source, name = cell.get("cell_type"), joined(cell.get("source")), grade_id(cell)
        if kind == "markdown":
            yield f'<div class="cell">{_markdown(source)}</div>', len(source)
        elif name in shown_tests:
            yield _test(cell, shown_tests[name], *points.get(name, (0.0, 0.0)), hide), 0
        elif kind == "code":
            yield _code(source), len(source)
            for output in _dicts(cell.get("outputs")) if boxed else []:
                yield f'<div class="cell">{output_html(output, hide)}</div>', _size(output)
        elif source.strip():
            yield f'<div class="cell"><pre>{plain(source)}</pre></div>', len(source)


def _code(source: str) -> str:
    return f'<div class="cell"><pre class="code"><code>{_highlighted(source)}</code></pre></div>' if source else ""


def _size(output: Mapping[str, Any]) -> int:
    """How much of an output is looked at: what is longer is cut off, or left out unread."""
    texts = [output.get("text"), *_dict(output.get("data")).values()]
    return sum(min(len(joined(text)), TABLE_LIMIT) for text in texts)


def _test(cell: Mapping[str, Any], source: str, points: float, most: float, hide: Callable[[str], str]) -> str:
    found = verdict(points, most)
    shown = _dict(_dict(cell.get("metadata")).get("qms")).get("shown")
    said = ""
    if isinstance(shown, list):
        said = "".join(output_html(output, hide, test=True) for output in _dicts(shown)[:50])
        failed = any(output.get("output_type") == "error" for output in _dicts(shown))
        if found != "passed" and not failed:
            said += f"<p>{escape(say('code_further_test'))}</p>"
    elif found != "passed":
        error = next((out for out in _dicts(cell.get("outputs")) if out.get("output_type") == "error"), None)
        said = f"<p>{escape(say('code_error', kind=error_name(error)))}</p>" if error else ""
    return (
        f'<div class="cell test"><p><strong>{escape(say("code_test"))}</strong> <span class="verdict {found}">'
        f'{VERDICT_WORDS[found]}</span> <span class="soft">· {points_words(points, most)}</span></p>'
        f'<pre class="code"><code>{_highlighted(source)}</code></pre>{said}</div>'
    )


def output_html(output: Mapping[str, Any], hide: Callable[[str], str], *, test: bool = False) -> str:
    """One output; of a test's error, its name and message only."""
    kind = output.get("output_type")
    if kind == "stream":
        return _pre(hide(joined(output.get("text"))))
    if kind == "error":
        lines = output.get("traceback")
        trace = "\n".join(joined(line) for line in lines) if isinstance(lines, list) and not test else ""
        return _pre(hide(trace or f"{joined(output.get('ename'))}: {joined(output.get('evalue'))}"))
    return _bundle(_dict(output.get("data")), hide)


def _pre(text: str) -> str:
    return f'<pre class="out">{plain(text)}</pre>' if text.strip() else ""


def _bundle(data: Mapping[str, Any], hide: Callable[[str], str]) -> str:
    """The best form of a value that can be shown, and which others were left out."""
    shown, left = "", [kind for kind in data if kind != "text/plain"]
    for kind in ("image/png", "image/jpeg"):
        if not shown and kind in data:
            shown = picture(kind, joined(data[kind]), say("code_picture")) or ""
            left = [other for other in left if not (shown and other in (kind, "text/html"))]
    if not shown and "text/html" in data:
        table = clean_table(hide(joined(data["text/html"])))
        if table:
            left.remove("text/html")
            label = escape(say("code_table"))
            shown = f'<div class="wide" role="group" tabindex="0" aria-label="{label}">{table}</div>'
    shown = shown or _pre(hide(joined(data.get("text/plain"))))
    if left:
        kinds = ", ".join(plain(kind, 60) for kind in sorted(left)[:5])
        shown += f'<p class="soft">{escape(say("code_left_out"))} {kinds}</p>'
    return shown


def path_hider(places: list[str]) -> Callable[[str], str]:
    """A function that puts ``…`` in the place of these folders."""
    wanted = sorted({place.rstrip("/\\") for place in places if len(place.rstrip("/\\")) > 3}, key=len, reverse=True)
    if not wanted:
        return lambda text: text
    pattern = re.compile(f"(?:{'|'.join(re.escape(place) for place in wanted)})(?![\\w-])")
    return lambda text: pattern.sub("…", text)
