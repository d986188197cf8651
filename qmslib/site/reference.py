"""Pages that are written from the package itself: the reference of the toolbox, and the sheet of its formulas.

A page holds ``{toolbox} topic`` or ``{formulas}`` as a directive of one line; before Sphinx reads the page, the line
becomes headings, signatures and docstrings, so that no page can fall behind the code.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from functools import cache
from html import escape
from importlib import import_module
from inspect import getdoc, isclass, isfunction, unwrap
from pathlib import Path
from pprint import pformat
from typing import TYPE_CHECKING, Any

from qmslib._common.errors import CourseError
from qmslib._common.files import read_yaml
from qmslib._common.report import Report

if TYPE_CHECKING:
    from docutils.nodes import document
    from sphinx.application import Sphinx

TOPICS = ("standards", "complaints", "feedback", "improvement", "customers", "system", "datasets")
_TOOLBOX = re.compile(r"^```\{toolbox\} *(\w+)\n```$", re.MULTILINE)
_FORMULAS = re.compile(r"^```\{formulas\}\n```$", re.MULTILINE)
_INDEX = re.compile(r"^```\{toolbox-index\}\n```$", re.MULTILINE)


@dataclass(frozen=True)
class Name:
    """One public name of a topic, and the module or the group of modules that gives it."""

    topic: str
    module: str
    name: str

    @property
    def value(self) -> Any:
        """What the name stands for."""
        return getattr(import_module(f"qmslib.{self.topic}"), self.name)

    @property
    def is_function(self) -> bool:
        """Whether it is a function, one whose results are kept included."""
        return isfunction(self.value) or (callable(self.value) and isfunction(unwrap(self.value)))

    @property
    def anchor(self) -> str:
        """The anchor of its heading; a class may bear the name of the function that gives it."""
        kind = "class-" if self.name[:1].isupper() else ""
        return f"{self.topic}-{kind}{self.name.lower().replace('_', '-')}"

    @property
    def summary(self) -> str:
        """The first sentence of its docstring, as Markdown for a cell of a table."""
        said = (getdoc(self.value) or "").split("\n\n")[0].replace("\n", " ")
        return said.replace("|", "\\|").replace("``", "`")


@cache
def names(topic: str) -> list[Name]:
    """The public names of a topic in the order of its stub."""
    package = Path(import_module(f"qmslib.{topic}").__file__ or "")
    return [Name(topic, module, name) for module, name in _stub(package)]


def _stub(path: Path) -> list[tuple[str, str]]:
    tree = ast.parse(path.with_suffix(".pyi").read_text(encoding="utf-8"))
    return [
        (node.module or "", alias.asname or alias.name)
        for node in tree.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    ]


def topic_page(topic: str) -> str:
    """The reference of one topic as MyST text: each group with its purpose, its functions at a glance, its names."""
    groups: dict[str, list[Name]] = {}
    for name in names(topic):
        groups.setdefault(name.module, []).append(name)
    lines: list[str] = []
    for module, members in groups.items():
        # The functions first: they are what people look for; classes are what they give back.
        members = sorted(members, key=lambda one: not one.is_function)
        lines += [f"## {module.replace('_', ' ').capitalize()}", "", _purpose(topic, module), ""]
        lines += _glance([one for one in members if one.is_function])
        for member in members:
            lines += [f"({member.anchor})=", f"### `{member.name}`", "", *_described(member), ""]
    return "\n".join(lines)


def _purpose(topic: str, module: str) -> str:
    said = getdoc(import_module(f"qmslib.{topic}.{module}")) or ""
    return said.split("\n\n")[0].replace("\n", " ")


def _glance(functions: list[Name]) -> list[str]:
    if len(functions) < 2:
        return []  # one function needs no list of itself
    rows = [f"| [`{one.name}`](#{one.anchor}) | {one.summary} |" for one in functions]
    return ["| Function | What it does |", "|---|---|", *rows, ""]


def _described(member: Name) -> list[str]:
    path = f"qmslib.{member.topic}.{member.name}"
    # What several topics share is described on each of their pages, and Sphinx may index it once.
    shared = ["   :no-index:"] if getattr(member.value, "__module__", "").startswith("qmslib._common") else []
    if member.is_function:
        return ["```{eval-rst}", f".. autofunction:: {path}", *shared, "```"]
    if isclass(member.value):
        return ["```{eval-rst}", f".. autoclass:: {path}", "   :members:", *shared, "```"]
    return ["```python", f"{member.name} = {_written(member.value)}", "```"]


def _written(value: object) -> str:
    shown = pformat(value, width=88, sort_dicts=False, compact=True)
    return shown if len(shown) <= 1500 else shown[:1500].rsplit("\n", 1)[0] + "\n…"


def without_making(app: Sphinx, kind: str, path: str, value: Any, options: Any, signature: str, returns: str) -> Any:
    """Leave out how a result is made: the toolbox makes it, nobody else."""
    made = kind == "class" and isclass(value) and issubclass(value, Report)
    return ("", None) if made else None


def index() -> str:
    """Every public function with the first sentence of its docstring, by topic."""
    lines = []
    for topic in TOPICS:
        lines += [f"## {topic.capitalize()}", "", *_glance([one for one in names(topic) if one.is_function])]
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


def name_attributes(app: Sphinx, doctree: document) -> None:
    """Call the attributes of a result attributes; Sphinx calls them variables."""
    from docutils import nodes

    for name in doctree.findall(nodes.field_name):
        if name.astext() == "Variables":
            name.children = [nodes.Text("Attributes")]


def is_written(text: str) -> bool:
    """Whether a page has parts that are written from the package."""
    return any(part.search(text) for part in (_TOOLBOX, _INDEX, _FORMULAS))


def load() -> None:
    """Import all that such a page describes."""
    for topic in TOPICS:
        for name in names(topic):
            name.value  # noqa: B018  (a name is imported when it is asked for)


def write_pages(app: Sphinx, page: str, source: list[str]) -> None:
    """Fill the directives of a page before Sphinx reads it."""
    text = source[0]
    text = _TOOLBOX.sub(lambda match: topic_page(match[1]), text)
    text = _INDEX.sub(lambda match: index(), text)
    folder = Path(app.srcdir) / "reference" / "formulas"
    source[0] = _FORMULAS.sub(lambda match: formulas(folder), text)
