from .load import SurveyLoad as SurveyLoad, survey_load as survey_load
from .nonresponse import NonResponse as NonResponse, compare_response as compare_response
from .questionnaire import (
    Question as Question,
    QuestionnaireCheck as QuestionnaireCheck,
    check_questionnaire as check_questionnaire,
)
from .reading import reading_ease as reading_ease
from .response import ResponseRate as ResponseRate, response_rate as response_rate
from .sampling import (
    SampleSize as SampleSize,
    margin_of_error as margin_of_error,
    sample_size as sample_size,
    sample_size_mean as sample_size_mean,
    sample_size_nps as sample_size_nps,
)
from .technique_choice import (
    PlanCheck as PlanCheck,
    TechniqueChoice as TechniqueChoice,
    check_focus_group as check_focus_group,
    check_interview_guide as check_interview_guide,
    choose_technique as choose_technique,
    techniques as techniques,
)
