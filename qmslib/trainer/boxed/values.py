"""Values on their way between a learner's code and the tests: plain JSON, and nothing that could run.

A value of a type that is not listed here becomes an `Opaque` on the other side, which is equal to nothing else.
"""

from __future__ import annotations

import datetime as dt
import sys
from decimal import Decimal
from fractions import Fraction
from types import ModuleType
from typing import Any

#: How deep lists and dictionaries may stand in each other.
DEPTH = 60
#: The size of an array of texts, each of which takes as much room as the longest may.
_MOST_BYTES = 64_000_000
_TAG = "!"


class Unsendable(Exception):
    """A value that cannot be sent; says of which type."""


class Opaque:
    """Stands for a value that could not be sent.

    Parameters
    ----------
    kind
        The name of its type.
    """

    def __init__(self, kind: str) -> None:
        self.kind = kind

    def __repr__(self) -> str:
        return f"<a value of type {self.kind}, which cannot be judged>"


def _loaded(name: str) -> ModuleType | None:
    # A value of a library's type cannot be there before the library is.
    return sys.modules.get(name)


def encode(value: Any, depth: int = DEPTH) -> Any:
    """Turn a value into plain JSON.

    Raises
    ------
    Unsendable
        When it is, or holds, something of another type than those that are listed, or is nested too deeply.
    """
    if depth < 0:
        raise Unsendable("values nested too deeply")
    kind = type(value)
    if value is None or kind in (bool, int, float, str):
        return value
    if kind is list:
        return [encode(item, depth - 1) for item in value]
    if kind in (tuple, set, frozenset):
        return {_TAG: kind.__name__, "v": [encode(item, depth - 1) for item in value]}
    if isinstance(value, dict):
        return {_TAG: "dict", "v": [[encode(key, depth - 1), encode(item, depth - 1)] for key, item in value.items()]}
    if kind is bytes:
        return {_TAG: "bytes", "v": value.hex()}
    if kind is complex:
        return {_TAG: "complex", "v": [value.real, value.imag]}
    if kind in (Decimal, Fraction):
        return {_TAG: kind.__name__, "v": str(value)}
    if kind is range:
        return {_TAG: "range", "v": [value.start, value.stop, value.step]}
    if kind is dt.timedelta:
        return {_TAG: "timedelta", "v": [value.days, value.seconds, value.microseconds]}
    if kind in (dt.date, dt.datetime, dt.time):
        return {_TAG: kind.__name__, "v": value.isoformat()}
    library = kind.__module__.partition(".")[0]
    if library == "pandas" and _loaded("pandas") is not None:
        return _encode_pandas(value, depth)
    if library == "numpy" and _loaded("numpy") is not None:
        return _encode_numpy(value, depth)
    raise Unsendable(kind.__name__)


def _encode_numpy(value: Any, depth: int) -> Any:
    import numpy as np

    kind = str(getattr(value, "dtype", ""))
    if isinstance(value, np.generic) and value.dtype.kind in "biufcU":
        item = value.item()
        return {_TAG: "scalar", "dtype": kind, "v": encode(item, depth - 1)}
    if isinstance(value, np.generic) and value.dtype.kind in "mM":
        return {_TAG: "scalar", "dtype": kind, "v": int(value.astype("int64"))}
    if type(value) is np.ndarray:
        if value.dtype.kind in "mM":
            flat: list[Any] = value.astype("int64").ravel().tolist()
        elif value.dtype.kind in "biufcUO":
            flat = [encode(item, depth - 1) for item in value.ravel().tolist()]
        else:
            raise Unsendable(f"array of {kind}")
        return {_TAG: "array", "dtype": kind, "shape": list(value.shape), "v": flat}
    raise Unsendable(type(value).__name__)


def _encode_pandas(value: Any, depth: int) -> Any:
    import pandas as pd

    if value is pd.NaT or value is pd.NA:
        return {_TAG: "NaT" if value is pd.NaT else "NA"}
    if isinstance(value, pd.Timestamp):
        zone = None if value.tzinfo is None else str(value.tzinfo)
        return {_TAG: "Timestamp", "v": int(value.value), "unit": "ns", "to": value.unit, "tz": zone}
    if isinstance(value, pd.Timedelta):
        return {_TAG: "Timedelta", "v": int(value.value), "to": value.unit}
    if isinstance(value, pd.DataFrame):
        return {
            _TAG: "DataFrame",
            "columns": _encode_values(value.columns, depth),
            "index": _encode_values(value.index, depth),
            "v": [_encode_values(value.iloc[:, at], depth) for at in range(value.shape[1])],
        }
    if isinstance(value, pd.Series):
        return {
            _TAG: "Series",
            "index": _encode_values(value.index, depth),
            "name": encode(value.name, depth - 1),
            "v": _encode_values(value, depth),
        }
    if isinstance(value, pd.Index):
        return {_TAG: "Index", "v": _encode_values(value, depth)}
    raise Unsendable(type(value).__name__)


