"""An auditor's own page: her audits, absences, ties, how many audits she manages; and one whose card is missing."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from assessments.models import Auditor, AuditSeat
from assessments.services.auditing.invitations import accept_seat, decline_seat
from assessments.services.auditing.own_card import add_absence, add_tie
from assessments.services.auditing.seats import invite_auditors, name_auditor, replace_auditor
from tests.factories.assessments import AT, Cast
from tests.factories.auditing import NAMED_AT, audited, make_auditable, make_auditor, make_invited, make_named, make_reading
from tests.factories.workshops import OrganisationFactory, UserFactory, grant
from workshops.models import User
from workshops.roles import Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
ADDRESS = "/auditoitsijana/"
TODAY = AT.date()
DAY = dt.timedelta(days=1)


def page(client: Client, status: int = 200) -> str:
    response = client.get(ADDRESS)
    assert response.status_code == status
    return " ".join(response.content.decode().split())


@pytest.fixture
def auditor(db: None) -> Auditor:
    return make_auditor()


@pytest.fixture
def client(client_of, auditor: Auditor) -> Client:
    return client_of(auditor.user)


# Who gets here ---------------------------------------------------------------------------------------------------------------


def test_only_an_auditor_finds_the_page(client_of, coordinator: User) -> None:
    cast, admin = Cast(), UserFactory()
    grant(admin, Role.ADMIN)
    for other in (coordinator, admin, cast.leader, cast.workers[0]):
        assert client_of(other).get(ADDRESS).status_code == 404
        assert client_of(other).post(ADDRESS, {"tee": "maara", "most_a_year": "1"}).status_code == 404
    assert Client().get(ADDRESS).status_code == 302


def test_auditor_whose_role_has_ended_finds_nothing(client: Client, auditor: Auditor) -> None:
    auditor.user.grants.filter(role=Role.PEER_AUDITOR).update(ended_at=AT, ended_by=auditor.user)
    assert client.get(ADDRESS).status_code == 404


def test_auditor_without_a_card_is_told_who_makes_it(client_of) -> None:
    user = UserFactory()
    grant(user, Role.PEER_AUDITOR)
    client = client_of(user)
    assert "Koordinaattori täydentää vielä tietosi." in page(client)
    assert client.post(ADDRESS, {"tee": "maara", "most_a_year": "1"}).url == ADDRESS


def test_menu_leads_an_auditor_here(client: Client) -> None:
    assert f'href="{ADDRESS}"' in client.get("/").content.decode()


def test_page_tells_who_sees_it(client: Client) -> None:
    html = page(client)
    assert "Kuka näkee tämän?" in html
    assert "Auditoitsija itse ja yhdistyksen koordinaattorit." in html


# What she keeps --------------------------------------------------------------------------------------------------------------


def test_absence_is_added_and_taken_back(client: Client, auditor: Auditor) -> None:
    first, last = TODAY + 10 * DAY, TODAY + 12 * DAY
    posted = {"tee": "poissaolo", "first_date": first.isoformat(), "last_date": f"{last.day}.{last.month}.{last.year}"}
    assert client.post(ADDRESS, posted).url == ADDRESS
    assert [(each.first_date, each.last_date) for each in auditor.absences.all()] == [(first, last)]
    assert f"{first.day}.{first.month}.{first.year}–" in page(client)
    assert client.post(ADDRESS, {"tee": "poista-poissaolo", "first_date": first.isoformat()}).url == ADDRESS
    assert not auditor.absences.exists()


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [("", "", "Täytä tämä kohta."), ("2026-12-12", "2026-12-10", "ennen ensimmäistä"), ("2020-01-01", "2020-01-02", "on jo ohi")],
)
def test_wrong_absence_is_told_beside_its_form(client: Client, first: str, last: str, words: str) -> None:
    response = client.post(ADDRESS, {"tee": "poissaolo", "first_date": first, "last_date": last})
    assert response.status_code == 400
    assert words in response.content.decode()
    assert f'value="{last}"' in response.content.decode() or not last


def test_tie_is_told_once_and_taken_back(client: Client, auditor: Auditor) -> None:
    tied = OrganisationFactory(name="Entinen työpaikka ry")
    posted = {"tee": "sidos", "tied_to": tied.ref, "kind": "worked"}
    assert client.post(ADDRESS, posted).url == ADDRESS
    assert "Entinen työpaikka ry: olen työskennellyt siellä" in page(client)
    again = client.post(ADDRESS, posted)
    assert again.status_code == 400
    assert "Tämä on jo kerrottu." in again.content.decode()
    removed = {"tee": "poista-sidos", "organisation": tied.ref, "kind": "worked"}
    assert client.post(ADDRESS, {**removed, "kind": "trained"}).status_code == 302
    assert auditor.ties.count() == 1
    assert client.post(ADDRESS, removed).status_code == 302
    assert not auditor.ties.exists()


def test_tie_to_nowhere_is_refused(client: Client) -> None:
    assert client.post(ADDRESS, {"tee": "sidos", "tied_to": "eioleoleea", "kind": "worked"}).status_code == 400
    assert client.post(ADDRESS, {"tee": "sidos", "kind": "muu"}).status_code == 400


def test_most_a_year_is_saved(client: Client, auditor: Auditor) -> None:
    assert client.post(ADDRESS, {"tee": "maara", "most_a_year": "2"}).url == ADDRESS
    auditor.refresh_from_db()
    assert auditor.most_a_year == 2
    assert client.post(ADDRESS, {"tee": "maara", "most_a_year": "25"}).status_code == 400


@pytest.mark.parametrize("posted", [{}, {"tee": "muu"}, {"tee": "poista-poissaolo", "first_date": "joskus"}])
def test_unknown_deed_is_a_bad_request(client: Client, posted: dict[str, str]) -> None:
    assert client.post(ADDRESS, posted).status_code == 400


# Her audits ------------------------------------------------------------------------------------------------------------------


def audits_of(client_of, seat: AuditSeat) -> str:
    return page(client_of(seat.auditor.user)).split("Milloin et pääse")[0]


def test_proposed_auditor_is_told_nothing(client_of) -> None:
    [seat, _other] = make_named()
    assert "Sinua ei ole vielä kutsuttu auditointeihin." in audits_of(client_of, seat)


def test_invitation_leads_to_its_page(client_of) -> None:
    [seat, other] = make_invited()
    html = audits_of(client_of, seat)
    assert reverse("assessments:seat-detail", args=[seat.ref]) in html
    assert "mennessä" in html
    accept_seat(seat=seat, declared=True, by=seat.auditor.user, at=NAMED_AT)
    assert "Mukana, odottaa muita" in audits_of(client_of, seat)
    assert reverse("assessments:seat-detail", args=[other.ref]) not in html


def test_audit_that_is_read_leads_to_it(client_of) -> None:
    audit = make_reading()
    seat = audit.seats.select_related("auditor__user").order_by("pk")[0]
    assert reverse("assessments:audit-detail", args=[audit.ref]) in audits_of(client_of, seat)


def test_replaced_auditor_does_not_get_to_the_audit(client_of, coordinator: User) -> None:
    audit = make_reading(by=coordinator)
    seat = audit.seats.select_related("auditor__user").order_by("pk")[0]
    replace_auditor(seat=seat, by=coordinator, at=NAMED_AT)
    html = audits_of(client_of, seat)
    assert reverse("assessments:audit-detail", args=[audit.ref]) not in html
    assert "Vaihdettu toiseen" in html


def test_declared_conflict_is_shown(client_of) -> None:
    [seat, _other] = make_invited()
    decline_seat(seat=seat, has_conflict=True, by=seat.auditor.user, at=NAMED_AT)
    organisation = audited(seat.assessment).organisation
    assert f"Olet ilmoittanut olevasi esteellinen auditoimaan näitä organisaatioita: {organisation.name}." in page(
        client_of(seat.auditor.user)
    )


@pytest.mark.parametrize("rows", [1, 3])
def test_page_takes_the_same_queries_at_any_size(
    client: Client, auditor: Auditor, coordinator: User, django_assert_num_queries, rows: int
) -> None:
    for number in range(rows):
        application = make_auditable()
        for each in (auditor, make_auditor()):
            name_auditor(application=application, auditor=each, by=coordinator, at=NAMED_AT)
        invite_auditors(application=application, by=coordinator, at=NAMED_AT)
        add_absence(auditor=auditor, first_date=TODAY + number * DAY, last_date=TODAY + number * DAY, by=auditor.user, at=AT)
        add_tie(auditor=auditor, organisation=OrganisationFactory(), kind="trained", by=auditor.user, at=AT)  # type: ignore[arg-type]  # its value
    page(client)
    with django_assert_num_queries(12):
        page(client)
