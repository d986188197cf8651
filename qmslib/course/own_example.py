"""Whether an account seems to tell of the writer's own work: advice for learner and trainer, never a decision.

The page has the same rule (`ownExample` in ``items/account.js``); one table of vectors holds both to it.
"""

from __future__ import annotations

import re

#: What the page says of it, too, in words of its own.
ADVICE = "No example of the learner's own was found: nothing says what happened, when or how often in their own work."

_OWN = re.compile(r"(?<![^\W_])(?:i|we|us|my|our|ours|mine)(?![^\W_])", re.IGNORECASE)
_CASE = re.compile(
    r"[0-9]|(?<![^\W_])(?:for example|for instance|e\.g\.|last (?:week|month|year|spring|summer|autumn|winter)|"
    r"yesterday|january|february|march|april|june|july|august|september|october|november|december|"
    r"monday|tuesday|wednesday|thursday|friday|saturday|sunday|when (?:i|we|my|our))(?![^\W_])",
    re.IGNORECASE,
)


def own_example(text: str) -> bool:
    """Whether there is a sign of the writer's own work, and one of a case: a number, a time, or the word example."""
    return bool(_OWN.search(text) and _CASE.search(text))
