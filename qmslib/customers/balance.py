"""What one team gives and gets."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from qmslib._common.errors import CourseError
from qmslib._common.findings import Finding, module_texts
from qmslib._common.report import Report
from qmslib._common.words import fold
from qmslib.customers.relations import read_relationships

if TYPE_CHECKING:
    pass

texts = module_texts(__file__)


@dataclass(frozen=True, eq=False)
class ServiceBalance(Report):
    """What one party gives and claims.

    Attributes
    ----------
    sentence, findings
        The balance in words.
    rows
        One row a partner: `gives`, `claims` (what the party needs from it), `receives`, `side` (two-way, gives only,
        receives only).
    party
        Whose balance it is.

    Examples
    --------
    >>> from qmslib.customers import service_balance
    >>> links = [{"supplier": "Records", "customer": "East", "gives": "files"}]
    >>> service_balance(links, "Records").rows["side"].tolist()
    ['gives only']
    """

    sentence: str
    findings: tuple[Finding, ...]
    rows: pd.DataFrame
    party: str

    def frame(self) -> pd.DataFrame:
        """The partners, one row each."""
        return self.rows.copy()


def service_balance(relationships: Any, party: str) -> ServiceBalance:
    """The balance sheet of one party: to give is a duty, to claim is a right.

    Parameters
    ----------
    relationships
        As for `customer_map`.
    party
        Whose balance to draw up.

    Returns
    -------
    ServiceBalance
        With one row for each partner.

    Raises
    ------
    CourseError
        If the party is in no row.

    Examples
    --------
    >>> from qmslib.datasets import relationships
    >>> from qmslib.customers import service_balance
    >>> "two-way" in set(service_balance(relationships(), "Records and Access").rows["side"])
    True
    """
    frame = read_relationships(relationships)
    known = {fold(name): name for name in [*frame["supplier"], *frame["customer"]]}
    if fold(party) not in known:
        raise CourseError(
            "this party is in no row", field="party", found=party, do=f"Use one of: {', '.join(known.values())}"
        )
    name = known[fold(party)]
    out, back = frame[frame["supplier"] == name], frame[frame["customer"] == name]
    rows = []
    for other in dict.fromkeys([*out["customer"], *back["supplier"]]):
        mine, theirs = out[out["customer"] == other], back[back["supplier"] == other]
        side = "two-way" if len(mine) and len(theirs) else "gives only" if len(mine) else "receives only"
        said = [
            "; ".join(text for text in column if text) for column in (mine["gives"], mine["needs"], theirs["gives"])
        ]
        rows.append([other, *said, side])
    table = pd.DataFrame(rows, columns=["partner", "gives", "claims", "receives", "side"])
    findings = [
        texts.finding("info", "never_claims", partner=row["partner"])
        for row in table.to_dict("records")
        if row["side"] == "gives only" and not row["claims"]
    ]
    findings += [
        texts.finding("info", "only_receives", partner=row["partner"])
        for row in table.to_dict("records")
        if row["side"] == "receives only"
    ]
    sides = Counter(table["side"])
    sentence = texts.say(
        "balance",
        party=name,
        gives=len(out["customer"].unique()),
        gets=len(back["supplier"].unique()),
        both=sides["two-way"],
    )
    return ServiceBalance(sentence, tuple(findings), table, name)
