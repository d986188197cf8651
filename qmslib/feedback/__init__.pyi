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
from .gaps import Gap as Gap, GapReport as GapReport, rank_gaps as rank_gaps
from .importance import (
    ImportancePerformance as ImportancePerformance,
    importance_performance as importance_performance,
)
from .kano_method import Kano as Kano, kano as kano, kano_category as kano_category
from .rates import Turnover as Turnover, rate as rate, staff_turnover as staff_turnover, turnover as turnover
from .servqual_score import Servqual as Servqual, servqual as servqual
