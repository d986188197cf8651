"""A simulated cohort: thirty learners and ten broken submissions, the same at every run.

Answers are made from the model answers and the items' keys. Nobody in it is real.
"""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from qmslib._common.files import read_json
from qmslib.course.bank import exercise as load
from qmslib.course.handin import hand_in_bytes
from qmslib.course.items import Account, ExerciseFile, Item
from qmslib.course.paths import Course
from qmslib.course.release import bank_hash
from qmslib.course.variants import due

SEED = 20261121
#: The day on which the simulated learners hand in; the model answers' dates are written for it.
DAY = "2026-11-21"

#: How many learners of each kind there are.
PROFILES = {"strong": 14, "weak": 8, "half-finished": 5, "empty": 3}

_NAMES = (
    "Asha Adeyemi", "Ben Brown", "Chen Cohen", "Dara Davies", "Efe Evans",
    "Farah Fofana", "Gwen Grant", "Hamza Hughes", "Ines Iqbal", "Jo Jones",
    "Kofi Khan", "Lena Lewis", "Mina Morgan", "Noor Ncube", "Olu Owens",
    "Petra Patel", "Quentin Quinn", "Rosa Roberts", "Sam Shah", "Tariq Taylor",
    "Una Usman", "Victor Vaughan", "Wanda Williams", "Xin Xu", "Yusra Young",
    "Zoe Zaman", "Amir Ahmed", "Bea Begum", "Callum Clarke", "Dilys Dunne",
)  # fmt: skip


@dataclass(frozen=True)
class Simulated:
    """One simulated learner.

    Attributes
    ----------
    number, name
        Who.
    profile
        ``strong``, ``weak``, ``half-finished`` or ``empty``.
    answers
        Values by item.
    minute
        Minutes after the first hand-in.
    variant
        The variant that the answers are to; empty for an exercise without variants.
    """

    number: str
    name: str
    profile: str
    answers: dict[str, Any] = field(default_factory=dict)
    minute: int = 0
    variant: str = ""

    @property
    def moment(self) -> str:
        """When the work was handed in (UTC)."""
        return f"{DAY}T{8 + self.minute // 60:02d}:{self.minute % 60:02d}:00+00:00"


def cohort(course: Course, exercise: str, size: int = 30) -> list[Simulated]:
    """The learners of one exercise, kinds mixed; after thirty, names, kinds and minutes come again."""
    loaded = load(course, exercise)
    model = read_json(course.model_file(exercise))
    profiles = [name for name, count in PROFILES.items() for _ in range(count)]
    random.Random(SEED).shuffle(profiles)
    people = []
    for index in range(size):
        place = index % len(profiles)
        chance = random.Random(f"{SEED}/{exercise}/{index}")
        number = f"learner-{index + 1:02d}"
        people.append(simulated(loaded, model, number, _NAMES[place], profiles[place], place * 7, chance))
    return people


def simulated(
    loaded: ExerciseFile,
    model: Mapping[str, Any],
    number: str,
    name: str,
    profile: str,
    minute: int,
    chance: random.Random,
) -> Simulated:
    """One learner, with answers to the variant that their number gives them."""
    variant = due(number, loaded.exercise, 1, len(loaded.variants.names)) if loaded.variants else ""
    answers = _answers(loaded, _whole_model(loaded, model, variant), profile, chance)
    return Simulated(number, name, profile, answers, minute, variant)


def _whole_model(exercise: ExerciseFile, model: Mapping[str, Any], variant: str) -> dict[str, Any]:
    """Model answers and typical wrong answers to all items, those of a variant among them."""
    if exercise.variants is None:
        return dict(model)
    own = exercise.variants.found.variants[variant]
    return {
        "answers": {**model["answers"], **own.answers},
        "wrong": [*model.get("wrong", []), *(entry.model_dump() for entry in own.wrong)],
    }


def _answers(exercise: ExerciseFile, model: Mapping[str, Any], profile: str, chance: random.Random) -> dict[str, Any]:
    slips: dict[str, list[Any]] = {}
    for entry in model.get("wrong", []):
        slips.setdefault(entry["item"], []).append(entry["value"])
    items = list(exercise.items)
    if profile == "empty":
        return {}
    if profile == "half-finished":
        items = items[: len(items) // 2]
    share = {"strong": 0.08, "weak": 0.55, "half-finished": 0.2}[profile]
    answers = {}
    for item in items:
        if isinstance(item, Account):
            answers[item.id] = _account(item, model["answers"].get(item.id, ""), profile, chance)
        elif chance.random() < share and item.id not in (exercise.met.required if profile == "strong" else []):
            answers[item.id] = copy.deepcopy(chance.choice(slips.get(item.id) or [_nothing(item)]))
        else:
            answers[item.id] = copy.deepcopy(model["answers"][item.id])
    return answers


def _account(item: Account, model: str, profile: str, chance: random.Random) -> str:
    samples = item.samples
    good = [model, *samples.met]
    poor = [*samples.partly, *samples.not_yet]
    return str(chance.choice(good if profile == "strong" else poor if profile == "weak" else good + poor))


def _nothing(item: Item) -> Any:
    return {"choose_one": "", "number": ""}.get(item.kind)


def answers_file(
    exercise: ExerciseFile, person: Simulated, bank: str, *, attempt: int = 1, declared: bool = True
) -> dict[str, Any]:
    """The answers file that the form would have saved."""
    revisions = {name: revision for revision, name in enumerate(person.answers, 1)}
    return {
        "format": 1,
        "exercise": exercise.exercise,
        "attempt": attempt,
        "bank": bank,
        **({"variant": person.variant} if person.variant else {}),
        "revision": len(revisions),
        "saved_at": person.moment,
        "learner": {"name": person.name, "number": person.number},
        "answers": {
            name: {"value": value, "revision": revisions[name], "at": person.moment}
            for name, value in person.answers.items()
        },
        "declaration": (
            {
                "own_work": True,
                "help": "My manager told me where the documents are.",
                "ai": "none",
                "at": person.moment,
            }
            if declared and person.profile != "empty"
            else None
        ),
    }


def _bank(course: Course, exercise: str) -> str:
    return bank_hash(read_json(course.form_file(exercise), limit=4_000_000))


def submission_files(course: Course, exercise: str, person: Simulated, *, attempt: int = 1) -> dict[str, bytes]:
    """Notebook and answers of a learner, as the form leaves them."""
    answers = answers_file(load(course, exercise), person, _bank(course, exercise), attempt=attempt)
    return {
        f"{exercise}.ipynb": (course.exercises / exercise / f"{exercise}.ipynb").read_bytes(),
        f"{exercise}.answers.json": (
            json.dumps(answers, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        ).encode(),
    }


def hand_in_zip(course: Course, exercise: str, person: Simulated, *, attempt: int = 1) -> bytes:
    """The hand-in file of a learner."""
    return hand_in_bytes(
        exercise=exercise,
        attempt=attempt,
        name=person.name,
        number=person.number,
        files=submission_files(course, exercise, person, attempt=attempt),
        made_at=person.moment,
        course_version="simulated",
        bank=_bank(course, exercise),
    )
