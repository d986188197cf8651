"""``python -m qmslib``: the same as ``qms``."""

from __future__ import annotations

import sys

from qmslib.cli import main

if __name__ == "__main__":
    sys.exit(main())
