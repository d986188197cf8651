"""Comparing what our marking leaves with what stock nbgrader leaves."""

from __future__ import annotations

from qmslib.course.paths import Course
from qmslib.trainer.stock import marked_notebook, rows


def assert_same_as_stock(ours: Course, stock: Course, exercise: str, learners: list[str]) -> None:
    """Gradebook row for row (ids apart), notebooks cell for cell, the other files byte for byte."""
    mine, theirs = rows(ours, exercise), rows(stock, exercise)
    assert sorted(mine) == sorted(theirs) == sorted(learners)
    for learner in learners:
        assert mine[learner] == theirs[learner], learner
        one, other = marked_notebook(ours, learner, exercise), marked_notebook(stock, learner, exercise)
        assert one is not None
        assert other is not None
        assert one["cells"] == other["cells"], learner
        folder = ours.autograded / learner / exercise
        for path in folder.iterdir():
            assert path.stat().st_mode & 0o777 == 0o444
            if path.suffix != ".ipynb":
                twin = stock.autograded / learner / exercise / path.name
                assert path.read_bytes().strip() == twin.read_bytes().strip()
