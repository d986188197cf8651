"""What the classes of items share: strict records, ids and texts, and rules on lists of ids."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

OptionId = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]*$", max_length=40)]
Text = Annotated[str, Field(min_length=1, max_length=6000, pattern=r"\S")]


class Strict(BaseModel):
    """A record that knows its fields and is never changed."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


def unique(what: str, ids: Sequence[str]) -> None:
    """Refuse ids that stand more than once."""
    twice = sorted(name for name, count in Counter(ids).items() if count > 1)
    if twice:
        raise ValueError(f"{what}: {', '.join(map(repr, twice))} stands more than once")


def within(what: str, used: Sequence[str], known: Sequence[str]) -> None:
    """Refuse ids that are not among the known ones."""
    strange = sorted(set(used) - set(known))
    if strange:
        raise ValueError(f"{what}: {', '.join(map(repr, strange))} is not among the ids {', '.join(known)}")
