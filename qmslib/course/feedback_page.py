"""The page of a feedback file: everything on it is escaped; its policy lets no script run and nothing be fetched."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from qmslib.course.material_html import material_html
from qmslib.course.text import inline_html
from qmslib.course.visible import HIDING, NO_SIGN, visible

#: The element that carries the data; its type is none that a browser runs.
ELEMENT = "qms-feedback"
STATUS_WORDS = {"met": "Met", "not_yet": "Not yet met"}
#: What stands in the place of a status where nothing is decided: a code exercise.
MARKED = "marked"
VERDICT_WORDS = {
    "right": "Right",
    "partly": "Partly",
    "not_yet": "Not yet",
    "met": "Met",
    "passed": "Passed",
    "not_passed": "Not passed",
}

_STYLE = """
:root{color-scheme:light dark;--ink:#1d2530;--soft:#4c5866;--page:#fff;--line:#ccd3db;--met:#0b5d3b;--not:#7a3b00;
--tint:#f3f6f9;--code:#1a4f8f}
@media (prefers-color-scheme:dark){:root{--ink:#e7ecf2;--soft:#b3bdc9;--page:#14191f;--line:#3b4551;--met:#7fdcae;
--not:#ffbe85;--tint:#1d242c;--code:#9cc7ff}}
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
.verdict{font-weight:600;color:var(--not)}.verdict:is(.right,.met,.passed){color:var(--met)}
.cell{margin:1.25rem 0}.cell pre{white-space:pre-wrap;margin:.4rem 0;padding:.6rem .75rem;background:var(--tint);
font:.875rem/1.5 ui-monospace,Consolas,"Liberation Mono",monospace}.cell pre.out{background:none;
border-left:.1875rem solid var(--line)}.cell pre.code{border-left:.1875rem solid var(--code)}
.cell img{max-width:100%;height:auto;background:#fff}.cell table{border-collapse:collapse;font-size:.875rem}
.cell :is(th,td){text-align:left;vertical-align:top;padding:.2rem .75rem .2rem 0;border-bottom:1px solid var(--line)}
.wide{overflow-x:auto;margin:.4rem 0}.wide:focus-visible{outline:.125rem solid var(--ink)}
.test{border:1px solid var(--line);padding:.5rem .75rem}.k{color:var(--code);font-weight:600}.s{color:var(--met)}
.c{color:var(--soft)}.n{color:var(--not)}
@media print{:root{--ink:#000;--soft:#333;--page:#fff;--line:#999;--met:#000;--not:#000;--tint:#fff;--code:#000}
main{padding:0}}
"""


def comment_html(text: str) -> str:
    """A person's comment as escaped paragraphs and lists; their line breaks stay.

    A paragraph whose lines all begin with a dash is a list.
    """
    parts = []
    for block in re.split(r"\n\s*\n", visible(text).strip()):
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


def page_html(data: Mapping[str, Any], notebook: str = "") -> str:
    """The whole page of checked feedback, with its data.

    Parameters
    ----------
    data
        As `check_feedback` returns it.
    notebook
        HTML to stand below, every part of it escaped or sanitised already: the notebook of a code exercise.
    """
    payload = json.dumps(data, ensure_ascii=False, sort_keys=True)
    # Signs of HTML, and signs that have no place in a file, stand there by their number.
    payload = re.sub("[<>&]", _by_number, NO_SIGN.sub(_by_number, HIDING.sub(_by_number, payload)))
    hashed = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
    pictures = "; img-src data:" if notebook else ""
    policy = f"default-src 'none'; style-src 'sha256-{hashed}'{pictures}; base-uri 'none'; form-action 'none'"
    title = f"Feedback on {data['title'] or data['exercise']}"
    return f"""<!DOCTYPE html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>{_text(title)} – {_text(data["learner"]["name"])}, attempt {data["attempt"]}</title>
<style>{_STYLE}</style>
</head>
<body>
<main>
<h1>{_text(title)}</h1>
{feedback_body(data)}
{notebook}
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
    text = _text
    learner = data["learner"]
    criterion = f", criterion {text(data['criterion'])}" if data["criterion"] else ""
    named, number = text(learner["name"]), text(learner["number"])
    # Where no name is known, the number stands in its place.
    who = named if named == number else f"{named} ({number})"
    parts = [
        f'<p class="soft">{who}{criterion}, attempt {data["attempt"]}</p>',
        _decision(data),
    ]
    if data["comment"].strip():
        parts.append(f"<h2>What your trainer says</h2>{comment_html(data['comment'])}")
    if data["next"].strip():
        parts.append(f"<h2>What to do next</h2>{comment_html(data['next'])}")
    if data["items"]:
        parts.append(f"<h2>{'Test by test' if data.get('code') else 'Question by question'}</h2><ol>")
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
                shown = f'<a href="{html.escape(address)}">{words}</a>' if address else words
                parts.append(f"<p>Read again: {shown}</p>")
            parts.append("</li>")
        parts.append("</ol>")
    return "\n".join(parts)


def _by_number(found: re.Match[str]) -> str:
    """A sign as JSON may write it; one beyond the first 65,536 takes two numbers."""
    pair = found[0].encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{pair[at]:02x}{pair[at + 1]:02x}" for at in range(0, len(pair), 2))


def _text(text: str) -> str:
    return html.escape(visible(text))


def _decision(data: Mapping[str, Any]) -> str:
    """The status, who decided it and when; the points where nothing is decided."""
    day = _text(day_words(data["decided_at"]))
    if data["status"] == MARKED:
        points, most = (sum(item[name] for item in data["items"]) for name in ("points", "max"))
        late = data.get("penalty", 0)
        # As nbgrader counts: being late costs no more points than there are.
        words = points_words(max(0, points - late), most)
        said = f"Marked on {day}. This exercise decides no criterion."
        if late:
            said = f"It came late: {late:g} point{'' if late == 1 else 's'} taken off. {said}"
    else:
        words, said = STATUS_WORDS[data["status"]], f"Decided by {_text(data['decided_by'])} on {day}"
    kind = "met" if data["status"] == MARKED else data["status"]
    return f'<div class="decision {kind}"><p><strong>{words}</strong></p><p class="soft">{said}</p></div>'
