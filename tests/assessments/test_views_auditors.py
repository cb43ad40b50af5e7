"""The coordinator's register of auditors: the list, its filters and spreadsheet, bringing in, the card, invitations."""

from __future__ import annotations

import datetime as dt
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from assessments.choices import AssessmentKind, AuditWish
from assessments.models import Auditor, AuditorAbsence
from assessments.services.auditing.own_card import add_tie
from assessments.services.auditing.seats import name_auditor
from tests.factories.assessments import AT, Cast
from tests.factories.auditing import NAMED_AT, make_auditable, make_auditor, make_declined, make_reading
from tests.factories.workshops import InvitationFactory, OrganisationFactory, UserFactory, WorkshopFactory, grant
from tests.web_forms import fields_of
from workshops.models import Invitation, User
from workshops.roles import Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
TODAY = AT.date()
DAY = dt.timedelta(days=1)


@pytest.fixture
def client(client_of, coordinator: User) -> Client:
    return client_of(coordinator)


def url(name: str, *arguments: str) -> str:
    return reverse(f"assessments:auditor-{name}", args=arguments)


def page(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def make_named_auditor(name: str, **changes: object) -> Auditor:
    return make_auditor(user=UserFactory(name=name), **changes)  # type: ignore[arg-type]  # as the factory takes


# Who gets here ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["list", "create", "sheet", "complete", "detail", "update"])
def test_only_a_coordinator_finds_the_pages(client_of, client: Client, name: str) -> None:
    auditor, newcomer, cast = make_auditor(), UserFactory(), Cast()
    grant(newcomer, Role.PEER_AUDITOR)
    of = {"complete": [newcomer.ref], "detail": [auditor.ref], "update": [auditor.ref]}.get(name, [])
    others = [auditor.user, cast.leader, cast.workers[0], cast.stranger]
    for role in (Role.ADMIN, Role.DECIDER, Role.STEERING_GROUP_MEMBER):
        others.append(UserFactory())
        grant(others[-1], role)
    for other in others:
        assert client_of(other).get(url(name, *of)).status_code == 404
        assert client_of(other).post(url(name, *of), {"email": "uusi@paja.example"}).status_code == (405 if name == "sheet" else 404)
    assert Client().get(url(name, *of)).status_code == 302
    assert client.get(url(name, *of)).status_code == 200


@pytest.mark.parametrize("name", ["complete", "detail", "update"])
def test_auditor_who_is_not_there_is_not_found(client: Client, name: str) -> None:
    assert client.get(url(name, "eioleoleea")).status_code == 404
    if name == "complete":  # one with a card has nothing to complete
        assert client.get(url(name, make_auditor().user.ref)).status_code == 404


def test_menu_leads_to_the_register_for_the_coordinator_alone(client_of, client: Client) -> None:
    assert f'href="{url("list")}"' in page(client, "/")
    assert url("list") not in page(client_of(make_auditor().user), "/")


# The list --------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rows", [1, 3])
def test_list_takes_the_same_queries_at_any_size(client: Client, django_assert_num_queries, rows: int) -> None:
    for number in range(rows):
        auditor = make_auditor()
        AuditorAbsence.objects.create(auditor=auditor, first_date=TODAY, last_date=TODAY + DAY)
        InvitationFactory(role=Role.PEER_AUDITOR, workshop=None, email=f"uusi{number}@paja.example")
        grant(UserFactory(), Role.PEER_AUDITOR)
    client.get(url("list"))
    with django_assert_num_queries(11):
        assert client.get(url("list")).status_code == 200


def test_line_tells_what_naming_needs(client: Client, coordinator: User) -> None:
    away = make_named_auditor("Arja Aalto", made=0, speaks_swedish=True, most_a_year=1)
    AuditorAbsence.objects.create(auditor=away, first_date=TODAY - DAY, last_date=TODAY + 5 * DAY)
    busy = make_named_auditor("Biörn Bro", kind=AssessmentKind.EXTERNAL, made=3)
    AuditorAbsence.objects.create(auditor=busy, first_date=TODAY + 30 * DAY, last_date=TODAY + 40 * DAY)
    application = make_auditable(AuditWish.EXTERNAL)
    name_auditor(application=application, auditor=busy, is_lead=True, by=coordinator, at=NAMED_AT)
    html = page(client, url("list"))
    assert html.index("Arja Aalto") < html.index("Biörn Bro")
    first, second = html.split("<tr>")[2:4]  # of the table; a narrow screen shows a list instead
    for words in (away.organisation.name, away.workshop.name, "vertaisauditointi", "suomi, ruotsi", "0/1", "ensikertalainen", "poissa"):  # type: ignore[union-attr]  # she has them
        assert words in first
    for words in ("ulkopuolinen auditointi", "1/4", "3 auditointia", "poissa "):
        assert words in second
    assert "täynnä" not in html


def test_full_and_retired_auditors_are_marked(client: Client) -> None:
    make_named_auditor("Taina Tauko", most_a_year=0)
    retired = make_named_auditor("Risto Rento")
    retired.user.grants.filter(role=Role.PEER_AUDITOR).update(ended_at=AT, ended_by=retired.user)
    html = page(client, url("list"))
    assert "täynnä" in html
    assert "ei auditoi nyt" in html


def test_list_is_filtered_by_kind_and_language(client: Client) -> None:
    make_named_auditor("Veera Vertainen")
    make_named_auditor("Ulf Utomstående", kind=AssessmentKind.EXTERNAL, speaks_finnish=False, speaks_swedish=True)
    shown = {"": (True, True), "?laji=vertais": (True, False), "?laji=ulkopuolinen": (False, True), "?kieli=ruotsi": (False, True)}
    for query, expected in shown.items():
        html = page(client, url("list") + query)
        assert ("Veera Vertainen" in html, "Ulf Utomstående" in html) == expected
    assert "Tällaisia auditoitsijoita ei ole." in page(client, url("list") + "?laji=vertais&kieli=ruotsi")
    assert client.get(url("list") + "?laji=muu").status_code == 400


def test_empty_register_tells_what_to_do(client: Client) -> None:
    assert "Rekisterissä ei ole vielä ketään." in page(client, url("list"))


def test_sheet_holds_the_list(client: Client) -> None:
    auditor = make_named_auditor("=Veera")
    make_named_auditor("Ulf", kind=AssessmentKind.EXTERNAL)
    response = client.get(url("sheet") + "?laji=vertais")
    book = load_workbook(BytesIO(b"".join(response.streaming_content)))
    rows = list(book["Auditoitsijat"].iter_rows(values_only=True))
    assert [row[0] for row in rows] == ["Nimi", "=Veera"]
    assert auditor.user.email in rows[1]


# On their way in -------------------------------------------------------------------------------------------------------------


def test_pending_invitations_are_resent_and_revoked_from_the_list(client: Client) -> None:
    first = InvitationFactory(role=Role.PEER_AUDITOR, workshop=None, email="eka@paja.example")
    second = InvitationFactory(role=Role.EXTERNAL_AUDITOR, workshop=None, email="toka@paja.example")
    InvitationFactory(role=Role.DECIDER, workshop=None, email="muu@paja.example")
    html = page(client, url("list"))
    assert "eka@paja.example" in html
    assert "muu@paja.example" not in html
    resend = reverse("workshops:invitation-resend", args=[first.ref])
    assert f'href="{url("list")}"' in page(client, resend)
    response = client.post(resend, {"email": "korjattu@paja.example"})
    assert response.url == url("list")
    assert Invitation.objects.get(pk=first.pk).email == "korjattu@paja.example"
    assert client.post(reverse("workshops:invitation-revoke", args=[second.ref])).url == url("list")
    assert Invitation.objects.get(pk=second.pk).revoked_at is not None


def test_admin_returns_from_an_auditors_invitation_to_the_users(client_of) -> None:
    admin = UserFactory()
    grant(admin, Role.ADMIN)
    invitation = InvitationFactory(role=Role.PEER_AUDITOR, workshop=None)
    response = client_of(admin).post(reverse("workshops:invitation-revoke", args=[invitation.ref]))
    assert response.url == reverse("workshops:user-list")


def test_missing_card_is_completed(client: Client) -> None:
    newcomer, workshop = UserFactory(name="Uuno Uusi"), WorkshopFactory()
    grant(newcomer, Role.PEER_AUDITOR)
    grant(newcomer, Role.WORKER, workshop=workshop)
    address = url("complete", newcomer.ref)
    assert f'href="{address}"' in page(client, url("list"))
    fields = fields_of(page(client, address), "kinds")
    assert (fields["workshop"], fields["organisation"], fields["kinds"]) == (workshop.ref, workshop.organisation.ref, "peer")
    response = client.post(address, {**fields, "trained_date": "3.5.2024"})
    card = Auditor.objects.get(user=newcomer)
    assert response.url == url("detail", card.ref)
    assert (card.workshop, card.trained_date, card.earlier_audits) == (workshop, dt.date(2024, 5, 3), 0)
    assert address not in page(client, url("list"))


def test_create_with_a_known_address_opens_the_card(client: Client) -> None:
    user = UserFactory()
    grant(user, Role.WORKER, workshop=WorkshopFactory())
    response = client.post(url("create"), {"email": user.email, "kinds": ["peer"]}, follow=True)
    assert response.redirect_chain[-1][0] == url("update", Auditor.objects.get(user=user).ref)
    assert f"{user.name} on nyt auditoitsija." in response.content.decode()


def test_create_with_an_unknown_address_invites(client: Client) -> None:
    response = client.post(url("create"), {"email": "uusi@paja.example", "name": "Uuno", "kinds": ["external"]}, follow=True)
    assert "Osoitteella ei ollut tunnusta. Kutsu on lähetetty osoitteeseen uusi@paja.example." in response.content.decode()
    assert Invitation.objects.get().role == Role.EXTERNAL_AUDITOR


def test_create_refuses_beside_the_field(client: Client) -> None:
    response = client.post(url("create"), {"email": make_auditor().user.email, "kinds": ["peer"]})
    assert response.status_code == 400
    assert "Hän on jo auditoitsijarekisterissä." in response.content.decode()
    assert client.post(url("create"), {"email": "uusi@paja.example"}).status_code == 400
    assert not Invitation.objects.exists()


# One auditor -----------------------------------------------------------------------------------------------------------------


def test_update_keeps_what_was_there(client: Client) -> None:
    auditor = make_auditor(earlier_audits=7, speaks_swedish=True)
    fields = fields_of(page(client, url("update", auditor.ref)), "kinds")
    assert client.post(url("update", auditor.ref), {**fields, "languages": ["suomi", "ruotsi"], "most_a_year": "2"}).status_code == 302
    auditor.refresh_from_db()
    assert (auditor.most_a_year, auditor.earlier_audits, auditor.speaks_swedish) == (2, 7, True)
    assert auditor.workshop is not None


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"workshop": "", "organisation": ""}, "Valitse työnantaja luettelosta tai kirjoita sen nimi"),
        ({"employer_name": "Oma toimi"}, "ei molempia"),
        ({"languages": []}, "Valitse vähintään yksi"),
        ({"trained_date": "1.1.2031"}, "ei voi olla tulevaisuudessa"),
        ({"most_a_year": "25"}, "24"),
    ],
)
def test_update_refuses_what_cannot_be(client: Client, typed: dict[str, object], words: str) -> None:
    auditor = make_auditor()
    fields = fields_of(page(client, url("update", auditor.ref)), "kinds")
    response = client.post(url("update", auditor.ref), {**fields, **typed})
    assert response.status_code == 400
    assert words in response.content.decode()


