"""Each predicate agrees with its queryset twin for every role; who may give and end what."""

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from tests.factories.workshops import RoleGrantFactory, UserFactory, WorkshopFactory, grant
from tests.workshops.cast import Cast
from workshops.models import Organisation, RoleGrant, Workshop
from workshops.permissions import (
    Access,
    can_end_role,
    can_give_role,
    can_view_organisation,
    can_view_workshop,
)
from workshops.roles import AUDITOR_ROLES, PERMISSIONS, SCOPES, Permission, Role, Scope

NAMES = [
    "worker", "contact", "leader", "organisation_contact", "organisation_leader", "stranger", "network_coordinator", "peer_auditor",
    "external_auditor", "coordinator", "decider", "steering_group_member", "admin", "nobody", None,
]  # fmt: skip


def access_of(cast: Cast, name: str | None) -> Access:
    return Access.of(cast[name] if name else AnonymousUser(), timezone.localdate())


@pytest.mark.parametrize("name", NAMES)
def test_view_predicates_agree_with_visible_to(cast, name):
    access = access_of(cast, name)
    assert set(Workshop.objects.visible_to(access)) == {w for w in Workshop.objects.all() if can_view_workshop(access, w)}
    assert set(Organisation.objects.visible_to(access)) == {o for o in Organisation.objects.all() if can_view_organisation(access, o)}


@pytest.mark.parametrize("permission", list(Permission))
@pytest.mark.parametrize("name", NAMES)
def test_may_in_agrees_with_where_may(cast, name, permission):
    access = access_of(cast, name)
    assert set(Workshop.objects.where_may(access, permission)) == {w for w in Workshop.objects.all() if access.may_in(w, permission)}


def test_visible_workshops_are_those_of_the_role(cast):
    expected = {
        "worker": {"Kivipaja"}, "organisation_contact": {"Kivipaja", "Puupaja"}, "stranger": {"Vieras paja"}, "decider": set(),
        "network_coordinator": set(), "coordinator": {"Kivipaja", "Puupaja", "Vieras paja"},
        "admin": {"Kivipaja", "Puupaja", "Vieras paja"},
    }  # fmt: skip
    for name, names in expected.items():
        assert {w.name for w in Workshop.objects.visible_to(access_of(cast, name))} == names, name


@pytest.mark.parametrize(
    ("starts", "ends", "ended", "counts"),
    [(0, None, False, True), (1, None, False, False), (-5, 0, False, True), (-5, -1, False, False), (-5, None, True, False)],
)
def test_role_holds_on_its_days_only(db, now, starts, ends, ended, counts):
    workshop, user, today = WorkshopFactory(), UserFactory(), timezone.localdate(now)
    dates = [today + dt.timedelta(days=days) if days is not None else None for days in (starts, ends)]
    given = grant(user, Role.WORKER, workshop=workshop, starts_date=dates[0], ends_date=dates[1])
    if ended:
        RoleGrant.objects.filter(pk=given.pk).update(ended_at=now, ended_by=user)
    access = Access.of(user, today)
    assert access.may_in(workshop, Permission.TAKE_PART) is counts
    assert Workshop.objects.visible_to(access).exists() is counts


def test_disabled_users_roles_count_for_nothing(db, now):
    workshop, user = WorkshopFactory(), UserFactory(is_active=False)
    grant(user, Role.LEADER, workshop=workshop)
    access = Access.of(user, timezone.localdate(now))
    assert access.grants == ()
    assert Workshop.objects.without_leader(access.on).get() == workshop


GIVES = {  # who may give which role in Kivipaja, which has leaders
    "worker": set(), "contact": {Role.WORKER}, "leader": {Role.WORKER, Role.CONTACT, Role.LEADER},
    "organisation_contact": {Role.WORKER}, "organisation_leader": {Role.WORKER, Role.CONTACT, Role.LEADER},
    "stranger": set(), "coordinator": set(), "admin": set(), "decider": set(), "nobody": set(),
}  # fmt: skip


@pytest.mark.parametrize("name", GIVES)
def test_roles_given_in_a_workshop_are_those_of_the_table(cast, name):
    access = access_of(cast, name)
    assert {role for role in Role if can_give_role(access, role, cast.workshop)} == GIVES[name]


def test_organisation_roles_are_given_by_its_own_leader_only(cast):
    givers = {name for name in NAMES if can_give_role(access_of(cast, name), Role.CONTACT, cast.organisation)}
    assert givers == {"organisation_leader"}


def test_national_roles_are_given_by_the_admin_and_auditors_by_the_coordinator_too(cast):
    for role in Role:
        givers = {name for name in NAMES if can_give_role(access_of(cast, name), role, None)}
        expected = {"admin", "coordinator"} if role in AUDITOR_ROLES else {"admin"}
        assert givers == (expected if Scope.NATIONAL in SCOPES[role] else set()), role


@pytest.mark.parametrize("role", sorted(AUDITOR_ROLES))
def test_auditors_role_is_ended_by_the_coordinator_too(cast, role):
    held = RoleGrantFactory(role=role, scope=Scope.NATIONAL)
    assert {who for who in NAMES if can_end_role(access_of(cast, who), held)} == {"admin", "coordinator"}


@pytest.mark.parametrize("name", ["coordinator", "admin"])
def test_first_or_lost_leader_is_named_only_where_nobody_leads(cast, name):
    access, empty = access_of(cast, name), WorkshopFactory()
    assert can_give_role(access, Role.LEADER, empty)
    assert not can_give_role(access, Role.CONTACT, empty)
    assert not can_give_role(access, Role.LEADER, cast.other)
    assert can_give_role(access, Role.LEADER, empty.organisation)


def test_roles_are_ended_by_leaders_of_the_place_and_the_admin(cast):
    grants = {grant.user.name: grant for grant in RoleGrant.objects.select_related("user", "workshop", "organisation", "network")}
    enders = {
        name: {who for who in NAMES if can_end_role(access_of(cast, who), grants[name])}
        for name in ("worker", "organisation_contact", "coordinator")
    }
    assert enders["worker"] == {"leader", "organisation_leader", "admin"}
    assert enders["organisation_contact"] == {"organisation_leader", "admin"}
    assert enders["coordinator"] == {"admin"}


def test_bigger_roles_include_the_smaller():
    assert PERMISSIONS[Role.WORKER] < PERMISSIONS[Role.CONTACT] < PERMISSIONS[Role.LEADER]
    assert set(PERMISSIONS) == set(SCOPES) == set(Role)


def test_access_costs_one_query_and_none_for_a_visitor(cast, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert access_of(cast, "leader").may_in(cast.workshop, Permission.MANAGE_PEOPLE)
    with django_assert_num_queries(0):
        assert access_of(cast, None).grants == ()
