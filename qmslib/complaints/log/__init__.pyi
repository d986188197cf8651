from .kinds import (
    ProblemType as ProblemType,
    ProblemTypes as ProblemTypes,
    problem_type as problem_type,
    problem_types as problem_types,
)
from .log_check import LogCheck as LogCheck, check_log as check_log
from .merging import MergedLog as MergedLog, merge_logs as merge_logs
from .schema import Column as Column, LogSchema as LogSchema, Rule as Rule, complaints_schema as complaints_schema
