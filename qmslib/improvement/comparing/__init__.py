"""Before and after: was it steady, what changed, by how much, and what that means for the service."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
