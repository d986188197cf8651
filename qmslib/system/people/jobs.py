"""Job design in five parts, in words that can be seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from qmslib._common.errors import CourseError
from qmslib._common.findings import Finding, join_words, module_texts
from qmslib._common.patterns import fuzzy_word, has_number
from qmslib._common.report import Report
from qmslib._common.words import filled, tidy
from qmslib.system._registers import frame_of
from qmslib.system.people.job_words import observable, unsuitable_words

texts = module_texts(__file__)
JOB_PARTS = ("aim", "tasks", "methods", "standard", "links")


@dataclass(frozen=True, eq=False)
class JobDesign(Report):
    """A job design, checked.

    Attributes
    ----------
    missing
        Parts that are empty, of the five.
    vague
        Words found that nobody can see, each with what to look for instead.
    unsuitable
        Phrases found that must not decide who gets the work.
    links
        Rows for the customer map: ``supplier``, ``customer``, ``kind``, ``gives``, ``needs``, as in the data set of
        relationships.

    Examples
    --------
    >>> job = check_job({"job": "Records officer", "aim": "Files reach teams on time", "tasks": "Lend files",
    ...     "methods": "Log, scanner", "standard": "95 % within 2 days", "links": [
    ...     {"with": "East locality", "gives": "files", "needs": "a file number"}]})
    >>> job.missing, job.links[0]["customer"]
    ((), 'East locality')
    """

    sentence: str
    findings: tuple[Finding, ...]
    missing: tuple[str, ...]
    vague: dict[str, str]
    unsuitable: tuple[str, ...]
    links: tuple[dict[str, str], ...]

    def frame(self) -> Any:
        """The links of the job as a table like that of the customer map."""
        names = ("supplier", "customer", "kind", "gives", "needs")
        return frame_of({name: [link[name] for link in self.links] for name in names})


def _text(value: object) -> str:
    if isinstance(value, str):
        return tidy(value)
    if isinstance(value, Sequence):
        return "; ".join(tidy(part) for part in value if isinstance(part, str) and filled(part))
    return ""


def check_job(job: Mapping[str, Any]) -> JobDesign:
    """Check a job design: all five parts, in words that can be seen, with nothing that shuts people out.

    Parameters
    ----------
    job
        ``job`` (its name), ``aim``, ``tasks`` (main and minor), ``methods`` (skills and how it is done), ``standard``
        (of excellence) and ``links``: a list of dicts ``with``, ``gives``, ``needs``, and ``kind`` (rank, function or
        process; function where empty).

    Returns
    -------
    JobDesign
        Missing parts, vague words, unsuitable criteria, and links for the customer map.

    Raises
    ------
    CourseError
        If a link does not say with whom.

    Examples
    --------
    >>> job = check_job({"job": "Records officer", "methods": "Smiles at everybody"})
    >>> print(job.findings[-1].text)
    "smiles": people show friendliness in ways that differ by culture and disability. Say what is done instead.
    """
    said = {part: _text(job.get(part)) for part in JOB_PARTS[:4]}
    raw = job.get("links") or ()
    if isinstance(raw, (str, Mapping)):
        raise CourseError("links must be a list", field="links", do="Give a dict with, gives, needs for each link")
    links = []
    for number, link in enumerate(raw, start=1):
        other = tidy(link.get("with")) if isinstance(link, Mapping) else ""
        if not filled(other):
            raise CourseError(f"link {number} does not say with whom", field="links", found=link)
        kind = tidy(link.get("kind")).lower() or "function"
        if kind not in ("rank", "function", "process"):
            raise CourseError(
                f"link {number} has no known kind", field="links", found=kind, do="rank, function, process"
            )
        links.append(
            {
                "supplier": tidy(job.get("job")), "customer": other, "kind": kind, "gives": tidy(link.get("gives")),
                "needs": tidy(link.get("needs")),
            }
        )  # fmt: skip
    missing = [part for part, text in said.items() if not filled(text)] + ([] if links else ["links"])
    findings = [texts.finding("bad", f"no_{part}", None, part) for part in missing]
    for at, link in enumerate(links):
        if not link["gives"] or not link["needs"]:
            findings.append(texts.finding("warn", "half_link", None, "links", name=link["customer"], n=at + 1))
    if filled(said["standard"]) and not has_number(said["standard"]):
        word = fuzzy_word(said["standard"])
        findings.append(texts.finding("warn", "standard", None, "standard", found=word))
    whole = "; ".join(said.values())
    vague = observable(whole)
    findings += [texts.finding("warn", "vague", found=word, hint=hint) for word, hint in vague.items()]
    wrong = unsuitable_words(whole)
    findings += [texts.finding("bad", f"un_{kind}", found=phrase) for kind, phrase in wrong]
    sentence = texts.say(
        "job", good=5 - len(missing), vague=len(vague), wrong=len(wrong),
        missing=texts.say("lacks", list=join_words(missing)) if missing else "",
    )  # fmt: skip
    return JobDesign(
        sentence, tuple(findings), tuple(missing), vague, tuple(phrase for _, phrase in wrong), tuple(links)
    )
