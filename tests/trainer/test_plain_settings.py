"""The gradebook's address is found without nbgrader, and is the one that nbgrader's settings name."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from qmslib._common.errors import CourseError
from qmslib.course.paths import Course
from qmslib.trainer.database import address, exists, gradebook_file, load_config
from qmslib.trainer.plain_settings import Unclear, plain_address

SHIPPED = (Path(__file__).parents[2] / "nbgrader_config.py").read_text(encoding="utf-8")
URL = "c.CourseDirectory.db_url"
#: Settings that are understood, and others for which nbgrader has to be asked.
PLAIN = [
    "",
    "c.CourseDirectory.course_id = 'x'",
    f"{URL} = 'postgresql+pg8000://u:p@host/name'",
    f"c = get_config()\n{URL} = 'sqlite:///a b.db'\n{URL} = 'sqlite:///other.db'",
    f"{URL} = ''",
    f"import os\nif os.environ.get('QMS_GRADEBOOK'):\n    {URL} = os.environ['QMS_GRADEBOOK']",
    f"from pathlib import Path\nROOT = Path(__file__).resolve().parent\n{URL} = f'sqlite:///{{ROOT}}/x.db'",
    f"def there(name):\n    return f'sqlite:///{{name}}.db'\n{URL} = there('far')",
    "part = c.CourseDirectory\npart.db_url = 'sqlite:///alias.db'\nc.Execute.timeout = int('3')",
    "setattr(c.CourseDirectory, 'db_url', 'sqlite:///set.db')",
    f"from qmslib.trainer.texts import say\nc.Execute.words = [say]\n{URL} = 'sqlite:///after.db'",
]  # fmt: skip
ASKED = [
    f"c.CourseDirectory.course_id = 'q'\nif c.CourseDirectory.course_id == 'q':\n    {URL} = 'sqlite:///q.db'",
    "c.CourseDirectory.update({'db_url': 'sqlite:///updated.db'})",
    "c['CourseDirectory']['db_url'] = 'sqlite:///keys.db'",
    "load_subconfig('more.py')",
    f"from qmslib.trainer.texts import say\n{URL} = say('code_test')",
    f"{URL} = 'sqlite:///first.db'\nif 'db_url' in c.CourseDirectory:\n    {URL} = 'sqlite:///second.db'",
    "from traitlets.config import Config\nc.CourseDirectory = Config(db_url='sqlite:///whole.db')",
]  # fmt: skip


def said(course: Course) -> str | None:
    found = load_config(course).CourseDirectory.get("db_url")
    return str(found) if found else None


@pytest.mark.parametrize("server", ["", "postgresql+pg8000://u:p@host/name"])
@pytest.mark.parametrize("settings", [*PLAIN, *ASKED, SHIPPED, f"{SHIPPED}\n{PLAIN[2]}\n"])
def test_the_address_is_that_of_nbgraders_settings(
    settings: str, server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QMS_GRADEBOOK", server)
    path = tmp_path / "nbgrader_config.py"
    path.write_text(settings, encoding="utf-8")
    (tmp_path / "more.py").write_text(f"{URL} = 'sqlite:///more.db'", encoding="utf-8")
    course = Course(tmp_path)
    if settings in ASKED:
        with pytest.raises(Unclear):
            plain_address(path)
    else:
        assert plain_address(path) == said(course)
    monkeypatch.setenv("QMS_COURSE", "mine")
    wanted = said(course)
    if wanted is None:
        assert gradebook_file(course) == course.gradebook
    elif wanted.startswith("sqlite"):
        assert str(gradebook_file(course)) == address(course).database == str(tmp_path / wanted[len("sqlite:///") :])
    elif wanted.startswith("postgresql"):
        assert gradebook_file(course) is None
        assert address(course).render_as_string(hide_password=False) == wanted
    else:
        with pytest.raises(CourseError, match="address cannot be read"):
            gradebook_file(course)
    assert os.environ["QMS_COURSE"] == "mine"


@pytest.mark.parametrize("settings", ["1/0\n", "c.CourseDirectory.db_url = \n", "\0"])
def test_what_is_wrong_with_the_settings_is_said_as_before(settings: str, tmp_path: Path) -> None:
    (tmp_path / "nbgrader_config.py").write_text(settings, encoding="utf-8")
    with pytest.raises(CourseError, match="settings could not be read"):
        exists(Course(tmp_path))


def test_a_course_without_settings_has_its_gradebook_at_its_root(tmp_path: Path) -> None:
    assert gradebook_file(Course(tmp_path)) == tmp_path / "gradebook.db"
