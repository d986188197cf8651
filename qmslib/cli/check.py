"""``qms check`` and ``qms schema``: what authors run."""

from __future__ import annotations

import argparse
import json
from typing import Any


def add_commands(subparsers: Any) -> None:
    """Add both commands."""
    check = subparsers.add_parser("check", help="the course's own lint: criteria, rows, chapters, items, keys")
    check.add_argument("--json", action="store_true", help="print the result for machines")
    check.set_defaults(run=run_check)
    schema = subparsers.add_parser("schema", help="print the JSON Schema of item files, for an editor")
    schema.set_defaults(run=run_schema)


def run_check(arguments: argparse.Namespace) -> int:
    """Print every finding and what each criterion has; exit code 1 when there is a finding."""
    from qmslib._common.errors import CourseError
    from qmslib.course.lint import lint
    from qmslib.course.lint.coverage import standings
    from qmslib.course.paths import Course
    from qmslib.course.requirements import requirements

    course = Course.find()
    findings = lint(course)
    try:
        stands = standings(course)
    except CourseError:
        stands = []  # the reason is among the findings
    rows = requirements().values()
    owned = sum(row.page is not None for row in rows)
    if arguments.json:
        print(
            json.dumps(
                {
                    "findings": [finding.as_dict() for finding in findings],
                    "criteria": [vars(standing) for standing in stands],
                    "rows": {"owned": owned, "planned": len(rows) - owned},
                },
                ensure_ascii=False,
                indent=1,
            )
        )
        return 1 if findings else 0
    for finding in findings:
        print(finding)
    if findings:
        print()
    for standing in stands:
        if standing.status == "finished":
            print(
                f"{standing.criterion}  finished  {', '.join(standing.chapters) or 'no chapter'}; "
                f"{standing.practice} practice items; {', '.join(standing.exercises) or 'no exercise'}"
            )
    planned = [standing.criterion for standing in stands if standing.status != "finished"]
    print(f"Planned: {', '.join(planned)}")
    print(f"Requirement rows: {owned} owned by a page, {len(rows) - owned} planned.")
    print(f"{len(findings)} to mend." if findings else "All in order.")
    return 1 if findings else 0


def run_schema(arguments: argparse.Namespace) -> int:
    """Print the schema."""
    from qmslib.course.items import schema

    print(json.dumps(schema(), ensure_ascii=False, indent=1, sort_keys=True))
    return 0
