"""The round board: who has registered, how far each is, what waits for whom. States and counts only, never what is written."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, IntegerField, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from assessments.choices import AuditWish
from assessments.lifecycle import APPLICATION_STATUS_LABELS, UNSUBMITTED_STATUSES, ApplicationStatus
from assessments.models import Application, ApplicationAnswer, ApplicationUnit, Round, Submission
from assessments.selectors.round_figures import STATES, WAITINGS, WISHES, Choice, Figure, Waits, wish_words
from config.toolkit.sheets import Column, Sheet
from criteria.models import Criterion

if TYPE_CHECKING:
    from typing import TypedDict

    from django_stubs_ext import WithAnnotations

    class Progress(TypedDict):
        """What `applications_of` annotates."""

        written: int
        submitted_at: dt.datetime | None

    BoardApplication = WithAnnotations[Application, Progress]


@dataclass(frozen=True)
class FigureRow:
    """The numbers of one state: each wish, then both."""

    label: str
    figures: list[Figure]


@dataclass(frozen=True)
class Figures:
    """All numbers of the board: a row for each state that has any, the sums, and what waits for whom."""

    headings: list[str]  # of the columns
    rows: list[FigureRow]
    sums: FigureRow
    waits: list[Figure]

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

    @property
    def is_filling(self) -> bool:
        """How far it is is told while it is being filled: what was submitted was whole."""
        return self.application.status == ApplicationStatus.OPEN

    @property
    def waits_for_you(self) -> bool:
        return self.waits == Waits.YOU

    @property
    def waiting(self) -> str:
        return "" if self.waits == Waits.NOTHING else str(self.waits.value)


def waits_of(status: str, round_: Round, at: dt.datetime) -> Waits:
    """Return what an application of the round in the state waits for at the moment: it follows from state and clock alone."""
    if status in UNSUBMITTED_STATUSES:
        if round_.has_passed(at):
            return Waits.NOTHING
        return Waits.APPLICANT if round_.takes_applications(at) else Waits.OPENING
    if status == ApplicationStatus.SUBMITTED:
        return Waits.YOU if round_.has_passed(at) else Waits.DEADLINE
    later = {ApplicationStatus.IN_AUDIT.value: Waits.AUDITORS, ApplicationStatus.AUDITED.value: Waits.DECISION}
    return later.get(status, Waits.NOTHING)


def applications_of(round_: Round, choice: Choice, at: dt.datetime) -> QuerySet[BoardApplication]:
    """Return the round's applications that are asked for, by organisation, each with `written` and `submitted_at`; no text is read."""
    rows: QuerySet[Application] = round_.applications.all()
    if choice.state:
        rows = rows.filter(status=STATES[choice.state])
    if choice.wish:
        rows = rows.filter(wish=WISHES[choice.wish])
    if choice.waits:
        rows = rows.filter(status__in=[status for status in ApplicationStatus if waits_of(status, round_, at) == WAITINGS[choice.waits]])
    answers = ApplicationAnswer.objects.filter(application=OuterRef("pk"), criterion__area__version=round_.version_id).exclude(text="")
    submissions = Submission.objects.filter(application=OuterRef("pk")).order_by("-number")
    written = Subquery(answers.order_by().values("application").annotate(count=Count("pk")).values("count"))
    return (
        rows.annotate(
            written=Coalesce(written, 0, output_field=IntegerField()), submitted_at=Subquery(submissions.values("arrived_at")[:1])
        )
        .select_related("organisation", "contact")
        .prefetch_related(Prefetch("units", ApplicationUnit.objects.select_related("workshop").order_by("workshop__sort_key", "pk")))
        .order_by("organisation__sort_key", "pk")
    )


def board_lines(applications: Iterable[BoardApplication], round_: Round, at: dt.datetime) -> list[BoardLine]:
    """Return the applications as the board shows them; one query."""
    total = Criterion.objects.filter(area__version=round_.version_id).count()
    return [
        BoardLine(
            application=each,
            units=[unit.workshop.name for unit in each.units.all()],
            wish=wish_words(each.wish),
            state=str(APPLICATION_STATUS_LABELS[ApplicationStatus(each.status)]),
            waits=waits_of(each.status, round_, at),
            written=each.written,
            total=total,
        )
        for each in applications
    ]


def figures_of(round_: Round, at: dt.datetime) -> Figures:
    """Return all numbers of the round, each with the address of its list; one query."""
    counts: Counter[tuple[str, str]] = Counter()
    for row in round_.applications.order_by().values("status", "wish").annotate(count=Count("pk")):
        counts[row["status"], row["wish"]] = row["count"]
    states = [slug for slug, status in STATES.items() if any(counts[status, wish] for wish in AuditWish)]
    return Figures(
        headings=[_("Vertais"), _("Ulkopuolinen"), _("Kaikki")],  # short: the table is read on a phone too
        rows=[FigureRow(str(APPLICATION_STATUS_LABELS[STATES[slug]]), _figures(counts, slug)) for slug in states],
        sums=FigureRow(_("Yhteensä"), _figures(counts, "")),
        waits=_waiting(counts, round_, at),
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


def _waiting(counts: Counter[tuple[str, str]], round_: Round, at: dt.datetime) -> list[Figure]:
    waiting: Counter[Waits] = Counter()
    for (status, _wished), count in counts.items():
        waiting[waits_of(status, round_, at)] += count
    shown = [slug for slug, what in WAITINGS.items() if waiting[what]]
    return [Figure(waiting[WAITINGS[slug]], Choice(waits=slug).query, str(WAITINGS[slug].value)) for slug in shown]


def board_sheets(lines: Iterable[BoardLine]) -> list[Sheet]:
    """Return the board as a spreadsheet."""
    columns = [
        Column(_("Organisaatio"), 34),
        Column(_("Y-tunnus"), 12),
        Column(_("Työpajat"), 40),
        Column(_("Toive"), 24),
        Column(_("Tila"), 18),
        Column(_("Mitä odottaa"), 30),
        Column(_("Kriteerejä kirjoitettu"), 12),
        Column(_("Kriteerejä"), 12),
        Column(_("Ilmoittautui"), 14),
        Column(_("Lähetti viimeksi"), 18),
        Column(_("Yhteyshenkilö"), 28),
        Column(_("Sähköposti"), 34),
    ]
    return [Sheet(_("Hakemukset"), columns, [_sheet_row(line) for line in lines])]


def _sheet_row(line: BoardLine) -> list[Any]:
    each = line.application
    return [
        each.organisation.name,
        each.organisation.business_id,
        ", ".join(line.units),
        line.wish,
        line.state,
        line.waiting or None,
        line.written,
        line.total,
        each.registered_at,
        each.submitted_at,
        each.contact.name,
        each.contact.email,
    ]
