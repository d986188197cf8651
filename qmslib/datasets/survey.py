"""A staff survey about the internal services: expectations and perceptions, statements, scores, comments."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Any

from qmslib.datasets.department import TEAMS, some, weighted
from qmslib.datasets.made_once import made_once

if TYPE_CHECKING:
    import pandas as pd

DIMENSIONS = ("tangibles", "reliability", "responsiveness", "assurance", "empathy")
STATEMENTS = {
    "q1": "Records and Access sends the file I asked for.",
    "q2": "The file comes by the date that was agreed.",
    "q3": "I can find out where my request stands.",
    "q4": "I have to chase my requests.",
    "q5": "The people who answer know what they are doing.",
    "q6": "My team's needs are understood.",
    "q7": "Files come with pages missing.",
    "q8": "When something goes wrong, it is put right.",
}
#: Statements with which a satisfied person disagrees.
REVERSED = ("q4", "q7")
#: How many were asked, by team.
INVITED = {
    "East locality": 34, "West locality": 28, "North locality": 25, "South locality": 24, "Hospital discharge": 19,
    "Safeguarding": 6,
}  # fmt: skip
#: Two waves: before and after the request board of July 2026.
WAVES = ("May 2026", "October 2026")
_RETURNED = {
    "East locality": 0.76, "West locality": 0.61, "North locality": 0.56, "South locality": 0.5,
    "Hospital discharge": 0.42, "Safeguarding": 0.67,
}  # fmt: skip
_EXPECTED = {"tangibles": 5.2, "reliability": 6.5, "responsiveness": 6.2, "assurance": 5.9, "empathy": 5.4}
_RECEIVED = {"tangibles": 5.1, "reliability": 4.3, "responsiveness": 3.9, "assurance": 5.4, "empathy": 4.9}
_COMMENTS: dict[str, tuple[str, ...]] = {
    "time": (
        "Files come after the visit they were for.",
        "Same day would be nice, but knowing the day would be enough.",
        "Urgent seems to mean something else to Records than to us.",
    ),
    "information": (
        "I never know where my request stands.",
        "Tell us when a file cannot be found, then we can plan.",
        "Nobody told us about the new form.",
    ),
    "quality": ("Pages were missing twice this month.", "The scan was upside down and could not be read."),
    "people": (
        "Tom always rings back. That helps.",
        "Friendly and patient on the phone.",
        "They know our cases by now.",
    ),
    "nothing": ("No comment.", "All fine."),
}
#: Codes that the questionnaire does not know, as they slip in when paper forms are typed.
PLANTED = ((12, "q3", 9), (40, "q6", 0), (57, "recommend", 99), (83, "satisfaction", 55), (101, "effort", 9))


def survey_rows(seed: int = 2026) -> list[dict[str, Any]]:
    """The survey as a list of rows, the same for the same seed; columns as in `staff_survey`.

    Examples
    --------
    >>> survey_rows()[0]["respondent"]
    'S-001'
    """
    random = Random(f"survey {seed}")
    rows: list[dict[str, Any]] = []
    for wave in WAVES:
        better = 0.0 if wave == WAVES[0] else 0.7
        for team in TEAMS:
            for _ in range(INVITED[team]):
                if random.random() < _RETURNED[team]:
                    rows.append(_answers(random, len(rows) + 1, team, wave, better))
    for place, field, code in PLANTED:
        rows[place][field] = code
    return rows


def _answers(random: Random, number: int, team: str, wave: str, better: float) -> dict[str, Any]:
    # What one person thinks of the whole colours each answer; that is why the statements hang together.
    mood = random.gauss(0, 0.75) + better - (0.5 if team == "Hospital discharge" else 0.0)
    row: dict[str, Any] = {"respondent": f"S-{number:03d}", "wave": wave, "team": team}
    for name in DIMENSIONS:
        gain = 1.2 if name in ("reliability", "responsiveness") else 0.6
        row[f"expected_{name}"] = _on(random.gauss(_EXPECTED[name], 0.7), 1, 7)
        row[f"received_{name}"] = _on(random.gauss(_RECEIVED[name] + gain * mood, 0.9), 1, 7)
    for name in STATEMENTS:
        lift = {"q2": -0.5, "q3": -0.7, "q5": 0.5}.get(name, 0.0)
        score = _on(random.gauss(3.4 + lift + 0.85 * mood, 0.75), 1, 5)
        row[name] = 6 - score if name in REVERSED else score
        if random.random() < 0.02:
            row[name] = None
    row["recommend"] = _on(random.gauss(6.5 + 1.7 * mood, 1.6), 0, 10)
    row["satisfaction"] = _on(random.gauss(3.3 + 0.8 * mood, 0.7), 1, 5)
    row["effort"] = _on(random.gauss(4.3 + 0.8 * mood, 1.1), 1, 7)
    theme = weighted(
        random,
        {"time": 3 - mood, "information": 3 - mood, "quality": 1.2, "people": 2 + mood, "nothing": 1.0}
        if abs(mood) < 2
        else {"time": 1, "people": 1},
    )
    row["comment"] = some(random, _COMMENTS[theme]) if random.random() < 0.6 else None
    return row


def _on(value: float, low: int, high: int) -> int:
    return min(high, max(low, round(value)))


@made_once
def staff_survey(seed: int = 2026) -> pd.DataFrame:
    """What the social work teams think of Records and Access, in May and in October 2026.

    Parameters
    ----------
    seed
        Another seed makes other people.

    Returns
    -------
    pandas.DataFrame
        ``respondent``, ``wave``, ``team``; ``expected_…`` and ``received_…`` for tangibles, reliability,
        responsiveness, assurance and empathy (1 to 7); ``q1`` to ``q8`` (1 disagree to 5 agree; ``q4`` and ``q7``
        are worded the other way round); ``recommend`` (0 to 10), ``satisfaction`` (1 to 5), ``effort`` (1 hard to 7
        easy) and ``comment``. Five cells hold codes that the questionnaire does not know.

    Examples
    --------
    >>> survey = staff_survey()
    >>> survey["wave"].unique().tolist()
    ['May 2026', 'October 2026']
    """
    import pandas as pd

    frame = pd.DataFrame(survey_rows(seed))
    # Whole numbers stay whole although some are missing.
    return frame.astype(dict.fromkeys(STATEMENTS, "Int64"))


@made_once
def staff_survey_answers(seed: int = 2026) -> pd.DataFrame:
    """The undeclared codes planted in `staff_survey`.

    Returns
    -------
    pandas.DataFrame
        ``row`` (from 1), ``respondent``, ``field`` and ``found``.

    Examples
    --------
    >>> len(staff_survey_answers())
    5
    """
    import pandas as pd

    rows = survey_rows(seed)
    return pd.DataFrame(
        {"row": place + 1, "respondent": rows[place]["respondent"], "field": field, "found": code}
        for place, field, code in PLANTED
    )


def staff_survey_statements() -> dict[str, str]:
    """The statements behind ``q1`` to ``q8`` of `staff_survey`, in words.

    Examples
    --------
    >>> staff_survey_statements()["q4"]
    'I have to chase my requests.'
    """
    return dict(STATEMENTS)


def staff_survey_invited() -> dict[str, int]:
    """How many people of each team were asked, in each wave of `staff_survey`.

    Examples
    --------
    >>> staff_survey_invited()["Safeguarding"]
    6
    """
    return dict(INVITED)
