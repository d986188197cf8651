"""A quick build gives just what a slow one does."""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

import pytest

from qmslib.course.paths import Course
from qmslib.site.build import LOG, build_site

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
