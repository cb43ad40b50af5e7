"""An auditor's invitation: what it tells, her answer, the letter, and what it says when it is over."""

from __future__ import annotations

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from assessments.conflicts import CONFLICTS, Severity
from assessments.models import Application, AuditSeat, ConflictDeclaration
from assessments.services.applications.ending import withdraw_application
from assessments.services.auditing.seats import name_auditor, replace_auditor
from tests.factories.applications import make_coordinator
from tests.factories.assessments import Cast
from tests.factories.auditing import (
    NAMED_AT,
    make_auditable,
    make_auditor,
    make_declined,
    make_invited,
    make_named,
    make_reading,
    make_replaced,
)
from tests.factories.workshops import UserFactory, grant
from workshops.models import OutgoingMail, RoleGrant
from workshops.roles import Role

pytestmark = pytest.mark.django_db
PAGES = ["seat-detail", "seat-letter"]
POSTS = ["seat-accept", "seat-decline", "seat-conflict"]


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NAMED_AT, tick=False):
        yield


def address(name: str, seat: AuditSeat) -> str:
    return reverse(f"assessments:{name}", args=[seat.ref])


def text_of(client: Client, name: str, seat: AuditSeat) -> str:
    page = client.get(address(name, seat))
    assert page.status_code == 200
    return page.content.decode()


# Who sees it -----------------------------------------------------------------------------------------------------------------


def test_seat_does_not_exist_for_anybody_but_its_owner(client_of) -> None:
    cast = Cast()
    [first, second] = make_invited(make_auditable(cast=cast))
    for person in (second.auditor.user, cast.leader, cast.contact, make_coordinator(), UserFactory()):
        client = client_of(person)
        assert [client.get(address(name, first)).status_code for name in PAGES] == [404, 404]
        assert [client.post(address(name, first), {"declared": "on"}).status_code for name in POSTS] == [404, 404, 404]
    assert {seat.status for seat in AuditSeat.objects.all()} == {"invited"}


def test_seat_does_not_exist_before_the_invitation(client_of) -> None:
    [first, _second] = make_named()
    client = client_of(first.auditor.user)
    assert [client.get(address(name, first)).status_code for name in PAGES] == [404, 404]
    assert client.post(address("seat-accept", first), {"declared": "on"}).status_code == 404


def test_seat_does_not_exist_for_one_who_is_no_auditor_any_more(client_of) -> None:
    [first, _second] = make_invited()
    client = client_of(first.auditor.user)
    RoleGrant.objects.filter(user=first.auditor.user, role=Role.PEER_AUDITOR).update(ended_at=NAMED_AT, ended_by=make_coordinator())
    assert client.get(address("seat-detail", first)).status_code == 404


@pytest.mark.parametrize("name", POSTS)
def test_answers_are_given_by_post_alone(client_of, name: str) -> None:
    [first, _second] = make_invited()
    assert client_of(first.auditor.user).get(address(name, first)).status_code == 405


# The invitation --------------------------------------------------------------------------------------------------------------


def test_invitation_tells_the_work_the_weeks_the_pair_the_place_and_the_round(client_of) -> None:
    [first, second] = make_invited()
    second.auditor.user.name = "Pertti Pari"
    second.auditor.user.save()
    application = Application.objects.get()
    text = text_of(client_of(first.auditor.user), "seat-detail", first)
    for told in (
        "noin 24 tuntia",
        "15.12.2026–1.3.2027",
        "Pertti Pari",
        first.assessment.plan.place,
        application.organisation.name,
        application.round.name,  # type: ignore[union-attr]
        "Päätökset viimeistään 31.3.2027.",
        "Odotamme vastaustasi viimeistään 10.12.2026.",
    ):
        assert told in text, told


def test_invitation_lists_what_counts_as_a_conflict_from_the_table(client_of) -> None:
    [first, _second] = make_invited()
    text = text_of(client_of(first.auditor.user), "seat-detail", first)
    for rule in CONFLICTS:
        assert (str(rule.label) in text) == (rule.severity != Severity.NOTE), rule.kind


def test_invitation_does_not_tell_of_a_pair_that_has_not_been_invited(client_of) -> None:
    coordinator = make_coordinator()
    [first, second] = make_invited(by=coordinator)
    replace_auditor(seat=second, by=coordinator, at=NAMED_AT)
    third = make_auditor(user=UserFactory(name="Uusi Ehdokas"))
    name_auditor(application=Application.objects.get(), auditor=third, by=coordinator, at=NAMED_AT)
    text = text_of(client_of(first.auditor.user), "seat-detail", first)
    assert "Uusi Ehdokas" not in text
    assert "Ei vielä tiedossa" in text


# Answers ---------------------------------------------------------------------------------------------------------------------


