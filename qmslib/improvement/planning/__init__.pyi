from .board import BoardReport as BoardReport, check_board as check_board, move_item as move_item
from .forms import FormReport as FormReport, check_form as check_form, form_fields as form_fields
from .lessons import LessonBank as LessonBank
from .milestones import MilestoneReport as MilestoneReport, check_milestones as check_milestones
from .plans import check_assignments as check_assignments, plan_as_of as plan_as_of, replan as replan
from .steps import StepReport as StepReport, check_steps as check_steps, improvement_steps as improvement_steps
