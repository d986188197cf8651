from .call_out import (
    CallOutReport as CallOutReport,
    FirstHourCard as FirstHourCard,
    check_call_out as check_call_out,
    first_hour_card as first_hour_card,
)
from .changes import ChangeImpact as ChangeImpact, change_impact as change_impact
from .contingency import ContingencyReport as ContingencyReport, check_contingency as check_contingency
from .drills import DrillScore as DrillScore, score_drill as score_drill
from .effects import EffectChain as EffectChain, effect_chain as effect_chain
from .failure_modes import FmeaReport as FmeaReport, fmea as fmea, rpn as rpn
from .register import RiskRegister as RiskRegister, risk_register as risk_register
