"""Declaring and checking a case log: its columns, its codes, its faults."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
