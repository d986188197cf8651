"""Items: everything that asks the learner something, in one text format for practice and assessment.

An item file is YAML. `load_practice` and `load_exercise` read one and say, by file, item and field, what is
wrong with it. `schema` gives the JSON Schema of both kinds of file, for editors.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, TypeAdapter, ValidationError, model_validator

from qmslib._common.errors import CourseError
from qmslib._common.files import read_yaml
from qmslib.course.item_base import OptionId, Strict as _Strict, Text, unique as _unique, within as _within
from qmslib.course.materials import Material
from qmslib.course.talks import ObservedStep, Place, check_talk
from qmslib.course.variants import (
    VariantsFile,
    generator_path,
    has_variants,
    merged,
    read_variants,
    variants_path,
)

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=60)]
ToolName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$", max_length=60)]
Page = Annotated[str, Field(pattern=r"^[a-z0-9/-]+(#[a-z0-9-]+)?$")]
Criterion = Annotated[str, Field(pattern=r"^\d{1,2}\.\d$")]
RowId = Annotated[str, Field(pattern=r"^R\d{3}$")]


class Option(_Strict):
    """One thing that can be chosen, with what is said when it was chosen and, if it is right, when it was not."""

    id: OptionId
    text: Text
    feedback: Text
    missed: Text | None = None


class PlainOption(_Strict):
    """A class or a partner in matching; its feedback says what it covers."""

    id: OptionId
    text: Text
    feedback: Text


class Step(_Strict):
    """One step to put in order; its feedback says why it stands where it stands."""

    id: OptionId
    text: Text
    feedback: Text


class Stem(_Strict):
    """One case to classify or match; its feedback says why it belongs where it belongs."""

    id: OptionId
    text: Text
    feedback: Text


class NumberKey(_Strict):
    """The right number and how far from it an answer may be."""

    value: float
    tolerance: float = Field(ge=0)


class NumberFeedback(_Strict):
    """What is said of a right and of a wrong number."""

    right: Text
    wrong: Text


class Mistake(_Strict):
    """A wrong number that shows a particular slip."""

    value: float
    tolerance: float = Field(ge=0)
    feedback: Text


class Worked(_Strict):
    """How a named tool arrives at the key, so that a check can do it again."""

    tool: ToolName
    inputs: dict[str, Any]
    value: str


class FormField(_Strict):
    """One field of a document."""

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
    label: Text
    type: Literal["text", "long", "date", "datetime", "number", "choice"]
    help: Text | None = None
    example: Text | None = None
    options: list[Text] | None = None

    @model_validator(mode="after")
    def _choice_has_options(self) -> Self:
        if (self.type == "choice") != (self.options is not None):
            raise ValueError("'options' belongs to a field of type choice, and to no other")
        return self


class TableShape(_Strict):
    """How many rows a document in table form takes."""

    min: int = Field(ge=1, le=50)
    max: int = Field(ge=1, le=50)
    start: int = Field(ge=1, le=50)
    row: Text

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not self.min <= self.max or not self.start <= self.max:
            raise ValueError("'min' and 'start' must not be above 'max'")
        return self


class Document(_Strict):
    """Title and file name of the document that a form yields."""

    title: Text
    filename: Name


def _argument_problem(name: str, value: object) -> str | None:
    """What an argument of a check should have been, or nothing when it is sound."""
    if name == "n":
        return None if type(value) is int and value > 0 else "a whole number above 0"
    if name in ("min", "max"):
        sound = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
        return None if sound else "a number"
    if name == "parts":
        parts = ("specific", "measurable", "time_bound")
        sound = isinstance(value, list) and bool(value) and all(part in parts for part in value)
        return None if sound else f"a list of some of {', '.join(parts)}"
    if name in ("texts", "any"):
        sound = isinstance(value, list) and bool(value) and all(isinstance(text, str) and text for text in value)
        return None if sound else "a list of texts"
    return None if isinstance(value, str) else "the id of a field"


class Check(BaseModel):
    """One visible check of a document: a rule by name, its arguments, and what is said when it fails or passes."""

    model_config = ConfigDict(extra="allow", frozen=True, str_strip_whitespace=True)

    id: OptionId
    rule: Literal[
        "filled",
        "min_rows",
        "min_words",
        "not_copied",
        "is_date",
        "future_date",
        "date_order",
        "number_between",
        "has_number",
        "mentions",
        "distinct",
        "smart",
        "tool_ok",
    ]
    text: Text
    passed: Text

    #: Arguments that each rule takes; those with a question mark may be left out.
    ARGUMENTS: ClassVar[dict[str, tuple[str, ...]]] = {
        "filled": ("field",),
        "min_rows": ("n",),
        "min_words": ("field", "n"),
        "not_copied": ("field", "texts"),
        "is_date": ("field",),
        "future_date": ("field",),
        "date_order": ("first", "second"),
        "number_between": ("field", "min", "max"),
        "has_number": ("field",),
        "mentions": ("field", "any"),
        "distinct": ("field",),
        "smart": ("field", "parts?"),
        "tool_ok": (),
    }

    @model_validator(mode="after")
    def _arguments(self) -> Self:
        given = set(self.model_extra or {})
        wanted = self.ARGUMENTS[self.rule]
        missing = [name for name in wanted if not name.endswith("?") and name not in given]
        unknown = given - {name.rstrip("?") for name in wanted}
        if missing:
            raise ValueError(f"the rule {self.rule} needs {', '.join(missing)}")
        if unknown:
            raise ValueError(f"the rule {self.rule} does not take {', '.join(sorted(unknown))}")
        for name, value in (self.model_extra or {}).items():
            problem = _argument_problem(name, value)
            if problem:
                raise ValueError(f"the rule {self.rule} needs {problem} as '{name}' (found {str(value)[:40]!r})")
        if self.rule == "number_between" and self._bounds_crossed():
            raise ValueError("'min' must not be above 'max'")
        return self

    def _bounds_crossed(self) -> bool:
        extra = self.model_extra or {}
        return bool(extra["min"] > extra["max"])

    def fields(self) -> list[str]:
        """Names of the fields that the check reads."""
        extra = self.model_extra or {}
        return [str(extra[name]) for name in ("field", "first", "second") if name in extra]


class Rubric(_Strict):
    """What each level of a written account looks like."""

    not_yet: Text
    partly: Text
    met: Text


class RequiredPoint(_Strict):
    """One point that a full account makes; `signs` are phrases by which a machine can advise, never decide."""

    id: OptionId
    text: Text
    signs: list[Text] = Field(default_factory=list)


class Samples(_Strict):
    """Two sample accounts of each level, for the trainer."""

    not_yet: list[Text] = Field(min_length=2)
    partly: list[Text] = Field(min_length=2)
    met: list[Text] = Field(min_length=2)


class _Item(_Strict):
    id: Name
    criterion: Criterion
    rows: list[RowId] = Field(min_length=1)
    title: Annotated[str, Field(min_length=1, max_length=90)]
    prompt: Text
    points: float = Field(gt=0, le=100)
    hint: Text | None = None
    reread: Page | None = None
    material: list[Name] = Field(default_factory=list, max_length=4)
    varies: list[str] = Field(default_factory=list)

    _tables: tuple[tuple[str, Material], ...] = PrivateAttr(default=())

    @property
    def tables(self) -> tuple[tuple[str, Material], ...]:
        """The materials that stand under the prompt, by name; the item's file gives them."""
        return self._tables


