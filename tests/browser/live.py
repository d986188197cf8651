"""A real Jupyter server over a small course, for tests of the live forms."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

import qmslib
from qmslib.course.release import form_bytes
from tests.browser.samples import EXERCISE, form, raw_items

EXTENSION = Path(qmslib.__file__).parent / "learner" / "labextension"


def _notebook(*cells: dict[str, Any]) -> str:
    return json.dumps(
        {
            "cells": list(cells),
            "metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
            "nbformat": 4,
            "nbformat_minor": 5,
        }
    )


def _cell(name: str, source: str) -> dict[str, Any]:
    return {
        "cell_type": "code", "id": name, "source": source, "outputs": [], "execution_count": None,
        "metadata": {"jupyter": {"source_hidden": True}},
    }  # fmt: skip


def make_course(root: Path, names: list[str] | None = None) -> Path:
    """A course with one chapter and one exercise, taken out into ``work/``; returns the exercise's folder."""
    (root / "book" / "standards").mkdir(parents=True)
    (root / "_config.yml").write_text("title: Test\n", encoding="utf-8")
    (root / "book" / "_toc.yml").write_text("format: jb-book\nroot: index\n", encoding="utf-8")
    (root / "book" / "standards" / "4-1-identify.items.yaml").write_text(
        yaml.safe_dump(
            {"format": 1, "use": "practice", "chapter": "standards/4-1-identify", "items": raw_items()},
            sort_keys=False,
        ),
        encoding="utf-8",
    )
    folder = root / "work" / "exercises" / EXERCISE
    folder.mkdir(parents=True)
    (folder / f"{EXERCISE}.form.json").write_bytes(form_bytes(form(names)))
    (folder / f"{EXERCISE}.ipynb").write_text(
        _notebook(
            {"cell_type": "markdown", "id": "intro", "metadata": {}, "source": "# A test of standards"},
            _cell("form", f'from qmslib.learner import form\n\nform("{EXERCISE}")'),
            _cell("theirs", "open('ran.txt', 'w').write('this cell is not the course’s own')"),
        ),
        encoding="utf-8",
    )
    chapter = root / "work" / "book" / "standards"
    chapter.mkdir(parents=True)
    (chapter / "4-1-identify.ipynb").write_text(
        _notebook(
            {"cell_type": "markdown", "id": "intro", "metadata": {}, "source": "# A chapter"},
            _cell("practice", 'from qmslib.learner import practice\npractice("t-one", "t-order")'),
            _cell("document", 'from qmslib.learner import practice\n\npractice("t-table")'),
        ),
        encoding="utf-8",
    )
    return folder


@dataclass
class Server:
    """A running server."""

    url: str
    root: Path
    process: subprocess.Popen[bytes]

    def ask(self, path: str) -> Any:
        """What its REST interface says."""
        with urllib.request.urlopen(f"{self.url}/api/{path}", timeout=10) as reply:
            return json.load(reply)

    def end_kernels(self) -> None:
        """End every session, with its kernel."""
        for session in self.ask("sessions"):
            request = urllib.request.Request(f"{self.url}/api/sessions/{session['id']}", method="DELETE")
            with contextlib.suppress(urllib.error.URLError), urllib.request.urlopen(request, timeout=10):
                pass

    def kernel_processes(self) -> list[int]:
        """Process ids of its kernels."""
        found = []
        for status in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = status.read_text().rsplit(")", 1)[1].split()
                command = status.with_name("cmdline").read_bytes()
            except OSError:
                continue
            if int(fields[1]) == self.process.pid and b"ipykernel_launcher" in command:
                found.append(int(status.parent.name))
        return found


def free_port() -> int:
    """A port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serve(root: Path) -> Iterator[Server]:
    """Run Notebook 7 over ``work/`` and stop it, with its kernels, at the end."""
    port = free_port()
    environment = {
        **os.environ,
        "QMS_COURSE": str(root),
        "JUPYTER_CONFIG_DIR": str(root / "jupyter-config"),
        "JUPYTER_RUNTIME_DIR": str(root / "jupyter-runtime"),
        "IPYTHONDIR": str(root / "ipython"),
    }
    # Extensions of other packages have no part in these tests, and complain in the console.
    settings = root / "jupyter-config" / "labconfig"
    settings.mkdir(parents=True, exist_ok=True)
    off = (
        "@jupyter/nbgrader",
        "jupyterlab-jupytext",
        "@jupyterlab/lsp-extension",
        "@jupyterlab/extensionmanager-extension",
    )
    (settings / "page_config.json").write_text(json.dumps({"disabledExtensions": dict.fromkeys(off, True)}))
    log = (root / "server.log").open("wb")
    process = subprocess.Popen(
        [
            sys.executable, "-m", "notebook", "--no-browser", "--allow-root", f"--port={port}",
            "--ServerApp.port_retries=0", f"--ServerApp.root_dir={root / 'work'}", "--IdentityProvider.token=",
            "--ServerApp.password=", "--ServerApp.disable_check_xsrf=True",
            "--ServerApp.jpserver_extensions={'nbgrader.server_extensions.formgrader': False}",
            *(f"--{app}.extra_labextensions_path={EXTENSION}" for app in ("LabApp", "JupyterNotebookApp")),
        ],
        env=environment, stdout=log, stderr=log, start_new_session=True,
    )  # fmt: skip
    server = Server(f"http://127.0.0.1:{port}", root, process)
    try:
        for _ in range(240):
            if process.poll() is not None:
                raise RuntimeError((root / "server.log").read_text(errors="replace")[-3000:])
            try:
                server.ask("status")
                break
            except (urllib.error.URLError, OSError):
                time.sleep(0.25)
        yield server
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
        log.close()
