from .acceptance import acceptance_probability as acceptance_probability
from .audit_findings import FindingsReport as FindingsReport, check_findings as check_findings
from .audit_plan import AuditPlan as AuditPlan, audit_rota as audit_rota, check_audit_plan as check_audit_plan
from .audit_trend import CheckTrend as CheckTrend, check_trend as check_trend, feedback_note as feedback_note
from .authority import (
    AuthorityReport as AuthorityReport,
    Decision as Decision,
    check_authority as check_authority,
    decide as decide,
)
from .awareness import AwarenessReport as AwarenessReport, measure_awareness as measure_awareness
from .backlog import BacklogForecast as BacklogForecast, backlog_forecast as backlog_forecast
from .bands import band as band
from .bulletins import Bulletin as Bulletin, monthly_bulletin as monthly_bulletin, use_of_findings as use_of_findings
from .call_out import (
    CallOutReport as CallOutReport,
    FirstHourCard as FirstHourCard,
    check_call_out as check_call_out,
    first_hour_card as first_hour_card,
)
from .calls import CallStaffing as CallStaffing, call_staffing as call_staffing
from .changes import ChangeImpact as ChangeImpact, change_impact as change_impact
from .check_scores import CheckScore as CheckScore, score_checks as score_checks
from .checklist_forms import ChecklistForm as ChecklistForm, checklist_form as checklist_form
from .citations import Citation as Citation, check_citation as check_citation
from .competence import SelfRating as SelfRating, rate_yourself as rate_yourself
from .contingency import ContingencyReport as ContingencyReport, check_contingency as check_contingency
from .control_methods import ControlMethods as ControlMethods, match_checks as match_checks
from .desk import DeskStaffing as DeskStaffing, desk_staffing as desk_staffing
from .discovery import discovery_sample as discovery_sample
from .documents import DocumentControl as DocumentControl, check_documents as check_documents
from .draw import Sample as Sample, draw_sample as draw_sample
from .drills import DrillScore as DrillScore, score_drill as score_drill
from .effects import EffectChain as EffectChain, effect_chain as effect_chain
from .erlang import QueueReport as QueueReport, erlang_b as erlang_b, erlang_c as erlang_c, mmc_queue as mmc_queue
from .failure_modes import FmeaReport as FmeaReport, fmea as fmea, rpn as rpn
from .forms import FormReport as FormReport, check_form as check_form, form_fields as form_fields
from .grade_forms import GradeForm as GradeForm, grade_form as grade_form
from .handbook import Handbook as Handbook, assemble_handbook as assemble_handbook
from .job_words import observable as observable
from .jobs import JobDesign as JobDesign, check_job as check_job
from .learning import LearningGain as LearningGain, learning_gain as learning_gain, normalised_gain as normalised_gain
from .legal_register import LegalReport as LegalReport, check_legal_register as check_legal_register
from .little import LittlesLaw as LittlesLaw, littles_law as littles_law
from .management_review import (
    ReviewMinutes as ReviewMinutes,
    ReviewPack as ReviewPack,
    review_minutes as review_minutes,
    review_pack as review_pack,
)
from .policy import (
    PolicyReport as PolicyReport,
    check_policy as check_policy,
)
from .procedures import ProcedureReport as ProcedureReport, check_procedure as check_procedure
from .processes import (
    ProcessList as ProcessList,
    check_processes as check_processes,
    controlled_processes as controlled_processes,
)
from .pyramid import LevelReport as LevelReport, document_levels as document_levels, suggest_level as suggest_level
from .raci import RaciReport as RaciReport, check_raci as check_raci
from .readiness import Readiness as Readiness, check_readiness as check_readiness, readiness_form as readiness_form
from .risk import RiskRegister as RiskRegister, risk_register as risk_register
from .sampling_plans import AcceptancePlan as AcceptancePlan, acceptance_plan as acceptance_plan, oc_curve as oc_curve
from .scorers import ScorerComparison as ScorerComparison, compare_scorers as compare_scorers
from .selection import CriteriaReport as CriteriaReport, check_criteria as check_criteria
from .training import (
    TrainingNeeds as TrainingNeeds,
    TrainingPlan as TrainingPlan,
    check_training_plan as check_training_plan,
    training_needs as training_needs,
)