def test_update_refuses_a_workshop_of_another_organisation(client: Client) -> None:
    auditor, elsewhere = make_auditor(), OrganisationFactory()
    fields = fields_of(page(client, url("update", auditor.ref)), "kinds")
    response = client.post(url("update", auditor.ref), {**fields, "organisation": elsewhere.ref})
    assert response.status_code == 400
    assert "Työpaja on toisen organisaation." in response.content.decode()


def test_detail_tells_ties_absences_and_audits(client: Client, coordinator: User) -> None:
    seat = make_declined(make_auditable(), coordinator)
    auditor, tied = seat.auditor, OrganisationFactory(name="Sidosten säätiö")
    add_tie(auditor=auditor, organisation=tied, kind="worked", by=auditor.user, at=AT)  # type: ignore[arg-type]  # its value
    AuditorAbsence.objects.create(auditor=auditor, first_date=TODAY, last_date=TODAY + DAY)
    html = page(client, url("detail", auditor.ref))
    assert seat.assessment.application is not None
    for words in ("Sidosten säätiö: on työskennellyt siellä", seat.assessment.application.organisation.name, "Ei pääse mukaan", "kutsuttu"):
        assert words in html
    assert reverse("assessments:assignment", args=[seat.assessment.application.ref]) in html


@pytest.mark.parametrize("rows", [1, 3])
def test_detail_takes_the_same_queries_at_any_size(client: Client, coordinator: User, django_assert_num_queries, rows: int) -> None:
    auditor = make_reading(make_auditable(), coordinator).seats.order_by("pk")[0].auditor
    for _number in range(rows - 1):
        name_auditor(application=make_auditable(), auditor=auditor, by=coordinator, at=NAMED_AT)
    client.get(url("detail", auditor.ref))
    with django_assert_num_queries(14):
        assert client.get(url("detail", auditor.ref)).status_code == 200


def test_ending_the_role_returns_to_the_register(client: Client) -> None:
    role = make_auditor().user.grants.get(role=Role.PEER_AUDITOR)
    assert client.post(reverse("workshops:role-end", args=[role.ref])).url == url("list")
    assert "ei auditoi nyt" in page(client, url("list"))
