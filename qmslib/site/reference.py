"""Pages that are written from the package itself: the reference of the toolbox, and the sheet of its formulas.

A page holds ``{toolbox} topic`` or ``{formulas}`` as a directive of one line; before Sphinx reads the page, the line
becomes headings, signatures and docstrings, so that no page can fall behind the code.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from html import escape
from importlib import import_module
from inspect import getdoc, isclass, isfunction
from pathlib import Path
from pprint import pformat
from typing import TYPE_CHECKING, Any

from qmslib._common.errors import CourseError
from qmslib._common.files import read_yaml
from qmslib._common.report import Report

if TYPE_CHECKING:
    from sphinx.application import Sphinx

TOPICS = ("standards", "complaints", "feedback", "improvement", "customers", "system", "datasets")
_TOOLBOX = re.compile(r"^```\{toolbox\} *(\w+)\n```$", re.MULTILINE)
_FORMULAS = re.compile(r"^```\{formulas\}\n```$", re.MULTILINE)
_INDEX = re.compile(r"^```\{toolbox-index\}\n```$", re.MULTILINE)


@dataclass(frozen=True)
class Name:
    """One public name of a topic, and the module that gives it."""

    topic: str
    module: str
    name: str

    @property
    def value(self) -> Any:
        """What the name stands for."""
        return getattr(import_module(f"qmslib.{self.topic}"), self.name)

    @property
    def anchor(self) -> str:
        """The anchor of its heading; a class may bear the name of the function that gives it."""
        kind = "class-" if self.name[:1].isupper() else ""
        return f"{self.topic}-{kind}{self.name.lower().replace('_', '-')}"


def names(topic: str) -> list[Name]:
    """The public names of a topic in the order of its stub, subpackages opened."""
    found = []
    package = Path(import_module(f"qmslib.{topic}").__file__ or "")
    for module, name in _stub(package):
        inner = package.parent / module / "__init__.pyi"
        if inner.is_file():
            module = next((deep for deep, own in _stub(inner) if own == name), module)
        found.append(Name(topic, module, name))
    return found


def _stub(path: Path) -> list[tuple[str, str]]:
    tree = ast.parse(path.with_suffix(".pyi").read_text(encoding="utf-8"))
    return [
        (node.module or "", alias.asname or alias.name)
        for node in tree.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    ]


def topic_page(topic: str) -> str:
    """The reference of one topic as MyST text: a heading for each module, one below it for each name."""
    groups: dict[str, list[Name]] = {}
    for name in names(topic):
        groups.setdefault(name.module, []).append(name)
    lines: list[str] = []
    for module, members in groups.items():
        lines += [f"## {module.replace('_', ' ').capitalize()}", ""]
        # The functions first: they are what people look for; classes are what they give back.
        for member in sorted(members, key=lambda one: not isfunction(one.value)):
            lines += [f"({member.anchor})=", f"### `{member.name}`", "", *_described(member), ""]
    return "\n".join(lines)


def _described(member: Name) -> list[str]:
    path = f"qmslib.{member.topic}.{member.name}"
    if isfunction(member.value):
        return ["```{eval-rst}", f".. autofunction:: {path}", "```"]
    if isclass(member.value):
        return ["```{eval-rst}", f".. autoclass:: {path}", "   :members:", "```"]
    return ["```python", f"{member.name} = {_written(member.value)}", "```"]


def _written(value: object) -> str:
    shown = pformat(value, width=88, sort_dicts=False, compact=True)
    return shown if len(shown) <= 1500 else shown[:1500].rsplit("\n", 1)[0] + "\n…"


def without_making(app: Sphinx, kind: str, path: str, value: Any, options: Any, signature: str, returns: str) -> Any:
    """Leave out how a result is made: the toolbox makes it, nobody else."""
    made = kind == "class" and isclass(value) and issubclass(value, Report)
    return ("", None) if made else None


def index() -> str:
    """Every public name with the first sentence of its docstring, by topic."""
    lines = []
    for topic in TOPICS:
        lines += [f"## {topic.capitalize()}", "", "| Name | What it is |", "|---|---|"]
        for name in names(topic):
            if isfunction(name.value):
                said = (getdoc(name.value) or "").split("\n\n")[0].replace("\n", " ").replace("|", "\\|")
                lines.append(f"| [`{name.name}`](#{name.anchor}) | {said.replace('``', '`')} |")
        lines.append("")
    return "\n".join(lines)


def formulas(folder: Path) -> str:
    """The formula sheet as MyST text, from ``<topic>.yaml`` files that list the formulas of each topic."""
    lines = []
    for topic in TOPICS:
        path = folder / f"{topic}.yaml"
        if not path.is_file():
            continue
        lines += [f"## {topic.capitalize()}", ""]
        for formula in read_yaml(path):
            lines += _formula(formula, path)
    return "\n".join(lines)


def _formula(formula: dict[str, Any], path: Path) -> list[str]:
    for field in ("name", "functions", "latex", "source"):
        if not formula.get(field):
            raise CourseError("a formula lacks this", file=path, item=str(formula.get("name")), field=field)
    links = []
    for function in formula["functions"]:
        topic, _, name = function.rpartition(".")
        member = Name(topic, "", name)
        if topic not in TOPICS or name not in {one.name for one in names(topic)}:
            raise CourseError("there is no such function", file=path, item=formula["name"], found=function)
        links.append(f"[`{function}`](#{member.anchor})")
    lines = [f"### {formula['name']}", "", "```{raw} html", mathml(formula["latex"]), "```", ""]
    for symbol, meaning in (formula.get("where") or {}).items():
        lines.append(f"- {_inline(str(symbol))}: {meaning}")
    lines += ["", f"In code: {', '.join(links)}. Source: {formula['source'].rstrip('.')}.", ""]
    if formula.get("note"):
        lines += [formula["note"], ""]
    return lines


def mathml(latex: str) -> str:
    """A formula as MathML, which browsers show and read out without a script."""
    from latex2mathml.converter import convert

    shown = convert(latex.strip(), display="block")
    return f'<div class="formula" tabindex="0" role="group" aria-label="Formula">{shown}</div>'


def _inline(symbol: str) -> str:
    from latex2mathml.converter import convert

    if re.fullmatch(r"[\w ]{3,}", symbol):
        return escape(symbol)
    return str(convert(symbol))


def write_pages(app: Sphinx, page: str, source: list[str]) -> None:
    """Fill the directives of a page before Sphinx reads it."""
    text = source[0]
    text = _TOOLBOX.sub(lambda match: topic_page(match[1]), text)
    text = _INDEX.sub(lambda match: index(), text)
    folder = Path(app.srcdir) / "reference" / "formulas"
    source[0] = _FORMULAS.sub(lambda match: formulas(folder), text)
