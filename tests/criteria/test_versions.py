"""The life of a version, and who may read it when."""

import pytest
from django.db import IntegrityError, transaction

from config.toolkit.errors import NotAllowedError, WrongStateError
from criteria.models import FrameworkVersion, Publication
from criteria.permissions import can_read_version
from criteria.selectors import current_concept_set
from criteria.services.versions import publish_concept_set, publish_version, retire_concept_set, retire_version
from criteria.versioning import EDITABLE, PUBLIC, TRANSITIONS, VersionStatus, can_change_content
from tests.factories.criteria import PUBLISHED_AT, ConceptSetFactory, FrameworkFactory, FrameworkVersionFactory, make_version
from tests.factories.workshops import UserFactory, grant
from workshops.models import AuditEvent
from workshops.permissions import Access
from workshops.roles import SCOPES, Role, Scope

pytestmark = pytest.mark.django_db
SERVICES = {"publish": publish_version, "retire": retire_version}


@pytest.mark.parametrize("transition", TRANSITIONS, ids=lambda transition: transition.name)
@pytest.mark.parametrize("status", VersionStatus)
def test_every_transition_in_every_state(transition, status, now) -> None:
    version = FrameworkVersionFactory.create(status=status)
    if status in transition.sources:
        moved = SERVICES[transition.name](version=version, by=None, at=now)
        assert moved.status == transition.target
        assert AuditEvent.objects.get().action == f"frameworkversion.{transition.name}"
        return
    with pytest.raises(WrongStateError, match="tila on nyt"):
        SERVICES[transition.name](version=version, by=None, at=now)
    version.refresh_from_db()
    assert version.status == status
    assert not AuditEvent.objects.exists()


@pytest.mark.parametrize("role", [role for role in Role if Scope.NATIONAL in SCOPES[role]])
def test_only_a_coordinator_may_publish(role, now) -> None:
    user = UserFactory.create()
    grant(user, role)
    version = make_version(1, 1, status=VersionStatus.DRAFT)
    if role == Role.COORDINATOR:
        assert publish_version(version=version, by=user, at=now).published_at == now
        return
    with pytest.raises(NotAllowedError):
        publish_version(version=version, by=user, at=now)


def test_publishing_orders_the_pdf_and_retiring_keeps_it(now) -> None:
    version = publish_version(version=make_version(1, 1, status=VersionStatus.DRAFT), by=None, at=now)
    assert Publication.objects.get().version == version
    retire_version(version=version, by=None, at=now)
    assert Publication.objects.exists()


def test_newest_published_glossary_is_in_use_and_a_retired_one_only_alone(now) -> None:
    old = ConceptSetFactory.create(slug="sanasto", version="1")
    new = publish_concept_set(
        concept_set=ConceptSetFactory.create(slug="sanasto", version="2", status=VersionStatus.DRAFT), by=None, at=now
    )
    ConceptSetFactory.create(slug="sanasto", version="3", status=VersionStatus.DRAFT)
    assert current_concept_set() == new
    retire_concept_set(concept_set=new, by=None, at=now)
    assert current_concept_set() == old
    retire_concept_set(concept_set=old, by=None, at=now)
    assert current_concept_set() == new


@pytest.mark.parametrize("role", [None, *Role])
def test_who_may_read_agrees_with_the_queryset(role, clock) -> None:
    versions = [FrameworkVersionFactory.create(status=status) for status in VersionStatus]
    user = UserFactory.create()
    if role is not None and Scope.NATIONAL in SCOPES[role]:
        grant(user, role)
    access = Access.of(user, clock.at(2026, 11, 20).date())
    readable = {version.pk for version in versions if can_read_version(access, version)}
    assert set(FrameworkVersion.objects.visible_to(access).values_list("pk", flat=True)) == readable
    reads_drafts = role in {Role.COORDINATOR, Role.STEERING_GROUP_MEMBER}
    assert len(readable) == (4 if reads_drafts else 2)


def test_only_drafts_and_versions_under_comments_may_change() -> None:
    assert {status for status in VersionStatus if can_change_content(status)} == EDITABLE
    assert EDITABLE.isdisjoint(PUBLIC)


def test_database_allows_one_draft_of_a_framework() -> None:
    framework = FrameworkFactory.create()
    FrameworkVersionFactory.create(framework=framework, status=VersionStatus.DRAFT)
    with pytest.raises(IntegrityError), transaction.atomic():
        FrameworkVersionFactory.create(framework=framework, status=VersionStatus.COMMENTING)


@pytest.mark.parametrize(("status", "published_at"), [(VersionStatus.DRAFT, PUBLISHED_AT), (VersionStatus.PUBLISHED, None)])
def test_database_ties_the_time_of_publishing_to_the_state(status, published_at) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        FrameworkVersionFactory.create(status=status, published_at=published_at)
