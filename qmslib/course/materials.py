"""Materials: tables that stand under the prompt of an item, so that the learner has data to work on."""

from __future__ import annotations

import math
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from qmslib.course.item_base import Strict, Text

#: Rows of one table: more would be a file, not something to read on a page.
ROW_LIMIT = 400


def _cell(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ValueError("a cell is text or a number; put yes, no, null and dates in quotes")
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError("a cell is text or a number that can be written with digits")
    return value


Cell = Annotated[str | int | float, BeforeValidator(_cell)]


class ChartMark(Strict):
    """A line drawn across a chart, with its name."""

    at: float
    label: Text


class MaterialChart(Strict):
    """A drawing of the material: bars, or a line over time. Its numbers stand behind it as a table."""

    type: Literal["bars", "line"]
    title: Text
    alt: Text
    x: list[Cell] = Field(min_length=1, max_length=60)
    y: list[float | None] = Field(min_length=1, max_length=60)
    unit: Annotated[str, Field(max_length=40)] | None = None
    marks: list[ChartMark] = Field(default_factory=list, max_length=4)

    @model_validator(mode="after")
    def _as_long(self) -> Self:
        if len(self.x) != len(self.y):
            raise ValueError(f"chart: {len(self.x)} values of x, and {len(self.y)} of y")
        if self.type == "bars" and None in self.y:
            raise ValueError("chart: only a line may have gaps")
        return self


class Material(Strict):
    """One table, with its caption and, where it helps, a chart."""

    caption: Text
    columns: list[Text] = Field(min_length=1, max_length=12)
    rows: list[list[Cell]] = Field(min_length=1, max_length=ROW_LIMIT)
    chart: MaterialChart | None = None

    @model_validator(mode="after")
    def _rectangle(self) -> Self:
        for number, row in enumerate(self.rows, 1):
            if len(row) != len(self.columns):
                raise ValueError(f"rows: row {number} has {len(row)} cells; there are {len(self.columns)} columns")
        if len(set(self.columns)) != len(self.columns):
            raise ValueError("columns: two have the same name")
        return self

    def shown(self, name: str) -> dict[str, Any]:
        """The material as a page needs it."""
        return {"name": name, **self.model_dump(mode="json", exclude_none=True, exclude_defaults=False)}


def cell_text(value: Any) -> str:
    """A cell as it is shown: numbers as the page writes them (12.0 is ``12``)."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return "" if value is None else str(value)
