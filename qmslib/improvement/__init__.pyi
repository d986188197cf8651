from .actions import Action as Action, PlanReport as PlanReport, check_plan as check_plan
from .causes import (
    CauseVerdict as CauseVerdict,
    Fishbone as Fishbone,
    IdeaReport as IdeaReport,
    ImpactEffort as ImpactEffort,
    OptionReport as OptionReport,
    Why as Why,
    WhyReport as WhyReport,
    check_fishbone as check_fishbone,
    check_ideas as check_ideas,
    check_whys as check_whys,
    compare_options as compare_options,
    impact_effort as impact_effort,
    judge_cause as judge_cause,
)
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
