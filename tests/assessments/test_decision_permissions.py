"""Who decides on what: the conflicts of a decider against their queryset twin, and who sees the pages of decisions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import transaction

from assessments.conflicts import DECISION_CONFLICTS, DecisionConflict
from assessments.lifecycle import AuditStatus
from assessments.models import Application, Assessment, Auditor, AuditSeat, ConflictDeclaration, Recusal
from assessments.permissions import can_decide_on, can_follow_conditions, can_read_decisions
from assessments.selectors.decisions.access import decided_by, decision_conflicts_of, decision_matters, has_conflict
from tests.assessments.test_permissions import EVERY_GRANT, holder
from tests.factories.assessments import Cast
from tests.factories.auditing import FINAL_AT, audited, make_auditable, make_decider, make_final
from tests.factories.decisions import DECIDED_AT, make_refused
from tests.factories.workshops import OrganisationFactory, WorkshopFactory, grant
from workshops.models import Organisation, RoleGrant, Workshop
from workshops.permissions import Access
from workshops.roles import Role

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
ON = DECIDED_AT.date()


class Scene:
    """A decider, and an audited application that covers a unit of another organisation too."""

    def __init__(self) -> None:
        self.audit = make_final()
        self.application = audited(self.audit)
        self.workshop = self.application.units.get().workshop
        self.strange_unit = WorkshopFactory()
        self.application.units.create(workshop=self.strange_unit)
        self.registered = self.application.registered_at
        self.decider = make_decider()

    def conflicts(self) -> list[DecisionConflict]:
        """Return them, having asked the queryset and the predicate too."""
        found = decision_conflicts_of(self.decider, self.application)
        access = Access.of(self.decider, ON)
        twin = Application.objects.filter(has_conflict(self.decider), pk=self.application.pk).exists()
        assert twin == bool(found)
        assert can_decide_on(access, self.application) == decided_by(access).filter(pk=self.application.pk).exists() == (not found)
        return found

    def grant(self, place: Workshop | Organisation, role: Role = Role.WORKER, **dates: object) -> RoleGrant:
        where = {"workshop" if isinstance(place, Workshop) else "organisation": place}
        return grant(self.decider, role, **where, **dates)  # type: ignore[arg-type]

    def end(self, place: Workshop | Organisation, moment: dt.datetime, role: Role = Role.WORKER) -> None:
        RoleGrant.objects.filter(pk=self.grant(place, role).pk).update(ended_at=moment, ended_by=self.decider)

    def card(self, organisation: Organisation | None = None) -> Auditor:
        employer_name = "" if organisation else "Muualla"
        return Auditor.objects.create(user=self.decider, registered_at=FINAL_AT, organisation=organisation, employer_name=employer_name)

    def sit(self, **changes: object) -> None:
        seat = self.audit.seats.all()[0]
        AuditSeat.objects.filter(pk=seat.pk).update(auditor=self.card(), **changes)

    def declare(self, organisation: Organisation) -> None:
        declared = {"declared_at": FINAL_AT, "declared_by": self.decider}
        ConflictDeclaration.objects.create(auditor=self.card(), organisation=organisation, **declared)

    def recuse(self, application: Application) -> None:
        Recusal.objects.create(application=application, user=self.decider, told_at=FINAL_AT)


SAME, DECLARED, AUDITED, TOLD = (
    [DecisionConflict.SAME_ORGANISATION],
    [DecisionConflict.DECLARED],
    [DecisionConflict.AUDITED],
    [DecisionConflict.TOLD],
)
WAYS: dict[str, tuple[Callable[[Scene], object], list[DecisionConflict]]] = {
    "nothing": (lambda _scene: None, []),
    "works there": (lambda scene: scene.grant(scene.workshop), SAME),
    "leads the organisation": (lambda scene: scene.grant(scene.application.organisation, Role.LEADER), SAME),
    "works in a unit of another organisation": (lambda scene: scene.grant(scene.strange_unit), SAME),
    "leads the organisation of that unit": (lambda scene: scene.grant(scene.strange_unit.organisation, Role.LEADER), SAME),
    "works in a sister unit": (lambda scene: scene.grant(WorkshopFactory(organisation=scene.application.organisation)), SAME),
    "worked there when it registered": (lambda scene: scene.end(scene.workshop, scene.registered), SAME),
    "left the day before": (lambda scene: scene.end(scene.workshop, scene.registered - DAY), []),
    "her role ended by its date that day": (lambda scene: scene.grant(scene.workshop, ends_date=scene.registered.date()), SAME),
    "her role ended by its date the day before": (lambda scene: scene.grant(scene.workshop, ends_date=scene.registered.date() - DAY), []),
    "works elsewhere": (lambda scene: scene.grant(WorkshopFactory()), []),
    "her card names the organisation": (lambda scene: scene.card(scene.application.organisation), SAME),
    "her card names another": (lambda scene: scene.card(OrganisationFactory()), []),
    "declared as an auditor": (lambda scene: scene.declare(scene.application.organisation), DECLARED),
    "declared of the unit's organisation": (lambda scene: scene.declare(scene.strange_unit.organisation), DECLARED),
    "declared of another": (lambda scene: scene.declare(OrganisationFactory()), []),
    "audits it": (lambda scene: scene.sit(), AUDITED),
    "audited it and was replaced": (lambda scene: scene.sit(status="replaced", ended_at=FINAL_AT), AUDITED),
    "was invited and declined": (lambda scene: scene.sit(status="declined", ended_at=FINAL_AT, accepted_at=None), []),
    "told so": (lambda scene: scene.recuse(scene.application), TOLD),
    "told so of another": (lambda scene: scene.recuse(audited(make_final())), []),
}


def test_conflict_of_a_decider_and_its_twin() -> None:
    scene = Scene()
    for way, (act, expected) in WAYS.items():
        with transaction.atomic():
            act(scene)
            assert scene.conflicts() == expected, way
            transaction.set_rollback(True)


def test_conflicts_are_told_together_in_the_tables_order() -> None:
    scene = Scene()
    scene.recuse(scene.application)
    scene.sit()
    scene.grant(scene.workshop)
    assert scene.conflicts() == [DecisionConflict.SAME_ORGANISATION, DecisionConflict.AUDITED, DecisionConflict.TOLD]
    assert set(DECISION_CONFLICTS) == set(DecisionConflict)


def test_another_decider_is_not_touched_by_somebody_elses_conflict() -> None:
    scene = Scene()
    scene.grant(scene.workshop)
    scene.recuse(scene.application)
    scene.conflicts()
    assert can_decide_on(Access.of(make_decider(), ON), scene.application)


def test_pages_of_decisions_are_for_deciders_and_coordinators_and_deciding_for_deciders() -> None:
    cast = Cast(workers=0)
    application = audited(make_final(make_auditable(cast=cast)))
    users = {role: holder(role, scope, cast) for role, scope in EVERY_GRANT}
    for role, user in users.items():
        access = Access.of(user, ON)
        sees = role in {Role.DECIDER, Role.COORDINATOR}
        assert can_read_decisions(access) == decision_matters(access).filter(pk=application.pk).exists() == sees, role
        decides = role == Role.DECIDER
        assert can_decide_on(access, application) == decided_by(access).filter(pk=application.pk).exists() == decides, role
        assert can_follow_conditions(access, application) == sees, role
    nobody = Access.of(AnonymousUser(), ON)
    assert (can_read_decisions(nobody), can_decide_on(nobody, application), decided_by(nobody).count()) == (False, False, 0)


def test_matters_are_what_has_a_final_report_and_is_audited_or_decided() -> None:
    access = Access.of(make_decider(), ON)
    audit = make_final()
    make_refused()
    assert decision_matters(access).count() == 2
    for status in set(AuditStatus) - {AuditStatus.FINAL, AuditStatus.CLOSED}:
        Assessment.objects.filter(pk=audit.pk).update(status=status)
        assert decision_matters(access).count() == decided_by(access).count() == 1
        assert not can_decide_on(access, audited(audit))
    Assessment.objects.filter(pk=audit.pk).update(status=AuditStatus.CLOSED)
    for status in ("submitted", "in_audit", "lapsed"):
        Application.objects.filter(pk=audit.application_id).update(status=status)
        assert decision_matters(access).count() == 1
