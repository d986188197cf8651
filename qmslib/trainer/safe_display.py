"""What nbgrader's own pages (formgrader, `generate_feedback`) show of a code exercise: nothing in it can run.

Those pages take text and outputs into the page as they are, scripts as well. Notebooks of form exercises are the
course's own and need none of this; but the names of learners, which formgrader puts above any notebook, do.
"""

from __future__ import annotations

from html import escape
from typing import Any

from nbgrader.preprocessors import NbGraderPreprocessor

from qmslib.course.code_exercises import code_exercises
from qmslib.course.paths import Course
from qmslib.trainer.clean_html import clean_markdown, clean_table, picture, plain
from qmslib.trainer.notebook_html import error_name, joined, was_boxed


def exercise_of(resources: Any) -> str:
    """The exercise that a page is made of: the formgrader and `generate_feedback` name it in two ways."""
    return str(resources.get("assignment_id") or resources.get("nbgrader", {}).get("assignment") or "")


class SafeDisplay(NbGraderPreprocessor):  # type: ignore[misc]
    """Leave of a code exercise what cannot run in a browser: text, tables, pictures; headings and lists of texts."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Return the notebook as it may be shown, and what formgrader's page says beside it."""
        for name in ("first_name", "last_name", "student", "notebook_path"):
            if isinstance(resources.get(name), str):
                resources[name] = escape(resources[name])
        if exercise_of(resources) not in code_exercises(Course.find()):
            return nb, resources
        for name in set(nb.metadata) - {"kernelspec", "language_info"}:
            del nb.metadata[name]
        for cell in nb.cells:
            for name in set(cell.metadata) - {"nbgrader", "qms"}:
                del cell.metadata[name]
            cell.pop("attachments", None)
            if cell.cell_type == "code":
                for output in cell.outputs:
                    _tame(output)
            elif cell.cell_type == "markdown":
                # In one line, so that no part of it is taken for Markdown once more.
                cell.source = _frame(clean_markdown(cell.source).replace("\n", "&#10;"))
            else:
                cell.source, cell.cell_type = _frame(f"<pre>{plain(cell.source)}</pre>"), "markdown"
                cell.source = cell.source.replace("\n", "&#10;")
        return nb, resources


def _frame(html: str) -> str:
    # Formulas may hold links to scripts: MathJax passes these classes over.
    return f'<div class="tex2jax_ignore mathjax_ignore">{html}</div>'


def _tame(output: Any) -> None:
    if output.output_type in ("stream", "error"):
        return
    data = output.get("data", {})
    kept = {"text/plain": joined(data.get("text/plain"))}
    if table := clean_table(joined(data.get("text/html"))):
        kept["text/html"] = _frame(table)
    for kind in ("image/png", "image/jpeg"):
        if kind in data and picture(kind, joined(data[kind]), ""):
            kept[kind] = "".join(joined(data[kind]).split())
    output.data, output.metadata = type(data)(kept), type(data)()


def hide_tests(nb: Any, hidden: Any) -> None:
    """Take out of a code exercise what could hold its hidden tests, before a learner sees it.

    Of a test there stays the visible source and the name of the error. What the learner's own cells gave stays only
    where they were run in the box: elsewhere they could read the tests, and print them.
    """
    boxed = was_boxed(nb)
    for cell in nb.cells:
        if cell.cell_type != "code":
            continue
        grader = cell.metadata.get("nbgrader", {})
        test = bool(grader.get("grade")) or hidden.search(cell.source) is not None
        cell.source = hidden.sub("", cell.source).rstrip()
        if not test and boxed:
            continue
        kept = [output for output in cell.outputs if output.output_type == "error"]
        for output in kept:
            output.ename, output.evalue = error_name(output), ""
            output.traceback = [output.ename]
        cell.outputs = kept
        if boxed and "qms" in cell.metadata:
            # The mark stays: nbgrader may take a notebook through this more than once.
            cell.metadata["qms"] = {"shown": []}
