"""The search index: every section of every page, in a script that a page opened from a folder may load."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from bs4 import BeautifulSoup, Tag

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

#: Parts of a page that are no text of its own, by tag and by class.
_NO_TEXT = {"script", "style", "noscript"}
_NOT_SEARCHED = {"qms-mount", "code-fold", "highlight", "hero-links", "qms-criteria-kind", "qms-criteria-status"}


def _not_searched(tag: Tag) -> bool:
    if tag.name in _NO_TEXT:
        return True
    if tag.name == "thead":
        return tag.find_parent(class_="qms-criteria") is not None
    classes: str | list[str] = tag.get("class") or []
    # What was set here is one string still.
    return not _NOT_SEARCHED.isdisjoint(classes.split() if isinstance(classes, str) else classes)


def _kept(app: Sphinx, page: str) -> Path:
    return Path(app.doctreedir) / f"{page}.search.json"


def pages_to_read_again(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> list[str]:
    """Pages of which nothing is kept for the search, as after a build by an older version."""
    return [page for page in sorted(env.found_docs) if not _kept(app, page).is_file()]


def keep_sections(app: Sphinx, page: str, body: BeautifulSoup) -> None:
    """Keep what search shows of a page until all are written; this takes the body apart.

    Pages are written side by side, each in a process that does not outlive it, and only those that changed.

    Parameters
    ----------
    app
        The build.
    page
        The page's name.
    body
        Its finished body.
    """
    path = _kept(app, page)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(sections(body, f"{page}.html"), ensure_ascii=False), encoding="utf-8")


def search_index(app: Sphinx, pages: Iterable[str]) -> str:
    """A script that holds every section of the site for search in the browser, the front page's first.

    Parameters
    ----------
    app
        The build.
    pages
        Names of its pages.
    """
    home = app.config.root_doc
    entries: list[dict[str, str]] = []
    for page in sorted(pages, key=lambda page: (page != home, f"{page}.html".split("/"))):
        entries += json.loads(_kept(app, page).read_text(encoding="utf-8"))
    # "</" must not end the script early when a page is saved as one file.
    data = json.dumps(entries, ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/")
    return f"window.qmsSearchIndex = {data};\n"


def sections(body: BeautifulSoup, address: str) -> list[dict[str, str]]:
    """The sections of a page with their addresses, titles and texts; this takes the body apart.

    Parameters
    ----------
    body
        The body of the page.
    address
        Where the page stands in the site.
    """
    for part in body.find_all(_not_searched):
        part.decompose()
    top = body.find(["h1"])
    page = top.get_text(" ", strip=True) if isinstance(top, Tag) else address
    entries = []
    # Innermost first, so that each section keeps only the text that is its own.
    for section in reversed(body.find_all("section", id=True)):
        title = section.find(["h1", "h2", "h3", "h4", "h5", "h6"])
        if not isinstance(title, Tag):
            continue
        name = title.get_text(" ", strip=True)
        title.decompose()
        text = " ".join(section.get_text(" ", strip=True).split())
        anchor = "" if name == page else f"#{section['id']}"
        entries.append({"url": address + anchor, "page": page, "title": name, "text": text})
        section.decompose()
    return entries[::-1]
