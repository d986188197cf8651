"""What holds quality together: clear roles, a policy people can read, people who know it."""

from qmslib.system.awareness import AwarenessReport, measure_awareness, wilson
from qmslib.system.policy import PolicyReport, check_policy, flesch, syllables
from qmslib.system.raci import RaciReport, check_raci

__all__ = [
    "AwarenessReport",
    "PolicyReport",
    "RaciReport",
    "check_policy",
    "check_raci",
    "flesch",
    "measure_awareness",
    "syllables",
    "wilson",
]
