"""Predicates and their queryset twins agree for every role and state."""

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser

from assessments import permissions
from assessments.models import Assessment
from assessments.services.participants import remove_participant
from tests.factories.assessments import AT, IN_STATE, Cast, make_draft, make_individual, make_joint
from tests.factories.workshops import NetworkFactory, RoleGrantFactory, UserFactory, WorkshopFactory
from workshops.models import User
from workshops.permissions import Access
from workshops.roles import SCOPES, Role, Scope

pytestmark = pytest.mark.django_db

TODAY = AT.date()
EVERY_GRANT = [(role, scope) for role, scopes in SCOPES.items() for scope in sorted(scopes)]

# Who sees a self-assessment in which state, when she holds the role in its workshop or organisation and does not take part.
SEES = {
    Role.LEADER: set(IN_STATE),
    Role.CONTACT: set(IN_STATE),
    Role.WORKER: {"completed", "archived"},
}


def fresh(assessment: Assessment) -> Assessment:
    return Assessment.objects.select_related("workshop").get(pk=assessment.pk)


def agree(access: Access, assessment: Assessment) -> bool:
    by_predicate = permissions.can_view_assessment(access, fresh(assessment))
    by_queryset = Assessment.objects.visible_to(access).filter(pk=assessment.pk).exists()
    assert by_predicate == by_queryset
    return by_predicate


def holder(role: Role, scope: Scope, cast: Cast) -> User:
    user = UserFactory()
    network = NetworkFactory()
    network.workshops.add(cast.workshop)
    objects = {
        Scope.WORKSHOP: {"workshop": cast.workshop},
        Scope.ORGANISATION: {"organisation": cast.workshop.organisation},
        Scope.NETWORK: {"network": network},
        Scope.NATIONAL: {},
    }
    RoleGrantFactory(user=user, role=role, scope=scope, **objects[scope])
    return user


@pytest.mark.parametrize("state", sorted(IN_STATE))
@pytest.mark.parametrize(("role", "scope"), EVERY_GRANT)
def test_view_by_role_and_state_agrees_with_the_queryset(role: Role, scope: Scope, state: str) -> None:
    cast = Cast()
    assessment = IN_STATE[state](cast)
    user = holder(role, scope, cast)
    assert agree(Access.of(user, TODAY), assessment) == (state in SEES.get(role, set()))


@pytest.mark.parametrize("state", sorted(IN_STATE))
def test_view_by_a_participant_begins_at_the_start(state: str) -> None:
    cast = Cast()
    assessment = IN_STATE[state](cast)
    assert agree(Access.of(cast.workers[0], TODAY), assessment) == (state != "draft")


@pytest.mark.parametrize("state", sorted(IN_STATE))
def test_view_by_strangers_and_visitors_is_never(state: str) -> None:
    cast = Cast()
    assessment = IN_STATE[state](cast)
    assert not agree(Access.of(cast.stranger, TODAY), assessment)
    assert not agree(Access.of(AnonymousUser(), TODAY), assessment)


def test_view_by_a_participant_whose_role_has_ended_is_over() -> None:
    cast = Cast()
    assessment = make_joint(cast)
    cast.workers[0].grants.update(ends_date=TODAY - dt.timedelta(days=1))
    assert not agree(Access.of(cast.workers[0], TODAY), assessment)


def test_view_by_a_removed_participant_is_over() -> None:
    cast = Cast()
    assessment = make_individual(cast)
    place = assessment.participants.get(user=cast.workers[0])
    remove_participant(participant=place, by=cast.contact, at=AT)
    assert not agree(Access.of(cast.workers[0], TODAY), assessment)


def test_view_by_a_leader_of_a_sister_unit_is_never() -> None:
    cast = Cast()
    sister = Cast(WorkshopFactory(organisation=cast.workshop.organisation))
    assert not agree(Access.of(sister.leader, TODAY), make_draft(cast))


def test_view_by_a_disabled_leader_is_over() -> None:
    cast = Cast()
    assessment = make_draft(cast)
    User.objects.filter(pk=cast.leader.pk).update(is_active=False)
    assert not agree(Access.of(User.objects.get(pk=cast.leader.pk), TODAY), assessment)


MAY = {
    "can_edit_draft": {"draft": {"leader", "contact"}},
    "can_change_participants": {"draft": {"leader", "contact"}, "individual": {"leader", "contact"}},
    "can_see_progress": {state: {"leader", "contact"} for state in ("draft", "individual", "joint")},
    "can_rate_criterion": {"individual": {"contact", "rater"}},
    "can_see_discussion": {"joint": {"leader", "contact", "rater"}},
    "can_write_result": {"joint": {"leader", "contact"}},
    "can_add_evidence": {"individual": {"leader", "contact", "rater"}, "joint": {"leader", "contact", "rater"}},
    "can_read_results": {state: {"leader", "contact", "rater", "worker"} for state in ("completed", "archived")},
}


@pytest.mark.parametrize("state", sorted(IN_STATE))
@pytest.mark.parametrize("name", sorted(MAY))
def test_predicate_by_person_and_state(name: str, state: str) -> None:
    cast = Cast()
    assessment = fresh(IN_STATE[state](cast))
    people = {
        "leader": cast.leader,
        "contact": cast.contact,
        "rater": cast.workers[0],
        "worker": holder(Role.WORKER, Scope.WORKSHOP, cast),
        "coordinator": holder(Role.COORDINATOR, Scope.NATIONAL, cast),
        "admin": holder(Role.ADMIN, Scope.NATIONAL, cast),
        "stranger": cast.stranger,
    }
    allowed = {who for who, user in people.items() if getattr(permissions, name)(Access.of(user, TODAY), assessment)}
    assert allowed == MAY[name].get(state, set())
