"""Who audits whom in a whole round: an assignment by a solver, as far as the rules allow, with why a place stayed empty.

Hard rules and the order of the wishes are told in docs/decisions/0024. Nothing is read or written here.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from time import monotonic

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assessments.choices import AssessmentKind
from assessments.teams import Member
from config.toolkit.whole_numbers import Program, Solution

SECONDS = 60.0  # the solver's time; what it has found by then is proposed
SUGGESTED = 5  # of those whom a warning alone keeps out, so many are named
Pair = tuple[str, str]  # (auditor, application)


@dataclass(frozen=True)
class Wanting:
    """An application with empty places; `members` are those who have the other places already."""

    key: str
    kind: str  # AssessmentKind
    seats: int
    languages: frozenset[str] = frozenset()  # each auditor reads them all
    members: tuple[Member, ...] = ()

    @property
    def is_peer(self) -> bool:
        return self.kind == AssessmentKind.PEER

    @property
    def has_experience(self) -> bool:
        return any(member.is_experienced for member in self.members)


@dataclass(frozen=True)
class Candidate:
    """An auditor: from where, what she manages, and how many audits she has this year and could still take."""

    key: str
    kinds: frozenset[str]
    place: Hashable
    load: int = 0
    room: int = 0
    languages: frozenset[str] = frozenset()
    is_experienced: bool = True
    is_away: bool = False


@dataclass(frozen=True)
class Matter:
    """All that decides a proposal. `dislikes` are whole numbers from 0 to `DISLIKE_MAX`: of two equal choices the smaller is taken."""

    applications: tuple[Wanting, ...]
    auditors: tuple[Candidate, ...]
    blocked: frozenset[Pair] = frozenset()
    warned: frozenset[Pair] = frozenset()
    dislikes: Mapping[Pair, int] = field(default_factory=dict)


DISLIKE_MAX = 9


class Why(StrEnum):
    """Why somebody could not take an empty place: the first of these that held."""

    WRONG_KIND = "wrong_kind"
    BLOCKED = "blocked"
    LANGUAGE = "language"
    AWAY = "away"
    FULL = "full"
    SAME_PLACE = "same_place"
    WARNED = "warned"
    FIRST_TIMER = "first_timer"
    TAKEN = "taken"
    CHANGED = "changed"


WHYS: dict[Why, Promise] = {
    Why.WRONG_KIND: _("tekee vain muunlaisia auditointeja"),
    Why.BLOCKED: _("esteellinen"),
    Why.LANGUAGE: _("ei lue hakemuksen kieltä"),
    Why.AWAY: _("poissa auditoinnin aikaan"),
    Why.FULL: _("vuoden auditoinnit täynnä"),
    Why.SAME_PLACE: _("samasta työpajasta kuin pari"),
    Why.WARNED: _("mahdollinen, jos kirjoitat perustelun varoitukselle"),
    Why.FIRST_TIMER: _("ensikertalainen, jolle ei löytynyt kokeneempaa paria"),
    Why.TAKEN: _("ehdotettu muihin hakemuksiin"),
    Why.CHANGED: _("tilanne muuttui ehdotusta tehtäessä"),
}


@dataclass(frozen=True)
class Gap:
    """An application with places left empty: how many, why each auditor is not there, and whom a written reason would let in."""

    application: str
    missing: int
    whys: dict[Why, int]
    with_reason: tuple[str, ...] = ()


@dataclass(frozen=True)
class Matching:
    """Who is proposed to which application; `is_best` is False when the time ran out before the best was known to be found."""

    pairs: tuple[Pair, ...]
    gaps: tuple[Gap, ...]
    is_best: bool


def match(matter: Matter, *, seconds: float = SECONDS, clock: Callable[[], float] = monotonic) -> Matching:
    """Return the best assignment found within the seconds; the same matter in any order gives the same answer."""
    ends = clock() + seconds
    applications = sorted(matter.applications, key=lambda each: each.key)
    auditors = sorted(matter.auditors, key=lambda each: each.key)
    model = _Model(matter, applications, auditors)
    most = model.place_most(seconds=(ends - clock()) / 2)
    even = model.even_out(most, seconds=ends - clock())
    pairs = model.pairs_of(even)
    gaps = _Explanations(matter, auditors, pairs).gaps(applications)
    return Matching(tuple(pairs), tuple(gaps), most.is_best and even.is_best)


def refusal_of(matter: Matter, auditor: Candidate, application: Wanting) -> Why | None:
    """Return why the auditor cannot be proposed to the application whatever the others do; None when she can."""
    pair = (auditor.key, application.key)
    found = {
        Why.WRONG_KIND: application.kind not in auditor.kinds,
        Why.BLOCKED: pair in matter.blocked,
        Why.LANGUAGE: not application.languages <= auditor.languages,
        Why.AWAY: auditor.is_away,
        Why.FULL: auditor.room <= 0,
        Why.SAME_PLACE: application.is_peer and auditor.place in {member.place for member in application.members},
        Why.WARNED: pair in matter.warned,
    }
    return next((why for why, holds in found.items() if holds), None)


class _Model:
    """The whole-number program: a column for each possible pair, for a team in part or whole, and for each further audit of an auditor."""

    def __init__(self, matter: Matter, applications: list[Wanting], auditors: list[Candidate]) -> None:
        self.matter, self.program = matter, Program()
        self.chosen: dict[Pair, int] = {}
        of_application: dict[str, list[Candidate]] = defaultdict(list)
        of_auditor: dict[str, list[int]] = defaultdict(list)
        for application in applications:
            for auditor in auditors:
                if application.seats > 0 and refusal_of(matter, auditor, application) is None:
                    column = self.program.column()
                    self.chosen[auditor.key, application.key] = column
                    of_application[application.key].append(auditor)
                    of_auditor[auditor.key].append(column)
        self.parts: list[int] = []
        for each in applications:
            self._team(each, of_application[each.key])
        self.steps = {column: cost for each in auditors for column, cost in self._steps(each, of_auditor[each.key])}

    def _team(self, application: Wanting, possible: list[Candidate]) -> None:
        """Bound who may audit the application together; a team of several is whole, or counted in part."""
        columns = {each.key: self.chosen[each.key, application.key] for each in possible}
        placed = [(column, -1) for column in columns.values()]
        if application.seats > 1 and possible:
            whole, part = self.program.column(), self.program.column(application.seats - 1)
            self.program.exactly(0, [*placed, (whole, application.seats), (part, 1)])
            self.program.at_most(application.seats, [(whole, application.seats), (part, 1)])
            self.parts.append(part)
        elif possible:
            self.program.at_least(-application.seats, placed)
        if application.is_peer:
            self._together(application, possible, columns)

    def _together(self, application: Wanting, possible: list[Candidate], columns: dict[str, int]) -> None:
        """Bound the peers of one application: one of a place, and a first-timer only beside an experienced one."""
        places = Counter(each.place for each in possible)
        for place in (place for place, count in places.items() if count > 1):
            self.program.at_most(1, [(columns[each.key], 1) for each in possible if each.place == place])
        if not application.has_experience and not all(each.is_experienced for each in possible):
            self.program.at_most(0, [(columns[each.key], -1 if each.is_experienced else 1) for each in possible])

    def _steps(self, auditor: Candidate, columns: list[int]) -> Iterable[tuple[int, int]]:
        """Bound the auditor's audits by her room; return a column for each further audit with what it adds to the square of her load."""
        steps = [self.program.column() for _each in range(min(auditor.room, len(columns)))]
        self.program.exactly(0, [*((column, 1) for column in columns), *((step, -1) for step in steps)])
        return [(step, 2 * (auditor.load + further) + 1) for further, step in enumerate(steps)]

    def place_most(self, *, seconds: float) -> Solution:
        """Fill as many places as possible; of those ways, one with the fewest teams left in part, or one more than that.

        To prove the very fewest takes minutes when an odd number of places can be filled: one team in part is then there anyway.
        """
        costs = [0] * len(self.program.uppers)
        for column in self.chosen.values():
            costs[column] = -(len(self.parts) + 1)
        for part in self.parts:
            costs[part] = 1
        return self.program.cheapest(costs, [0] * len(costs), seconds=seconds, spare=1)

    def even_out(self, most: Solution, *, seconds: float) -> Solution:
        """Keep what was reached, and even the loads; of those ways, the one with the smallest dislikes."""
        placed = sum(most.values[column] for column in self.chosen.values())
        self.program.at_least(placed, [(column, 1) for column in self.chosen.values()])
        self.program.at_most(sum(most.values[part] for part in self.parts), [(part, 1) for part in self.parts])
        costs = [0] * len(self.program.uppers)
        weight = DISLIKE_MAX * placed + 1
        for pair, column in self.chosen.items():
            costs[column] = self.matter.dislikes.get(pair, 0)
        for column, cost in self.steps.items():
            costs[column] = weight * cost
        return self.program.cheapest(costs, most.values, seconds=seconds)

    def pairs_of(self, solution: Solution) -> list[Pair]:
        return [pair for pair, column in self.chosen.items() if solution.values[column]]


