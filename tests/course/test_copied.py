"""An account that repeats the page is noticed, and only advised about."""

from __future__ import annotations

from hypothesis import given, settings, strategies as st

from qmslib.course.copied import RUN, copied_run, pages_text
from qmslib.course.paths import Course

PAGE = " ".join(f"word{at}" for at in range(40))


def test_a_run_is_measured_whatever_stands_around_it() -> None:
    taken = " ".join(f"Word{at}," for at in range(5, 22))
    assert copied_run(f"In my own office {taken} and that was that.", PAGE) == 17


def test_a_short_phrase_is_no_copy() -> None:
    assert copied_run(" ".join(f"word{at}" for at in range(RUN - 1)), PAGE) == 0


def test_a_sample_from_the_practice_counts_as_the_page(small_course: Course) -> None:
    text = pages_text(small_course, ["standards/4-1-identify#key-points", "gone/nowhere", ""])
    assert copied_run(text[:400], text) > RUN


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from(["a", "b", "c"]), max_size=60), st.lists(st.sampled_from(["a", "b", "c"]), max_size=60)
)
def test_a_run_is_never_longer_than_the_text(mine: list[str], theirs: list[str]) -> None:
    run = copied_run(" ".join(mine), " ".join(theirs))
    assert run == 0 or RUN <= run <= len(mine)
