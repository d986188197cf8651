from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from qmslib.course.needles import Needles

WORDS = st.text("abé ", max_size=60)


@given(st.lists(st.text("abé ", min_size=7, max_size=20)), WORDS, WORDS, st.integers(1, 7))
def test_nothing_is_missed_and_nothing_is_made_up(texts: list[str], before: str, after: str, shortest: int) -> None:
    needles = Needles(texts, shortest)
    for haystack in (before, *(before + text + after for text in texts)):
        assert needles.within(haystack) == sorted({text for text in texts if text in haystack})


def test_a_text_that_is_too_short_is_refused() -> None:
    with pytest.raises(ValueError, match="shorter than 24"):
        Needles(["short"], 24)
