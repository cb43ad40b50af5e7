"""The visit of an audit as its pages show it: when and where, the steps, what is asked, and what was written down."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.choices import VisitStepKind
from assessments.lifecycle import RATING_AUDIT_STATUSES, READ_STATUSES, AuditStatus
from assessments.models import Assessment, ConfirmedRating, Visit, VisitNote, VisitQuestion
from assessments.selectors.applications.listing import unit_names
from assessments.selectors.audience import people_with
from config.toolkit.calendars import Holding, MeetingEntry
from criteria.models import Criterion
from workshops.roles import Permission

if TYPE_CHECKING:
    import datetime as dt

    from django.db.models import QuerySet

    from assessments.models import Application, Round, VisitStep
    from workshops.models import User

UNSURE_STATUSES = (AuditStatus.ASSIGNING, AuditStatus.READING)  # a visit agreed before an auditor was replaced does not hold in these


@dataclass(frozen=True)
class ShownVisit:
    """A visit in force as it is shown: made, agreed, or left open by a change of auditors."""

    visit: Visit
    is_unsure: bool
    is_on_break: bool = False  # of the round


@dataclass(frozen=True)
class StepLine:
    """One step of the checklist, and the mark that it is done."""

    kind: VisitStepKind
    done: VisitStep | None


def shown_visit(audit: Assessment, round_: Round | None = None) -> ShownVisit | None:
    """Return the visit in force; two queries, one without the round whose breaks are asked."""
    visit = audit.visits.filter(ended_at=None).select_related("agreed_by", "visited_by").first()
    if visit is None:
        return None
    return ShownVisit(visit, _is_unsure(visit, audit), round_ is not None and is_on_break(visit.starts_at, round_))


def visit_of_application(application: Application) -> ShownVisit | None:
    """Return the visit in force of the application's audit, for its applicants and coordinators; one query, none before an audit."""
    if application.status not in READ_STATUSES:
        return None
    rows = Visit.objects.filter(assessment__application=application, ended_at=None).exclude(assessment__status=AuditStatus.CANCELLED)
    visit = rows.select_related("assessment").first()
    return ShownVisit(visit, _is_unsure(visit, visit.assessment)) if visit else None


def _is_unsure(visit: Visit, audit: Assessment) -> bool:
    return visit.visited_at is None and audit.status in UNSURE_STATUSES


def is_on_break(moment: dt.datetime, round_: Round) -> bool:
    """Tell whether the moment's day is in one of the round's breaks; one query."""
    day = timezone.localdate(moment)
    return round_.breaks.filter(first_date__lte=day, last_date__gte=day).exists()


def checklist(visit: Visit) -> list[StepLine]:
    """Return every step in its order, with its mark; one query."""
    done = {row.step: row for row in visit.steps.select_related("done_by")}
    return [StepLine(kind, done.get(kind.value)) for kind in VisitStepKind]


def unconfirmed_words(audit: Assessment) -> str:
    """Return who has not confirmed all her ratings, in a sentence; empty when nothing is missing. Two queries.

    How many, never which and never what: which of them the pair has confirmed is told on the page of the criterion alone.
    """
    total = Criterion.objects.filter(area__assessments=audit).count()
    confirmed = Count("confirmed_ratings", filter=Q(confirmed_ratings__criterion__area__assessments=audit))
    places = audit.participants.active().order_by("pk").annotate(confirmed=confirmed).values_list("user__name", "name", "confirmed")
    short = [(user_name or name, total - count) for user_name, name, count in places if count < total]
    if not short:
        return ""
    told = [f"{name}, {ngettext('%(count)s kriteeri', '%(count)s kriteeriä', count) % {'count': count}}" for name, count in short]
    sentence = _(
        "Ennen kuin käynti on tehty, jokainen auditoitsija vahvistaa ennakkoarvionsa kaikista kriteereistä. Vahvistamatta: %(who)s."
    )
    return sentence % {"who": "; ".join(told)}


# What is asked and written ---------------------------------------------------------------------------------------------------


def open_questions(audit: Assessment, user: User) -> QuerySet[VisitQuestion]:
    """Return the questions the auditor sees: her own, and her pair's of criteria that she has confirmed herself. One query.

    Until then they could tell what the pair thinks (docs/domain.md 4.3). Those of a replaced auditor are hidden with her ratings.
    """
    places = audit.participants.active()
    mine = places.of(user).values("pk")
    confirmed = ConfirmedRating.objects.filter(participant__in=mine).values("criterion")
    shown = Q(participant__in=mine) | Q(criterion__in=confirmed)
    rows = VisitQuestion.objects.filter(shown, participant__in=places.values("pk"))
    return rows.select_related("participant__user", "criterion").order_by("criterion__order", "pk")


def questions_by_criterion(audit: Assessment, user: User) -> dict[str, list[VisitQuestion]]:
    """Return what `open_questions` gives by the codes of the criteria, in their order; one query."""
    by_code: dict[str, list[VisitQuestion]] = defaultdict(list)
    for question in open_questions(audit, user):
        by_code[question.criterion.code].append(question)
    return dict(by_code)


