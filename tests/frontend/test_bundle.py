from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from qmslib.course.tools import TOOLS
from qmslib.frontend import bundle

SOURCES = {name: (bundle.HERE / name).read_text(encoding="utf-8") for name in bundle.SOURCES}


def flat(node: dict[str, Any], before: str = "") -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in node.items():
        key = f"{before}{name}"
        found |= flat(value, f"{key}.") if isinstance(value, dict) else {key: value}
    return found


MESSAGES = flat(bundle.messages())


def test_every_source_is_bundled() -> None:
    there = {path.relative_to(bundle.HERE).as_posix() for path in Path(bundle.HERE).rglob("*.js")}
    assert there == set(bundle.SOURCES)


@pytest.mark.parametrize("name", bundle.SOURCES)
def test_sources_share_one_scope_and_parse_no_markup(name: str) -> None:
    source = SOURCES[name]
    for wrong in (
        r"^\s*import\b",
        r"^\s*export\b",
        r"\beval\(",
        r"\bnew Function\b",
        r"\bfetch\(",
        "XMLHttpRequest",
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        r"document\.write",
        r"https?://(?!www\.w3\.org/2000/svg)",
    ):
        assert not re.search(wrong, source, re.MULTILINE), f"{name}: {wrong}"


def test_no_name_is_defined_twice() -> None:
    names = [
        name for source in SOURCES.values() for name in re.findall(r"^(?:const|let|function) (\w+)", source, re.M)
    ]
    assert sorted(names) == sorted(set(names))


def test_every_message_is_used_and_every_used_one_is_there() -> None:
    text = "\n".join(source for name, source in SOURCES.items() if not name.startswith(("tool", "checks")))
    exact = set(re.findall(r'"([a-z]+\.[a-z_]+)"', text))
    patterns = [re.escape(one).replace(r"\$\{", "${") for one in re.findall(r"t\(`([^`]+)`", text)]
    built = [re.sub(r"\\?\$\{[^}]*\}|\$\\\{[^}]*\\?\}", r"[a-z_]+", one) for one in patterns]
    assert {key for key in exact if key.split(".")[0] in bundle.messages()} <= set(MESSAGES)
    unused = [key for key in MESSAGES if key not in exact and not any(re.fullmatch(one, key) for one in built)]
    assert unused == []


def test_messages_are_plain() -> None:
    for key, text in MESSAGES.items():
        assert isinstance(text, str), f"{key}: put quotes around it"
        assert text.strip() == text
        assert "!" not in text, key


def test_the_two_wrappings() -> None:
    assert bundle.esm().endswith("export default { render };\n")
    assert bundle.classic().startswith("(() => {")
    assert "</script" not in bundle.classic().lower()
    assert "export default" not in bundle.classic()


@pytest.mark.parametrize("name", bundle.PACKS)
def test_a_pack_uses_nothing_but_its_own_and_what_is_shared(name: str) -> None:
    shared = SOURCES[name] + SOURCES["tool_parts.js"]
    there = {"QMS_TOOL_TEXTS", *re.findall(r"^const (\w+)", shared, re.M)}
    assert set(re.findall(r"\b(?:qt[A-Z]|QT_|QMS_)\w+", SOURCES[name])) <= there
    made = bundle.pack(name)
    assert made.startswith("(() => {")
    assert "</script" not in made.lower()


def test_every_tool_is_in_one_pack_or_in_every_page() -> None:
    added = {name: re.findall(r"(\w+):", SOURCES[name].rsplit("qtAddTools({", 1)[1]) for name in bundle.PACKS}
    tools = [tool for names in added.values() for tool in names]
    assert len(set(tools)) == len(tools)
    assert {*tools, "smart"} == set(TOOLS)
    assert bundle.packs_of(frozenset({"smart"})) == ()
    assert bundle.packs_of(frozenset({"flow", "clock"})) == ("tools_time_money.js", "tools_flow.js")


def test_what_a_page_loads_stays_small() -> None:
    base = len(bundle.classic(packs=False).encode())
    packs = [len(bundle.pack(name).encode()) for name in bundle.PACKS]
    assert base < 190_000
    assert max(packs) < 50_000
    assert base + sum(packs) > len(bundle.classic().encode())


def test_data_cannot_leave_its_element() -> None:
    html = bundle.mount_html("practice", {"a": "</script><b>\u2028&"}, "<p>x</p>")
    data = html.split('<script type="application/json">')[1].split("</script>")[0]
    assert "<" not in data
    assert json.loads(data) == {"a": "</script><b>\u2028&"}


def test_the_extension_runs_only_the_courses_cells() -> None:
    folder = Path(bundle.HERE).parent / "learner" / "labextension" / "qms-course"
    package = json.loads((folder / "package.json").read_text(encoding="utf-8"))
    assert (folder / package["jupyterlab"]["_build"]["load"]).is_file()


def test_comments_stay_at_home_and_no_text_runs_over_lines() -> None:
    for path in sorted(bundle.HERE.rglob("*.js")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if not line.lstrip().startswith(("//", "/*", "*")):
                assert line.count("`") % 2 == 0, f"{path.name}, line {number}: a text over several lines"
    script = bundle.classic()
    assert "/**" not in script
    assert len(script) < 0.95 * sum(len((bundle.HERE / name).read_text(encoding="utf-8")) for name in bundle.SOURCES)
