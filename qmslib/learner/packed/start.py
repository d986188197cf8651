"""Start the course: ``python start.py``.

The first start makes a folder ``.venv`` beside this file and installs what the course needs into it; for that it
needs the internet, once. Every later start takes a few seconds and needs no internet. It needs Python 3.11 or
later and nothing else.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent
ENVIRONMENT = ROOT / ".venv"
LOCK = ROOT / "requirements.lock"
#: Says which requirements were installed completely; missing after a start that was interrupted.
DONE = ENVIRONMENT / "course-installed.txt"


def python() -> Path:
    """The Python of the course's own environment."""
    return ENVIRONMENT / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def fingerprint() -> str:
    """Changes when the requirements, the Python or the place of the folder change."""
    parts = [hashlib.sha256(LOCK.read_bytes()).hexdigest(), sys.version, str(ROOT)]
    return "\n".join(parts) + "\n"


def installed() -> bool:
    """Whether the environment is complete and fits."""
    try:
        return python().is_file() and DONE.read_text(encoding="utf-8") == fingerprint()
    except OSError:
        return False


def install() -> None:
    """Make the environment; say plainly what to do when that fails."""
    print("First start: getting what the course needs. This takes some minutes and needs the internet once.")
    if ENVIRONMENT.exists():
        shutil.rmtree(ENVIRONMENT, ignore_errors=True)
    try:
        venv.create(ENVIRONMENT, with_pip=True)
    except (OSError, subprocess.CalledProcessError) as error:
        sys.exit(
            f"The folder .venv could not be made: {error}\n"
            "Check that you may write to this folder and that the disk is not full. On Debian or Ubuntu, the "
            "package python3-venv may be missing."
        )
    command = [
        str(python()), "-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--quiet",
        "--only-binary", ":all:", "--require-hashes", "-r", str(LOCK),
    ]  # fmt: skip
    if subprocess.run(command, check=False).returncode != 0:
        sys.exit(
            "\nThe course could not be set up: what it needs could not be downloaded or did not fit.\n"
            "- Is this computer connected to the internet? It is needed for the first start only.\n"
            "- In an office network, ask your IT service if packages may come from the Python Package Index, or\n"
            "  for the address of their own package server: set PIP_INDEX_URL to it and start again.\n"
            "- The lines above say what exactly went wrong. Nothing of your work was touched."
        )
    DONE.write_text(fingerprint(), encoding="utf-8")


def main() -> int:
    """Install when needed, then run the course until it is stopped."""
    # An older Python gets this far, and is told.
    if sys.version_info < (3, 11):  # noqa: UP036
        sys.exit(f"The course needs Python 3.11 or later; this is {sys.version.split()[0]}. Get it from python.org.")
    if not installed():
        install()
    settings = {**os.environ, "QMS_COURSE": str(ROOT)}
    settings["PYTHONPATH"] = str(ROOT)
    settings["PATH"] = str(python().parent) + os.pathsep + settings.get("PATH", "")
    command = [str(python()), "-m", "qmslib", *(sys.argv[1:] or ["learn"])]
    if os.name != "nt":
        # The course takes the place of this program, so that Ctrl-C and an end signal reach it and nothing is left.
        os.chdir(ROOT)
        os.execve(command[0], command, settings)
    running = subprocess.Popen(command, cwd=ROOT, env=settings)
    while True:
        try:
            return running.wait()
        except KeyboardInterrupt:
            # The course got it too, and stops by itself.
            continue


if __name__ == "__main__":
    sys.exit(main())
