"""The processes that a quality system controls, and what goes wrong without them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from qmslib._common.errors import CourseError
from qmslib._common.findings import Finding, join_words, module_texts
from qmslib._common.report import Report
from qmslib.system._registers import frame_of, read_register

texts = module_texts(__file__)
PROCESS_PARTS = ("aim", "scope", "duty", "procedure", "record")


@dataclass(frozen=True, eq=False)
class ProcessList(Report):
    """The controlled processes of a quality system, checked.

    Attributes
    ----------
    complete
        How many have aim, scope, duty, procedure and record.
    missing
        The parts that each lacks.

    Examples
    --------
    >>> check_processes(controlled_processes()).complete
    0
    """

    sentence: str
    findings: tuple[Finding, ...]
    n: int
    complete: int
    missing: dict[str, tuple[str, ...]]

    def frame(self) -> Any:
        """One row for each process."""
        return frame_of({"process": list(self.missing), "missing": [", ".join(x) for x in self.missing.values()]})


def controlled_processes() -> Any:
    """The nine controlled processes that are named in the source, each with what goes wrong without it.

    Returns
    -------
    pandas.DataFrame
        ``process``, ``without_it`` and the empty columns aim, scope, duty, procedure, record. The source speaks of
        fifteen and names nine; the other six are for you to find in your own work.

    Examples
    --------
    >>> len(controlled_processes())
    9
    """
    names = [line.split("|") for line in texts.say("processes").split("\n")]
    empty = {part: [""] * len(names) for part in PROCESS_PARTS}
    return frame_of({"process": [name for name, _ in names], "without_it": [harm for _, harm in names], **empty})


def check_processes(table: Any, *, expected: int = 15) -> ProcessList:
    """Check a list of controlled processes: each with aim, scope, duty, procedure and record.

    Parameters
    ----------
    table
        A table with ``process`` and, as far as written, ``aim``, ``scope``, ``duty``, ``procedure`` and ``record``.
    expected
        How many there should be.

    Returns
    -------
    ProcessList
        What each lacks.

    Raises
    ------
    CourseError
        If a process has no name of its own.

    Examples
    --------
    >>> report = check_processes([{"process": "Records", "aim": "Find any file", "scope": "All files", "duty": "Tom",
    ...                            "procedure": "P-1", "record": "Log"}], expected=1)
    >>> print(report.sentence)
    1 of 1 process has all five parts.
    """
    register = read_register(table, ["process"])
    names = register.texts("process")
    parts = {part: register.texts(part) for part in PROCESS_PARTS}
    missing: dict[str, tuple[str, ...]] = {}
    findings = []
    for row, name in enumerate(names):
        if not name or name in missing:
            raise CourseError(f"row {row + 1}: the process has no name of its own", field="process", found=name)
        missing[name] = tuple(part for part in PROCESS_PARTS if not parts[part][row])
        if missing[name]:
            findings.append(
                texts.finding(
                    "warn", "process_part", row, "process", name=name, parts=join_words(list(missing[name]))
                )
            )
    if len(names) < expected:
        findings.append(texts.finding("info", "fewer", n=len(names), expected=expected))
    complete = sum(not lacks for lacks in missing.values())
    sentence = texts.say("process_list" if names else "no_process", n=len(names), complete=complete)
    return ProcessList(sentence, tuple(findings), len(names), complete, missing)
