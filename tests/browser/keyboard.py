"""A learner at the keyboard: goes by Tab, types, and answers every kind of question without a mouse."""

from __future__ import annotations

from typing import Any

_HERE = """() => {
  const it = document.activeElement;
  if (!it || it === document.body) return "";
  const labels = it.labels ? [...it.labels].map((label) => label.textContent) : [];
  return [it.getAttribute("aria-label"), ...labels, it.textContent].filter(Boolean).join(" ").replace(/\\s+/g, " ");
}"""


def go_to(page: Any, words: str, most: int = 80) -> None:
    """Press Tab until what bears these words has the focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if words in page.evaluate(_HERE):
            return
    raise AssertionError(f"the keyboard does not reach {words!r}")


def _on_to(page: Any, target: Any, most: int = 12) -> None:
    """Press Tab until this has the focus."""
    for _ in range(most):
        if target.evaluate("it => it === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not lead to {target.evaluate('it => it.outerHTML.slice(0, 200)')}")


def _choose(page: Any, select: Any, value: str) -> None:
    place = select.evaluate("(it, value) => [...it.options].findIndex((one) => one.value === value)", value)
    assert place > 0, value
    for _ in range(place):
        page.keyboard.press("ArrowDown")
    assert select.input_value() == value


def _type_date(page: Any, field: Any, value: str) -> None:
    year, month, day = value.split("-")
    # The parts of a date stand in the order of the browser's own language.
    for typed in (day + month + year, month + day + year):
        field.evaluate("it => { it.blur(); it.focus(); }")
        page.keyboard.type(typed)
        if field.input_value() == value:
            return
    raise AssertionError(f"{value} cannot be typed: {field.input_value()}")


class Desk:
    """The open form of an exercise, and hands.

    Parameters
    ----------
    page
        The browser's page with the form.
    form
        The released exercise.
    """

    def __init__(self, page: Any, form: dict[str, Any]) -> None:
        self.page, self.form = page, form

    def card(self, item: str) -> Any:
        """The card of an item."""
        return self.page.locator(".qms-exercise .qms-card").nth([one["id"] for one in self.form["items"]].index(item))

    def answer_all(self, answers: dict[str, Any]) -> None:
        """Answer every item as `answers` says."""
        for item in self.form["items"]:
            if item["id"] in answers:
                self.answer(item, answers[item["id"]])

    def answer(self, item: dict[str, Any], value: Any) -> None:
        """Go to an item by its link in the progress line and answer it."""
        number = [one["id"] for one in self.form["items"]].index(item["id"])
        self.page.locator(".qms-chip").nth(number).focus()
        self.page.keyboard.press("Enter")
        getattr(self, f"_{item['kind']}")(item, value, self.card(item["id"]))

    def _choose_one(self, item: dict[str, Any], value: str, card: Any) -> None:
        # The arrows go round through the options.
        self.page.keyboard.press("Space")
        for _ in item["options"]:
            if card.locator("input:checked").get_attribute("value") == value:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"{item['id']}: {value}")

    def _choose_many(self, item: dict[str, Any], value: list[str], card: Any) -> None:
        for option in item["options"]:
            box = card.locator(f"input[value='{option['id']}']")
            _on_to(self.page, box)
            if box.is_checked() != (option["id"] in value):
                self.page.keyboard.press("Space")

    def _classify(self, item: dict[str, Any], value: dict[str, str], card: Any) -> None:
        for place, stem in enumerate(item["stems"]):
            select = card.locator("select").nth(place)
            _on_to(self.page, select)
            _choose(self.page, select, value[stem["id"]])

    _match = _classify

    def _order(self, item: dict[str, Any], value: list[str], card: Any) -> None:
        for place, step in enumerate(value):
            row = card.locator(f"li[data-step='{step}']")
            row.get_by_role("button", name="Move up").focus()
            now = card.locator("ol.qms-order > li").evaluate_all("rows => rows.map((row) => row.dataset.step)")
            for _ in range(now.index(step) - place):
                self.page.keyboard.press("Enter")

    def _number(self, item: dict[str, Any], value: Any, card: Any) -> None:
        self.page.keyboard.type(str(value))

    def _dialogue(self, item: dict[str, Any], value: list[str], card: Any) -> None:
        words = {reply["id"]: reply["text"] for place in item["nodes"] for reply in place["choices"]}
        for name in value:
            # The focus is on the other's last words; the replies come next.
            _on_to(self.page, card.locator(".qms-reply").get_by_text(words[name], exact=True).first, 6)
            self.page.keyboard.press("Enter")

    def _account(self, item: dict[str, Any], value: str, card: Any) -> None:
        # Key by key at both ends; what lies between comes at once, as from a paste: it can be 1,400 keys.
        keys = 60
        self.page.keyboard.type(value[:keys])
        self.page.keyboard.insert_text(value[keys:-keys])
        self.page.keyboard.type(value[max(keys, len(value) - keys) :])

    def _form(self, item: dict[str, Any], value: Any, card: Any) -> None:
        rows = value if item["layout"] == "table" else [value]
        for number, row in enumerate(rows):
            if item["layout"] == "table" and number >= card.locator(".qms-rowcard").count():
                add = card.locator("button.qms-add")
                _on_to(self.page, add)
                self.page.keyboard.press("Enter")
            place = card.locator(".qms-rowcard").nth(number) if item["layout"] == "table" else card
            for at, field in enumerate(item["fields"]):
                entry = place.locator(".qms-field").nth(at).locator("input, select, textarea")
                text = row.get(field["id"])
                if not text:
                    continue
                _on_to(self.page, entry)
                if field["type"] == "choice":
                    _choose(self.page, entry, text)
                elif field["type"] == "date":
                    _type_date(self.page, entry, text)
                else:
                    # The checks look at every key; the rest comes at once, as from a paste.
                    self.page.keyboard.type(str(text)[:6])
                    self.page.keyboard.insert_text(str(text)[6:])

    def declare(self, people: str = "none", ai: str = "none") -> None:
        """Give the declaration of own work."""
        self.page.get_by_label("Help from other people").focus()
        self.page.keyboard.type(people)
        go_to(self.page, "Help from AI tools", 2)
        self.page.keyboard.type(ai)
        go_to(self.page, "This is my own work", 2)
        self.page.keyboard.press("Space")

    def shown(self) -> dict[str, Any]:
        """What the form shows as answered, read from its fields."""
        found: dict[str, Any] = {}
        for item in self.form["items"]:
            card, kind = self.card(item["id"]), item["kind"]
            values = card.locator("input, select, textarea").evaluate_all(
                "all => all.map((it) => /radio|checkbox/.test(it.type) ? (it.checked ? it.value : null) : it.value)"
            )
            if kind == "choose_one":
                found[item["id"]] = next((one for one in values if one), None)
            elif kind == "choose_many":
                found[item["id"]] = sorted(one for one in values if one)
            elif kind in {"match", "classify"}:
                found[item["id"]] = dict(zip((one["id"] for one in item["stems"]), values, strict=True))
            elif kind == "order":
                found[item["id"]] = card.locator("ol.qms-order > li").evaluate_all(
                    "rows => rows.map((row) => row.dataset.step)"
                )
            elif kind == "dialogue":
                said = card.locator(".qms-turn-you > p:last-child").all_inner_texts()
                ids = {reply["text"]: reply["id"] for place in item["nodes"] for reply in place["choices"]}
                found[item["id"]] = [ids[words] for words in said]
            elif kind == "form":
                names = [field["id"] for field in item["fields"]]
                rows = [
                    {name: text for name, text in zip(names, values[at : at + len(names)], strict=True) if text}
                    for at in range(0, len(values), len(names))
                ]
                found[item["id"]] = [row for row in rows if row] if item["layout"] == "table" else rows[0]
            else:
                found[item["id"]] = values[0]
        return found
