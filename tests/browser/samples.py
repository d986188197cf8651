"""Small items of every kind, for tests of the pages. They ask about nothing but the fictional records team."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from qmslib.course.items import Item
from qmslib.course.release import practice_item, release_item
from qmslib.frontend.bundle import classic, css, mount_html

_BASE = {"criterion": "4.1", "rows": ["R001"]}


def _option(name: str, text: str, feedback: str, missed: str | None = None) -> dict[str, Any]:
    made = {"id": name, "text": text, "feedback": feedback}
    return made | ({"missed": missed} if missed else {})


_RAW: list[dict[str, Any]] = [
    {
        "id": "t-one",
        "kind": "choose_one",
        "scoring": "all_or_nothing",
        "points": 1,
        "title": "Where a standard comes from",
        "hint": "Ask who may change it.",
        "prompt": "The policy says: *files are returned within five working days*.\n\nWhat is this line?",
        "options": [
            _option(
                "a", "A standard with a measure", "It says how well and by when.", "It says how well and by when."
            ),
            _option("b", "A wish", "A wish has no measure."),
            _option("c", "A procedure", "A procedure says how."),
        ],
        "key": "a",
    },
    {
        "id": "t-many",
        "kind": "choose_many",
        "scoring": "net_correct",
        "points": 2,
        "title": "Parts of a register",
        "prompt": "Which belong in a register?",
        "options": [
            _option("a", "The owner", "Someone answers for it.", "Nobody would keep it."),
            _option("b", "The source", "Anyone can check it.", "Nobody could check it."),
            _option("c", "The colour of the folder", "That helps nobody."),
        ],
        "key": ["a", "b"],
    },
    {
        "id": "t-order",
        "kind": "order",
        "scoring": "longest_run",
        "points": 2,
        "title": "From request to file",
        "prompt": "Put the work in order.",
        "steps": [
            {"id": "s1", "text": "Log the request", "feedback": "The clock starts here."},
            {"id": "s2", "text": "Check who asks", "feedback": "Before the file is touched."},
            {"id": "s3", "text": "Send the file", "feedback": "The end of the promise."},
        ],
        "orders": [["s1", "s2", "s3"]],
    },
    {
        "id": "t-match",
        "kind": "match",
        "scoring": "share_right",
        "points": 2,
        "title": "A check for each standard",
        "prompt": "Choose a check.",
        "stems": [
            {"id": "m1", "text": "Sent in five days", "feedback": "The log has the dates."},
            {"id": "m2", "text": "Scans are readable", "feedback": "A person must look."},
        ],
        "options": [
            _option("x", "Count from the log", "The log counts days."),
            _option("y", "Look at ten scans", "A sample shows quality."),
            _option("z", "Weigh the post", "Weight says nothing."),
        ],
        "key": {"m1": "x", "m2": "y"},
    },
    {
        "id": "t-classify",
        "kind": "classify",
        "scoring": "share_right",
        "points": 2,
        "title": "Whose standard",
        "prompt": "Sort them.",
        "stems": [
            {"id": "k1", "text": "One month for a subject access request", "feedback": "A law says so."},
            {"id": "k2", "text": "We answer the phone in our own name", "feedback": "The team agreed it."},
        ],
        "options": [_option("law", "Law", "Made outside."), _option("own", "Our own", "Agreed in the team.")],
        "key": {"k1": "law", "k2": "own"},
    },
    {
        "id": "t-number",
        "kind": "number",
        "scoring": "within_tolerance",
        "points": 1,
        "unit": "hours",
        "title": "Doing it twice",
        "prompt": "20 files at 15 minutes each: how many hours?",
        "key": {"value": 5, "tolerance": 0.05},
        "feedback": {"right": "20 quarters of an hour.", "wrong": "Turn minutes into hours first."},
        "mistakes": [{"value": 300, "tolerance": 0.5, "feedback": "Those are minutes."}],
    },
    {
        "id": "t-account",
        "kind": "account",
        "scoring": "judged",
        "points": 2,
        "min_words": 20,
        "title": "In your own words",
        "prompt": "Describe one standard of your work.",
        "rubric": {"not_yet": "Copied.", "partly": "General.", "met": "Own and concrete."},
        "required_points": [{"id": "own", "text": "An example of your own", "signs": ["our team"]}],
        "samples": {"not_yet": ["a", "b"], "partly": ["a", "b"], "met": ["In our team …", "b"]},
    },
    {
        "id": "t-table",
        "kind": "form",
        "scoring": "checks_passed",
        "points": 2,
        "title": "Your register",
        "prompt": "List your standards.",
        "layout": "table",
        "table": {"min": 2, "max": 3, "start": 2, "row": "Standard"},
        "fields": [
            {
                "id": "standard",
                "label": "Standard",
                "type": "long",
                "help": "One sentence.",
                "example": "Sent in 5 days",
            },
            {"id": "owner", "label": "Owner", "type": "text"},
            {"id": "review", "label": "Review date", "type": "date"},
            {"id": "kind", "label": "Kind", "type": "choice", "options": ["Law", "Team"]},
        ],
        "document": {"title": "Register of standards", "filename": "register"},
        "checks": [
            {"id": "rows", "rule": "min_rows", "n": 2, "text": "Fill in two standards.", "passed": "Two standards."},
            {
                "id": "own",
                "rule": "filled",
                "field": "owner",
                "text": "Name each owner.",
                "passed": "All have an owner.",
            },
        ],
    },
    {
        "id": "t-fields",
        "kind": "form",
        "scoring": "checks_passed",
        "points": 1,
        "title": "A short agreement",
        "prompt": "Write down what you promise.",
        "layout": "fields",
        "fields": [
            {"id": "who", "label": "Internal customer", "type": "text"},
            {"id": "what", "label": "What you promise", "type": "long"},
            {"id": "days", "label": "Working days", "type": "number"},
        ],
        "document": {"title": "Service agreement", "filename": "agreement"},
        "checks": [
            {
                "id": "who",
                "rule": "filled",
                "field": "who",
                "text": "Name the customer.",
                "passed": "Customer named.",
            },
        ],
    },
]
EXERCISE = "standards-test"


def item(name: str) -> Item:
    """One sample item."""
    raw = next(raw for raw in _RAW if raw["id"] == name)
    return TypeAdapter(Item).validate_python(_BASE | raw)


NAMES = [raw["id"] for raw in _RAW]


def raw_items() -> list[dict[str, Any]]:
    """All sample items as an author would write them."""
    return [_BASE | raw for raw in _RAW]


def form(names: list[str] | None = None) -> dict[str, Any]:
    """A released exercise over the sample items."""
    return {
        "format": 1,
        "exercise": EXERCISE,
        "title": "A test of standards",
        "criterion": "4.1",
        "chapter": "standards/4-1-identify",
        "time": 10,
        "intro": "Answer all.",
        "met_text": "All must be right.",
        "items": [release_item(item(name)) for name in names or NAMES],
        "declaration": True,
    }


def page_html(blocks: list[list[str]], *, theme: str = "light", scripts: int = 1) -> str:
    """A static page with blocks of practice, as a site would hold them."""
    mounts = "".join(
        mount_html(
            "practice", {"format": 1, "items": [practice_item(item(name)) for name in block]}, "<p>No script.</p>"
        )
        for block in blocks
    )
    paper = "#10141a" if theme == "dark" else "#ffffff"
    return (
        f'<!doctype html><html lang="en" data-theme="{theme}"><head><meta charset="utf-8"><title>Practice</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>body{{margin:0;padding:1rem;background:{paper}}}h1,h2{{color:light-dark(#111,#eee)}}"
        f"html{{color-scheme:{theme}}}</style><style>{css()}</style></head>"
        f"<body><main><h1>Chapter</h1><h2>Try it</h2>{mounts}</main>"
        + f"<script>{classic()}</script>" * scripts
        + "</body></html>"
    )


def write_page(folder: Path, blocks: list[list[str]], **options: Any) -> str:
    """Write such a page and give its address."""
    path = folder / "page.html"
    path.write_text(page_html(blocks, **options), encoding="utf-8")
    return path.as_uri()
