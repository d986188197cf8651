"""Pages that are written several at once: in order, and none stops another."""

from __future__ import annotations

from pathlib import Path

from qmslib._common.errors import CourseError
from qmslib.trainer.pages import Page, write_pages


def test_pages_come_in_order_and_what_cannot_be_is_named(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file where a folder is needed", encoding="utf-8")
    made_at_once: list[int] = []

    def page(number: int) -> Page:
        def make() -> tuple[Path, bytes] | None:
            made_at_once.append(number)
            if number == 3:
                raise CourseError("it cannot be made")
            if number == 5:
                return None
            return tmp_path / ("taken" if number == 4 else f"p{number}") / "page.html", b"page %d" % number

        return Page(make, lambda problem: f"{number}: {problem}")

    problems: list[str] = []
    made = write_pages((page(number) for number in range(40)), problems)
    assert [path.parent.name for path in made] == [f"p{number}" for number in range(40) if number not in (3, 4, 5)]
    assert [path.read_bytes() for path in made[-2:]] == [b"page 38", b"page 39"]
    assert sorted(line.split(":")[0] for line in problems) == ["3", "4"]
    assert "3: it cannot be made" in problems
    assert made_at_once == list(range(40))
    assert write_pages([page(4)]) == [], "where nobody asks what is wrong, it stops nothing either"
