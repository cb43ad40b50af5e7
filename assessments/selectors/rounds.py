"""What the coordinator's pages of rounds show: states and counts. What an application says is never read here."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Case, Count, F, IntegerField, QuerySet, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from assessments.lifecycle import APPLICATION_STATUS_LABELS, LIVE_STATUSES, ApplicationStatus
from assessments.models import Application, Assessment, Round
from assessments.selectors.audience import people_with
from assessments.selectors.round_figures import SLUGS, Choice, Figure
from config.toolkit.templatetags.ui import full_day, full_day_clock
from workshops.models import AuditEvent
from workshops.roles import Permission

if TYPE_CHECKING:
    from typing import TypedDict

    from django_stubs_ext import WithAnnotations

    class Phased(TypedDict):
        """What `rounds_for_list` annotates."""

        phase: int

    PhasedRound = WithAnnotations[Round, Phased]

DEADLINE_TIME = dt.time(16, 15)  # docs/domain.md 4.2
# Month and day of the usual deadlines, and of the decisions that follow: how many years later, month, day (docs/domain.md 4.2).
USUAL_DAYS = (((6, 1), (0, 9, 30)), ((12, 1), (1, 3, 31)))
NEAR = dt.timedelta(days=31)  # a round whose deadline has been moved this little still stands for the usual one
WITHOUT_ROUND_AT_MOST = 100
Span = tuple[dt.date, dt.date]  # first and last day


class Phase(Enum):
    """Where a round is between its opening and its deadline."""

    OPEN = gettext_lazy("Avoinna")
    COMING = gettext_lazy("Tulossa")
    PASSED = gettext_lazy("Määräaika päättynyt")


_PHASES = list(Phase)


@dataclass(frozen=True)
class RoundLine:
    """One round in the list with its applications by state, in the states' own order; states without any are left out."""

    round: Round
    phase: Phase
    counts: list[tuple[ApplicationStatus, int]]

    @property
    def total(self) -> int:
        return sum(count for _status, count in self.counts)

    @property
    def figures(self) -> list[Figure]:
        """Each number with the part of the board that lists it."""
        return [Figure(count, Choice(SLUGS[status]).query, str(APPLICATION_STATUS_LABELS[status])) for status, count in self.counts]


@dataclass(frozen=True)
class Move:
    """One move of a deadline, as the audit log tells of it."""

    before: dt.datetime
    after: dt.datetime
    reason: str
    moved_by: str
    moved_at: dt.datetime


@dataclass(frozen=True)
class Reach:
    """Whom a move of the deadline touches: the applications that are told of it, and the lapsed ones that may open again."""

    told: int
    lapsed: int
    is_movable: bool  # the first audit has not started


def phase_of(round_: Round, at: dt.datetime) -> Phase:
    """Return where the round is at the moment; what arrives at the very deadline is still in."""
    if round_.has_passed(at):
        return Phase.PASSED
    return Phase.OPEN if round_.takes_applications(at) else Phase.COMING


def rounds_for_list(at: dt.datetime) -> QuerySet[PhasedRound]:
    """Return all rounds: the open ones and the coming ones the next deadline first, then the passed ones the latest first."""
    opened, passed = {"opens_date__lte": timezone.localdate(at)}, {"deadline_at__lt": at}
    order = {phase: Value(number) for number, phase in enumerate(_PHASES)}
    phase = Case(
        When(**passed, then=order[Phase.PASSED]),
        When(**opened, then=order[Phase.OPEN]),
        default=order[Phase.COMING],
        output_field=IntegerField(),
    )
    latest_first = Case(When(**passed, then=F("deadline_at"))).desc(nulls_last=True)
    rounds: QuerySet[Round] = Round.objects.select_related("version__framework")
    return rounds.annotate(phase=phase).order_by("phase", latest_first, "deadline_at", "pk")


def lines_of(rounds: Iterable[Round], at: dt.datetime) -> list[RoundLine]:
    """Return the rounds with the counts of their applications; one query."""
    shown = list(rounds)
    rows = Application.objects.filter(round__in=shown).order_by().values("round", "status").annotate(count=Count("pk"))
    counts = {(row["round"], row["status"]): row["count"] for row in rows}
    return [
        RoundLine(
            each, phase_of(each, at), [(status, counts[each.pk, status]) for status in ApplicationStatus if (each.pk, status) in counts]
        )
        for each in shown
    ]


def without_round() -> QuerySet[Application]:
    """Return the registered applications that have not chosen a round, the first registered first, not more than a page holds."""
    waiting = Application.objects.filter(round=None, status=ApplicationStatus.REGISTERED).select_related("organisation", "contact")
    return waiting.prefetch_related("units__workshop").order_by("registered_at", "pk")[:WITHOUT_ROUND_AT_MOST]


def rounds_for_pages() -> QuerySet[Round]:
    """Return the rounds with what every page of one names."""
    return Round.objects.select_related("version__framework").prefetch_related("breaks")


