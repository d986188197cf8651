"""Rules on words: a chapter is easy enough to read.

The measure is the Flesch–Kincaid grade (Kincaid and others, 1975). A grade is a year of school in the United States,
so a reading age is about five years more. It counts words and syllables and knows nothing of sense: it is a limit
that a page must keep, and no proof that the page is clear.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from qmslib._common.reading import count_sentences, flesch_kincaid, syllables
from qmslib._common.words import words
from qmslib.course.lessons import Lesson, lessons
from qmslib.course.lint.findings import Finding
from qmslib.course.paths import Course

#: The highest grade of a chapter: a reading age of about twelve.
GRADE = 7.0
#: The most words that its sentences may have on average.
WORDS = 16.0


def prose(lesson: Lesson) -> str:
    """What a learner reads in a chapter, a block to a line: no code, headings, tables or trainer's notes."""
    text = re.split(r"(?m)^## For the trainer\s*$", lesson.body)[0]
    text = re.sub(r"(?ms)^(`{3,}|:{3,})[^\n]*\n.*?^\1\s*$", "", text)
    lines: list[str] = []
    for block in re.split(r"\n\s*\n", text):
        if re.match(r"\s*(#|\||\(\S+\)=|<)", block):
            continue
        for item in re.split(r"(?m)^\s*(?:[-*]|\d+\.)\s+", block):
            bare = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", item)
            bare = " ".join(re.sub(r"[*_`]", "", bare).split())
            if bare:
                lines.append(bare)
    return "\n".join(lines)


def reading(course: Course) -> Iterator[Finding]:
    """Every chapter keeps the limits of reading."""
    for lesson in lessons(course):
        text = prose(lesson)
        found = words(text)
        if not found:
            continue
        sentences = max(1, count_sentences(text))
        grade = flesch_kincaid(len(found), sentences, sum(syllables(word) for word in found))
        file = f"book/{lesson.page}.md"
        if grade > GRADE:
            yield Finding(
                "reading",
                f"the Flesch–Kincaid grade is {grade:.1f} (a reading age of about {grade + 5:.0f}), "
                f"and it may be at most {GRADE:g}. Write shorter sentences and shorter words",
                file,
            )
        if (length := len(found) / sentences) > WORDS:
            yield Finding("reading", f"sentences have {length:.1f} words on average; at most {WORDS:g}", file)
