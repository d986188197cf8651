"""Whatever code says it has shown, what is kept of it makes a sound notebook."""

from __future__ import annotations

import json
from typing import Any

import nbformat
import pytest
from nbformat import v4

from qmslib.trainer.boxed.clean_outputs import clean_outputs

ODD: tuple[Any, ...] = (
    {"a": 1}, [1], [{"x": "y"}], ["a", 1], 5, None, True, [], {}, 1e400, "\ud800", ["\ud800"], [["a"]], -0.0, "x",
)  # fmt: skip
KINDS = ("text/plain", "text/html", "image/png", "application/json", "application/x+json", "TEXT/HTML", "", "\ud800",
         "application/json\n", "application/vnd.jupyter.widget-view+json", "<script>")  # fmt: skip


@pytest.mark.parametrize("value", ODD)
def test_a_notebook_with_what_is_kept_is_sound(value: Any) -> None:
    given = [
        {"output_type": kind, "data": dict.fromkeys(KINDS, value), "metadata": value, "execution_count": value}
        for kind in ("display_data", "execute_result")
    ]
    given += [{"output_type": "stream", "name": "stdout", "text": value}, {"output_type": "stream", "name": value}]
    given += [{"output_type": "error", "ename": value, "evalue": value, "traceback": value}, value]
    kept = clean_outputs(given)
    assert [output["output_type"] for output in kept] == ["display_data", "execute_result", "stream", "error"]
    cell = v4.new_code_cell(outputs=[nbformat.from_dict(output) for output in kept])  # type: ignore[no-untyped-call]
    nbformat.validate(v4.new_notebook(cells=[cell]))  # type: ignore[no-untyped-call]
    json.dumps(kept, allow_nan=False, ensure_ascii=False).encode("utf-8")


def test_text_in_lines_and_data_of_the_kinds_that_are_json_are_kept() -> None:
    data = {"text/plain": ["a", "b"], "application/json": {"a": [1, None]}, "application/geo+json": 5}
    assert clean_outputs([{"output_type": "display_data", "data": data, "metadata": {}}])[0]["data"] == data
