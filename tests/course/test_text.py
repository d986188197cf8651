from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from qmslib.course.text import to_html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("One.\n\nTwo\nlines.", "<p>One.</p><p>Two lines.</p>"),
        ("- a\n- **b**", "<ul><li>a</li><li><strong>b</strong></li></ul>"),
        ("2 * 3 * 4", "<p>2 * 3 * 4</p>"),
        ("*so*", "<p><em>so</em></p>"),
        ("<b>&\"'", "<p>&lt;b&gt;&amp;&quot;&#x27;</p>"),
        ("", ""),
    ],
)
def test_the_small_markup(text: str, html: str) -> None:
    assert to_html(text) == html


@given(st.text())
def test_no_markup_of_the_writers_own_gets_through(text: str) -> None:
    left = to_html(text)
    for tag in ("p", "ul", "li", "strong", "em"):
        left = left.replace(f"<{tag}>", "").replace(f"</{tag}>", "")
    assert "<" not in left
    assert ">" not in left
