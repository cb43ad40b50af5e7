"""Auditors, and audits in every state for tests, moved by the services that move them in life."""

from __future__ import annotations

import datetime as dt

from assessments.choices import AUDITOR_ROLES, Answer, AssessmentKind, AuditWish, Recommendation
from assessments.lifecycle import REPORTED_AUDIT_STATUSES, ApplicationStatus, AuditStatus
from assessments.models import (
    Application,
    ApplicationAnswer,
    Assessment,
    Auditor,
    AuditSeat,
    CommentPeriod,
    Conclusion,
    ConfirmedRating,
    Rating,
    Result,
    Round,
    Visit,
)
from assessments.selectors.results import criteria_of
from assessments.services.applications.registering import change_wish
from assessments.services.applications.submitting import submit_application
from assessments.services.auditing.invitations import accept_seat, decline_seat
from assessments.services.auditing.seats import invite_auditors, name_auditor, replace_auditor
from assessments.services.classification import store_classification
from tests.factories.applications import DEADLINE, add_file, make_coordinator, make_round, make_submitted, make_whole
from tests.factories.assessments import AT, Cast
from tests.factories.workshops import UserFactory, WorkshopFactory, grant
from workshops.models import User, Workshop
from workshops.roles import Role

LEVEL_NAME = "Salainen huipputaso"  # of the highest level, as `make_levelled` calls it
NAMED_AT = DEADLINE + dt.timedelta(days=2)  # the deadline has passed: auditors are named
VISIT_AT = NAMED_AT.replace(hour=9, minute=0) + dt.timedelta(days=42)
DRAFTED_AT = VISIT_AT + dt.timedelta(days=10)
FINAL_AT = DRAFTED_AT + dt.timedelta(days=20)


def make_auditor(*, kind: str = AssessmentKind.PEER, workshop: Workshop | None = None, made: int = 3, **changes: object) -> Auditor:
    """An auditor who works in a workshop of her own, in a municipality and networks of its own, and has made some audits before."""
    home = workshop or WorkshopFactory()
    user = changes.pop("user", None) or UserFactory(name="Aune Auditoitsija")
    grant(user, AUDITOR_ROLES[AssessmentKind(kind)])
    grant(user, Role.WORKER, workshop=home)
    settings = {"organisation": home.organisation, "workshop": home, "earlier_audits": made, "registered_at": AT, **changes}
    return Auditor.objects.create(user=user, **settings)


def make_auditable(wish: str = AuditWish.PEER, cast: Cast | None = None, into: Round | None = None) -> Application:
    """A submitted application whose deadline passes before `NAMED_AT`."""
    cast = cast or Cast()
    application = make_submitted(cast, into or Round.objects.filter(deadline_at=DEADLINE).first() or make_round())
    if wish != application.wish:
        change_wish(application=application, wish=AuditWish(wish), by=cast.contact, at=AT)
        application.refresh_from_db()
    return application


def make_levelled(cast: Cast, into: Round | None = None) -> Application:
    """A submission in which each criterion has told the highest level, and the last one does not concern the applicant."""
    application = make_whole(cast, into=into)
    level = application.round.version.scale.levels.last()  # type: ignore[union-attr]
    level.name_fi = LEVEL_NAME
    level.save()
    ApplicationAnswer.objects.filter(application=application).update(answer="level", level=level)
    ApplicationAnswer.objects.filter(pk=application.answers.order_by("-criterion__order")[0].pk).update(answer="not_applicable", level=None)
    add_file(application, cast, title="Viikkosuunnitelma")
    submit_application(application=application, by=cast.contact, at=AT)
    application.refresh_from_db()
    return application


def make_named(application: Application | None = None, by: User | None = None, at: dt.datetime = NAMED_AT) -> list[AuditSeat]:
    """Two experienced auditors of workshops of their own are named, not invited."""
    application = application or make_auditable()
    by = by or make_coordinator()
    kind = AssessmentKind(application.wish)
    leads = [kind == AssessmentKind.EXTERNAL, False]
    return [name_auditor(application=application, auditor=make_auditor(kind=kind), is_lead=is_lead, by=by, at=at) for is_lead in leads]


def make_invited(application: Application | None = None, by: User | None = None, at: dt.datetime = NAMED_AT) -> list[AuditSeat]:
    by = by or make_coordinator()
    [first, *_] = make_named(application, by, at)
    return invite_auditors(application=audited(first.assessment), by=by, at=at)


def make_reading(application: Application | None = None, by: User | None = None, at: dt.datetime = NAMED_AT) -> Assessment:
    """Both have accepted: the material is open to them."""
    seats = make_invited(application, by, at)
    for seat in seats:
        accept_seat(seat=seat, declared=True, by=seat.auditor.user, at=at)
    return Assessment.objects.select_related("application__round", "plan").get(pk=seats[0].assessment_id)


def make_declined(application: Application | None = None, by: User | None = None) -> AuditSeat:
    [seat, _other] = make_invited(application, by)
    return decline_seat(seat=seat, has_conflict=False, by=seat.auditor.user, at=NAMED_AT)


