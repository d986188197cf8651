"""How a learner is named: a name for people, a number for files and lists."""

from __future__ import annotations

import re
import unicodedata

from qmslib._common.errors import CourseError

#: A number becomes part of file names and a folder name, so it is kept to what every system takes.
NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}")
NAME_LIMIT = 100
# Windows keeps these names for devices: no file or folder can bear them.
_RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))}


def check_number(number: object) -> str:
    """Return a learner's number without the spaces around it, or say what is wrong with it.

    Raises
    ------
    CourseError
        When it is empty, too long, holds another sign than letters, digits, ``-`` and ``_``, or is a name that
        Windows keeps for itself.
    """
    text = number.strip() if isinstance(number, str) else ""
    if not text:
        raise CourseError(
            "the learner number is missing",
            do="Type the number your trainer gave you; it tells your work from other people's",
        )
    if len(text) > 40:
        raise CourseError(
            f"the learner number is too long: {len(text)} characters, at most 40 are allowed", found=text
        )
    if not NUMBER.fullmatch(text):
        if text[0] in "-_":
            raise CourseError("a learner number begins with a letter or a digit", found=text)
        raise CourseError(
            "a learner number has only the letters a to z, digits, - and _, because it becomes part of a file name",
            found=text,
            do="Leave out spaces, dots and other signs",
        )
    if text.lower() in _RESERVED:
        raise CourseError(
            "this learner number cannot be used: Windows keeps it for itself",
            found=text,
            do="Ask your trainer for another one",
        )
    return text


def check_name(name: object) -> str:
    """Return a learner's name in one line, or say what is wrong with it."""
    text = unicodedata.normalize("NFC", " ".join(name.split())) if isinstance(name, str) else ""
    if not text:
        raise CourseError("the name is missing", do="Type your name as your trainer knows it")
    if len(text) > NAME_LIMIT:
        raise CourseError(f"the name is too long: {len(text)} characters, at most {NAME_LIMIT} are allowed")
    if any(unicodedata.category(sign) in {"Cc", "Cf", "Cs", "Co", "Cn"} for sign in text):
        raise CourseError("the name holds a sign that cannot be shown", found=text, do="Type the name again by hand")
    # A first or last name may come to stand in a cell of its own, and nbgrader's own lists do not guard against it.
    if any(word[0] in "=+-@" for word in text.split(" ")):
        raise CourseError(
            "a part of the name begins with =, +, - or @, which a spreadsheet takes for a formula",
            found=text,
            do="Leave that sign out",
        )
    return text
