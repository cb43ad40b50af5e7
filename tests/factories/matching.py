"""A round of applications and auditors as the matching reads it, drawn by a seed: no database; and what an answer must keep."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from random import Random

from assessments.choices import AssessmentKind
from assessments.matching import DISLIKE_MAX, Candidate, Matter, Pair, Wanting, refusal_of
from assessments.teams import Member, TeamProblem, problems_of

PEER, EXTERNAL = AssessmentKind.PEER.value, AssessmentKind.EXTERNAL.value
FINNISH, SWEDISH = frozenset({"fi"}), frozenset({"sv"})


def make_instance(*, applications: int = 150, auditors: int = 60, seed: int = 0, most: tuple[int, int] = (4, 8)) -> Matter:
    """As in life: a third wishes an external audit, every twelfth is Swedish; each auditor comes from one of 20 networks.

    An auditor is kept out of her own organisation and warned in her own network, has been asked before, may be away or full.
    """
    random = Random(seed)
    wanting = tuple(_wanting(random, number) for number in range(applications))
    candidates = tuple(_candidate(random, number, most) for number in range(auditors))
    blocked, warned, dislikes = set(), set(), {}
    for candidate in candidates:
        for application in wanting:
            pair, chance = (candidate.key, application.key), random.random()
            blocked |= {pair} if chance < 0.02 else set()
            warned |= {pair} if 0.02 <= chance < 0.08 else set()
            dislikes[pair] = random.randrange(DISLIKE_MAX + 1)
    return Matter(wanting, candidates, frozenset(blocked), frozenset(warned), dislikes)


def _wanting(random: Random, number: int) -> Wanting:
    is_peer = random.random() < 0.67
    languages = SWEDISH if random.random() < 0.08 else FINNISH
    return Wanting(f"h{number:04}", PEER if is_peer else EXTERNAL, 2 if is_peer else 1, languages)


def _candidate(random: Random, number: int, most: tuple[int, int]) -> Candidate:
    kinds = random.choices([{PEER}, {EXTERNAL}, {PEER, EXTERNAL}], [6, 2, 2])[0]
    load = random.choice([0, 0, 0, 1, 1, 2])
    return Candidate(
        key=f"a{number:04}",
        kinds=frozenset(kinds),
        place=("workshop", random.randrange(max(2, int(number * 0.9) + 2))),
        load=load,
        room=max(0, random.randint(*most) - load),
        languages=random.choices([FINNISH, FINNISH | SWEDISH, SWEDISH], [85, 10, 5])[0],
        is_experienced=random.random() < 0.75,
        is_away=random.random() < 0.05,
    )


def keeps_rules(matter: Matter, pairs: Iterable[Pair]) -> bool:
    """Tell whether the assignment breaks no hard rule, each said anew; of teams by the table of their problems."""
    auditors = {each.key: each for each in matter.auditors}
    loads = Counter(who for who, _of in pairs)
    if any(loads[key] > auditors[key].room for key in loads):
        return False
    teams: dict[str, list[Candidate]] = {each.key: [] for each in matter.applications}
    for who, of in pairs:
        teams[of].append(auditors[who])
    return all(_is_team(matter, each, teams[each.key]) for each in matter.applications)


def _is_team(matter: Matter, application: Wanting, team: list[Candidate]) -> bool:
    if not team:
        return True
    members = [*application.members, *(Member(each.place, each.is_experienced) for each in team)]
    problems = set(problems_of(members, is_peer=application.is_peer, may_be_one=True))
    if problems & {TeamProblem.SAME_PLACE, TeamProblem.INEXPERIENCED} or len(team) > application.seats:
        return False
    return not any(refusal_of(matter, each, application) for each in team)


def unevenness(matter: Matter, pairs: Iterable[Pair]) -> int:
    """Return the largest difference of loads between one to whom an audit is proposed and one who could have it instead.

    At most 1 is even: moving an audit would only turn the difference round.
    """
    pairs = list(pairs)
    auditors, applications = {each.key: each for each in matter.auditors}, {each.key: each for each in matter.applications}
    further = Counter(who for who, _of in pairs)
    loads = {key: each.load + further[key] for key, each in auditors.items()}
    worst = 0
    for who, of in pairs:
        others = [auditors[other] for other, its in pairs if its == of and other != who]
        for each in matter.auditors:
            difference = loads[who] - loads[each.key]
            if difference > worst and further[each.key] < each.room and each not in others:
                worst = difference if _is_team(matter, applications[of], [*others, each]) else worst
    return worst
