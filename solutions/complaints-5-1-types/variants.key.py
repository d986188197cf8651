"""The cases of the exercise on types: each variant draws its own from a pool, and has a small log of its own.

All variants have the same shape: twice five work cases of five types, six personal ones of six types, ten cases for
routes (two for each), and a log of 40 cases whose two largest types have a share that no other answer hits.
"""

# ruff: noqa: E501 (a case stands on one line with its reason)

from __future__ import annotations

from random import Random
from typing import Any

from qmslib.complaints import pareto, problem_type, route_case

COUNT = 24
_LOG = "Problems noted by the office of a sports centre, by type"

# For each type: its id in the form, and cases of it with the reason.
_WORK: dict[str, tuple[str, tuple[tuple[str, str], ...]]] = {
    "weak process knowledge": ("knowledge", (
        ("An assistant orders gloves from a shop at full price. He has never heard that the firm has a contract for them.", "He does not know how the firm buys. Telling him would be enough."),
        ("A clerk asks the customer for a tax form that the firm's own archive holds. She did not know that the archive exists.", "She does not know an internal system that she needs."),
        ("Claims from abroad go to the general counter for weeks, because nobody there knows that a desk for them was set up.", "They do not know how the house is organised."),
    )),
    "unclear role": ("role", (
        ("A trainee is told to sign for deliveries \"as if you were the store manager\".", "He is told to step outside his role."),
        ("After two offices were joined, each leader thinks that the other answers the press.", "It was never settled whose task it is."),
        ("Nobody orders paper. The cleaner thinks that the clerk does it, and the clerk that the cleaner does.", "The task has two possible owners, so it has none."),
    )),
    "too little support": ("support", (
        ("A good junior cook asks every autumn how he could become a head cook. Nobody has ever sat down with him.", "Nobody helps him to develop."),
        ("New advisers are on their own from day three. There is no mentor, and no talk on how it goes.", "There is too little support to settle in and to grow."),
        ("A clerk would like to try the night desk for a month, to learn it. For two years no one has answered that wish.", "Her wish to develop finds no support."),
    )),
    "missing training": ("training", (
        ("Since March claims are checked in a new program. The staff found out by themselves which button saves.", "A skill was needed that nobody had taught."),
        ("Volunteers lift patients without ever having been shown how.", "They need to be able to do something, and were not taught it."),
        ("The firm bought drones for roof surveys. The surveyors fly them by what they saw in a video.", "Nobody gave them the training that the work needs."),
    )),
    "no recognition": ("recognition", (
        ("The three who kept the clinic running in the storm read in the newsletter that \"IT coped well\".", "They did well, and were not even named."),
        ("A carer trains every newcomer beside her own work. In six years nobody has thanked her.", "Good work goes unnoticed."),
        ("The team halved the number of errors. The only remark was that the report came on a Tuesday.", "There was no appreciation of what was reached."),
    )),
    "health and safety": ("safety", (
        ("A shop has no rule for what to do when a customer collapses, and no first-aid box.", "A procedure for health and safety is missing."),
        ("Six people pack parcels in a corridor in which the emergency door cannot be opened.", "The workplace is unsuitable, and dangerous."),
        ("The accounts team sits beneath a vent that blows at fourteen degrees all day.", "The place is unsuitable for desk work."),
    )),
    "outdated technology": ("technology", (
        ("The depot's lists are on a system that cannot talk to the hauliers'. Every order is read out on the phone.", "An old tool breaks the flow with a partner."),
        ("The clinic sends X-rays on discs. The surgery's new computers have no drive for them.", "The two partners' technology no longer fits."),
        ("A program of 2009 cuts off long names, and the bank sends such payments back.", "The tool is outdated, and the partner rejects what it makes."),
    )),
    "no service standard": ("standard", (
        ("Each of the five secretaries stores contracts in her own way. Last week one could not be found.", "Nothing says how records are kept and found."),
        ("One adviser deletes old client notes after a year, another after ten.", "There is no standard for storing data."),
        ("At one till a refund needs a receipt, at the next one a smile.", "The transaction has no standard."),
    )),
    "no target or timescale": ("target", (
        ("\"How many calls should one of us take?\" – \"Well, as many as come.\"", "There is no target and no indicator."),
        ("The planning office cannot tell anyone by when a small change is decided.", "No timeline was ever set."),
        ("A team is called slow. Slow compared with what, nobody can say.", "Nothing says what would be quick enough."),
    )),
    "work against agreed aims": ("aims", (
        ("The aim is \"90% of repairs right the first time by June\". To get there, return visits are booked as new repairs.", "The work goes round the aim that was agreed."),
        ("It was agreed to cut waiting to ten minutes by May. Since April the clock is started only when people sit down.", "The figure is reached, and the aim is missed."),
        ("A measurable aim says five home visits a day. Two are now done by phone and counted as visits.", "The work does not fit the aim that it is counted for."),
    )),
    "poor communication": ("news", (
        ("The price list changed on Monday. The shop learned it from a customer on Thursday.", "Those who knew did not tell those who needed it."),
        ("The day shift knows that a lift is out of order, and the night shift finds out with a full trolley.", "The information was not shared."),
        ("Head office moved the deadline forward, and told all branches except the two newest.", "The news did not reach everybody."),
    )),
    "no help from senior managers": ("managers", (
        ("A team leader has asked the director three times how to treat a client who does not pay. There is no reply.", "The question went up, and no advice came down."),
        ("When the office was flooded, the two who could decide on a move could not be reached, and did not ring back.", "Those above did not help."),
        ("\"Use your own judgement,\" is the answer to each question on a new law, for the ninth time.", "Senior managers give no advice where it is needed."),
    )),
}  # fmt: skip
_PERSONAL: dict[str, tuple[str, tuple[tuple[str, str], ...]]] = {
    "work without consent": ("consent", (
        ("Ella reads on the notice board that she leads the Saturday group. It is the first that she hears of it.", "The work was given to her without asking."),
        ("Overnight the calls of a colleague on leave were switched to Piotr's phone, for six weeks.", "He had no choice, and was not asked."),
        ("At a meeting that he missed, Sam was put down for the yearly archive move.", "It was delegated in his absence and without consent."),
    )),
    "unfair treatment": ("unfair", (
        ("Two drivers came ten minutes late. One was sent home without pay, the other got a coffee.", "The same thing was treated in two ways, without a reason."),
        ("Every complaint about the shop lands on Nils, even on days on which he is off.", "He is blamed without cause."),
        ("Of four who share a kitchen rota, one always has the weeks with the holidays.", "The burden is shared out unfairly, and no reason is known."),
    )),
    "unequal opportunity": ("chance", (
        ("The fair in Lyon is offered to those who play football with the manager.", "The chance is open to some only."),
        ("Part-timers hear of vacant posts a week after the others.", "They do not have the same chance to apply."),
        ("Only one branch was told that there are grants for evening classes.", "The opportunity was not open to all alike."),
    )),
    "discrimination": ("discrimination", (
        ("A tester is left out of customer visits \"because they would not understand someone with a stammer\".", "He is treated worse because of a disability."),
        ("A man is refused leave for his newborn child that women in the team get without a question.", "He is treated worse because of his sex."),
        ("An applicant hears that the team \"is rather young\" and that he would not fit in at sixty-one.", "He is turned away because of his age."),
    )),
    "maintenance problem": ("maintenance", (
        ("The blind in the meeting room has been stuck half-way since spring.", "Something is broken. It is nobody's treatment of anyone."),
        ("The lamp over the bicycle stand flickers.", "Something has to be mended."),
        ("The dishwasher in the staff room leaks onto the floor.", "It has to be repaired."),
    )),
    "racist or personal remarks": ("remarks", (
        ("\"You people are always late,\" a supervisor says to a clerk whose parents come from Ghana.", "The remark is about origin."),
        ("A drawing of a colleague's nose goes round the workshop.", "It mocks somebody's looks."),
        ("When Minh eats his lunch, two colleagues hold their noses and imitate his language.", "The remarks are about where he comes from."),
    )),
    "left out of the process": ("left", (
        ("The plan for the stall is made in a chat. Gita, who runs the stall, is not in it.", "She is kept out of the process that concerns her work."),
        ("Minutes go to all but the caretaker, though half of the items are his.", "He is left out of how the team works."),
        ("Decisions fall at the Friday drink. Whoever goes home to the children learns them on Monday.", "They are left out of how the team decides."),
    )),
    "feeling ignored": ("ignored", (
        ("\"I have proposed the same thing in four meetings. People nod and go on to the next item.\"", "She feels that she is not heard."),
        ("A volunteer writes each month to ask for a new key. No one has ever replied.", "He feels ignored."),
        ("\"When I come in, nobody looks up. I might as well be a plant.\"", "She feels that she is not seen."),
    )),
}  # fmt: skip
_Facts = dict[str, Any]
_ROUTES: tuple[tuple[str, str, _Facts], ...] = (
    ("The room was booked for forty, and set up for fourteen.", "A service went wrong, and it can be put right.", {"about": "service"}),
    ("The pay slip shows the old address.", "A slip of a service. Mend it, and ask how it came about.", {"about": "service"}),
    ("The lab's results come a day later than agreed, for the second week.", "A promise of a service was missed.", {"about": "service"}),
    ("The help desk closed a call although the screen is still black.", "The service did not do what it said.", {"about": "service"}),
    ("The minibus came with one seat too few.", "A service went wrong. Nobody was put at risk by it.", {"about": "service"}),
    ("\"I was moved to another site from one day to the next. Nobody had spoken with me.\"", "It is about the person's own employment.", {"about": "own employment"}),
    ("\"My holiday is refused each summer, and I am never told why.\"", "It is about how one employee is treated.", {"about": "own employment"}),
    ("\"For a year I have done the work of a grade above mine, at my old pay.\"", "It is about the person's own pay and work.", {"about": "own employment"}),
    ("A clerk tells you that a colleague of the same rank reads her private post on the desk.", "It is about a colleague's conduct. Both are owed a fair hearing.", {"about": "another person"}),
    ("\"He puts his name on reports that I have written.\"", "It is about how a colleague behaves.", {"about": "another person"}),
    ("A cleaner at a care home has found a resident locked in her room at noon, twice.", "An adult with care needs may be harmed. The safeguarding lead has to know today.", {"about": "service", "at_risk": True}),
    ("A bus escort hears a boy of nine say that he is afraid to go home.", "A child may be harmed. That comes before everything else.", {"about": "service", "at_risk": True}),
    ("\"In our team Polish colleagues get the night shifts, all of them.\"", "It has to do with race, which includes national origin.", {"about": "own employment", "protected": "race"}),
    ("A manager rates a man lower \"until his depression is over\".", "It has to do with a disability.", {"about": "another person", "protected": "disability"}),
    ("A supplier's driver makes remarks about a receptionist's body each morning.", "Unwanted remarks. That he works for somebody else changes nothing.", {"about": "another person", "harassment": True}),
    ("A stock keeper reports that medicines past their date get new labels.", "Wrongdoing that endangers others.", {"about": "wrongdoing", "wrongdoing": "danger to health or safety", "public_interest": True}),
    ("\"We tip the old paint into the drain behind the hall.\"", "Damage to the environment concerns everyone.", {"about": "wrongdoing", "wrongdoing": "damage to the environment", "public_interest": True}),
    ("A clerk sees that offers of one firm are opened before the closing date, and passed on.", "A crime may be behind it, and public money.", {"about": "wrongdoing", "wrongdoing": "criminal offence", "public_interest": True}),
    ("Fire drills are entered in the book that never took place.", "A legal duty is broken, and people rely on it.", {"about": "wrongdoing", "wrongdoing": "breach of a legal duty", "public_interest": True}),
    ("An accountant was told to delete emails before the inspectors come.", "Somebody is covering something up.", {"about": "wrongdoing", "wrongdoing": "cover-up of any of these", "public_interest": True}),
    ("\"Could the sign-in sheet hang on the left? People with prams would not block the door.\"", "Nothing went wrong. It is an idea.", {"about": "suggestion"}),
    ("\"If we sent the menu on Thursdays, families could choose at the weekend.\"", "It says how something could be better.", {"about": "suggestion"}),
    ("\"Two monitors would save me the printing. Just a thought.\"", "An idea, and it deserves a yes or a no.", {"about": "suggestion"}),
    ("\"A photo of the right bin on each lid would help newcomers.\"", "It is an idea for doing better.", {"about": "suggestion"}),
    ("\"What about a quiet carriage for the exam days, so to speak: one room without phones?\"", "Nobody complains. It is an idea.", {"about": "suggestion"}),
)  # fmt: skip
_ROUTE_IDS = {
    "service fix": "fix",
    "grievance": "grievance",
    "equality or safeguarding": "equality",
    "whistleblowing": "whistle",
    "suggestion": "idea",
}
# The types that the first question offers; the second offers the others.
_FIRST = ("knowledge", "role", "support", "training", "recognition", "managers")
_TYPES = ("poor communication", "missing training", "outdated technology", "unclear role", "health and safety")


