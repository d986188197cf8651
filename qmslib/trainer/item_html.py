"""An answer beside its item, as the trainer sees it in the marked notebook: escaped, and nothing of the key shown."""

from __future__ import annotations

import html
from datetime import date
from functools import cached_property
from typing import Any

from qmslib.course.copied import copied_advice, copied_run
from qmslib.course.items import Item
from qmslib.course.material_html import material_html
from qmslib.course.own_example import ADVICE as ADVICE_OWN, own_example
from qmslib.course.release import release_item
from qmslib.course.scoring import count_words, score
from qmslib.trainer.answer_html import answer_html, escaped

#: Begins what only the trainer sees: it tells what the rubric asks for.
ADVICE = '<div class="qms-advice">'


class ItemView:
    """An item in one variant; what is the same for all its answers is made once."""

    def __init__(self, item: Item) -> None:
        self.item = item

    @cached_property
    def _released(self) -> dict[str, Any]:
        return release_item(self.item)

    @cached_property
    def _title(self) -> str:
        return f"<h4>{html.escape(self.item.title)}</h4>"

    @cached_property
    def _tables(self) -> str:
        """The tables that the learner had, folded away."""
        return material_html((table.shown(name) for name, table in self.item.tables), folded=True)

    def _answer(self, value: Any, problem: str) -> str:
        """Title, what is wrong with the answers, the tables, and the answer."""
        said = f"<p>{escaped(problem)}</p>" if problem else ""
        return f"{self._title}{said}{self._tables}{answer_html(self._released, value)}"

    def marked(self, value: Any, on: date | None, problem: str = "") -> tuple[str, float]:
        """An answer that is scored here, with its points, and the points."""
        points = float(score(self.item, value, on).points or 0.0)
        return f"{self._answer(value, problem)}<p>{points:g} of {self.item.points:g} points</p>", points

    def account(self, value: Any, pages: str, problem: str = "") -> str:
        """A written account, with what a machine can say of it; `pages` is what the learner read for it."""
        text = value if isinstance(value, str) else ""
        lines = [*score(self.item, value).advice, *([ADVICE_OWN] if text.strip() and not own_example(text) else [])]
        if run := copied_run(text, pages):
            lines.append(copied_advice(run))
        advice = "".join(f"<li>{escaped(line)}</li>" for line in lines)
        said = (
            f"{ADVICE}<p>A machine's first look, which decides nothing:</p><ul>{advice}</ul></div>" if advice else ""
        )
        return f"{self._answer(value, problem)}<p><small>{count_words(text)} words</small></p>{said}"


def unread(text: str) -> str:
    """The same, kept from programs that would read a learner's text as formulas.

    Pages of marked work load MathJax, which would make formulas of ``$…$``: those can hold links that run scripts, in
    the trainer's own JupyterLab. These two classes keep it out, whatever its version.
    """
    return f'<div class="tex2jax_ignore mathjax_ignore">{text}</div>'
