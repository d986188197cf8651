"""Folders of the box that each submission gets empty, and for itself. Their names are nowhere else in use."""

from __future__ import annotations

ROOT = "/qms-box"
WORK, TEMPORARY, CACHE = f"{ROOT}/work", f"{ROOT}/tmp", f"{ROOT}/cache"
OWN_FOLDERS = (WORK, TEMPORARY, CACHE)
