"""Find what a finished site would get wrong for its reader: dead links, missing anchors, requests to other hosts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

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


class _Page(HTMLParser):
    """The ids of a page, the places in it that a link may name, and its links with whether they are fetched."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=False)
        self.ids: list[str] = []
        self.anchors: set[str] = set()
        self.links: list[tuple[str, bool]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what a tag says."""
        told = {name: value or "" for name, value in attrs}
        if "id" in told:
            self.ids.append(told["id"])
            self.anchors.add(told["id"])
        if tag == "a" and told.get("name"):
            self.anchors.add(told["name"])
        field = _FETCHED.get(tag, "href" if tag == "a" else "")
        if field in told:
            fetched = tag in _FETCHED and not _NOT_FETCHED.intersection(told.get("rel", "").split())
            self.links.append((told[field], fetched))


def site_faults(site: Path) -> list[Fault]:
    """All faults of the site in this folder, in order of page.

    Parameters
    ----------
    site
        The folder that holds ``index.html``.
    """
    root = site.resolve()
    pages = {path.resolve(): _Page(path.read_text(encoding="utf-8")) for path in sorted(site.rglob("*.html"))}
    anchors = {path: page.anchors for path, page in pages.items()}
    faults: list[Fault] = []
    for path, page in pages.items():
        name = path.relative_to(root).as_posix()
        seen: set[str] = set()
        for one in page.ids:
            if one in seen:
                faults.append(Fault(name, f"#{one}", "two things on the page bear this id"))
            seen.add(one)
        for address, fetched in page.links:
            problem = _problem(address, path, anchors, root, fetched)
            if problem:
                faults.append(Fault(name, address, problem))
    return faults


def _problem(address: str, page: Path, anchors: dict[Path, set[str]], root: Path, fetched: bool) -> str | None:
    parts = urlsplit(address)
    if parts.scheme in {"data", "mailto", "tel"}:
        return None
    if parts.scheme or parts.netloc:
        return "the page would ask another host for this" if fetched else None
    if parts.path.startswith("/"):
        return "the address starts at the host's root, so it fails from a folder"
    target = _target(page.parent, unquote(parts.path)) if parts.path else page
    if not target.is_relative_to(root):
        return "the address leaves the site"
    if target not in anchors and not target.is_file():
        return "there is no such file in the site"
    if parts.fragment and target in anchors and unquote(parts.fragment) not in anchors[target]:
        return "there is no such place on that page"
    return None


@cache
def _target(folder: Path, address: str) -> Path:
    # The contents are on every page, and each step of a path costs a question to the disk.
    return (folder / address).resolve()
