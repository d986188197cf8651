"""The table of the unit's criteria, for a page of the book."""

from __future__ import annotations

from html import escape

from qmslib.course.criteria import criteria, outcomes

_STATUS = {"finished": "In this course", "planned": "Planned"}


class CriteriaMap:
    """A table of outcomes and criteria, with what this course covers."""

    def _repr_html_(self) -> str:
        rows = []
        for outcome in outcomes().values():
            for criterion_id in outcome.criteria:
                criterion = criteria()[criterion_id]
                rows.append(
                    f'<tr><th scope="row">{escape(criterion.id)}</th>'
                    f"<td>{escape(outcome.id)}: {escape(outcome.title)}</td>"
                    f"<td>{escape(criterion.text)}</td><td>{escape(_STATUS[criterion.status])}</td></tr>"
                )
        head = "".join(f'<th scope="col">{name}</th>' for name in ("Criterion", "Outcome", "What it asks", "Status"))
        return (
            '<table class="qms-criteria"><caption>The unit’s criteria and where this course stands</caption>'
            f"<thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
        )

    def __repr__(self) -> str:
        return f"The unit’s {len(criteria())} criteria"


def criteria_map() -> CriteriaMap:
    """Show the unit's outcomes and criteria, and which of them this course covers."""
    return CriteriaMap()