class ChooseOne(_Item):
    """Choose exactly one option."""

    kind: Literal["choose_one"]
    scoring: Literal["all_or_nothing"]
    options: list[Option] = Field(min_length=2, max_length=8)
    key: OptionId

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        ids = [option.id for option in self.options]
        _unique("options", ids)
        _within("key", [self.key], ids)
        if not next(option for option in self.options if option.id == self.key).missed:
            raise ValueError(f"options: {self.key!r} is right, so it needs 'missed' (said when it was not chosen)")
        return self


class ChooseMany(_Item):
    """Choose every option that fits."""

    kind: Literal["choose_many"]
    scoring: Literal["net_correct", "all_or_nothing"]
    options: list[Option] = Field(min_length=3, max_length=12)
    key: list[OptionId] = Field(min_length=1)

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        ids = [option.id for option in self.options]
        _unique("options", ids)
        _unique("key", self.key)
        _within("key", self.key, ids)
        silent = [option.id for option in self.options if option.id in self.key and not option.missed]
        if silent:
            raise ValueError(f"options: {', '.join(silent)} right, so 'missed' is needed (said when not chosen)")
        return self


class Order(_Item):
    """Put steps in order; several orders may be right."""

    kind: Literal["order"]
    scoring: Literal["longest_run", "all_or_nothing"]
    steps: list[Step] = Field(min_length=3, max_length=12)
    orders: list[list[OptionId]] = Field(min_length=1, max_length=24)

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        ids = [step.id for step in self.steps]
        _unique("steps", ids)
        for number, order in enumerate(self.orders, 1):
            if sorted(order) != sorted(ids):
                raise ValueError(f"orders: order {number} must name each step exactly once")
        return self


