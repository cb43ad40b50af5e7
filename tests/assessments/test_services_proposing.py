"""The proposal of a whole round: ordered, worked out, worked out again, refused, and invited."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments.choices import AuditWish, ReportStatus
from assessments.lifecycle import SeatStatus
from assessments.matching import Why
from assessments.models import Auditor, AuditorAbsence, AuditSeat, PastTie, Proposal, Round
from assessments.models.report import SILENCE_MAX
from assessments.selectors.auditing.plans import usual_days
from assessments.selectors.auditing.round_matter import matter_of
from assessments.services.auditing import proposing
from assessments.services.auditing.audits import plan_audit
from assessments.services.auditing.invitations import accept_seat, decline_seat
from assessments.services.auditing.proposing import invite_proposed, make_proposal, order_proposal
from assessments.services.auditing.seats import invite_auditors, name_auditor, remove_proposed
from config.toolkit.errors import NotAllowedError, WrongStateError
from tests.factories.applications import DEADLINE, make_coordinator, make_round
from tests.factories.auditing import NAMED_AT, make_auditable, make_auditor
from tests.factories.workshops import WorkshopFactory, grant
from workshops.models import AuditEvent, OutgoingMail, User
from workshops.roles import Role

pytestmark = pytest.mark.django_db
PEER, EXTERNAL = AuditWish.PEER, AuditWish.EXTERNAL


@pytest.fixture
def round_() -> Round:
    return make_round()


@pytest.fixture
def coordinator() -> User:
    return make_coordinator()


def propose(round_: Round, by: User, at: dt.datetime = NAMED_AT) -> Proposal:
    """A proposal ordered and made."""
    proposal = order_proposal(round_=round_, by=by, at=at)
    make_proposal(proposal_id=proposal.pk, at=at)
    proposal.refresh_from_db()
    return proposal


def teams() -> dict[int, set[int]]:
    """The auditors of each application, by keys."""
    found: dict[int, set[int]] = {}
    for seat in AuditSeat.objects.live().select_related("assessment"):
        found.setdefault(seat.assessment.application_id, set()).add(seat.auditor_id)
    return found


# Ordering --------------------------------------------------------------------------------------------------------------------


def test_order_leads_to_a_task_and_an_event(round_: Round, coordinator: User, run_on_commit) -> None:
    make_auditable(into=round_)
    for _ in range(2):
        make_auditor()
    with time_machine.travel(NAMED_AT), run_on_commit():
        proposal = order_proposal(round_=round_, by=coordinator, at=NAMED_AT)
    proposal.refresh_from_db()
    assert proposal.status == ReportStatus.READY  # the tests' backend works at once
    assert AuditSeat.objects.filter(proposal=proposal).count() == 2
    assert set(AuditEvent.objects.filter(object_ref=proposal.ref).values_list("action", flat=True)) == {"proposal_ordered", "proposal_made"}


def test_order_is_refused_before_the_deadline_without_applications_and_to_others(round_: Round, coordinator: User) -> None:
    with pytest.raises(WrongStateError, match="hakemuksia"):
        order_proposal(round_=round_, by=coordinator, at=NAMED_AT)
    application = make_auditable(into=round_)
    with pytest.raises(WrongStateError, match="määräajan jälkeen"):
        order_proposal(round_=round_, by=coordinator, at=DEADLINE)
    with pytest.raises(NotAllowedError):
        order_proposal(round_=round_, by=application.contact, at=NAMED_AT)
    assert not Proposal.objects.exists()


def test_second_order_waits_for_the_first_unless_that_has_fallen_silent(round_: Round, coordinator: User) -> None:
    make_auditable(into=round_)
    first = order_proposal(round_=round_, by=coordinator, at=NAMED_AT)
    with pytest.raises(WrongStateError, match="tehdään jo"):
        order_proposal(round_=round_, by=coordinator, at=NAMED_AT + SILENCE_MAX)
    later = NAMED_AT + SILENCE_MAX + dt.timedelta(seconds=1)
    second = order_proposal(round_=round_, by=coordinator, at=later)
    make_proposal(proposal_id=first.pk, at=later)  # its worker comes back
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.status, second.status) == (ReportStatus.FAILED, ReportStatus.QUEUED)


# Making ----------------------------------------------------------------------------------------------------------------------


def test_peers_get_two_of_different_places_and_externals_one_lead(round_: Round, coordinator: User) -> None:
    peer, external = make_auditable(into=round_), make_auditable(EXTERNAL, into=round_)
    shared = WorkshopFactory()
    peers = [make_auditor(workshop=shared), make_auditor(workshop=shared), make_auditor()]
    lead = make_auditor(kind=EXTERNAL)
    proposal = propose(round_, coordinator)
    assert teams()[external.pk] == {lead.pk}
    assert peers[2].pk in teams()[peer.pk]
    assert len(teams()[peer.pk]) == 2
    assert AuditSeat.objects.get(auditor=lead).is_lead
    assert (proposal.status, proposal.gaps, proposal.is_best) == (ReportStatus.READY, [], True)
    assert set(AuditSeat.objects.values_list("status", flat=True)) == {SeatStatus.PROPOSED}
    assert not OutgoingMail.objects.filter(kind="seat_invited").exists()


def test_warned_pair_is_not_proposed_but_named_in_the_gap(round_: Round, coordinator: User) -> None:
    application = make_auditable(EXTERNAL, into=round_)
    warned, blocked = make_auditor(kind=EXTERNAL), make_auditor(kind=EXTERNAL)
    PastTie.objects.create(
        auditor=warned, organisation=application.organisation, kind="trained", declared_at=NAMED_AT, declared_by=warned.user
    )
    grant(blocked.user, Role.WORKER, workshop=application.units.get().workshop)
    proposal = propose(round_, coordinator)
    assert teams() == {}
    [gap] = proposal.gaps
    assert gap == {
        "application": application.ref,
        "missing": 1,
        "whys": {Why.BLOCKED: 1, Why.WARNED: 1},
        "with_reason": [warned.ref],
    }


def test_languages_absences_and_a_full_year_keep_out(round_: Round, coordinator: User) -> None:
    application = make_auditable(EXTERNAL, into=round_)
    application.units.get().workshop.__class__.objects.filter(application_units__application=application).update(language="sv")
    starts_date, ends_date = usual_days(round_)
    swedish = {"kind": EXTERNAL, "speaks_swedish": True}
    make_auditor(kind=EXTERNAL)
    make_auditor(most_a_year=0, **swedish)
    away = make_auditor(**swedish)
    AuditorAbsence.objects.create(auditor=away, first_date=starts_date, last_date=ends_date)
    proposal = propose(round_, coordinator)
    assert proposal.gaps[0]["whys"] == {Why.LANGUAGE: 1, Why.AWAY: 1, Why.FULL: 1}
    AuditorAbsence.objects.update(last_date=starts_date + dt.timedelta(days=7))
    assert propose(round_, coordinator).gaps == []
    assert teams()[application.pk] == {away.pk}


def test_made_twice_is_as_made_once(round_: Round, coordinator: User) -> None:
    for _ in range(2):
        make_auditable(into=round_)
    for _ in range(4):
        make_auditor()
    proposal = propose(round_, coordinator)
    seats, events = set(AuditSeat.objects.values_list("pk", "auditor")), AuditEvent.objects.count()
    make_proposal(proposal_id=proposal.pk, at=NAMED_AT)
    Proposal.objects.update(status=ReportStatus.RENDERING)  # the worker was killed before it ended
    AuditSeat.objects.filter(pk=min(seats)[0]).delete()
    make_proposal(proposal_id=proposal.pk, at=NAMED_AT)
    assert {auditor for _pk, auditor in seats} == set(AuditSeat.objects.values_list("auditor", flat=True))
    assert AuditSeat.objects.count() == 4
    assert AuditEvent.objects.count() == events + 2  # one named again, and the proposal made


def test_new_proposal_replaces_what_nobody_was_invited_to_and_leaves_the_rest(round_: Round, coordinator: User) -> None:
    applications = [make_auditable(EXTERNAL, into=round_) for _ in range(3)]
    first = make_auditor(kind=EXTERNAL, most_a_year=24)
    propose(round_, coordinator)
    assert all(team == {first.pk} for team in teams().values())
    invite_auditors(application=applications[0], by=coordinator, at=NAMED_AT)
    remove_proposed(seat=AuditSeat.objects.get(assessment__application=applications[1]), by=coordinator, at=NAMED_AT)
    chosen = make_auditor(kind=EXTERNAL, most_a_year=0)
    name_auditor(application=applications[1], auditor=chosen, is_lead=True, by=coordinator, at=NAMED_AT)
    fresh = make_auditor(kind=EXTERNAL)
    assert propose(round_, coordinator).gaps == []
    assert teams() == {applications[0].pk: {first.pk}, applications[1].pk: {chosen.pk}, applications[2].pk: {fresh.pk}}


def test_place_of_one_who_declined_is_proposed_beside_the_one_who_stays(round_: Round, coordinator: User) -> None:
    application = make_auditable(into=round_)
    auditors = [make_auditor(most_a_year=1), make_auditor(most_a_year=1), make_auditor()]
    for auditor in auditors[:2]:
        name_auditor(application=application, auditor=auditor, by=coordinator, at=NAMED_AT)
    seats = invite_auditors(application=application, by=coordinator, at=NAMED_AT)
    accept_seat(seat=seats[0], declared=True, by=seats[0].auditor.user, at=NAMED_AT)
    decline_seat(seat=seats[1], has_conflict=False, by=seats[1].auditor.user, at=NAMED_AT)
    Auditor.objects.filter(pk=auditors[1].pk).update(most_a_year=0)
    propose(round_, coordinator)
    assert teams()[application.pk] == {auditors[0].pk, auditors[2].pk}


def test_single_peer_whom_the_coordinator_allows_is_whole(round_: Round, coordinator: User) -> None:
    application = make_auditable(into=round_)
    name_auditor(application=application, auditor=make_auditor(), by=coordinator, at=NAMED_AT)
    make_auditor()
    plan_audit(application=application, single_reason="Toinen sairastui.", by=coordinator, at=NAMED_AT)
    assert propose(round_, coordinator).gaps == []
    assert len(teams()[application.pk]) == 1


def test_refusal_in_between_becomes_a_gap(round_: Round, coordinator: User, monkeypatch: pytest.MonkeyPatch) -> None:
    application = make_auditable(EXTERNAL, into=round_)
    auditor = make_auditor(kind=EXTERNAL)
    match = proposing.match

    def match_and_change(*args, **kwargs):
        grant(auditor.user, Role.WORKER, workshop=application.units.get().workshop)
        return match(*args, **kwargs)

    monkeypatch.setattr(proposing, "match", match_and_change)
    [gap] = propose(round_, coordinator).gaps
    assert (gap["missing"], gap["whys"]) == (1, {Why.CHANGED: 1})
    assert teams() == {}


def test_proposal_of_one_who_is_no_coordinator_any_more_fails_and_can_be_ordered_again(round_: Round, coordinator: User) -> None:
    make_auditable(EXTERNAL, into=round_)
    make_auditor(kind=EXTERNAL)
    proposal = order_proposal(round_=round_, by=coordinator, at=NAMED_AT)
    coordinator.grants.update(ended_at=NAMED_AT - dt.timedelta(days=1), ended_by=coordinator)
    make_proposal(proposal_id=proposal.pk, at=NAMED_AT)
    proposal.refresh_from_db()
    assert (proposal.status, teams()) == (ReportStatus.FAILED, {})
    assert propose(round_, make_coordinator()).status == ReportStatus.READY


def test_facts_of_a_round_take_as_many_queries_at_any_size(round_: Round) -> None:
    taken = []
    for _ in range(2):
        for _ in range(2):
            make_auditable(into=round_)
            make_auditor()
        with CaptureQueriesContext(connection) as captured:
            matter_of(round_, NAMED_AT)
        taken.append(len(captured))
    assert taken[0] == taken[1]


# Inviting --------------------------------------------------------------------------------------------------------------------


def test_whole_teams_are_invited_once_and_the_others_told(round_: Round, coordinator: User) -> None:
    whole, half = make_auditable(EXTERNAL, into=round_), make_auditable(into=round_)
    make_auditor(kind=EXTERNAL)
    make_auditor()
    propose(round_, coordinator)
    for _double_click in range(2):
        result = invite_proposed(round_=round_, by=coordinator, at=NAMED_AT)
        assert [application.pk for application, _reason in result.refused] == [half.pk]
        assert "kaksi auditoitsijaa" in result.refused[0][1]
    assert OutgoingMail.objects.filter(kind="seat_invited").count() == 1
    assert AuditSeat.objects.get(assessment__application=whole).status == SeatStatus.INVITED


def test_click_invites_so_many_and_the_next_one_the_rest(round_: Round, coordinator: User) -> None:
    for _ in range(3):
        make_auditable(EXTERNAL, into=round_)
    make_auditor(kind=EXTERNAL, most_a_year=3)
    propose(round_, coordinator)
    results = [invite_proposed(round_=round_, by=coordinator, at=NAMED_AT, at_once=2) for _click in range(3)]
    assert [(each.applications, each.is_partial) for each in results] == [(2, True), (1, False), (0, False)]


def test_inviting_is_refused_to_others(round_: Round) -> None:
    application = make_auditable(into=round_)
    with pytest.raises(NotAllowedError):
        invite_proposed(round_=round_, by=application.contact, at=NAMED_AT)
