"""Checklist forms made from measurable standards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from qmslib._common.errors import CourseError
from qmslib._common.findings import Finding, module_texts
from qmslib._common.patterns import fuzzy_word, has_number
from qmslib._common.report import Report
from qmslib._common.words import bare
from qmslib.system._registers import frame_of, read_register

texts = module_texts(__file__)


@dataclass(frozen=True, eq=False)
class ChecklistForm(Report):
    """A checklist form, one question a standard.

    Attributes
    ----------
    questions
        What is asked for each standard, in order.
    not_measurable
        Rows (from 0) of standards that two people could not check alike.
    markdown
        The form as a Markdown table to print or paste.

    Examples
    --------
    >>> rows = [{"id": "RA-1", "standard": "File sent within 2 working days", "measure": "Sent on time"}]
    >>> form = checklist_form(rows)
    >>> form.questions
    ('Sent on time?',)
    """

    sentence: str
    findings: tuple[Finding, ...]
    questions: tuple[str, ...]
    not_measurable: tuple[int, ...]
    ids: tuple[str, ...]
    standards: tuple[str, ...]
    markdown: str

    def frame(self) -> Any:
        """One row for each question, with empty cells for the answer and the evidence."""
        blank = [""] * len(self.ids)
        return frame_of(
            {
                "id": self.ids,
                "standard": self.standards,
                "question": self.questions,
                "result": blank,
                "evidence": blank,
            }
        )


def checklist_form(
    standards: Any, *, id: str = "id", standard: str = "standard", measure: str = "measure"
) -> ChecklistForm:
    """A checklist form from standards: one question for each, answered met, partly, not met or n/a, with evidence.

    Parameters
    ----------
    standards
        A table with one standard a row.
    id, standard, measure
        The columns of its number, its words and what is looked at. Without a measure the standard itself is asked.

    Returns
    -------
    ChecklistForm
        The questions; it says which standards cannot be checked as they stand.

    Raises
    ------
    CourseError
        If a column is missing, a standard is empty, or two have the same id.

    Examples
    --------
    >>> form = checklist_form([{"id": "RA-9", "standard": "Be prompt", "measure": ""}])
    >>> print(form.findings[0].text)
    Row 1: "prompt" means something different to each checker. Say by when, how many or how often.
    """
    register = read_register(standards, [id, standard])
    ids, words, measures = register.texts(id), register.texts(standard), register.texts(measure)
    findings, questions, vague, seen = [], [], [], set()
    for row, (number, said, looked) in enumerate(zip(ids, words, measures, strict=True)):
        if not said:
            raise CourseError(f"row {row + 1}: the standard is empty", field=standard)
        if number and bare(number) in seen:
            raise CourseError(f"row {row + 1}: this number stands there twice", field=id, found=number)
        seen.add(bare(number))
        word = fuzzy_word(looked or said)
        if word or not (looked or has_number(said)):
            vague.append(row)
            key = "vague" if word else "no_number"
            findings.append(texts.finding("warn", key, row, standard, found=word))
        questions.append((looked or said).rstrip(".?") + "?")
    sentence = texts.say("form", n=len(ids), good=len(ids) - len(vague))
    heads = texts.say("heads").split("|")
    lines = ["| " + " | ".join(heads) + " |", "|" + " --- |" * len(heads)]
    cells = [
        (number.replace("|", "/"), asked.replace("|", "/")) for number, asked in zip(ids, questions, strict=True)
    ]
    lines += [f"| {number} | {asked} |  |  |" for number, asked in cells]
    return ChecklistForm(
        sentence, tuple(findings), tuple(questions), tuple(vague), tuple(ids), tuple(words), "\n".join(lines)
    )
