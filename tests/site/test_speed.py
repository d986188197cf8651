"""A quick build gives just what a slow one does."""

from __future__ import annotations

import importlib
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from qmslib._common.errors import CourseError
from qmslib.course import bank
from qmslib.course.items import PracticeFile
from qmslib.course.paths import Course
from qmslib.site import ahead
from qmslib.site.build import LOG, build_site
from qmslib.site.speed import one_by_one

CELLS = (
    "---\njupytext: {{text_representation: {{extension: .md, format_name: myst}}}}\n"
    "kernelspec: {{name: python3, display_name: Python 3}}\n---\n# Page {number}\n\n"
    "```{{code-cell}} ipython3\nimport numpy, os, sys\n"
    "print(os.environ['QMS_SITE'], sys.path[0], numpy.arange({number}))\n```\n"
)
TOGETHER = re.compile(r"pages are read by [2-9]\d* processes")


def tree(site: Path) -> dict[str, bytes]:
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*") if path.is_file()}


@pytest.mark.skipif(sys.platform != "linux", reason="kernels are forked on Linux")
def test_pages_read_side_by_side_in_forked_kernels_are_the_same(
    small_course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("JUPYTER_DEFAULT_PROVISIONER_NAME", raising=False)
    monkeypatch.setenv("QMS_KERNEL_MODULES", "numpy")
    names = [f"page-{number}" for number in range(6)]
    for number, name in enumerate(names):
        text = CELLS.format(number=number) if number < 3 else f"# Page {number}\n\nSee [a page](page-0.md).\n"
        (small_course.book / f"{name}.md").write_text(text, encoding="utf-8")
    contents = small_course.book / "_toc.yml"
    contents.write_text(
        contents.read_text(encoding="utf-8") + "  - caption: More\n    chapters:\n"
        + "".join(f"      - file: {name}\n" for name in names),
        encoding="utf-8",
    )  # fmt: skip
    quick = tree(build_site(small_course))
    log = (small_course.root / "_build" / LOG).read_text(encoding="utf-8")
    assert TOGETHER.search(log)
    assert "doing serial" not in log

    kept = tmp_path / "slow"
    monkeypatch.setenv("JUPYTER_DEFAULT_PROVISIONER_NAME", "local-provisioner")
    settings = small_course.root / "_config.yml"
    settings.write_text(
        settings.read_text(encoding="utf-8").replace(
            "    html_theme: qms\n", "    html_theme: qms\n    qms_jobs: 1\n"
        ),
        encoding="utf-8",
    )
    shutil.rmtree(small_course.root / "_build")
    slow = tree(build_site(small_course, output=kept))
    assert not TOGETHER.search((kept / "_build" / LOG).read_text(encoding="utf-8"))
    assert quick.keys() == slow.keys()
    assert [name for name in quick if quick[name] != slow[name]] == []


def test_each_page_is_a_task_of_its_own() -> None:
    assert one_by_one(["a", "b", "c"], 2) == [["a"], ["b"], ["c"]]


def test_items_are_read_ahead_and_their_faults_left_to_the_cells(
    small_course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QMS_COURSE", str(small_course.root))
    items = small_course.book / "standards" / "first.items.yaml"
    items.write_text("format: 1\n", encoding="utf-8")
    read: list[Path] = []

    def refuse(path: Path) -> PracticeFile:
        read.append(path)
        raise CourseError("this is no practice file", file=path)

    monkeypatch.setattr(bank, "load_practice", refuse)
    importlib.reload(ahead)
    assert read == [items]


def test_the_command_that_builds_is_jupyter_books_own_without_a_grammar_of_addresses() -> None:
    code = (
        "import sys; from qmslib.site.start import main; sys.argv = ['jupyter-book', '--version']\n"
        "try: main(cold=False)\n"
        "except SystemExit: import jupyter_book.sphinx; assert 'lark' not in sys.modules\n"
    )
    ran = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert "Jupyter Book" in ran.stdout
