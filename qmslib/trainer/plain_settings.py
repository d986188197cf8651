"""The gradebook's address as ``nbgrader_config.py`` says it, found without all that nbgrader needs to start.

The file is a program. It is run here without those statements that only set something else; where the rest asks for
more than the address needs, only nbgrader's own way will do.
"""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

_ADDRESS = ("CourseDirectory", "db_url")
#: Ways to add to a setting that is a list.
_ADDING = {"append", "extend", "insert", "prepend"}
#: What may do more than work out a value.
_DOING = (ast.Call, ast.NamedExpr, ast.Await, ast.Yield, ast.YieldFrom)


class Unclear(Exception):
    """The address cannot be said in this way."""


class _Section:
    """Settings of one part: they can be set, and not be read."""

    def __getattr__(self, name: str) -> Any:
        raise Unclear


class _Settings:
    """In the place of nbgrader's settings while the file runs."""

    def __getattr__(self, name: str) -> _Section:
        if not name[:1].isupper():
            raise Unclear
        section = _Section()
        setattr(self, name, section)
        return section

    def __setattr__(self, name: str, value: object) -> None:
        if not isinstance(value, _Section):
            raise Unclear
        super().__setattr__(name, value)


def plain_address(path: Path) -> str | None:
    """The address that the settings name, or ``None`` where they name none.

    Raises
    ------
    Unclear
        Where nbgrader has to be asked, also when something is wrong with the file.
    """
    settings = _Settings()
    # As nbgrader gives them.
    names = {"c": settings, "get_config": lambda: settings, "__file__": str(path)}
    try:
        tree = ast.parse(path.read_bytes(), str(path))
        tree.body = [statement for statement in tree.body if not _beside(statement)]
        exec(compile(tree, str(path), "exec"), names)
    except Exception as error:
        # The file is a program: anything at all may go wrong in it.
        raise Unclear from error
    section, name = _ADDRESS
    found = vars(getattr(settings, section)).get(name)
    return str(found) if found else None


def _beside(statement: ast.stmt) -> bool:
    """Whether a statement leaves the address alone: it takes in a part of the course, or sets something else."""
    match statement:
        case ast.ImportFrom(module=str(module), level=0):
            return module.partition(".")[0] == "qmslib"
        case ast.Assign([ast.Attribute(ast.Attribute(ast.Name("c"), section), name)], value):
            return (section, name) != _ADDRESS and not _does(value)
        case ast.Expr(
            ast.Call(ast.Attribute(ast.Attribute(ast.Attribute(ast.Name("c"), section), name), how), values, [])
        ):
            return (section, name) != _ADDRESS and how in _ADDING and not any(_does(value) for value in values)
    return False


def _does(value: ast.expr) -> bool:
    return any(isinstance(part, _DOING) for part in ast.walk(value))
