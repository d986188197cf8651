"""Join the front end's sources into what a page loads. No build step, no package manager, no network.

The sources are plain scripts that share one scope; each names one concern. `esm` wraps them as a module for the
notebook's widget, `classic` as a script that also works from ``file://``, `css` gives the styles.

The tools are many and each page needs few: every file in `PACKS` is a pack. A page of the site loads the script
`classic` without packs and, before it, a script `pack` for each that its items need; each brings its own sentences.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent

#: The tools' sources: by its name, each brings the tools that it adds at its end.
PACKS = (
    "tools_standards.js",
    "tools_time_money.js",
    "tools_practice.js",
    "tools_flow.js",
    "tools_complaints.js",
    "tools_asking.js",
    "tools_closing.js",
    "tools_causes.js",
    "tools_counts.js",
    "tools_change.js",
)
#: In order of use: a file may use what stands before it at once, and what stands after it later.
SOURCES = (
    "dom.js",
    "text.js",
    "scoring.js",
    "tool_texts.js",
    "tool_parts.js",
    "tools_smart.js",
    *PACKS,
    "checks.js",
    "charts.js",
    "charts_shapes.js",
    "charts_file.js",
    "results.js",
    "materials.js",
    "items/choices.js",
    "items/order.js",
    "items/pairs.js",
    "items/number.js",
    "items/account.js",
    "items/dialogue.js",
    "documents.js",
    "items/index.js",
    "hosts.js",
    "progress.js",
    "review.js",
    "practice.js",
    "learning.js",
    "saving.js",
    "exercise.js",
    "explore.js",
    "mount.js",
)
#: Only the notebook's widget shows exercises.
NOTEBOOK_ONLY = ("saving.js", "exercise.js")
_COMMENT = re.compile(r"^[ \t]*(?://[^\n]*|/\*.*?\*/[ \t]*)\n", re.MULTILINE | re.DOTALL)
_INDENTED = re.compile(r"^[ \t]+", re.MULTILINE)
_DEFINED = re.compile(r"^const (\w+)", re.MULTILINE)


@cache
def messages(language: str = "en") -> dict[str, Any]:
    """All words that the front end says, as nested mappings."""
    loaded = yaml.safe_load((HERE / f"messages.{language}.yaml").read_text(encoding="utf-8"))
    return dict(loaded)


@cache
def _source(name: str) -> str:
    """A source without its comments, and with one space for any indentation: pages need neither.

    Only lines that are wholly comment go, and no source has a text that runs over lines; a test holds that.
    """
    text = (HERE / name).read_text(encoding="utf-8")
    text = _COMMENT.sub("", text)
    return _INDENTED.sub(" ", text)


def _data(value: object) -> str:
    # An escaped slash keeps the script whole even when it stands inside a page's own <script> element.
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).replace("</", "<\\/")


@cache
def _texts() -> dict[str, Any]:
    """The tools' sentences, out of the script that holds them."""
    source = _source("tool_texts.js")
    texts: dict[str, Any] = json.loads(source[source.index("{") : source.rindex("}") + 1])
    return texts


def _texts_for(names: Iterable[str]) -> dict[str, Any]:
    """The topics, and the lists of words, that these sources speak of by name."""
    spoken = "".join(_source(name) for name in names if name.startswith(("tools_", "checks")))
    chosen = {topic: text for topic, text in _texts().items() if topic != "words" and f'"{topic}"' in spoken}
    words = {name: words for name, words in _texts()["words"].items() if f"words.{name}" in spoken}
    return chosen | ({"words": words} if words else {})


@cache
def packs_of(tools: frozenset[str]) -> tuple[str, ...]:
    """The packs that bring these tools; what no pack brings is in every page already."""
    brought = {name: _source(name).rsplit("qtAddTools({", 1)[1] for name in PACKS}
    return tuple(name for name in PACKS if any(re.search(rf"\b{tool}:", brought[name]) for tool in tools))


@cache
def scope(language: str = "en", without: frozenset[str] = frozenset()) -> str:
    """The sources and words, to be put inside a module or a function."""
    names = [name for name in SOURCES if name not in without]
    texts = {"tools": _texts()["tools"], "patterns": _texts()["patterns"]} | _texts_for(names)
    parts = [f"const QMS_MESSAGES = {_data(messages(language))};\nconst QMS_TOOL_TEXTS = {_data(texts)};\n"]
    parts += [f"// --- {name}\n{_source(name)}" for name in names if name != "tool_texts.js"]
    return "\n".join(parts)


def esm(language: str = "en", tools: Iterable[str] | None = None) -> str:
    """The module for the notebook: the default export has `render`, as anywidget wants it.

    Parameters
    ----------
    tools
        The tools that may be asked for; by default all.
    """
    without = frozenset() if tools is None else frozenset(PACKS) - set(packs_of(frozenset(tools)))
    return f"{scope(language, without)}\nexport default {{ render }};\n"


def classic(language: str = "en", packs: bool = True) -> str:
    """The script for a static page: fills every marked place once the page is there; harmless when loaded twice.

    Parameters
    ----------
    packs
        Whether the tools are in it. Without, it takes those packs that were loaded before it or come after.
    """
    without = frozenset(NOTEBOOK_ONLY) | (frozenset() if packs else frozenset(PACKS))
    take = "" if packs else f"takePacks({{ {', '.join(_shared())} }});\n"
    return f'(() => {{\n"use strict";\n{scope(language, without)}\n{take}mountWhenReady();\n}})();\n'


@cache
def _shared() -> tuple[str, ...]:
    """What a pack may use of the page's script."""
    return ("QMS_TOOL_TEXTS", *_DEFINED.findall(_source("tool_parts.js")))


def pack_file(name: str) -> str:
    """The name that a pack's script has on the site."""
    return f"qms-{name.replace('_', '-')}"


def pack(name: str) -> str:
    """The script of one pack, for a static page."""
    source = _source(name)
    used = [one for one in _shared() if re.search(rf"\b{one}\b", source)]
    texts = _texts_for([name])
    words = texts.pop("words", {})
    return (
        '(() => {\n"use strict";\n'
        "const bring = (shared) => {\n"
        f"const {{ {', '.join(dict.fromkeys(['QMS_TOOL_TEXTS', *used]))} }} = shared;\n"
        f"Object.assign(QMS_TOOL_TEXTS, {_data(texts)});\n"
        f"QMS_TOOL_TEXTS.words = {{ ...QMS_TOOL_TEXTS.words, ...{_data(words)} }};\n"
        f"{source}}};\n"
        "(globalThis.qmsPacks ??= []).push(bring);\n})();\n"
    )


@cache
def css() -> str:
    """The styles, for both."""
    return (HERE / "style.css").read_text(encoding="utf-8")


def mount_html(kind: str, payload: object, without_script: str) -> str:
    """The marked place on a static page, with its data beside it.

    Parameters
    ----------
    kind
        What the place is for: ``practice`` or ``explore``.
    payload
        The data, as JSON. Nothing in it can end the element that holds it.
    without_script
        Escaped HTML for a reader whose browser runs no scripts.
    """
    data = json.dumps(payload, ensure_ascii=False, sort_keys=True)
    for character in "<>&\u2028\u2029":
        data = data.replace(character, f"\\u{ord(character):04x}")
    return (
        f'<div class="qms-mount" data-qms="{kind}"><script type="application/json">{data}</script>'
        f"<noscript>{without_script}</noscript></div>"
    )
