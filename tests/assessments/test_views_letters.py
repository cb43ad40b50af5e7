"""The letter for an auditor's employer: a page, and a one-page PDF made in the background and given to its owner alone."""

from __future__ import annotations

import datetime as dt
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
import time_machine
from django.urls import reverse

from assessments.models import AuditSeat, EmployerLetter
from assessments.models.report import SILENCE_MAX
from assessments.reports import render_employer_letter
from assessments.services.auditing.audits import plan_audit
from assessments.services.auditing.letters import order_letter
from assessments.services.auditing.seats import replace_auditor
from assessments.services.files import delete_unreferenced_files
from config.toolkit.errors import NotAllowedError, WrongStateError
from tests.factories.applications import make_coordinator
from tests.factories.auditing import NAMED_AT, audited, make_declined, make_invited
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
    assert "PDF:n teko epäonnistui." in text
    again = order_letter(seat=first, by=first.auditor.user, at=later)
    given_up.refresh_from_db()
    assert (again.pk != given_up.pk, given_up.status) == (True, "failed")
