"""Complaints and problems: record them, route them, work them to time, learn from the log."""

import lazy_loader

# The names, and the modules they come from, stand in __init__.pyi; each is loaded when it is first used.
__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
