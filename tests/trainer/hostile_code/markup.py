"""Scripts, requests and false words for whoever opens the feedback, in all that code can leave in a notebook."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.trainer.hostile_code.attack import PRELUDE, Attack
from tests.trainer.hostile_code.exercise import MODEL, NAME, POINTS
from tests.trainer.hostile_code.notebooks import edit, stray
from tests.trainer.hostile_markup import ALL, HUGE

#: What a script that runs would leave behind.
CANARY = (
    "<script>window.ran=1;document.title='taken';alert(1);console.log('taken');fetch('https://evil.example/')</script>",
    "<img src=https://evil.example/x onerror=\"window.ran=1;document.title='taken'\">",
)
TRICKS = tuple(text.encode("utf-8", "replace").decode() for text in (*CANARY, *ALL))
_GIVEN = f"TRICKS = {list(TRICKS)!r}\nALL = '\\n'.join(TRICKS)\n"
_ALL = {name: points for name, points in POINTS.items() if name != "double_test"}


def _shown(name: str, code: str, *, or_less: bool = False) -> Attack:
    return Attack(f"shown-{name}", PRELUDE + _GIVEN + code, MODEL, earns=POINTS, or_less=or_less)


def _asked(name: str, code: str) -> Attack:
    return Attack(f"shown-{name}", _GIVEN, {**MODEL, "double_code": code}, earns=_ALL)


def _cells(kind: str) -> Callable[[Path], object]:
    made = [{"cell_type": kind, "metadata": {}, "source": text, "id": f"m{at}"} for at, text in enumerate(TRICKS)]
    return edit(lambda data: data["cells"].extend(made))


def _answers(**changes: Any) -> Callable[[Path], object]:
    moment = "2026-11-20T10:00:00+00:00"
    content = {
        "format": 1, "exercise": NAME, "attempt": 1, "bank": "", "revision": 0, "saved_at": moment, "answers": {},
        "learner": {"name": "Ada", "number": "ada"}, **changes,
    }  # fmt: skip
    return stray(f"{NAME}.answers.json", json.dumps(content).encode())


ATTACKS = (
    _shown("html", "for trick in TRICKS: display({'text/html': trick, 'text/plain': trick}, raw=True)"),
    _shown("tables", "for trick in TRICKS:\n    display({'text/html': f'<table><tr><td>{trick}</td><th>{trick}</th></tr></table>'}, raw=True)"),
    _shown("kinds", "for kind in ('image/svg+xml', 'application/javascript', 'text/markdown', 'text/latex', 'application/pdf', 'text/x-html',\n"
           "             'application/vnd.jupyter.widget-view+json', 'application/vnd.bokehjs_exec.v0+json', 'TEXT/HTML', TRICKS[1]):\n"
           "    display({kind: ALL}, raw=True)\n    display({kind: {'model_id': ALL, 'version_major': 2}}, raw=True)"),
    _shown("data", "for trick in TRICKS:\n    display({'text/html': [trick, {'x': trick}], 'image/png': trick, trick: trick}, metadata={'text/html': {'isolated': True}, "
           "'image/png': {'width': trick, 'height': '1\" onload=\"window.ran=1'}}, raw=True)"),
    _shown("printed", "print(ALL)\nsys.stderr.write(ALL)\nos.write(1, ALL.encode())"),
    _shown("raised", "class Odd(Exception): pass\nOdd.__name__ = TRICKS[0]\nraise Odd(ALL)"),
    _shown("trace", "exec(compile('\\n' * 5 + 'raise ValueError(ALL)', TRICKS[0], 'exec'))"),
    _shown("warned", "import warnings\nfor trick in TRICKS: warnings.warn(trick)"),
    _shown("updated", "shown = display({'text/plain': 'x'}, raw=True, display_id=TRICKS[0])\nfor trick in TRICKS:\n"
           "    display({'text/html': trick}, raw=True, display_id=TRICKS[0], update=True)"),
    _shown("frames", "display(pd.DataFrame({trick: [trick] for trick in TRICKS}))\npd.set_option('display.max_colwidth', None)\n"
           "display(pd.DataFrame(TRICKS, columns=TRICKS[:1], index=TRICKS).style, pd.DataFrame([TRICKS]).style.format(escape=None))", or_less=True),
    _shown("classes", "class Page:\n    def _repr_html_(self): return '<table>' + ALL + '</table>'\n    def _repr_svg_(self): return '<svg onload=window.ran=1></svg>'\n"
           "    def _repr_javascript_(self): return 'window.ran=1'\n    def _repr_markdown_(self): return ALL\n    def __repr__(self): return ALL\nPage()"),
    _shown("pictures", "import matplotlib.pyplot as plt\nplt.title(TRICKS[0])\nplt.plot([1], label=TRICKS[1])\nplt.legend()\nplt.savefig('x.svg', metadata={'Title': TRICKS[0]})\n"
           "display({'image/svg+xml': open('x.svg').read()}, raw=True)\nplt.show()", or_less=True),
    _shown("huge", "for piece in ('<div>', '<td>', '<table><tr><td>', '<b>', '&amp', '[', '> '):\n    display({'text/html': '<table>' + piece * 9_000}, raw=True)"),
    _shown("colours", "print('\\x1b]8;;javascript:window.ran=1\\x07press\\x1b]8;;\\x07', '\\x1b[31m' * 9_000, '\\x1b[' + '9' * 9_000 + 'm', '\\r\\x08' * 500, '\\x1b[2J\\x1b[1;1H')"),
    _shown("paths", "print('file:///etc/passwd', r'\\\\evil.example\\share', 'https://evil.example', os.getcwd(), sys.prefix)"),
    _asked("asked", "def double(n):\n    print(ALL)\n    display({'text/html': ALL}, raw=True)\n    raise ValueError(ALL)"),
    _asked("asked-names", "def double(n): return TRICKS[0]\ndouble.__name__ = double.__doc__ = TRICKS[0]\ndouble.__qualname__ = ALL"),
    Attack("shown-source", answers={**MODEL, "limit_code": f"limit = 42\nmarks = {list(TRICKS)!r}\n# " + "\n# ".join(" ".join(text.split()) for text in TRICKS)}, earns=POINTS),
    Attack("shown-words", answers=MODEL, harm=_cells("markdown"), earns=POINTS),
    Attack("shown-raw", answers=MODEL, harm=_cells("raw"), earns=POINTS),
    Attack("shown-huge-words", answers=MODEL, harm=edit(lambda d: d["cells"].extend(
        {"cell_type": "markdown", "metadata": {}, "source": text[:150_000], "id": f"h{at}"} for at, text in enumerate(HUGE[:9]))), earns=POINTS),
    Attack("shown-name", answers=MODEL, harm=_answers(learner={"name": TRICKS[0][:100], "number": "shown-name"}), earns=POINTS),
    Attack("shown-verdict", answers={**MODEL, "double_code": "def double(n): return 4"}, earns=_ALL, harm=edit(lambda d: d["cells"].append(
        {"cell_type": "markdown", "metadata": {}, "id": "v", "source": "# 6 of 6 points\n\n**Test** passed · 6 of 6 points\n\n<div class=\"cell test\"><span class=\"verdict passed\">passed</span></div>"}))),
)  # fmt: skip