def test_accept_without_the_declaration_is_refused_beside_the_box(client_of) -> None:
    [first, _second] = make_invited()
    page = client_of(first.auditor.user).post(address("seat-accept", first))
    assert page.status_code == 400
    assert page.context["form"].errors["declared"] == ["Vahvista, ettet ole esteellinen."]
    first.refresh_from_db()
    assert first.status == "invited"


def test_accept_by_both_opens_the_audit_and_the_first_is_told_to_wait(client_of) -> None:
    [first, second] = make_invited()
    page = client_of(first.auditor.user).post(address("seat-accept", first), {"declared": "on"}, follow=True)
    assert "Hakemus avautuu luettavaksesi, kun kaikki auditoitsijat ovat ottaneet tehtävän vastaan." in page.content.decode()
    page = client_of(second.auditor.user).post(address("seat-accept", second), {"declared": "on"}, follow=True)
    assert "hakemus on luettavanasi" in page.content.decode()
    assert reverse("assessments:audit-detail", args=[first.assessment.ref]) in page.content.decode()
    assert Application.objects.get().status == "in_audit"


def test_accept_with_a_known_conflict_is_refused_with_the_reason(client_of) -> None:
    [first, _second] = make_invited()
    grant(first.auditor.user, Role.WORKER, workshop=Application.objects.get().units.get().workshop)
    refused = client_of(first.auditor.user).post(address("seat-accept", first), {"declared": "on"})
    assert refused.status_code == 409
    assert "Tehtävää ei voi ottaa vastaan." in refused.content.decode()


@pytest.mark.parametrize(("posted", "declared"), [({}, 0), ({"has_conflict": "on"}, 1)])
def test_decline_needs_no_reason_and_tells_of_a_conflict_only_when_ticked(client_of, posted: dict, declared: int) -> None:
    coordinator = make_coordinator()
    [first, _second] = make_invited(by=coordinator)
    client = client_of(first.auditor.user)
    page = client.post(address("seat-decline", first), posted, follow=True)
    assert "Vastasit, ettet pääse mukaan." in page.content.decode()
    assert ConflictDeclaration.objects.count() == declared
    assert OutgoingMail.objects.filter(kind="seat_declined", to_user=coordinator).count() == 1
    assert client.post(address("seat-accept", first), {"declared": "on"}).status_code == 409
    assert client.post(address("seat-decline", first)).status_code == 302  # a second press
    assert OutgoingMail.objects.filter(kind="seat_declined", to_user=coordinator).count() == 1


def test_conflict_told_after_accepting_closes_the_audit(client_of) -> None:
    audit = make_reading()
    seat = audit.seats.first()
    client = client_of(seat.auditor.user)
    assert "Onko tullut esiin este?" in text_of(client, "seat-detail", seat)
    page = client.post(address("seat-conflict", seat), follow=True)
    assert "Auditoinnissa tuli esiin este" in page.content.decode()
    assert client.get(reverse("assessments:audit-detail", args=[audit.ref])).status_code == 404


def test_conflict_told_before_accepting_is_refused(client_of) -> None:
    [first, _second] = make_invited()
    assert client_of(first.auditor.user).post(address("seat-conflict", first)).status_code == 409
    assert not ConflictDeclaration.objects.exists()


# Afterwards ------------------------------------------------------------------------------------------------------------------


def test_ended_seat_says_so_and_offers_nothing(client_of) -> None:
    coordinator = make_coordinator()
    for seat, sentence in (
        (make_declined(by=coordinator), "Vastasit, ettet pääse mukaan."),
        (make_replaced(by=coordinator), "Paikkasi auditoinnissa on annettu toiselle."),
    ):
        client = client_of(seat.auditor.user)
        text = text_of(client, "seat-detail", seat)
        assert sentence in text
        assert "Otan tehtävän vastaan" not in text
        assert "Kirje työnantajallesi" not in text
        assert client.get(address("seat-letter", seat)).status_code == 404


def test_seat_of_a_cancelled_audit_says_so(client_of) -> None:
    cast = Cast()
    [first, _second] = make_invited(make_auditable(cast=cast))
    withdraw_application(application=Application.objects.get(), reason="", by=cast.leader, at=NAMED_AT)
    client = client_of(first.auditor.user)
    text = text_of(client, "seat-detail", first)
    assert "Auditointi on keskeytetty." in text
    assert "Otan tehtävän vastaan" not in text
    assert client.get(address("seat-letter", first)).status_code == 404


def test_seat_with_a_conflict_nobody_has_seen_yet_says_so(client_of) -> None:
    audit = make_reading()
    seat = audit.seats.first()
    grant(seat.auditor.user, Role.WORKER, workshop=audit.workshop)
    text = text_of(client_of(seat.auditor.user), "seat-detail", seat)
    assert "Tietojesi mukaan olet nyt esteellinen" in text
    assert "Avaa auditointi" not in text
