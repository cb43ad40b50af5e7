"""The round board: who has registered, how far each is, what waits for whom. States and counts only, never what is written."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, IntegerField, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from assessments.choices import AuditWish
from assessments.lifecycle import APPLICATION_STATUS_LABELS, UNSUBMITTED_STATUSES, ApplicationStatus
from assessments.models import Application, ApplicationAnswer, ApplicationUnit, Round, Submission
from assessments.selectors.round_auditors import SeatWords, seats_by_application
from assessments.selectors.round_figures import STATES, WAITINGS, WISHES, Choice, Figure, Waits, wish_words
from assessments.selectors.round_standing import (
    NAMED_STATUSES,
    STUCK,
    is_short,
    is_uninvited,
    live_seats,
    stuck_condition,
    with_standing,
)
from criteria.models import Criterion

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    from assessments.selectors.round_standing import Standing

    class Progress(Standing):
        """What `applications_of` annotates."""

        written: int
        total: int
        submitted_at: dt.datetime | None

    BoardApplication = WithAnnotations[Application, Progress]


@dataclass(frozen=True)
class FigureRow:
    """The numbers of one state: each wish, then both."""

    label: str
    figures: list[Figure]


@dataclass(frozen=True)
class Figures:
    """All numbers of the board: a row for each state that has any, the sums, what waits for whom, and what is stuck."""

    headings: list[str]  # of the columns
    rows: list[FigureRow]
    sums: FigureRow
    waits: list[Figure]
    stuck: list[Figure]

    @property
    def total(self) -> int:
        return self.sums.figures[-1].count


@dataclass(frozen=True)
class BoardLine:
    """One application as the coordinator sees it: how far it is, not what it says."""

    application: BoardApplication
    units: list[str]
    wish: str
    state: str
    waits: Waits
    written: int
    total: int
    seats: list[SeatWords]

    @property
    def is_filling(self) -> bool:
        """How far it is is told while it is being filled: what was submitted was whole."""
        return self.application.status == ApplicationStatus.OPEN

    @property
    def waits_for_you(self) -> bool:
        return self.waits == Waits.YOU

    @property
    def is_named(self) -> bool:
        """Auditors are named to it: it was submitted, and its deadline has passed."""
        return self.waits in {Waits.YOU, Waits.AUDITORS}

    @property
    def waiting(self) -> str:
        return "" if self.waits == Waits.NOTHING else str(self.waits.value)


def waits_of(status: str, round_: Round, at: dt.datetime, *, lacks: bool) -> Waits:
    """Return what an application of the round in the state waits for at the moment.

    It follows from state, clock and auditors alone; `lacks`: an auditor is missing, or an invitation has not gone out.
    """
    if status in UNSUBMITTED_STATUSES:
        if round_.has_passed(at):
            return Waits.NOTHING
        return Waits.APPLICANT if round_.takes_applications(at) else Waits.OPENING
    if status == ApplicationStatus.SUBMITTED and not round_.has_passed(at):
        return Waits.DEADLINE
    if status in NAMED_STATUSES:
        return Waits.YOU if lacks else Waits.AUDITORS
    return Waits.DECISION if status == ApplicationStatus.AUDITED else Waits.NOTHING


def applications_of(round_: Round, choice: Choice, at: dt.datetime) -> QuerySet[BoardApplication]:
    """Return the round's applications that are asked for, by organisation, each with `Progress`; no text is read."""
    rows = with_standing(round_.applications.all())
    if choice.state:
        rows = rows.filter(status=STATES[choice.state])
    if choice.wish:
        rows = rows.filter(wish=WISHES[choice.wish])
    if choice.waits:
        rows = rows.filter(_waiting_for(WAITINGS[choice.waits], round_, at))
    if choice.stuck:
        rows = rows.filter(stuck_condition(STUCK[choice.stuck], at))
    if choice.auditor:
        rows = rows.filter(Exists(live_seats().filter(auditor__ref=choice.auditor)))
    answers = ApplicationAnswer.objects.filter(application=OuterRef("pk"), criterion__area__version=round_.version_id).exclude(text="")
    submissions = Submission.objects.filter(application=OuterRef("pk")).order_by("-number")
    written = Subquery(answers.order_by().values("application").annotate(count=Count("pk")).values("count"))
    criteria = Criterion.objects.filter(area__version=round_.version_id).order_by().values("area__version")
    return (
        rows.annotate(
            written=Coalesce(written, 0, output_field=IntegerField()),
            total=Subquery(criteria.annotate(count=Count("pk")).values("count")),
            submitted_at=Subquery(submissions.values("arrived_at")[:1]),
        )
        .select_related("organisation", "contact")
        .prefetch_related(Prefetch("units", ApplicationUnit.objects.select_related("workshop").order_by("workshop__sort_key", "pk")))
        .order_by("organisation__sort_key", "pk")
    )


