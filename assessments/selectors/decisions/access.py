"""Which applications are decided on before whose eyes, and what keeps a decider from deciding: the joinable side of the predicates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q

from assessments.conflicts import DecisionConflict, decision_conflicts
from assessments.lifecycle import DECIDABLE_STATUSES, REPORTED_AUDIT_STATUSES
from assessments.models import Application, Assessment, Auditor, AuditSeat, ConflictDeclaration, Recusal
from assessments.selectors.auditing.facts import facts_of_applications, facts_of_person
from workshops.models import Organisation, RoleGrant
from workshops.roles import Permission

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from workshops.models import User
    from workshops.permissions import Access


def decision_matters(access: Access) -> QuerySet[Application]:
    """Return the applications on the pages of decisions: with a final report, waiting for a decision or decided.

    For deciders and coordinators all of them, for others none. No draft of a report is ever among them.
    """
    if not (access.may_nationally(Permission.DECIDE) or access.may_nationally(Permission.MANAGE_ROUNDS)):
        return Application.objects.none()
    reported = Assessment.objects.filter(application=OuterRef("pk"), status__in=REPORTED_AUDIT_STATUSES)
    return Application.objects.filter(Exists(reported), status__in=DECIDABLE_STATUSES)


def decided_by(access: Access) -> QuerySet[Application]:
    """Return the applications on which the asker may decide: the twin of `can_decide_on`."""
    if not access.may_nationally(Permission.DECIDE) or isinstance(access.user, AnonymousUser):
        return Application.objects.none()
    return decision_matters(access).exclude(has_conflict(access.user))


def decision_conflicts_of(user: User, application: Application) -> list[DecisionConflict]:
    """Return what keeps the person from deciding on the application; at most nine queries."""
    return decision_conflicts(
        facts_of_person(user),
        facts_of_applications([application])[application.pk],
        has_audited=_audited_seats(user).filter(assessment__application=application).exists(),
        has_told=application.recusals.filter(user=user).exists(),
    )


def has_conflict(user: User) -> Q:
    """Return the condition that the person has a conflict with an application: the twin of `decision_conflicts_of`."""
    applicant = Q(organisation=OuterRef("organisation"))
    of_units = Organisation.objects.filter(workshops__application_units__application=OuterRef(OuterRef("pk")))
    in_unit = Q(organisation__in=of_units)
    roles = RoleGrant.objects.filter(user=user).filter(
        Q(ended_at=None) | Q(ended_at__date__gte=OuterRef("registered_at__date")),
        Q(ends_date=None) | Q(ends_date__gte=OuterRef("registered_at__date")),
    )
    workshops = Q(workshop__organisation=OuterRef("organisation")) | Q(workshop__organisation__in=of_units)
    cards, declared = Auditor.objects.filter(user=user), ConflictDeclaration.objects.filter(auditor__user=user)
    return (
        Q(Exists(roles.filter(applicant | in_unit)))
        | Q(Exists(roles.filter(workshops)))
        | Q(Exists(cards.filter(applicant | in_unit)))
        | Q(Exists(declared.filter(applicant | in_unit)))
        | Q(Exists(_audited_seats(user).filter(assessment__application=OuterRef("pk"))))
        | Q(Exists(Recusal.objects.filter(user=user, application=OuterRef("pk"))))
    )


def _audited_seats(user: User) -> QuerySet[AuditSeat]:
    """Return the places that the person has taken in audits, also those that ended."""
    return AuditSeat.objects.filter(auditor__user=user, accepted_at__isnull=False)
