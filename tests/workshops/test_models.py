"""Each constraint once, and the append-only log."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from tests.factories.workshops import (
    AccessRequestFactory,
    InvitationFactory,
    OrganisationFactory,
    RoleGrantFactory,
    UserFactory,
    WorkshopFactory,
)
from workshops.models import AuditEvent, OutgoingMail, RoleGrant, WorkshopFeature
from workshops.models.organisation import validate_business_id
from workshops.services.audit_events import record_event


def two_grants():
    grant = RoleGrantFactory()
    RoleGrantFactory(user=grant.user, workshop=grant.workshop)


def two_invitations():
    invitation = InvitationFactory()
    InvitationFactory(email=invitation.email, workshop=invitation.workshop)


def two_requests():
    first = AccessRequestFactory()
    AccessRequestFactory(business_id=first.business_id, workshop_name=first.workshop_name, email=first.email)


def two_features():
    workshop = WorkshopFactory()
    for _ in range(2):
        WorkshopFeature.objects.create(workshop=workshop, kind="service", code="work_coaching")


BROKEN = {
    "grant_scope_names_its_object": lambda: RoleGrantFactory(scope="national", workshop=WorkshopFactory()),
    "grant_ended_at_and_by": lambda: RoleGrantFactory(ended_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC)),
    "grant_ends_after_start": lambda: RoleGrantFactory(starts_date=dt.date(2026, 2, 2), ends_date=dt.date(2026, 2, 1)),
    "grant_once_while_open": two_grants,
    "invitation_accepted_at_and_by": lambda: InvitationFactory(accepted_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC)),
    "invitation_once_while_open": two_invitations,
    "access_request_decided_at_and_by": lambda: AccessRequestFactory(state="approved"),
    "access_request_once_while_waiting": two_requests,
    "workshop_name_once_in_organisation": lambda: [WorkshopFactory(name="A", organisation=o) for o in [OrganisationFactory()] * 2],
    "workshop_feature_once": two_features,
    "business_id": lambda: [OrganisationFactory(business_id="1000000-4") for _ in range(2)],
    "email": lambda: [UserFactory(email="sama@kivipaja.example") for _ in range(2)],
    "mail_has_recipient": lambda: OutgoingMail.objects.create(
        key="a", kind="x", subject="x", queued_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_database_holds_the_constraint(db, name):
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        BROKEN[name]()
    assert name in str(error.value) or "UNIQUE" in str(error.value)


@pytest.mark.parametrize("value", ["", "1234567-8", "12345671", "FI12345671", "1000000 4", "1000000-44"])
def test_business_id_needs_its_form_and_check_digit(value):
    with pytest.raises(Exception, match="y-tunnus"):
        validate_business_id(value)
    validate_business_id("1000000-4")


@pytest.fixture
def event(db, now) -> AuditEvent:
    with transaction.atomic():
        return record_event(action="tried", obj=UserFactory(), by=None, at=now)


def test_event_can_be_neither_changed_nor_deleted(event):
    event.action = "other"
    for attempt in (event.save, event.delete):
        with pytest.raises(TypeError):
            attempt()


@pytest.mark.parametrize(
    "attempt",
    [
        lambda rows: rows.update(action="other"),
        lambda rows: rows.delete(),
        lambda rows: rows.bulk_update(list(rows), ["action"]),
        lambda rows: rows.bulk_create(
            [AuditEvent(pk=rows.get().pk, action="x")], update_conflicts=True, update_fields=["action"], unique_fields=["pk"]
        ),
        lambda rows: rows.update_or_create(pk=rows.get().pk, defaults={"action": "other"}),
    ],
)
def test_no_bulk_path_changes_events(event, attempt):
    with pytest.raises(TypeError):
        attempt(AuditEvent.objects.all())
    assert AuditEvent.objects.get().action == "tried"


def test_event_outside_a_transaction_is_refused(transactional_db, now):
    user = UserFactory()
    with pytest.raises(transaction.TransactionManagementError):
        record_event(action="tried", obj=user, by=None, at=now)
    assert not AuditEvent.objects.exists()


def test_event_goes_with_the_transaction_it_tells_of(transactional_db, now):
    user = UserFactory()
    with transaction.atomic():
        record_event(action="tried", obj=user, by=user, at=now)
        transaction.set_rollback(True)
    assert not AuditEvent.objects.exists()


def test_role_granted_again_after_it_ended(db, now):
    first = RoleGrantFactory()
    RoleGrant.objects.filter(pk=first.pk).update(ended_at=now, ended_by=first.user)
    RoleGrantFactory(user=first.user, workshop=first.workshop)
