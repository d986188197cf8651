from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from qmslib._common.errors import CourseError
from qmslib.course.paths import Course
from qmslib.site.build import Fault, build_site, faults, is_fresh, pack, progress, stopped_by
from qmslib.site.links import site_faults


def pages(site: Path) -> dict[str, BeautifulSoup]:
    return {
        path.relative_to(site).as_posix(): BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        for path in site.rglob("*.html")
    }


def test_a_course_becomes_a_small_sound_site_and_is_then_left_alone(small_course: Course, tmp_path: Path) -> None:
    told: list[str] = []
    site = build_site(small_course, say=told.append)
    assert site == small_course.site
    assert any("Reading standards/first" in line for line in told)
    assert set(pages(site)) == {"index.html", "about.html", "standards/first.html", "search.html"}
    assert site_faults(site) == []

    for name, soup in pages(site).items():
        assert soup.html is not None
        assert soup.html["lang"] == "en-GB", name
        assert len(soup.find_all("h1")) == 1, name
        assert len(soup.find_all("form", role="search")) == 1, name
        assert not soup.select("[src*='widget'], [href*='widget'], [src*='require'], [src*='mathjax']"), name
        assert "2026" in soup.find("footer").get_text(), name  # type: ignore[union-attr]
        assert not soup.select(".qms-mount, [src*='qms-course']"), "no page here has practice"
    first = pages(site)["standards/first.html"].get_text()
    assert "It costs $5, not $6." in first

    # Nothing is shipped that no page links.
    shipped = {path.name for path in (site / "_static").iterdir()}
    assert shipped == {
        "mark.svg", "pygments.css", "pygments-dark.css", "qms-search.js", "qms-site.css", "qms-site.js",
        "search-index.js",
    }  # fmt: skip
    script = (site / "_static" / "search-index.js").read_text(encoding="utf-8")
    entries = json.loads(script.removeprefix("window.qmsSearchIndex = ").rstrip(";\n"))
    assert {
        "url": "standards/first.html#what-for",
        "page": "The first chapter",
        "title": "What for",
        "text": "It costs $5, not $6. Every timescale is agreed.",
    } in entries

    told.clear()
    build_site(small_course, say=told.append)
    assert told == ["The site is up to date."]

    # Lost, or never there in a build by an older version.
    (site.parent / ".doctrees" / "standards" / "first.search.json").unlink()
    with (small_course.book / "about.md").open("a", encoding="utf-8") as page:
        page.write("\nIt says more now.\n")
    build_site(small_course)
    script = (site / "_static" / "search-index.js").read_text(encoding="utf-8")
    assert "It says more now." in script
    assert "standards/first.html#what-for" in script, "pages that did not change are still found"

    # A page of a chapter that is no more: Sphinx would leave it to be published.
    (site / "standards" / "old.html").write_text("<h1>Old</h1>", encoding="utf-8")

    target = tmp_path / "out" / "site.zip"
    size = pack(site, target)
    assert size == target.stat().st_size
    once = target.read_bytes()
    pack(site, target)
    assert target.read_bytes() == once
    with zipfile.ZipFile(target) as archive:
        names = archive.namelist()
    assert "course-site/index.html" in names
    assert not any(Path(name).name.startswith(".") for name in names)

    with (small_course.book / "about.md").open("a", encoding="utf-8") as page:
        page.write("\nSee [nothing](standards/none.md).\n")
    assert not is_fresh(small_course)
    for _ in range(2):
        # Twice: a page that failed once must not pass because it was read already.
        told.clear()
        with pytest.raises(CourseError, match=r"about\.md") as caught:
            build_site(small_course, say=told.append)
        assert "standards/none.md" in str(caught.value)
        assert not is_fresh(small_course)
    assert any(line.startswith("book/about.md") for line in told)
    assert not (site / "standards" / "old.html").exists()


def test_a_cell_that_fails_is_named_with_its_page_and_error(small_course: Course) -> None:
    (small_course.book / "about.md").write_text(
        "---\njupytext: {text_representation: {extension: .md, format_name: myst}}\n"
        "kernelspec: {name: python3, display_name: Python 3}\n---\n# About\n\n"
        "```{code-cell} ipython3\n1 / 0\n```\n",
        encoding="utf-8",
    )
    with pytest.raises(CourseError, match=r"book/about\.md.*ZeroDivisionError: division by zero"):
        build_site(small_course)


def test_progress_is_told_in_plain_words() -> None:
    assert progress("reading sources... [ 50%] standards/4-1-identify") == " 50 %  Reading standards/4-1-identify"
    assert progress("writing output... [100%] index") == "100 %  Writing index"
    running = "/a/course/book/standards/4-1-identify.md: Executing notebook using local CWD [mystnb]"
    assert progress(running) == "       Running the cells of standards/4-1-identify"
    assert progress("copying assets... done") is None


def test_each_fault_is_told_once_with_its_place(small_course: Course) -> None:
    problem = "'myst' cross-reference target not found: 'x'"
    line = f"{small_course.root}/book/about.md:3: WARNING: {problem} [myst.xref_missing]"
    found = faults([line, line, "build finished with problems, 1 warning."], small_course)
    assert found == [Fault("book/about.md:3", problem)]


def test_a_build_that_stops_short_says_why() -> None:
    handler = "Handler <function f at 0x1> for event 'build-finished' threw an exception (exception: no space left)"
    assert stopped_by(["Extension error (a.b):", handler]) == "no space left"
    assert stopped_by(["Configuration error:", "There is no language", "more"]) == "There is no language"
    assert stopped_by(["Traceback", "yaml.scanner.ScannerError: bad", "x"]) == "yaml.scanner.ScannerError: bad"
    assert stopped_by(["all well"]) == ""
