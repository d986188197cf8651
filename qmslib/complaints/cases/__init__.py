"""Working a case: its route, its states and trail, its priority, its procedure, the talk with the customer."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
