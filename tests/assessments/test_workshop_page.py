"""The latest result of each criterion on the workshop's page."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.urls import reverse

from assessments.selectors.workshop_page import latest_areas
from tests.assessments.test_changes import completed
from tests.factories.assessments import AT, Cast, make_abandoned, make_joint
from tests.factories.criteria import make_version
from tests.factories.workshops import UserFactory, grant
from workshops.roles import Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

LATER = AT + dt.timedelta(days=4)


def test_areas_of_different_times_add_up_with_their_days(client_of) -> None:
    cast, version = Cast(), make_version(areas=2, criteria=1)
    completed(cast, version, {"K1.1": 1, "K2.1": 2})
    completed(cast, version, {"K1.1": 4}, at=LATER)
    found = {
        row.result.criterion.code: (row.result.level.value, row.result.assessment.completed_at)
        for one in latest_areas(cast.workshop)
        for row in one.results
    }
    assert found == {"K1.1": (4, LATER), "K2.1": (2, AT)}
    html = client_of(cast.workers[0]).get(reverse("workshops:workshop-detail", args=[cast.workshop.ref])).content.decode()
    assert re.findall(r">(\d+\.11\.2026)</a>", html) == ["24.11.2026", "20.11.2026"]


def test_not_applicable_is_said_in_words(client_of) -> None:
    cast, version = Cast(), make_version(areas=1, criteria=1)
    completed(cast, version, {"K1.1": None})
    html = client_of(cast.workers[0]).get(reverse("workshops:workshop-detail", args=[cast.workshop.ref])).content.decode()
    assert "Ei koske työpajaamme" in html


def test_another_framework_stands_apart() -> None:
    cast = Cast()
    for version in (make_version(areas=1, criteria=1), make_version(areas=1, criteria=1)):
        completed(cast, version, {"K1.1": 2})
    assert len({one.framework for one in latest_areas(cast.workshop)}) == 2


def test_open_and_abandoned_ones_do_not_count(client_of) -> None:
    cast, version = Cast(), make_version(areas=1, criteria=1)
    make_abandoned(cast, version=version)
    make_joint(cast, version=version)
    assert latest_areas(cast.workshop) == []
    assert (
        "Viimeisimmät tulokset"
        not in client_of(cast.leader).get(reverse("workshops:workshop-detail", args=[cast.workshop.ref])).content.decode()
    )


def test_coordinator_who_may_open_the_page_sees_no_results(client_of) -> None:
    cast = Cast()
    completed(cast, make_version(areas=1, criteria=1), {"K1.1": 2})
    coordinator = UserFactory()
    grant(coordinator, Role.COORDINATOR)
    response = client_of(coordinator).get(reverse("workshops:workshop-detail", args=[cast.workshop.ref]))
    assert response.status_code == 200
    assert "Viimeisimmät tulokset" not in response.content.decode()


@pytest.mark.parametrize("times", [1, 3])
def test_page_takes_the_same_queries_after_any_number_of_times(client_of, django_assert_num_queries, times: int) -> None:
    cast, version = Cast(), make_version(areas=2, criteria=2)
    for number in range(times):
        completed(cast, version, {"K1.1": 1, "K1.2": 2}, at=AT + dt.timedelta(days=number))
    client, url = client_of(cast.leader), reverse("workshops:workshop-detail", args=[cast.workshop.ref])
    client.get(url)
    with django_assert_num_queries(12):
        client.get(url)
