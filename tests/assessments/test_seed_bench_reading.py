"""The audit that is made for measuring: its pair reads it, and its pages keep the goals of queries."""

from __future__ import annotations

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.bench.people import READER_EMAILS
from assessments.bench.seeding import seed_bench
from assessments.models import Assessment, AuditSeat, ConfirmedRating, Participant, Rating
from assessments.selectors.auditing.gaps import report_gaps
from tests.factories.assessments import AT
from tests.factories.criteria import make_version
from tests.factories.workshops import MunicipalityFactory
from workshops.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
PAGES = {
    "audit-detail": ((), 12),
    "audit-area-update": (("K1",), 12),
    "audit-rating-update": (("K1.1",), 10),
    "audit-submission": ((), 12),
    "clarification-list": ((), 12),
}


def test_pair_reads_one_application(client_of) -> None:
    MunicipalityFactory()
    seed_bench(assessments=50, at=AT, version=make_version())
    audits = Assessment.objects.filter(participants__user__email=READER_EMAILS[0])
    audit = audits.get(status="reading")
    assert (Participant.objects.filter(assessment=audit).count(), AuditSeat.objects.filter(assessment=audit).count()) == (2, 2)
    for model in (Rating, ConfirmedRating):
        for row in model.objects.filter(participant__assessment=audit):
            row.full_clean(validate_unique=False)
    client = client_of(User.objects.get(email=READER_EMAILS[0]))
    with time_machine.travel(AT, tick=False):
        for name, (arguments, limit) in PAGES.items():
            url = reverse(f"assessments:{name}", args=[audit.ref, *arguments])
            client.get(url)
            with CaptureQueriesContext(connection) as captured:
                answer = client.get(url)
            assert (answer.status_code, len(captured) <= limit) == (200, True), (name, len(captured))
        compared = client.get(reverse("assessments:audit-rating-update", args=[audit.ref, "K2.1"])).content.decode()
        assert "Rinnakkain" in compared
    assert report_gaps(audits.get(status="final")) == []
