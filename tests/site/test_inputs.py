from __future__ import annotations

from qmslib.course.paths import Course
from qmslib.site.inputs import cells_stamp, site_stamp


def test_a_changed_page_changes_the_site_and_not_the_results_of_cells(small_course: Course) -> None:
    cells, site = cells_stamp(small_course.root), site_stamp(small_course.root)
    with (small_course.book / "index.md").open("a", encoding="utf-8") as page:
        page.write("\nMore.\n")
    assert cells_stamp(small_course.root) == cells
    assert site_stamp(small_course.root) != site


def test_a_changed_practice_item_changes_both(small_course: Course) -> None:
    cells, site = cells_stamp(small_course.root), site_stamp(small_course.root)
    (small_course.book / "standards" / "first.items.yaml").write_text("format: 1\n", encoding="utf-8")
    assert cells_stamp(small_course.root) != cells
    assert site_stamp(small_course.root) != site


def test_what_a_build_leaves_behind_changes_nothing(small_course: Course) -> None:
    site = site_stamp(small_course.root)
    made = small_course.book / "_build" / "x.html"
    made.parent.mkdir()
    made.write_text("made", encoding="utf-8")
    (small_course.root / "_build").mkdir()
    assert site_stamp(small_course.root) == site
