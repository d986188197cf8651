"""The trainer's JupyterLab, with the formgrader ready."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from qmslib.course.paths import Course
from qmslib.trainer.gradebook import setup


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
        "--ServerApp.jpserver_extensions={'nbgrader.server_extensions.formgrader': True}",
        "--LabApp.check_for_updates_class=jupyterlab.handlers.announcements.NeverCheckForUpdate",
        "--LabApp.news_url=None",
    ]
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
        try:
            return process.wait()
        except KeyboardInterrupt:
            process.terminate()
            process.wait()
            raise
