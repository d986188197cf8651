from .acceptance import acceptance_probability as acceptance_probability
from .audit_findings import FindingsReport as FindingsReport, check_findings as check_findings
from .audit_plan import AuditPlan as AuditPlan, audit_rota as audit_rota, check_audit_plan as check_audit_plan
from .audit_trend import CheckTrend as CheckTrend, check_trend as check_trend, feedback_note as feedback_note
from .bands import band as band
from .check_scores import CheckScore as CheckScore, score_checks as score_checks
from .checklist_forms import ChecklistForm as ChecklistForm, checklist_form as checklist_form
from .control_methods import ControlMethods as ControlMethods, match_checks as match_checks
from .discovery import discovery_sample as discovery_sample
from .draw import Sample as Sample, draw_sample as draw_sample
from .grade_forms import GradeForm as GradeForm, grade_form as grade_form
from .sampling_plans import AcceptancePlan as AcceptancePlan, acceptance_plan as acceptance_plan, oc_curve as oc_curve
from .scorers import ScorerComparison as ScorerComparison, compare_scorers as compare_scorers
