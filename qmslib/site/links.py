"""Find what a finished site would get wrong for its reader: dead links, missing anchors, requests to other hosts."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from bs4 import BeautifulSoup

# What a browser fetches by itself when it opens a page.
_FETCHED = {
    "script": "src", "link": "href", "img": "src", "iframe": "src", "source": "src", "video": "src", "audio": "src",
    "object": "data", "embed": "src",
}  # fmt: skip
_NOT_FETCHED = {"prev", "next", "canonical", "search"}


@dataclass(frozen=True)
class Fault:
    """One link that leads nowhere, or one request that leaves the site."""

    page: str
    address: str
    problem: str

    def __str__(self) -> str:
        return f"{self.page}: {self.address}: {self.problem}"


def _soup(path: Path) -> BeautifulSoup:
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


def site_faults(site: Path) -> list[Fault]:
    """All faults of the site in this folder, in order of page.

    Parameters
    ----------
    site
        The folder that holds ``index.html``.
    """
    pages = {path.resolve(): _soup(path) for path in sorted(site.rglob("*.html"))}
    anchors = {
        path: {str(tag.get("id") or tag.get("name")) for tag in soup.select("[id], a[name]")}
        for path, soup in pages.items()
    }
    faults: list[Fault] = []
    for path, soup in pages.items():
        name = path.relative_to(site.resolve()).as_posix()
        seen: set[str] = set()
        for tag in soup.find_all(id=True):
            if str(tag["id"]) in seen:
                faults.append(Fault(name, f"#{tag['id']}", "two things on the page bear this id"))
            seen.add(str(tag["id"]))
        for tag in soup.find_all(True):
            field = _FETCHED.get(tag.name, "href" if tag.name == "a" else "")
            address = tag.get(field) if field else None
            if not isinstance(address, str):
                continue
            rel = tag.get("rel")
            fetched = tag.name in _FETCHED and not _NOT_FETCHED.intersection(rel if isinstance(rel, list) else [])
            problem = _problem(address, path, anchors, site, fetched)
            if problem:
                faults.append(Fault(name, address, problem))
    return faults


def _problem(address: str, page: Path, anchors: dict[Path, set[str]], site: Path, fetched: bool) -> str | None:
    parts = urlsplit(address)
    if parts.scheme in {"data", "mailto", "tel"}:
        return None
    if parts.scheme or parts.netloc:
        return "the page would ask another host for this" if fetched else None
    if parts.path.startswith("/"):
        return "the address starts at the host's root, so it fails from a folder"
    target = (page.parent / unquote(parts.path)).resolve() if parts.path else page
    if not target.is_relative_to(site.resolve()):
        return "the address leaves the site"
    if not target.is_file():
        return "there is no such file in the site"
    if parts.fragment and target in anchors and unquote(parts.fragment) not in anchors[target]:
        return "there is no such place on that page"
    return None
