"""No test is left out in silence, and none at all where that is asked for."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import STRICT

REASON = "no PostgreSQL here"


@pytest.mark.parametrize(
    ("settings", "status"),
    [({}, 0), ({STRICT: "1"}, 1), ({STRICT: "1", "QMS_MAY_SKIP": "sandbox|PostgreSQL"}, 0)],
)
def test_what_is_left_out_is_said_and_fails_where_asked(
    settings: dict[str, str], status: int, tmp_path: Path
) -> None:
    shutil.copy(Path(__file__).with_name("conftest.py"), tmp_path)
    (tmp_path / "test_it.py").write_text(
        f"import pytest\n\n@pytest.mark.skipif(True, reason='{REASON}')\ndef test_one(): ...\n\n"
        "@pytest.mark.skipif(True, reason='QMS_REAL_DATA does not name it')\ndef test_two(): ...\n\n"
        "def test_three(): ...\n"
    )
    plain = {name: value for name, value in os.environ.items() if name not in (STRICT, "QMS_MAY_SKIP")}
    words = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-c", os.devnull, "--rootdir", ".", "."]
    ran = subprocess.run(words, cwd=tmp_path, env={**plain, **settings}, capture_output=True, text=True, check=False)
    assert f"NOT TESTED: 1 × {REASON}" in ran.stdout
    assert ran.returncode == status, ran.stdout
