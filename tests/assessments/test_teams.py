"""Who may audit together: the pure rules, and the same asked of rows."""

from __future__ import annotations

import pytest

from assessments.choices import AuditWish
from assessments.models import Auditor, AuditPlan
from assessments.selectors.auditing.teams import audits_made, loads_of, place_of_auditor, team_problems, waiting_seats
from assessments.services.auditing.invitations import accept_seat
from assessments.teams import TEAM_PROBLEMS, Member, TeamProblem, problems_of
from tests.factories.auditing import NAMED_AT, make_auditable, make_auditor, make_declined, make_invited, make_named, make_reading

OLD, NEW = Member("Rantapaja", is_experienced=True), Member("Metsäpaja", is_experienced=False)
PROBLEMS = [
    ("peers of two workshops", [OLD, NEW], True, False, []),
    ("both experienced", [OLD, Member("Metsäpaja", is_experienced=True)], True, False, []),
    ("nobody", [], True, False, ["empty"]),
    ("nobody outside", [], False, False, ["empty"]),
    ("one alone", [OLD], True, False, ["one_alone"]),
    ("one alone with a reason", [OLD], True, True, []),
    ("a first-timer alone", [NEW], True, True, ["inexperienced"]),
    ("two of a workshop", [OLD, OLD], True, False, ["same_place"]),
    ("two first-timers", [NEW, Member("Rantapaja", is_experienced=False)], True, False, ["inexperienced"]),
    ("three", [OLD, NEW, Member("Kivipaja", is_experienced=True)], True, False, ["too_many"]),
    ("three of a workshop", [OLD] * 3, True, False, ["too_many", "same_place"]),
    ("two outside without a lead", [OLD, NEW], False, False, ["no_lead"]),
    ("a lead alone", [Member("Säätiö", is_experienced=True, is_lead=True)], False, False, []),
    ("a new lead alone", [Member("Säätiö", is_experienced=False, is_lead=True)], False, False, []),
    (
        "two of an employer outside",
        [Member("Säätiö", is_experienced=True, is_lead=True), Member("Säätiö", is_experienced=True)],
        False,
        False,
        [],
    ),
]


@pytest.mark.parametrize(("members", "is_peer", "may_be_one", "problems"), [row[1:] for row in PROBLEMS], ids=[row[0] for row in PROBLEMS])
def test_team_has_the_problems(members: list[Member], is_peer: bool, may_be_one: bool, problems: list[str]) -> None:
    assert problems_of(members, is_peer=is_peer, may_be_one=may_be_one) == problems


def test_team_problems_have_each_their_case_and_sentence() -> None:
    assert {problem for row in PROBLEMS for problem in row[4]} == set(TeamProblem) == set(TEAM_PROBLEMS)
    assert all(str(sentence).endswith(".") for sentence in TEAM_PROBLEMS.values())


@pytest.mark.django_db
def test_team_of_rows_has_the_problems_of_the_table() -> None:
    [first, second] = make_named()
    audit = first.assessment
    audit.plan = AuditPlan.objects.get()
    assert team_problems(audit) == []
    Auditor.objects.update(earlier_audits=0)
    assert team_problems(audit) == [TeamProblem.INEXPERIENCED]
    second.delete()
    assert team_problems(audit) == [TeamProblem.ONE_ALONE, TeamProblem.INEXPERIENCED]
    audit.plan.single_reason = "Toinen sairastui."
    Auditor.objects.update(earlier_audits=1)
    assert team_problems(audit) == []


@pytest.mark.django_db
def test_team_counts_only_those_who_go_on() -> None:
    declined = make_declined()
    assert team_problems(declined.assessment) == [TeamProblem.ONE_ALONE]


@pytest.mark.django_db
def test_team_waits_until_everybody_has_accepted() -> None:
    [first, second] = make_invited()
    assert waiting_seats(first.assessment)
    for seat in (first, second):
        accept_seat(seat=seat, declared=True, by=seat.auditor.user, at=NAMED_AT)
    assert not waiting_seats(first.assessment)


@pytest.mark.django_db
def test_place_of_an_auditor_is_her_workshop_else_her_employer() -> None:
    auditor = make_auditor()
    assert place_of_auditor(auditor) == ("workshop", auditor.workshop_id)
    auditor.workshop = None
    assert place_of_auditor(auditor) == ("organisation", auditor.organisation_id)
    auditor.organisation, auditor.employer_name = None, "Opisto OY"
    assert place_of_auditor(auditor) == ("employer", "opisto oy")


@pytest.mark.django_db
def test_load_counts_audits_of_the_year_that_go_on_and_experience_those_that_were_made() -> None:
    audit = make_reading(make_auditable(AuditWish.EXTERNAL))
    auditors = [seat.auditor for seat in audit.seats.all()]
    assert set(loads_of(auditors, 2026).values()) == {1}
    assert not loads_of(auditors, 2027)
    assert set(audits_made(auditors).values()) == {3}
    type(audit.application).objects.update(status="audited")
    assert set(audits_made(auditors).values()) == {4}
    type(audit).objects.filter(pk=audit.pk).update(status="cancelled")
    assert not loads_of(auditors, 2026)