def questions_of_criterion(audit: Assessment, user: User, criterion: Criterion) -> list[VisitQuestion]:
    """Return what `open_questions` gives of one criterion; one query."""
    return list(open_questions(audit, user).filter(criterion=criterion))


def own_question(audit: Assessment, user: User, ref: str) -> VisitQuestion | None:
    """Return the auditor's own question by its reference; one query."""
    mine = VisitQuestion.objects.filter(participant__in=audit.participants.active().of(user).values("pk"), ref=ref)
    return mine.select_related("participant__assessment", "criterion").first()


def open_notes(audit: Assessment, user: User) -> QuerySet[VisitNote]:
    """Return the notes the auditor reads: her own, and her pair's once the visit has been made."""
    mine = audit.participants.active().of(user).values("pk")
    return _notes(audit) if _is_past_visit(audit) else _notes(audit).filter(participant__in=mine)


def notes_by_criterion(audit: Assessment) -> dict[str, list[VisitNote]]:
    """Return the pair's notes by the codes of the criteria, those of the whole visit under ""; one query.

    For those who write the report together: before the visit has been made, and while a new auditor reads blind, there are none.
    """
    by_code: dict[str, list[VisitNote]] = defaultdict(list)
    for note in _notes(audit) if _is_past_visit(audit) else ():
        by_code[note.criterion.code if note.criterion else ""].append(note)
    return dict(by_code)


def _notes(audit: Assessment) -> QuerySet[VisitNote]:
    rows = VisitNote.objects.filter(participant__in=audit.participants.active().values("pk"))
    return rows.select_related("participant__user", "criterion").order_by("written_at", "pk")


def _is_past_visit(audit: Assessment) -> bool:
    return audit.status not in RATING_AUDIT_STATUSES | {AuditStatus.ASSIGNING, AuditStatus.CANCELLED}


# The calendar ----------------------------------------------------------------------------------------------------------------


def calendar_entry(audit: Assessment, url: str) -> MeetingEntry | None:
    """Return the newest visit for a calendar, also one that was called off; None when none has been agreed. Two queries.

    The entry of a visit that was never made is the next one's entry too, under the same uid and a grown revision. Needs the application
    and its units loaded.
    """
    rows = list(audit.visits.all())
    if not rows:
        return None
    [visit, *earlier] = rows
    made = sum(row.visited_at is not None for row in earlier)
    assert audit.application is not None  # an audit has one
    title = _("%(kind)s: %(units)s") % {"kind": capfirst(audit.get_kind_display()), "units": unit_names(audit.application)}
    return MeetingEntry(
        uid=f"kaynti-{audit.ref}-{made}@{urlsplit(settings.SITE_URL).hostname}",
        starts_at=visit.starts_at,
        ends_at=visit.ends_at,
        title=title,
        text="\n".join([_("Ketä tavataan: %(people)s") % {"people": visit.people}, url]),
        location=visit.link if visit.is_remote else visit.place,
        url=url,
        saved_at=visit.ended_at or visit.agreed_at,
        revision=visit.sequence,
        holding=_holding(visit, audit),
    )


def _holding(visit: Visit, audit: Assessment) -> Holding:
    if visit.visited_at is None and (visit.ended_at is not None or audit.status == AuditStatus.CANCELLED):
        return Holding.CALLED_OFF
    return Holding.OPEN if _is_unsure(visit, audit) else Holding.AGREED


# Who sees --------------------------------------------------------------------------------------------------------------------


def who_sees_agreed() -> list[tuple[str, str]]:
    """Return who sees when, where and with whom the visit is: `shown_visit`, `visit_of_application`."""
    people = {"applicants": people_with(Permission.APPLY), "coordinators": people_with(Permission.MANAGE_ROUNDS)}
    who = _("Sinä ja parisi, hakemuksen työpajojen %(applicants)s sekä yhdistyksen %(coordinators)s.") % people
    return [(_("Aika, paikka ja tavattavat"), who)]


def who_sees_visit() -> list[tuple[str, str]]:
    """Return who sees the visit and what is written for it: `who_sees_agreed`, `open_questions`."""
    return [*who_sees_agreed(), (_("Käynnin vaiheet"), _("Sinä ja parisi.")), *who_sees_question()]


def who_sees_question() -> list[tuple[str, str]]:
    """Return who sees a question for the visit: `open_questions`."""
    return [(_("Kysymyksesi"), _("Sinä, ja parisi sitten, kun hän on vahvistanut ennakkoarvionsa samasta kriteeristä. Ei kukaan muu."))]


def who_sees_note() -> list[tuple[str, str]]:
    """Return who reads a note of the visit: `open_notes`, `notes_by_criterion`."""
    return [
        (_("Nyt"), _("Vain sinä.")),
        (_("Kun käynti on merkitty tehdyksi"), _("Sinä ja parisi. Hakija, koordinaattori ja päättäjä eivät näe muistiinpanoja.")),
    ]
