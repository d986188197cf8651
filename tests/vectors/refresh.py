"""Write what Python gives into the vectors, after a change that is meant: read the difference before committing.

Run from the course root: ``python tests/vectors/refresh.py``.
"""

import json
from dataclasses import asdict
from datetime import date
from pathlib import Path

from pydantic import TypeAdapter

from qmslib.course.checks import run_checks
from qmslib.course.items import Item
from qmslib.course.scoring import score
from qmslib.course.tools import run

HERE = Path(__file__).parent


def main() -> None:
    for file in sorted((HERE / "tools").glob("*.json")):
        vectors = json.loads(file.read_text(encoding="utf-8"))
        for vector in vectors:
            vector["expect"] = run(vector["tool"], vector["inputs"])
        _write(file, vectors)
    file = HERE / "checks.json"
    vectors = json.loads(file.read_text(encoding="utf-8"))
    for vector in vectors:
        results = run_checks(vector["item"], vector["value"], vector["today"])
        vector["expect"] = [[result.id, result.passed, result.text, result.rows] for result in results]
    _write(file, vectors)
    file = HERE / "scoring.json"
    vectors = json.loads(file.read_text(encoding="utf-8"))
    for vector in vectors:
        item = TypeAdapter(Item).validate_python(vector["item"])
        vector["expect"] = asdict(score(item, vector["value"], date.fromisoformat(vector["today"])))
    _write(file, vectors)


def _write(file: Path, vectors: list) -> None:
    lines = ",\n".join(json.dumps(vector, ensure_ascii=False) for vector in vectors)
    file.write_text(f"[\n{lines}\n]\n", encoding="utf-8")


if __name__ == "__main__":
    main()
