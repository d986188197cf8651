"""Control groups: made where the machine lets us, removed always."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from qmslib.trainer.boxed import groups
from qmslib.trainer.boxed.job import Limits


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What stands for the older kind of control groups."""
    for kind in ("memory", "pids", "cpu"):
        (tmp_path / kind).mkdir()
    monkeypatch.setattr(groups, "_ROOT", tmp_path)
    return tmp_path


def test_what_a_killed_run_left_is_swept_away_and_what_is_in_use_stays(root: Path) -> None:
    gone, used = f"{groups.NAME}-999999999-1", f"{groups.NAME}-{os.getpid()}-1"
    for kind in ("memory", "pids", "cpu"):
        for name in (gone, used, "other-999999999-1"):
            (root / kind / name).mkdir()
    groups.sweep()
    assert {path.name for path in root.glob("*/*")} == {used, "other-999999999-1"}


def test_a_group_holds_its_limits_and_those_who_are_in_it(root: Path) -> None:
    made = groups.new_group("qms-1-1", Limits(memory=1000, disk=100, processes=5))
    assert made is not None
    made.take(77)
    assert (root / "memory/qms-1-1/memory.limit_in_bytes").read_text() == "1200"
    assert (root / "pids/qms-1-1/cgroup.procs").read_text() == "77"


def test_where_none_may_be_made_there_is_none(root: Path) -> None:
    (root / "memory").rmdir()
    assert groups.new_group("qms-1-1", Limits()) is None
    assert list(root.glob("*/qms-*")) == []
