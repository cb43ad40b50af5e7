"""Publishing a national summary: by whom, once, and for good."""

from __future__ import annotations

import datetime as dt

import pytest

from assessments.models import Summary, SummaryFigure
from assessments.permissions import can_publish_summary, can_read_summaries
from assessments.services.guards import access_of
from assessments.services.summaries.closing import close_year
from assessments.services.summaries.publishing import publish_summary
from config.toolkit.errors import NotAllowedError
from tests.conftest import HELSINKI
from tests.factories.applications import make_coordinator
from tests.factories.criteria import make_version
from tests.factories.summaries import make_finished, make_nation, make_year
from tests.factories.workshops import UserFactory, WorkshopFactory, grant
from workshops.models import AuditEvent
from workshops.roles import SCOPES, Role, Scope

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 2, 2, 10, 0, tzinfo=HELSINKI)


@pytest.fixture
def summary() -> Summary:
    return make_year(make_version(), make_nation(6), 2025)


def test_publishing_tells_who_and_when_and_leaves_an_event(summary: Summary) -> None:
    coordinator = make_coordinator()
    published = publish_summary(summary=summary, by=coordinator, at=AT)
    stored = Summary.objects.published().get()
    assert published == stored
    assert (stored.published_at, stored.published_by) == (AT, coordinator)
    event = AuditEvent.objects.get(action="summary_published")
    assert (event.actor, event.at) == (coordinator, AT)
    assert event.details == {"framework": summary.framework.slug, "series": "self", "year": 2025}


def test_publishing_again_changes_nothing(summary: Summary) -> None:
    first, second = make_coordinator(), make_coordinator()
    publish_summary(summary=summary, by=first, at=AT)
    again = publish_summary(summary=summary, by=second, at=AT + dt.timedelta(days=1))
    assert (again.published_at, again.published_by) == (AT, first)
    assert AuditEvent.objects.filter(action="summary_published").count() == 1


def test_published_figures_stay_when_the_year_is_closed_again(summary: Summary) -> None:
    publish_summary(summary=summary, by=make_coordinator(), at=AT)
    figures = list(SummaryFigure.objects.order_by("pk").values_list())
    make_finished(WorkshopFactory(), {"K1.1": 4}, version=summary.version, at=dt.datetime(2025, 6, 1, tzinfo=HELSINKI))
    closed = close_year(framework=summary.framework, series="self", year=2025, at=AT)
    assert closed is not None
    assert (closed.pk, closed.published_at) == (summary.pk, AT)
    assert list(SummaryFigure.objects.order_by("pk").values_list()) == figures


@pytest.mark.parametrize("role", [role for role in Role if Scope.NATIONAL in SCOPES[role]])
def test_only_a_coordinator_publishes(summary: Summary, role: Role) -> None:
    user = UserFactory()
    grant(user, role)
    if role == Role.COORDINATOR:
        assert publish_summary(summary=summary, by=user, at=AT).published_at == AT
        return
    assert not can_read_summaries(access_of(user, AT))
    assert not can_publish_summary(access_of(user, AT))
    with pytest.raises(NotAllowedError):
        publish_summary(summary=summary, by=user, at=AT)
    assert not Summary.objects.published().exists()


def test_a_leader_of_a_workshop_does_not_publish(summary: Summary) -> None:
    user = UserFactory()
    grant(user, Role.LEADER, workshop=WorkshopFactory())
    with pytest.raises(NotAllowedError):
        publish_summary(summary=summary, by=user, at=AT)
