"""Auditors, and audits in every state for tests, moved by the services that move them in life."""

from __future__ import annotations

import datetime as dt

from assessments.choices import AUDITOR_ROLES, AssessmentKind, AuditWish
from assessments.models import Application, ApplicationAnswer, Assessment, Auditor, AuditSeat, Round
from assessments.services.applications.registering import change_wish
from assessments.services.applications.submitting import submit_application
from assessments.services.auditing.invitations import accept_seat, decline_seat
from assessments.services.auditing.seats import invite_auditors, name_auditor, replace_auditor
from tests.factories.applications import DEADLINE, add_file, make_coordinator, make_round, make_submitted, make_whole
from tests.factories.assessments import AT, Cast
from tests.factories.workshops import UserFactory, WorkshopFactory, grant
from workshops.models import User, Workshop
from workshops.roles import Role

LEVEL_NAME = "Salainen huipputaso"  # of the highest level, as `make_levelled` calls it
NAMED_AT = DEADLINE + dt.timedelta(days=2)  # the deadline has passed: auditors are named


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
