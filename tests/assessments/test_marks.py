"""Marks as people meet them: register, the page behind a code, the holder's page, certificate, revoking, the mail before the end."""

from __future__ import annotations

import datetime as dt
import subprocess
from io import BytesIO
from typing import TYPE_CHECKING

import pikepdf
import pytest
import time_machine
from django.core import mail
from django.test import TestCase
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from assessments.mark_codes import ALPHABET, check_character, new_code, read_code, spaced
from assessments.models import ApplicationUnit, Certificate, QualityMark
from assessments.selectors.marks import ending_marks, marks_of_workshop, register
from assessments.services import mark_reminders
from assessments.services.applications.ending import withdraw_application
from assessments.services.mark_reminders import tell_of_ending_marks
from assessments.services.marks import consent_to_register, last_day, order_certificate, record_old_mark, revoke_mark
from config.settings import PERIODIC_WORK
from config.toolkit.errors import NotAllowedError, RefusedInputError, WrongStateError
from tests.conftest import HELSINKI
from tests.factories.applications import make_coordinator, make_round, make_submitted
from tests.factories.assessments import Cast
from tests.factories.auditing import make_decider
from tests.factories.workshops import WorkshopFactory, grant
from tests.pdf_structure import assert_pdf_ua
from workshops.models import AuditEvent
from workshops.roles import Role

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 24, 9, 0, tzinfo=HELSINKI)
TODAY = NOW.date()
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def cast() -> Cast:
    return Cast()


def make_mark(cast: Cast, *, last: dt.date = TODAY + 900 * DAY, consented: bool = True) -> QualityMark:
    days = {"granted_date": TODAY - 100 * DAY, "last_date": last}
    if last <= TODAY - 100 * DAY:
        days["granted_date"] = last - 1000 * DAY
    organisation = cast.workshop.organisation
    mark = record_old_mark(organisation=organisation, workshops=[cast.workshop], **days, by=make_coordinator(), at=NOW)
    return consent_to_register(mark=mark, agrees=True, by=cast.contact, at=NOW) if consented else mark


def page(client: Client, name: str, *args: str) -> str:
    return client.get(reverse(f"assessments:{name}", args=args)).content.decode()


# Codes -----------------------------------------------------------------------------------------------------------------------


@given(st.text(ALPHABET, min_size=8, max_size=8), st.data())
def test_one_wrong_character_and_two_swapped_neighbours_are_found(body: str, data: st.DataObject) -> None:
    code = body + check_character(body)
    assert read_code(code) == code
    place = data.draw(st.integers(0, 8))
    wrong = data.draw(st.sampled_from(ALPHABET))
    assert (read_code(code[:place] + wrong + code[place + 1 :]) == "") == (wrong != code[place])
    swap = data.draw(st.integers(0, 7))
    swapped = code[:swap] + code[swap + 1] + code[swap] + code[swap + 2 :]
    assert (read_code(swapped) == "") == (swapped != code)


def test_code_is_read_as_it_is_printed_and_as_it_is_typed() -> None:
    code = new_code()
    assert len(spaced(code)) == 11
    for typed in (spaced(code), code.lower(), f" {code[:3]}-{code[3:6]}-{code[6:]} "):
        assert read_code(typed) == code
    assert not set("01OIL") & set(ALPHABET)


# The register ----------------------------------------------------------------------------------------------------------------


def test_register_lists_valid_marks_with_consent_for_anyone(client: Client, cast: Cast) -> None:
    make_mark(cast)
    told = page(client, "mark-register")
    assert cast.workshop.organisation.name in told
    assert cast.workshop.name in told


@pytest.mark.parametrize("why", ["no consent", "ended", "revoked", "consent withdrawn"])
def test_register_leaves_out_what_does_not_belong_there(client: Client, cast: Cast, why: str) -> None:
    mark = make_mark(cast, consented=why != "no consent", last=TODAY - DAY if why == "ended" else TODAY)
    assert (cast.workshop.name in page(client, "mark-register")) == (why in {"revoked", "consent withdrawn"})
    if why == "revoked":
        revoke_mark(mark=mark, reason="Ehdot eivät täyttyneet.", by=make_decider(), at=NOW)
    if why == "consent withdrawn":
        consent_to_register(mark=mark, agrees=False, by=cast.leader, at=NOW)
    assert cast.workshop.name not in page(client, "mark-register")