class _Explanations:
    """Tells of each application left with empty places why the others are not in them."""

    def __init__(self, matter: Matter, auditors: list[Candidate], pairs: list[Pair]) -> None:
        self.matter, self.auditors = matter, auditors
        self.loads = Counter(auditor for auditor, _application in pairs)
        self.placed: dict[str, set[str]] = defaultdict(set)
        for auditor, application in pairs:
            self.placed[application].add(auditor)

    def gaps(self, applications: list[Wanting]) -> list[Gap]:
        missing = [(each, each.seats - len(self.placed[each.key])) for each in applications]
        return [self._gap(each, count) for each, count in missing if count > 0]

    def _gap(self, application: Wanting, missing: int) -> Gap:
        own = self.placed[application.key]
        others = [each for each in self.auditors if each.key not in own]
        places = {each.place for each in self.auditors if each.key in own}
        whys = {each.key: refusal_of(self.matter, each, application) or self._taken(each, application, places) for each in others}
        counts = Counter(whys.values())
        possible = [each for each in others if whys[each.key] == Why.WARNED and not self._is_full(each)]
        named = sorted(possible, key=lambda each: (each.load + self.loads[each.key], each.key))[:SUGGESTED]
        return Gap(application.key, missing, {why: counts[why] for why in Why if counts[why]}, tuple(each.key for each in named))

    def _taken(self, auditor: Candidate, application: Wanting, places: set[Hashable]) -> Why:
        """Return why one who could have been proposed was not: the others took her time or her place in the team."""
        if application.is_peer and auditor.place in places:
            return Why.SAME_PLACE
        if self._is_full(auditor) or auditor.is_experienced or not application.is_peer:
            return Why.TAKEN
        return Why.FIRST_TIMER

    def _is_full(self, auditor: Candidate) -> bool:
        return self.loads[auditor.key] >= auditor.room
