"""Where each part of a course stands, from its root folder."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from qmslib._common.errors import CourseError


@dataclass(frozen=True)
class Course:
    """The folders and files of one course.

    Parameters
    ----------
    root
        The folder that holds ``_config.yml`` and ``book/``.
    """

    root: Path

    @classmethod
    def find(cls, start: Path | None = None) -> Course:
        """Find the course.

        The environment variable ``QMS_COURSE`` wins. Otherwise the first folder from `start` (by default the
        current one) upwards that holds ``_config.yml`` and ``book/_toc.yml``.

        Raises
        ------
        CourseError
            When there is none.
        """
        named = os.environ.get("QMS_COURSE")
        if named and start is None:
            root = Path(named).resolve()
            if not (root / "book" / "_toc.yml").is_file():
                raise CourseError(
                    "the setting QMS_COURSE names a folder with no course in it",
                    found=named,
                    do="Set it to the folder that holds _config.yml and book/, or remove it",
                )
            return cls(root)
        here = Path(start or Path.cwd()).resolve()
        for folder in (here, *here.parents):
            if (folder / "_config.yml").is_file() and (folder / "book" / "_toc.yml").is_file():
                return cls(folder)
        raise CourseError(
            "no course was found here",
            found=str(here),
            do="Go to the course's folder (it holds _config.yml and book/) and try again",
        )

    @property
    def book(self) -> Path:
        """Chapters and their practice items."""
        return self.root / "book"

    @property
    def solutions(self) -> Path:
        """Exercises with their keys; a trainer's machine only."""
        return self.root / "solutions"

    @property
    def exercises(self) -> Path:
        """Exercises as released to learners."""
        return self.root / "exercises"

    @property
    def work(self) -> Path:
        """Where a learner works; the root of the learner's server."""
        return self.root / "work"

    @property
    def submitted(self) -> Path:
        """What was collected, as nbgrader lays it out: learner, then exercise."""
        return self.root / "submitted"

    @property
    def autograded(self) -> Path:
        """What was marked, for the formgrader."""
        return self.root / "autograded"

    @property
    def feedback(self) -> Path:
        """Feedback files for learners."""
        return self.root / "feedback"

    @property
    def received(self) -> Path:
        """Hand-in files exactly as they came."""
        return self.root / "received"

    @property
    def reports(self) -> Path:
        """Tables for the trainer."""
        return self.root / "reports"

    @property
    def gradebook(self) -> Path:
        """nbgrader's database."""
        return self.root / "gradebook.db"

    @property
    def decisions(self) -> Path:
        """Every decision ever made, one a line."""
        return self.root / "decisions.jsonl"

    @property
    def site(self) -> Path:
        """The built static site."""
        return self.root / "_build" / "html"

    def exercise_names(self) -> list[str]:
        """Names of all exercises, from the released ones and, where they are, the solutions."""
        names = {path.parent.name for path in self.exercises.glob("*/*.form.json")}
        names |= set(self.authored())
        return sorted(names)

    def authored(self) -> list[str]:
        """Names of the exercises whose keys are here. Their variants end as key files do, and are none."""
        keys = self.solutions.glob("*/*.key.yaml")
        return sorted({path.parent.name for path in keys if not path.name.endswith(".variants.key.yaml")})

    def key_file(self, exercise: str) -> Path:
        """Items, keys and mark scheme of an exercise. The one path by which marking finds keys."""
        return self.solutions / exercise / f"{exercise}.key.yaml"

    def model_file(self, exercise: str) -> Path:
        """Model answers and typical wrong answers of an exercise."""
        return self.solutions / exercise / f"{exercise}.model.json"

    def form_file(self, exercise: str) -> Path:
        """The released items of an exercise."""
        return self.exercises / exercise / f"{exercise}.form.json"

    def practice_files(self) -> list[Path]:
        """All practice item files of the book, in order of path."""
        return sorted(self.book.rglob("*.items.yaml"))