def _waiting_for(what: Waits, round_: Round, at: dt.datetime) -> Q:
    """Return the condition of the database that `waits_of` gives what is asked for; the rows carry their standing."""
    lacking, whole = (
        [status for status in ApplicationStatus if waits_of(status, round_, at, lacks=lacks) == what] for lacks in (True, False)
    )
    lacks = Q(is_short=True) | Q(is_uninvited=True)
    return (Q(status__in=lacking) & lacks) | (Q(status__in=whole) & ~lacks)


def board_lines(applications: Iterable[BoardApplication], round_: Round, at: dt.datetime) -> list[BoardLine]:
    """Return the applications as the board shows them; one query beside their own."""
    rows = list(applications)
    seats = seats_by_application(rows)
    return [
        BoardLine(
            application=each,
            units=[unit.workshop.name for unit in each.units.all()],
            wish=wish_words(each.wish),
            state=str(APPLICATION_STATUS_LABELS[ApplicationStatus(each.status)]),
            waits=waits_of(each.status, round_, at, lacks=each.is_short or each.is_uninvited),
            written=each.written,
            total=each.total,
            seats=seats[each.pk],
        )
        for each in rows
    ]


def figures_of(round_: Round, at: dt.datetime) -> Figures:
    """Return all numbers of the round, each with the address of its list; one query."""
    counts: Counter[tuple[str, str]] = Counter()
    lacking: Counter[str] = Counter()
    stuck: Counter[str] = Counter()
    ways = {slug: Count("pk", filter=stuck_condition(what, at)) for slug, what in STUCK.items()}
    rows = round_.applications.order_by().values("status", "wish")
    for row in rows.annotate(count=Count("pk"), lacking=Count("pk", filter=is_short() | is_uninvited()), **ways):
        counts[row["status"], row["wish"]] = row["count"]
        lacking[row["status"]] += row["lacking"]
        stuck.update({slug: row[slug] for slug in STUCK})
    states = [slug for slug, status in STATES.items() if any(counts[status, wish] for wish in AuditWish)]
    return Figures(
        headings=[_("Vertais"), _("Ulkopuolinen"), _("Kaikki")],  # short: the table is read on a phone too
        rows=[FigureRow(str(APPLICATION_STATUS_LABELS[STATES[slug]]), _figures(counts, slug)) for slug in states],
        sums=FigureRow(_("Yhteensä"), _figures(counts, "")),
        waits=_waiting(counts, lacking, round_, at),
        stuck=[Figure(stuck[slug], Choice(stuck=slug).query, str(what.value)) for slug, what in STUCK.items() if stuck[slug]],
    )


def _figures(counts: Counter[tuple[str, str]], state: str) -> list[Figure]:
    chosen = [Choice(state, wish) for wish in (*WISHES, "")]
    statuses = [STATES[state]] if state else list(ApplicationStatus)
    return [
        Figure(
            sum(counts[status, wish] for status in statuses for wish in ([WISHES[each.wish]] if each.wish else AuditWish)),
            each.query,
            each.words,
        )
        for each in chosen
    ]


def _waiting(counts: Counter[tuple[str, str]], lacking: Counter[str], round_: Round, at: dt.datetime) -> list[Figure]:
    waiting: Counter[Waits] = Counter()
    for status in ApplicationStatus:
        together = sum(counts[status, wish] for wish in AuditWish)
        waiting[waits_of(status, round_, at, lacks=True)] += lacking[status]
        waiting[waits_of(status, round_, at, lacks=False)] += together - lacking[status]
    shown = [slug for slug, what in WAITINGS.items() if waiting[what]]
    return [Figure(waiting[WAITINGS[slug]], Choice(waits=slug).query, str(WAITINGS[slug].value)) for slug in shown]