def facts_of(round_: Round) -> list[tuple[str, str]]:
    """Return what is set of the round as (name, value); no query when `rounds_for_pages` has loaded it."""
    years, days = round_.validity_years, round_.comment_days
    return [
        (_("Määräaika"), full_day_clock(round_.deadline_at)),
        (_("Avoinna alkaen"), full_day(round_.opens_date)),
        (_("Päätökset viimeistään"), full_day(round_.decision_date)),
        (_("Kriteeristö"), f"{round_.version.framework.name} {round_.version.version}"),
        (_("Merkin voimassaolo"), ngettext("%(count)s vuosi", "%(count)s vuotta", years) % {"count": years}),
        (_("Kommentointiaika"), ngettext("%(count)s päivä", "%(count)s päivää", days) % {"count": days}),
        (_("Valmiuden ehdot"), " ".join(readiness_words(round_))),
        (_("Tauot"), ", ".join(f"{full_day(each.first_date)}–{full_day(each.last_date)}" for each in round_.breaks.all())),
    ]


def readiness_words(round_: Round) -> list[str]:
    """Return the round's conditions of readiness in sentences; none when none is set."""
    asked = []
    if round_.readiness_forbids_unmet:
        asked.append(_("Yksikään kriteeri ei ole ”ei täyty”."))
    if round_.readiness_median is not None:
        asked.append(_("Jokaisen osa-alueen tasojen mediaani on vähintään %(least)s.") % {"least": round_.readiness_median})
    return asked


def moves_of(round_: Round) -> list[Move]:
    """Return the moves of the round's deadline, the latest first; one query."""
    events = AuditEvent.objects.filter(action="deadline_moved", object_type=Round._meta.label_lower, object_ref=round_.ref)
    return [_move(event) for event in events.select_related("actor").order_by("-pk")]


def _move(event: AuditEvent) -> Move:
    before, after = (dt.datetime.fromisoformat(event.details[name]) for name in ("from", "to"))
    return Move(before, after, event.details["reason"], event.actor.name if event.actor else "", event.at)


def has_started_audits(round_: Round) -> bool:
    """Tell whether an audit of the round has started: its deadline stands from then on."""
    return Assessment.objects.filter(application__round=round_, started_at__isnull=False).exists()


def reach_of(round_: Round) -> Reach:
    """Return whom a move of the deadline touches now; two queries."""
    counts: Counter[Any] = Counter()
    for row in round_.applications.order_by().values("status").annotate(count=Count("pk")):
        counts[row["status"]] = row["count"]
    told = sum(counts[status] for status in LIVE_STATUSES)
    return Reach(told, counts[ApplicationStatus.LAPSED], not has_started_audits(round_))


# What a new round begins with --------------------------------------------------------------------------------------------------


def usual_deadline(at: dt.datetime) -> dt.datetime:
    """Return the next usual deadline, 1.6. or 1.12. at 16.15 in Helsinki, near which no round has its own."""
    taken = list(Round.objects.filter(deadline_at__gt=at - NEAR).values_list("deadline_at", flat=True))
    year = timezone.localdate(at).year
    moments = (_moment(later, *day) for later in range(year, year + len(taken) + 2) for day, _decision in USUAL_DAYS)
    return next(moment for moment in moments if moment > at and not any(abs(moment - other) <= NEAR for other in taken))


def usual_decision_date(deadline_at: dt.datetime) -> dt.date:
    """Return when the decisions of a usual deadline are due: 30.9., or 31.3. of the next year."""
    deadline = timezone.localtime(deadline_at)
    years, month, day = dict(USUAL_DAYS)[deadline.month, deadline.day]
    return dt.date(deadline.year + years, month, day)


def usual_name(deadline_at: dt.datetime) -> str:
    """Return "Kevään haku 2027" or "Syksyn haku 2026"."""
    deadline = timezone.localtime(deadline_at)
    sentence = _("Kevään haku %(year)s") if deadline.month <= USUAL_DAYS[0][0][0] else _("Syksyn haku %(year)s")
    return sentence % {"year": deadline.year}


def quiet_spans(first: dt.date, last: dt.date) -> list[Span]:
    """Return the quiet times of the year (settings.QUIET_TIMES) of which some day falls between the days, in order."""
    spans = [
        (dt.date(year, *begins), dt.date(year if begins <= ends else year + 1, *ends))
        for year in range(first.year - 1, last.year + 1)
        for begins, ends in settings.QUIET_TIMES
    ]
    return sorted(span for span in spans if span[0] <= last and span[1] >= first)


def _moment(year: int, month: int, day: int) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(dt.date(year, month, day), DEADLINE_TIME))


# Kuka näkee tämän? -------------------------------------------------------------------------------------------------------------


def who_sees_round() -> list[tuple[str, str]]:
    """Return who sees what is set of a round."""
    applicants = _("Koordinaattorit. Työpajojen %(applicants)s näkevät kierroksen, kun he ilmoittautuvat ja hakevat.")
    return [(_("Nyt ja myöhemmin"), applicants % {"applicants": people_with(Permission.APPLY)})]


def who_sees_move() -> list[tuple[str, str]]:
    """Return who is told why a deadline moved."""
    contacts = _("Kierroksen hakemusten yhteyshenkilöt saavat uuden määräajan ja syyn sähköpostina.")
    return [(_("Heti"), contacts), (_("Myöhemmin"), _("Koordinaattorit näkevät syyn tällä sivulla."))]
