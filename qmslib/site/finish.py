"""After the pages: the course's script, the search index, and out with every file that no page links."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from pygments.formatters import HtmlFormatter
from sphinx.util import logging

from qmslib.site.links import site_faults
from qmslib.site.search import search_index

if TYPE_CHECKING:
    from sphinx.application import Sphinx

log = logging.getLogger(__name__)

# What must travel with copies of the site, and under which name a browser shows it as text.
LEGAL = {"LICENSE": "LICENSE.txt", "NOTICES.md": "NOTICES.txt"}
# Sphinx's own by-products; none of them is part of the site.
_BY_PRODUCTS = ("_sources", "searchindex.js", "objects.inv", "jupyter_execute", "reports")


def finish_site(app: Sphinx, error: Exception | None) -> None:
    """Write what the pages link, prune the rest, and warn of every dead link and outside request."""
    if error is not None or app.builder.format != "html":
        return
    site = Path(app.outdir)
    static = site / "_static"
    write_code_styles(static)
    forget_removed_pages(site, {*app.env.found_docs, "search"})
    if any("_static/qms-course." in page.read_text(encoding="utf-8") for page in site.rglob("*.html")):
        write_course_files(static)
    (static / "search-index.js").write_text(search_index(app, app.env.found_docs), encoding="utf-8")
    # A folder of that name is hidden by GitHub Pages unless this file says otherwise.
    (site / ".nojekyll").touch()
    for source, name in LEGAL.items():
        text = Path(app.srcdir).parent / source
        if text.is_file():
            shutil.copyfile(text, site / name)
    # The reports of failed cells are kept until they are put right.
    prune(site, keep=() if not app._warncount else ("reports",))
    # Sphinx has told of the dead links that it knows; a page with those is not worth a second list.
    for fault in [] if app._warncount else site_faults(site):
        log.warning("%s: %s", fault.address, fault.problem, location=fault.page.removesuffix(".html"))


def forget_removed_pages(site: Path, pages: set[str]) -> None:
    """Delete pages of chapters that have been renamed or taken out; Sphinx leaves them.

    Parameters
    ----------
    site
        The folder of finished pages.
    pages
        Names of all pages there are, without ending.
    """
    for path in site.rglob("*.html"):
        if path.relative_to(site).with_suffix("").as_posix() not in pages:
            path.unlink()


def write_code_styles(static: Path) -> None:
    """Colours for shown code that keep a contrast of 4.5 on both grounds."""
    for name, theme, style in (
        ("pygments.css", "light", "a11y-high-contrast-light"),
        ("pygments-dark.css", "dark", "a11y-high-contrast-dark"),
    ):
        css = HtmlFormatter(style=style).get_style_defs(f':root[data-theme="{theme}"] .highlight')
        (static / name).write_text(css + "\n", encoding="utf-8")


def write_course_files(static: Path) -> None:
    """The front end of practice and documents: one script for all pages, one for each pack of tools, the styles."""
    from qmslib.frontend import bundle

    (static / "qms-course.js").write_text(bundle.classic(packs=False), encoding="utf-8")
    for name in bundle.PACKS:
        (static / bundle.pack_file(name)).write_text(bundle.pack(name), encoding="utf-8")
    (static / "qms-course.css").write_text(bundle.css(), encoding="utf-8")


def prune(site: Path, keep: tuple[str, ...] = ()) -> None:
    """Delete by-products, and every file below ``_static`` that no page names.

    Parameters
    ----------
    site
        The folder of finished pages.
    keep
        By-products that are needed still.
    """
    for name in set(_BY_PRODUCTS) - set(keep):
        path = site / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    pages = "".join(path.read_text(encoding="utf-8") for path in site.rglob("*.html"))
    static = site / "_static"
    for path in sorted(static.rglob("*"), reverse=True):
        if path.is_dir():
            if not any(path.iterdir()):
                path.rmdir()
        elif f"_static/{path.relative_to(static).as_posix()}" not in pages:
            path.unlink()
