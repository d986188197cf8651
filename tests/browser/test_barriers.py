"""Bad contrast is found wherever it is planted among text of the same kind, in light and in dark."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.barriers import COLOUR_RULES, barriers, go_dark, prepare

pytestmark = pytest.mark.browser

SITE = """<!DOCTYPE html><html lang="en-GB" data-theme="light"><title>x</title><style>
:root { --ground: light-dark(#fff, #15191e); --ink: light-dark(#1c2730, #e6eaec); }
:root { --soft: light-dark(#f3f6f6, #1d232a); }
:root { --faint: light-dark(#808a90, #656f76); }
:root[data-theme="light"] { color-scheme: light; } :root[data-theme="dark"] { color-scheme: dark; }
body { background: var(--ground); color: var(--ink); }
pre { background: var(--soft); width: 500px; overflow-x: auto; }
</style><body><header><button id="theme-switch">Dark mode</button></header><main><h1>Words</h1>"""
CODE = "<pre>" + "<span>word</span> <span>word</span>\n" * 20 + "</pre>"
TEXT = "<p>Some words of the page.</p>" * 20
TABLE = "<table><tr><th>First</th><th>Second</th></tr>" + "<tr><td>one</td><td>two</td></tr>" * 20 + "</table>"
END = """<script>document.getElementById("theme-switch").onclick = () => {
  const root = document.documentElement; root.dataset.theme = root.dataset.theme === "dark" ? "light" : "dark";
};</script></main></body></html>"""

#: A style for the last of its kind, and whether light and dark are then hard to read.
PLANTED = {
    "a grey token": ("pre span:last-of-type { color: var(--faint); }", True, True),
    "a token bad in dark only": ("pre span:last-of-type { color: #1c2730; }", False, True),
    "a token bad in light only": ("pre span:last-of-type { color: #e6eaec; }", True, False),
    "the ground of a token": ("pre span:last-of-type { background: light-dark(#333, #ccc); }", True, True),
    "the ground of a paragraph": ("p:last-of-type { background: light-dark(#333, #ccc); }", True, True),
    "the ground of a row": ("tr:last-child { background: light-dark(#333, #ccc); }", True, True),
    "faint words": ("p:last-of-type { opacity: 0.3; }", True, True),
    "a faint table": ("table { opacity: 0.3; }", True, True),
    "large enough": ("p { color: var(--faint); font-size: 24px; }", False, False),
    "one too small": ("p { color: var(--faint); font-size: 24px; } p:last-of-type { font-size: 16px; }", True, True),
    "one too thin": (
        "p { color: var(--faint); font-size: 19px; font-weight: 700; } p:last-of-type { font-weight: 400; }",
        True, True,
    ),
    "something behind": (
        "main { position: relative; z-index: 0; } main::after { content: ''; } "
        "p:last-of-type { transform: translateY(0); position: relative; z-index: 1; color: light-dark(#ccc, #333); }",
        True, True,
    ),
}  # fmt: skip


def sheet(page: Any, style: str, body: str = CODE + TEXT + TABLE) -> Any:
    page.emulate_media(color_scheme="light")
    page.set_content(SITE + f"<style>{style}</style>" + body + END)
    prepare(page)
    return page


def of_contrast(page: Any, **settings: Any) -> set[str]:
    """The kinds of trouble with contrast, without the words that bear it."""
    found = barriers(page, only_colours=True, **settings)
    return {line.split("Element has", 1)[-1] for line in found}


@pytest.mark.parametrize("planted", PLANTED)
def test_bad_contrast_is_found_in_one_of_many(page: Any, planted: str) -> None:
    style, light, dark = PLANTED[planted]
    sheet(page, style)
    found = of_contrast(page)
    assert bool(found) == light
    go_dark(page)
    in_the_dark = of_contrast(page)
    assert bool(in_the_dark) == dark
    # Nothing that looking at each of them would find is left out.
    sheet(page, style)
    assert of_contrast(page, each=True) == found
    go_dark(page)
    assert of_contrast(page, each=True) == in_the_dark


def test_each_kind_is_found_not_the_first_only(page: Any) -> None:
    sheet(
        page,
        "pre span:last-of-type { color: #808a90; } tr:last-child { color: #888; } p:last-of-type { color: #999; }",
    )
    found = barriers(page)
    for words in ("<span>", "<td>", "<p>"):
        assert any(words in line for line in found), words


def test_a_single_letter_answers_for_no_word(page: Any) -> None:
    body = "<ul><li>a</li>" + "<li>word</li>" * 5 + "</ul>"
    found = barriers(sheet(page, "li { color: var(--faint); }", body))
    assert [line for line in found if "<li>word</li>" in line and "insufficient" in line]


def test_text_beyond_its_ground_is_looked_at_for_itself(page: Any) -> None:
    body = """<div style="background: #123; color: #eee; height: 60px; width: 300px">
      <p style="margin: 0">Words on it.</p><p style="margin: 70px 0 0">Words below it.</p></div><p>Other words.</p>"""
    assert barriers(sheet(page, "", body))


def test_text_over_something_out_of_the_flow_is_looked_at_for_itself(page: Any) -> None:
    body = (
        TEXT + '<div style="position: absolute; top: 0; height: 3000px; width: 600px; background: #222; z-index: -1">'
    )
    assert barriers(sheet(page, "main { position: static; } body { background: none; }", body + "</div>"))


def test_what_is_wrong_otherwise_is_found_too(page: Any) -> None:
    assert any(line.startswith("image-alt") for line in barriers(sheet(page, "", '<img src="data:,">')))


def test_axe_has_no_further_rule_on_colours(page: Any) -> None:
    sheet(page, "")
    names = page.evaluate("axe.getRules(['cat.color']).map((one) => one.ruleId)")
    # The enhanced contrast is level AAA.
    assert set(names) - {"color-contrast-enhanced"} == set(COLOUR_RULES)