def _route(facts: _Facts) -> str:
    known: _Facts = {"danger": False, "at_risk": False, "harassment": False, "retaliation": False}
    found = route_case(**{**known, **facts}).route
    if found is None:
        raise ValueError(f"no route for {facts}")
    return _ROUTE_IDS[found]


def _sorted(cases: list[tuple[str, str, str]], sort: Random) -> tuple[list[dict[str, str]], dict[str, str]]:
    """Stems with names that say nothing, and the key."""
    sort.shuffle(cases)
    stems = [{"id": f"k{place}", "text": text, "feedback": why} for place, (text, why, _) in enumerate(cases, 1)]
    return stems, {f"k{place}": answer for place, (_, _, answer) in enumerate(cases, 1)}


def _drawn(pool: dict[str, tuple[str, tuple[tuple[str, str], ...]]], count: int, sort: Random) -> Any:
    cases = []
    for code in sort.sample(sorted(pool), count):
        assert problem_type(code).code == code
        name, texts = pool[code]
        text, why = sort.choice(texts)
        cases.append((text, why, name))
    return _sorted(cases, sort)


def _log(sort: Random) -> tuple[list[list[Any]], float, list[dict[str, Any]]]:
    first = sort.choice((12, 13, 14, 15))
    second = sort.choice((9, 10, 11))
    third = sort.choice((6, 7))
    fourth = sort.choice((4, 5))
    counts = [first, second, third, fourth, 40 - first - second - third - fourth]
    names = sort.sample(_TYPES, 5)
    frame = pareto(
        [{"type": name} for name, n in zip(names, counts, strict=True) for _ in range(n)], by="type"
    ).frame()
    n = sorted(frame["n"].astype(int), reverse=True)
    total = sum(n)
    key = 100 * (n[0] + n[1]) / total
    mistakes = [
        {"value": round(100 * n[0] / total, 2), "tolerance": 0.3, "feedback": "This is the largest type alone. The question asks for two."},
        {"value": float(n[0] + n[1]), "tolerance": 0.3, "feedback": "This is how many cases they have. What share of all is that?"},
    ]  # fmt: skip
    rows: list[list[Any]] = [[name, count] for name, count in zip(names, counts, strict=True)]
    sort.shuffle(rows)
    return rows, key, mistakes


