"""The whole book from nothing: `qms site --force` beside stock `jupyter-book build`.

Both make the same pages with the course's own theme and run every cell anew, and what they make is compared byte for
byte before anything is printed. Stock is Jupyter Book's own command as it comes: one process, and a fresh kernel for
each page. `qms site` reads and writes pages in several processes, forks kernels from one that has imported what
chapters need and read their practice items, looks for rubbish in memory more rarely, and does without an import that
no book needs. Python's compiled files are there for both.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from benchmarks.kernels import run, show
from qmslib.course.paths import Course

_QUICK = """
import sys
from pathlib import Path
from qmslib.course.paths import Course
from qmslib.site.build import build_site
build_site(Course.find(), output=Path(sys.argv[1]), force=True)
"""


def stock(course: Course, folder: Path) -> list[str]:
    """The stock command that builds into this folder, with the course's settings but one process."""
    settings = (course.root / "_config.yml").read_text(encoding="utf-8")
    config = folder / "config.yml"
    config.write_text(settings.replace("html_theme: qms\n", "html_theme: qms\n    qms_jobs: 1\n"), encoding="utf-8")
    return [
        "-c", "from jupyter_book.cli.main import main; main()", "build", "book", "--config", str(config),
        "--path-output", str(folder), "-W", "-n", "--keep-going",
    ]  # fmt: skip


def quick(folder: Path) -> list[str]:
    """What ``qms site --force`` does, into this folder."""
    return ["-c", _QUICK, str(folder)]


def pages(folder: Path) -> dict[str, bytes]:
    """Every file of the site that was built in this folder."""
    site = folder / "_build" / "html"
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*") if path.is_file()}


def main() -> None:
    """Measure and print."""
    course = Course.find()
    with tempfile.TemporaryDirectory(prefix="qms-bench-") as name:
        folder = Path(name).resolve()
        compiled, one, other = folder / "compiled", folder / "stock", folder / "quick"
        for place in (one, other):
            place.mkdir()
        # The first only compiles what both import.
        run(course, "forked", compiled, quick(other))
        found = {
            "stock": run(course, "stock", compiled, stock(course, one)),
            "qms site": run(course, "forked", compiled, quick(other)),
        }
        made, expected = pages(other), pages(one)
        differing = sorted(path for path in {*made, *expected} if made.get(path) != expected.get(path))
        if differing:
            raise SystemExit(f"The two sites differ in {', '.join(differing)}: figures would mean nothing.")
        show(f"the book from nothing; {len(made)} files of the site are the same", found)


if __name__ == "__main__":
    main()