class Match(_Item):
    """Give each stem its partner; an option serves one stem at most, and some may be left over."""

    kind: Literal["match"]
    scoring: Literal["share_right", "all_or_nothing"]
    stems: list[Stem] = Field(min_length=2, max_length=20)
    options: list[PlainOption] = Field(min_length=2, max_length=24)
    key: dict[OptionId, OptionId]

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        _stems_and_key(self.stems, self.options, self.key)
        _unique("key", list(self.key.values()))
        return self


class Classify(_Item):
    """Put each stem into a class; a class may hold any number of stems."""

    kind: Literal["classify"]
    scoring: Literal["share_right", "all_or_nothing"]
    stems: list[Stem] = Field(min_length=2, max_length=24)
    options: list[PlainOption] = Field(min_length=2, max_length=10)
    key: dict[OptionId, OptionId]

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        _stems_and_key(self.stems, self.options, self.key)
        return self


def _stems_and_key(stems: list[Stem], options: list[PlainOption], key: dict[str, str]) -> None:
    _unique("stems", [stem.id for stem in stems])
    _unique("options", [option.id for option in options])
    _within("key", list(key), [stem.id for stem in stems])
    _within("key", list(key.values()), [option.id for option in options])
    missing = [stem.id for stem in stems if stem.id not in key]
    if missing:
        raise ValueError(f"key: no option is given for {', '.join(missing)}")


class Number(_Item):
    """Work out a number."""

    kind: Literal["number"]
    scoring: Literal["within_tolerance"]
    unit: Annotated[str, Field(max_length=40)]
    key: NumberKey
    feedback: NumberFeedback
    mistakes: list[Mistake] = Field(default_factory=list)
    worked: Worked | None = None

    @model_validator(mode="after")
    def _mistakes_are_wrong(self) -> Self:
        for mistake in self.mistakes:
            if abs(mistake.value - self.key.value) <= self.key.tolerance + mistake.tolerance:
                raise ValueError(f"mistakes: {mistake.value} overlaps the right answer {self.key.value}")
        return self


class Form(_Item):
    """Build a document from named fields, or from a table of them."""

    kind: Literal["form"]
    scoring: Literal["checks_passed"]
    layout: Literal["fields", "table"]
    table: TableShape | None = None
    fields: list[FormField] = Field(min_length=1, max_length=30)
    tool: ToolName | None = None
    settings: dict[str, Any] = Field(default_factory=dict)
    document: Document
    checks: list[Check] = Field(default_factory=list)

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if (self.layout == "table") != (self.table is not None):
            raise ValueError("'table' belongs to the layout table, and to no other")
        names = [field.id for field in self.fields]
        _unique("fields", names)
        _unique("checks", [check.id for check in self.checks])
        for check in self.checks:
            _within(f"checks, {check.id}", check.fields(), names)
            if check.rule == "tool_ok" and self.tool is None:
                raise ValueError(f"checks, {check.id}: tool_ok needs an item with a 'tool'")
            if check.rule == "min_rows" and self.layout != "table":
                raise ValueError(f"checks, {check.id}: min_rows needs the layout table")
        return self


class Account(_Item):
    """Write an account, judged by a person against a rubric."""

    kind: Literal["account"]
    scoring: Literal["judged"]
    min_words: int = Field(ge=20, le=1000)
    rubric: Rubric
    required_points: list[RequiredPoint] = Field(min_length=1)
    misconceptions: list[Text] = Field(default_factory=list)
    samples: Samples

    @model_validator(mode="after")
    def _two_points(self) -> Self:
        if self.points != 2:
            raise ValueError("points: a written account has 2 points (0 not yet, 1 partly, 2 met)")
        _unique("required_points", [point.id for point in self.required_points])
        return self


class Dialogue(_Item):
    """Lead a talk that branches; what was shown is noted on an observation sheet."""

    kind: Literal["dialogue"]
    scoring: Literal["observed"]
    steps: list[ObservedStep] = Field(min_length=2, max_length=12)
    start: OptionId
    nodes: list[Place] = Field(min_length=3, max_length=30)

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        check_talk(self.steps, self.start, self.nodes)
        return self


Item = Annotated[
    ChooseOne | ChooseMany | Order | Match | Classify | Number | Dialogue | Form | Account,
    Field(discriminator="kind"),
]
KINDS = ("choose_one", "choose_many", "order", "match", "classify", "number", "dialogue", "form", "account")


