"""The demo: one visit is agreed, one has been made."""

from __future__ import annotations

import pytest
from django.utils import timezone

from assessments.choices import VisitStepKind
from assessments.lifecycle import AuditStatus
from assessments.models import ConfirmedRating, Visit, VisitNote, VisitQuestion
from assessments.selectors.results import criteria_of
from config.toolkit.working_days import is_working_day
from workshops.models import User

pytestmark = pytest.mark.xdist_group("demo")  # one process makes the demo for all of them


def test_one_visit_is_agreed_and_one_was_made(demo, db):
    agreed, made = (Visit.objects.get(assessment__status=status) for status in (AuditStatus.SCHEDULED, AuditStatus.VISITED))
    assert agreed.starts_at > timezone.now() > made.visited_at > made.starts_at
    assert {row.step for row in made.steps.all()} == {*VisitStepKind} - {VisitStepKind.OTHERS}
    for visit in (agreed, made):
        assert is_working_day(timezone.localdate(visit.starts_at))
        confirmed = ConfirmedRating.objects.filter(participant__assessment=visit.assessment)
        assert confirmed.count() == 2 * len(criteria_of(visit.assessment))
    assert VisitNote.objects.filter(participant__assessment=made.assessment).count() == 5
    assert VisitQuestion.objects.filter(participant__assessment=agreed.assessment).count() == 4


def test_visit_opens_to_the_peer_auditor_alone(demo, db, client_of):
    def client(login: str):
        return client_of(User.objects.get(email=demo["logins"][login]))

    page = client("peer_auditor").get(demo["urls"]["audit_visit"])
    assert page.status_code == 200
    assert "Paja Lossi" in page.content.decode()
    for login in ("contact", "leader", "coordinator", "decider", "external_auditor"):
        assert client(login).get(demo["urls"]["audit_visit"]).status_code == 404, login
