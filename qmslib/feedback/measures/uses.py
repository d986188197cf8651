"""What findings are used for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from qmslib._common.errors import CourseError
from qmslib._common.findings import Finding, module_texts
from qmslib._common.frames import as_frame, read_choices
from qmslib._common.report import Report
from qmslib._common.words import filled

texts = module_texts(__file__)


@dataclass(frozen=True, eq=False)
class Uses(Report):
    """What each finding is used for.

    Attributes
    ----------
    sentence, findings
        Findings without a use; uses that could do harm.
    matrix
        One row a finding, a column for each use, True where it is used so.

    Examples
    --------
    >>> from qmslib.feedback import finding_uses
    >>> finding_uses([{"finding": "Late on Fridays", "use": "system change", "so_what": "move the van"}]).matrix.shape
    (1, 5)
    """

    sentence: str
    findings: tuple[Finding, ...]
    matrix: pd.DataFrame

    def frame(self) -> pd.DataFrame:
        """The matrix, one row a finding."""
        return self.matrix.copy()


def finding_uses(rows: Any) -> Uses:
    """A matrix of findings and what they are used for: appraisal, training, incentive, system change.

    Parameters
    ----------
    rows
        One row for each finding and use: `finding`, `use`, and `so_what` (what will be different).

    Returns
    -------
    Uses
        Findings without a use or a "so what" are named; so are those used for appraisal or incentive only, which
        looks at people before the system.

    Raises
    ------
    CourseError
        If a use is not one of the four.

    Examples
    --------
    >>> from qmslib.feedback import finding_uses
    >>> found = finding_uses([{"finding": "Slow replies", "use": "appraisal", "so_what": "talk in March"}])
    >>> found.findings[0].level
    'warn'
    """
    uses = ("appraisal", "training", "incentive", "system change")
    frame = as_frame(rows, ["finding", "use"] if len(rows) else [])
    if not len(frame):
        return Uses(texts.say("no_findings"), (), pd.DataFrame(columns=["finding", *uses]))
    chosen = read_choices(frame, "use", uses)
    findings: list[Finding] = []
    table: dict[str, dict[str, bool]] = {}
    for row, name in enumerate(frame["finding"]):
        if not filled(name):
            raise CourseError(f"row {row + 1}: the finding is missing", field="finding")
        own = table.setdefault(name, dict.fromkeys(uses, False))
        if filled(chosen.iloc[row]):
            own[chosen.iloc[row]] = True
        if "so_what" not in frame.columns or not filled(frame["so_what"].iloc[row]):
            findings.append(texts.finding("bad", "no_so_what", row, "so_what", name=name))
    for name, own in table.items():
        if not any(own.values()):
            findings.append(texts.finding("bad", "no_use", field="use", name=name))
        elif not (own["training"] or own["system change"]):
            findings.append(texts.finding("warn", "people_only", field="use", name=name))
    matrix = pd.DataFrame([{"finding": name, **own} for name, own in table.items()])
    n = sum(any(own.values()) for own in table.values())
    return Uses(texts.say("uses", n=n, all=len(table)), tuple(findings), matrix)
