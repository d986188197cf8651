"""NOTICES.md names just what is shipped of other projects, with the licences of the versions in use."""

from __future__ import annotations

import re
from importlib.metadata import distribution
from pathlib import Path

import pytest

import qmslib
from qmslib.course.paths import Course
from qmslib.frontend.bundle import PACKS, pack_file
from qmslib.site.build import build_site

ROOT = Path(__file__).parents[2]
NOTICES = (ROOT / "NOTICES.md").read_text(encoding="utf-8")
PACKAGE = Path(qmslib.__file__).parent

#: Files of the site that come from other projects, and whose.
THIRD_PARTY = {
    "pygments.css": ("accessible-pygments", "Pygments"),
    "pygments-dark.css": ("accessible-pygments", "Pygments"),
}
FOREIGN = re.compile(r"copyright (?:\(c\)|©|\d)|@license|@preserve|sourceMappingURL", re.IGNORECASE)
OURS = {"search-index.js", "qms-course.js", "qms-course.css", *map(pack_file, PACKS)}


def licence(project: str) -> str:
    for file in distribution(project).files or []:
        if file.name == "LICENSE":
            return Path(str(file.locate())).read_text(encoding="utf-8").strip()
    raise AssertionError(f"{project} has no licence file")


@pytest.mark.parametrize("project", sorted({name for names in THIRD_PARTY.values() for name in names}))
def test_a_notice_has_the_licence_in_full(project: str) -> None:
    assert f"### {project}\n" in NOTICES
    assert licence(project) in NOTICES


def test_no_notice_is_left_over() -> None:
    named = set(re.findall(r"^### (.+)$", NOTICES, re.MULTILINE))
    assert named == {name for names in THIRD_PARTY.values() for name in names}


def test_every_file_of_the_site_is_ours_or_named(small_course: Course) -> None:
    page = small_course.book / "about.md"
    page.write_text(page.read_text(encoding="utf-8") + "\n```python\nx = 1\n```\n", encoding="utf-8")
    for name in ("LICENSE", "NOTICES.md"):
        (small_course.root / name).write_bytes((ROOT / name).read_bytes())
    site = build_site(small_course)
    theme = {path.name for path in (PACKAGE / "site" / "theme" / "static").iterdir()}
    for path in (site / "_static").rglob("*"):
        assert path.name in theme | OURS | set(THIRD_PARTY), f"whose is {path.name}?"
        if path.name in THIRD_PARTY:
            assert f"_static/{path.name}" in NOTICES
    # The notices travel with what they are about.
    assert (site / "NOTICES.txt").read_text(encoding="utf-8") == NOTICES
    assert (site / "LICENSE.txt").is_file()


def test_the_package_holds_nothing_of_others() -> None:
    for path in PACKAGE.rglob("*"):
        if path.suffix in {".js", ".css", ".svg", ".html"}:
            text = path.read_text(encoding="utf-8")
            assert not FOREIGN.search(text), path
        assert path.suffix not in {".woff", ".woff2", ".ttf", ".otf", ".eot", ".map"}, path
