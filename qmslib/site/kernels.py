"""Which kernels run the cells of chapters: forked from one process that has imported and read what they need."""

from __future__ import annotations

import os

from qmslib.kernels import MODULES, NAME, forked

#: What cells of chapters import, besides what every notebook does.
_CHAPTERS = (
    "qmslib.site.ahead", "qmslib.learner.practice", "qmslib.learner.explore", "qmslib.learner.tables",
    "statsmodels.stats.proportion", "statsmodels.stats.inter_rater",
)  # fmt: skip
_CHOICE = "JUPYTER_DEFAULT_PROVISIONER_NAME"


def choose(*, start: bool) -> None:
    """Have kernels forked unless somebody chose otherwise.

    Parameters
    ----------
    start
        Start the process that they are forked from, which takes seconds, before the first is asked for.
    """
    # Cells know by this that they make a static page. It is set first: kernels of another environment are forked
    # from another process.
    os.environ["QMS_SITE"] = "1"
    if os.environ.setdefault(_CHOICE, NAME) != NAME:
        return
    from qmslib.kernels.provisioner import usual_modules

    os.environ.setdefault(MODULES, " ".join([*usual_modules(), *_CHAPTERS]))
    if start:
        forked.template(os.environ[MODULES].split(), os.environ)
