"""Figures from a log, as of a moment: backlog, compliance, time to close, repeats, Pareto."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
