from datetime import date

import pytest

from qmslib._common.reading import flesch, syllables
from qmslib.system import check_policy
from qmslib.system.documents.policy import POLICY_PARTS, count_sentences

TODAY = date(2026, 3, 16)
POLICY = {
    "purpose": "We find and send case files so that social workers can prepare.",
    "standard": "You get a file within 2 working days.",
    "complaints": "Tell Priya Nair. You get an answer within 5 working days.",
    "who": "Priya Nair keeps this policy.",
    "review": "2026-12-01",
}


@pytest.mark.parametrize(
    ("per_100_words", "sentence", "low", "high"),
    [
        # Flesch's own table: syllables in 100 words, words in a sentence, and the band of scores.
        (123, 8, 90, 100), (131, 11, 80, 90), (139, 14, 70, 80), (147, 17, 60, 70), (155, 21, 50, 60),
        (167, 25, 30, 50), (192, 29, 0, 30),
    ],
)  # fmt: skip
def test_flesch_gives_the_bands_of_his_table(per_100_words, sentence, low, high):
    assert low <= flesch(100, 100 / sentence, per_100_words) <= high


def test_flesch_by_hand():
    assert flesch(100, 10, 150) == pytest.approx(206.835 - 10.15 - 126.9)


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("the", 1), ("file", 1), ("files", 1), ("records", 2), ("agreed", 2), ("promised", 2), ("needed", 2),
        ("table", 2), ("services", 3), ("closes", 2), ("used", 1), ("complaint", 2), ("policy", 3), ("2", 1), ("", 1),
    ],
)  # fmt: skip
def test_syllables(word, count):
    assert syllables(word) == count


def test_sentences():
    assert count_sentences("One. Two! Three? e.g. four") == 4
    assert count_sentences("- one\n- two\r\n\n- three.") == 3
    assert count_sentences("Ask Mr. Ellis, i.e. Tom. He knows.") == 2
    assert count_sentences("") == 0


def test_a_whole_policy():
    report = check_policy(POLICY, TODAY)
    assert report.missing == ()
    assert [found.level for found in report.findings] == ["info"]
    assert report.reading_ease > 60
    assert report.words_per_sentence < 16


@pytest.mark.parametrize("part", POLICY_PARTS)
def test_each_part_is_missed(part):
    assert check_policy({**POLICY, part: ""}, TODAY).missing == (part,)


def test_hard_vague_and_past():
    hard = "Organisational implementation of methodologies facilitates comprehensive operational satisfaction. " * 3
    report = check_policy(
        {**POLICY, "purpose": hard, "standard": "We answer promptly.", "review": "2026-01-01"}, TODAY
    )
    assert [found.field for found in report.findings if found.level == "warn"] == ["standard", "review", None]
