"""Run charts and control charts: what has changed, and what is only noise."""

import lazy_loader

# The names, and the modules they come from, stand in __init__.pyi; each is loaded when it is first used.
__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
