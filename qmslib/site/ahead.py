"""Imported in the process that kernels are forked from: what cells of most chapters read, read once for all."""

from __future__ import annotations

from contextlib import suppress

from qmslib._common.errors import CourseError
from qmslib.course.bank import practice_bank
from qmslib.course.paths import Course

# A fault in the items is told by the cell that asks for them.
with suppress(CourseError, OSError):
    practice_bank(Course.find())
