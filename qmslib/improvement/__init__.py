"""Plans, promises and reviews: who does what by when, what slips, whom to tell."""

from qmslib.improvement.actions import Action, PlanReport, check_plan
from qmslib.improvement.reviews import Review, ReviewReport, check_calendar
from qmslib.improvement.tracker import Delivery, TrackerReport, track

__all__ = [
    "Action",
    "Delivery",
    "PlanReport",
    "Review",
    "ReviewReport",
    "TrackerReport",
    "check_calendar",
    "check_plan",
    "track",
]
