"""An assessment's pages ask the database the same, however many criteria and raters it has."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.models import Assessment
from assessments.services.phases import complete_assessment, open_discussion
from tests.factories.assessments import AT, Cast, agree_all, make_individual, rate_all
from tests.factories.criteria import make_version

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

SMALL, LARGE = (5, 1), (20, 10)  # criteria in each of six areas, raters: 30 by 1, and 120 by 10
LIMITS = {"landing": 12, "rating": 10, "discussion": 12, "result": 10, "check": 12, "results": 15}


def queries(client: Client, name: str, *arguments: str) -> int:
    address = reverse(f"assessments:{name}", args=arguments)
    assert client.get(address).status_code == 200
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    return len(captured)


def counted(client_of: Callable[..., Client], criteria: int, raters: int) -> dict[str, int]:
    """Walk one assessment through its phases and count the queries of each page on the way, for its leader or contact."""
    cast = Cast(workers=raters - 1)
    client, leader = client_of(cast.contact), client_of(cast.leader)
    assessment: Assessment = make_individual(cast, version=make_version(areas=6, criteria=criteria))
    rate_all(assessment, cast.raters, (2, 3, 4))
    ref = assessment.ref
    counts = {"landing": queries(client, "assessment-detail", ref), "rating": queries(client, "rating-update", ref, "K1.1")}
    open_discussion(assessment=assessment, by=cast.contact, at=AT)
    agree_all(assessment, cast.contact)
    counts |= {"discussion": queries(client, "discussion-detail", ref), "result": queries(client, "result-update", ref, "K1.1")}
    counts["check"] = queries(leader, "assessment-check", ref)
    complete_assessment(assessment=assessment, by=cast.leader, at=AT)
    return {**counts, "results": queries(leader, "assessment-results", ref)}


def test_pages_take_the_same_queries_at_30_and_120_criteria_by_1_and_10_raters(client_of) -> None:
    small, large = (counted(client_of, *size) for size in (SMALL, LARGE))
    assert small == large
    assert {name: count for name, count in large.items() if count > LIMITS[name]} == {}
