"""What tests of several folders share: the one browser (a second cannot be started beside it), the hostile cohort."""

from __future__ import annotations

import os
import re
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
#: Set where a test that is left out is to fail the run.
STRICT = "QMS_LEAVE_NOTHING_OUT"
#: What may be left out there too; the setting QMS_MAY_SKIP adds to it.
MAY_SKIP = "QMS_REAL_DATA"


def _left_out(reporter: Any) -> Counter[str]:
    """Why tests were left out, and how many."""
    return Counter(str(one.longrepr[2]).removeprefix("Skipped: ") for one in reporter.stats.get("skipped", []))


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say loudly at the end what was not tested."""
    found = _left_out(terminalreporter)
    if found:
        terminalreporter.write_sep("=", "NOT TESTED", red=True, bold=True)
        for reason, count in sorted(found.items()):
            terminalreporter.write_line(f"NOT TESTED: {count} × {reason}", red=True)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Where it is asked for, a test that is left out is a test that fails."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if not os.environ.get(STRICT) or reporter is None:
        return
    more = os.environ.get("QMS_MAY_SKIP")
    allowed = re.compile(f"{MAY_SKIP}|{more}" if more else MAY_SKIP)
    if any(not allowed.search(reason) for reason in _left_out(reporter)) and session.exitstatus == 0:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def executable() -> str | None:
    """Path of a Chromium: the setting QMS_CHROMIUM, the system's, or ``None`` for Playwright's own."""
    for candidate in (os.environ.get("QMS_CHROMIUM"), "/usr/bin/chromium", shutil.which("chromium")):
        if candidate and Path(candidate).exists():
            return candidate
    return None


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """The browser, started once."""
    api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    with api.sync_playwright() as playwright:
        path = executable() or playwright.chromium.executable_path
        if not Path(path).exists():
            pytest.skip("no Chromium was found; set QMS_CHROMIUM or run: playwright install chromium")
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def hostile_code(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A cohort of hostile code, marked once: that takes a minute or two."""
    # Only here: most runs need none of it.
    from qmslib.trainer.boxed.launch import find_sandbox
    from tests.trainer.hostile_code.cohort import new_cohort

    if why := find_sandbox().why:
        pytest.skip(f"no box for learners' code: {why}")
    return new_cohort(tmp_path_factory.mktemp("hostile"))
