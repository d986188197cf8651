from __future__ import annotations

from pathlib import Path

import pytest

from qmslib.site.links import site_faults


def page(folder: Path, name: str, body: str) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"<!DOCTYPE html><html><body>{body}</body></html>", encoding="utf-8")


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ('<a href="gone.html">x</a>', "no such file"),
        ('<a href="sub/b.html#gone">x</a>', "no such place"),
        ('<a href="#gone">x</a>', "no such place"),
        ('<a href="/sub/b.html">x</a>', "host's root"),
        ('<a href="../outside.html">x</a>', "leaves the site"),
        ('<script src="https://cdn.example.org/x.js"></script>', "another host"),
        ('<link rel="stylesheet" href="//fonts.example.org/x.css">', "another host"),
        ('<img src="pictures/none.png" alt="">', "no such file"),
        ('<p id="a">x</p><p id="a">y</p>', "two things"),
    ],
)
def test_a_fault_is_found(tmp_path: Path, body: str, problem: str) -> None:
    page(tmp_path, "index.html", body)
    page(tmp_path, "sub/b.html", '<p id="there">x</p>')
    [fault] = site_faults(tmp_path)
    assert fault.page == "index.html"
    assert problem in fault.problem


def test_a_sound_site_has_none(tmp_path: Path) -> None:
    page(tmp_path, "index.html", '<p id="top"><a href="sub/b.html#the%20re">x</a><a href="#top">y</a></p>')
    page(
        tmp_path,
        "sub/b.html",
        '<p id="the re"><a href="../index.html?q=1">x</a> <a href="https://www.gov.uk/">y</a>'
        '<a href="mailto:a@example.org">z</a><img src="data:image/png;base64,AA==" alt=""></p>',
    )
    assert site_faults(tmp_path) == []
