"""A PostgreSQL server for the tests: find its programs or install them, and start one in a folder of its own.

On Debian as root the distribution's package is installed. Where it cannot be had, the tests that need it are skipped,
each with its reason. Run as a program it installs, and says what the tests will use.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

#: Letters and digits: stock `nbgrader db upgrade` fails on signs that an address has to spell with a %.
PASSWORD = "neverShownToAnybody7"


def programs() -> Path | None:
    """The folder with the server's programs, the newest there is."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parents[1].name))
    if found:
        return found[-1].parent
    beside = shutil.which("initdb")
    return Path(beside).resolve().parent if beside else None


def is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def install() -> None:
    """Install Debian's package; it may fail."""
    if not (shutil.which("apt-get") and is_root()):
        return
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "-qq"], check=False, env=quiet)
    # The tests start a server of their own: the one that the package would start is left out.
    policy = Path("/usr/sbin/policy-rc.d")
    ours = not policy.exists()
    if ours:
        policy.write_text("#!/bin/sh\nexit 101\n", encoding="ascii")
        policy.chmod(0o755)
    try:
        command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "postgresql"]
        subprocess.run(command, check=False, env=quiet, stdout=subprocess.DEVNULL)
    finally:
        if ours:
            policy.unlink()


class Server:
    """A server on a free port of this machine alone.

    Parameters
    ----------
    folder
        Where it keeps all it has.
    """

    def __init__(self, folder: Path) -> None:
        found = programs()
        assert found is not None
        self._programs = found
        self._folder = folder
        self.port = 0
        # The server refuses to run as root.
        self._user = next((name for name in ("postgres", "nobody") if _known(name)), None) if is_root() else None
        if self._user:
            shutil.chown(folder, self._user)
        secret = folder / "password"
        secret.write_text(PASSWORD, encoding="utf-8")
        if self._user:
            shutil.chown(secret, self._user)
        data = str(folder / "data")
        self._run("initdb", "-D", data, "-U", "qms", "-A", "scram-sha-256", f"--pwfile={secret}", "-E", "UTF8",
                  "--locale=C", "--no-sync")  # fmt: skip

    def _run(self, program: str, *words: str) -> None:
        ran = subprocess.run(
            [str(self._programs / program), *words], user=self._user, cwd=self._folder, check=False, text=True,
            stdout=subprocess.PIPE if program != "pg_ctl" else subprocess.DEVNULL, stderr=subprocess.STDOUT,
            env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C"},
        )  # fmt: skip
        assert ran.returncode == 0, ran.stdout

    def start(self) -> None:
        """Start it, on the port that it had before if it had one."""
        if not self.port:
            with socket.socket() as free:
                free.bind(("127.0.0.1", 0))
                self.port = free.getsockname()[1]
        settings = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self._folder}"
        self._run("pg_ctl", "-D", str(self._folder / "data"), "-w", "-l", str(self._folder / "log"),
                  "-o", f"{settings} -c fsync=off -c max_connections=20", "start")  # fmt: skip

    def stop(self) -> None:
        """Stop it at once, whoever is connected."""
        self._run("pg_ctl", "-D", str(self._folder / "data"), "-w", "-m", "immediate", "stop")

    def address(self, name: str = "postgres", password: str = PASSWORD) -> str:
        """Address of one of its databases, as nbgrader takes it."""
        from sqlalchemy.engine import URL

        url = URL.create("postgresql+pg8000", "qms", password, "127.0.0.1", self.port, name)
        return url.render_as_string(hide_password=False)

    def new(self, name: str, like: str = "template1") -> str:
        """Make a database, empty or like another one; return its address."""
        from sqlalchemy import create_engine, text

        engine = create_engine(self.address(), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {like}"))
        engine.dispose()
        return self.address(name)


def _known(name: str) -> bool:
    # Only here: Windows has no such module, and no such package either.
    import pwd

    try:
        return bool(pwd.getpwnam(name))
    except KeyError:
        return False


@contextmanager
def running(folder: Path) -> Iterator[Server]:
    """A server that is stopped at the end."""
    server = Server(folder)
    server.start()
    try:
        yield server
    finally:
        server.stop()


def main() -> None:
    """Find or install, then say what the tests will use."""
    found = programs()
    if not found:
        print("No PostgreSQL here yet: installing it for the tests of the gradebook …", flush=True)
        install()
        found = programs()
    if found:
        print(f"Tests of a gradebook on a server use {found}")
    else:
        print("NOT TESTED: no PostgreSQL could be found or installed: tests of a gradebook on a server are skipped.")


if __name__ == "__main__":
    main()
