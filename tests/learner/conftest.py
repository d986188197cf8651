from __future__ import annotations

from pathlib import Path

import pytest

from qmslib.course.paths import Course
from tests.learner.fake_course import make_course


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    """A small course of its own for each test."""
    root = tmp_path / "course"
    monkeypatch.setenv("QMS_COURSE", str(root))
    return make_course(root)
