"""What other people wrote, as HTML that can do nothing: tables, Markdown, code, pictures and plain text.

Everything is escaped, except tables: their markup passes nh3, which parses as a browser does and lets only the tags
named here through. Each function takes any text at all, in time that grows no faster than the text, and is cut short
by a limit where a parser does worse than that.
"""

from __future__ import annotations

import base64
import binascii
import re
import struct
import zlib
from html import escape

import nh3
from markdown_it import MarkdownIt
from pygments.lexers.python import PythonLexer
from pygments.token import Comment, Keyword, Number, String

from qmslib.course.visible import visible

TEXT_LIMIT = 20_000
#: Markdown and code beyond it are shown as typed: the time that their parsers take may grow with its square.
PARSE_LIMIT = 10_000
TABLE_LIMIT = 60_000
TABLE_TAGS_LIMIT = 6_000
PICTURE_LIMIT = 400_000
PICTURE_SIDE = 4_000

_WORDS = {"p", "br", "b", "strong", "em", "i"}
_TABLE = {"table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td"}
_MARKDOWN = _WORDS | {"h3", "ul", "ol", "li", "code", "pre", "blockquote", "hr"}
_GONE = {"script", "style", "svg", "math", "template", "noscript", "iframe", "object", "title", "textarea", "select"}
_ANSI = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[ -/]*[0-~])")
_EMPTY_HEAD = re.compile(r'<th((?: (?:colspan|rowspan)="\d+")*)>(?:\s|&nbsp;)*</th>')
_CLASSES = ((Comment, "c"), (Keyword, "k"), (String, "s"), (Number, "n"))


def plain(text: str, limit: int = TEXT_LIMIT) -> str:
    """Escaped text, without the colours of a terminal, and cut off where it is too long."""
    shown = visible(_ANSI.sub("", text[: 2 * limit]))
    return escape(shown[:limit]) + ("\n…" if len(shown) > limit or len(text) > 2 * limit else "")


def clean_table(markup: str) -> str | None:
    """The table in `markup`, with the plain words around it; nothing when there is none or it is too large.

    Only the tags of a table come through, with how many columns and rows a cell spans. The text of other tags stays.
    """
    if len(markup) > TABLE_LIMIT or markup.count("<") > TABLE_TAGS_LIMIT:
        return None
    cleaned = nh3.clean(
        visible(markup),
        tags=_TABLE | _WORDS,
        clean_content_tags=_GONE,
        attributes={"td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}},
        attribute_filter=lambda tag, name, value: value if re.fullmatch(r"[1-9]\d?", value, re.ASCII) else None,
    )
    if "<td" not in cleaned:
        return None
    # A corner without words is no heading. Once more for signs that were written by their number.
    return visible(_EMPTY_HEAD.sub(r"<td\1></td>", cleaned))


def _markdown() -> MarkdownIt:
    # Without markup, links and pictures: they stand there as typed.
    made = MarkdownIt("commonmark", {"html": False})
    return made.disable(["link", "image", "autolink", "reference", "html_block", "html_inline"])


_MARKDOWN_IT = _markdown()


def clean_markdown(text: str) -> str:
    """Markdown as HTML: headings of one level, lists, emphasis and code; links and markup as they were typed."""
    if len(text) > PARSE_LIMIT:
        return f"<pre>{plain(text)}</pre>"
    tokens = _MARKDOWN_IT.parse(visible(text))
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = "h3"
    made = str(_MARKDOWN_IT.renderer.render(tokens, _MARKDOWN_IT.options, {}))
    cleaned = nh3.clean(made, tags=_MARKDOWN, clean_content_tags=_GONE, attributes={})
    return visible(re.sub(r"<h3>\s*</h3>", "", cleaned))


def highlighted(source: str) -> str:
    """Python source, escaped, with words, texts, numbers and remarks in colours."""
    shown = "\n".join(line.rstrip() for line in visible(source).split("\n"))
    if len(shown) > PARSE_LIMIT:
        return plain(shown)
    parts = []
    for kind, text in PythonLexer(stripnl=False, ensurenl=False).get_tokens(shown):
        name = next((name for parent, name in _CLASSES if kind in parent), "")
        parts.append(f'<span class="{name}">{escape(text)}</span>' if name and text.strip() else escape(text))
    return "".join(parts)


def picture(kind: str, content: str, alt: str) -> str | None:
    """An ``img`` of a PNG or JPEG that is given as base64; nothing unless it is such a picture, of modest size."""
    if len(content) > 2 * PICTURE_LIMIT:
        return None
    try:
        data = base64.b64decode("".join(content.split()), validate=True)
    except (binascii.Error, ValueError):
        return None
    size = {"image/png": _png_size, "image/jpeg": _jpeg_size}.get(kind, lambda _: None)(data)
    if len(data) > PICTURE_LIMIT or size is None or not all(0 < side <= PICTURE_SIDE for side in size):
        return None
    return f'<img alt="{escape(alt)}" src="data:{kind};base64,{base64.b64encode(data).decode()}">'


def _png_size(data: bytes) -> tuple[int, int] | None:
    """Width and height of a PNG whose parts are whole, with nothing behind them and nothing that moves."""
    if not data.startswith(b"\x89PNG\r\n\x1a\n"):
        return None
    at, names = 8, []
    while at + 12 <= len(data):
        (length,) = struct.unpack_from(">I", data, at)
        end = at + 8 + length
        if end + 4 > len(data) or zlib.crc32(data[at + 4 : end]) != struct.unpack_from(">I", data, end)[0]:
            return None
        names.append(data[at + 4 : at + 8])
        at = end + 4
    whole = at == len(data) and names[:1] == [b"IHDR"] and names[-1:] == [b"IEND"] and b"IDAT" in names
    if not whole or b"acTL" in names:
        return None
    width, height = struct.unpack_from(">II", data, 16)
    return int(width), int(height)


def _jpeg_size(data: bytes) -> tuple[int, int] | None:
    """Width and height from the frame of a JPEG."""
    if not (data.startswith(b"\xff\xd8\xff") and data.endswith(b"\xff\xd9")):
        return None
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        (length,) = struct.unpack_from(">H", data, at + 2)
        if data[at + 1] in (0xC0, 0xC1, 0xC2):
            height, width = struct.unpack_from(">HH", data, at + 5)
            return int(width), int(height)
        if length < 2 or data[at + 1] == 0xDA:
            return None
        at += 2 + length
    return None
