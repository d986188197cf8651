"""The static site: a Sphinx theme of the course's own, and the extension that makes its pages.

Jupyter Book reads the pages and runs their cells; this package decides what a finished page looks like and links.
The theme is our own because the stock ones link megabytes of scripts and styles on every page.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sphinx.application import Sphinx

THEME = "qms"


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the theme and its page handlers with Sphinx."""
    from qmslib.site import finish, frame, inputs, reference, search, speed

    app.setup_extension("sphinx.ext.autodoc")  # whose event is used below
    app.add_config_value("qms_jobs", 0, "", int)
    app.add_html_theme(THEME, str(Path(__file__).parent / "theme"))
    # After jupyter-book's own handlers, which know the final settings.
    app.connect("config-inited", inputs.forget_stale_results, priority=950)
    app.connect("config-inited", speed.prepare, priority=960)
    app.connect("env-get-outdated", inputs.pages_to_read_again)
    app.connect("env-get-outdated", search.pages_to_read_again)
    app.connect("env-before-read-docs", speed.allow)
    app.connect("source-read", reference.write_pages)
    app.connect("autodoc-process-signature", reference.without_making)
    app.connect("doctree-read", reference.name_attributes)
    app.connect("builder-inited", frame.use_own_search)
    app.connect("html-collect-pages", frame.search_page)
    app.connect("html-page-context", frame.finish_page, priority=900)
    # Late: myst-nb copies its style sheet only then.
    app.connect("build-finished", finish.finish_site, priority=900)
    app.connect("build-finished", inputs.remember, priority=950)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
