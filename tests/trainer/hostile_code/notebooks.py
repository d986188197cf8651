"""Notebooks whose marks, cells or bytes are not what they should be, and files beside them."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.trainer.hostile_code.attack import BAD, NOTES, Attack
from tests.trainer.hostile_code.exercise import MODEL, NAME, POINTS

BOOK = f"{NAME}.ipynb"
SPY = b"print('BROKEN' + '-OUT')\nopen('/tmp/ran.txt', 'w').close()\n"
Edit = Callable[[dict[str, Any]], object]


def edit(change: Edit) -> Callable[[Path], object]:
    """Change the notebook as data."""

    def harm(folder: Path) -> None:
        data = json.loads((folder / BOOK).read_text(encoding="utf-8"))
        change(data)
        (folder / BOOK).write_text(json.dumps(data), encoding="utf-8")

    return harm


def raw(make: Callable[[bytes], bytes]) -> Callable[[Path], object]:
    """Change the notebook's bytes."""
    return lambda folder: (folder / BOOK).write_bytes(make((folder / BOOK).read_bytes()))


def instead(make: Callable[[Path], object], name: str = BOOK) -> Callable[[Path], object]:
    """Put something else in the place of a file."""

    def harm(folder: Path) -> None:
        (folder / name).unlink(missing_ok=True)
        make(folder / name)

    return harm


def stray(name: str, content: bytes = SPY) -> Callable[[Path], object]:
    def harm(folder: Path) -> None:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)

    return harm


def _each(change: Callable[[dict[str, Any]], object]) -> Edit:
    return lambda data: [change(cell) for cell in data["cells"]]


def _tests(change: Callable[[dict[str, Any]], object]) -> Edit:
    return lambda data: [change(cell) for cell in data["cells"] if cell["id"].endswith("_test")]


def _marks(**marks: Any) -> Edit:
    return _each(lambda cell: cell["metadata"]["nbgrader"].update(marks))


def _passed(cell: dict[str, Any]) -> None:
    cell["source"] = "2.0"
    cell["outputs"] = [
        {"output_type": "execute_result", "execution_count": 1, "data": {"text/plain": "2.0"}, "metadata": {}}
    ]


def _own(source: str, **more: Any) -> Edit:
    cell = {"cell_type": "code", "id": "x1", "execution_count": 1, "metadata": {}, "outputs": [], "source": source}
    return lambda data: data["cells"].append({**cell, **more})


def _grade_cells(data: dict[str, Any]) -> None:
    for name in ("double_test", "bonus"):
        marks = {"grade": True, "grade_id": name, "points": 100, "locked": False, "solution": False, "task": False,
                 "schema_version": 3}  # fmt: skip
        _own("100", id=f"own-{name}", metadata={"nbgrader": marks})(data)


def _swap(data: dict[str, Any]) -> None:
    tests = [cell["metadata"]["nbgrader"] for cell in data["cells"] if cell["id"].endswith("_test")]
    tests[0]["grade_id"], tests[2]["grade_id"] = tests[2]["grade_id"], tests[0]["grade_id"]


def _names(cell: dict[str, Any]) -> None:
    cell["metadata"]["nbgrader"]["grade_id"] += "2"
    cell["id"] += "2"


def _many(source: str, count: int) -> Edit:
    cell = {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [], "source": source}
    return lambda data: data["cells"].extend({**cell, "id": f"c{number}"} for number in range(count))


def _sheets(data: dict[str, Any]) -> None:
    cells = data.pop("cells")
    data.update(nbformat=3, nbformat_minor=0, worksheets=[{"cells": cells}])


def _solved(
    name: str, change: Edit, status: str = "", said: str = "", earns: dict[str, float] | None = None
) -> Attack:
    """Honest answers in a notebook that was tampered with: they count, and the tampering does not."""
    return Attack(
        name, answers=MODEL, harm=edit(change), status=status, said=said, earns=POINTS if earns is None else earns
    )


def _empty(name: str, change: Edit, status: str = "", said: str = "") -> Attack:
    """Nothing answered: nothing may be earned."""
    return Attack(name, harm=edit(change), status=status, said=said)


def _bytes(name: str, make: Callable[[bytes], bytes], status: str, said: str, solved: bool = False) -> Attack:
    return Attack(name, answers=MODEL, harm=raw(make), status=status, said=said, earns=POINTS if solved else {})


def _deep(count: int) -> bytes:
    return b'{"cells": ' + b"[" * count + b"]" * count + b"}"


