"""Whatever is written: what comes out holds the allowed tags only, and reads the same in a browser's parser."""

from __future__ import annotations

import base64
import io
import re
import struct
import zlib
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st
from tinyhtml5.parser import HTMLParser

from qmslib.course.visible import visible
from qmslib.trainer.clean_html import (
    PICTURE_LIMIT,
    TABLE_LIMIT,
    clean_markdown,
    clean_table,
    highlighted,
    picture,
    plain,
)
from tests.trainer.hostile_markup import ALL, HUGE

TAGS = {"table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td", "p", "br", "b", "strong", "em", "i", "h3",
        "ul", "ol", "li", "code", "pre", "blockquote", "hr", "span"}  # fmt: skip
CELL = "<table><tr><td>{}</td></tr></table>"
HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2060-\u206f\ud800-\udfff]")


def harmless(html: str) -> None:
    """A parser of its own, which follows the standard, finds only allowed tags and spans."""
    html.encode()
    assert not HIDDEN.search(html)
    parser = HTMLParser()
    tree = parser.parse(f"<!DOCTYPE html><html><head><title>x</title></head><body>{html}</body></html>")
    inside = next(tag for tag in tree.iter() if str(tag.tag).endswith("body"))
    for tag in inside.iter():
        if tag is inside:
            continue
        assert isinstance(tag.tag, str), "a remark came through"
        assert tag.tag.rpartition("}")[2] in TAGS, tag.tag
        for name, value in tag.attrib.items():
            assert name in ("colspan", "rowspan", "class"), name
            assert re.fullmatch(r"[1-9]\d?|[cksn]", value), value


WAYS = (
    plain,
    highlighted,
    clean_markdown,
    lambda text: clean_table(CELL.format(text)) or "",
    lambda text: clean_table(text + CELL.format("x")) or "",
)


@pytest.mark.parametrize("text", ALL)
def test_nothing_known_comes_through(text: str) -> None:
    for way in WAYS:
        found = way(text)
        harmless(found)
        assert "evil.example" not in "".join(re.findall("<[^>]*>", found)), "an address in a tag"


@settings(deadline=None, max_examples=150)
@given(st.text(max_size=300), st.lists(st.sampled_from(ALL), max_size=4), st.integers(0, 200))
def test_no_mixture_comes_through(text: str, pieces: list[str], cut: int) -> None:
    mixed = text.join(pieces) + text
    for way in WAYS:
        harmless(way(mixed))
        harmless(way(mixed[cut:]))


@settings(deadline=None, max_examples=150)
@given(st.text(alphabet="<>/=\"' &#;!-abtdrhsvgm\n[]()*`_\\|:$", max_size=400))
def test_no_made_up_markup_comes_through(text: str) -> None:
    for way in WAYS:
        harmless(way(text))


@given(st.text(max_size=200))
def test_text_is_kept_and_cleaning_twice_changes_nothing(text: str) -> None:
    assert visible(visible(text)) == visible(text)
    for made in (clean_table(CELL.format(plain(text))), clean_table(text + CELL.format("x"))):
        assert made is None or clean_table(made) == made


