"""Build quickly: pages are read and written side by side, and their kernels are forked from one warm process."""

from __future__ import annotations

import gc
import os
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import sphinx.builders
from jupyter_cache.entry_points import ENTRY_POINT_GROUP_READER, get_entry_point
from pygments.lexers import get_lexer_by_name
from sphinx.util import logging
from sphinx.util.parallel import parallel_available

from qmslib.site import kernels, reference

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment

log = logging.getLogger(__name__)

#: Jupyter Book loads it, and it numbers chapters only when all pages have been read.
_SAFE = {"sphinx_multitoc_numbering"}
#: What pages need when they are read and written, for otherwise each process would import it anew.
_PAGES = (
    "nbclient.client", "jupyter_cache.cache.main", "jupyter_cache.executors.utils", "qmslib.kernels.ready",
    "ipykernel.kernelspec", "docutils.languages.en", "xml.dom.minidom", "latex2mathml.converter",
)  # fmt: skip


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
    if app.parallel > 1:
        # Pages are large trees that live for as long as their process: looking for rubbish in them finds none.
        gc.set_threshold(200_000, 50, 50)
        vars(sphinx.builders)["make_chunks"] = one_by_one
    cache = Path(config.nb_execution_cache_path or Path(app.outdir).parent / ".jupyter_cache")
    cold = not cache.exists()
    _make(cache)
    # Before the build divides, so that all its processes share it.
    kernels.choose(start=cold)


def one_by_one(pages: Sequence[str], jobs: int) -> list[Sequence[str]]:
    """Divide pages among processes so that none waits for another: whoever is free takes the next.

    Parameters
    ----------
    pages
        Names of pages.
    jobs
        The number of processes.
    """
    return [[page] for page in pages]


def allow(app: Sphinx, env: BuildEnvironment, pages: list[str]) -> None:
    """Let pages be read side by side though an extension forgot to say that it does not mind.

    Parameters
    ----------
    app, env, pages
        The build, what it knows, and what it reads.
    """
    for name in _SAFE & app.extensions.keys():
        app.extensions[name].parallel_read_safe = True
    # Sphinx's own condition.
    if not parallel_available or app.parallel < 2 or len(pages) < 6:
        return
    for name in _PAGES:
        import_module(name)
    get_entry_point(ENTRY_POINT_GROUP_READER, "myst_nb_md")  # finding out what is installed is quicker later
    get_lexer_by_name("ipython3")  # pygments asks all that is installed for the lexer of cells
    if any(reference.is_written(Path(env.doc2path(page)).read_text(encoding="utf-8")) for page in pages):
        reference.load()
    # What is here already stays shared with the processes that are forked from this one.
    gc.collect()
    gc.freeze()
    log.info("%d pages are read by %d processes", len(pages), app.parallel)


def _make(cache: Path) -> None:
    # Two processes that made the same database at once would stumble over each other.
    from jupyter_cache import get_cache

    get_cache(cache).list_cache_records()
