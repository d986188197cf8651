from .cards import CardCheck as CardCheck, check_cards as check_cards
from .indicators import Scorecard as Scorecard, benchmark_table as benchmark_table, scorecard as scorecard
from .monthly import Resolved as Resolved, monthly_scores as monthly_scores, resolved_in as resolved_in
from .rates import Turnover as Turnover, rate as rate, staff_turnover as staff_turnover, turnover as turnover
from .uses import Uses as Uses, finding_uses as finding_uses
