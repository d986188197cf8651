from .acceptance import acceptance_probability as acceptance_probability
from .awareness import AwarenessReport as AwarenessReport, measure_awareness as measure_awareness, wilson as wilson
from .backlog import BacklogForecast as BacklogForecast, backlog_forecast as backlog_forecast
from .bands import band as band
from .call_staffing import CallStaffing as CallStaffing, call_staffing as call_staffing
from .check_forms import CheckForm as CheckForm, check_form as check_form
from .check_scores import CheckScore as CheckScore, score_checks as score_checks
from .desk_staffing import DeskStaffing as DeskStaffing, desk_staffing as desk_staffing
from .discovery import discovery_sample as discovery_sample
from .draw import Sample as Sample, draw_sample as draw_sample
from .erlang import QueueReport as QueueReport, erlang_b as erlang_b, erlang_c as erlang_c, mmc_queue as mmc_queue
from .grade_forms import GradeForm as GradeForm, grade_form as grade_form
from .littles_law import LittlesLaw as LittlesLaw, littles_law as littles_law
from .policy import (
    PolicyReport as PolicyReport,
    check_policy as check_policy,
    flesch as flesch,
    syllables as syllables,
)
from .raci import RaciReport as RaciReport, check_raci as check_raci
from .sampling_plans import AcceptancePlan as AcceptancePlan, acceptance_plan as acceptance_plan, oc_curve as oc_curve
from .scorers import ScorerComparison as ScorerComparison, compare_scorers as compare_scorers
