"""Build quickly: pages are read side by side, and their kernels are forked from one warm process."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from qmslib.kernels import MODULES, NAME, forked

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment

#: What cells of chapters import, besides what every notebook does.
_CHAPTERS = (
    "qmslib.learner.practice", "qmslib.learner.explore", "qmslib.learner.tables",
    "statsmodels.stats.proportion", "statsmodels.stats.inter_rater",
)  # fmt: skip
#: Jupyter Book loads it, and it numbers chapters only when all pages have been read.
_SAFE = {"sphinx_multitoc_numbering"}
_CHOICE = "JUPYTER_DEFAULT_PROVISIONER_NAME"


def prepare(app: Sphinx, config: Config) -> None:
    """Choose how many processes read and write, and have kernels forked unless somebody chose otherwise.

    Parameters
    ----------
    app
        The build.
    config
        Its settings; ``qms_jobs`` is the number of processes, 0 for one and a half for each processor.
    """
    cpus = os.cpu_count() or 1
    # A page that waits for its kernel leaves its processor to another.
    app.parallel = config.qms_jobs or cpus + (cpus + 1) // 2
    os.environ.setdefault(_CHOICE, NAME)
    cache = Path(config.nb_execution_cache_path or Path(app.outdir).parent / ".jupyter_cache")
    cold = not cache.exists()
    _make(cache)
    if os.environ[_CHOICE] != NAME:
        return
    from qmslib.kernels.provisioner import usual_modules

    os.environ.setdefault(MODULES, " ".join([*usual_modules(), *_CHAPTERS]))
    if cold:
        # Before the build divides, so that all its processes share it.
        forked.template(os.environ[MODULES].split(), os.environ)


def allow(app: Sphinx, env: BuildEnvironment, pages: list[str]) -> None:
    """Let pages be read side by side though an extension forgot to say that it does not mind.

    Parameters
    ----------
    app, env, pages
        The build, what it knows, and what it reads.
    """
    for name in _SAFE & app.extensions.keys():
        app.extensions[name].parallel_read_safe = True


def _make(cache: Path) -> None:
    # Two processes that made the same database at once would stumble over each other.
    from jupyter_cache import get_cache

    get_cache(cache).list_cache_records()
