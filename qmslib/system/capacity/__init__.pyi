from .backlog import BacklogForecast as BacklogForecast, backlog_forecast as backlog_forecast
from .calls import CallStaffing as CallStaffing, call_staffing as call_staffing
from .desk import DeskStaffing as DeskStaffing, desk_staffing as desk_staffing
from .erlang import QueueReport as QueueReport, erlang_b as erlang_b, erlang_c as erlang_c, mmc_queue as mmc_queue
from .little import LittlesLaw as LittlesLaw, littles_law as littles_law
