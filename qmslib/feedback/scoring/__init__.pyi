from .alpha import cronbach_alpha as cronbach_alpha
from .gaps import Gap as Gap, GapReport as GapReport, rank_gaps as rank_gaps
from .groups import GroupScores as GroupScores, groups_to_hide as groups_to_hide, scores_by as scores_by
from .halves import spearman_brown as spearman_brown, split_half as split_half
from .importance import (
    ImportancePerformance as ImportancePerformance,
    importance_performance as importance_performance,
)
from .kano_method import Kano as Kano, kano as kano, kano_category as kano_category
from .omega import mcdonald_omega as mcdonald_omega
from .proportions import Estimate as Estimate, difference as difference, proportion as proportion
from .recommend import nps as nps
from .reliability import Reliability as Reliability
from .score import Score as Score
from .scores import ces as ces, csat as csat, mean_score as mean_score, top_box as top_box
from .servqual_score import Servqual as Servqual, servqual as servqual
