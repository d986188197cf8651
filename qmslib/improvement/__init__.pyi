from .actions import Action as Action, PlanReport as PlanReport, check_plan as check_plan
from .reviews import Review as Review, ReviewReport as ReviewReport, check_calendar as check_calendar
from .tracker import Delivery as Delivery, TrackerReport as TrackerReport, track as track
