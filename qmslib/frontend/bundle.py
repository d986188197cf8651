"""Join the front end's sources into what a page loads. No build step, no package manager, no network.

The sources are plain scripts that share one scope; each names one concern. `esm` wraps them as a module for the
notebook's widget, `classic` as a script that also works from ``file://``, `css` gives the styles.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent

#: In order of use: a file may use what stands before it at once, and what stands after it later.
SOURCES = (
    "dom.js",
    "text.js",
    "scoring.js",
    "tool_texts.js",
    "tool_parts.js",
    "tools_standards.js",
    "tools.js",
    "tools_complaints.js",
    "tools_asking.js",
    "tools_closing.js",
    "tools_causes.js",
    "tools_figures.js",
    "checks.js",
    "charts.js",
    "charts_shapes.js",
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
    "practice.js",
    "saving.js",
    "exercise.js",
    "explore.js",
    "mount.js",
)


@cache
def messages(language: str = "en") -> dict[str, Any]:
    """All words that the front end says, as nested mappings."""
    loaded = yaml.safe_load((HERE / f"messages.{language}.yaml").read_text(encoding="utf-8"))
    return dict(loaded)


@cache
def scope(language: str = "en") -> str:
    """All sources and words, to be put inside a module or a function."""
    # An escaped slash keeps the script whole even when it stands inside a page's own <script> element.
    words = json.dumps(messages(language), ensure_ascii=True, sort_keys=True).replace("</", "<\\/")
    parts = [f"const QMS_MESSAGES = {words};\n"]
    for name in SOURCES:
        parts.append(f"// --- {name}\n{(HERE / name).read_text(encoding='utf-8')}")
    return "\n".join(parts)


def esm(language: str = "en") -> str:
    """The module for the notebook: the default export has `render`, as anywidget wants it."""
    return f"{scope(language)}\nexport default {{ render }};\n"


def classic(language: str = "en") -> str:
    """The script for a static page: fills every marked place once the page is there; harmless when loaded twice."""
    return f'(() => {{\n"use strict";\n{scope(language)}\nmountWhenReady();\n}})();\n'


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
