"""Queues in a steady state: how likely it is to wait, and how long (Erlang B and C, M/M/c)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from qmslib._common.findings import Finding, module_texts
from qmslib._common.numbers import say_number
from qmslib._common.report import Report
from qmslib.system._registers import frame_of, positive, whole

texts = module_texts(__file__)
_NEAR = 0.9


def erlang_b(load: float, servers: int) -> float:
    """The share of arrivals turned away when nobody can wait (Erlang B).

    Parameters
    ----------
    load
        The work offered, in erlangs: arrivals in an hour × hours each takes.
    servers
        How many people or lines serve.

    Returns
    -------
    float
        A probability. With no server everyone is turned away.

    Raises
    ------
    CourseError
        If the load is negative or `servers` is no whole number.

    Notes
    -----
    B(0) = 1 and 1/B(n) = 1 + n/load × 1/B(n − 1): exact, and without factorials. Erlang (1917), "Solution of some
    problems in the theory of probabilities of significance in automatic telephone exchanges".

    Examples
    --------
    Three phone lines and no queue, with two hours of calls in each hour:

    >>> round(erlang_b(2, 3), 4)
    0.2105
    """
    load, servers = positive(load, "load", zero=True), whole(servers, "servers")
    if load == 0:
        return 1.0 if servers == 0 else 0.0
    inverse = 1.0
    for number in range(1, servers + 1):
        inverse = 1 + inverse * number / load
    return 1 / inverse


def erlang_c(load: float, servers: int) -> float:
    """The share of arrivals who have to wait when all who come do wait (Erlang C).

    Parameters
    ----------
    load
        The work offered, in erlangs: arrivals in an hour × hours each takes.
    servers
        How many people serve.

    Returns
    -------
    float
        A probability; 1 where the load reaches the servers, because then the queue grows without end.

    Raises
    ------
    CourseError
        If the load is negative or `servers` is no whole number.

    Notes
    -----
    C = B / (1 − u (1 − B)) with B from Erlang B and u = load / servers. It assumes arrivals by chance, exponential
    handling times and nobody giving up; callers who give up make the true wait shorter. Erlang (1917).

    Examples
    --------
    Ten hours of calls in each hour, answered by fourteen people:

    >>> round(erlang_c(10, 14), 3)
    0.174
    """
    load, servers = positive(load, "load", zero=True), whole(servers, "servers")
    if load >= servers:
        return 1.0
    blocked = erlang_b(load, servers)
    return blocked / (1 - load / servers * (1 - blocked))


@dataclass(frozen=True, eq=False)
class QueueReport(Report):
    """A queue in its steady state.

    Attributes
    ----------
    utilisation
        The share of time that a server is busy.
    steady
        Whether there is a steady state; without one the lengths and waits are None.
    p_empty, p_wait
        The probability that nobody is there, and that an arrival has to wait.
    in_queue, in_system
        The mean number waiting, and waiting or being served (Lq and L).
    wait, time_in_system
        The mean wait, and wait with service (Wq and W), in the unit of time of the two rates.

    Examples
    --------
    >>> print(mmc_queue(24, 30).sentence)
    The 1 server is busy 80 % of the time; 80 % of arrivals wait, and the mean queue is 3.2.
    """

    sentence: str
    findings: tuple[Finding, ...]
    arrival_rate: float
    service_rate: float
    servers: int
    utilisation: float
    steady: bool
    p_empty: float | None
    p_wait: float
    in_queue: float | None
    in_system: float | None
    wait: float | None
    time_in_system: float | None

    def waits_longer_than(self, time: float) -> float:
        """The share of arrivals who wait longer than this, in the unit of time of the rates."""
        time = positive(time, "time", zero=True)
        if not self.steady:
            return 1.0
        spare = self.servers * self.service_rate - self.arrival_rate
        return self.p_wait * math.exp(-spare * time)

    def frame(self) -> Any:
        """One row for each measure."""
        names = ("utilisation", "p_empty", "p_wait", "in_queue", "in_system", "wait", "time_in_system")
        return frame_of({"measure": names, "value": [getattr(self, name) for name in names]})


def mmc_queue(arrival_rate: float, service_rate: float, servers: int = 1) -> QueueReport:
    """A queue with arrivals by chance and one or more servers (M/M/c) in its steady state.

    Parameters
    ----------
    arrival_rate
        Arrivals in a unit of time, for example an hour.
    service_rate
        How many one server can do in the same unit when always busy.
    servers
        How many serve.

    Returns
    -------
    QueueReport
        Utilisation, waits and lengths. At a utilisation of 1 or more they are None: the queue only grows.

    Raises
    ------
    CourseError
        If a rate is not above 0 (arrivals may be 0) or there is no server.

    Notes
    -----
    With a = arrivals / service and u = a / c: p_wait = Erlang C(a, c), Lq = p_wait × u / (1 − u), Wq = Lq / arrivals,
    W = Wq + 1 / service, L = arrivals × W. Gross and Harris, Fundamentals of Queueing Theory, ch. 2.

    Examples
    --------
    A counter that gets 30 people in an hour and takes 90 seconds for each:

    >>> counter = mmc_queue(30, 40)
    >>> round(counter.in_queue, 2), round(counter.wait * 60, 2)
    (2.25, 4.5)
    """
    arrivals = positive(arrival_rate, "arrival_rate", zero=True)
    service, servers = positive(service_rate, "service_rate"), whole(servers, "servers", 1)
    load = arrivals / service
    busy = load / servers
    p_wait = erlang_c(load, servers)
    findings: list[Finding] = []
    if busy >= 1:
        findings.append(texts.finding("bad", "no_steady", busy=say_number(busy * 100, 1)))
        sentence = texts.say("no_steady_sentence", servers=servers, busy=say_number(busy * 100, 1))
        return QueueReport(
            sentence, tuple(findings), arrivals, service, servers, busy, False, None, 1.0, None, None, None, None
        )  # fmt: skip
    if busy > _NEAR:
        findings.append(texts.finding("warn", "near", busy=say_number(busy * 100, 1)))
    wait = p_wait / (servers * service - arrivals)
    queue = arrivals * wait
    # All states up to c servers, scaled by the likeliest so that nothing overflows, give the share of empty time.
    logs = [number * math.log(load) - math.lgamma(number + 1) for number in range(servers)] if load else [0.0]
    if load:
        logs.append(servers * math.log(load) - math.lgamma(servers + 1) - math.log1p(-busy))
    top = max(logs)
    empty = math.exp(-top - math.log(sum(math.exp(log - top) for log in logs)))
    sentence = texts.say(
        "queue",
        servers=servers,
        busy=say_number(busy * 100, 1),
        wait=say_number(p_wait * 100, 1),
        queue=say_number(queue, 2),
    )
    return QueueReport(
        sentence, tuple(findings), arrivals, service, servers, busy, True, empty, p_wait, queue, queue + load, wait,
        wait + 1 / service,
    )  # fmt: skip
