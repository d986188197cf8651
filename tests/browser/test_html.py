"""Every page is sound HTML: it parses without a single error, and ids, labels and nesting are as the standard asks.

The parser is tinyhtml5, which follows the parsing rules of the WHATWG HTML standard and reports each error that they
name. What a parser cannot see (a button in a link, a label for nothing) is looked up in the tree.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag
from tinyhtml5.parser import HTMLParser

OLD = ("center", "font", "tt", "big", "strike", "acronym", "frame", "frameset", "marquee")
OLD_ATTRIBUTES = ("bgcolor", "align", "valign", "cellpadding", "cellspacing", "nowrap")
REFERENCES = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "headers", "list")


def problems(text: str) -> list[str]:
    """What is wrong with a page, each in a few words."""
    parser = HTMLParser()
    parser.parse(text)
    found = [f"line {line}: {code} {slots}" for (line, _), code, slots in parser.errors]
    tree = BeautifulSoup(text, "html.parser")
    # A template's content is no part of the page.
    for template in tree.find_all("template"):
        template.clear()
    ids = Counter(str(tag["id"]) for tag in tree.find_all(id=True))
    found += [f"the id {name!r} stands {count} times" for name, count in ids.items() if count > 1]
    for tag in tree.find_all(True):
        found += _of_tag(tag, set(ids))
    if len(tree.find_all("h1")) != 1:
        found.append("a page has one h1")
    if len(tree.find_all("main")) != 1:
        found.append("a page has one main")
    if not (tree.title and tree.title.get_text(strip=True)):
        found.append("the title is empty")
    if not tree.html or not tree.html.get("lang"):
        found.append("the page does not say its language")
    return found


def _of_tag(tag: Tag, ids: set[str]) -> list[str]:
    found = []
    if tag.name in OLD:
        found.append(f"<{tag.name}> is no longer HTML")
    # MathML and SVG have attributes of their own.
    if not tag.find_parent(["svg", "math"]) and tag.name not in ("svg", "math"):
        found += [f"<{tag.name} {name}> belongs into the style" for name in OLD_ATTRIBUTES if tag.has_attr(name)]
    if tag.name in ("a", "button") and (outer := tag.find_parent(["a", "button", "label"])):
        found.append(f"<{tag.name}> stands in <{outer.name}>")
    if tag.name == "img" and not tag.has_attr("alt"):
        found.append(f"<img src={tag.get('src')}> has no alt")
    if tag.name in ("ul", "ol") and (stray := _stray(tag, ("li", "script", "template"))):
        found.append(f"<{stray}> stands straight in <{tag.name}>")
    if tag.name == "dl" and (stray := _stray(tag, ("dt", "dd", "div", "script", "template"))):
        found.append(f"<{stray}> stands straight in <dl>")
    if tag.name == "a" and tag.has_attr("href") and not str(tag["href"]).strip():
        found.append("a link leads nowhere")
    for name in REFERENCES:
        value = tag.get(name)
        for part in value if isinstance(value, list) else str(value or "").split():
            if part not in ids:
                found.append(f"<{tag.name} {name}> names {part!r}, which is not there")
    return found


def _stray(tag: Tag, allowed: tuple[str, ...]) -> str | None:
    return next((child.name for child in tag.children if isinstance(child, Tag) and child.name not in allowed), None)


def test_every_page_of_the_site_is_sound_html(built_site: Path) -> None:
    pages = sorted(built_site.rglob("*.html"))
    assert pages
    found = {page.relative_to(built_site).as_posix(): problems(page.read_text(encoding="utf-8")) for page in pages}
    wrong = [f"{name}: {problem}" for name, listed in found.items() for problem in listed]
    assert not wrong, "\n".join(wrong[:40])


GOOD = '<!DOCTYPE html><html lang="en-GB"><head><title>x</title></head><body><main><h1>x</h1>{}</main></body></html>'


def test_a_sound_page_has_no_problem() -> None:
    assert problems(GOOD.format("<ul><li>x</li></ul><p>y")) == []


@pytest.mark.parametrize(
    "body",
    [
        "<p>a<div>b</p></div>",
        '<a href="x"><a href="y">z</a></a>',
        '<a href="x"><button>z</button></a>',
        '<p id="a"></p><p id="a"></p>',
        '<label for="gone">x</label>',
        "<ul><p>x</p></ul>",
        '<img src="x.png">',
        "<center>x</center>",
        '<table align="left"><tr><td>x</td></tr></table>',
        "<h1>second</h1>",
        '<p class="a" class="b">x</p>',
    ],
)
def test_a_problem_is_found(body: str) -> None:
    assert problems(GOOD.format(body))
