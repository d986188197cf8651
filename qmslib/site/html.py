"""Make the HTML that Sphinx, myst-nb and pandas write accessible, as plain functions from text to text."""

from __future__ import annotations

import re

from bs4 import BeautifulSoup, Tag

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
    for topic in soup.select("nav.contents, div.contents"):
        topic.name = "div"


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


def accessible(body: str) -> str:
    """The body of a page with its folds named, its tables reachable and its headings true.

    Parameters
    ----------
    body
        HTML as Sphinx writes it.
    """
    soup = _soup(_own_picture_ids(body))
    for mend in (
        _name_code_folds,
        _fold_dropdowns,
        _drop_pandas_style,
        _mend_tables,
        _reach_scrolling_code,
        _mend_headings,
        _name_first_practice,
    ):
        mend(soup)
    return str(soup)


def hero(body: str, start: tuple[str, str] | None, others: list[tuple[str, str]]) -> str:
    """The front page with its title and first paragraph as an opening panel.

    Parameters
    ----------
    body
        HTML of the front page.
    start
        Title and address of the page to start with.
    others
        Titles and addresses of further links in the panel.
    """
    soup = _soup(body)
    title = soup.find("h1")
    if not isinstance(title, Tag):
        return body
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
    return str(soup)


def contents(tree: str | None, home: str, at_home: bool) -> str:
    """The course's contents for the side of each page, with the present page marked.

    Parameters
    ----------
    tree
        Sphinx's tree of pages as HTML.
    home
        Address of the front page.
    at_home
        Whether this is the front page.
    """
    soup = _soup(tree or "")
    for title in soup.select("p.caption"):
        title.attrs = {}
        title.string = title.get_text(strip=True)
    for link in soup.find_all("a"):
        here = "current" in (link.get("class") or []) and link.get("href") == "#"
        link.attrs = {"href": "#content" if here else link["href"]}
        if here:
            link["aria-current"] = "page"
    for part in soup.find_all(["ul", "li"]):
        part.attrs = {}
    first = soup.new_tag("ul")
    item = soup.new_tag("li")
    link = soup.new_tag("a", attrs={"href": home})
    link.string = "Start page"
    if at_home:
        link["href"] = "#content"
        link["aria-current"] = "page"
    item.append(link)
    first.append(item)
    return str(first) + str(soup)


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
    first = _soup(body).find("p")
    text = " ".join(first.get_text(" ", strip=True).split()) if isinstance(first, Tag) else ""
    if len(text) <= 160:
        return text
    return text[:157].rsplit(" ", 1)[0] + " …"