def _give_tables(items: list[Item], materials: dict[str, Material]) -> None:
    """Let each item have the materials that it names."""
    for item in items:
        _unique(f"material of {item.id}", item.material)
        for name in item.material:
            if name not in materials:
                known = ", ".join(materials) or "none"
                raise ValueError(
                    f"items: {item.id} shows the material {name!r}, which this file does not have (it has: {known})"
                )
        item._tables = tuple((name, materials[name]) for name in item.material)


class PracticeFile(_Strict):
    """Practice items of one chapter; their keys are public."""

    format: Literal[1]
    use: Literal["practice"]
    chapter: Page
    materials: dict[Name, Material] = Field(default_factory=dict)
    items: list[Item] = Field(min_length=1)

    @model_validator(mode="after")
    def _ids(self) -> Self:
        _unique("items", [item.id for item in self.items])
        if any(item.varies for item in self.items):
            raise ValueError("items: 'varies' belongs to items of exercises, not to practice")
        _give_tables(self.items, self.materials)
        return self


class MetRule(_Strict):
    """When the criterion is met.

    The items in `required` need full points; of the points of all other automatically scored items the `share` is
    needed; and every written account must be judged met.
    """

    required: list[Name] = Field(default_factory=list)
    share: float = Field(default=0.8, gt=0, le=1)
    accounts: Literal["met"] = "met"


class ExerciseFile(_Strict):
    """Assessed items of one exercise, with their keys: never outside ``solutions/``."""

    format: Literal[1]
    use: Literal["assessed"]
    exercise: Name
    title: Text
    criterion: Criterion
    chapter: Page
    time: int = Field(gt=0, le=600)
    intro: Text
    met: MetRule = MetRule()
    materials: dict[Name, Material] = Field(default_factory=dict)
    items: list[Item] = Field(min_length=1)

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        ids = [item.id for item in self.items]
        _unique("items", ids)
        _within("met, required", self.met.required, [item.id for item in self.items if item.kind != "account"])
        lost = [item.id for item in self.items if not item.reread]
        if lost:
            raise ValueError(f"items: {', '.join(lost)} need 'reread', the page to read again")
        other = [item.id for item in self.items if item.criterion != self.criterion]
        if other:
            raise ValueError(f"items: {', '.join(other)} must serve the exercise's criterion {self.criterion}")
        _give_tables(self.items, self.materials)
        return self

    _variants: ExerciseVariants | None = PrivateAttr(default=None)

    @property
    def variants(self) -> ExerciseVariants | None:
        """The exercise in all its variants; nothing when it has none. The exercise itself is then the first."""
        return self._variants

    def item(self, item_id: str) -> Item:
        """The item with this id; `CourseError` when there is none."""
        for item in self.items:
            if item.id == item_id:
                return item
        raise CourseError("this exercise has no such item", file=self.exercise, item=item_id)


class ExerciseVariants:
    """An exercise in all its variants, each made when it is asked for.

    Parameters
    ----------
    raw
        The key file, as it was read.
    found
        Its variants.
    path, file
        Of the key file and of the variants, for messages.
    """

    def __init__(self, raw: dict[str, Any], found: VariantsFile, path: Path, file: Path) -> None:
        self._raw, self._found, self._path, self._file = raw, found, path, file
        self._made: dict[str, ExerciseFile] = {}

    @property
    def names(self) -> list[str]:
        """Names of the variants, in order."""
        return list(self._found.variants)

    @property
    def found(self) -> VariantsFile:
        """The variants as their file has them."""
        return self._found

    def of(self, name: str) -> ExerciseFile:
        """The whole exercise in a variant, with its keys."""
        if name not in self._made:
            data = merged(self._raw, name, self._found.variants[name], self._file)
            try:
                made = ExerciseFile.model_validate(data)
            except ValidationError as error:
                problem = _explain(error, data, self._path)
                problem.problem = f"variant {name}: {problem.problem}"
                raise problem from error
            made._variants = self
            self._made[name] = made
        return self._made[name]


_EXPLAINED = {
    "missing": "this field is missing",
    "list_type": "this must be a list",
    "dict_type": "this must be a set of fields",
    "model_type": "this must be a set of fields",
    "model_attributes_type": "this must be a set of fields",
    "string_type": "this must be text",
    "extra_forbidden": "this field is not known here",
    "union_tag_invalid": f"the kind must be one of {', '.join(KINDS)}",
    "union_tag_not_found": f"the field 'kind' is missing; it must be one of {', '.join(KINDS)}",
}


