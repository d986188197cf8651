"""What is done once before any submission, so that none pays for it: first uses of the libraries and of the shell.

A library fills its caches when something is used for the first time. Done before the processes part, that is done
once for all; done after, once for each submission and again for each of its tests.
"""

from __future__ import annotations

import json
import sys

from IPython.core.interactiveshell import InteractiveShell

from qmslib.trainer.boxed.values import decode, encode

#: What exercises commonly do with a table.
_USES = """
import pandas as pd
rows = range(40)
table = pd.DataFrame({
    "case": [f"C-{row}" for row in rows],
    "team": ["North", "South"] * 20,
    "days": [float(row) if row % 7 else None for row in rows],
    "count": rows,
    "received": pd.to_datetime(["2026-01-05 09:00", "2026-01-06 17:30"] * 20),
    "closed": pd.to_datetime(["2026-01-10", None] * 20),
})
took = table["closed"] - table["received"]
done = table[table["closed"].notna() & (table["closed"] <= pd.Timestamp("2026-02-01"))]
table.assign(took=took).groupby("team")["took"].agg(["median", "size"])
table.groupby("team")["days"].sum()
took.groupby(table["team"]).median().idxmax()
table["team"].value_counts().sort_index().sort_values(ascending=False, kind="stable").cumsum()
(table["days"] > 3).mean(), table["days"].isna().sum(), table["days"].fillna(0).max(), table["days"].describe()
table.sort_values(["team", "days"]).reset_index(drop=True).iloc[3:7].loc[:, ["team", "days"]]
table.query("days > 3").merge(table[["case", "count"]], on="case", how="left")
table.pivot_table(index="team", values="days", aggfunc="mean")
table["received"].dt.strftime("%Y-%m"), table["team"].str.upper().unique(), table["count"].apply(str)
[row.case for row in table.itertuples()], list(table.iterrows())[:1], table.to_dict("records")[:1]
table.head()._repr_html_(), repr(table), repr(table["days"])
"""


def warm_values() -> None:
    """Use the libraries, and send what is commonly sent."""
    names: dict[str, object] = {}
    exec(_USES, names)
    for name in ("table", "done", "took"):
        decode(json.loads(json.dumps(encode(names[name]))))


def warm_shell(shell: InteractiveShell) -> None:
    """Run a cell that ends well and one that does not; leave nothing of them in the shell."""
    count = shell.execution_count
    kept = dict(shell.user_ns)
    for source in ("import math\nmath.pi", "assert 1 == 2, 'not equal'"):
        shell.run_cell(source, store_history=False, silent=False)  # type: ignore[no-untyped-call]
    for name in set(shell.user_ns) - set(kept):
        del shell.user_ns[name]
    shell.user_ns.update(kept)
    shell.execution_count = count
    for name in ("last_type", "last_value", "last_traceback", "last_exc"):
        if hasattr(sys, name):
            delattr(sys, name)
