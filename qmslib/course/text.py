"""The small markup of prompts and feedback: paragraphs, lists, bold, emphasis. Everything else is text."""

from __future__ import annotations

import html
import re

_STRONG = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*")
_EMPHASIS = re.compile(r"\*(?=\S)(.+?)(?<=\S)\*")


def inline_html(text: str) -> str:
    """Escape `text` and turn ``**bold**`` and ``*emphasis*`` into HTML."""
    escaped = html.escape(text, quote=True)
    return _EMPHASIS.sub(r"<em>\1</em>", _STRONG.sub(r"<strong>\1</strong>", escaped))


def to_html(text: str) -> str:
    """Turn prompt markup into HTML that holds no markup of the writer's own.

    A blank line ends a paragraph. A block whose lines all begin with ``- `` is a list.
    """
    blocks = []
    for block in re.split(r"\n\s*\n", text.strip()):
        lines = [line.strip() for line in block.splitlines() if line.strip()]
        if not lines:
            continue
        if all(line.startswith("- ") for line in lines):
            points = "".join(f"<li>{inline_html(line[2:])}</li>" for line in lines)
            blocks.append(f"<ul>{points}</ul>")
        else:
            blocks.append(f"<p>{inline_html(' '.join(lines))}</p>")
    return "".join(blocks)