def _encode_values(values: Any, depth: int) -> dict[str, Any]:
    """The values of a column, a series or an index, with their type and their names."""
    import pandas as pd

    if isinstance(values, pd.MultiIndex):
        levels = [_encode_values(values.get_level_values(at), depth) for at in range(values.nlevels)]
        return {"dtype": "levels", "v": levels}
    name = encode(values.name, depth - 1)
    if isinstance(values, pd.RangeIndex):
        return {"dtype": "range", "name": name, "v": [values.start, values.stop, values.step]}
    kind = values.dtype
    if isinstance(kind, pd.CategoricalDtype):
        codes = values.cat.codes if isinstance(values, pd.Series) else values.codes
        found = {"categories": _encode_values(kind.categories, depth), "ordered": bool(kind.ordered)}
        return {"dtype": "category", "name": name, "v": codes.tolist(), **found}
    if kind.kind in "mM":
        zone = getattr(kind, "tz", None)
        plain = values.dt.tz_convert("UTC").dt.tz_localize(None) if zone is not None and isinstance(
            values, pd.Series
        ) else values.tz_convert("UTC").tz_localize(None) if zone is not None else values  # fmt: skip
        raw = plain.to_numpy()
        found = {"tz": None if zone is None else str(zone), "dtype": str(raw.dtype)}
        return {**found, "name": name, "v": raw.astype("int64").tolist()}
    if kind.kind in "biuf" and not pd.api.types.is_extension_array_dtype(kind):
        return {"dtype": str(kind), "name": name, "v": values.tolist()}
    if isinstance(kind, pd.StringDtype) or str(kind) in _NULLABLE:
        plain_values = [None if missing else item for item, missing in zip(values, values.isna(), strict=True)]
        spelled = "str" if isinstance(kind, pd.StringDtype) and kind.na_value is not pd.NA else str(kind)
        return {"dtype": spelled, "name": name, "v": [encode(item, depth - 1) for item in plain_values]}
    if kind.kind == "O":
        return {"dtype": "object", "name": name, "v": [encode(item, depth - 1) for item in values]}
    raise Unsendable(f"column of {kind}")


_NULLABLE = frozenset(
    ["boolean", "string", "Float32", "Float64"]
    + [f"{sign}Int{bits}" for sign in ("", "U") for bits in (8, 16, 32, 64)]
)


def decode(data: Any) -> Any:
    """Turn plain JSON back into a value; only types listed here can come out.

    Raises
    ------
    ValueError
        When it is not what `encode` makes.
    """
    try:
        return _decode(data)
    except ValueError:
        raise
    except (TypeError, KeyError, IndexError, AttributeError, ArithmeticError, RecursionError, MemoryError) as error:
        raise ValueError(f"a value that cannot be read: {type(error).__name__}") from None


def _decode(data: Any) -> Any:
    if data is None or isinstance(data, bool | int | float | str):
        return data
    if isinstance(data, list):
        return [_decode(item) for item in data]
    if not isinstance(data, dict):
        raise ValueError("a value of no known kind")
    tag, content = data.get(_TAG), data.get("v")
    if tag in _PLAIN:
        return _PLAIN[tag](content)
    if tag in _LIBRARY:
        return _LIBRARY[tag](data)
    raise ValueError("a value of no known kind")


_PLAIN: dict[Any, Any] = {
    "tuple": lambda v: tuple(_decode(item) for item in v),
    "set": lambda v: {_decode(item) for item in v},
    "frozenset": lambda v: frozenset(_decode(item) for item in v),
    "dict": lambda v: {_decode(key): _decode(item) for key, item in v},
    "bytes": bytes.fromhex,
    "complex": lambda v: complex(float(v[0]), float(v[1])),
    "Decimal": lambda v: Decimal(str(v)[:400]),
    "Fraction": lambda v: Fraction(*(int(part) for part in str(v).split("/", 1))),
    "range": lambda v: range(*(int(part) for part in v)),
    "timedelta": lambda v: dt.timedelta(*(int(part) for part in v)),
    "date": dt.date.fromisoformat,
    "datetime": dt.datetime.fromisoformat,
    "time": dt.time.fromisoformat,
    "opaque": lambda v: Opaque(str(v)[:80]),
}


