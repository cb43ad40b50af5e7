"""A page that is read while its year is being closed shows nothing or the whole summary, on real connections."""

from __future__ import annotations

import json

import pytest
from django.test import Client
from django.urls import reverse

from assessments.models import Summary, SummaryFigure
from assessments.services.summaries.closing import close_year
from assessments.years import closes_at
from tests.assessments.summaries.reading import HIDDEN, body, levels_in
from tests.assessments.test_concurrency import at_once
from tests.factories.applications import make_coordinator
from tests.factories.criteria import make_version
from tests.factories.summaries import make_finished, make_nation

pytestmark = pytest.mark.django_db(transaction=True)
READERS, TIMES = 6, 6


def test_page_read_while_the_year_is_closed_shows_nothing_or_all_of_it(client_of) -> None:
    version, coordinator = make_version(areas=1, criteria=2), make_coordinator()
    for workshop in make_nation(12):
        make_finished(workshop, {"K1.1": 2, "K1.2": 3}, version=version, at=closes_at(2024))
    clients = [client_of(coordinator) for _ in range(READERS)]
    answers = at_once(lambda number: read(clients[number]) if number < READERS else close(version), times=READERS + 2)
    assert isinstance(answers[-1], Summary)
    assert Summary.objects.count() == 1
    assert SummaryFigure.objects.exists()
    whole = read(clients[0])[0]
    assert whole[0] is not None
    assert all(HIDDEN not in row for row in levels_in(whole[1]).values())
    seen = [answer for reader in answers[:READERS] for answer in reader]  # type: ignore[attr-defined]  # what `read` returns
    assert {figures for figures, _page in seen} <= {None, whole[0]}
    for _figures, page in seen:
        assert levels_in(page) in ({}, levels_in(whole[1]))


def close(version) -> Summary | None:
    return close_year(framework=version.framework, series="self", year=2025, at=closes_at(2025))


def read(client: Client) -> list[tuple[str | None, str]]:
    """Return what the JSON tells, None before there is anything, and the page read after it; again and again."""
    found = []
    for _ in range(TIMES):
        response = client.get(reverse("assessments:national-summary-json"))
        figures = json.dumps(json.loads(body(response)), sort_keys=True) if response.status_code == 200 else None
        found.append((figures, body(client.get(reverse("assessments:national-summary"))).decode()))
    return found
