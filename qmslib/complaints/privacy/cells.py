"""Cells that no spreadsheet takes for a formula."""

from __future__ import annotations

import re

#: What a spreadsheet takes for the start of a formula, also in full width and behind spaces; and line breaks and
#: tabs, after which some programs look again.
_FORMULA = r"(?:[\0\t\r\n]|\s*[=+\-@＝＋－＠])"
_HARMFUL = re.compile(rf"'*{_FORMULA}")
_MADE_HARMLESS = re.compile(rf"'(?='*{_FORMULA})")


def harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula: an apostrophe is put in front where one would.

    Parameters
    ----------
    text
        The text of a cell.

    Returns
    -------
    str
        The text; with ``'`` in front when it begins (after spaces and apostrophes) with ``=``, ``+``, ``-`` or
        ``@``, also in full width, or begins with a tab, a line break or a null
        character.

    Notes
    -----
    Source: OWASP, "CSV Injection", and OWASP ASVS 5.0 (2025), 1.2.10. Excel and LibreOffice show the apostrophe of
    a CSV file; that is the price.

    Examples
    --------
    >>> from qmslib.complaints import harmless
    >>> print(harmless("=HYPERLINK(A1)"), harmless("- heating is off"), harmless("C-0001"))
    '=HYPERLINK(A1) '- heating is off C-0001
    """
    return "'" + text if _HARMFUL.match(text) else text


def is_harmful(text: str) -> bool:
    """Whether a spreadsheet could take the text for a formula."""
    return bool(_HARMFUL.match(text))


def as_it_was(text: str) -> str:
    """The text without the apostrophe that `harmless` put in front."""
    return text[1:] if _MADE_HARMLESS.match(text) else text
