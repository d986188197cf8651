"""A learner's server in a process of its own, for tests."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
from pathlib import Path
from types import TracebackType

import requests

from qmslib.course.paths import Course

ADDRESS = re.compile(r"http://127\.0\.0\.1:(\d+)/qms/\?token=(\w+)")


class Running:
    """``qms learn`` on a free port; stops when the block ends."""

    def __init__(self, course: Course, home: Path, port: int = 18888) -> None:
        environment = {
            **os.environ,
            "QMS_COURSE": str(course.root),
            "QMS_NO_BROWSER": "1",
            "HOME": str(home),
            "JUPYTER_RUNTIME_DIR": str(home / "runtime"),
            "IPYTHONDIR": str(home / "ipython"),
            "PYTHONPATH": str(Path(__file__).parents[2]),
        }
        home.mkdir(parents=True, exist_ok=True)
        self.errors = (home / "stderr.txt").open("w+", encoding="utf-8")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "qmslib", "learn", "--port", str(port)],
            stdout=subprocess.PIPE,
            stderr=self.errors,
            text=True,
            env=environment,
            cwd=home,
        )
        self.lines: list[str] = []
        self._ready = threading.Event()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line)
            if ADDRESS.search(line):
                self._ready.set()
        self._ready.set()

    def __enter__(self) -> Running:
        self._ready.wait(120)
        found = ADDRESS.search("".join(self.lines))
        if not found:
            self.__exit__(None, None, None)
            raise AssertionError(f"the server did not start: {self.said} {self.complaints}")
        self.port, self.token = int(found[1]), found[2]
        self.origin = f"http://127.0.0.1:{self.port}"
        self.home = f"{self.origin}/qms/"
        self.address = f"{self.home}?token={self.token}"
        return self

    @property
    def said(self) -> str:
        return "".join(self.lines)

    @property
    def complaints(self) -> str:
        return Path(self.errors.name).read_text(encoding="utf-8")

    def stop(self, number: int = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.process.wait(60)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(60)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self._reader.join(5)
        assert self.process.stdout is not None
        self.process.stdout.close()
        self.errors.close()


class Visitor(requests.Session):
    """A browser without JavaScript: it keeps cookies and sends each form's own token."""

    def __init__(self, server: Running) -> None:
        super().__init__()
        self.server = server
        self.get(server.address).raise_for_status()

    def page(self, path: str = "") -> str:
        answer = self.get(self.server.home + path)
        return answer.text

    def press(self, path: str, **values: str) -> str:
        """Send a form and return the page that follows."""
        return self.post(self.server.home + path, data={"_xsrf": self.cookies["_xsrf"], **values}).text

    def upload(self, name: str, content: bytes) -> str:
        return self.post(
            f"{self.server.home}feedback",
            data={"_xsrf": self.cookies["_xsrf"]},
            files={"file": (name, content, "text/html")},
        ).text
