"""Answers to those who spoke: "you said, we did", "we could not, because", and lines for a bulletin."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from qmslib._common.dates import say_date
from qmslib._common.findings import Finding, join_words, module_texts
from qmslib._common.moments import read_moment
from qmslib._common.report import Report
from qmslib._common.words import filled, fold, tidy
from qmslib.feedback.closing.register import NO, YES, read_register

texts = module_texts(__file__)
_TITLE = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr)\.? [A-Z]\w+|[\w.+-]+@[\w-]+\.\w+")


@dataclass(frozen=True, eq=False)
class Replies(Report):
    """The reply to every item, ready to be shown or not.

    Attributes
    ----------
    sentence, findings
        How many are ready; what is missing, with the row.
    replies
        One row an item: `row`, `idea`, `said`, `kind` (did, will do, could not, still deciding), `reply`, `ready`.
    ready
        Whether nothing stands in the way of showing all of them.

    Examples
    --------
    >>> from qmslib.feedback import you_said
    >>> rows = [{"received": "2026-01-05", "text": "Open at eight", "decision": "declined", "decided": "2026-01-09"}]
    >>> you_said(rows).ready
    False
    """

    sentence: str
    findings: tuple[Finding, ...]
    replies: pd.DataFrame
    ready: bool

    def frame(self) -> pd.DataFrame:
        """The replies, one row an item."""
        return self.replies.copy()

    @property
    def text(self) -> str:
        """The replies that are ready, as paragraphs to paste."""
        shown = self.replies[self.replies["ready"]] if len(self.replies) else self.replies
        return "\n\n".join(shown["reply"])


def _sentence(text: object) -> str:
    plain = tidy(text)
    return plain if plain.endswith((".", "!", "?", "…")) else f"{plain}."


def you_said(register: Any, *, as_of: Any = None, action: str = "action", names: Sequence[str] = ()) -> Replies:
    """Write "you said, we did" or "we could not, because" for every item, and check that it can be shown.

    Parameters
    ----------
    register
        As for `check_register`; `text` is what was said.
    as_of
        A day; nothing later is used. By default the whole register.
    action
        The column that says what was done, in words to show; without it the reply says that it is done.
    names
        Names of people, which must not stand in what is shown. Titles with a name and email addresses are found too.

    Returns
    -------
    Replies
        Items with something missing are in `replies` but not in `text`.

    Raises
    ------
    CourseError
        If a date or decision cannot be read.

    Notes
    -----
    Checks: each item has an answer; each no has a reason; no names; a promise has a date.

    Examples
    --------
    >>> from qmslib.feedback import you_said
    >>> rows = [{"received": "2026-01-05", "text": "Open at eight", "decision": "declined", "decided": "2026-01-09",
    ...          "reason": "nobody has asked for a file before nine"}]
    >>> print(you_said(rows).text)
    You said: Open at eight. We could not, because nobody has asked for a file before nine.
    """
    frame = read_register(register, as_of)
    findings: list[Finding] = []
    rows: list[dict[str, Any]] = []
    listed = [fold(name) for name in names if filled(name)]
    items: list[Any] = frame.to_dict("records")
    for item in items:
        row = int(item["row"])
        before = len(findings)
        decision = item["decision"]
        did = item.get(action) if filled(item.get(action)) else None
        if not filled(item["text"]):
            findings.append(texts.finding("bad", "no_text", row, "text"))
        if decision in NO:
            kind = "could not"
            if filled(item["reason"]):
                reason = tidy(item["reason"])
                # A reason that starts with a capital is a sentence of its own.
                key = "could_not_sentence" if reason[:1].isupper() else "could_not"
                reply = texts.say(key, reason=_sentence(reason))
            else:
                reply = ""
                findings.append(texts.finding("bad", "no_reason", row, "reason"))
        elif decision in YES and (decision == "already done" or not pd.isna(item["done"])):
            kind = "did"
            day = "" if pd.isna(item["done"]) else say_date(item["done"].date())
            key = "did_action" if did else "did_since" if day else "did"
            reply = texts.say(key, action=_sentence(did), day=day)
        elif decision in YES:
            kind = "will do"
            if pd.isna(item["due"]):
                findings.append(texts.finding("bad", "no_date", row, "due"))
                reply = ""
            else:
                late = as_of is not None and item["due"] < read_moment(as_of).normalize()
                if late:
                    findings.append(texts.finding("warn", "promise_passed", row, "due"))
                reply = texts.say(
                    "will_action" if did else "will", action=_sentence(did), day=say_date(item["due"].date())
                )
        else:
            kind = "still deciding"
            reply = texts.say("deciding")
            findings.append(texts.finding("warn", "no_answer", row, "decision"))
        shown = f"{texts.say('said', said=_sentence(item['text']))} {reply}" if filled(item["text"]) and reply else ""
        if _TITLE.search(shown) or any(name in fold(shown) for name in listed):
            findings.append(texts.finding("bad", "name", row, "text"))
        ready = (
            bool(shown) and not any(found.level == "bad" for found in findings[before:]) and kind != "still deciding"
        )
        rows.append(
            {"row": row + 1, "idea": item["idea"], "said": item["text"], "kind": kind, "reply": shown, "ready": ready}
        )
    replies = pd.DataFrame(rows, columns=["row", "idea", "said", "kind", "reply", "ready"])
    n = int(replies["ready"].sum())
    key = "nothing" if not rows else "all_ready" if n == len(rows) else "some_ready"
    return Replies(texts.say(key, n=n, items=len(rows)), tuple(findings), replies, bool(rows) and n == len(rows))


def bulletin_lines(
    register: Any, as_of: Any, *, since: Any = None, names: Sequence[str] = (), most: int = 3
) -> list[str]:
    """Lines for a bulletin: what came in, what was decided and done, and a few replies.

    Parameters
    ----------
    register
        As for `check_register`.
    as_of
        The last day of the period; nothing later is used.
    since
        Its first day; by default the first of the same month.
    names
        Names of people, which must not stand in what is shown.
    most
        How many replies to quote, newest first.

    Returns
    -------
    list of str
        Sentences, ready to paste.

    Raises
    ------
    CourseError
        If a date or decision cannot be read.

    Examples
    --------
    >>> from qmslib.feedback import bulletin_lines
    >>> rows = [{"received": "2026-01-05", "text": "Label the boxes", "decision": "accepted",
    ...          "source": "comment book", "decided": "2026-01-12", "due": "2026-02-20"}]
    >>> bulletin_lines(rows, "2026-01-31")[0]
    'From 1 January 2026 to 31 January 2026 we received 1 suggestion (comment book 1).'
    """
    end = read_moment(as_of)
    start = read_moment(since, field="since").normalize() if since is not None else end.normalize().replace(day=1)
    frame = read_register(register, as_of)
    inside = frame["received"] >= start
    sources = frame.loc[inside, "source"].map(lambda value: tidy(value) or "not noted").value_counts()
    listed = join_words(
        [f"{name} {count}" for name, count in sorted(sources.items(), key=lambda pair: (-pair[1], pair[0]))]
    )
    slots = {"start": say_date(start.date()), "end": say_date(end.date()), "n": int(inside.sum())}
    lines = [texts.say("period" if listed else "period_none", sources=listed, **slots)]
    decided = frame["decided"] >= start
    yes, no = int((decided & frame["decision"].isin(YES)).sum()), int((decided & frame["decision"].isin(NO)).sum())
    lines.append(texts.say("decided", n=yes + no, yes=yes, no=no))
    waiting = int(frame["decided"].isna().sum())
    lines.append(texts.say("waiting", n=waiting))
    found = you_said(register, as_of=as_of, names=names)
    ready = found.replies[found.replies["ready"]] if len(found.replies) else found.replies
    when = frame.set_index(frame["row"] + 1)["decided"]
    if len(ready):
        newest = ready.assign(decided=ready["row"].map(when))
        newest = newest[newest["decided"] >= start].sort_values(["decided", "row"], ascending=[False, True])
        lines += newest["reply"].head(most).tolist()
    return lines
