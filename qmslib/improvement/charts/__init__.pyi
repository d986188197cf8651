from .attributes import (
    c_chart as c_chart,
    np_chart as np_chart,
    p_chart as p_chart,
    u_chart as u_chart,
)
from .chart import ControlChart as ControlChart
from .choice import (
    ChartChoice as ChartChoice,
    PictureChoice as PictureChoice,
    which_chart as which_chart,
    which_picture as which_picture,
)
from .constants import (
    ControlConstants as ControlConstants,
    constants_table as constants_table,
    control_constants as control_constants,
)
from .judging import Judgement as Judgement
from .laney import laney_p_chart as laney_p_chart, laney_u_chart as laney_u_chart
from .options import ChartOptions as ChartOptions
from .rare import g_chart as g_chart, t_chart as t_chart
from .runs import RunsTest as RunsTest, runs_test as runs_test
from .signals import Signal as Signal
from .variables import (
    run_chart as run_chart,
    xbar_r_chart as xbar_r_chart,
    xbar_s_chart as xbar_s_chart,
    xmr_chart as xmr_chart,
)
