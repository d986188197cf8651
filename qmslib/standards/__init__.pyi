from .acceptance import AcceptanceReport as AcceptanceReport, check_acceptance as check_acceptance
from .agreement import (
    AGREEMENT_PARTS as AGREEMENT_PARTS,
    AgreementReport as AgreementReport,
    check_agreement as check_agreement,
)
from .baseline import BaselineReport as BaselineReport, check_baselines as check_baselines
from .clock import WorkingClock as WorkingClock
from .cost import CostReport as CostReport, cost_of_rework as cost_of_rework
from .deadlines import Stage as Stage, StageReport as StageReport, track_stages as track_stages
from .judged import ClockReport as ClockReport
from .needs import NeedsReport as NeedsReport, confirm_needs as confirm_needs
from .pauses import Pause as Pause
from .profiles import ombudsman_stages as ombudsman_stages
from .quality_cost import QualityCostReport as QualityCostReport, cost_of_quality as cost_of_quality
from .register import RegisterReport as RegisterReport, check_register as check_register
from .smart import (
    SMART_PARTS as SMART_PARTS,
    SmartPart as SmartPart,
    SmartReport as SmartReport,
    check_smart as check_smart,
)
from .targets import TargetReport as TargetReport, percentile as percentile, set_target as set_target
from .timing import Timing as Timing
from .versions import VersionReport as VersionReport, check_versions as check_versions
