"""Values of numpy and pandas as plain JSON, and back; a part of ``values``."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from qmslib.trainer.boxed.values import TAG, Unsendable, decode_plain, encode

#: The size of an array of texts, each of which takes as much room as the longest may.
_MOST_BYTES = 64_000_000
_ZONE = re.compile(r"[A-Za-z][\w+:-]*(/[A-Za-z][\w+-]*){0,3}")


def encode_numpy(value: Any, depth: int) -> Any:
    """A scalar or an array of plain values."""
    import numpy as np

    kind = str(getattr(value, "dtype", ""))
    if isinstance(value, np.generic) and value.dtype.kind in "biufcU":
        item = value.item()
        return {TAG: "scalar", "dtype": kind, "v": encode(item, depth - 1)}
    if isinstance(value, np.generic) and value.dtype.kind in "mM":
        return {TAG: "scalar", "dtype": kind, "v": int(value.astype("int64"))}
    if type(value) is np.ndarray:
        if value.dtype.kind in "mM":
            flat: list[Any] = value.astype("int64").ravel().tolist()
        elif value.dtype.kind in "biufcUO":
            flat = [encode(item, depth - 1) for item in value.ravel().tolist()]
        else:
            raise Unsendable(f"array of {kind}")
        return {TAG: "array", "dtype": kind, "shape": list(value.shape), "v": flat}
    raise Unsendable(type(value).__name__)


def encode_pandas(value: Any, depth: int) -> Any:
    """A table, a column, an index, a moment or a span of time."""
    import pandas as pd

    if value is pd.NaT or value is pd.NA:
        return {TAG: "NaT" if value is pd.NaT else "NA"}
    if isinstance(value, pd.Timestamp):
        zone = None if value.tzinfo is None else str(value.tzinfo)
        return {TAG: "Timestamp", "v": int(value.value), "unit": "ns", "to": value.unit, "tz": zone}
    if isinstance(value, pd.Timedelta):
        return {TAG: "Timedelta", "v": int(value.value), "to": value.unit}
    if isinstance(value, pd.DataFrame):
        return {
            TAG: "DataFrame",
            "columns": _encode_values(value.columns, depth),
            "index": _encode_values(value.index, depth),
            "v": [_encode_values(column, depth) for _, column in value.items()],
        }
    if isinstance(value, pd.Series):
        return {
            TAG: "Series",
            "index": _encode_values(value.index, depth),
            "name": encode(value.name, depth - 1),
            "v": _encode_values(value, depth),
        }
    if isinstance(value, pd.Index):
        return {TAG: "Index", "v": _encode_values(value, depth)}
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
    if isinstance(kind, pd.StringDtype):
        spelled = "str" if kind.na_value is not pd.NA else str(kind)
        # What is missing is no text; nothing else can be in such a column.
        return {"dtype": spelled, "name": name, "v": [t if type(t) is str else None for t in values.tolist()]}
    if str(kind) in _NULLABLE:
        plain_values = [None if missing else item for item, missing in zip(values, values.isna(), strict=True)]
        return {"dtype": str(kind), "name": name, "v": [encode(item, depth - 1) for item in plain_values]}
    if kind.kind == "O":
        return {"dtype": "object", "name": name, "v": [encode(item, depth - 1) for item in values]}
    raise Unsendable(f"column of {kind}")


_NULLABLE = frozenset(
    ["boolean", "string", "Float32", "Float64"]
    + [f"{sign}Int{bits}" for sign in ("", "U") for bits in (8, 16, 32, 64)]
)


def _decode_scalar(data: Any) -> Any:
    import numpy as np

    kind = np.dtype(_simple(data["dtype"]))
    if kind.kind in "mM":
        return np.int64(int(data["v"])).astype(kind)
    return kind.type(decode_plain(data["v"]))


def _decode_array(data: Any) -> Any:
    import numpy as np

    kind = np.dtype(_simple(data["dtype"]))
    if kind.kind in "mM":
        flat = np.array(data["v"], dtype="int64").astype(kind)
    else:
        if kind.itemsize * len(data["v"]) > _MOST_BYTES:
            raise ValueError("an array that is too large")
        flat = np.empty(len(data["v"]), dtype=kind)
        flat[:] = [decode_plain(item) for item in data["v"]]
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
    return found if data["tz"] is None else found.tz_localize("UTC").tz_convert(_zone(data["tz"]))


def _decode_timedelta(data: Any) -> Any:
    import pandas as pd

    return pd.Timedelta(int(data["v"]), unit="ns").as_unit(_unit(data["to"]))


def _zone(name: Any) -> str:
    """The name of a time zone; one that begins with "dateutil/" is a path, and the file there would be opened."""
    text = str(name)
    if not _ZONE.fullmatch(text) or text.startswith("dateutil"):
        raise ValueError("a time zone that is not known")
    return text


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
    frame = pd.DataFrame(dict(enumerate(columns)), copy=False) if columns else pd.DataFrame(index=index)
    frame.index = index
    frame.columns = _decode_values(data["columns"], pd.Index)
    return frame


def _decode_series(data: Any) -> Any:
    import pandas as pd

    found = _decode_values(data["v"], pd.Series)
    found.index = _decode_values(data["index"], pd.Index)
    found.name = decode_plain(data["name"])
    return found


def _decode_values(data: Any, make: Any) -> Any:
    import numpy as np
    import pandas as pd

    kind, content = data["dtype"], data["v"]
    if kind == "levels":
        levels = [_decode_values(level, pd.Index) for level in content]
        return pd.MultiIndex.from_arrays(levels, names=[level.name for level in levels])
    name = decode_plain(data["name"])
    if kind == "range":
        start, stop, step = (int(part) for part in content)
        return pd.RangeIndex(start, stop, step, name=name)
    if kind == "category":
        found = _decode_values(data["categories"], pd.Index)
        return make(pd.Categorical.from_codes(content, found, ordered=bool(data["ordered"])), name=name)
    if kind in ("str", "string") and {type(item) for item in content} <= {str, type(None)}:
        return make(content, dtype=kind, name=name)
    if kind in ("str", "object") or kind in _NULLABLE:
        return make([decode_plain(item) for item in content], dtype=kind, name=name)
    plain = np.dtype(_simple(kind))
    if plain.kind in "mM":
        times = make(np.array(content, dtype="int64").astype(plain), name=name)
        if data["tz"] is None:
            return times
        at = times.dt if make is pd.Series else times
        moved = at.tz_localize("UTC")
        return (moved.dt if make is pd.Series else moved).tz_convert(_zone(data["tz"]))
    return make(np.array(content, dtype=plain), name=name)


#: How each kind of value is read.
READERS: dict[Any, Callable[[Any], Any]] = {
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
