from .actions import Action as Action, PlanReport as PlanReport, check_plan as check_plan
from .comparing import (
    Comparison as Comparison,
    DriftReport as DriftReport,
    InterruptedSeries as InterruptedSeries,
    before_after as before_after,
    check_drift as check_drift,
    interrupted_series as interrupted_series,
)
from .reviews import Review as Review, ReviewReport as ReviewReport, check_calendar as check_calendar
from .tracker import Delivery as Delivery, TrackerReport as TrackerReport, track as track
