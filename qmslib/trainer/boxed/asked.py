"""What a test asks of the learner's code: the names that it uses and does not make itself."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterable

_BUILTINS = frozenset(dir(builtins))


def names_asked(source: str, known: Iterable[str] = ()) -> tuple[str, ...]:
    """Names that a test reads before it has made them.

    Parameters
    ----------
    source
        The test's cell.
    known
        Names that are the course's own already.
    """
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return ()
    found: dict[str, None] = {}
    made = set(known) | _BUILTINS
    for statement in tree.body:
        for name in _read(statement):
            if name not in made:
                found[name] = None
        made |= _always_made(statement)
    return tuple(found)


def names_made(source: str) -> set[str]:
    """Names that a cell makes."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return set()
    return {name for statement in tree.body for name in _always_made(statement)}


def _read(statement: ast.stmt) -> list[str]:
    """Names that are read anywhere in a statement, those of its own arguments and inner variables left out."""
    read: list[str] = []
    own: set[str] = set()
    for node in ast.walk(statement):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load | ast.Del):
            read.append(node.id)
        elif isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
            read.append(node.target.id)
        elif isinstance(node, ast.arg):
            own.add(node.arg)
        elif isinstance(node, ast.comprehension):
            own |= {name.id for name in ast.walk(node.target) if isinstance(name, ast.Name)}
        elif isinstance(node, ast.ExceptHandler) and node.name:
            own.add(node.name)
        elif isinstance(node, ast.For | ast.AsyncFor):
            own |= {name.id for name in ast.walk(node.target) if isinstance(name, ast.Name)}
        elif isinstance(node, ast.withitem) and node.optional_vars is not None:
            own |= {name.id for name in ast.walk(node.optional_vars) if isinstance(name, ast.Name)}
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            own |= {
                name.id for part in node.body for name in ast.walk(part)
                if isinstance(name, ast.Name) and isinstance(name.ctx, ast.Store)
            }  # fmt: skip
    return [name for name in read if name not in own]


def _always_made(statement: ast.stmt) -> set[str]:
    """Names that a statement makes in any case."""
    if isinstance(statement, ast.Import | ast.ImportFrom):
        return {(alias.asname or alias.name).split(".")[0] for alias in statement.names}
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return {statement.name}
    targets: list[ast.expr] = []
    if isinstance(statement, ast.Assign):
        targets = statement.targets
    elif isinstance(statement, ast.AnnAssign) and statement.value is not None:
        targets = [statement.target]
    elif isinstance(statement, ast.With):
        found = {name for inner in statement.body for name in _always_made(inner)}
        made = [item.optional_vars for item in statement.items if item.optional_vars is not None]
        return found | {name.id for part in made for name in ast.walk(part) if isinstance(name, ast.Name)}
    return {
        name.id for target in targets for name in ast.walk(target)
        if isinstance(name, ast.Name) and isinstance(name.ctx, ast.Store)
    }  # fmt: skip


def imports_made(sources: Iterable[str]) -> str:
    """The imports of these cells, to be done once before the cells are run."""
    found: dict[str, None] = {}
    for source in sources:
        try:
            tree = ast.parse(source)
        except SyntaxError:
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Import | ast.ImportFrom):
                found[ast.unparse(node)] = None
    return "\n".join(found)
