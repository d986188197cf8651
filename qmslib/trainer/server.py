"""The trainer's JupyterLab, with the formgrader ready."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from qmslib.course.paths import Course
from qmslib.trainer.gradebook import setup

#: Others only slow the start, or show learners' buttons.
_EXTENSIONS = {
    "nbgrader.server_extensions.formgrader": True,
    "nbgrader.server_extensions.assignment_list": False,
    "nbgrader.server_extensions.course_list": False,
    "nbgrader.server_extensions.validate_assignment": False,
    "jupyterlab_jupytext": False,
    "jupyter_lsp": False,
}


def environment(course: Course, settings: Path) -> dict[str, str]:
    """Environment of the server: nbgrader finds its commands, grade cells find the keys.

    Parameters
    ----------
    course
        Whose formgrader it is.
    settings
        A folder for this server's own settings; the user's are left alone.
    """
    # Validate runs a notebook's visible checks; form exercises have none, so its verdict would mislead.
    page = settings / "labconfig" / "page_config.json"
    page.parent.mkdir(parents=True, exist_ok=True)
    disabled = {"@jupyter/nbgrader:validate-assignment": True, "@jupyterlab/apputils-extension:announcements": True}
    page.write_text(json.dumps({"disabledExtensions": disabled}), encoding="utf-8")
    return dict(
        os.environ,
        QMS_COURSE=str(course.root),
        JUPYTER_CONFIG_DIR=str(settings),
        PATH=os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")]),
        PYTHONWARNINGS="ignore::DeprecationWarning",
    )


def command(course: Course, *, port: int, browser: bool) -> list[str]:
    """The command that starts the server at the course's root."""
    words = [
        sys.executable,
        "-m",
        "jupyterlab",
        f"--ServerApp.root_dir={course.root}",
        f"--ServerApp.port={port}",
        f"--ServerApp.jpserver_extensions={_EXTENSIONS}",
        # Ctrl-C means stop, without a question that nobody expects.
        "--ServerApp.answer_yes=True",
        "--ServerApp.log_level=WARN",
        "--LabApp.check_for_updates_class=jupyterlab.handlers.announcements.NeverCheckForUpdate",
        "--LabApp.news_url=None",
    ]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        # In a container there is often no other user.
        words.append("--allow-root")
    return words if browser else [*words, "--no-browser"]


def run(course: Course, *, port: int = 8889, browser: bool = True) -> int:
    """Make the gradebook ready, start JupyterLab and wait until it ends."""
    setup(course)
    with tempfile.TemporaryDirectory(prefix="qms-trainer-") as settings:
        process = subprocess.Popen(
            command(course, port=port, browser=browser),
            cwd=course.root,
            env=environment(course, Path(settings)),
        )
        # When this command is ended, the server must not live on.
        before = signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
        try:
            return process.wait()
        finally:
            signal.signal(signal.SIGTERM, before)
            _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
