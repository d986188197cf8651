from .agreement import (
    Agreement as Agreement,
    agreement_word as agreement_word,
    brennan_prediger as brennan_prediger,
    cohen_kappa as cohen_kappa,
    fleiss_kappa as fleiss_kappa,
    gwet_ac1 as gwet_ac1,
    gwet_ac2 as gwet_ac2,
    krippendorff_alpha as krippendorff_alpha,
    percent_agreement as percent_agreement,
    rating_counts as rating_counts,
    scott_pi as scott_pi,
)
from .alpha import cronbach_alpha as cronbach_alpha
from .cards import CardCheck as CardCheck, check_cards as check_cards
from .codebook import CodeBook as CodeBook, code_book as code_book
from .coders import CoderAgreement as CoderAgreement, compare_coders as compare_coders
from .codes import (
    Answers as Answers,
    UndeclaredCodes as UndeclaredCodes,
    read_answers as read_answers,
    undeclared_codes as undeclared_codes,
)
from .comments import (
    CodedComments as CodedComments,
    code_comments as code_comments,
    compare_sources as compare_sources,
)
from .gaps import Gap as Gap, GapReport as GapReport, rank_gaps as rank_gaps
from .groups import GroupScores as GroupScores, groups_to_hide as groups_to_hide, scores_by as scores_by
from .halves import spearman_brown as spearman_brown, split_half as split_half
from .importance import (
    ImportancePerformance as ImportancePerformance,
    importance_performance as importance_performance,
)
from .indicators import Scorecard as Scorecard, benchmark_table as benchmark_table, scorecard as scorecard
from .kano_method import Kano as Kano, kano as kano, kano_category as kano_category
from .keys import Reversed as Reversed, reverse as reverse, reverse_items as reverse_items
from .load import SurveyLoad as SurveyLoad, survey_load as survey_load
from .loop import LoopHealth as LoopHealth, loop_health as loop_health
from .loop_simulation import LoopSimulation as LoopSimulation, simulate_loop as simulate_loop
from .monthly import Resolved as Resolved, monthly_scores as monthly_scores, resolved_in as resolved_in
from .nonresponse import NonResponse as NonResponse, compare_response as compare_response
from .omega import mcdonald_omega as mcdonald_omega
from .proportions import Estimate as Estimate, difference as difference, proportion as proportion
from .questionnaire import (
    Question as Question,
    QuestionnaireCheck as QuestionnaireCheck,
    check_questionnaire as check_questionnaire,
)
from .raking import rake as rake
from .rates import Turnover as Turnover, rate as rate, staff_turnover as staff_turnover, turnover as turnover
from .reading import reading_ease as reading_ease
from .recommend import nps as nps
from .register import (
    Conversion as Conversion,
    RegisterCheck as RegisterCheck,
    check_register as check_register,
    conversion as conversion,
)
from .reliability import Reliability as Reliability
from .replies import Replies as Replies, bulletin_lines as bulletin_lines, you_said as you_said
from .response import ResponseRate as ResponseRate, response_rate as response_rate
from .sampling import (
    SampleSize as SampleSize,
    margin_of_error as margin_of_error,
    sample_size as sample_size,
    sample_size_mean as sample_size_mean,
    sample_size_nps as sample_size_nps,
)
from .scale import Scale as Scale
from .score import Score as Score
from .scores import ces as ces, csat as csat, mean_score as mean_score, top_box as top_box
from .servqual_score import Servqual as Servqual, servqual as servqual
from .strata import post_stratify as post_stratify
from .technique_choice import (
    PlanCheck as PlanCheck,
    TechniqueChoice as TechniqueChoice,
    check_focus_group as check_focus_group,
    check_interview_guide as check_interview_guide,
    choose_technique as choose_technique,
    techniques as techniques,
)
from .uses import Uses as Uses, finding_uses as finding_uses
from .weighted import (
    design_effect as design_effect,
    effective_n as effective_n,
    weighted_mean as weighted_mean,
    weighted_proportion as weighted_proportion,
)
from .weights import Weights as Weights