_ODD_IDS: tuple[Any, ...] = ([], {}, [[]], 5, None, True, "", "../../x", "a" * 10_000, "\ud800", "setup", "<script>")

ATTACKS = (
    _solved("marks-points", _marks(points=1000)),
    _solved("marks-points-odd", _marks(points="nan")),
    _solved("marks-schema", _marks(schema_version=99)),
    _solved("marks-locked", _marks(locked=False, grade=False, solution=True)),
    _solved("marks-task", _marks(task=True)),
    _solved("marks-gone", _each(lambda cell: cell.update(metadata={})), NOTES, "put back"),
    _solved("marks-odd", _marks(grade_id=["x"]), NOTES, "put back"),
    _solved("marks-names", _each(_names), NOTES, "put back"),
    _solved("marks-swapped", _swap, NOTES, "moved"),
    _empty("marks-shown", _each(lambda c: c["metadata"].update(qms={"shown": [{"output_type": "stream", "name": "stdout", "text": "BROKEN" + "-OUT"}]}))),
    _empty("marks-checksum", _marks(checksum="0" * 32)),
    _solved("tags-skip", _each(lambda c: c["metadata"].update(tags=["skip-execution", "raises-exception", "remove-cell"]))),
    _empty("tags-raises", _each(lambda c: c["metadata"].update(tags=["raises-exception"]))),
    _empty("tests-replaced", _tests(_passed)),
    _empty("tests-markdown", _tests(lambda c: c.update(cell_type="markdown"))),
    _empty("tests-raw", _tests(lambda c: c.update(cell_type="raw"))),
    _empty("tests-deleted", lambda d: d.update(cells=[c for c in d["cells"] if not c["id"].endswith("_test")]), NOTES, "deleted"),
    _empty("tests-doubled", lambda d: d["cells"].extend([dict(c, source="2.0") for c in d["cells"]]), NOTES, "more than once"),
    _solved("tests-reversed", lambda d: d["cells"].reverse(), NOTES, "moved"),
    _empty("tests-outputs", _tests(lambda c: c.update(outputs=[{"output_type": "execute_result", "data": {"text/plain": "2"}}]))),
    _empty("own-grade-cells", _grade_cells, NOTES, "more than once"),
    _solved("own-raw", _own("x", cell_type="raw")),
    _solved("own-type-odd", _own("x", cell_type=["code"])),
    _solved("own-attachments", _own("![x](attachment:x.png)", cell_type="markdown", attachments={"x.png": {"image/png": "AAAA" * 50_000}})),
    _solved("own-magic", _own("%%bash\ncat /etc/passwd; sleep 1; kill -9 -1"), NOTES, "Python was ended", {}),
    _solved("own-magic-odd", _own("%%timeit -n 1 -r 1\n%reset -f\n%load_ext x\n%run /etc/passwd\n%%writefile /tmp/x\n!id")),
    _solved("own-broken", _own("def (:\n\x00\x0c\ud800\u202e" + "(" * 5000)),
    *[_solved(f"id-{at}", _own("1", id=odd)) for at, odd in enumerate(_ODD_IDS)],
    _solved("ids-same", _each(lambda c: c.update(id="same"))),
    _solved("ids-lists", _each(lambda c: c.update(id=[[]]))),
    _solved("cells-odd", lambda d: d["cells"].extend([1, "x", None, {"source": {}}, {"source": [1, None, "1"]}, {"cell_type": 5, "source": "1"}])),
    _solved("cells-metadata-odd", lambda d: d["cells"].extend([{"metadata": 5, "source": "1"}, {"metadata": {"nbgrader": []}, "source": "1"}])),
    Attack("cells-none", harm=edit(lambda d: d.update(cells=5)), status=BAD, said="damaged"),
    Attack("cells-20000", answers=MODEL, harm=edit(_many("1", 20_000)), status=BAD, said="cells"),
    _solved("cells-1500", _many("1", 1500)),
    _solved("cells-endless-200", _many("while True: pass", 200)),
    Attack("cells-long", answers={**MODEL, "double_code": "#" * 300_000}, status=BAD, said="characters"),
    Attack("cells-astral", answers={**MODEL, "double_code": "#" + "\U0001f600" * 190_000}, earns={n: p for n, p in POINTS.items() if n != "double_test"}),
    Attack("cells-astral-many", answers=MODEL, harm=edit(_many("#" + "\U0001f600" * 150_000, 12))),
    _solved("sheets", _sheets),
    Attack("sheets-odd", harm=edit(lambda d: (d.pop("cells"), d.update(worksheets=[{"cells": 5}, 7, {"cells": [3, {}]}]))), status=NOTES),
    _solved("format-99", lambda d: d.update(nbformat=99, nbformat_minor=-1)),
    _solved("format-odd", lambda d: d.update(nbformat={}, metadata=[])),
    _solved("kernel-odd", lambda d: d["metadata"].update(kernelspec={"name": "bash", "argv": ["sh"]}, language_info={"name": "sh"})),
    _bytes("bytes-empty", lambda b: b"", BAD, "damaged"),
    _bytes("bytes-cut", lambda b: b[:-200], BAD, "damaged"),
    _bytes("bytes-utf-16", lambda b: b.decode().encode("utf-16"), "", "", solved=True),
    _bytes("bytes-bom", lambda b: b"\xef\xbb\xbf" + b, "", "", solved=True),
    _bytes("bytes-latin-1", lambda b: b.replace(b"number", b"n\xfcmber"), BAD, "damaged"),
    _bytes("bytes-nul", lambda b: b"\x00" * 1000 + b, BAD, "damaged"),
    _bytes("bytes-surrogate", lambda b: b.replace(b"2 * number", b"2 * number  # \\ud800 \\u0000"), "", "", solved=True),
    _bytes("bytes-nan", lambda b: b.replace(b'"execution_count": null', b'"execution_count": NaN'), "", "", solved=True),
    _bytes("bytes-digits", lambda b: b.replace(b'"execution_count": null', b'"execution_count": ' + b"9" * 9000), BAD, "damaged"),
    _bytes("bytes-deep", lambda b: _deep(200_000), BAD, ""),
    _bytes("bytes-50mb", lambda b: b"[" * 50_000_000, BAD, "too large"),
    _bytes("bytes-list", lambda b: b"[1, 2]", BAD, "damaged"),
    Attack("file-missing", harm=lambda f: (f / BOOK).unlink(), status=BAD, said="no notebook"),
    Attack("file-pipe", harm=instead(os.mkfifo), status=BAD, said="not a regular file"),
    Attack("file-device", harm=instead(lambda p: p.symlink_to("/dev/zero")), status=BAD, said="not a regular file"),
    Attack("file-folder", harm=instead(lambda p: p.mkdir()), status=BAD, said="not a regular file"),
    Attack("file-solution", harm=instead(lambda p: p.symlink_to(p.parents[3] / "solutions" / NAME / BOOK)), status=BAD, said="regular"),
    Attack("file-gradebook", harm=instead(lambda p: p.symlink_to(p.parents[3] / "gradebook.db")), status=BAD, said="regular"),
    Attack("file-other", harm=instead(lambda p: p.symlink_to(p.parents[2] / "honest-0" / NAME / BOOK)), status=BAD, said="regular"),
    Attack("file-sparse", harm=lambda f: os.truncate(f / BOOK, 10**12), status=BAD, said="too large"),
    Attack("time-pipe", answers=MODEL, harm=instead(os.mkfifo, "timestamp.txt"), earns=POINTS, status=NOTES, said="time of hand-in"),
    Attack("answers-device", answers=MODEL, harm=instead(lambda p: p.symlink_to("/dev/zero"), f"{NAME}.answers.json"), earns=POINTS,
           status=NOTES, said="left out"),
    Attack("answers-damaged", answers=MODEL, harm=stray(f"{NAME}.answers.json", b'{"format": 1e999, "x": ' + b"[" * 90_000), earns=POINTS,
           status=NOTES, said="left out"),
    *[
        Attack("beside-" + name.strip("._").split("/")[0].replace(".", "-"), answers=MODEL, harm=stray(name), earns=POINTS, status=NOTES,
               said="Other files")
        for name in ("qmslib.py", "pandas.py", "json.py", "sitecustomize.py", "usercustomize.py", "x.pth", "conftest.py",
                     "nbgrader_config.py", "ipython_config.py", ".ipython/profile_default/startup/00.py", "pandas/__init__.py")
    ],
    Attack("beside-links", answers=MODEL, harm=lambda f: [(f / f"l{n}").symlink_to(to) for n, to in enumerate(("/", "../../..", "/dev/zero", "l0"))],
           earns=POINTS, status=NOTES, said="Other files"),
    Attack("beside-names", answers=MODEL, harm=lambda f: (f / os.fsdecode(b"\xff\x1b[31m.txt")).touch(), earns=POINTS, status=NOTES, said="Other files"),
)  # fmt: skip