def make_replaced(application: Application | None = None, by: User | None = None) -> AuditSeat:
    """The first auditor of a running audit has been replaced; the second is left."""
    by = by or make_coordinator()
    audit = make_reading(application, by)
    seat = audit.seats.order_by("pk")[0]
    return replace_auditor(seat=seat, by=by, at=NAMED_AT)


def audited(audit: Assessment) -> Application:
    """The application of an audit, loaded anew."""
    return Application.objects.select_related("round").get(pk=audit.application_id)


# Later states. Written as rows where the services that make them have tests of their own -------------------------------------


def make_confirmed(audit: Assessment, value: int = 3, verdict: str = "met") -> Assessment:
    """Everyone has confirmed every criterion."""
    level, kind = audit.version.scale.levels.get(value=value), audit.version.verdicts.get(value=verdict)
    given = {"answer": Answer.LEVEL, "level": level, "verdict": kind, "note": "Luin suunnitelman."}
    for place in audit.participants.active():
        for criterion in criteria_of(audit):
            Rating.objects.create(participant=place, criterion=criterion, saved_at=NAMED_AT, **given)
            ConfirmedRating.objects.create(participant=place, criterion=criterion, confirmed_at=NAMED_AT, **given)
    return audit


def make_visit(audit: Assessment, *, visited: bool = False, **changes: object) -> Visit:
    by = audit.seats.filter(status="accepted").order_by("pk")[0].auditor.user
    fields = {
        "starts_at": VISIT_AT,
        "ends_at": VISIT_AT + dt.timedelta(hours=5),
        "place": "Pajakuja 3, Kivikunta",
        "people": "Esihenkilö ja kolme valmentajaa",
        "agreed_at": NAMED_AT,
        "agreed_by": by,
        **({"visited_at": VISIT_AT + dt.timedelta(hours=6), "visited_by": by} if visited else {}),
        **changes,
    }
    return Visit.objects.create(assessment=audit, **fields)


def make_results(audit: Assessment, value: int = 3, verdict: str = "met") -> Assessment:
    """Every criterion has an agreed level, a verdict, an observation and a suggestion; the conclusion supports the applicant."""
    by = audit.seats.filter(status="accepted").order_by("pk")[0].auditor.user
    saved = {"saved_at": VISIT_AT, "saved_by": by}
    level, kind = audit.version.scale.levels.get(value=value), audit.version.verdicts.get(value=verdict)
    for criterion in criteria_of(audit):
        said = {"seen_in_documents": "Viikkosuunnitelma on ajan tasalla.", "suggestion": "Kootkaa palautteet yhteen."}
        Result.objects.create(assessment=audit, criterion=criterion, answer=Answer.LEVEL, level=level, verdict=kind, **said, **saved)
    told = {"summary": "Työpaja tuntee tehtävänsä.", "recommendation": Recommendation.SUPPORTED}
    Conclusion.objects.create(assessment=audit, **told, **saved)
    return audit


def make_drafting(application: Application | None = None, by: User | None = None) -> Assessment:
    """Everyone has confirmed, the visit has been made and the report is begun; nothing of it is written."""
    audit = make_confirmed(make_reading(application, by))
    make_visit(audit, visited=True)
    Assessment.objects.filter(pk=audit.pk).update(status=AuditStatus.DRAFTING)
    audit.refresh_from_db()
    return audit


def make_audit(status: str, application: Application | None = None, by: User | None = None, value: int = 3) -> Assessment:
    """An audit that has come to the state, with all that belongs to it; a final one has its application audited."""
    audit = make_reading(application, by)
    if status == AuditStatus.READING:
        return audit
    make_confirmed(audit, value)
    make_visit(audit, visited=status != AuditStatus.SCHEDULED)
    if status not in {AuditStatus.SCHEDULED, AuditStatus.VISITED}:
        make_results(audit, value)
    if status in {AuditStatus.COMMENTING, AuditStatus.CHECKING, *REPORTED_AUDIT_STATUSES}:
        auditor = audit.seats.filter(status="accepted").order_by("pk")[0].auditor.user
        days = {"opened_at": DRAFTED_AT, "opened_by": auditor, "last_date": DRAFTED_AT.date() + dt.timedelta(days=14)}
        CommentPeriod.objects.create(assessment=audit, **days)
    fields: dict[str, object] = {"status": status}
    if status in REPORTED_AUDIT_STATUSES:
        by = make_coordinator()
        fields |= {"completed_at": FINAL_AT, "first_completed_at": FINAL_AT, "completed_by": by}
        Application.objects.filter(pk=audit.application_id).update(status=ApplicationStatus.AUDITED)
        store_classification(audit)
    Assessment.objects.filter(pk=audit.pk).update(**fields)
    related = ("application__round", "application__organisation", "plan", "workshop__organisation", "version__scale")
    return Assessment.objects.select_related(*related).get(pk=audit.pk)


def make_final(application: Application | None = None, by: User | None = None, value: int = 3) -> Assessment:
    """The report is final and the application audited."""
    return make_audit(AuditStatus.FINAL, application, by, value)


def make_decider() -> User:
    decider = UserFactory(name="Pirkko Päättäjä")
    grant(decider, Role.DECIDER)
    return decider
