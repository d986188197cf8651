"""Make sure that there is a Chromium for the browser tests, and say which, or say plainly that there is none.

On Debian as root the distribution's package is installed; elsewhere Playwright's own build is fetched. Where neither
can be had, the browser tests are skipped, each with its reason.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path


def installed() -> str | None:
    """Path of a Chromium that is already here."""
    named = os.environ.get("QMS_CHROMIUM")
    for candidate in (named, shutil.which("chromium"), shutil.which("chromium-browser")):
        if candidate and Path(candidate).exists():
            return candidate
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    return own if Path(own).exists() else None


def install() -> None:
    """Try the ways there are, in order; each may fail."""
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    if shutil.which("apt-get") and root:
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update", "-qq"], check=False, env=quiet)
        command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium", "fonts-dejavu-core"]
        if subprocess.run(command, check=False, env=quiet, stdout=subprocess.DEVNULL).returncode == 0:
            return
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)


def main() -> None:
    """Find or install, then say what the tests will use."""
    found = installed()
    if not found:
        print("No Chromium here yet: installing one for the browser tests …", flush=True)
        install()
        found = installed()
    if found:
        print(f"Browser tests use {found}")
    else:
        print("NOT TESTED: no Chromium could be found or installed, so every browser test will be skipped.")


if __name__ == "__main__":
    main()
