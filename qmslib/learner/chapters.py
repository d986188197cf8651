"""Turn a chapter's MyST text into a notebook that reads well in Jupyter.

Jupyter's markdown knows neither directives nor roles. Each is turned into the nearest plain markdown: a note
becomes a quoted block with its title, a figure an image with its caption. Nothing of the text is dropped.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from typing import Any

_FENCE = re.compile(r"^(?P<indent> {0,3})(?P<fence>`{3,}|:{3,})\{(?P<name>[\w:+-]+)\}[ \t]*(?P<title>.*?)[ \t]*$")
_PLAIN_FENCE = re.compile(r"^ {0,3}(?P<fence>`{3,}|~{3,})")
_OPTION = re.compile(r"^:(?P<name>[\w-]+):[ \t]*(?P<value>.*)$")
_TARGET = re.compile(r"^\((?P<label>[^()\s]+)\)=\s*$")
_ROLE = re.compile(r"\{(?P<name>[\w:+-]+)\}`(?P<text>[^`]+)`")
_WITH_TARGET = re.compile(r"^(?P<text>.*?)\s*<(?P<target>[^<>]+)>$", re.DOTALL)
_LINK = re.compile(r"(\]\((?!https?:|/|#)[^()\s]*?)\.md(#[^()\s]*)?\)")
_CODE_SPAN = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)")
#: Directives whose name is their title when they have none of their own.
_TITLES = {
    "note": "Note",
    "tip": "Tip",
    "hint": "Hint",
    "important": "Important",
    "warning": "Warning",
    "caution": "Caution",
    "attention": "Attention",
    "danger": "Danger",
    "error": "Error",
    "seealso": "See also",
}
_QUOTED = {*_TITLES, "admonition", "dropdown", "card", "sidebar", "margin", "topic", "epigraph", "pull-quote"}
_LEFT_OUT = {"toctree", "tableofcontents", "contents", "index"}
_AS_CODE = {"code", "code-block", "sourcecode", "literalinclude", "mermaid"}


def to_notebook(text: str, page: str) -> dict[str, Any]:
    """Make the notebook of a chapter.

    Parameters
    ----------
    text
        The chapter's ``.md`` file.
    page
        Its name without ``.md``, as in ``_toc.yml``.

    Returns
    -------
    dict
        A notebook in nbformat 4.5; the same text gives the same notebook.
    """
    import jupytext

    notebook = json.loads(json.dumps(jupytext.reads(text, fmt="md:myst")))
    cells: list[dict[str, Any]] = []
    stem = re.sub(r"[^A-Za-z0-9_-]", "-", page)[:50]
    for cell in notebook["cells"]:
        source = cell["source"] if isinstance(cell["source"], str) else "".join(cell["source"])
        metadata = dict(cell.get("metadata") or {})
        if cell["cell_type"] == "markdown":
            source = plain_markdown(source)
            if not source.strip():
                continue
            # A double click would show the markdown behind the text, which is of no use to a learner.
            metadata |= {"editable": False, "deletable": False}
        elif {"hide-input", "hide_input", "remove-input"} & set(metadata.get("tags") or []):
            metadata |= {"editable": False, "deletable": False}
            metadata["jupyter"] = {**(metadata.get("jupyter") or {}), "source_hidden": True}
        made = {"cell_type": cell["cell_type"], "id": f"{stem}-{len(cells) + 1}", "metadata": metadata}
        if cell["cell_type"] == "code":
            made |= {"execution_count": None, "outputs": []}
        cells.append({**made, "source": source})
    return {
        "cells": cells,
        "metadata": {
            "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
            "qms": {
                "chapter": page,
                "source": hashlib.sha256(text.encode()).hexdigest(),
                "cells": cells_hash(cells),
            },
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def cells_hash(cells: list[dict[str, Any]]) -> str:
    """A hash of the cells' kinds and sources: it changes when a person edits, not when a cell is run."""
    pairs = [
        [
            cell.get("cell_type"),
            source if isinstance(source := cell.get("source"), str) else "".join(source or []),
        ]
        for cell in cells
    ]
    return hashlib.sha256(json.dumps(pairs, ensure_ascii=False).encode("utf-8", "surrogatepass")).hexdigest()


def plain_markdown(text: str) -> str:
    """MyST markdown as plain markdown."""
    return "\n".join(_convert(text.split("\n"))).strip("\n")


def _convert(lines: list[str]) -> Iterator[str]:
    at = 0
    while at < len(lines):
        line = lines[at]
        if directive := _FENCE.match(line):
            end, body = _body(lines, at + 1, directive["fence"])
            yield from _directive(directive["name"], directive["title"], body)
            at = end
        elif fence := _PLAIN_FENCE.match(line):
            end, body = _body(lines, at + 1, fence["fence"])
            yield from lines[at:end]
            at = end
        else:
            at += 1
            if target := _TARGET.match(line):
                yield f'<a id="{target["label"]}"></a>'
                # Without an empty line the next heading would be part of the HTML block.
                yield ""
            elif not line.startswith("% ") and line != "%":
                yield _inline(line)


