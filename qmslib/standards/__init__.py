"""Quality standards: write them down, test them, agree them, set them from data, keep them.

Every function stands alone, takes plain values, a list of rows or a pandas data frame, and gives back a small
report: `sentence` says the finding, `findings` says what to look at, the other attributes are for counting with.
"""

from qmslib.standards.acceptance import AcceptanceReport, check_acceptance
from qmslib.standards.agreement import AGREEMENT_PARTS, AgreementReport, check_agreement
from qmslib.standards.baseline import BaselineReport, check_baselines
from qmslib.standards.clock import Pause, Timing, WorkingClock
from qmslib.standards.cost import CostReport, cost_of_rework
from qmslib.standards.needs import NeedsReport, confirm_needs
from qmslib.standards.register import RegisterReport, check_register
from qmslib.standards.smart import SMART_PARTS, SmartPart, SmartReport, check_smart
from qmslib.standards.targets import TargetReport, percentile, set_target
from qmslib.standards.versions import VersionReport, check_versions

__all__ = [
    "AGREEMENT_PARTS",
    "SMART_PARTS",
    "AcceptanceReport",
    "AgreementReport",
    "BaselineReport",
    "CostReport",
    "NeedsReport",
    "Pause",
    "RegisterReport",
    "SmartPart",
    "SmartReport",
    "TargetReport",
    "Timing",
    "VersionReport",
    "WorkingClock",
    "check_acceptance",
    "check_agreement",
    "check_baselines",
    "check_register",
    "check_smart",
    "check_versions",
    "confirm_needs",
    "cost_of_rework",
    "percentile",
    "set_target",
]