def _explain(error: ValidationError, data: Any, file: Path) -> CourseError:
    """Turn the first problem that pydantic found into the author's words; the others are counted."""
    problems = error.errors(include_url=False)
    first = problems[0]
    place = [part for part in first["loc"] if part not in KINDS]
    item: str | None = None
    if len(place) >= 2 and place[0] == "items" and isinstance(place[1], int):
        raw = data["items"][place[1]]
        named = isinstance(raw, dict) and isinstance(raw.get("id"), str) and raw["id"]
        item = raw["id"] if named else f"number {place[1] + 1}"
        place = place[2:]
    message = _EXPLAINED.get(first["type"], first["msg"].removeprefix("Value error, "))
    if first["type"] == "string_pattern_mismatch":
        message = "this text does not have the form that is needed here (see the author's guide)"
    value = first.get("input")
    if first["type"] == "string_type" and isinstance(value, bool):
        message = "this must be text, but yes, no, on, off, true and false are not read as text; put it in quotes"
    elif first["type"] == "string_type" and isinstance(value, int | float):
        message = "this must be text, not a number; put it in quotes"
    elif first["type"] == "string_type" and value is None:
        message = "this field is empty; if the word null is meant, put it in quotes"
    more = len(problems) - 1
    return CourseError(
        message[:1].lower() + message[1:] if not message.startswith("'") else message,
        file=file,
        item=item,
        field=".".join(str(part + 1) if isinstance(part, int) else str(part) for part in place) or None,
        found=value if isinstance(value, str | int | float | bool) else None,
        do=f"Mend it and check again ({more} more found in this file)" if more else None,
    )


def _load(path: Path, model: type[PracticeFile] | type[ExerciseFile]) -> Any:
    path = Path(path)
    data = read_yaml(path)
    if not isinstance(data, dict):
        raise CourseError("an item file must hold fields such as 'format', 'use' and 'items'", file=path)
    if model is ExerciseFile and (has_variants(data) or generator_path(path).is_file()):
        return load_variants(data, path).of("v01")
    try:
        loaded = model.model_validate(data)
    except ValidationError as error:
        raise _explain(error, data, path) from error
    _known_references(loaded, path)
    return loaded


def load_variants(data: dict[str, Any], path: Path, found: VariantsFile | None = None) -> ExerciseVariants:
    """The variants of a key file that was read as `data`; from the file beside it, unless they are given."""
    file = variants_path(path) if found is None else generator_path(path)
    if found is None:
        if not file.is_file():
            raise CourseError(
                "the exercise has variants, and they have not been made yet",
                file=path,
                do=f"Run `qms generate {path.parent.name}`",
            )
        found = read_variants(file)
    if "v01" not in found.variants:
        raise CourseError("the first variant, v01, is missing", file=file, do="Run `qms generate`")
    made = ExerciseVariants(data, found, path, file)
    _known_references(made.of("v01"), path)
    return made


def _known_references(loaded: PracticeFile | ExerciseFile, path: Path) -> None:
    # Imported here: the data files are larger than an item file, and not every reader needs them.
    from qmslib.course.criteria import criteria
    from qmslib.course.requirements import requirements

    known_criteria, known_rows = criteria(), requirements()
    for item in loaded.items:
        if item.criterion not in known_criteria:
            raise CourseError(
                "this criterion is not one of the unit's",
                file=path,
                item=item.id,
                field="criterion",
                found=item.criterion,
            )
        for row in item.rows:
            if row not in known_rows:
                raise CourseError(
                    "there is no such requirement row", file=path, item=item.id, field="rows", found=row
                )


def load_practice(path: Path) -> PracticeFile:
    """Read a file of practice items; `CourseError` names file, item and field of what is wrong."""
    loaded: PracticeFile = _load(path, PracticeFile)
    return loaded


def load_exercise(path: Path) -> ExerciseFile:
    """Read an exercise's items and keys; `CourseError` names file, item and field of what is wrong."""
    loaded: ExerciseFile = _load(path, ExerciseFile)
    expected = Path(path).name.removesuffix(".key.yaml")
    if loaded.exercise != expected:
        raise CourseError(
            "the exercise's name must be that of its file and folder",
            file=path,
            field="exercise",
            found=loaded.exercise,
            do=f"Write {expected}",
        )
    return loaded


def schema() -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of item files, generated from the classes above."""
    adapter: TypeAdapter[Any] = TypeAdapter(Annotated[PracticeFile | ExerciseFile, Field(discriminator="use")])
    made = adapter.json_schema()
    made["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    made["title"] = "Item file of the course"
    return made