def _decode_scalar(data: Any) -> Any:
    import numpy as np

    kind = np.dtype(_simple(data["dtype"]))
    if kind.kind in "mM":
        return np.int64(int(data["v"])).astype(kind)
    return kind.type(_decode(data["v"]))


def _decode_array(data: Any) -> Any:
    import numpy as np

    kind = np.dtype(_simple(data["dtype"]))
    if kind.kind in "mM":
        flat = np.array(data["v"], dtype="int64").astype(kind)
    else:
        if kind.itemsize * len(data["v"]) > _MOST_BYTES:
            raise ValueError("an array that is too large")
        flat = np.empty(len(data["v"]), dtype=kind)
        flat[:] = [_decode(item) for item in data["v"]]
    return flat.reshape([int(size) for size in data["shape"]])


def _simple(name: Any) -> str:
    """The name of a type of plain values; one with fields or of unknown size is not."""
    import numpy as np

    kind = np.dtype(str(name)[:40])
    if kind.kind not in "biufcUOmM" or kind.fields is not None or kind.subdtype is not None or kind.itemsize > 4096:
        raise ValueError("a type of values that is not known")
    return str(kind)


def _decode_timestamp(data: Any) -> Any:
    import pandas as pd

    found = pd.Timestamp(int(data["v"]), unit="ns").as_unit(_unit(data["to"]))
    return found if data["tz"] is None else found.tz_localize("UTC").tz_convert(str(data["tz"])[:60])


def _decode_timedelta(data: Any) -> Any:
    import pandas as pd

    return pd.Timedelta(int(data["v"]), unit="ns").as_unit(_unit(data["to"]))


def _unit(name: Any) -> Any:
    if name not in ("s", "ms", "us", "ns"):
        raise ValueError("a unit of time that is not known")
    return name


def _decode_frame(data: Any) -> Any:
    import pandas as pd

    index = _decode_values(data["index"], pd.Index)
    columns = [_decode_values(column, pd.Series) for column in data["v"]]
    if any(len(column) != len(index) for column in columns):
        raise ValueError("columns of different lengths")
    for column in columns:
        column.index = index
    frame = pd.concat(columns, axis=1) if columns else pd.DataFrame(index=index)
    frame.columns = _decode_values(data["columns"], pd.Index)
    return frame


def _decode_series(data: Any) -> Any:
    import pandas as pd

    found = _decode_values(data["v"], pd.Series)
    found.index = _decode_values(data["index"], pd.Index)
    found.name = _decode(data["name"])
    return found


def _decode_values(data: Any, make: Any) -> Any:
    import numpy as np
    import pandas as pd

    kind, content = data["dtype"], data["v"]
    if kind == "levels":
        levels = [_decode_values(level, pd.Index) for level in content]
        return pd.MultiIndex.from_arrays(levels, names=[level.name for level in levels])
    name = _decode(data["name"])
    if kind == "range":
        start, stop, step = (int(part) for part in content)
        return pd.RangeIndex(start, stop, step, name=name)
    if kind == "category":
        found = _decode_values(data["categories"], pd.Index)
        return make(pd.Categorical.from_codes(content, found, ordered=bool(data["ordered"])), name=name)
    if kind in ("str", "object") or kind in _NULLABLE:
        return make([_decode(item) for item in content], dtype=kind, name=name)
    plain = np.dtype(_simple(kind))
    if plain.kind in "mM":
        times = make(np.array(content, dtype="int64").astype(plain), name=name)
        if data["tz"] is None:
            return times
        at = times.dt if make is pd.Series else times
        moved = at.tz_localize("UTC")
        return (moved.dt if make is pd.Series else moved).tz_convert(str(data["tz"])[:60])
    return make(np.array(content, dtype=plain), name=name)


_LIBRARY: dict[Any, Any] = {
    "scalar": _decode_scalar,
    "array": _decode_array,
    "Timestamp": _decode_timestamp,
    "Timedelta": _decode_timedelta,
    "NaT": lambda data: _loaded_pandas().NaT,
    "NA": lambda data: _loaded_pandas().NA,
    "DataFrame": _decode_frame,
    "Series": _decode_series,
    "Index": lambda data: _decode_values(data["v"], _loaded_pandas().Index),
}


def _loaded_pandas() -> Any:
    import pandas as pd

    return pd


def encode_or_opaque(value: Any) -> Any:
    """As `encode`; a value that cannot be sent becomes an `Opaque` on the other side."""
    try:
        return encode(value)
    except Unsendable as error:
        return {_TAG: "opaque", "v": str(error)[:80]}
    except Exception as error:
        return {_TAG: "opaque", "v": f"{type(value).__name__} ({type(error).__name__})"[:80]}
