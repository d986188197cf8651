from __future__ import annotations

from collections.abc import Iterator

import pytest

from qmslib.trainer.boxed.launch import Sandbox, find_sandbox
from qmslib.trainer.boxed.runner import CodeRunner


@pytest.fixture(scope="session")
def sandbox() -> Sandbox:
    """The sandbox of this machine."""
    found = find_sandbox()
    if not found.usable:
        pytest.skip(found.why)
    return found


@pytest.fixture(scope="module")
def runner(sandbox: Sandbox) -> Iterator[CodeRunner]:
    """A running box."""
    with CodeRunner(sandbox) as made:
        yield made
