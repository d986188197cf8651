from .codes import (
    Answers as Answers,
    UndeclaredCodes as UndeclaredCodes,
    read_answers as read_answers,
    undeclared_codes as undeclared_codes,
)
from .keys import Reversed as Reversed, reverse as reverse, reverse_items as reverse_items
from .raking import rake as rake
from .scale import Scale as Scale
from .strata import post_stratify as post_stratify
from .weighted import (
    design_effect as design_effect,
    effective_n as effective_n,
    weighted_mean as weighted_mean,
    weighted_proportion as weighted_proportion,
)
from .weights import Weights as Weights
