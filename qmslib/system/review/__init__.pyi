from .bulletins import Bulletin as Bulletin, monthly_bulletin as monthly_bulletin
from .forms import FormReport as FormReport, check_form as check_form, form_fields as form_fields
from .management_review import (
    ReviewMinutes as ReviewMinutes,
    ReviewPack as ReviewPack,
    review_minutes as review_minutes,
    review_pack as review_pack,
)
from .readiness import Readiness as Readiness, check_readiness as check_readiness, readiness_form as readiness_form
