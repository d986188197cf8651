"""Make sure that there is bubblewrap for the tests of the box, or say plainly that there is none.

On Debian as root the distribution's package is installed. Where it cannot be had or does not work, the tests that
need it are skipped, each with its reason.
"""

from __future__ import annotations

import os
import shutil
import subprocess

from qmslib.trainer.boxed.launch import find_sandbox


def install() -> None:
    """Install Debian's package; it may fail."""
    if shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update", "-qq"], check=False, env=quiet)
        command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "bubblewrap"]
        subprocess.run(command, check=False, env=quiet, stdout=subprocess.DEVNULL)


def main() -> None:
    """Find or install, then say what the tests will use."""
    if shutil.which("bwrap") is None:
        print("No bubblewrap here yet: installing it for the tests of the box …", flush=True)
        install()
    found = find_sandbox()
    if found.why:
        print(f"NOT TESTED: the box for learners' code, since {found.why}")
    else:
        print(f"Tests of the box use {found.kind}{f', since {found.instead}' if found.instead else ''}")


if __name__ == "__main__":
    main()