def _body(lines: list[str], start: int, fence: str) -> tuple[int, list[str]]:
    """The lines up to the fence that closes this one, and where to go on."""
    closing = re.compile(rf"^ {{0,3}}{re.escape(fence[0])}{{{len(fence)},}}\s*$")
    opened = 0
    for at in range(start, len(lines)):
        # Colon fences of one length may stand in one another.
        nested = _FENCE.match(lines[at])
        if nested and nested["fence"] == fence and fence[0] == ":":
            opened += 1
        elif closing.match(lines[at]):
            if not opened:
                return at + 1, lines[start:at]
            opened -= 1
    return len(lines), lines[start:]


def _options(body: list[str]) -> tuple[dict[str, str], list[str]]:
    options: dict[str, str] = {}
    at = 0
    if body and body[0].strip() == "---":
        closing = next((n for n in range(1, len(body)) if body[n].strip() == "---"), None)
        if closing is not None:
            for line in body[1:closing]:
                name, _, value = line.partition(":")
                options[name.strip()] = value.strip()
            return options, body[closing + 1 :]
    while at < len(body) and (option := _OPTION.match(body[at])):
        options[option["name"]] = option["value"]
        at += 1
    return options, body[at:]


def _directive(name: str, title: str, body: list[str]) -> Iterator[str]:
    options, body = _options(body)
    while body and not body[0].strip():
        body = body[1:]
    if options.get("name") or options.get("label"):
        yield f'<a id="{options.get("name") or options["label"]}"></a>'
        yield ""
    if name in _LEFT_OUT:
        return
    if name in _AS_CODE:
        yield f"```{title}"
        yield from body
        yield "```"
    elif name == "math":
        yield from ["$$", *([title] if title else []), *body, "$$"]
    elif name in {"figure", "image"}:
        yield f"![{options.get('alt', '')}]({title})"
        yield ""
        yield from _convert(body)
    elif name == "list-table":
        yield from _list_table(title, options, body)
    elif name == "raw":
        yield from body
    elif name in _QUOTED:
        shown = title or _TITLES.get(name, "")
        yield ""
        yield from (f"> {line}".rstrip() for line in _titled(shown, body))
        yield ""
    else:
        yield from _titled(title, body)


def _titled(title: str, body: list[str]) -> Iterator[str]:
    if title:
        yield f"**{_inline(title)}**"
        yield ""
    yield from _convert(body)


def _list_table(title: str, options: dict[str, str], body: list[str]) -> Iterator[str]:
    """A list of lists as a pipe table; its first row is the header."""
    rows: list[list[str]] = []
    for line in body:
        if row := re.match(r"^\s*[*-] +[*-] ?(.*)$", line):
            rows.append([row[1].strip()])
        elif rows and (cell := re.match(r"^\s+[*-] ?(.*)$", line)):
            rows[-1].append(cell[1].strip())
        elif rows and line.strip():
            rows[-1][-1] += f" {line.strip()}"
    if title:
        yield f"**{_inline(title)}**"
        yield ""
    width = max((len(row) for row in rows), default=0)
    cells = [[_inline(cell).replace("|", r"\|") for cell in row] + [""] * (width - len(row)) for row in rows]
    if options.get("header-rows", "0") in {"0", ""} and cells:
        cells.insert(0, [""] * width)
    for number, texts in enumerate(cells):
        yield f"| {' | '.join(texts)} |"
        if number == 0:
            yield f"|{' --- |' * width}"
    yield ""


def _inline(line: str) -> str:
    line = _ROLE.sub(_role, line)
    # Text in backticks is shown as it is typed.
    pieces, at = [], 0
    for span in _CODE_SPAN.finditer(line):
        pieces += [_links(line[at : span.start()]), span[0]]
        at = span.end()
    return "".join([*pieces, _links(line[at:])])


def _links(text: str) -> str:
    return _LINK.sub(lambda link: f"{link[1]}.ipynb{link[2] or ''})", text)


def _role(role: re.Match[str]) -> str:
    name, text = role["name"], role["text"]
    target = _WITH_TARGET.match(text)
    shown = (target["text"] if target else text).strip()
    if name == "doc":
        page = (target["target"] if target else text).strip().removesuffix(".md")
        return f"[{shown}]({page}.ipynb)"
    if name == "math":
        return f"${text}$"
    if name in {"code", "kbd", "file", "guilabel", "samp"}:
        return f"`{shown}`"
    return shown or text
