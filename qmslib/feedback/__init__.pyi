from .gaps import Gap as Gap, GapReport as GapReport, rank_gaps as rank_gaps
