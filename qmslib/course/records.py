"""Reading the course's own data files: lists of records whose every fault is named by record and field."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from qmslib._common.errors import CourseError
from qmslib._common.files import read_yaml

#: Where the course's own data files stand.
DATA = Path(__file__).parent / "data"


def read_data(path: Path, keys: tuple[str, ...]) -> dict[str, Any]:
    """Read a data file of format 1 that must hold `keys` and nothing else.

    Raises
    ------
    CourseError
        When the file is damaged, of another format, or a key is missing or unknown.
    """
    data = read_yaml(path)
    if not isinstance(data, dict):
        raise CourseError("this data file must hold named parts", file=path, do=f"Give it {', '.join(keys)}")
    if data.get("format") != 1:
        raise CourseError(
            "this data file is not of a format known here",
            file=path,
            field="format",
            found=data.get("format"),
            do="Write format: 1",
        )
    for key in keys:
        if key not in data:
            raise CourseError("this part is missing", file=path, field=key)
    for key in data:
        if key not in (*keys, "format"):
            raise CourseError("this part is not known here", file=path, field=str(key))
    return data


class Record:
    """One record of a data file, read field by field.

    Parameters
    ----------
    value
        What stands in the file.
    file
        The file, for messages.
    name
        How messages call the record before its id is known.
    id_field
        The field that names the record.
    """

    def __init__(self, value: Any, file: Path, name: str, id_field: str = "id") -> None:
        if not isinstance(value, dict):
            raise CourseError("a record with named fields is expected here", file=file, item=name, found=value)
        self._value: dict[str, Any] = value
        self._file = file
        self._name = name
        self._read: set[str] = set()
        self.id = self.text(id_field)
        self._name = self.id

    def error(self, problem: str, field: str, do: str | None = None) -> CourseError:
        """Make an error that names this record and a field of it."""
        return CourseError(
            problem, file=self._file, item=self._name, field=field, found=self._value.get(field), do=do
        )

    def value(self, field: str) -> Any:
        """Whatever stands in the field; ``None`` when nothing does."""
        self._read.add(field)
        return self._value.get(field)

    def text(self, field: str) -> str:
        """A text that must be there."""
        value = self.value(field)
        if not isinstance(value, str) or not value.strip():
            raise self.error("a text is needed here", field, "Write it, in quotes if it has a colon")
        return " ".join(value.split())

    def optional_text(self, field: str) -> str | None:
        """A text, or nothing."""
        return self.text(field) if self.value(field) is not None else None

    def flag(self, field: str, default: bool | None = None) -> bool:
        """True or false; the default when it is not there."""
        value = self.value(field)
        if value is None and default is not None:
            return default
        if not isinstance(value, bool):
            raise self.error("true or false is needed here", field)
        return value

    def texts(self, field: str, *, empty: bool = False) -> tuple[str, ...]:
        """A list of texts, no two alike."""
        value = self.value(field)
        if not isinstance(value, list) or not all(isinstance(entry, str) and entry.strip() for entry in value):
            raise self.error("a list of texts is needed here", field, "Put a text that looks like a number in quotes")
        if not value and not empty:
            raise self.error("this list must not be empty", field)
        cleaned = tuple(" ".join(entry.split()) for entry in value)
        twice = next((entry for entry in cleaned if cleaned.count(entry) > 1), None)
        if twice is not None:
            raise self.error(f"{twice!r} stands in this list more than once", field)
        return cleaned

    def one_of(self, field: str, known: tuple[str, ...] | Mapping[str, Any]) -> str:
        """A text from a closed list."""
        value = self.text(field)
        if value not in known:
            raise self.error("this is not known here", field, f"Use one of {', '.join(known)}")
        return value

    def done(self) -> None:
        """Refuse fields that nobody read: most often a slip in a field's name."""
        for field in self._value:
            if field not in self._read:
                raise self.error("this field is not known here", str(field))


def read_records(path: Path, data: dict[str, Any], key: str, id_field: str = "id") -> list[Record]:
    """The records under `key`, each with an id of its own."""
    values = data[key]
    if not isinstance(values, list) or not values:
        raise CourseError("a list of records is needed here", file=path, field=key)
    records = [Record(value, path, f"{key}, number {n}", id_field) for n, value in enumerate(values, 1)]
    seen: set[str] = set()
    for record in records:
        if record.id in seen:
            raise record.error("this id stands more than once", id_field, "Keep one of the two")
        seen.add(record.id)
    return records
