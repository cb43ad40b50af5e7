"""The page of a round's proposal: who would audit whom and why, what stayed empty, and how the audits fall on the auditors."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.choices import AUDITOR_ROLES, AssessmentKind
from assessments.conflicts import RULES, ConflictKind
from assessments.lifecycle import SEAT_STATUS_LABELS, SeatStatus
from assessments.matching import WHYS, Why
from assessments.models import Application, Auditor, AuditSeat, Proposal, Round
from assessments.selectors.applications.listing import unit_names
from assessments.selectors.auditing.plans import usual_days
from assessments.selectors.auditing.round_matter import applications_to_name, empty_seats, seats_of_round
from assessments.selectors.auditing.teams import audits_made, is_experienced, loads_of, place_of_auditor
from assessments.selectors.round_figures import wish_words
from assessments.teams import TEAM_PROBLEMS, Member, TeamProblem, problems_of
from config.toolkit.svg import SpreadChart, spread_chart

TONES = {SeatStatus.PROPOSED: "todo", SeatStatus.INVITED: "due", SeatStatus.ACCEPTED: "done"}


@dataclass(frozen=True)
class SeatLine:
    """One auditor of an application: how far her invitation is, and what spoke for her."""

    name: str
    state: str
    tone: str
    reasons: str
    warnings: str


@dataclass(frozen=True)
class TeamLine:
    """One application with its auditors; what is missing, why, and who could come with a written reason."""

    application: Application
    wish: str
    seats: list[AuditSeat]
    missing: int
    problems: list[TeamProblem]
    gap: Mapping[str, object]

    @property
    def is_invitable(self) -> bool:
        return not self.problems and any(seat.status == SeatStatus.PROPOSED for seat in self.seats)


@dataclass(frozen=True)
class LoadLine:
    """One auditor's year: her audits, how many of them are in this round, and the most she takes."""

    auditor: Auditor
    load: int
    here: int

    @property
    def is_full(self) -> bool:
        return self.load >= self.auditor.most_a_year


@dataclass(frozen=True)
class RoundTeams:
    """All teams of a round, those with empty places first."""

    year: int
    lines: list[TeamLine]
    loads: list[LoadLine]
    made: dict[int, int]
    figures: list[tuple[str, int]] = field(default_factory=list)

    @property
    def invitable(self) -> int:
        return sum(line.is_invitable for line in self.lines)

    @property
    def seats(self) -> int:
        """How many places the round's audits have, empty ones too."""
        return sum(len(line.seats) + line.missing for line in self.lines)


def latest_proposal(round_: Round) -> Proposal | None:
    """Return the round's newest proposal with who ordered it; one query."""
    return round_.proposals.select_related("ordered_by").first()


def written_seats(proposal: Proposal) -> int:
    """Return how many places the proposal has given so far; one query."""
    return proposal.seats.count()


def teams_of_round(round_: Round, proposal: Proposal | None, at: dt.datetime) -> RoundTeams:
    """Return the round's teams and the auditors' loads as they are now; five queries."""
    seats, year = seats_of_round(round_), usual_days(round_)[0].year
    auditors = {each.pk: each for each in _auditors(at)}
    auditors |= {seat.auditor_id: seat.auditor for each in seats.values() for seat in each}
    made, loads = audits_made(auditors.values()), loads_of(auditors.values(), year)
    gaps = {gap["application"]: gap for gap in proposal.gaps} if proposal else {}
    lines = [_team(each, seats[each.pk], made, gaps.get(each.ref, {})) for each in applications_to_name(round_)]
    here = Counter(seat.auditor_id for line in lines for seat in line.seats)
    load_lines = [LoadLine(each, loads[each.pk], here[each.pk]) for each in auditors.values()]
    load_lines.sort(key=lambda line: (-line.load, line.auditor.user.sort_key, line.auditor.pk))
    return RoundTeams(year, sorted(lines, key=lambda line: not line.problems), load_lines, made, _figures(lines))


def _auditors(at: dt.datetime) -> Sequence[Auditor]:
    on = timezone.localdate(at)
    found = Auditor.objects.none()
    for kind in AUDITOR_ROLES:
        found |= Auditor.objects.of_kind(kind, on)
    return list(found.select_related("user"))


def _team(application: Application, seats: list[AuditSeat], made: Mapping[int, int], gap: Mapping[str, object]) -> TeamLine:
    members = [Member(place_of_auditor(seat.auditor), is_experienced(made[seat.auditor_id]), seat.is_lead) for seat in seats]
    may_be_one = bool(seats) and bool(seats[0].assessment.plan.single_reason)
    problems = problems_of(members, is_peer=application.wish == AssessmentKind.PEER, may_be_one=may_be_one)
    return TeamLine(application, wish_words(application.wish), seats, empty_seats(application, seats), problems, gap)


