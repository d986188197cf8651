"""Choosing a technique and asking well: questionnaires, load on people, who is asked and who answers."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
