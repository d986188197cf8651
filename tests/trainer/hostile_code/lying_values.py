"""Answers that claim to be equal to everything, or are more than whoever reads them can take."""

from __future__ import annotations

from tests.trainer.hostile_code.attack import PRELUDE, Attack

_FUNCTIONS = (
    "def double(*a): return ANSWER\ndef count_late(*a): return ANSWER\ndef share(*a): return ANSWER\nlimit = ANSWER"
)


def _always(name: str, answer: str, **earns: float) -> Attack:
    """Every function and the value give the same."""
    everything = f"{PRELUDE}\nimport numpy as np, decimal, fractions, datetime\n{answer}\n{_FUNCTIONS}"
    answers = {"double_code": everything, "limit_code": "pass", "late_code": "pass", "share_code": "pass"}
    return Attack(name, answers=answers, earns=earns)


_MAGIC = """
class Magic({base}):
    def yes(self, *a, **k): return True
    def same(self, *a, **k): return self
    __eq__ = __le__ = __ge__ = __contains__ = __bool__ = yes
    __lt__ = __gt__ = yes
    __ne__ = lambda self, other: False
    __hash__ = lambda self: 0
    __sub__ = __rsub__ = __abs__ = __add__ = __radd__ = __mul__ = __rmul__ = __truediv__ = __neg__ = __getitem__ = same
    __float__ = lambda self: 0.0
    __array_priority__ = 10**9
    def __array_ufunc__(self, *a, **k): return True
    @property
    def __class__(self): return int
    def __reduce__(self): return (exec, ("import os; os.system('touch ran.txt')",))
ANSWER = {made}
"""

ATTACKS = (
    _always("lie-object", _MAGIC.format(base="object", made="Magic()")),
    _always("lie-int", _MAGIC.format(base="int", made="Magic(4)")),
    _always("lie-float", _MAGIC.format(base="float", made="Magic(0.5)")),
    _always("lie-str", _MAGIC.format(base="str", made="Magic('4')")),
    _always("lie-list", _MAGIC.format(base="list", made="Magic([4])")),
    _always("lie-frame", _MAGIC.format(base="pd.DataFrame", made="Magic({'days': [1]})")),
    _always("lie-array", _MAGIC.format(base="object", made="np.array([Magic()] * 3, dtype=object)")),
    _always("lie-array-class", "class Sub(np.ndarray):\n    __eq__ = lambda *a: True\nANSWER = np.zeros(3).view(Sub)"),
    _always("lie-dict", _MAGIC.format(base="dict", made="Magic({'!': 'opaque', 'v': 1})")),
    _always("lie-type", "class M(type):\n    __eq__ = lambda *a: True\n    __instancecheck__ = lambda *a: True\n"
            "class A(metaclass=M): pass\nANSWER = A"),
    _always("lie-nan", "ANSWER = float('nan')"),
    _always("lie-complex-nan", "ANSWER = complex('nan+nanj')"),
    _always("lie-infinity", "ANSWER = float('inf')"),
    _always("lie-true", "ANSWER = True"),
    _always("lie-mock", "from unittest.mock import MagicMock, ANY\nANSWER = ANY"),
    _always("lie-na", "ANSWER = pd.NA"),
    _always("lie-decimal", "ANSWER = decimal.Decimal('1e999999999')"),
    _always("lie-big", "sys.set_int_max_str_digits(0)\nANSWER = 10 ** 100_000"),
    _always("lie-4000-digits", "ANSWER = 10 ** 4_000"),
    _always("lie-deep", "ANSWER = []\nfor _ in range(100_000): ANSWER = [ANSWER]"),
    _always("lie-ring", "ANSWER = []\nANSWER.append(ANSWER)"),
    _always("lie-wide", "ANSWER = list(range(10**6))"),
    _always("lie-text-10mb", "ANSWER = 'x' * 10_000_000"),
    _always("lie-range", "ANSWER = range(10**18)"),
    _always("lie-index", "ANSWER = pd.DataFrame(index=pd.RangeIndex(10**12))"),
    _always("lie-texts", "ANSWER = np.array(['x' * 1000] + [''] * 500_000)"),
    _always("lie-surrogate", r"ANSWER = '\ud800\x00\u202e'"),
    _always("lie-zone", "ANSWER = pd.Timestamp('2026-01-01', tz='UTC')"),
    _always("lie-callable", "class C:\n    __call__ = lambda self, *a: self\n    __eq__ = lambda *a: True\n"
            "    __name__ = '../../x'\n    __doc__ = property(lambda s: 1/0)\nANSWER = C()"),
    _always("lie-generator", "def endless():\n    while True: yield 4\nANSWER = endless()"),
    _always("lie-coroutine", "async def later(): return 4\nANSWER = later()"),
    _always("lie-spinning", "class S:\n    def __len__(self):\n        while True: pass\n    __iter__ = __eq__ = __repr__ = __len__\n"
            "ANSWER = S()"),
    _always("lie-spinning-name", "class N:\n    @property\n    def __name__(self):\n        while True: pass\n"
            "    __call__ = lambda self, *a: 4\nANSWER = 4\n") ,
    # All of these hold what a test reads back as another type than it was.
    _always("lie-dtype", "class D:\n    kind = 'i'\n    def __str__(self): return 'int64'\n"
            "class F(pd.Series):\n    dtype = property(lambda self: D())\n    __module__ = 'pandas.core'\nANSWER = F([4])"),
    _always("lie-module", "class Timestamp:\n    value = 10**40\n    unit = 'ns'\n    tzinfo = None\n"
            "Timestamp.__module__ = 'pandas'\nANSWER = Timestamp()"),
    _always("lie-partial-text", "ANSWER = '6'"),
    _always("lie-stop", "class Stop(StopIteration): pass\nANSWER = Stop('x')"),
)  # fmt: skip
