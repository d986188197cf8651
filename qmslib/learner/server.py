"""The learner's server: one Jupyter server for the start page, the notebooks and, if it was built, the site.

`run` starts it in this process, so that nothing is left when it stops. As a Jupyter server extension this module
adds the start page's addresses.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import zmq
from jupyter_core.application import JupyterApp
from jupyter_server.serverapp import ServerApp
from traitlets.config import Config

import qmslib
from qmslib._common.errors import CourseError
from qmslib.course.paths import Course
from qmslib.learner.workspace import Prepared, prepare

#: What the learner's server loads. Everything else that happens to be installed stays off: nbgrader's screens
#: belong to trainers, and the rest would only slow the start.
_EXTENSIONS = {"jupyterlab": True, "notebook": True, "notebook_shim": True, "qmslib.learner.server": True}
#: Front-end plugins that have no place here: trainers' screens, a second store of notebooks, and whatever asks
#: the internet for news or packages.
_LAB_OFF = (
    "@jupyter/nbgrader",
    "jupyterlab-jupytext",
    "@jupyterlab/lsp-extension",
    "@jupyterlab/extensionmanager-extension",
    "@jupyterlab/apputils-extension:announcements",
)
_FIRST_PORT = 8888


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "qmslib.learner.server"}]


def _load_jupyter_server_extension(server: ServerApp) -> None:
    from qmslib.learner.start_page.handlers import routes

    server.web_app.add_handlers(  # type: ignore[no-untyped-call]
        ".*$", routes(server.web_app.settings["base_url"])
    )


def page_config(_handler: object, config: dict[str, Any]) -> dict[str, Any]:
    """Take the plugins of `_LAB_OFF` out of the page that starts Lab or Notebook."""
    off = list(config.get("disabledExtensions") or [])
    config["disabledExtensions"] = [*off, *(name for name in _LAB_OFF if name not in off)]
    config["federated_extensions"] = [
        extension for extension in config.get("federated_extensions") or [] if extension.get("name") not in _LAB_OFF
    ]
    return config


class LearnServer(ServerApp):
    """A Jupyter server that speaks to a learner, and stops at the first Ctrl-C."""

    name = "qms"

    def load_config_file(self, suppress_errors: bool = True) -> None:  # type: ignore[override]
        """Read no settings of other Jupyter servers on this computer: they could lock the learner out."""

    def init_signal(self) -> None:
        """Stop on Ctrl-C and on a polite end, without a question and without orphans."""

        def stop(_number: int, _frame: FrameType | None) -> None:
            self.stop(from_signal=True)

        for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK"):
            if hasattr(signal, name):
                signal.signal(getattr(signal, name), stop)

    def start_app(self) -> None:
        """Write down where the server is, and have the learner told as soon as it answers."""
        JupyterApp.start(self)
        self.write_server_info_file()
        self.write_browser_open_files()
        # After the callback that binds the port: who is told the address may use it at once.
        self.io_loop.add_callback(self._welcome)

    def _welcome(self) -> None:
        print("\nThe course is running. Its address on this computer:\n")
        print(f"    {self.local_url}\n")
        print("Leave this window open while you work. To stop the course, press Ctrl-C here.\n", flush=True)
        if self.open_browser:
            self.launch_browser()


def server_config(course: Course, *, port: int = _FIRST_PORT, open_browser: bool = True) -> Config:
    """The settings of the learner's server."""
    config = Config()
    config.ServerApp.ip = "127.0.0.1"
    config.ServerApp.port = port
    config.ServerApp.port_retries = 100
    config.ServerApp.open_browser = open_browser
    config.ServerApp.root_dir = str(course.work)
    config.ServerApp.default_url = "/qms/"
    config.ServerApp.jpserver_extensions = dict(_EXTENSIONS)
    config.ServerApp.allow_root = True
    config.Application.log_level = "ERROR"
    config.ServerApp.terminals_enabled = False
    config.ServerApp.quit_button = False
    config.ServerApp.tornado_settings = {"qms_course": course, "page_config_hook": page_config}
    # A kernel that nobody uses is ended after half an hour, so that a small laptop does not fill up.
    config.MappingKernelManager.cull_idle_timeout = 1800
    config.MappingKernelManager.cull_interval = 300
    # Others on a shared computer cannot listen in on what page and kernel say to each other.
    config.KernelManager.transport_encryption = "auto" if zmq.has("curve") else "disabled"
    ours = str(Path(__file__).with_name("labextension"))
    for app in ("LabApp", "JupyterNotebookApp"):
        config[app].extra_labextensions_path = [ours]
        config[app].expose_app_in_browser = False
    config.LabApp.news_url = None
    config.LabApp.check_for_updates_class = "jupyterlab.handlers.announcements.NeverCheckForUpdate"
    config.LabApp.extension_manager = "readonly"
    return config


def set_environment(course: Course) -> None:
    """Settings that kernels inherit: where the course is, and qmslib even when it is not installed."""
    os.environ["QMS_COURSE"] = str(course.root)
    home = str(Path(qmslib.__file__).resolve().parents[1])
    others = [path for path in os.environ.get("PYTHONPATH", "").split(os.pathsep) if path and path != home]
    os.environ["PYTHONPATH"] = os.pathsep.join([home, *others])
    # A learner's settings of Lab and Notebook stay with the course, away from other Jupyter servers.
    os.environ["JUPYTER_CONFIG_DIR"] = str(course.work / ".jupyter")


def run(
    course: Course,
    *,
    port: int = _FIRST_PORT,
    open_browser: bool | None = None,
    prepared: Callable[[Prepared], None] | None = None,
) -> int:
    """Make ``work/`` ready and serve it until Ctrl-C or a stop signal.

    Parameters
    ----------
    port
        The first port to try.
    open_browser
        Whether to open a browser; by default unless ``QMS_NO_BROWSER`` is set.
    prepared
        Is told what was done to make ``work/`` ready.

    Returns
    -------
    int
        The exit code.
    """
    done = prepare(course)
    if prepared:
        prepared(done)
    set_environment(course)
    if open_browser is None:
        open_browser = os.environ.get("QMS_NO_BROWSER", "") in {"", "0"}
    try:
        server = LearnServer(config=server_config(course, port=port, open_browser=open_browser))
        server.initialize(argv=[], find_extensions=False)
        server.web_app.settings["qms_stop"] = server.stop
        server.start()
    except OSError as error:
        raise CourseError(
            f"the course could not be started: {error.strerror or error}",
            file=error.filename,
            do="Check that the disk is not full and that you may write to your home folder",
        ) from error
    except SystemExit as error:
        raise CourseError(
            "the course could not be started: no free port was found on this computer",
            do="Close other programs that serve pages, or choose another port: qms learn --port 9000",
        ) from error
    print("The course has stopped. Your answers are saved.", flush=True)
    return 0
