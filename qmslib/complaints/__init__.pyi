from .access import LogView as LogView, access_matrix as access_matrix, view as view
from .backlog_over_time import BacklogSeries as BacklogSeries, backlog_series as backlog_series
from .cells import harmless as harmless
from .closing_time import ClosingTime as ClosingTime, time_to_close as time_to_close
from .closure import ClosureCheck as ClosureCheck, check_closure as check_closure
from .dialogue import (
    Choice as Choice,
    Dialogue as Dialogue,
    DialogueCheck as DialogueCheck,
    Node as Node,
    check_dialogue as check_dialogue,
    example_dialogue as example_dialogue,
    read_dialogue as read_dialogue,
)
from .export import (
    ExportReport as ExportReport,
    export_log as export_log,
)
from .flow import FlowCheck as FlowCheck, FlowStep as FlowStep, check_flow as check_flow
from .groups import SmallGroups as SmallGroups, small_groups as small_groups
from .history import HistoryCheck as HistoryCheck, check_history as check_history
from .identifiers import is_national_insurance_number as is_national_insurance_number, is_nhs_number as is_nhs_number
from .kinds import (
    ProblemType as ProblemType,
    ProblemTypes as ProblemTypes,
    problem_type as problem_type,
    problem_types as problem_types,
)
from .log_check import LogCheck as LogCheck, check_log as check_log
from .merging import MergedLog as MergedLog, merge_logs as merge_logs
from .moves import (
    extend as extend,
    move as move,
    record_answer as record_answer,
    record_attempt as record_attempt,
)
from .on_time import Compliance as Compliance, compliance as compliance
from .open_cases import Backlog as Backlog, backlog as backlog
from .options import OptionsReport as OptionsReport, compare_options as compare_options
from .playing import ObservationSheet as ObservationSheet, play as play
from .priority import Priorities as Priorities, prioritise as prioritise
from .procedure import (
    ComplaintsProcedureCheck as ComplaintsProcedureCheck,
    OrderCheck as OrderCheck,
    check_complaints_procedure as check_complaints_procedure,
    check_order as check_order,
    customer_steps as customer_steps,
    procedure_purposes as procedure_purposes,
)
from .pseudonyms import (
    Pseudonymised as Pseudonymised,
    pseudonym as pseudonym,
    pseudonymise as pseudonymise,
)
from .read_back import read_export as read_export
from .recorded_flag import FlagCheck as FlagCheck, check_flag as check_flag
from .redaction import Redaction as Redaction, redact as redact
from .repeat_cases import Repeats as Repeats, repeats as repeats
from .routing import Routing as Routing, route_case as route_case
from .schema import Column as Column, LogSchema as LogSchema, Rule as Rule, complaints_schema as complaints_schema
from .severity import severity_grid as severity_grid
from .standards_broken import broken_standards as broken_standards
from .states import allowed_moves as allowed_moves, case_states as case_states
from .trail import Case as Case, TrailEntry as TrailEntry, open_case as open_case
from .triage import Triage as Triage, triage_requests as triage_requests
from .troubleshooting import Troubleshooting as Troubleshooting, troubleshoot as troubleshoot
from .vital_few import Pareto as Pareto, pareto as pareto
from .weekly import on_time_counts as on_time_counts
