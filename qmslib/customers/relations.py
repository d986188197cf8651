"""Who serves whom: the internal-customer map, its one-way links and its balance of giving and claiming."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from qmslib._common.errors import CourseError
from qmslib._common.findings import Finding, join_words, module_texts
from qmslib._common.frames import as_frame, rows_named
from qmslib._common.plots import INK
from qmslib._common.report import Picture, Report
from qmslib._common.words import bare, filled, fold, tidy

if TYPE_CHECKING:
    from matplotlib.axes import Axes

texts = module_texts(__file__)
KINDS = ("rank", "function", "process")
_STYLES = {"rank": ":", "function": "-", "process": "--"}


def read_relationships(table: Any) -> pd.DataFrame:
    """The relationships with tidy names; a CourseError names what is missing or not known."""
    frame = as_frame(table, ["supplier", "customer"] if len(table) else []).copy()
    for name in ("supplier", "customer", "kind", "gives", "needs"):
        frame[name] = [tidy(value) for value in frame[name]] if name in frame.columns else ""
    spelt: dict[str, str] = {}
    for name in ("supplier", "customer"):
        empty = [row for row, value in enumerate(frame[name]) if not filled(value)]
        if empty:
            raise CourseError(f"{rows_named(empty)}: the {name} is missing", field=name, do="Name a team or a post")
        # One spelling for each party, so that "Payments" and "payments" are the same.
        frame[name] = [spelt.setdefault(fold(value), value) for value in frame[name]]
    own = [row for row, (one, two) in enumerate(zip(frame["supplier"], frame["customer"], strict=True)) if one == two]
    if own:
        raise CourseError(
            f"{rows_named(own)}: supplier and customer are the same", found=frame["supplier"].iloc[own[0]]
        )
    frame["kind"] = [fold(value) for value in frame["kind"]]
    wrong = [row for row, value in enumerate(frame["kind"]) if value not in (*KINDS, "")]
    if wrong:
        raise CourseError(
            f"{rows_named(wrong)}: this kind is not known",
            field="kind",
            found=frame["kind"].iloc[wrong[0]],
            do=f"Use {', '.join(KINDS)}",
        )
    return frame[["supplier", "customer", "kind", "gives", "needs"]].reset_index(drop=True)


@dataclass(frozen=True, eq=False)
class CustomerMap(Picture):
    """The map of internal customers.

    Attributes
    ----------
    sentence, findings
        The shape of the map in words; one-way links, unmet needs.
    links
        One row a link from supplier to customer: `kind`, `gives`, `needs`, `two_way`.
    parties
        One row a party: how many it `serves` and is `served_by`, `links`, `hub`, `roles_switch` (it is both supplier
        and customer of somebody).
    one_way
        The pairs (supplier, customer) with no link back.
    unmet
        What a supplier needs from a customer who does not give it: supplier, customer, needs.
    unwanted
        What is given though the receiver does not say that it needs it: supplier, customer, gives.

    Examples
    --------
    >>> from qmslib.customers import customer_map
    >>> customer_map([{"supplier": "Payments", "customer": "East locality", "kind": "function"}]).one_way
    (('Payments', 'East locality'),)
    """

    sentence: str
    findings: tuple[Finding, ...]
    links: pd.DataFrame
    parties: pd.DataFrame
    one_way: tuple[tuple[str, str], ...]
    unmet: pd.DataFrame
    unwanted: pd.DataFrame
    size = (8.0, 7.0)

    def frame(self) -> pd.DataFrame:
        """The links, one row each."""
        return self.links.copy()

    @property
    def alt(self) -> str:
        """Who serves whom, in words."""
        serves: dict[str, list[str]] = {}
        for row in self.links.to_dict("records"):
            if row["customer"] not in serves.setdefault(row["supplier"], []):
                serves[row["supplier"]].append(row["customer"])
        parts = [f"{supplier} serves {join_words(customers)}" for supplier, customers in serves.items()]
        return texts.say("alt", parts="; ".join(parts) or "no links")

    def draw(self, axes: Axes) -> None:
        """Parties on a circle, an arrow from supplier to customer; the line style says the kind."""
        names = self.parties["party"].tolist()
        at = {
            name: (math.sin(2 * math.pi * k / len(names)), math.cos(2 * math.pi * k / len(names)))
            for k, name in enumerate(names)
        }
        single = set(self.one_way)
        for row in self.links.to_dict("records"):
            lone = (row["supplier"], row["customer"]) in single
            axes.annotate(
                "", at[row["customer"]], at[row["supplier"]],
                arrowprops={
                    "arrowstyle": "-|>", "color": INK["signal" if lone else "line"], "lw": 2 if lone else 1,
                    "linestyle": _STYLES.get(row["kind"], "-."), "shrinkA": 16, "shrinkB": 16,
                    "connectionstyle": "arc3,rad=0.12",
                },
            )  # fmt: skip
        for row in self.parties.to_dict("records"):
            x, y = at[row["party"]]
            axes.text(
                x, y, f"{row['party']} (hub)" if row["hub"] else row["party"], ha="center", va="center", fontsize=9,
                bbox={"boxstyle": "round", "facecolor": INK["paper"], "edgecolor": INK["soft"]},
            )  # fmt: skip
        for kind, style in _STYLES.items():
            axes.plot([], [], style, color=INK["line"], label=kind)
        axes.plot([], [], "-", color=INK["signal"], lw=2.5, label=texts.say("thick"))
        axes.set(xlim=(-1.45, 1.45), ylim=(-1.35, 1.25))
        axes.axis("off")
        axes.legend(loc="lower center", ncols=4, fontsize=8)


def customer_map(relationships: Any) -> CustomerMap:
    """Draw the map of internal customers from a table of relationships, and find what is lopsided.

    Parameters
    ----------
    relationships
        One row a link: `supplier`, `customer`, `kind` (rank, function, process), `gives` (what the supplier gives
        the customer) and `needs` (what the supplier needs from the customer in return).

    Returns
    -------
    CustomerMap
        With `one_way`, `unmet`, `unwanted` and the table `parties`.

    Raises
    ------
    CourseError
        If a name is missing, a party serves itself, or a kind is not known.

    Notes
    -----
    A link is one-way when no row goes back. A need is unmet when no row from that customer to the supplier gives it;
    something is unwanted when the receiver has a link back that names its needs, and this is not among them. Words
    are compared without capitals and punctuation, so write the same thing the same way. A hub has links to more than
    half of all other parties, in a map of five or more.

    Examples
    --------
    >>> from qmslib.customers import customer_map
    >>> links = [
    ...     {"supplier": "Records", "customer": "East", "gives": "files", "needs": "file numbers"},
    ...     {"supplier": "East", "customer": "Records", "gives": "closed files", "needs": "files"},
    ... ]
    >>> found = customer_map(links)
    >>> found.one_way, found.unmet["needs"].tolist()
    ((), ['file numbers'])
    """
    frame = read_relationships(relationships)
    pairs = dict.fromkeys(zip(frame["supplier"], frame["customer"], strict=True))
    one_way = tuple(pair for pair in pairs if pair[::-1] not in pairs)
    frame["two_way"] = [(two, one) in pairs for one, two in zip(frame["supplier"], frame["customer"], strict=True)]
    gives: dict[tuple[str, str], set[str]] = {}
    needs: dict[tuple[str, str], set[str]] = {}
    for row in frame.to_dict("records"):
        pair = (row["supplier"], row["customer"])
        gives.setdefault(pair, set()).add(bare(row["gives"]))
        needs.setdefault(pair, set()).add(bare(row["needs"]))
    unmet, unwanted = [], []
    for row in frame.to_dict("records"):
        one, two = row["supplier"], row["customer"]
        if filled(row["needs"]) and bare(row["needs"]) not in gives.get((two, one), set()):
            unmet.append([one, two, row["needs"]])
        wanted = needs.get((two, one), set()) - {""}
        if filled(row["gives"]) and wanted and bare(row["gives"]) not in wanted:
            unwanted.append([one, two, row["gives"]])
    names = list(dict.fromkeys([*frame["supplier"], *frame["customer"]]))
    serves, served = Counter(one for one, _ in pairs), Counter(two for _, two in pairs)
    rows = []
    for name in names:
        others = {two for one, two in pairs if one == name} | {one for one, two in pairs if two == name}
        hub = len(names) >= 5 and len(others) > (len(names) - 1) / 2
        rows.append([name, serves[name], served[name], len(others), hub, bool(serves[name] and served[name])])
    parties = pd.DataFrame(rows, columns=["party", "serves", "served_by", "links", "hub", "roles_switch"])
    findings = [texts.finding("warn", "one_way", one=one, two=two) for one, two in one_way]
    findings += [texts.finding("warn", "unmet", one=one, two=two, what=what) for one, two, what in unmet]
    findings += [texts.finding("info", "unwanted", one=one, two=two, what=what) for one, two, what in unwanted]
    sentence = texts.say(
        "map" if len(frame) else "nothing", links=len(pairs), n=len(names), one_way=len(one_way), unmet=len(unmet)
    )
    return CustomerMap(
        sentence, tuple(findings), frame, parties, one_way,
        pd.DataFrame(unmet, columns=["supplier", "customer", "needs"]),
        pd.DataFrame(unwanted, columns=["supplier", "customer", "gives"]),
    )  # fmt: skip


@dataclass(frozen=True, eq=False)
class ServiceBalance(Report):
    """What one party gives and claims.

    Attributes
    ----------
    sentence, findings
        The balance in words.
    rows
        One row a partner: `gives`, `claims` (what the party needs from it), `receives`, `side` (two-way, gives only,
        receives only).
    party
        Whose balance it is.

    Examples
    --------
    >>> from qmslib.customers import service_balance
    >>> links = [{"supplier": "Records", "customer": "East", "gives": "files"}]
    >>> service_balance(links, "Records").rows["side"].tolist()
    ['gives only']
    """

    sentence: str
    findings: tuple[Finding, ...]
    rows: pd.DataFrame
    party: str

    def frame(self) -> pd.DataFrame:
        """The partners, one row each."""
        return self.rows.copy()


def service_balance(relationships: Any, party: str) -> ServiceBalance:
    """The balance sheet of one party: to give is a duty, to claim is a right.

    Parameters
    ----------
    relationships
        As for `customer_map`.
    party
        Whose balance to draw up.

    Returns
    -------
    ServiceBalance
        With one row for each partner.

    Raises
    ------
    CourseError
        If the party is in no row.

    Examples
    --------
    >>> from qmslib.datasets import relationships
    >>> from qmslib.customers import service_balance
    >>> "two-way" in set(service_balance(relationships(), "Records and Access").rows["side"])
    True
    """
    frame = read_relationships(relationships)
    known = {fold(name): name for name in [*frame["supplier"], *frame["customer"]]}
    if fold(party) not in known:
        raise CourseError(
            "this party is in no row", field="party", found=party, do=f"Use one of: {', '.join(known.values())}"
        )
    name = known[fold(party)]
    out, back = frame[frame["supplier"] == name], frame[frame["customer"] == name]
    rows = []
    for other in dict.fromkeys([*out["customer"], *back["supplier"]]):
        mine, theirs = out[out["customer"] == other], back[back["supplier"] == other]
        side = "two-way" if len(mine) and len(theirs) else "gives only" if len(mine) else "receives only"
        said = [
            "; ".join(text for text in column if text) for column in (mine["gives"], mine["needs"], theirs["gives"])
        ]
        rows.append([other, *said, side])
    table = pd.DataFrame(rows, columns=["partner", "gives", "claims", "receives", "side"])
    findings = [
        texts.finding("info", "never_claims", partner=row["partner"])
        for row in table.to_dict("records")
        if row["side"] == "gives only" and not row["claims"]
    ]
    findings += [
        texts.finding("info", "only_receives", partner=row["partner"])
        for row in table.to_dict("records")
        if row["side"] == "receives only"
    ]
    sides = Counter(table["side"])
    sentence = texts.say(
        "balance",
        party=name,
        gives=len(out["customer"].unique()),
        gets=len(back["supplier"].unique()),
        both=sides["two-way"],
    )
    return ServiceBalance(sentence, tuple(findings), table, name)


def classify_customer(*, ranks_differ: bool, next_step: bool, own_department: bool) -> str:
    """Say which kind of internal customer a relationship makes.

    Parameters
    ----------
    ranks_differ
        Whether one instructs or reports to the other.
    next_step
        Whether the customer takes up the work where the supplier leaves it, in the same process.
    own_department
        Whether both are in the same department.

    Returns
    -------
    str
        ``"rank"``, ``"process"`` or ``"function"``.

    Raises
    ------
    CourseError
        If no rule fits: same rank, same department, no step handed on.

    Notes
    -----
    In this order: a process customer is the next step of the work, whatever the rank; a rank customer gives or takes
    instructions; a function customer is in another department and uses what its function provides.

    Examples
    --------
    >>> from qmslib.customers import classify_customer
    >>> classify_customer(ranks_differ=False, next_step=False, own_department=False)
    'function'
    """
    if next_step:
        return "process"
    if ranks_differ:
        return "rank"
    if not own_department:
        return "function"
    raise CourseError(
        "nobody gives the other anything in this case, so it is no customer relationship",
        do="Say what is given, or check whether the work is handed on",
    )
