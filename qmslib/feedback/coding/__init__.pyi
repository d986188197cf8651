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
from .codebook import CodeBook as CodeBook, code_book as code_book
from .coders import CoderAgreement as CoderAgreement, compare_coders as compare_coders
from .comments import (
    CodedComments as CodedComments,
    code_comments as code_comments,
    compare_sources as compare_sources,
)
