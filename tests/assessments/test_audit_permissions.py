"""Who is blocked and who reads: the pure table of conflicts against the querysets, in every way a block can come about."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.utils import timezone

from assessments.conflicts import Severity, of_severity
from assessments.models import Application, Auditor, AuditSeat, ConflictDeclaration
from assessments.permissions import can_answer_invitation, can_read_as_auditor
from assessments.selectors.auditing.facts import conflicts_of
from assessments.selectors.auditing.reading import read_applications, read_audits
from tests.assessments.test_permissions import EVERY_GRANT, holder
from tests.factories.applications import make_submitted
from tests.factories.assessments import AT, Cast
from tests.factories.auditing import NAMED_AT, audited, make_auditable, make_invited, make_named, make_reading, make_replaced
from tests.factories.workshops import OrganisationFactory, WorkshopFactory, grant
from workshops.models import Organisation, RoleGrant, User, Workshop
from workshops.permissions import Access
from workshops.roles import Role

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
Way = Callable[["Scene"], object]


class Scene:
    """Two auditors read an application that covers a unit of another organisation too; the first of them may become blocked."""

    def __init__(self, by: User) -> None:
        self.coordinator = by
        self.audit = make_reading(make_submitted(Cast()), by)
        self.seat, self.other = self.audit.seats.order_by("pk")
        self.auditor = self.seat.auditor
        self.application = audited(self.audit)
        self.workshop = self.application.units.get().workshop
        self.strange_unit = WorkshopFactory()
        self.application.units.create(workshop=self.strange_unit)

    def employ(self, organisation: Organisation) -> None:
        Auditor.objects.filter(pk=self.auditor.pk).update(organisation=organisation, workshop=None)

    def grant(self, place: Workshop | Organisation, role: Role = Role.WORKER) -> RoleGrant:
        where: dict[str, Workshop | Organisation] = {"workshop" if isinstance(place, Workshop) else "organisation": place}
        return grant(self.auditor.user, role, **where)

    def end(self, place: Workshop | Organisation, moment: dt.datetime, role: Role = Role.WORKER) -> None:
        RoleGrant.objects.filter(pk=self.grant(place, role).pk).update(ended_at=moment, ended_by=self.coordinator)

    def expire(self, place: Workshop, day: dt.date) -> None:
        RoleGrant.objects.filter(pk=self.grant(place).pk).update(ends_date=day)

    def declare(self, organisation: Organisation) -> None:
        ConflictDeclaration.objects.create(
            auditor=self.auditor, organisation=organisation, declared_at=NAMED_AT, declared_by=self.auditor.user
        )


REGISTERED_DATE = timezone.localdate(AT)
BLOCKED: dict[str, Way] = {
    "employed by the applicant": lambda scene: scene.employ(scene.application.organisation),
    "employed by a covered unit's organisation": lambda scene: scene.employ(scene.strange_unit.organisation),
    "a role in the unit": lambda scene: scene.grant(scene.workshop),
    "a role in the applicant": lambda scene: scene.grant(scene.application.organisation, Role.LEADER),
    "a role in another workshop of the applicant": lambda scene: scene.grant(WorkshopFactory(organisation=scene.application.organisation)),
    "a role in the strange unit": lambda scene: scene.grant(scene.strange_unit),
    "a role in the strange unit's organisation": lambda scene: scene.grant(scene.strange_unit.organisation, Role.CONTACT),
    "a role that ended after registering": lambda scene: scene.end(scene.workshop, AT + DAY),
    "a role that ended on the day of registering": lambda scene: scene.end(scene.workshop, AT),
    "a role to the day of registering": lambda scene: scene.expire(scene.workshop, REGISTERED_DATE),
    "a role to a later day": lambda scene: scene.expire(scene.workshop, REGISTERED_DATE + DAY),
    "declared of the applicant": lambda scene: scene.declare(scene.application.organisation),
    "declared of a unit's organisation": lambda scene: scene.declare(scene.strange_unit.organisation),
}
FREE: dict[str, Way] = {
    "nothing": lambda scene: scene.application,
    "a role that ended before": lambda scene: scene.end(scene.workshop, AT - DAY),
    "a role of the applicant that ended before": lambda scene: scene.end(scene.application.organisation, AT - DAY, Role.LEADER),
    "a role to the day before": lambda scene: scene.expire(scene.workshop, REGISTERED_DATE - DAY),
    "a role elsewhere": lambda scene: scene.grant(WorkshopFactory()),
    "employed elsewhere": lambda scene: scene.employ(OrganisationFactory()),
    "declared of another": lambda scene: scene.declare(OrganisationFactory()),
}


def is_blocked_by_table(scene: Scene) -> bool:
    auditor, application = Auditor.objects.get(pk=scene.auditor.pk), Application.objects.get(pk=scene.application.pk)
    return bool(of_severity(conflicts_of(auditor, application, NAMED_AT), Severity.BLOCK))


def access_of(user: User) -> Access:
    return Access.of(user, timezone.localdate(NAMED_AT))


@pytest.mark.parametrize("way", [*BLOCKED, *FREE])
def test_blocks_of_the_table_and_of_the_queryset_agree_and_end_the_reading(coordinator: User, way: str) -> None:
    scene = Scene(coordinator)
    {**BLOCKED, **FREE}[way](scene)
    is_blocked = way in BLOCKED
    assert is_blocked_by_table(scene) == is_blocked
    assert set(AuditSeat.objects.blocked().values_list("pk", flat=True)) == ({scene.seat.pk} if is_blocked else set())
    assert can_read_as_auditor(access_of(scene.auditor.user), scene.application) is not is_blocked
    assert can_read_as_auditor(access_of(scene.other.auditor.user), scene.application)


def test_blocks_of_one_application_do_not_end_the_reading_of_another(coordinator: User) -> None:
    scene = Scene(coordinator)
    other = make_reading(by=coordinator)
    seat = other.seats.order_by("pk")[0]
    AuditSeat.objects.filter(pk=seat.pk).update(auditor=scene.auditor)
    scene.declare(scene.application.organisation)
    access = access_of(scene.auditor.user)
    assert list(read_audits(access)) == [other]
    assert [row.pk for row in read_applications(access)] == [other.application_id]


def test_reading_is_nobodys_by_any_role_alone() -> None:
    cast = Cast()
    audit = make_reading(make_auditable(cast=cast))
    for role, scope in EVERY_GRANT:
        access = access_of(holder(role, scope, cast))
        assert not can_read_as_auditor(access, audited(audit)), (role, scope)
        assert not read_audits(access).exists(), (role, scope)


@pytest.mark.parametrize("state", ["proposed", "invited", "replaced"])
def test_reading_is_not_of_a_place_that_is_not_taken(coordinator: User, state: str) -> None:
    seat = (
        {"proposed": make_named, "invited": make_invited}[state](by=coordinator)[0]
        if state != "replaced"
        else make_replaced(by=coordinator)
    )
    assert not can_read_as_auditor(access_of(seat.auditor.user), audited(seat.assessment))


def test_reading_ends_with_the_role_of_an_auditor(coordinator: User) -> None:
    scene = Scene(coordinator)
    access = access_of(scene.auditor.user)
    assert can_read_as_auditor(access, scene.application)
    assert can_answer_invitation(access, scene.seat)
    RoleGrant.objects.filter(user=scene.auditor.user, role=Role.PEER_AUDITOR).update(ended_at=NAMED_AT, ended_by=coordinator)
    access = Access.of(scene.auditor.user, timezone.localdate(NAMED_AT + DAY))
    assert not can_read_as_auditor(access, scene.application)
    assert not can_answer_invitation(access, scene.seat)


def test_invitation_is_answered_by_its_owner_alone(coordinator: User) -> None:
    [first, second] = make_invited(by=coordinator)
    assert can_answer_invitation(access_of(first.auditor.user), first)
    for person in (second.auditor.user, coordinator):
        assert not can_answer_invitation(access_of(person), first)
