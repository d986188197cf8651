"""What the pages are made from besides their own text, so that no stale result is ever published.

Jupyter Book keeps the results of cells by the text of the cells alone. A practice item, a tool or the front end can
change without any page changing; then the kept results are thrown away and every page is read again.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import qmslib

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment

KEPT = ".qms-inputs.json"
# Parts of the package that no page shows.
_APART = {"trainer", "cli", "__pycache__", "labextension"}


def _package_files() -> Iterator[Path]:
    package = Path(qmslib.__file__).parent
    for path in package.rglob("*"):
        if path.is_file() and not _APART.intersection(path.relative_to(package).parts):
            yield path


def _digest(files: Iterable[tuple[str, Path]]) -> str:
    total = hashlib.sha256()
    for name, path in sorted(files):
        total.update(name.encode())
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def _cell_inputs(root: Path) -> Iterator[tuple[str, Path]]:
    for path in _package_files():
        yield "package/" + path.relative_to(Path(qmslib.__file__).parent).as_posix(), path
    for pattern in ("book/**/*.items.yaml", "exercises/*/*.form.json", "requirements.lock"):
        for path in root.glob(pattern):
            yield path.relative_to(root).as_posix(), path


def cells_stamp(root: Path) -> str:
    """A digest of all that the results of cells rest on, apart from the cells themselves."""
    return _digest(_cell_inputs(root))


def site_stamp(root: Path) -> str:
    """A digest of all that the site is made from: same stamp, same site."""
    pages = (path for path in (root / "book").rglob("*") if path.is_file() and "_build" not in path.parts)
    files = {path.relative_to(root).as_posix(): path for path in pages}
    for name in ("_config.yml", "LICENSE", "NOTICES.md"):
        if (root / name).is_file():
            files[name] = root / name
    return _digest([*_cell_inputs(root), *files.items()])


def _root(source: Path) -> Path:
    named = os.environ.get("QMS_COURSE")
    return Path(named) if named else source.parent


def _kept(output: Path) -> dict[str, Any]:
    try:
        kept = json.loads((output.parent / KEPT).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return kept if isinstance(kept, dict) else {}


def forget_stale_results(app: Sphinx, config: Config) -> None:
    """Throw away kept results of cells when what they rest on has changed."""
    # Cells of the book find the course by this, wherever their kernel starts.
    os.environ.setdefault("QMS_COURSE", str(Path(app.srcdir).parent))
    output = Path(app.outdir)
    if _kept(output).get("cells") != cells_stamp(_root(Path(app.srcdir))):
        shutil.rmtree(output.parent / ".jupyter_cache", ignore_errors=True)


def pages_to_read_again(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> list[str]:
    """Every page, when its inputs changed or the last build was not sound; otherwise none."""
    kept = _kept(Path(app.outdir))
    fresh = kept.get("sound") and kept.get("cells") == cells_stamp(_root(Path(app.srcdir)))
    return [] if fresh else sorted(env.found_docs)


def remember(app: Sphinx, error: Exception | None) -> None:
    """Note what this build rested on, and whether it went without a warning."""
    output = Path(app.outdir)
    output.parent.mkdir(parents=True, exist_ok=True)
    sound = error is None and not app._warncount
    kept = {"cells": cells_stamp(_root(Path(app.srcdir))), "sound": sound}
    (output.parent / KEPT).write_text(json.dumps(kept), encoding="utf-8")