def _figures(lines: Sequence[TeamLine]) -> list[tuple[str, int]]:
    states = Counter(seat.status for line in lines for seat in line.seats)
    counted = [(str(SEAT_STATUS_LABELS[state]), states[state]) for state in TONES]
    return [(_("Hakemuksia"), len(lines)), *counted, (_("Tyhjiä paikkoja"), sum(line.missing for line in lines))]


# What one page shows ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ShownTeam:
    """A team as the page words it."""

    line: TeamLine
    units: str
    tag: str
    tone: str
    seats: list[SeatLine]
    problems: list[str]
    whys: str
    with_reason: str


def shown_teams(lines: Sequence[TeamLine], teams: RoundTeams) -> list[ShownTeam]:
    """Return the teams of one page in words; one query."""
    prefetch_related_objects([line.application for line in lines], "units__workshop")
    loads = {line.auditor.pk: line for line in teams.loads}
    names = {line.auditor.ref: line.auditor.user.name for line in teams.loads}
    return [_shown(line, teams.made, loads, names) for line in lines]


def _shown(line: TeamLine, made: Mapping[int, int], loads: Mapping[int, LoadLine], names: Mapping[str, str]) -> ShownTeam:
    tag, tone = _tag(line)
    whys = line.gap.get("whys", {}) if line.missing else {}
    with_reason = line.gap.get("with_reason", []) if line.missing else []
    assert isinstance(whys, dict)  # as the proposal has stored them
    assert isinstance(with_reason, list)
    return ShownTeam(
        line=line,
        units=unit_names(line.application),
        tag=tag,
        tone=tone,
        seats=[_seat(seat, made[seat.auditor_id], loads[seat.auditor_id]) for seat in line.seats],
        problems=[str(TEAM_PROBLEMS[problem]) for problem in line.problems],
        whys=", ".join(f"{WHYS[why]} ({whys[why]})" for why in Why if why in whys),  # a database may keep keys in an order of its own
        with_reason=", ".join(names[ref] for ref in with_reason if ref in names),
    )


def _tag(line: TeamLine) -> tuple[str, str]:
    if line.missing:
        return ngettext("%(count)s puuttuu", "%(count)s puuttuu", line.missing) % {"count": line.missing}, "due"
    if line.problems:
        return _("Korjattava"), "due"
    least = next(state for state in TONES if any(seat.status == state for seat in line.seats))
    words = {SeatStatus.PROPOSED: _("Valmis kutsuttavaksi"), SeatStatus.INVITED: _("Odottaa vastausta"), SeatStatus.ACCEPTED: _("Mukana")}
    return words[least], TONES[least]


def _seat(seat: AuditSeat, made: int, load: LoadLine) -> SeatLine:
    done = ngettext("%(count)s auditointi tehty", "%(count)s auditointia tehty", made) % {"count": made}
    year = _("vuoden auditointeja %(load)s/%(most)s") % {"load": load.load, "most": seat.auditor.most_a_year}
    reasons = [done if is_experienced(made) else _("ensimmäinen auditointi"), year]
    reasons += [_("pääauditoitsija")] if seat.is_lead else []
    reasons += [_("nimetty käsin")] if seat.proposal_id is None else []
    status = SeatStatus(seat.status)
    warnings = " ".join(str(RULES[ConflictKind(kind)].label) for kind in seat.warnings)
    return SeatLine(seat.auditor.user.name, str(SEAT_STATUS_LABELS[status]), TONES[status], ", ".join(reasons), warnings)


def load_chart(teams: RoundTeams) -> SpreadChart:
    """Return how many auditors have how many audits this year, as dots; the table beside names them."""
    counts = Counter(line.load for line in teams.loads)
    most = max(counts, default=0)
    told = [_("%(audits)s: %(count)s") % {"audits": _audits(load), "count": counts[load]} for load in range(most + 1)]
    return spread_chart(
        steps=[(load, ngettext("auditointi", "auditointia", load)) for load in range(most + 1)],
        counts=dict(counts),
        title=_("Auditoitsijat vuoden auditointien määrän mukaan. %(counts)s.") % {"counts": ", ".join(told)},
    )


def _audits(count: int) -> str:
    return ngettext("%(count)s auditointi", "%(count)s auditointia", count) % {"count": count}
