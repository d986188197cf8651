"""Quality standards: write them down, test them, agree them, set them from data, keep them.

Every function stands alone, takes plain values, a list of rows or a pandas data frame, and gives back a small
report: `sentence` says the finding, `findings` says what to look at, the other attributes are for counting with.
"""

import lazy_loader

# The names, and the modules they come from, stand in __init__.pyi; each is loaded when it is first used.
__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
