"""The demo: what it promises of auditors and their audits."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments.conflicts import ConflictKind, conflicts_between
from assessments.demo.content import auditors, past_audits
from assessments.demo.nation import AUDITED
from assessments.lifecycle import READ_STATUSES, AuditStatus, SeatStatus
from assessments.models import Application, Assessment, Auditor, AuditSeat
from assessments.selectors.auditing.facts import facts_of_applications, facts_of_auditors
from assessments.selectors.auditing.register import lines_of, pending_invitations, with_absences, without_card
from config.toolkit.working_days import is_working_day
from tests.assessments.demo.test_seed_demo import THE_AUDITORS, THE_COORDINATORS
from workshops.models import User

pytestmark = pytest.mark.xdist_group("demo")  # one process makes the demo for all of them


def client_for(demo: dict[str, Any], client_of, login: str) -> Client:
    return client_of(User.objects.get(email=demo["logins"][login]))


def test_there_are_as_many_auditors_of_each_kind_as_promised(demo, db):
    today = timezone.localdate()
    assert Auditor.objects.count() == len(auditors()["auditors"]) + len(past_audits()["auditors"]) >= 24
    assert Auditor.objects.of_kind("peer", today).count() >= 16
    assert Auditor.objects.of_kind("external", today).count() >= 8
    assert Auditor.objects.filter(speaks_swedish=True).count() >= 2
    assert pending_invitations().count() == 1
    assert [user.name for user in without_card(today)] == ["Oskari Niemistö"]


def test_some_are_first_timers_some_away_and_some_full(demo, db):
    now = timezone.now()
    lines = lines_of(list(with_absences(Auditor.objects.all(), timezone.localdate(now))), now)
    assert any(line.made == 0 for line in lines)
    assert any(line.is_away for line in lines)
    assert any(line.absence and not line.is_away for line in lines)
    assert any(line.is_full for line in lines)


def test_auditors_have_every_kind_of_conflict_with_the_applications(demo, db):
    of_auditors = facts_of_auditors(list(Auditor.objects.all()), timezone.now())
    of_applications = facts_of_applications(list(Application.objects.filter(status__in=READ_STATUSES)))
    found = {kind for one in of_auditors.values() for other in of_applications.values() for kind in conflicts_between(one, other)}
    assert found == set(ConflictKind)


def test_audits_are_named_invited_read_and_one_warning_was_passed(demo, db):
    seats = AuditSeat.objects.all()
    assert set(seats.values_list("status", flat=True)) == {*SeatStatus} - {SeatStatus.STOPPED}
    audits = Assessment.objects.exclude(kind="self")
    on_the_way = dict.fromkeys(["scheduled", "visited", "drafting", "commenting", "checking"], 1)
    assert Counter(audits.values_list("status", flat=True)) == {"assigning": 2, "reading": 2, **on_the_way, "final": 4, "closed": AUDITED}
    [warned] = [seat for seat in seats.select_related("auditor__user") if seat.warnings]
    assert warned.warnings == [ConflictKind.RECIPROCAL]
    assert warned.warning_reason
    assert warned.auditor.user.email == demo["logins"]["peer_auditor"]
    assert not AuditSeat.objects.live().blocked().exists()


def test_nothing_of_an_audit_happens_on_a_holiday_or_in_the_future(demo, db):
    rows = AuditSeat.objects.values_list("proposed_at", "invited_at", "accepted_at", "ended_at")
    moments = [moment for row in rows for moment in row if moment]
    assert max(moments) <= timezone.now()
    assert [moment for moment in moments if not is_working_day(timezone.localdate(moment))] == []
    assert [row for row in rows if list(filter(None, row)) != sorted(filter(None, row))] == []


@pytest.mark.parametrize("login", ["peer_auditor", "external_auditor"])
def test_an_auditor_reads_the_audit_that_her_page_leads_to(demo, db, client_of, login):
    client = client_for(demo, client_of, login)
    hers = {"seats__auditor__user__email": demo["logins"][login], "seats__status": SeatStatus.ACCEPTED}
    audit = Assessment.objects.get(**hers, status=AuditStatus.READING)
    address = reverse("assessments:audit-detail", args=[audit.ref])
    for page in ("/", reverse("assessments:own-auditor")):
        assert address in client.get(page).content.decode()
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("name", sorted(THE_COORDINATORS))
def test_the_coordinator_opens_every_url_of_hers(demo, db, client_of, name):
    assert client_for(demo, client_of, "coordinator").get(demo["urls"][name]).status_code == 200
    others = (
        ("contact", "stranger") if name.startswith("audit_report") else ("contact", "stranger", "decider")
    )  # a final one is the decider's too
    for login in others:
        assert client_for(demo, client_of, login).get(demo["urls"][name]).status_code in {403, 404}, login


def test_the_peer_auditor_opens_every_url_of_hers_and_sees_the_sides_she_has_opened(demo, db, client_of):
    client = client_for(demo, client_of, "peer_auditor")
    assert {name: client.get(demo["urls"][name]).status_code for name in THE_AUDITORS} == dict.fromkeys(THE_AUDITORS, 200)
    sides = client.get(demo["urls"]["audit_criterion"]).context["compared"].sides
    assert [side.is_missing for side in sides] == [False, False, False]
    for login in ("contact", "coordinator", "external_auditor"):
        assert client_for(demo, client_of, login).get(demo["urls"]["audit_criterion"]).status_code == 404, login


def test_the_audit_being_read_has_an_answered_question_an_open_one_and_notes_to_take_home(demo, db, client_of):
    client = client_for(demo, client_of, "peer_auditor")
    audit = client.get(demo["urls"]["audit_reading"]).context["audit"]
    threads = client.get(reverse("assessments:clarification-list", args=[audit.ref])).context["threads"]
    assert [(len(thread.messages), thread.is_waiting) for thread in threads] == [(2, False), (1, True)]
    [(taken_home, is_open)] = client.get(reverse("assessments:home-note-list")).context["audits"]
    assert (taken_home.audit, len(taken_home.notes), is_open) == (audit, 2, True)
