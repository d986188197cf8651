"""Protecting the people in a log: who may see what, pseudonyms, redaction, safe exports."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
