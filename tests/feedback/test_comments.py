import pytest

from qmslib._common.errors import CourseError
from qmslib.feedback import code_book, code_comments, compare_coders, compare_sources

BOOK = [
    {"code": "speed", "definition": "How long it took", "words": "slow, late, weeks"},
    {"code": "tone", "definition": "How people were spoken to", "words": "rude"},
]


def test_counts_with_several_codes():
    found = code_comments(["Slow and rude", "", "Late", "Fine"], BOOK, codes=[["speed", "tone"], "", "Speed", None])
    assert (found.n, found.blank, found.uncoded) == (3, 1, 1)
    assert found.counts["comments"].tolist() == [2, 1]
    assert found.counts["share"].sum() == pytest.approx(1)
    assert code_comments([], BOOK, codes=[]).counts["share"].isna().all()


def test_words_only_propose():
    found = code_comments(["Took WEEKS.", "Very rude"], BOOK)
    assert found.coded["codes"].tolist() == [("speed",), ("tone",)]
    assert any("must read" in each.text for each in found.findings)


def test_unknown_codes_are_refused():
    with pytest.raises(CourseError, match="row 2: a code that is not in the code book"):
        code_comments(["a", "b"], BOOK, codes=["speed", "price"])
    with pytest.raises(CourseError, match="no comment"):
        code_comments([""], BOOK, codes=["speed"])
    with pytest.raises(CourseError, match="row 2: this is not text"):
        code_comments(["a", 3], BOOK, codes=["", ""])
    with pytest.raises(CourseError, match="one entry"):
        code_comments(["a"], BOOK, codes=[])
    assert not code_book([]).ready
    assert [each.level for each in code_book({"speed": "Speed", "": ""}).findings] == ["warn", "bad", "bad"]


def test_two_coders():
    said = ["a", "b", "c", "d"]
    found = compare_coders(said, BOOK, ["speed"] * 4, ["speed", "speed", "speed;tone", "tone"])
    assert found.disagreements["row"].tolist() == [3, 4]
    assert found.codes["agreement"].tolist() == [0.75, 0.5]
    assert "tone" in found.sentence
    same = compare_coders(said, BOOK, ["speed"] * 4, ["speed"] * 4)
    assert same.codes["kappa"].isna().all()
    assert same.codes["ac1"].tolist() == [1, 1]


def test_sources_side_by_side():
    with pytest.raises(CourseError, match="row 2: the cell is empty"):
        compare_sources({"source": ["a", None], "code": ["x", "y"]})
    assert compare_sources({"source": [], "code": []}).empty
