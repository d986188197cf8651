"""What customers expect, what they get, and where the gap matters most."""

from qmslib.feedback.gaps import Gap, GapReport, rank_gaps

__all__ = ["Gap", "GapReport", "rank_gaps"]
