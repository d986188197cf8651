"""The pages' tools and checks give the same as Python's, to the letter, in a real browser."""

import json
from pathlib import Path

import pytest

from qmslib.course.tools import run
from qmslib.frontend.bundle import SOURCES
from tests.browser import random_forms

FRONTEND = Path(__file__).parents[2] / "qmslib" / "frontend"
VECTORS = Path(__file__).parents[1] / "vectors"
SCRIPTS = tuple(name for name in SOURCES if name.startswith(("tool", "checks")))
pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def page(chromium):
    source = "\n".join((FRONTEND / name).read_text(encoding="utf-8") for name in SCRIPTS)
    # Far from the course's own place and language: neither may matter.
    context = chromium.new_context(locale="de-DE", timezone_id="Pacific/Auckland", offline=True)
    page = context.new_page()
    page.add_script_tag(content=f"'use strict';\n{source}\nwindow.qms = {{ QMS_TOOLS, qmsRunChecks }};")
    yield page
    context.close()


@pytest.mark.parametrize("file", sorted((VECTORS / "tools").glob("*.json")), ids=lambda file: file.stem)
def test_tools(page, file):
    vectors = json.loads(file.read_text(encoding="utf-8"))
    got = page.evaluate("(rows) => rows.map((row) => qms.QMS_TOOLS[row.tool](row.inputs))", vectors)
    for vector, result in zip(vectors, got, strict=True):
        assert result == vector["expect"], vector["name"]


@pytest.mark.parametrize("tool", random_forms.TOOLS)
def test_tools_agree_on_forms_filled_in_at_random(page, tool):
    inputs = random_forms.inputs(tool, 25)
    got = page.evaluate("([tool, all]) => all.map((one) => qms.QMS_TOOLS[tool](one))", [tool, inputs])
    for one, result in zip(inputs, got, strict=True):
        assert result == json.loads(json.dumps(run(tool, one))), one


def test_checks(page):
    vectors = json.loads((VECTORS / "checks.json").read_text(encoding="utf-8"))
    got = page.evaluate(
        "(rows) => rows.map((row) => qms.qmsRunChecks(row.item, row.value, row.today)"
        ".map((one) => [one.id, one.passed, one.text, one.rows]))",
        vectors,
    )
    for vector, result in zip(vectors, got, strict=True):
        assert result == vector["expect"], vector["name"]


def test_without_a_day_it_is_today_where_the_reader_is(page):
    due = page.evaluate(
        "() => { const now = new Date(); const two = (n) => String(n).padStart(2, '0');"
        "const today = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;"
        "const row = {activity: 'Audit', owner: 'Tom', months: '1', last: today};"
        "return [qms.QMS_TOOLS.calendar({values: [row]}).table.caption,"
        "qms.QMS_TOOLS.calendar({values: [row], today}).table.caption]; }"
    )
    assert due[0] == due[1]


def test_the_sources_neither_fetch_nor_evaluate():
    for name in SCRIPTS:
        source = (FRONTEND / name).read_text(encoding="utf-8")
        for word in ("eval(", "fetch(", "new Function", "import(", "innerHTML", "toLocale", "Intl."):
            assert word not in source, (name, word)
