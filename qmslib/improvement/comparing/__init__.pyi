from .compare import before_after as before_after
from .drift import DriftReport as DriftReport, check_drift as check_drift
from .interrupted import interrupted_series as interrupted_series
from .result import Comparison as Comparison
from .series import InterruptedSeries as InterruptedSeries
