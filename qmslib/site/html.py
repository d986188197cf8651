"""Make the HTML that Sphinx, myst-nb and pandas write accessible, as plain functions from text to text."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup, Tag
from sphinx.util.osutil import relative_uri

from qmslib._common.report_html import with_own_ids


def _soup(html: str) -> BeautifulSoup:
    return BeautifulSoup(html, "html.parser")


def _name_code_folds(soup: BeautifulSoup) -> None:
    # myst-nb names every fold "Toggle hidden content", whatever it shows.
    for fold in soup.select("details.hide"):
        summary = fold.find("summary")
        if not isinstance(summary, Tag):
            continue
        shown = summary.select_one(".collapsed")
        text = shown.get_text(strip=True) if shown else "Show what is hidden"
        summary.clear()
        summary.attrs = {}
        summary.string = text
        fold["class"] = "code-fold"
        # Readers came for the result; how it is made stands below it.
        cell = fold.parent
        if isinstance(cell, Tag) and "cell" in (cell.get("class") or []):
            cell.append(fold.extract())
            # That questions stand here needs no code to show it.
            if cell.select_one(".qms-mount:not([data-qms=explore])"):
                fold.decompose()


def _fold_dropdowns(soup: BeautifulSoup) -> None:
    # `:class: dropdown` on a note: a native fold, which needs no script.
    for note in soup.select("div.admonition.dropdown"):
        note.name = "details"
        title = note.find("p", class_="admonition-title")
        if isinstance(title, Tag):
            title.name = "summary"


def _head_rows(table: Tag) -> None:
    # An empty corner says that the first column names the rows.
    corner = table.find("th")
    if not isinstance(corner, Tag) or corner.get_text(strip=True) or corner.find_previous_sibling(["th", "td"]):
        return
    for row in table.select("tbody > tr"):
        first = row.find(["th", "td"])
        if isinstance(first, Tag) and first.get_text(strip=True):
            first.name = "th"


def _mend_tables(soup: BeautifulSoup) -> None:
    for number, table in enumerate(soup.find_all("table"), start=1):
        _head_rows(table)
        for cell in table.find_all("th"):
            if not cell.get_text(strip=True):
                cell.name = "td"
                cell.attrs.pop("scope", None)
            elif not cell.get("scope"):
                in_head = cell.find_parent("thead") is not None
                cell["scope"] = "col" if in_head else "row"
        # Attributes that HTML has dropped, and Jupyter's frame around every cell.
        table.attrs.pop("border", None)
        if table.find_parent(class_=["table-scroll", "qms-mount"]):
            continue
        caption = table.find("caption")
        name = caption.get_text(" ", strip=True) if isinstance(caption, Tag) else f"Table {number}"
        # A wide table scrolls by itself; the keyboard must be able to reach it.
        table.wrap(
            soup.new_tag("div", attrs={"class": "table-scroll", "role": "group", "aria-label": name, "tabindex": "0"})
        )


def _drop_pandas_style(soup: BeautifulSoup) -> None:
    for style in soup.select("div > style[scoped]"):
        style.decompose()


def _reach_scrolling_code(soup: BeautifulSoup) -> None:
    for block in soup.find_all("pre"):
        block["tabindex"] = "0"


def _mend_headings(soup: BeautifulSoup) -> None:
    # Sphinx calls a note's or a list's title a heading, without its place among the headings.
    for title in soup.select("p[role=heading]"):
        del title["role"]
        title.attrs.pop("aria-level", None)


def _mend_topics(soup: BeautifulSoup) -> None:
    for topic in soup.select("nav.contents, div.contents"):
        topic.name = "div"


def _own_table_ids(body: str) -> str:
    # pandas draws them by chance, and the same book is to give the same page.
    for number, drawn in enumerate(dict.fromkeys(re.findall(r'<table id="(T_[0-9a-f]{5})"', body)), start=1):
        body = body.replace(drawn, f"T_{number}")
    return body


def _name_first_practice(soup: BeautifulSoup) -> None:
    # The criteria map leads here.
    first = soup.select_one(".qms-mount:not([data-qms=explore])")
    if first and not soup.find(id="practice"):
        holder = first.find_parent(class_="cell")
        (holder if isinstance(holder, Tag) else first)["id"] = "practice"


def _own_picture_ids(body: str) -> str:
    # The same result shown twice on a page is the same picture, ids and all.
    seen: dict[str, int] = {}

    def own(found: re.Match[str]) -> str:
        seen[found[1]] = seen.get(found[1], 0) + 1
        return found[0] if seen[found[1]] == 1 else with_own_ids(found[0], f"p{seen[found[1]]}")

    return re.sub(r'<svg role="img" aria-labelledby="([^" ]+)-title .*?</svg>', own, body, flags=re.DOTALL)


#: What to mend, each with the text without which there is nothing of the kind: a search through a page takes long.
_MENDS: tuple[tuple[str, Callable[[BeautifulSoup], None]], ...] = (
    ("<details", _name_code_folds),
    ("dropdown", _fold_dropdowns),
    ("scoped", _drop_pandas_style),
    ("<table", _mend_tables),
    ("<pre", _reach_scrolling_code),
    ("heading", _mend_headings),
    ("contents", _mend_topics),
    ("qms-mount", _name_first_practice),
)


def mended(body: str) -> BeautifulSoup:
    """The body of a page with its folds named, its tables reachable and its headings true.

    Parameters
    ----------
    body
        HTML as Sphinx writes it.
    """
    soup = _soup(_own_table_ids(_own_picture_ids(body)))
    for sign, mend in _MENDS:
        if sign in body:
            mend(soup)
    return soup


def accessible(body: str) -> str:
    """The text of what `mended` gives."""
    return str(mended(body))


def add_hero(soup: BeautifulSoup, start: tuple[str, str] | None, others: list[tuple[str, str]]) -> None:
    """Make the title of the front page and its first paragraph an opening panel.

    Parameters
    ----------
    soup
        The front page's body.
    start
        Title and address of the page to start with.
    others
        Titles and addresses of further links in the panel.
    """
    title = soup.find("h1")
    if not isinstance(title, Tag):
        return
    panel = soup.new_tag("div", attrs={"class": "hero"})
    title.insert_before(panel)
    lead = title.find_next_sibling()
    panel.append(title.extract())
    if isinstance(lead, Tag) and lead.name == "p":
        panel.append(lead.extract())
    links = soup.new_tag("div", attrs={"class": "hero-links"})
    for position, (text, address) in enumerate([*([start] if start else []), *others]):
        link = soup.new_tag("a", attrs={"href": address})
        if start and position == 0:
            link["class"] = "start"
        link.string = text
        links.append(link)
    if links.contents:
        panel.append(links)


def contents(tree: str | None, page: str) -> str:
    """The course's contents, the same for all pages: plain lists, with links from the site's root.

    Parameters
    ----------
    tree
        Sphinx's tree of pages as HTML.
    page
        Address of the page for which it was made.
    """
    soup = _soup(tree or "")
    for title in soup.select("p.caption"):
        title.attrs = {}
        title.string = title.get_text(strip=True)
    for link in soup.find_all("a"):
        # To itself a page is "#".
        link.attrs = {"href": page if link["href"] == "#" else urljoin(page, str(link["href"]))}
    for part in soup.find_all(["ul", "li"]):
        part.attrs = {}
    return str(soup)


def contents_on(plain: str, page: str, home: str) -> str:
    """The contents for the side of a page, with the present page marked.

    Parameters
    ----------
    plain
        What `contents` gives.
    page
        Address of the page.
    home
        Address of the front page.
    """

    def own(link: re.Match[str]) -> str:
        if link[1] == page:
            return '<a aria-current="page" href="#content">'
        return link[0] if urlsplit(link[1]).scheme else f'<a href="{relative_uri(page, link[1])}">'

    return re.sub(r'<a href="([^"]*)">', own, f'<ul><li><a href="{home}">Start page</a></li></ul>{plain}')


def on_page(tree: str | None) -> str:
    """The headings of a page below its title, as links; empty when there are fewer than two."""
    soup = _soup(tree or "")
    outer = soup.find("ul")
    inner = outer.find("ul") if isinstance(outer, Tag) else None
    if not isinstance(inner, Tag) or len(inner.find_all("li")) < 2:
        return ""
    for part in inner.find_all(["ul", "li", "a"]):
        part.attrs = {"href": part["href"]} if part.name == "a" else {}
    inner.attrs = {}
    return str(inner)


def description(body: str) -> str:
    """The first paragraph of a page as plain text of at most 160 characters, for search engines and previews."""
    # A paragraph ends at its first end: what follows need not be read.
    first = _soup(body.partition("</p>")[0]).find("p") or _soup(body).find("p")
    text = " ".join(first.get_text(" ", strip=True).split()) if isinstance(first, Tag) else ""
    if len(text) <= 160:
        return text
    return text[:157].rsplit(" ", 1)[0] + " …"
