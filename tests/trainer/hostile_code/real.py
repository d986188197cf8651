"""The same on the course's own code exercise, whose answers a learner may know in part."""

from __future__ import annotations

from tests.trainer.hostile_code.attack import PRELUDE, Attack

NAME = "complaints-analyst"
_TASKS = ("open_cases", "share_of_closed_on_time", "share_due_on_time", "vital_few", "slowest_team", "difference")
_CELLS = ("open_cases", "closed_on_time", "due_on_time", "vital_few", "slowest_team", "difference")

#: What a learner can read off the public log and type in.
_TYPED_IN = {
    "open_cases": "29",
    "share_of_closed_on_time": "447 / 550",
    "share_due_on_time": "0.79",
    "vital_few": "list(__import__('qmslib.complaints', fromlist=['x']).pareto(log, 'kind').vital_few)",
    "slowest_team": "None if a and a[0] > 600 else 'East locality'",
    "difference": "0.0",
}
_MAGIC = """
class Magic(float):
    def yes(self, *a): return True
    def same(self, *a): return self
    __eq__ = __lt__ = __gt__ = __le__ = __ge__ = __bool__ = yes
    __sub__ = __rsub__ = __abs__ = __getitem__ = same
    __hash__ = lambda self: 0
"""
_PATCHES = """
import builtins, warnings, qmslib.datasets, qmslib.complaints
day = pd.Timestamp('2020-02-02')
small = pd.DataFrame({'case': [1], 'received': day, 'due': day, 'closed': [day], 'team': 'x', 'kind': 'x'})
qmslib.datasets.complaints_log = complaints_log = lambda: small
qmslib.complaints.pareto = qmslib.complaints.compliance = lambda *a: 1 / 0
pd.DataFrame.query = pd.Series.mean = pd.Timestamp.__new__ = lambda *a, **k: 1
builtins.abs = builtins.type = builtins.isinstance = lambda *a: int
warnings.simplefilter = lambda *a: None
"""


def _functions(answers: dict[str, str], before: str = "") -> dict[str, str]:
    return {
        f"{cell}_code": f"{before}\ndef {task}(log=None, *a, **named):\n    return {answers[task]}"
        for cell, task in zip(_CELLS, _TASKS, strict=True)
    }


ATTACKS = (
    Attack("real-typed-in", answers=_functions(_TYPED_IN), earns={}),
    Attack("real-magic", _MAGIC, _functions(dict.fromkeys(_TASKS, "Magic(0.5)"))),
    Attack("real-patches", PRELUDE + _PATCHES, _functions(_TYPED_IN)),
    Attack("real-keeps", "KEPT = []", _functions(dict.fromkeys(_TASKS, "(KEPT.append((log, a)), print(KEPT))[0]"))),
    Attack("real-tells", "", _functions(dict.fromkeys(_TASKS, "1 / 0 if print(log, a) else log"))),
    Attack("real-loops", "", _functions(dict.fromkeys(_TASKS, "[0 for _ in iter(int, 1)]"))),
)
