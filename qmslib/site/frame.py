"""Give each page its frame: contents, parts of the page, and only the scripts and styles that it needs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from qmslib.frontend.bundle import pack_file, packs_of
from qmslib.site import html, search

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx

# What a page links besides qms-site.css and qms-site.js: a sign in its HTML, then scripts, then styles.
NEEDS: list[tuple[re.Pattern[str], list[str], list[str]]] = [
    (re.compile(r'class="[^"]*\bqms-mount\b'), ["qms-course.js"], ["qms-course.css"]),
    (re.compile(r'class="[^"]*\bqms-criteria\b'), ["qms-criteria.js"], []),
    (re.compile(r'class="[^"]*\bhighlight\b'), [], ["pygments.css", "pygments-dark.css"]),
]


#: The contents of each build's site; processes that write a page share what the first page needed.
_contents: WeakKeyDictionary[Sphinx, str] = WeakKeyDictionary()
_TOOL = re.compile(r'"tool": "(\w+)"')


def needs(body: str) -> tuple[list[str], list[str]]:
    """Names of the scripts and the styles that a page with this HTML needs."""
    scripts: list[str] = []
    styles: list[str] = []
    for sign, more_scripts, more_styles in NEEDS:
        if sign.search(body):
            scripts += more_scripts
            styles += more_styles
    if "qms-course.js" in scripts:
        scripts = [pack_file(name) for name in packs_of(frozenset(_TOOL.findall(body)))] + scripts
    return scripts, styles


def use_own_search(app: Sphinx) -> None:
    """Leave out Sphinx's search, which shows no text from ``file://``; finish.py writes our index."""
    app.builder.search = False  # type: ignore[attr-defined]


def search_page(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """The one page that is not in the book's contents."""
    yield "search", {"title": "Search", "body": ""}, "search.html"


def _nav(app: Sphinx, address: str, toctree: Callable[..., str]) -> str:
    # Sphinx would make the same contents anew for each page.
    if app not in _contents:
        tree = toctree(collapse=False, maxdepth=2, includehidden=True, titles_only=True)
        _contents[app] = html.contents(tree, address)
    return html.contents_on(_contents[app], address, app.builder.get_target_uri(app.config.root_doc))


def finish_page(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Put the finished body and what goes around it into the page's context."""
    body = context.get("body") or ""
    at_home = page == app.config.root_doc
    context["qms_description"] = html.description(body)
    if body:
        # Taken apart and put together once: that is most of the work of a page.
        soup = html.mended(body)
        if at_home:
            ahead = context.get("next")
            start = ("Start the course", ahead["link"]) if ahead else None
            others = [
                (str(app.env.titles[name].astext()), context["pathto"](name))
                for name in ("criteria", "about")
                if name in app.env.titles
            ]
            html.add_hero(soup, start, others)
        body = str(soup)
        search.keep_sections(app, page, soup)
    context["body"] = body
    context["qms_scripts"], context["qms_styles"] = needs(body)
    if template == "search.html":
        context["qms_scripts"] = ["search-index.js", "qms-search.js"]
    address = app.builder.get_target_uri(page)
    context["qms_nav"] = lambda toctree: _nav(app, address, toctree)
    context["qms_on_page"] = "" if at_home else html.on_page(context.get("toc"))
    context["qms_legal"] = (Path(app.srcdir).parent / "LICENSE").is_file()
    context["qms_author"] = app.config.author