@pytest.mark.parametrize("text", HUGE, ids=lambda text: repr(text[:6]))
def test_huge_and_deep_input_is_cut_off_or_left_out(text: str) -> None:
    assert clean_table(text) is None
    for way in WAYS:
        assert len(way(text)) < 300_000
        way(text[: TABLE_LIMIT // 2])
        way(text[:9_999])


def test_a_table_of_pandas_keeps_its_cells_and_loses_its_style() -> None:
    import pandas as pd

    frame = pd.DataFrame({"team": ["East", "<b>"], "n": [1, 2]})
    made = clean_table(frame.to_html() + "<style>th{color:red}</style>")
    assert made is not None
    harmless(made)
    assert "<td>East</td>" in made
    assert "&lt;b&gt;" in made
    assert "color" not in made
    assert "<th></th>" not in made, "a heading without words has no meaning"


def test_code_and_markdown_look_as_they_should() -> None:
    assert highlighted('def f():\n    return "<" # x') == (
        '<span class="k">def</span> f():\n    <span class="k">return</span> <span class="s">&quot;</span>'
        '<span class="s">&lt;</span><span class="s">&quot;</span> <span class="c"># x</span>'
    )
    assert clean_markdown("# Head\n\n- *one*\n- `two`") == (
        "<h3>Head</h3>\n<ul>\n<li><em>one</em></li>\n<li><code>two</code></li>\n</ul>\n"
    )
    assert clean_markdown("[a](https://x.example)") == "<p>[a](https://x.example)</p>\n"
    assert plain("\x1b[31mred\x1b[0m\r\n<b>") == "red\n&lt;b&gt;"
    assert plain("x" * 30_000).endswith("x\n…")
    assert visible("a\u202eb\x00") == "a[U+202E]b\ufffd"


def png(width: int = 2, height: int = 2, extra: bytes = b"") -> bytes:
    def part(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = part(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    rows = part(b"IDAT", zlib.compress(b"\x00" * 14))
    return b"\x89PNG\r\n\x1a\n" + head + extra + rows + part(b"IEND", b"")


def told(data: bytes) -> str:
    return base64.b64encode(data).decode()


def jpeg() -> bytes:
    from PIL import Image

    stream = io.BytesIO()
    Image.new("RGB", (5, 4)).save(stream, "JPEG")
    return stream.getvalue()


def test_sound_pictures_are_shown() -> None:
    assert picture("image/png", told(png()) + "\n", 'a "b"') == (
        f'<img alt="a &quot;b&quot;" src="data:image/png;base64,{told(png())}">'
    )
    assert "image/jpeg" in (picture("image/jpeg", told(jpeg()), "") or "")


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("image/png", 'x" onerror="window.ran=1'),
        ("image/png", "!!!!"),
        ("image/png", "a"),
        ("image/png", "\ud800\u0660"),
        ("image/png", told(b"<svg onload=window.ran=1>")),
        ("image/png", told(jpeg())),
        ("image/jpeg", told(png())),
        ("image/svg+xml", told(png())),
        ("image/png", told(png(60_000, 60_000))),
        ("image/png", told(png(0, 1))),
        ("image/png", told(png() + b"<script>window.ran=1</script>")),
        ("image/png", told(png()[:-8])),
        ("image/png", told(png().replace(b"IDAT", b"iDAT"))),
        ("image/png", told(png(extra=b"\x00\x00\x00\x00acTL" + struct.pack(">I", zlib.crc32(b"acTL"))))),
        ("image/png", told(b"\x89PNG\r\n\x1a\n" + b"\xff" * 100)),
        ("image/jpeg", told(b"\xff\xd8\xff\xd9")),
        ("image/jpeg", told(b"\xff\xd8\xff\xe0\x00\x00" + b"\xff" * 20 + b"\xff\xd9")),
        ("image/png", "A" * (3 * PICTURE_LIMIT)),
        ("image/png", told(png(extra=struct.pack(">I", PICTURE_LIMIT) + b"tEXt" + b"x" * PICTURE_LIMIT))),
    ],
    ids=range(19),
)  # fmt: skip
def test_anything_else_is_no_picture(kind: str, content: str) -> None:
    assert picture(kind, content, "") is None


@settings(deadline=None)
@given(st.binary(max_size=200), st.sampled_from([png(), jpeg()]), st.integers(0, 60))
def test_damaged_pictures_do_no_harm(noise: bytes, sound: bytes, at: int) -> None:
    found: list[Any] = [picture(kind, told(sound[:at] + noise + sound[at + len(noise) :]), "")
                        for kind in ("image/png", "image/jpeg")]  # fmt: skip
    assert all(one is None or re.fullmatch(r'<img alt="" src="data:[\w/]+;base64,[\w+/=]+">', one) for one in found)
