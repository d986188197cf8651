"""Real public data: found in a folder, checked by content, never fetched unless asked."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qmslib._common.errors import CourseError
from qmslib._common.files import write_atomic

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class _Source:
    """One public data set as it is used here."""

    name: str
    file: str
    columns: tuple[str, ...]
    key: tuple[str, ...]
    rows: int
    sha256: str
    title: str
    page: str
    url: str | None
    licence: str
    attribution: str
    by_hand: str


_BOSTON = _Source(
    "boston_requests",
    "boston_311_2011.csv.gz",
    (
        "case_enquiry_id", "open_dt", "target_dt", "closed_dt", "ontime", "case_status", "subject", "reason", "type",
        "queue", "department", "neighborhood", "ward", "source",
    ),
    ("case_enquiry_id",),
    58_251,
    "920505e5edb1bb611dc8976077bc034f7a8c875f62d0048d4defe3b00639c136",
    "City of Boston 311 service requests opened July to December 2011",
    "https://data.boston.gov/dataset/311-service-requests",
    "https://data.boston.gov/dataset/8048697b-ad64-4bfc-b090-ee00169f2323/resource/"
    "94b499d9-712a-4d2a-b790-7ceec5c9c4b1/download/311_service_requests_2011.csv",
    "Open Data Commons Public Domain Dedication and Licence (PDDL) 1.0; confirm it at the publisher's page",
    "City of Boston, Analyze Boston, 311 Service Requests 2011",
    "Download the file of 2011 from the page, then run prepare_boston on it",
)  # fmt: skip
_NHS = _Source(
    "nhs_attendances",
    "nhs_ae_attendances.csv.gz",
    ("period", "org_code", "type", "attendances", "breaches", "admissions"),
    ("period", "org_code", "type"),
    12_765,
    "fd4707312acce8ca75c9075262caaf96b9b71545abfc9d423d2d967331bf575c",
    "NHS England A&E attendances, four-hour breaches and admissions, April 2016 to March 2019",
    "https://www.england.nhs.uk/statistics/statistical-work-areas/ae-waiting-times-and-activity/",
    None,
    "Open Government Licence v3.0",
    "Contains public sector information licensed under the Open Government Licence v3.0",
    "The publisher gives one spreadsheet a month. The R package NHSRdatasets holds them as one table: "
    "write.csv(NHSRdatasets::ae_attendances, 'nhs_ae_attendances.csv', row.names = FALSE)",
)


def data_folder(folder: str | Path | None = None) -> Path:
    """The folder in which public data is looked for.

    Parameters
    ----------
    folder
        Your own folder; without it the one that the setting ``QMS_DATA`` names, or else the place where this
        computer keeps such files for you.

    Returns
    -------
    Path
        The folder; it need not exist.

    Examples
    --------
    >>> from qmslib.datasets import data_folder
    >>> data_folder("my data").name
    'my data'
    """
    if folder is not None:
        return Path(folder).expanduser()
    if named := os.environ.get("QMS_DATA"):
        return Path(named).expanduser()
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    else:
        base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return base / "qmslib" / "data"


def content_checksum(table: pd.DataFrame, columns: Sequence[str], key: Sequence[str]) -> str:
    """The SHA-256 of what a table says, whatever its order of rows, quoting, line ends or compression.

    Parameters
    ----------
    table
        A table of texts; an empty cell is an empty text.
    columns
        The columns, in the order in which they count.
    key
        The columns by which the rows are ordered first.

    Returns
    -------
    str
        64 hexadecimal digits.

    Examples
    --------
    >>> import pandas as pd
    >>> from qmslib.datasets import content_checksum
    >>> one = pd.DataFrame({"case": ["1", "2"], "state": ["open", ""]})
    >>> content_checksum(one, ["case", "state"], ["case"]) == content_checksum(one[::-1], ["case", "state"], ["case"])
    True
    """
    ordered = table[list(columns)].sort_values([*key], kind="stable")
    text = ordered.to_csv(index=False, lineterminator="\n")
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _read_texts(path: Path) -> pd.DataFrame:
    import pandas as pd

    try:
        return pd.read_csv(path, dtype=str, keep_default_na=False)
    except (OSError, ValueError, EOFError) as error:
        raise CourseError(
            f"the file cannot be read as a table: {type(error).__name__}",
            file=path,
            do="Delete it and get it again; it may be damaged or only partly downloaded",
        ) from error


def _checked(table: pd.DataFrame, source: _Source, path: object) -> pd.DataFrame:
    missing = [name for name in source.columns if name not in table.columns]
    if missing:
        raise CourseError(
            f"the file has no column {', '.join(missing)}", file=path, found=list(table.columns), do=source.by_hand
        )
    found = content_checksum(table, source.columns, source.key)
    if found != source.sha256:
        raise CourseError(
            f"the content is not the one that the course knows: {len(table):,} rows where {source.rows:,} are "
            f"expected, SHA-256 {found[:12]}… where {source.sha256[:12]}… is expected",
            file=path,
            do="Get the file again. The publisher may have changed it since; "
            "check=False reads it all the same, and then the course's figures need not come out",
        )
    return table[list(source.columns)]


def _find(source: _Source, folder: str | Path | None, download: bool) -> Path:
    place = data_folder(folder)
    names = (source.file, source.file.removesuffix(".gz"))
    for name in names:
        if (place / name).is_file():
            return place / name
    if not download:
        more = f", or call {source.name}(download=True)" if source.url else ""
        raise CourseError(
            f"{source.title}: there is no file {' or '.join(names)} in the folder {place}",
            do=f"{source.by_hand}, and put it there{more}. It comes from {source.page}",
        )
    if source.url is None:
        raise CourseError(
            f"{source.title}: there is no single file to download", do=f"{source.by_hand}, and put it into {place}"
        )
    raw = _fetch(source.url)
    target = place / names[0]
    import gzip
    import io

    import pandas as pd

    table = pd.read_csv(io.BytesIO(raw), dtype=str, keep_default_na=False)
    table = _checked(prepare_boston(table), source, source.url)
    write_atomic(target, gzip.compress(table.to_csv(index=False, lineterminator="\n").encode("utf-8"), mtime=0))
    return target


def _fetch(url: str) -> bytes:
    from urllib.error import URLError
    from urllib.request import urlopen

    try:
        with urlopen(url, timeout=60) as answer:
            content: bytes = answer.read()
    except (URLError, OSError, ValueError) as error:
        raise CourseError(
            f"the file could not be downloaded: {error}",
            file=url,
            do="Check the connection, or download it by hand in a browser",
        ) from error
    return content


def _load(source: _Source, folder: str | Path | None, download: bool, check: bool) -> pd.DataFrame:
    path = _find(source, folder, download)
    table = _read_texts(path)
    table = _checked(table, source, path) if check else table
    table.attrs.update(
        title=source.title, page=source.page, licence=source.licence, attribution=source.attribution,
        sha256=source.sha256 if check else None,
    )  # fmt: skip
    return table


def prepare_boston(raw: Any) -> pd.DataFrame:
    """Cut the city's file of service requests of 2011 down to what the course uses.

    Parameters
    ----------
    raw
        The publisher's file, as a path or a table of texts.

    Returns
    -------
    pandas.DataFrame
        The requests opened from 1 July to 31 December 2011, as texts: 14 columns, without free text, addresses,
        positions and pictures.

    Raises
    ------
    CourseError
        When the file cannot be read or lacks a column.

    Notes
    -----
    The copy that the checksum was taken from had been prepared before it came to the course, so the checksum covers
    the 14 columns that are left and nothing else of the publisher's file. The publisher corrects its files; if the
    result no longer has the checksum, the loader says so.

    Examples
    --------
    >>> from qmslib.datasets import boston_lookalike, prepare_boston
    >>> raw = boston_lookalike().assign(closure_reason="free text")
    >>> "closure_reason" in prepare_boston(raw).columns
    False
    """
    import pandas as pd

    table = raw if isinstance(raw, pd.DataFrame) else _read_texts(Path(raw))
    missing = [name for name in _BOSTON.columns if name not in table.columns]
    if missing:
        raise CourseError(
            f"the file has no column {', '.join(missing)}",
            found=[str(name) for name in table.columns],
            do="Use the publisher's file of 2011",
        )
    opened = pd.to_datetime(table["open_dt"], format="ISO8601", errors="coerce")
    inside = (opened >= pd.Timestamp("2011-07-01")) & (opened < pd.Timestamp("2012-01-01"))
    return pd.DataFrame(table.loc[inside, list(_BOSTON.columns)]).reset_index(drop=True)


def boston_requests(folder: str | Path | None = None, *, download: bool = False, check: bool = True) -> pd.DataFrame:
    """Load the service requests made to the City of Boston from July to December 2011: real targets, real lateness.

    Parameters
    ----------
    folder
        Where the file is; see `data_folder`. It is called ``boston_311_2011.csv.gz`` (or without ``.gz``).
    download
        Whether to fetch the city's file (large) and prepare it when it is not there. Nothing is fetched otherwise.
    check
        Whether the content must be the one that the course's figures were worked out from.

    Returns
    -------
    pandas.DataFrame
        58,251 rows: `case_enquiry_id`, `open_dt`, `target_dt`, `closed_dt` (moments), `ontime` (ONTIME, OVERDUE or
        missing), and texts. ``.attrs`` holds title, page, licence, attribution and checksum.

    Raises
    ------
    CourseError
        When the file is not there, cannot be fetched or read, or holds something else.

    Notes
    -----
    Traps, each a lesson: 10,981 requests have no target and are flagged ONTIME all the same; 158 have a target and no
    flag, and 157 of those were closed, every one late; some targets lie in 2059; 3,681 were never closed; the last
    was closed in 2019. The flag is ONTIME when a request with a target was closed at or before it, to the second.
    The times are Boston's, written without a zone. Licence: PDDL 1.0, to be confirmed at the publisher's page before
    the data is passed on.

    Examples
    --------
    Without the file the error says what to do:

    >>> from qmslib._common.errors import CourseError
    >>> from qmslib.datasets import boston_requests
    >>> try:
    ...     boston_requests("a folder without it")
    ... except CourseError as error:
    ...     print("download=True" in str(error))
    True
    """
    return typed_boston(_load(_BOSTON, folder, download, check))


def typed_boston(table: pd.DataFrame) -> pd.DataFrame:
    """The texts of the Boston file as moments and texts; an empty cell is missing."""
    import pandas as pd

    table = table.astype("str").mask(table == "")
    for name in ("open_dt", "target_dt", "closed_dt"):
        table[name] = pd.to_datetime(table[name], format="ISO8601")
    return table


def nhs_attendances(folder: str | Path | None = None, *, download: bool = False, check: bool = True) -> pd.DataFrame:
    """Load the monthly A&E attendances and four-hour breaches of every provider in England, 2016 to 2019.

    Parameters
    ----------
    folder
        Where the file is; see `data_folder`. It is called ``nhs_ae_attendances.csv.gz`` (or without ``.gz``).
    download
        There is no single file at the publisher's, so this says how to make it.
    check
        Whether the content must be the one that the course's figures were worked out from.

    Returns
    -------
    pandas.DataFrame
        12,765 rows: `period` (first of the month), `org_code`, `type` (1, 2, other), `attendances`, `breaches`,
        `admissions`. ``.attrs`` holds title, page, licence, attribution and checksum.

    Raises
    ------
    CourseError
        When the file is not there, cannot be read, or holds something else.

    Notes
    -----
    Contains public sector information licensed under the Open Government Licence v3.0. The table is the one of the R
    package NHSRdatasets (CC0 for its arrangement).

    Examples
    --------
    >>> from qmslib._common.errors import CourseError
    >>> from qmslib.datasets import nhs_attendances
    >>> try:
    ...     nhs_attendances("a folder without it")
    ... except CourseError as error:
    ...     print("NHSRdatasets" in str(error))
    True
    """
    import pandas as pd

    table = _load(_NHS, folder, download, check)
    table["period"] = pd.to_datetime(table["period"], format="ISO8601")
    return table.astype(dict.fromkeys(("attendances", "breaches", "admissions"), "int64"))