def test_register_is_searched_by_holder_unit_and_region(client: Client) -> None:
    first, second = Cast(), Cast()
    make_mark(first)
    make_mark(second)
    url = reverse("assessments:mark-register")
    for query in ({"haku": first.workshop.name.upper()}, {"haku": first.workshop.organisation.name[:8] + " " + first.workshop.name}):
        told = client.get(url, query).content.decode()
        assert first.workshop.name in told
        assert second.workshop.name not in told
    region = first.workshop.municipality.region.code
    assert first.workshop.name in client.get(url, {"maakunta": region}).content.decode()
    assert client.get(url, {"maakunta": "keksitty"}).status_code == 200
    assert "ei löytynyt" in client.get(url, {"haku": "ei tällaista"}).content.decode()


def test_register_costs_the_same_for_any_number(client: Client, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    for _number in range(3):
        make_mark(Cast())
    with django_assert_max_num_queries(7):
        assert page(client, "mark-register").count("Voimassa") == 3


# The page behind a code ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("state", "told"), [("valid", "Voimassa"), ("ended", "Voimassaolo päättyi"), ("revoked", "Peruutettu")])
def test_page_behind_the_code_tells_the_state_and_nothing_else(client: Client, cast: Cast, state: str, told: str) -> None:
    mark = make_mark(cast, last=TODAY - DAY if state == "ended" else TODAY, consented=False)
    if state == "revoked":
        revoke_mark(mark=mark, reason="Salainen syy.", by=make_decider(), at=NOW)
    text = page(client, "mark-check", mark.code)
    assert f'mark-{state}">{told}<' in text
    assert cast.workshop.organisation.name in text
    for hidden in ("Salainen syy.", mark.ref, cast.contact.name, cast.contact.email):
        assert hidden not in text
    assert (">Voimassa<" in text) == (state == "valid")


def test_page_behind_a_code_is_never_kept(client: Client, cast: Cast) -> None:
    mark = make_mark(cast)
    assert "no-store" in client.get(reverse("assessments:mark-check", args=[mark.code]))["Cache-Control"]


def test_typed_code_leads_to_its_page_and_a_slip_is_told(client: Client, cast: Cast) -> None:
    mark = make_mark(cast)
    find = reverse("assessments:mark-find")
    assert client.get(find, {"koodi": spaced(mark.code).lower()}).headers["Location"] == reverse("assessments:mark-check", args=[mark.code])
    assert client.get(find, {"koodi": ""}).status_code == 200  # nothing typed: asked for again
    slip = client.get(find, {"koodi": "ABC"})
    assert slip.status_code == 400
    assert "Tarkista koodi" in slip.content.decode()
    unknown = client.get(reverse("assessments:mark-check", args=[new_code()]))
    assert unknown.status_code == 404
    assert "ei löydy laatumerkkiä" in unknown.content.decode()
    assert client.get(reverse("assessments:mark-check", args=["ABC"])).status_code == 404


# The holder's page and the certificate ---------------------------------------------------------------------------------------


def test_marks_own_page_is_the_holders_and_the_associations(client: Client, cast: Cast) -> None:
    mark = make_mark(cast)
    url = reverse("assessments:mark-detail", args=[mark.ref])
    opens = {cast.contact: 200, cast.leader: 200, make_coordinator(): 200, make_decider(): 200, cast.workers[0]: 404, cast.stranger: 404}
    for person, status in opens.items():
        client.force_login(person)
        assert client.get(url).status_code == status
        expected = 302 if person in {cast.contact, cast.leader} else 403 if status == 200 else 404
        assert client.post(reverse("assessments:mark-consent", args=[mark.ref]), {"lupa": "1"}).status_code == expected


def test_workshops_page_tells_of_its_marks(client: Client, cast: Cast) -> None:
    mark = make_mark(cast)
    url = reverse("workshops:workshop-detail", args=[cast.workshop.ref])
    for person, name, key in ((cast.contact, "mark-detail", mark.ref), (cast.workers[0], "mark-check", mark.code)):
        client.force_login(person)
        assert reverse(f"assessments:{name}", args=[key]) in client.get(url).content.decode()


def test_workshop_whose_own_mark_was_revoked_is_not_shown_under_an_older_one(client: Client, cast: Cast) -> None:
    """The older mark still holds in the sister: on this workshop's page, and among those found by its name, it holds no more."""
    cast.workshop.name = "Takomo"
    cast.workshop.save()
    sister = WorkshopFactory(organisation=cast.workshop.organisation, name="Sisarpaja")
    older = make_mark(cast)
    older.workshops.add(sister)
    newer = make_mark(cast)
    QualityMark.objects.filter(pk=newer.pk).update(granted_date=TODAY - 10 * DAY)
    newer.refresh_from_db()
    revoke_mark(mark=newer, reason="Syy.", by=make_decider(), at=NOW)
    assert [(told.mark, told.state) for told in marks_of_workshop(cast.workshop, TODAY)] == [(newer, "revoked"), (older, "ended")]
    assert [told.state for told in marks_of_workshop(sister, TODAY)] == ["valid"]
    assert list(register(TODAY, words=sister.name)) == [older]
    assert list(register(TODAY, words=cast.workshop.name)) == []


def test_consent_is_given_and_taken_back_and_logged_once(cast: Cast) -> None:
    mark = make_mark(cast)
    consent_to_register(mark=mark, agrees=True, by=cast.leader, at=NOW + DAY)
    mark.refresh_from_db()
    assert (mark.consented_at, mark.consented_by) == (NOW, cast.contact)
    consent_to_register(mark=mark, agrees=False, by=cast.leader, at=NOW)
    mark.refresh_from_db()
    assert (mark.consented_at, mark.consented_by) == (None, None)
    assert AuditEvent.objects.filter(action__startswith="mark_consent").count() == 2
    with pytest.raises(NotAllowedError):
        consent_to_register(mark=mark, agrees=True, by=make_decider(), at=NOW)


def test_certificate_is_one_tagged_page_whose_code_leads_to_the_mark(client: Client, cast: Cast, media: object) -> None:
    mark = make_mark(cast)
    client.force_login(cast.contact)
    with TestCase.captureOnCommitCallbacks(execute=True):
        client.post(reverse("assessments:certificate-order", args=[mark.ref]))
    answer = client.get(reverse("assessments:certificate-download", args=[mark.ref]))
    data = b"".join(answer.streaming_content)  # type: ignore[attr-defined]  # a file
    assert_pdf_ua(data)
    assert len(pikepdf.open(BytesIO(data)).pages) == 1
    text = subprocess.run(["pdftotext", "-", "-"], input=data, capture_output=True, check=True).stdout.decode()
    assert cast.workshop.organisation.name in text
    assert spaced(mark.code) in text
    assert f"/laatumerkit/{mark.code}/" in text.replace("\n", "")


def test_certificate_of_a_mark_that_ended_or_was_revoked_is_not_given(client: Client, cast: Cast, media: object) -> None:
    mark = make_mark(cast)
    with TestCase.captureOnCommitCallbacks(execute=True):
        order_certificate(mark=mark, by=cast.contact, at=NOW)
    assert Certificate.objects.get().status == "ready"
    revoke_mark(mark=mark, reason="Ehdot eivät täyttyneet.", by=make_decider(), at=NOW)
    client.force_login(cast.contact)
    answer = client.get(reverse("assessments:certificate-download", args=[mark.ref]), follow=True)
    assert "ei ole voimassa" in answer.content.decode()
    with pytest.raises(WrongStateError):
        order_certificate(mark=mark, by=cast.contact, at=NOW)


# Revoking --------------------------------------------------------------------------------------------------------------------


def test_decider_revokes_with_a_reason_and_the_holder_is_told(client: Client, cast: Cast) -> None:
    mark = make_mark(cast)
    client.force_login(make_decider())
    url = reverse("assessments:mark-revoke", args=[mark.ref])
    assert client.post(url, {"reason": " "}).status_code == 400
    with TestCase.captureOnCommitCallbacks(execute=True):
        assert client.post(url, {"reason": "Ehdot eivät täyttyneet."}).status_code == 302
    assert cast.contact.email in {address for message in mail.outbox for address in message.to}
    again = client.post(url, {"reason": "Toinen syy."})
    assert again.status_code == 409
    assert "Toinen syy." in again.content.decode()
    mark.refresh_from_db()
    assert mark.revoke_reason == "Ehdot eivät täyttyneet."
    client.force_login(cast.contact)
    assert "Ehdot eivät täyttyneet." in page(client, "mark-detail", mark.ref)


def test_decider_with_a_conflict_does_not_revoke(client: Client, cast: Cast) -> None:
    mark, decider = make_mark(cast), make_decider()
    grant(decider, Role.WORKER, workshop=cast.workshop)
    with pytest.raises(NotAllowedError):
        revoke_mark(mark=mark, reason="Syy.", by=decider, at=NOW)
    client.force_login(decider)
    assert "Peru laatumerkki" not in page(client, "mark-detail", mark.ref)
    assert client.get(reverse("assessments:mark-revoke", args=[mark.ref])).status_code == 403


def test_nobody_else_revokes(client: Client, cast: Cast) -> None:
    mark = make_mark(cast)
    for person in (make_coordinator(), cast.leader):
        with pytest.raises(NotAllowedError):
            revoke_mark(mark=mark, reason="Syy.", by=person, at=NOW)
        client.force_login(person)
        assert client.get(reverse("assessments:mark-revoke", args=[mark.ref])).status_code == 404
    with pytest.raises(RefusedInputError):
        revoke_mark(mark=mark, reason="", by=make_decider(), at=NOW)


# Before the end --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("days", "told"), [(184, 0), (183, 3), (1, 3), (0, 3), (-1, 0)])
def test_holder_and_coordinators_are_told_six_months_ahead_once(cast: Cast, days: int, told: int) -> None:
    make_mark(cast, last=TODAY + days * DAY)  # makes one coordinator
    assert tell_of_ending_marks(at=NOW) == told
    assert tell_of_ending_marks(at=NOW) == 0


def test_nobody_is_told_on_a_day_off_or_of_a_revoked_mark(cast: Cast) -> None:
    mark = make_mark(cast, last=TODAY + 30 * DAY)
    assert tell_of_ending_marks(at=dt.datetime(2026, 11, 28, 9, 0, tzinfo=HELSINKI)) == 0
    revoke_mark(mark=mark, reason="Syy.", by=make_decider(), at=NOW)
    assert tell_of_ending_marks(at=NOW) == 0
    assert "assessments.services.mark_reminders.tell_of_ending_marks" in PERIODIC_WORK


def test_holder_who_has_applied_anew_for_every_unit_is_not_told(cast: Cast) -> None:
    """A renewal of one of two units leaves the other to be told of; a withdrawn one tells nobody anything."""
    sister = WorkshopFactory(organisation=cast.workshop.organisation)
    make_mark(cast, last=TODAY + 100 * DAY).workshops.add(sister)
    application = make_submitted(cast, make_round(opens_date=TODAY - 30 * DAY), at=NOW)
    assert ending_marks(TODAY).exists()
    ApplicationUnit.objects.create(application=application, workshop=sister)
    assert not ending_marks(TODAY).exists()
    assert tell_of_ending_marks(at=NOW) == 0
    withdraw_application(application=application, reason="", by=cast.contact, at=NOW)
    assert ending_marks(TODAY).exists()


def test_mark_revoked_while_others_are_told_of_is_not_told_of(cast: Cast) -> None:
    """The list of marks is read first and each is told of in a transaction of its own: what has changed in between counts."""
    mark = make_mark(cast, last=TODAY + 30 * DAY)
    listed = list(ending_marks(TODAY))
    revoke_mark(mark=mark, reason="Syy.", by=make_decider(), at=NOW)
    assert [mark_reminders._tell(each, NOW, TODAY) for each in listed] == [0]


def test_certificate_made_before_something_changed_is_made_anew(client: Client, cast: Cast, media: object) -> None:
    mark = make_mark(cast)
    with TestCase.captureOnCommitCallbacks(execute=True):
        order_certificate(mark=mark, by=cast.contact, at=NOW)
    client.force_login(cast.contact)
    address = reverse("assessments:certificate-download", args=[mark.ref])
    assert client.get(address).status_code == 200
    cast.workshop.name = "Uusi nimi"
    cast.workshop.save()
    assert "Merkin tiedot ovat muuttuneet" in client.get(address, follow=True).content.decode()


@pytest.mark.parametrize(
    ("granted", "last"),
    [
        (dt.date(2026, 3, 31), dt.date(2029, 3, 30)),
        (dt.date(2028, 2, 29), dt.date(2031, 2, 28)),
        (dt.date(2026, 1, 1), dt.date(2028, 12, 31)),
    ],
)
def test_mark_lasts_to_the_day_before_its_anniversary(granted: dt.date, last: dt.date) -> None:
    assert last_day(granted, 3) == last
