"""How much asking people have to bear: surveys and minutes, per person and quarter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from qmslib._common.errors import CourseError
from qmslib._common.findings import Finding, module_texts
from qmslib._common.frames import as_frame, read_numbers, read_times, rows_named
from qmslib._common.numbers import say_number
from qmslib._common.report import Report

texts = module_texts(__file__)


@dataclass(frozen=True, eq=False)
class SurveyLoad(Report):
    """The load on people.

    Attributes
    ----------
    sentence, findings
        How many people are over the limit, and what to do.
    loads
        One row a person and quarter: person, quarter, surveys, minutes, over.
    people
        How many people were asked at all.
    over_limit
        How many people are over a limit in at least one quarter.
    most_surveys, most_minutes
        The heaviest load of one person in one quarter; None when nobody was asked.

    Examples
    --------
    >>> from qmslib.feedback import survey_load
    >>> asked = {"person": ["Wei"] * 3 + ["Tom"], "sent": ["2026-01-09", "2026-02-02", "2026-03-03", "2026-02-02"]}
    >>> survey_load(asked, minutes=10).over_limit
    1
    """

    sentence: str
    findings: tuple[Finding, ...]
    loads: pd.DataFrame
    people: int
    over_limit: int
    most_surveys: int | None
    most_minutes: float | None

    def frame(self) -> pd.DataFrame:
        """One row a person and quarter, the heaviest first."""
        return self.loads.copy()


def survey_load(
    invitations: Any,
    *,
    person: str = "person",
    sent: str = "sent",
    minutes: str | float = "minutes",
    max_surveys: int = 2,
    max_minutes: float = 30,
    consent: str | None = None,
) -> SurveyLoad:
    """Check that nobody is asked too often or for too long in one quarter.

    Parameters
    ----------
    invitations
        One row an invitation. It is not changed.
    person, sent
        The columns with the person and the day on which they were asked.
    minutes
        The column with the minutes that it takes, or one number for all.
    max_surveys, max_minutes
        The limits for one person in one calendar quarter. The course takes 2 surveys and 30 minutes; set your own.
    consent
        The sentence under which people are asked. It should say that taking part is free and can end at any time.

    Returns
    -------
    SurveyLoad
        The load of each person in each quarter, with those over a limit counted. At the limit is not over it.

    Raises
    ------
    CourseError
        If a person or day is missing, or the minutes are no number.

    Examples
    --------
    >>> asked = {"person": ["Wei", "Wei"], "sent": ["2026-01-09", "2026-04-02"], "minutes": [10, 25]}
    >>> print(survey_load(asked, consent="You choose whether to answer, and can stop at any time.").sentence)
    Nobody is over the limit of 2 surveys or 30 minutes in a quarter.
    """
    if max_surveys < 0 or max_minutes < 0:
        raise CourseError("a limit cannot be below 0", field="max_surveys, max_minutes")
    needs = [person, sent, *([minutes] if isinstance(minutes, str) else [])]
    frame = as_frame(invitations, needs)
    nobody = np.flatnonzero(frame[person].isna().to_numpy())
    if len(nobody):
        raise CourseError(f"{rows_named(nobody)}: the person is missing", field=person, do="Fill it in")
    findings = []
    if consent is not None:
        folded = consent.casefold()
        if not any(word in folded for word in texts.say("consent_free").split("|")):
            findings.append(texts.finding("warn", "consent_not_free"))
        if not any(word in folded for word in texts.say("consent_stop").split("|")):
            findings.append(texts.finding("warn", "consent_no_stop"))
    else:
        findings.append(texts.finding("warn", "no_consent"))
    columns = ["person", "quarter", "surveys", "minutes", "over"]
    if not len(frame):
        empty = pd.DataFrame(columns=columns)
        return SurveyLoad(texts.say("nobody"), tuple(findings), empty, 0, 0, None, None)
    days = read_times(frame, sent, missing=False)
    if getattr(days.dt, "tz", None) is not None:
        days = days.dt.tz_localize(None)
    if isinstance(minutes, str):
        length = read_numbers(frame, minutes, missing=False, low=0)
    else:
        if not (np.isfinite(minutes) and minutes >= 0):
            raise CourseError("minutes are a number from 0 up", field="minutes", found=minutes)
        length = pd.Series(float(minutes), index=frame.index)
    quarter = days.dt.year.astype(str) + " Q" + days.dt.quarter.astype(str)
    grouped = pd.DataFrame({"person": frame[person].astype(object), "quarter": quarter, "minutes": length})
    loads = grouped.groupby(["person", "quarter"], sort=True)["minutes"].agg(["size", "sum"]).reset_index()
    loads.columns = pd.Index(columns[:-1])
    loads["over"] = (loads["surveys"] > max_surveys) | (loads["minutes"] > max_minutes)
    loads = loads.sort_values(
        ["over", "minutes", "surveys", "quarter", "person"], ascending=[False, False, False, True, True]
    ).reset_index(drop=True)
    over, people = int(loads.loc[loads["over"], "person"].nunique()), int(loads["person"].nunique())
    if over:
        findings.append(texts.finding("warn", "what_now"))
    sentence = texts.say(
        "over" if over else "within",
        n=over,
        people=people,
        surveys=max_surveys,
        minutes=say_number(max_minutes, 1),
    )
    most = (int(loads["surveys"].max()), float(loads["minutes"].max()))
    return SurveyLoad(sentence, tuple(findings), loads, people, over, *most)
