"""A cell's result that is a live widget in the notebook, and a marked place on the static page."""

from __future__ import annotations

import os
from typing import Any, ClassVar

from qmslib.frontend.bundle import mount_html


class Mounted:
    """What a cell shows. Where the setting ``QMS_SITE`` is made, as when the site is built, there is only the HTML.

    Attributes
    ----------
    kind
        What the place is for; the front end knows it by this name.
    """

    kind: ClassVar[str]

    def __init__(self, data: dict[str, Any]) -> None:
        self._data = data

    def _plain(self) -> str:
        """Escaped HTML for a browser that runs no scripts."""
        raise NotImplementedError

    def _widget(self) -> Any:
        """The live widget; made only where a notebook is live."""
        raise NotImplementedError

    def _repr_mimebundle_(self, **_options: object) -> dict[str, Any]:
        bundle: dict[str, Any] = {
            "text/plain": repr(self),
            "text/html": mount_html(self.kind, self._data, self._plain()),
        }
        if not os.environ.get("QMS_SITE"):
            live = self._widget()._repr_mimebundle_()
            # anywidget gives the bundle alone, or with its metadata.
            live = live[0] if isinstance(live, tuple) else live
            bundle |= {kind: value for kind, value in live.items() if kind not in bundle}
        return bundle
