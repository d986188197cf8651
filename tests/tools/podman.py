"""Make sure that there is podman for the slow tests of the second box, or say plainly that there is none.

On Debian as root the distribution's packages are installed. Where they cannot be had or podman does not work, the
tests that need it are skipped, each with its reason.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

from qmslib.trainer.boxed.launch import find_podman, find_sandbox


def install() -> None:
    """Install Debian's packages, both runtimes among them; it may fail."""
    if shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update", "-qq"], check=False, env=quiet)
        command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "podman", "crun", "runc"]
        subprocess.run(command, check=False, env=quiet, stdout=subprocess.DEVNULL)


def main() -> None:
    """Find or install, then say what the tests will use."""
    if shutil.which("podman") is None:
        print("No podman here yet: installing it for the tests of the second box …", flush=True)
        install()
    found = find_podman("bubblewrap is left out") if sys.platform.startswith("linux") else find_sandbox()
    print(
        f"NOT TESTED: podman as the box, since {found.why}"
        if found.why
        else f"Tests of the second box use podman with {found.runtime}"
    )


if __name__ == "__main__":
    main()
