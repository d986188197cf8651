"""The process that builds the site: Jupyter Book's own command, without an import that it has no use for."""

from __future__ import annotations

import sys

from qmslib.site import kernels


def main(*, cold: bool) -> None:
    """Run ``jupyter-book`` with the words of this command.

    Parameters
    ----------
    cold
        Whether cells are sure to be run: then what their kernels need is imported while Jupyter Book is.
    """
    kernels.choose(start=cold)
    # Where this is, jsonschema builds a grammar of all web addresses for a check that a book never asks for, which
    # takes as long as all other imports together. It does without where it is not.
    sys.modules["rfc3987_syntax"] = None  # type: ignore[assignment]
    from jupyter_book.cli.main import main as jupyter_book

    jupyter_book()
