"""The made-up department that all data sets share: who works there, what they serve, when they are open."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Final

from qmslib._common.dates import bank_holidays, is_working_day

TEAMS: Final = (
    "East locality", "West locality", "North locality", "South locality", "Hospital discharge", "Safeguarding",
)  # fmt: skip
SERVICES: Final = ("Records and Access", "ICT service desk", "Facilities", "Payments", "HR advice")
#: Who asks, by team. The first of each leads the team.
CUSTOMERS: Final = {
    "East locality": ("Wei Zhang", "Joanne Pritchard", "Samuel Adeyemi", "Kirsty Doyle"),
    "West locality": ("Helen Marsh", "Idris Khan", "Laura Petrov"),
    "North locality": ("Daniel Okoro", "Megan Lloyd", "Farah Siddiqui"),
    "South locality": ("Ruth Abrams", "Colin Teague", "Nadia Rahman"),
    "Hospital discharge": ("Marta Nowak", "Owen Price", "Li Na Chen"),
    "Safeguarding": ("Patrick Byrne", "Shanice Grant"),
}
#: Who handles complaints, by service. The first of each leads the service.
HANDLERS: Final = {
    "Records and Access": ("Priya Nair", "Tom Ellis"),
    "ICT service desk": ("Gareth Hughes", "Sunita Rao"),
    "Facilities": ("Amina Yusuf", "Brian Cole"),
    "Payments": ("Denise Carter", "Jacek Wolski"),
    "HR advice": ("Fiona Blake", "Martin Osei"),
}
MANAGER: Final = "Grace Okafor"
OPENS, CLOSES = time(9), time(17)


def holidays() -> frozenset[date]:
    """The bank holidays of England and Wales."""
    return bank_holidays()


def working_days(first: date, last: date) -> list[date]:
    """The days from `first` to `last` on which the department is open."""
    closed = holidays()
    days = (first + timedelta(days=step) for step in range((last - first).days + 1))
    return [day for day in days if is_working_day(day, closed)]


def working_days_on(day: date, count: int) -> date:
    """The working day so many working days after `day`."""
    closed = holidays()
    while count:
        day += timedelta(days=1)
        count -= is_working_day(day, closed)
    return day


def in_hours(day: date, random: Random) -> datetime:
    """A moment of the working day, to the minute."""
    return datetime.combine(day, OPENS) + timedelta(minutes=int(random.random() * 480))


def weighted(random: Random, choices: Mapping[str, float]) -> str:
    """One of the keys, by weight."""
    # random.choices would do; this stays the same on every version of Python.
    point = random.random() * sum(choices.values())
    for name, weight in choices.items():
        point -= weight
        if point < 0:
            return name
    return name


def some(random: Random, things: tuple[str, ...]) -> str:
    """One of the things, each as likely as the others."""
    return things[int(random.random() * len(things))]
