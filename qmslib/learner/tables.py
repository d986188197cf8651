"""A table for a chapter, as readers expect one: figures in line, no code words, in a place that scrolls."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from qmslib._common import report_html

if TYPE_CHECKING:
    import pandas as pd


def table_html(table: pd.DataFrame, lead: str = "") -> str:
    """A table as HTML, in the form in which results show theirs.

    Parameters
    ----------
    table
        The table; its index is not shown.
    lead
        A sentence that stands above it, and names it for who does not see it.

    Examples
    --------
    >>> import pandas as pd
    >>> shown = table_html(pd.DataFrame({"route": ["grievance"], "cases": [16]}), "Open on 2026-06-30.")
    >>> "<p>Open on 30 June 2026.</p>" in shown, '<td class="qms-figures">16</td>' in shown
    (True, True)
    """
    lead = report_html.spelt_dates(lead)
    about = lead or ", ".join(map(str, table.columns))
    return (f"<p>{escape(lead)}</p>" if lead else "") + report_html.table_html(table, about)
