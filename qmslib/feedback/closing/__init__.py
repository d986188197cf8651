"""Closing the loop: the register of feedback, replies, and the health of the loop."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
