"""Run all benchmarks but the long ones, or those that are named: ``python -m benchmarks clock``."""

import sys
from importlib import import_module
from pathlib import Path

#: Modules that measure something; each has a `main`.
NAMES = sorted(
    path.stem for path in Path(__file__).parent.glob("*.py") if path.stem not in {"__init__", "__main__", "measure"}
)
#: Ten thousand submissions take minutes, so this one has to be named.
LONG = {"marking_curve"}

if __name__ == "__main__":
    wanted = sys.argv[1:] or [name for name in NAMES if name not in LONG]
    if unknown := [name for name in wanted if name not in NAMES]:
        raise SystemExit(f"There is no benchmark {', '.join(unknown)}. There are: {', '.join(NAMES)}.")
    for name in wanted:
        import_module(f"benchmarks.{name}").main()
