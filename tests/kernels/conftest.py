"""Kernels are forked, from a small template, and none is left."""

from __future__ import annotations

import warnings
from collections.abc import Iterator

import pytest
from jupyter_client.provisioning import KernelProvisionerFactory

from qmslib.kernels import MODULES, NAME, forked


@pytest.fixture(autouse=True)
def _forking(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    # What jupyter_client and zmq leave to be collected is theirs.
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", category=ResourceWarning)
        monkeypatch.setenv(MODULES, "numpy matplotlib.pyplot")
        monkeypatch.setattr(KernelProvisionerFactory.instance(), "default_provisioner_name", NAME)
        yield


@pytest.fixture(scope="module", autouse=True)
def _none_left() -> Iterator[None]:
    yield
    forked.close_all()
