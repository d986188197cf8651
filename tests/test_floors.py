"""The house: four floors, and imports only ever go down."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "qmslib"
DOMAIN = {"standards", "complaints", "feedback", "improvement", "customers", "system", "datasets"}

#: What each part may import of ours, besides itself.
MAY_IMPORT: dict[str, set[str]] = {
    "_common": set(),
    **{topic: {"_common"} for topic in DOMAIN},
    "course": {"_common", *DOMAIN},
    "frontend": set(),
    "kernels": set(),
    **{part: {"_common", *DOMAIN, "course", "frontend"} for part in ("learner", "trainer")},
    "site": {"_common", *DOMAIN, "course", "frontend", "kernels"},
    "cli": {"_common", *DOMAIN, "course", "frontend", "learner", "trainer", "site"},
    "__main__": {"cli"},
    "__init__": set(),
}


def imports(path: Path) -> set[str]:
    """Parts of the package that a file imports, wherever in the file it does so."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: write imports in full"
            names = [node.module or ""]
            if node.module == "qmslib":
                names = [f"qmslib.{alias.name}" for alias in node.names if alias.name != "__version__"]
        else:
            continue
        found |= {name.split(".")[1] for name in names if name.startswith("qmslib.")}
    return found


def part(path: Path) -> str:
    """The part of the package in which a file stands."""
    return path.relative_to(PACKAGE).with_suffix("").parts[0]


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_only_go_down(path: Path) -> None:
    assert imports(path) - {part(path)} <= MAY_IMPORT[part(path)]


def test_a_wrong_import_would_be_seen(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.py"
    wrong.write_text("def f():\n    from qmslib.trainer import mark\n", encoding="utf-8")
    assert imports(wrong) == {"trainer"}


def test_every_part_is_known() -> None:
    parts = {part(path) for path in PACKAGE.rglob("*.py")}
    assert parts <= set(MAY_IMPORT)


def test_importing_the_package_loads_nothing_heavy() -> None:
    import subprocess
    import sys

    code = (
        "import sys, qmslib, qmslib.course.paths, qmslib.cli;"
        "topics = [getattr(qmslib, name) for name in dir(qmslib) if not name.startswith('_')];"
        "assert len(topics) == 7, topics;"
        "heavy = ('pandas', 'numpy', 'scipy', 'statsmodels', 'matplotlib', 'nbgrader', 'IPython');"
        "print([m for m in heavy if m in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
