from .answers import response_rows as response_rows, responses as responses, responses_answers as responses_answers
from .audit import audit_criteria as audit_criteria, audit_rows as audit_rows, audit_scores as audit_scores
from .complaints import (
    complaint_rows as complaint_rows,
    complaints_log as complaints_log,
    complaints_log_answers as complaints_log_answers,
)
from .ideas import suggestion_rows as suggestion_rows, suggestions as suggestions
from .law import (
    legal_register as legal_register,
    legal_register_answers as legal_register_answers,
    legal_rows as legal_rows,
)
from .lookalike import boston_lookalike as boston_lookalike
from .people import relationship_rows as relationship_rows, relationships as relationships
from .public import (
    boston_requests as boston_requests,
    content_checksum as content_checksum,
    data_folder as data_folder,
    nhs_attendances as nhs_attendances,
    prepare_boston as prepare_boston,
)
from .requests import request_log as request_log, request_rows as request_rows, write_request_log as write_request_log
from .series import before_after as before_after, before_after_rows as before_after_rows
from .survey import (
    staff_survey as staff_survey,
    staff_survey_answers as staff_survey_answers,
    staff_survey_invited as staff_survey_invited,
    staff_survey_statements as staff_survey_statements,
    survey_rows as survey_rows,
)
