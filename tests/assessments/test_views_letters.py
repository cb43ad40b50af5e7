"""What an auditor takes along, the letter and the certificate: a page, and a one-page PDF made in the background for its owner alone."""

from __future__ import annotations

import datetime as dt
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
import time_machine
from django.urls import reverse

from assessments.models import AuditCertificate, AuditSeat, EmployerLetter
from assessments.models.report import SILENCE_MAX
from assessments.reports import audit_certificate_html, render_audit_certificate, render_employer_letter
from assessments.selectors.auditing.letters import certificate_of
from assessments.services.auditing.audits import plan_audit
from assessments.services.auditing.letters import order_certificate, order_letter
from assessments.services.auditing.seats import replace_auditor
from assessments.services.files import delete_unreferenced_files
from config.toolkit.errors import NotAllowedError, WrongStateError
from tests.factories.applications import make_coordinator
from tests.factories.assessments import Cast
from tests.factories.auditing import FINAL_AT, NAMED_AT, audited, make_auditable, make_declined, make_final, make_invited
from tests.factories.workshops import WorkshopFactory
from tests.pdf_structure import assert_pdf_ua
from workshops.models import AuditEvent, User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NAMED_AT, tick=False):
        yield


def address(name: str, seat: AuditSeat) -> str:
    return reverse(f"assessments:{name}", args=[seat.ref])


def test_letter_tells_the_employer_the_hours_the_days_and_the_place(client_of) -> None:
    [first, _second] = make_invited()
    text = client_of(first.auditor.user).get(address("seat-letter", first)).content.decode()
    for told in (
        first.auditor.user.name,
        first.auditor.organisation.name,
        "noin 24 tuntia",
        "15.12.2026–1.3.2027",
        first.assessment.plan.place,
        "Kerttu Koordinaattori, koordinaattori",
        "vertaisauditointi",
    ):
        assert told in text, told


def test_letter_is_rendered_once_on_one_page_and_given_while_it_is_true(client_of, coordinator: User, media: Path) -> None:
    [first, second] = make_invited(by=coordinator)
    client, download = client_of(first.auditor.user), address("seat-letter-download", first)
    assert client.get(download).status_code == 302
    for _ in range(2):
        client.post(address("seat-letter-order", first))
    letter = EmployerLetter.objects.get()
    assert "PDF:ää valmistellaan." in client.get(address("seat-letter", first)).content.decode()
    render_employer_letter(letter_id=letter.pk, at=NAMED_AT)
    content = client.get(download).getvalue()
    assert_pdf_ua(content)
    with pikepdf.open(BytesIO(content)) as pdf:
        assert len(pdf.pages) == 1
    assert client_of(second.auditor.user).get(download).status_code == 404
    assert client_of(coordinator).get(download).status_code == 404
    assert delete_unreferenced_files(at=NAMED_AT + dt.timedelta(days=2)) == 0
    plan_audit(application=audited(first.assessment), hours=30, by=coordinator, at=NAMED_AT)
    assert client.get(download).status_code == 302
    assert "Kirje on muuttunut" in client.get(address("seat-letter", first)).content.decode()


def test_letter_is_closed_from_a_replaced_and_a_declined_auditor(client_of, coordinator: User) -> None:
    [first, _second] = make_invited(by=coordinator)
    order_letter(seat=first, by=first.auditor.user, at=NAMED_AT)
    render_employer_letter(letter_id=EmployerLetter.objects.get().pk, at=NAMED_AT)
    replace_auditor(seat=first, by=coordinator, at=NAMED_AT)
    for seat in (first, make_declined(by=coordinator)):
        client = client_of(seat.auditor.user)
        assert client.get(address("seat-letter", seat)).status_code == 404
        assert client.get(address("seat-letter-download", seat)).status_code == 404
        assert client.post(address("seat-letter-order", seat)).status_code == 404
        with pytest.raises(WrongStateError):
            order_letter(seat=seat, by=seat.auditor.user, at=NAMED_AT)


def test_letter_is_ordered_by_its_owner_alone_and_by_post(client_of) -> None:
    [first, second] = make_invited(by=make_coordinator())
    with pytest.raises(NotAllowedError):
        order_letter(seat=first, by=second.auditor.user, at=NAMED_AT)
    assert client_of(second.auditor.user).post(address("seat-letter-order", first)).status_code == 404
    assert client_of(first.auditor.user).get(address("seat-letter-order", first)).status_code == 405
    assert not AuditEvent.objects.filter(action="letter_ordered").exists()


