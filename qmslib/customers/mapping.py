"""The map of internal customers and suppliers."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from qmslib._common.findings import Finding, join_words, module_texts
from qmslib._common.plots import INK
from qmslib._common.report import Picture
from qmslib._common.words import bare, filled
from qmslib.customers.relations import read_relationships

if TYPE_CHECKING:
    from matplotlib.axes import Axes

texts = module_texts(__file__)
_STYLES = {"rank": ":", "function": "-", "process": "--"}


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
