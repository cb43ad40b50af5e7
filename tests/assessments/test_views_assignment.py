"""Naming the auditors of one application: the ranked list, every conflict named, and the coordinator alone."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.choices import AssessmentKind, AuditWish, TieKind
from assessments.models import Application, Auditor, AuditorAbsence, AuditSeat, ConflictDeclaration, PastTie
from assessments.selectors.auditing.candidates import candidates_for
from assessments.services.auditing.invitations import decline_seat
from assessments.services.auditing.seats import name_auditor
from tests.factories.assessments import Cast
from tests.factories.auditing import NAMED_AT, make_auditable, make_auditor, make_invited, make_named, make_reading
from tests.factories.workshops import UserFactory
from workshops.models import AuditEvent, User

pytestmark = pytest.mark.django_db
REASON = "Muita ruotsia puhuvia auditoitsijoita ei ole."


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NAMED_AT, tick=False):
        yield


@pytest.fixture
def client(client_of, coordinator: User) -> Client:
    return client_of(coordinator)


def page_address(application: Application) -> str:
    return reverse("assessments:assignment", args=[application.ref])


def name_address(application: Application, auditor: Auditor) -> str:
    return reverse("assessments:auditor-name", args=[application.ref, auditor.ref])


def seats(application: Application) -> list[AuditSeat]:
    return list(AuditSeat.objects.filter(assessment__application=application))


def trained_there(auditor: Auditor, application: Application) -> PastTie:
    return PastTie.objects.create(
        auditor=auditor, organisation=application.organisation, kind=TieKind.TRAINED, declared_at=NAMED_AT, declared_by=auditor.user
    )


def block(auditor: Auditor, application: Application) -> ConflictDeclaration:
    return ConflictDeclaration.objects.create(
        auditor=auditor, organisation=application.organisation, declared_at=NAMED_AT, declared_by=auditor.user
    )


# Who sees it -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["assignment", "audit-plan", "auditor-name"])
def test_pages_of_naming_do_not_exist_for_anybody_but_coordinators(client_of, name: str) -> None:
    cast = Cast()
    application, auditor = make_auditable(cast=cast), make_auditor()
    args = [application.ref, *([auditor.ref] if name == "auditor-name" else [])]
    for person in (cast.leader, cast.contact, auditor.user, cast.stranger):
        assert client_of(person).get(reverse(f"assessments:{name}", args=args)).status_code == 404


def test_posts_of_naming_do_not_exist_for_anybody_but_coordinators(client_of, client: Client) -> None:
    cast = Cast()
    [first, _second] = make_named(make_auditable(cast=cast))
    application = Application.objects.get()
    addresses = [
        reverse("assessments:seats-invite", args=[application.ref]),
        reverse("assessments:seat-remove", args=[first.ref]),
        reverse("assessments:seat-replace", args=[first.ref]),
    ]
    for person in (cast.leader, first.auditor.user):
        for address in addresses:
            assert client_of(person).post(address).status_code == 404
    assert {seat.status for seat in seats(application)} == {"proposed"}
    assert client.get(addresses[0]).status_code == 405
    assert client.get(addresses[1]).status_code == 405


def test_assignment_before_the_deadline_names_nobody(client: Client) -> None:
    application, auditor = make_auditable(), make_auditor()
    with time_machine.travel(NAMED_AT - dt.timedelta(days=5), tick=False):
        page = client.get(page_address(application))
        assert "Auditoitsijat nimetään määräajan jälkeen" in page.content.decode()
        assert "Nimeä" not in page.content.decode()
        assert client.post(name_address(application, auditor)).status_code == 409
    assert not seats(application)


# The list --------------------------------------------------------------------------------------------------------------------


def test_assignment_takes_the_same_queries_at_any_size(client: Client) -> None:
    application = make_auditable()
    taken, of_list = [], []
    for rows in (1, 3, 12):
        for _ in range(rows - Auditor.objects.count()):
            make_auditor()
        client.get(page_address(application))
        with CaptureQueriesContext(connection) as captured:
            page = client.get(page_address(application))
        assert len(page.context["page_obj"]) == rows
        taken.append(len(captured))
        with CaptureQueriesContext(connection) as captured:
            candidates_for(page.context["application"], NAMED_AT)
        of_list.append(len(captured))
    assert len(set(taken)) == len(set(of_list)) == 1
    assert of_list[0] <= 15


def test_assignment_lists_twenty_five_on_a_page_and_the_rest_on_the_next(client: Client) -> None:
    application = make_auditable()
    for _ in range(26):
        make_auditor()
    assert len(client.get(page_address(application)).context["page_obj"]) == 25
    assert len(client.get(page_address(application) + "?sivu=2").context["page_obj"]) == 1


def test_assignment_offers_the_best_first_and_says_why(client: Client) -> None:
    application = make_auditable()
    away, warned, blocked, full, first_timer, best = (make_auditor(user=UserFactory(name=f"Auditoitsija {n}")) for n in range(6))
    AuditorAbsence.objects.create(auditor=away, first_date=dt.date(2026, 12, 20), last_date=dt.date(2026, 12, 24))
    trained_there(warned, application)
    block(blocked, application)
    Auditor.objects.filter(pk=full.pk).update(most_a_year=0)
    Auditor.objects.filter(pk=first_timer.pk).update(earlier_audits=0)
    foreign = make_auditor(speaks_finnish=False, speaks_swedish=True)
    page = client.get(page_address(application))
    order = [candidate.auditor for candidate in page.context["page_obj"]]
    assert order == [best, first_timer, warned, full, away, foreign, blocked]
    text = page.content.decode()
    for told in (
        "Poissa auditoinnin aikana 20.12.2026–24.12.2026.",
        "On kouluttanut tai ohjannut hakijan työyhteisöä.",
        "On ilmoittanut olevansa esteellinen.",
        "Auditointeja vuonna 2026: 0/4.",
        "Ei puhu hakijan kieltä.",
        "Ensikertalainen: tarvitsee parikseen kokeneen.",
        "Tehnyt 3 auditointia.",
        "Eri verkosto kuin hakijalla.",
    ):
        assert told in text, told


def test_assignment_lists_only_auditors_of_the_wished_kind(client: Client) -> None:
    application = make_auditable(AuditWish.EXTERNAL)
    make_auditor()
    external = make_auditor(kind=AssessmentKind.EXTERNAL)
    assert [each.auditor for each in client.get(page_address(application)).context["page_obj"]] == [external]


def test_assignment_tells_how_loaded_and_how_rested_an_auditor_is(client: Client, coordinator: User) -> None:
    audit = make_reading()
    auditor = audit.seats.first().auditor
    application = make_auditable()
    [told] = [each for each in candidates_for(application, NAMED_AT) if each.auditor == auditor]
    assert (told.facts.load, told.facts.last_audited_date) == (1, NAMED_AT.date())
    assert "Otti viimeksi auditoinnin vastaan 3.12.2026." in client.get(page_address(application)).content.decode()


def test_assignment_tells_who_has_left_the_audit_and_offers_her_last(client: Client) -> None:
    [first, _second] = make_invited()
    decline_seat(seat=first, has_conflict=False, by=first.auditor.user, at=NAMED_AT)
    other = make_auditor()
    page = client.get(page_address(Application.objects.get()))
    assert [each.auditor for each in page.context["page_obj"]] == [other, first.auditor]
    assert "Hänen paikkansa tässä auditoinnissa päättyi 3.12.2026." in page.content.decode()


# Naming ----------------------------------------------------------------------------------------------------------------------


def test_auditor_is_named_by_one_button(client: Client) -> None:
    application, auditor = make_auditable(), make_auditor()
    page = client.post(name_address(application, auditor), follow=True)
    assert [seat.auditor for seat in seats(application)] == [auditor]
    assert "Vertaisauditoinnin tekee kaksi auditoitsijaa." in page.content.decode()
    assert "Lähetä kutsut" not in page.content.decode()


def test_auditor_named_twice_by_two_presses_has_one_place(client: Client) -> None:
    application, auditor = make_auditable(), make_auditor()
    for _ in range(2):
        assert client.post(name_address(application, auditor)).status_code == 302
    assert len(seats(application)) == AuditEvent.objects.filter(action="auditor_named").count() == 1


def test_auditor_with_a_block_is_shown_with_the_reason_and_cannot_be_named(client: Client) -> None:
    application, auditor = make_auditable(), make_auditor()
    block(auditor, application)
    text = client.get(page_address(application)).content.decode()
    assert "Häntä ei voi nimetä." in text
    assert name_address(application, auditor) not in text
    refused = client.post(name_address(application, auditor))
    assert refused.status_code == 400
    assert "On ilmoittanut olevansa esteellinen." in refused.content.decode()
    assert not seats(application)


def test_auditor_with_a_warning_is_named_by_a_written_reason(client: Client) -> None:
    application, auditor = make_auditable(), make_auditor()
    trained_there(auditor, application)
    empty = client.post(name_address(application, auditor), {"warning_reason": "  "})
    assert empty.status_code == 400
    assert "warning_reason" in empty.context["form"].errors
    assert not seats(application)
    page = client.post(name_address(application, auditor), {"warning_reason": REASON}, follow=True)
    [seat] = seats(application)
    assert (seat.warnings, seat.warning_reason) == (["trained_there"], REASON)
    assert REASON in page.content.decode()


def test_auditor_whose_naming_is_refused_keeps_the_typed_reason(client: Client, coordinator: User) -> None:
    application = make_auditable()
    first = make_auditor()
    name_auditor(application=application, auditor=first, by=coordinator, at=NAMED_AT)
    second = make_auditor(workshop=first.workshop)
    trained_there(second, application)
    refused = client.post(name_address(application, second), {"warning_reason": REASON})
    assert refused.status_code == 400
    assert refused.context["form"]["warning_reason"].value() == REASON
    assert "Auditoitsijoiden on oltava eri työpajoista." in str(refused.context["form"].errors)
    assert len(seats(application)) == 1


def test_external_lead_is_chosen_by_the_button(client: Client) -> None:
    application = make_auditable(AuditWish.EXTERNAL)
    lead, second = make_auditor(kind=AssessmentKind.EXTERNAL), make_auditor(kind=AssessmentKind.EXTERNAL)
    assert "Nimeä pääauditoitsijaksi" in client.get(page_address(application)).content.decode()
    client.post(name_address(application, lead), {"is_lead": "on"})
    text = client.get(page_address(application)).content.decode()
    assert "Nimeä pääauditoitsijaksi" not in text
    assert "Lähetä kutsut" in text
    client.post(name_address(application, second), {"is_lead": "on"})
    assert {(seat.auditor, seat.is_lead) for seat in seats(application)} == {(lead, True), (second, False)}


def test_auditor_who_is_no_candidate_does_not_exist(client: Client) -> None:
    application = make_auditable()
    external = make_auditor(kind=AssessmentKind.EXTERNAL)
    assert client.get(name_address(application, external)).status_code == 404
    assert client.post(name_address(application, external)).status_code == 404


# The team --------------------------------------------------------------------------------------------------------------------


def test_proposed_auditor_is_removed_and_can_be_named_again(client: Client) -> None:
    [first, second] = make_named()
    application = Application.objects.get()
    page = client.post(reverse("assessments:seat-remove", args=[first.ref]), follow=True)
    assert seats(application) == [second]
    assert first.auditor in [each.auditor for each in page.context["page_obj"]]


def test_invitations_are_sent_by_one_button_once(client: Client) -> None:
    make_named()
    application = Application.objects.get()
    assert "Lähetä kutsut" in client.get(page_address(application)).content.decode()
    address = reverse("assessments:seats-invite", args=[application.ref])
    page = client.post(address, follow=True)
    assert "2 kutsua on lähetetty." in page.content.decode()
    assert {seat.status for seat in seats(application)} == {"invited"}
    assert client.post(address).status_code == 409


def test_invited_auditor_is_replaced_after_a_confirmation(client: Client) -> None:
    [first, _second] = make_invited()
    address = reverse("assessments:seat-replace", args=[first.ref])
    assert "Hakemuksen aineisto sulkeutuu häneltä heti" in client.get(address).content.decode()
    page = client.post(address, follow=True)
    first.refresh_from_db()
    assert first.status == "replaced"
    assert "1 päättynyt paikka" in page.content.decode()
    assert client.get(address).status_code == 409


def test_auditor_with_a_conflict_that_came_up_is_marked_in_the_team(client: Client) -> None:
    audit = make_reading()
    application = Application.objects.get()
    sentence = "Hänelle on tullut este"
    assert sentence not in client.get(page_address(application)).content.decode()
    block(audit.seats.first().auditor, application)
    assert sentence in client.get(page_address(application)).content.decode()
