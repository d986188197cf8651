"""Starting programs that end when this one does, whatever thread asked for them."""

from __future__ import annotations

import subprocess
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

_lock = threading.Lock()
_thread: ThreadPoolExecutor | None = None


def start(words: list[str], **settings: Any) -> subprocess.Popen[bytes]:
    """Start a program from a thread that lives as long as this process.

    bubblewrap ends its programs together with the thread that started them, so no thread that may end before will do.
    """
    global _thread
    with _lock:
        if _thread is None:
            _thread = ThreadPoolExecutor(1, thread_name_prefix="qms-starter")
    thread = _thread

    def begin() -> subprocess.Popen[bytes]:
        return subprocess.Popen(words, **settings)

    return thread.submit(begin).result()
