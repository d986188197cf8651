"""Build the site with Jupyter Book, only when something has changed, and say plainly which page is at fault."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from qmslib._common.errors import CourseError
from qmslib._common.files import write_atomic
from qmslib.course.paths import Course
from qmslib.site.inputs import site_stamp

STAMP = ".qms-site.json"
LOG = "site.log"
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_STEP = re.compile(r"^(reading sources|writing output)\.\.\. \[ *(\d+)%\] (\S+)")
_EXECUTED = re.compile(r"^(?:.*[\\/])?book[\\/]([^:]+?)(?:\.md|\.ipynb)?: Executing notebook using")
_FAULT = re.compile(r"^(?P<place>.*?): (?:WARNING|ERROR|CRITICAL|SEVERE): (?P<problem>.*)$")
_STOPPED = re.compile(r"^(?:Extension|Theme|Configuration|Sphinx|Application|Exception)\b.*(?:error|occurred).*:$")
_RULE = re.compile(r"\s*\[[a-z_]+(?:\.[a-z_]+)*\]$")

Say = Callable[[str], None]


@dataclass(frozen=True)
class Fault:
    """One fault that stopped a build: the page (with its line, where it is known) and the problem."""

    place: str
    problem: str


def is_fresh(course: Course, output: Path | None = None) -> bool:
    """Whether the built site rests on just what the course holds now.

    Parameters
    ----------
    course
        The course.
    output
        The folder that holds ``_build``; the course's root by default.
    """
    built = (output or course.root) / "_build"
    try:
        kept = json.loads((built / STAMP).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    if not isinstance(kept, dict) or not (built / "html" / "index.html").is_file():
        return False
    return bool(kept.get("site") == site_stamp(course.root))


def build_site(
    course: Course, *, output: Path | None = None, force: bool = False, say: Say = lambda line: None
) -> Path:
    """Build the site unless it is fresh, and return the folder of its pages.

    Parameters
    ----------
    course
        The course to build.
    output
        The folder in which ``_build`` is made; the course's root by default.
    force
        Build from nothing, whatever is there.
    say
        Told a line of progress, now and then.

    Raises
    ------
    CourseError
        When a page has a fault. The error names the first, and `say` was told of each.
    """
    output = (output or course.root).resolve()
    built = output / "_build"
    site = built / "html"
    if not force and is_fresh(course, output):
        say("The site is up to date.")
        return site
    # A source that changes while the build runs must not pass for built.
    stamp = site_stamp(course.root)
    (built / STAMP).unlink(missing_ok=True)
    if force:
        _forget(built)
    code, lines = _run(course, output, say)
    write_atomic(built / LOG, ("\n".join(lines) + "\n").encode())
    if code:
        raise _explain(built, faults(lines, course), stopped_by(lines), say)
    write_atomic(built / STAMP, json.dumps({"site": stamp}).encode())
    return site


def _forget(built: Path) -> None:
    import shutil

    for name in (".doctrees", ".jupyter_cache", "html", "jupyter_execute"):
        shutil.rmtree(built / name, ignore_errors=True)


def _run(course: Course, output: Path, say: Say) -> tuple[int, list[str]]:
    cold = not (output / "_build" / ".jupyter_cache").exists()
    command = [
        sys.executable, "-c", f"from qmslib.site.start import main; main(cold={cold})",
        "build", str(course.book), "--config", str(course.root / "_config.yml"),
        "--path-output", str(output), "-W", "-n", "--keep-going",
    ]  # fmt: skip
    folder = str(Path(sys.executable).parent)
    environment = {
        **os.environ,
        "QMS_COURSE": str(course.root),
        "PATH": folder + os.pathsep + os.environ.get("PATH", ""),
        # Line by line, so that progress is seen while it happens.
        "PYTHONUNBUFFERED": "1",
        "PYTHONIOENCODING": "utf-8",
    }
    say("Building the site …")
    lines: list[str] = []
    with subprocess.Popen(
        command, cwd=course.root, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, encoding="utf-8", errors="replace",
    ) as process:  # fmt: skip
        try:
            for raw in process.stdout or ():
                line = _COLOUR.sub("", raw).rstrip()
                lines.append(line)
                told = progress(line)
                if told:
                    say(told)
        except BaseException:
            # Ctrl-C: do not leave a build running behind the prompt.
            process.terminate()
            raise
    return process.returncode, lines


def progress(line: str) -> str | None:
    """What a line of Jupyter Book's says to a person who waits, if anything."""
    step = _STEP.match(line)
    if step:
        doing = "Reading" if step[1] == "reading sources" else "Writing"
        return f"{int(step[2]):3d} %  {doing} {step[3]}"
    run = _EXECUTED.match(line)
    return f"       Running the cells of {run[1]}" if run else None


