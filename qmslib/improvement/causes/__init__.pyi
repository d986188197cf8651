from .bones import Fishbone as Fishbone
from .evidence import CauseVerdict as CauseVerdict, judge_cause as judge_cause
from .fishbone import check_fishbone as check_fishbone
from .grid import ImpactEffort as ImpactEffort, impact_effort as impact_effort
from .ideas import IdeaReport as IdeaReport, check_ideas as check_ideas
from .whys import Why as Why, WhyReport as WhyReport, check_whys as check_whys
