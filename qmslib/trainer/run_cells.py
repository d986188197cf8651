"""Running the course's own cells in this process, with the outputs a kernel would give.

Only cells of the released notebook come here, never a learner's. A kernel would take seconds to start for each
notebook; the cells themselves take milliseconds.
"""

from __future__ import annotations

import ast
import io
import os
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from nbformat import NotebookNode, v4
from traitlets import Type
from traitlets.config import Config

from qmslib.course.paths import Course


def _output(kind: str, **fields: Any) -> NotebookNode:
    made: NotebookNode = v4.new_output(kind, **fields)  # type: ignore[no-untyped-call]
    return made


class _Stream(io.TextIOBase):
    """Text written to one of the two streams becomes an output, joined to the one before."""

    def __init__(self, name: str, outputs: list[NotebookNode]) -> None:
        self._name = name
        self._outputs = outputs

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        last = self._outputs[-1] if self._outputs else None
        if last is not None and last.output_type == "stream" and last.name == self._name:
            last.text += text
        elif text:
            self._outputs.append(_output("stream", name=self._name, text=text))
        return len(text)


class _Publisher(DisplayPublisher):
    """`display` ends here."""

    outputs: list[NotebookNode] | None = None

    def publish(self, data: Any, metadata: Any = None, *ignored: Any, **more: Any) -> None:
        if self.outputs is not None:
            self.outputs.append(_output("display_data", data=data, metadata=metadata or {}))

    def clear_output(self, wait: bool = False) -> None:
        if self.outputs is not None:
            self.outputs.clear()


class _Shell(InteractiveShell):
    """A shell without history, and without taking the place of the main module."""

    display_pub_class = Type(_Publisher)

    def init_sys_modules(self) -> None:
        pass


class Runner:
    """Runs notebooks of course cells one after another; made by `cell_runner`."""

    def __init__(self, shell: Any) -> None:
        self._shell = shell

    def run(self, notebook: Any, folder: Path) -> None:
        """Run every code cell of `notebook` in `folder`, as `nbgrader autograde` would, and keep the outputs."""
        namespace: dict[str, Any] = {"__name__": "__main__"}
        before = Path.cwd()
        os.chdir(folder)
        try:
            count = 0
            for cell in notebook.cells:
                if cell.cell_type == "code" and cell.source.strip():
                    count += 1
                    cell.outputs = self.run_cell(cell.source, namespace, count)
                    cell.execution_count = count
        finally:
            os.chdir(before)

    def run_cell(self, source: str, namespace: dict[str, Any], count: int) -> list[NotebookNode]:
        """Run one cell with these names, and return its outputs."""
        outputs: list[NotebookNode] = []
        self._shell.display_pub.outputs = outputs
        try:
            with redirect_stdout(_Stream("stdout", outputs)), redirect_stderr(_Stream("stderr", outputs)):
                value = _evaluate(source, namespace)
                if value is not None:
                    data, metadata = self._shell.display_formatter.format(value)
                    if data:
                        outputs.append(_output("execute_result", data=data, metadata=metadata, execution_count=count))
        except Exception as error:
            outputs.append(_output("error", ename=type(error).__name__, evalue=str(error), traceback=[str(error)]))
        finally:
            self._shell.display_pub.outputs = None
        return outputs


def _evaluate(source: str, namespace: dict[str, Any]) -> Any:
    """Run statements; the value of the last one when it is an expression."""
    tree = ast.parse(source)
    last = tree.body[-1] if tree.body else None
    if isinstance(last, ast.Expr):
        tree.body.pop()
    exec(compile(tree, "<cell>", "exec"), namespace)
    if isinstance(last, ast.Expr):
        return eval(compile(ast.Expression(last.value), "<cell>", "eval"), namespace)
    return None


@contextmanager
def _settings(**values: str) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def new_runner() -> Runner:
    """A `Runner` in a process that has no shell yet."""
    config = Config()
    config.HistoryManager.enabled = False
    return Runner(_Shell.instance(config=config))


@contextmanager
def cell_runner(course: Course) -> Iterator[Runner]:
    """A `Runner`, with the settings that tell the cells where keys are and that they are being marked."""
    # There may be a shell already: a trainer may mark from a notebook.
    old = InteractiveShell._instance
    if old is not None:
        type(old).clear_instance()
    try:
        with _settings(NBGRADER_EXECUTION="autograde", QMS_COURSE=str(course.root)):
            yield new_runner()
    finally:
        _Shell.clear_instance()
        if old is not None:
            for kind in type(old)._walk_mro():
                kind._instance = old
