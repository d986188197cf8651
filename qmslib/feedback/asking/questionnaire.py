"""A questionnaire checked before it goes out: its words, its answers, and what it forgets to ask."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from qmslib._common.errors import CourseError
from qmslib._common.findings import Finding, join_words, module_texts
from qmslib._common.report import Report
from qmslib._common.words import fold, tidy, words
from qmslib.feedback.answers import answer_scale
from qmslib.feedback.asking import wording
from qmslib.feedback.asking.reading import reading_ease

texts = module_texts(__file__)
KINDS = ("scale", "choice", "yes/no", "open")
#: The five things that asking customers should find out.
AIMS = ("satisfied", "want", "appreciate", "complaints", "suggestions")
_FAULTS = ("double_barrelled", "leading", "double_negative", "identifying")


@dataclass(frozen=True)
class Question:
    """One question of a questionnaire.

    Attributes
    ----------
    text
        Its words.
    kind
        ``scale``, ``choice``, ``yes/no``, ``open``, or empty when not said.
    options
        The answers offered, in their order.
    aim
        Which of the five aims it serves: ``satisfied``, ``want``, ``appreciate``, ``complaints``, ``suggestions``;
        empty to let the words decide.
    reverse
        Whether agreeing means that something is bad.

    Examples
    --------
    >>> from qmslib.feedback import Question, check_questionnaire
    >>> check_questionnaire([Question("What should we improve?", "open")]).aims["suggestions"]
    (1,)
    """

    text: str
    kind: str = ""
    options: tuple[str, ...] = ()
    aim: str = ""
    reverse: bool = False


@dataclass(frozen=True, eq=False)
class QuestionnaireCheck(Report):
    """What a questionnaire should put right.

    Attributes
    ----------
    sentence, findings
        The verdict, and each fault in words.
    faults
        One row a fault: question (from 1; missing when it is about the whole), fault, level, words, reason, hint.
    aims
        For each of the five aims the questions that serve it, counted from 1.
    reading_ease
        Flesch's reading ease of all questions together; None without words.

    Examples
    --------
    >>> from qmslib.feedback import check_questionnaire
    >>> found = check_questionnaire(["How satisfied are you with the speed and the politeness of the service?"])
    >>> found.faults["fault"].tolist()[0]
    'double_barrelled'
    """

    sentence: str
    findings: tuple[Finding, ...]
    faults: pd.DataFrame
    aims: Mapping[str, tuple[int, ...]]
    reading_ease: float | None

    def frame(self) -> pd.DataFrame:
        """One row a fault."""
        return self.faults.copy()


def _question(item: Any, row: int) -> Question:
    if isinstance(item, Question):
        return item
    if isinstance(item, str):
        return Question(tidy(item))
    if not isinstance(item, Mapping):
        raise CourseError(f"question {row + 1} is neither a text nor a row", found=type(item).__name__)

    def text(name: str) -> str:
        value = item.get(name)
        return tidy(value) if isinstance(value, str) else ""

    options = item.get("options")
    if isinstance(options, str):
        offered: tuple[str, ...] = tuple(tidy(part) for part in options.split("|") if tidy(part))
    elif isinstance(options, Sequence):
        offered = tuple(tidy(str(part)) for part in options)
    else:
        offered = ()
    reverse = item.get("reverse")
    said = reverse is True or (isinstance(reverse, str) and fold(reverse) in ("yes", "true", "1"))
    return Question(text("text") or text("question"), fold(text("kind")), offered, fold(text("aim")), bool(said))


def _read(items: Any) -> list[Question]:
    if isinstance(items, pd.DataFrame):
        items = items.to_dict("records")
    if isinstance(items, str) or not isinstance(items, Sequence):
        raise CourseError(
            "a questionnaire is a list of questions", found=type(items).__name__, do="Give a list of texts or a table"
        )
    questions = [_question(item, row) for row, item in enumerate(items)]
    for row, question in enumerate(questions):
        where = f"row {row + 1}"
        if not words(question.text):
            raise CourseError(
                f"{where}: the question has no words", field="text", do="Write it, or leave the row out"
            )
        if question.kind not in ("", *KINDS):
            raise CourseError(
                f"{where}: this kind is not known", field="kind", found=question.kind, do=f"Use {', '.join(KINDS)}"
            )
        if question.aim not in ("", *AIMS):
            raise CourseError(
                f"{where}: this aim is not known", field="aim", found=question.aim, do=f"Use {', '.join(AIMS)}"
            )
    return questions


def _kind(question: Question) -> str:
    if question.kind:
        return question.kind
    if question.options:
        plain = {fold(option) for option in answer_scale.substantive(question.options)}
        return "yes/no" if plain == {"yes", "no"} else "scale"
    start = fold(question.text)
    open_starts = ("what ", "why ", "which ", "tell us", "please tell", "describe", "please describe", "any other",
                   "please add", "is there anything")  # fmt: skip
    return "open" if start.startswith(open_starts) else ""


def _in_words(question: Question, anonymous: bool) -> list[tuple[str, str, str]]:
    """Fault, level and telling words of one question."""
    text, kind = question.text, _kind(question)
    joined = wording.double_barrelled(text, kind)
    found = [
        ("double_barrelled", "warn" if joined == "or" else "bad", joined),
        ("leading", "bad", wording.leading(text)),
        ("loaded", "warn", wording.loaded(text)),
        ("double_negative", "bad", wording.double_negative(text)),
        ("absolute", "warn", wording.first_of("absolutes", text)),
        ("vague", "warn", wording.vague(text) if kind != "open" else ""),
        ("jargon", "warn", wording.jargon(text)),
        ("long", "warn", wording.too_long(text)),
        ("hard", "info", wording.hard_to_read(text)),
        ("identifying", "bad", wording.first_of("identifying", text) if anonymous else ""),
    ]
    names = [name for name, _, words_found in found if words_found]
    agree = any("agree" in fold(option) for option in question.options)
    if agree and not {"double_negative", "leading"} & set(names):
        found.append(("negated", "warn", wording.negated(text)))
    if "leading" in names:
        # "Don't you agree" is one fault, and the same words need not be named twice.
        found = [entry for entry in found if entry[0] != "loaded" or entry[2] not in wording.leading(text)]
    negative = wording.first_of("negative_wording", text)
    if question.reverse or (agree and negative):
        found.append(("reverse_worded", "info", negative or "reverse"))
    return [entry for entry in found if entry[2]]


def _in_answers(question: Question) -> list[tuple[str, str, str]]:
    options, kind = question.options, _kind(question)
    if kind in ("open", "") and not options:
        return []
    if not options:
        return [("no_options", "info", kind)]
    found = [
        ("unlabelled", "warn", answer_scale.unlabelled(options) if kind == "scale" else ""),
        ("unbalanced", "bad", answer_scale.unbalanced(options) if kind == "scale" else ""),
        ("vague_answers", "warn", answer_scale.vague(options)),
        ("overlapping", "bad", answer_scale.overlapping(options)),
    ]
    if kind != "open" and not any(answer_scale.offers_none(option) for option in options):
        found.append(("no_not_applicable", "warn", options[-1]))
    return [entry for entry in found if entry[2]]


def check_questionnaire(items: Any, *, anonymous: bool = True, intro: str | None = None) -> QuestionnaireCheck:
    """Check a questionnaire for questions that mislead and for what it leaves out.

    Parameters
    ----------
    items
        The questions: a list of texts, of `Question`, or a table with ``text`` (or ``question``) and, if you have
        them, ``kind``, ``options`` (a list, or one text with ``|`` between the answers), ``aim`` and ``reverse``.
    anonymous
        Whether it promises that nobody can be recognised.
    intro
        The words above the questions. It should promise what happens with the answers and say that taking part is
        free. None skips these two checks but says so.

    Returns
    -------
    QuestionnaireCheck
        Each fault with the words that gave it away, the reason and a hint for a better wording.

    Raises
    ------
    CourseError
        If an entry is no question, or a kind or aim is not known, with its row.

    Notes
    -----
    The checks look for words, not for meaning: they miss faults and name some that are none. Read each before you
    change it, and try the questionnaire on three people. Of the faults, ``double_barrelled``, ``leading``,
    ``double_negative``, ``unbalanced``, ``overlapping`` and ``identifying`` count as bad; the rest as worth a look.
    The kinds of fault follow Bradburn, Sudman and Wansink (2004), "Asking Questions".

    Examples
    --------
    >>> scale = "very dissatisfied|dissatisfied|neither|satisfied|very satisfied|not applicable"
    >>> found = check_questionnaire(
    ...     [
    ...         {"text": "How satisfied are you with the time it took?", "options": scale},
    ...         {"text": "Don't you think the new form is better?", "options": "yes|no"},
    ...     ]
    ... )
    >>> found.faults.loc[found.faults["question"] == 2, "fault"].tolist()
    ['leading', 'no_not_applicable']
    """
    questions = _read(items)
    rows: list[dict[str, Any]] = []
    findings: list[Finding] = []

    def add(fault: str, level: str, telling: str, row: int | None) -> None:
        reason, hint = texts.say(fault, words=telling), texts.say(f"{fault}_hint", words=telling)
        number = None if row is None else row + 1
        rows.append(
            {"question": number, "fault": fault, "level": level, "words": telling, "reason": reason, "hint": hint}
        )
        where = "" if row is None else f"Question {row + 1}: "
        findings.append(Finding(level, f"{where}{reason} {hint}", row, None if row is None else "text"))

    aims: dict[str, list[int]] = {aim: [] for aim in AIMS}
    for row, question in enumerate(questions):
        for fault, level, telling in (*_in_words(question, anonymous), *_in_answers(question)):
            add(fault, level, telling, row)
        for aim in [question.aim] if question.aim else wording.aims_of(question.text):
            aims[aim].append(row + 1)
    if questions:
        for aim in AIMS:
            if not aims[aim]:
                add("missing_aim", "warn", texts.say(f"aim_{aim}"), None)
        if not any(_kind(question) == "open" for question in questions):
            add("no_open_question", "warn", "", None)
        _check_intro(intro, add)
    faults = pd.DataFrame(rows, columns=["question", "fault", "level", "words", "reason", "hint"])
    faults["question"] = faults["question"].astype("Int64")
    bad = len({row["question"] for row in rows if row["level"] == "bad" and row["question"]})
    look = len([row for row in rows if row["level"] == "warn"])
    if not questions:
        sentence = texts.say("nothing")
    elif bad:
        sentence = texts.say("bad", n=bad, of=len(questions), look=look)
    else:
        sentence = texts.say("look" if look else "good", n=len(questions), look=look)
    gone = [texts.say(f"aim_{aim}") for aim in AIMS if not aims[aim]]
    if questions and gone:
        sentence += " " + texts.say("aims_gone", aims=join_words(gone))
    ease = reading_ease(" ".join(question.text.rstrip("?. ") + "." for question in questions)) if questions else None
    served = {aim: tuple(numbers) for aim, numbers in aims.items()}
    return QuestionnaireCheck(sentence, tuple(findings), faults, served, ease)


def _check_intro(intro: str | None, add: Any) -> None:
    if intro is None:
        add("no_intro", "info", "", None)
        return
    if not wording.first_of("promise", intro):
        add("no_promise", "warn", "", None)
    if not wording.first_of("consent", intro):
        add("no_consent", "warn", "", None)
