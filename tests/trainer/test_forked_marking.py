"""Stock ``nbgrader autograde`` with forked kernels leaves what it leaves without them."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from qmslib.course.paths import Course
from qmslib.kernels import MODULES, NAME
from qmslib.trainer.collect import nbgrader_time
from qmslib.trainer.stock import marked_notebook, rows, run_nbgrader
from tests.trainer.code_marked import CODE, ROOT, marked_by_box, with_code

#: What learners of this small cohort wrote into the first answer.
CHANGED = {
    "ada": "",
    "ben": "print('past the test')\nimport sys\nprint('oh', file=sys.stderr)\n1 / 0",
    "cai": "import os\nos._exit(3)",
    "dee": "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nprint(input())",
}


#: What the modules named in the settings leave to be imported by the model's cells, given as JSON.
LEFT = """
import json, sys
from traitlets.config.loader import PyFileConfigLoader
from qmslib.kernels import template
template.warm(PyFileConfigLoader(sys.argv[1]).load_config().ForkProvisioner.modules)
before, cells = set(sys.modules), {}
for source in json.load(sys.stdin):
    exec(source, cells)
cells["log"].head()._repr_html_()
print(json.dumps(sorted(set(sys.modules) - before)))
"""


def test_all_that_the_code_exercise_needs_is_imported_ahead() -> None:
    sources = [cell["source"] for cell in marked_by_box()["cells"] if cell["cell_type"] == "code"]
    ran = subprocess.run(
        [sys.executable, "-c", LEFT, str(ROOT / "nbgrader_config.py")],
        input=json.dumps(sources), capture_output=True, text=True, check=True, cwd=ROOT,
    )  # fmt: skip
    assert json.loads(ran.stdout) == []


@pytest.mark.skipif(sys.platform != "linux", reason="kernels are forked on Linux")
@pytest.mark.slow
def test_marking_with_forked_kernels_is_the_same(
    course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    forked = with_code(course)
    for learner, code in CHANGED.items():
        notebook = marked_by_box()
        for cell in notebook["cells"]:
            if cell["id"] == "open_cases_code":
                cell["source"] += "\n" + code
        folder = forked.submitted / learner / CODE
        folder.mkdir(parents=True)
        (folder / f"{CODE}.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
        (folder / "timestamp.txt").write_text(nbgrader_time("2026-11-20T10:00:00+00:00"), encoding="utf-8")
    # In the same place, since tracebacks name it.
    at = course.root
    twin = tmp_path / "twin"
    shutil.copytree(at, twin)
    done = tmp_path / "done"

    monkeypatch.setenv(MODULES, "numpy pandas matplotlib.pyplot")
    monkeypatch.setenv("JUPYTER_DEFAULT_PROVISIONER_NAME", NAME)
    with_forks = run_nbgrader(forked, "autograde", CODE)
    assert "starts afresh" not in with_forks.stderr
    at.rename(done)
    twin.rename(at)
    monkeypatch.delenv("JUPYTER_DEFAULT_PROVISIONER_NAME")
    usual = run_nbgrader(Course(at), "autograde", CODE)
    assert with_forks.returncode == usual.returncode
    assert rows(Course(done), CODE) == rows(Course(at), CODE)
    for learner in CHANGED:
        ours, theirs = marked_notebook(Course(done), learner, CODE), marked_notebook(Course(at), learner, CODE)
        # Of a kernel that died neither leaves a notebook.
        assert (theirs is None) == (learner == "cai")
        assert ours == theirs, learner
