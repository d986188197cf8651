"""The sentences and patterns of the tools, gathered for the pages' JavaScript.

They are written once, beside the code that says them. ``python -m qmslib.course.tool_texts`` writes
``qmslib/frontend/tool_texts.js`` after a change; a test fails while the two differ.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

PACKAGE = Path(__file__).parents[1]
SOURCES = (
    "standards/texts.json",
    "feedback/texts.json",
    "improvement/texts.json",
    "system/texts.json",
    "course/data/tool_texts.json",
)
#: Modules whose own sentences the page speaks too, found there under ``<topic>.<module>``.
MODULES = (
    "complaints/cases/flow",
    "complaints/cases/options",
    "feedback/asking/questionnaire",
    "feedback/asking/load",
    "feedback/measures/cards",
    "feedback/asking/response",
    "feedback/closing/replies",
    "feedback/closing/loop",
    "complaints/figures/vital_few",
    "improvement/causes/whys",
    "improvement/causes/fishbone",
    "improvement/causes/bones",
    "improvement/causes/grid",
    "improvement/comparing/compare",
    "improvement/charts/runs",
)
#: Lists of words that a check looks for, found in the page under ``words``.
WORDS = {
    "questions": "feedback/asking/question_words.json",
    "causes": "improvement/causes/words.json",
    "blame": "_common/blame.json",
}
SCRIPT = PACKAGE / "frontend" / "tool_texts.js"


def gathered() -> dict[str, Any]:
    """All topics of all text files, and the patterns under ``patterns``."""
    texts: dict[str, Any] = {}
    for name in SOURCES:
        texts.update(json.loads((PACKAGE / name).read_text(encoding="utf-8")))
    for name in MODULES:
        module = PACKAGE / name
        file = module.parent / "texts" / f"{module.name}.json"
        texts[f"{name.split('/')[0]}.{module.name}"] = json.loads(file.read_text(encoding="utf-8"))
    texts["words"] = {name: json.loads((PACKAGE / file).read_text(encoding="utf-8")) for name, file in WORDS.items()}
    texts["patterns"] = json.loads((PACKAGE / "_common" / "patterns.json").read_text(encoding="utf-8"))
    return texts


def script() -> str:
    """The JavaScript source."""
    words = json.dumps(gathered(), ensure_ascii=False, indent=1).replace("</", "<\\/")
    return (
        "// Made by `python -m qmslib.course.tool_texts` from the texts.json files; edit those.\n"
        f"const QMS_TOOL_TEXTS = {words};\n"
    )


if __name__ == "__main__":
    SCRIPT.write_text(script(), encoding="utf-8")
