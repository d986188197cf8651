from .awareness import AwarenessReport as AwarenessReport, measure_awareness as measure_awareness, wilson as wilson
from .policy import (
    PolicyReport as PolicyReport,
    check_policy as check_policy,
    flesch as flesch,
    syllables as syllables,
)
from .raci import RaciReport as RaciReport, check_raci as check_raci