def faults(lines: list[str], course: Course) -> list[Fault]:
    """The faults that Jupyter Book reported, each once, with paths from the course's root.

    Parameters
    ----------
    lines
        Its output without colour codes.
    course
        The course that was built.
    """
    found: list[Fault] = []
    root = str(course.root.resolve()) + os.sep
    for line in lines:
        match = _FAULT.match(line)
        # The report of a failed cell is read below; that it was saved is no fault of its own.
        if not match or match["problem"].startswith("Notebook exception traceback saved"):
            continue
        place = match["place"].replace(root, "").replace(str(course.root) + os.sep, "")
        fault = Fault(place or "_config.yml", _RULE.sub("", match["problem"]))
        if fault not in found:
            found.append(fault)
    return found


def stopped_by(lines: list[str]) -> str:
    """The reason of a build that stopped short, as Sphinx or Python gave it; empty when neither did."""
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        thrown = re.search(r"threw an exception \(exception: (.+)\)$", line)
        if thrown:
            return thrown[1]
        if _STOPPED.match(line) and "threw an exception" not in following:
            return following.strip()
    raised = [line for line in lines if re.match(r"^[\w.]*(?:Error|Exception|Exit): ", line)]
    return raised[0] if raised else ""


def _explain(built: Path, found: list[Fault], why: str, say: Say) -> CourseError:
    log = built / LOG
    if not found:
        return CourseError(
            f"Jupyter Book stopped: {why.rstrip('.')}" if why else "Jupyter Book stopped and gave no reason",
            do=f"Put this right and run qms site again. The whole report is in {log}",
        )
    for fault in found:
        say(f"{fault.place}: {fault.problem}")
        for line in _cell_error(built, fault):
            say(f"    {line}")
    pages = len({fault.place.split(":")[0] for fault in found})
    first = found[0]
    cell = _cell_error(built, first)
    problem = f"{first.problem.rstrip('.')}" + (f": {cell[-1]}" if cell else "")
    count = f" ({len(found)} faults on {pages} page{'s' if pages > 1 else ''}, listed above)"
    return CourseError(
        f"the site was not built: {problem}{count if len(found) > 1 else ''}",
        file=first.place,
        do=f"Put this right and run qms site again. The whole report is in {log}",
    )


def _cell_error(built: Path, fault: Fault) -> list[str]:
    # myst-nb writes the traceback of a cell that failed beside the pages, not into its message.
    if "xecuting notebook" not in fault.problem:
        return []
    page = Path(fault.place.split(":")[0]).with_suffix(".err.log")
    report = built / "html" / "reports" / Path(*page.parts[1:])
    if not report.is_file():
        return []
    text = _COLOUR.sub("", report.read_text(encoding="utf-8", errors="replace"))
    return [line for line in text.splitlines() if line.strip()][-3:]


def pack(site: Path, target: Path) -> int:
    """Write the whole site as one zip for a laptop without internet, and return its size in bytes.

    Parameters
    ----------
    site
        The folder of finished pages.
    target
        The zip to write. The same site gives the same bytes.
    """
    top = "course-site"
    temporary = target.with_name(f".{target.name}.tmp")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(temporary, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in sorted(site.rglob("*")):
                if path.is_file() and not path.name.startswith("."):
                    # A fixed time: zip cannot hold one before 1980, and the file's own would differ by machine.
                    entry = zipfile.ZipInfo(f"{top}/{path.relative_to(site).as_posix()}", (1980, 1, 1, 0, 0, 0))
                    entry.compress_type = zipfile.ZIP_DEFLATED
                    entry.external_attr = 0o644 << 16
                    archive.writestr(entry, path.read_bytes())
        temporary.replace(target)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise CourseError(
            f"the zip could not be written: {error.strerror or error}",
            file=target,
            do="Check that the folder exists, that you may write there, and that the disk is not full",
        ) from error
    return target.stat().st_size