def _points(given: dict[str, str], key: dict[str, str]) -> float:
    return float(sum(given.get(name) == answer for name, answer in key.items()))


def variant(number: int) -> dict[str, Any]:
    """One variant, always the same for a number."""
    sort = Random(f"complaints-5-1-types {number}")
    first, first_key = _drawn({code: pool for code, pool in _WORK.items() if pool[0] in _FIRST}, 5, sort)
    second, second_key = _drawn({code: pool for code, pool in _WORK.items() if pool[0] not in _FIRST}, 5, sort)
    person, person_key = _drawn(_PERSONAL, 6, sort)
    by_route: dict[str, list[tuple[str, str, str]]] = {}
    for text, why, facts in _ROUTES:
        by_route.setdefault(_route(facts), []).append((text, why, _route(facts)))
    routed, route_key = _sorted([case for name in sorted(by_route) for case in sort.sample(by_route[name], 2)], sort)
    rows, share, mistakes = _log(sort)
    wrong: list[dict[str, Any]] = []
    for item, key, names in (
        ("cmp-51-a1", first_key, ("training", "managers")),
        ("cmp-51-a14", second_key, ("news", "standard")),
        ("cmp-51-a2", person_key, ("unfair", "ignored")),
        ("cmp-51-a3", route_key, ("fix", "grievance")),
    ):
        for name in names:
            value = dict.fromkeys(key, name)
            wrong.append(
                {"item": item, "name": f"Calls everything {name}", "value": value, "points": _points(value, key)}
            )
    wrong += [
        {
            "item": "cmp-51-a4",
            "name": "Takes the largest type alone",
            "value": f"{mistakes[0]['value']}",
            "points": 0,
        },
        {
            "item": "cmp-51-a4",
            "name": "Gives the number of cases",
            "value": f"{mistakes[1]['value']:.0f}",
            "points": 0,
        },
    ]
    return {
        "shape": {
            "work": len(first) + len(second),
            "personal": len(person),
            "routed": len(routed),
            "cases": 40,
            "types": len(rows),
        },
        "materials": {"log": {"caption": _LOG, "columns": ["Type", "Cases"], "rows": rows}},
        "items": {
            "cmp-51-a1": {"stems": first, "key": first_key},
            "cmp-51-a14": {"stems": second, "key": second_key},
            "cmp-51-a2": {"stems": person, "key": person_key},
            "cmp-51-a3": {"stems": routed, "key": route_key},
            "cmp-51-a4": {"key": {"value": share, "tolerance": 0.6}, "mistakes": mistakes},
        },
        "answers": {
            "cmp-51-a1": first_key,
            "cmp-51-a14": second_key,
            "cmp-51-a2": person_key,
            "cmp-51-a3": route_key,
            "cmp-51-a4": f"{share:g}",
        },
        "wrong": wrong,
    }
