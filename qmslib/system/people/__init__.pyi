from .authority import (
    AuthorityReport as AuthorityReport,
    Decision as Decision,
    check_authority as check_authority,
    decide as decide,
)
from .awareness import AwarenessReport as AwarenessReport, measure_awareness as measure_awareness
from .competence import SelfRating as SelfRating, rate_yourself as rate_yourself
from .job_words import observable as observable
from .jobs import JobDesign as JobDesign, check_job as check_job
from .learning import LearningGain as LearningGain, learning_gain as learning_gain, normalised_gain as normalised_gain
from .raci import RaciReport as RaciReport, check_raci as check_raci
from .selection import CriteriaReport as CriteriaReport, check_criteria as check_criteria
from .training import (
    TrainingNeeds as TrainingNeeds,
    TrainingPlan as TrainingPlan,
    check_training_plan as check_training_plan,
    training_needs as training_needs,
)
