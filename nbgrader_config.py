"""nbgrader's settings for this course: stock commands and the formgrader read this file at the course's root."""

import os
import sys
from pathlib import Path

from qmslib.trainer.safe_display import SafeDisplay
from qmslib.trainer.sanitise import HideMarking, KeepCourseCells, remove_links

c = get_config()  # noqa: F821 - nbgrader gives it

ROOT = Path(__file__).resolve().parent

# Grade cells find the keys through this setting, and in no other way.
os.environ["QMS_COURSE"] = str(ROOT)
# nbgrader calls `alembic` by name, so the folder of this Python must be on the path.
PROGRAMS = str(Path(sys.executable).parent)
if PROGRAMS not in os.environ.get("PATH", "").split(os.pathsep):
    os.environ["PATH"] = os.pathsep.join([PROGRAMS, os.environ.get("PATH", "")])

c.CourseDirectory.root = str(ROOT)
c.CourseDirectory.course_id = "qms"
# The gradebook is gradebook.db here, unless an address names a database on a server, for several trainers:
# postgresql+pg8000://USER:PASSWORD@HOST/NAME
if os.environ.get("QMS_GRADEBOOK"):
    c.CourseDirectory.db_url = os.environ["QMS_GRADEBOOK"]
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "exercises"
# Keys, model answers and generators of variants (*.key.yaml, *.model.json, *.key.py) never leave solutions/: every
# other file there goes into the release.
c.CourseDirectory.ignore.extend(["*.key*", "*.model*", "*~", ".*"])  # also editors' and JupyterLab's copies of them
# A learner's answers are the one file of theirs that counts; nothing in solutions/ bears that name.
c.CourseDirectory.max_file_size = 10_000

# `nbgrader zip_collect` understands the course's hand-in files: number.exercise.attempt-1.zip.
c.FileNameCollectorPlugin.named_regexp = (
    r".*[/\\](?P<student_id>[A-Za-z0-9_-]+)\.[a-z0-9-]+\.attempt-\d+[^/\\]*[/\\](?P<file_id>[^/\\]+)$"
)
c.FileNameCollectorPlugin.valid_ext = [".ipynb", ".json"]

# nbgrader reads and copies what it finds, also through a link to a device or a pipe, which have no end.
c.Autograde.pre_convert_hook = remove_links

# Nothing that a learner wrote is run: the notebook becomes the released one again, and stray files are removed.
c.Autograde.sanitize_preprocessors.prepend([KeepCourseCells])
# The same answers give the same notebook, whenever they are marked.
c.Execute.record_timing = False
# What a learner's notebook ran is kept out of the trainer's own history of IPython; writing that takes time, too.
c.Execute.extra_arguments = ["--HistoryManager.hist_file=:memory:"]
# What the code exercise imports, for the trainer who has kernels forked from one process (docs/trainers-guide.md).
c.ForkProvisioner.modules = [
    "pandas.io.formats.html",
    "pandas.io.formats.string",
    "scipy.stats",
    "qmslib.complaints.*",
    "qmslib.datasets.*",
    "qmslib.datasets.complaints:complaint_rows",
]

# Learners try again, so feedback shows neither mark schemes nor the cells that mark.
c.GenerateFeedback.preprocessors.extend([HideMarking])

# The pages of formgrader and generate_feedback would run a script that a code exercise brings along.
c.HTMLExporter.preprocessors = [SafeDisplay]
