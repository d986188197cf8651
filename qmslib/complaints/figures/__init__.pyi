from .backlog_over_time import BacklogSeries as BacklogSeries, backlog_series as backlog_series
from .closing_time import ClosingTime as ClosingTime, time_to_close as time_to_close
from .on_time import Compliance as Compliance, compliance as compliance
from .open_cases import Backlog as Backlog, backlog as backlog
from .recorded_flag import FlagCheck as FlagCheck, check_flag as check_flag
from .repeat_cases import Repeats as Repeats, repeats as repeats
from .severity import severity_grid as severity_grid
from .standards_broken import broken_standards as broken_standards
from .vital_few import Pareto as Pareto, pareto as pareto
from .weekly import on_time_counts as on_time_counts
