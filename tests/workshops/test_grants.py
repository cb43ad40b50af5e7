"""Roles given and ended; the last leader."""

import pytest
from django.utils import timezone

from config.toolkit.errors import NotAllowedError, RefusedInputError, WrongStateError
from tests.factories.workshops import UserFactory, WorkshopFactory, grant
from workshops.models import AuditEvent, RoleGrant, Workshop
from workshops.roles import Role
from workshops.services.grants import end_role, grant_role
from workshops.services.users import set_user_active


def grant_of(user):
    return RoleGrant.objects.get(user=user, ended_at=None)


def test_leader_gives_a_contact_role_and_it_is_logged(cast, now):
    given = grant_role(user=cast["worker"], role=Role.CONTACT, workshop=cast.workshop, by=cast["leader"], at=now)
    assert (given.scope, given.starts_date, given.granted_by) == ("workshop", timezone.localdate(now), cast["leader"])
    event = AuditEvent.objects.get(action="role_granted")
    assert (event.actor, event.workshop, event.organisation) == (cast["leader"], cast.workshop, cast.organisation)
    assert event.details == {"role": "contact", "scope": "workshop", "user": cast["worker"].pk, "network": None}


@pytest.mark.parametrize("name", ["worker", "contact", "stranger", "coordinator", "admin", "nobody"])
def test_nobody_gives_what_she_may_not(cast, now, name):
    with pytest.raises(NotAllowedError):
        grant_role(user=cast["nobody"], role=Role.LEADER, workshop=cast.workshop, by=cast[name], at=now)
    assert not RoleGrant.objects.filter(user=cast["nobody"]).exists()


def test_role_outside_its_scopes_is_refused(cast, now):
    with pytest.raises(RefusedInputError):
        grant_role(user=cast["nobody"], role=Role.COORDINATOR, workshop=cast.workshop, by=cast["leader"], at=now)


def test_role_that_has_lapsed_is_given_again(cast, now):
    yesterday = timezone.localdate(now) - timezone.timedelta(days=1)
    lapsed = grant(cast["nobody"], Role.WORKER, workshop=cast.workshop, ends_date=yesterday)
    grant_role(user=cast["nobody"], role=Role.WORKER, workshop=cast.workshop, by=cast["leader"], at=now)
    lapsed.refresh_from_db()
    assert lapsed.ended_at == now
    assert RoleGrant.objects.filter(user=cast["nobody"]).current(timezone.localdate(now)).count() == 1


def test_given_and_ended_role_change_the_session_stamp(cast, now):
    grant_role(user=cast["worker"], role=Role.CONTACT, workshop=cast.workshop, by=cast["leader"], at=now)
    cast["worker"].refresh_from_db()
    assert cast["worker"].session_stamp == 1
    end_role(grant=RoleGrant.objects.get(user=cast["worker"], role=Role.CONTACT), by=cast["leader"], at=now)
    cast["worker"].refresh_from_db()
    assert cast["worker"].session_stamp == 2


def test_ended_role_cannot_be_ended_again(cast, now):
    given = grant_of(cast["worker"])
    end_role(grant=given, by=cast["leader"], at=now)
    with pytest.raises(WrongStateError):
        end_role(grant=given, by=cast["leader"], at=now)
    assert AuditEvent.objects.filter(action="role_ended").count() == 1


def test_last_leader_cannot_end_herself(cast, now):
    with pytest.raises(WrongStateError, match="Vieras paja"):
        end_role(grant=grant_of(cast["stranger"]), by=cast["stranger"], at=now)
    assert grant_of(cast["stranger"]).ended_at is None


def test_leader_ends_herself_when_the_organisation_has_one(cast, now):
    end_role(grant=grant_of(cast["leader"]), by=cast["leader"], at=now)
    assert not RoleGrant.objects.filter(user=cast["leader"], ended_at=None).exists()


def test_organisation_leader_stays_while_one_unit_has_no_other(cast, now):
    with pytest.raises(WrongStateError, match="Puupaja"):
        end_role(grant=grant_of(cast["organisation_leader"]), by=cast["organisation_leader"], at=now)
    grant(UserFactory(), Role.LEADER, workshop=cast.sister)
    end_role(grant=grant_of(cast["organisation_leader"]), by=cast["organisation_leader"], at=now)


def test_disabled_leader_does_not_count_as_another(cast, now):
    second = UserFactory()
    grant(second, Role.LEADER, workshop=cast.other)
    set_user_active(user=second, is_active=False, by=cast["admin"], at=now)
    with pytest.raises(WrongStateError):
        end_role(grant=grant_of(cast["stranger"]), by=cast["stranger"], at=now)


def test_admin_ends_a_lost_last_leader_and_the_workshop_shows_as_leaderless(cast, now):
    end_role(grant=grant_of(cast["stranger"]), by=cast["admin"], at=now)
    assert list(Workshop.objects.without_leader(timezone.localdate(now))) == [cast.other]


def test_contact_ends_nobody(cast, now):
    with pytest.raises(NotAllowedError):
        end_role(grant=grant_of(cast["worker"]), by=cast["contact"], at=now)


def test_leader_ends_no_role_of_another_workshop(cast, now):
    elsewhere = grant(UserFactory(), Role.WORKER, workshop=WorkshopFactory())
    with pytest.raises(NotAllowedError):
        end_role(grant=elsewhere, by=cast["leader"], at=now)
