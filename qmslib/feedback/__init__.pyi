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
