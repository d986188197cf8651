"""Agreement between people who code the same comments; the arithmetic is shared with audits and the course."""

from qmslib._common.agreement import (
    Agreement,
    brennan_prediger,
    cohen_kappa,
    fleiss_kappa,
    gwet_ac1,
    gwet_ac2,
    krippendorff_alpha,
    percent_agreement,
    rating_counts,
    scott_pi,
)
from qmslib._common.agreement_result import agreement_word

__all__ = [
    "Agreement",
    "agreement_word",
    "brennan_prediger",
    "cohen_kappa",
    "fleiss_kappa",
    "gwet_ac1",
    "gwet_ac2",
    "krippendorff_alpha",
    "percent_agreement",
    "rating_counts",
    "scott_pi",
]