def test_letter_that_was_never_rendered_is_ordered_anew(client_of) -> None:
    [first, _second] = make_invited()
    given_up = order_letter(seat=first, by=first.auditor.user, at=NAMED_AT)
    later = NAMED_AT + SILENCE_MAX + dt.timedelta(seconds=1)
    with time_machine.travel(later, tick=False):
        text = client_of(first.auditor.user).get(address("seat-letter", first)).content.decode()
    assert "PDF-tiedoston tekeminen epäonnistui." in text
    again = order_letter(seat=first, by=first.auditor.user, at=later)
    given_up.refresh_from_db()
    assert (again.pk != given_up.pk, given_up.status) == (True, "failed")


# The certificate -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def made(coordinator: User) -> list[AuditSeat]:
    """The places of an audit whose report is final; the applicant's names are nobody's else."""
    application = make_auditable(cast=Cast(WorkshopFactory(name="Salainen paja")))
    return list(make_final(application, coordinator).seats.select_related("auditor__user", "assessment__plan").order_by("pk"))


def test_certificate_tells_what_she_did_and_not_whom_she_audited(client_of, made: list[AuditSeat]) -> None:
    [first, _second] = made
    text = " ".join(client_of(first.auditor.user).get(address("seat-certificate", first)).content.decode().split())
    plan = first.assessment.plan
    for told in (first.auditor.user.name, "vertaisauditointi", f"noin {plan.hours} tuntia", "15.12.2026–1.3.2027", "koordinaattori"):
        assert told in text, told
    organisation = audited(first.assessment).organisation
    for kept in ("Salainen paja", organisation.name):
        assert kept not in text.split("<main", 1)[1].split("</main>", 1)[0], kept


@pytest.mark.parametrize(("is_lead", "role"), [(True, "Pääauditoitsija"), (False, "Auditoitsija")])
def test_certificate_tells_the_role(made: list[AuditSeat], is_lead: bool, role: str) -> None:
    AuditSeat.objects.filter(pk=made[0].pk).update(is_lead=is_lead)
    assert f"<dd>{role}</dd>" in audit_certificate_html(certificate_of(made[0]))


def test_certificate_is_rendered_once_on_one_page_for_its_owner_alone(
    client_of, coordinator: User, made: list[AuditSeat], media: Path
) -> None:
    [first, second] = made
    client, download = client_of(first.auditor.user), address("seat-certificate-download", first)
    assert client.get(download).status_code == 302
    for _ in range(2):
        client.post(address("seat-certificate-order", first))
    ordered = AuditCertificate.objects.get()
    assert "PDF:ää valmistellaan." in client.get(address("seat-certificate", first)).content.decode()
    render_audit_certificate(certificate_id=ordered.pk, at=FINAL_AT)
    content = client.get(download).getvalue()
    assert_pdf_ua(content)
    with pikepdf.open(BytesIO(content)) as pdf:
        assert len(pdf.pages) == 1
    for stranger in (second.auditor.user, coordinator):
        assert client_of(stranger).get(download).status_code == 404
        assert client_of(stranger).get(address("seat-certificate", first)).status_code == 404
    assert delete_unreferenced_files(at=FINAL_AT + dt.timedelta(days=2)) == 0
    assert AuditEvent.objects.filter(action="certificate_ordered").count() == 1


@pytest.mark.parametrize("status", ["reading", "checking", "cancelled"])
def test_certificate_does_not_exist_before_the_report_is_final(client_of, made: list[AuditSeat], status: str) -> None:
    [first, _second] = made
    first.assessment.__class__.objects.filter(pk=first.assessment_id).update(status=status)
    client = client_of(first.auditor.user)
    assert client.get(address("seat-certificate", first)).status_code == 404
    assert client.post(address("seat-certificate-order", first)).status_code == 404
    with pytest.raises(WrongStateError):
        order_certificate(seat=first, by=first.auditor.user, at=FINAL_AT)
    assert address("seat-certificate", first) not in client.get(address("seat-detail", first)).content.decode()


def test_certificate_stays_when_the_audit_is_closed(client_of, made: list[AuditSeat]) -> None:
    [first, second] = made
    first.assessment.__class__.objects.filter(pk=first.assessment_id).update(status="closed")
    client = client_of(first.auditor.user)
    assert address("seat-certificate", first) in client.get(address("seat-detail", first)).content.decode()
    assert client.get(address("seat-certificate", first)).status_code == 200
    with pytest.raises(NotAllowedError):
        order_certificate(seat=first, by=second.auditor.user, at=FINAL_AT)


def test_replaced_auditor_gets_no_certificate(client_of, made: list[AuditSeat]) -> None:
    [first, _second] = made
    AuditSeat.objects.filter(pk=first.pk).update(status="replaced", ended_at=FINAL_AT)
    assert client_of(first.auditor.user).get(address("seat-certificate", first)).status_code == 404
