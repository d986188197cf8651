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
from .flow import FlowCheck as FlowCheck, FlowStep as FlowStep, check_flow as check_flow
from .history import HistoryCheck as HistoryCheck, check_history as check_history
from .moves import extend as extend, move as move, record_answer as record_answer, record_attempt as record_attempt
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
from .routing import Routing as Routing, route_case as route_case
from .states import allowed_moves as allowed_moves, case_states as case_states
from .trail import Case as Case, TrailEntry as TrailEntry, open_case as open_case
from .triage import Triage as Triage, triage_requests as triage_requests
from .troubleshooting import Troubleshooting as Troubleshooting, troubleshoot as troubleshoot
