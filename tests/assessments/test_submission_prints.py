"""The submission to take along: one PDF and one ZIP whose numbers meet, for those who read it, without any level."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pikepdf
import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.urls import reverse

from assessments.bundles import zipped
from assessments.file_store import path_of
from assessments.models import Application, Assessment, Evidence, StoredFile, SubmissionPrint
from assessments.models.report import SILENCE_MAX
from assessments.reports import render_submission_print, submission_html
from assessments.selectors.auditing.prints import pieces_of, printed_submission
from assessments.selectors.auditing.reading import blind_sheet, last_submission
from assessments.services.auditing.prints import order_submission_print
from assessments.services.auditing.seats import replace_auditor
from assessments.services.files import delete_unreferenced_files
from config.toolkit.errors import NotAllowedError
from tests.assessments.test_audit_ratings import auditors_of
from tests.assessments.test_views_audit_ratings import exchange_levels_of_the_applicant
from tests.factories.applications import make_coordinator
from tests.factories.assessments import Cast
from tests.factories.auditing import LEVEL_NAME, NAMED_AT, make_levelled, make_reading
from tests.factories.workshops import UserFactory
from tests.pdf_structure import assert_pdf_ua, bookmarks
from workshops.models import AuditEvent, User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(NAMED_AT, tick=False):
        yield


@pytest.fixture
def audit(coordinator: User) -> Assessment:
    return make_reading(make_levelled(Cast()), coordinator)


@pytest.fixture
def first(audit: Assessment, client_of) -> Client:
    return client_of(auditors_of(audit)[0])


def url(name: str, audit: Assessment) -> str:
    return reverse(f"assessments:{name}", args=[audit.ref])


def submission_of(audit: Assessment):
    found = last_submission(audit.application)
    assert found is not None
    return found


def told_instead(audit: Assessment, **changes: object) -> None:
    """Past every guard: what was submitted cannot be changed by any service."""
    submission = submission_of(audit)
    data = {**submission.data, **changes}
    with connection.cursor() as cursor:
        cursor.execute("UPDATE assessments_submission SET content = %s WHERE id = %s", [json.dumps(data), submission.pk])


def piece(file_name: str, sha256: str, *codes: str, title: str = "Liite", link: str = "") -> dict[str, object]:
    return {"title": title, "link": link, "file_name": file_name, "sha256": sha256, "criteria": list(codes)}


def unpacked(client: Client, audit: Assessment) -> ZipFile:
    return ZipFile(BytesIO(b"".join(client.get(url("audit-files-download", audit)).streaming_content)))


def rendered(audit: Assessment, client: Client) -> bytes:
    client.post(url("audit-print-order", audit))
    render_submission_print(print_id=SubmissionPrint.objects.get().pk, at=NAMED_AT)
    return client.get(url("audit-print-download", audit)).getvalue()


# The PDF ---------------------------------------------------------------------------------------------------------------------


def test_pdf_is_made_once_for_both_and_passes_the_structure_test(audit: Assessment, first: Client, client_of) -> None:
    page = first.get(url("audit-submission", audit)).content.decode()
    assert "Tee hakemuksesta PDF" in page
    assert first.get(url("audit-print-download", audit)).status_code == 302
    content = rendered(audit, first)
    assert_pdf_ua(content)
    assert {"Liitteet"} <= set(bookmarks(content))
    second = client_of(auditors_of(audit)[1])
    assert second.get(url("audit-print-download", audit)).getvalue() == content
    second.post(url("audit-print-order", audit))
    assert SubmissionPrint.objects.count() == 1
    assert AuditEvent.objects.filter(action="submission_print_ordered").count() == 1
    assert delete_unreferenced_files(at=NAMED_AT + dt.timedelta(days=2)) == 0
    with pikepdf.open(BytesIO(content)) as pdf:
        assert len(pdf.pages) >= 2


def test_pdf_says_every_text_and_numbers_every_file(audit: Assessment) -> None:
    html = submission_html(printed_submission(submission_of(audit)))
    assert html.count("Viikko suunnitellaan yhdessä maanantaisin.") == 4
    assert html.count("01 Viikkosuunnitelma") == 2
    assert "01 K1.1 Suunnitelma 2026.pdf" in html


def test_pdf_is_the_same_whatever_levels_were_told(audit: Assessment) -> None:
    before = submission_html(printed_submission(submission_of(audit)))
    exchange_levels_of_the_applicant()
    assert submission_html(printed_submission(submission_of(audit))) == before
    scale = audit.version.scale
    for word in (LEVEL_NAME, scale.not_applicable, "level", 'class="lv'):
        assert word not in before


def test_pdf_that_was_never_rendered_is_ordered_anew(audit: Assessment, first: Client) -> None:
    first.post(url("audit-print-order", audit))
    assert "PDF:ää valmistellaan." in first.get(url("audit-submission", audit)).content.decode()
    later = NAMED_AT + SILENCE_MAX + dt.timedelta(seconds=1)
    with time_machine.travel(later, tick=False):
        assert "PDF-tiedoston tekeminen epäonnistui." in first.get(url("audit-submission", audit)).content.decode()
    given_up = SubmissionPrint.objects.get()
    again = order_submission_print(submission=submission_of(audit), by=auditors_of(audit)[0], at=later)
    given_up.refresh_from_db()
    assert (again.pk != given_up.pk, given_up.status) == (True, "failed")


# The ZIP ---------------------------------------------------------------------------------------------------------------------


def test_zip_holds_the_files_under_the_numbers_of_the_pdf(audit: Assessment, first: Client) -> None:
    stored = Evidence.objects.get().file
    assert stored is not None
    bundle = unpacked(first, audit)
    assert bundle.namelist() == ["01 K1.1 Suunnitelma 2026.pdf"]
    assert bundle.read("01 K1.1 Suunnitelma 2026.pdf") == path_of(stored).read_bytes()
    assert bundle.testzip() is None


def test_files_are_numbered_in_the_order_of_the_criteria_and_links_are_not(audit: Assessment) -> None:
    sha = Evidence.objects.get().file.sha256  # type: ignore[union-attr]
    told_instead(
        audit,
        evidence=[
            piece("b.pdf", sha, "K2.1", "K1.2"),
            piece("", "", "K1.1", title="Sivusto", link="https://kivipaja.example/"),
            piece("a.pdf", sha, "K1.1"),
            piece("c.pdf", sha, "K2.2"),
        ],
    )
    pieces = pieces_of(blind_sheet(submission_of(audit)))
    assert [(row.number, row.name, row.link) for row in pieces] == [
        ("", "", "https://kivipaja.example/"),
        ("01", "01 K1.1 a.pdf", ""),
        ("02", "02 K1.2 b.pdf", ""),
        ("03", "03 K2.2 c.pdf", ""),
    ]


def test_names_in_the_zip_are_safe(audit: Assessment, first: Client) -> None:
    sha = Evidence.objects.get().file.sha256  # type: ignore[union-attr]
    names = ["../../etc/passwd.pdf", "C:\\Windows\\x.pdf", "a\0b\r\nc.pdf", "x" * 300 + ".pdf", "\u202efdp.exe.pdf", ".pdf"]
    told_instead(audit, evidence=[piece(name, sha, "K1.1") for name in names])
    found = unpacked(first, audit).namelist()
    assert len(found) == len(set(found)) == len(names)
    for number, name in enumerate(found, start=1):
        assert name.startswith(f"{number:02} K1.1 ")
        assert name.endswith(".pdf")
        assert len(name) <= 200
        assert not set(name) & set("/\\\0\r\n\u202e:")


def test_file_that_cannot_be_read_is_told_of_and_the_others_come(audit: Assessment, media: Path) -> None:
    good = Evidence.objects.get().file
    gone = StoredFile(sha256="0" * 64, storage_name="0" * 32 + ".pdf", content_type="application/pdf", extension="pdf", size=1)
    bundle = ZipFile(BytesIO(b"".join(zipped([("01 a.pdf", gone), ("02 b.pdf", None), ("03 c.pdf", good)], at=NAMED_AT))))
    assert bundle.namelist() == ["01 a.pdf.txt", "02 b.pdf.txt", "03 c.pdf"]
    assert "Tiedostoa ei voitu avata." in bundle.read("01 a.pdf.txt").decode()


def test_zip_is_made_file_by_file_and_the_same_each_time(audit: Assessment) -> None:
    """Each part is given out before the next file is opened: memory holds one."""
    file = Evidence.objects.get().file
    opened: list[int] = []

    def files() -> Iterator[tuple[str, StoredFile | None]]:
        for number in range(3):
            opened.append(number)
            yield f"{number}.pdf", file

    parts = zipped(files(), at=NAMED_AT)
    first_part = next(parts)
    assert (opened, len(first_part) > 0) == ([0], True)
    whole = first_part + b"".join(parts)
    assert whole == b"".join(zipped(files(), at=NAMED_AT))


def test_without_files_there_is_no_zip(audit: Assessment, first: Client) -> None:
    told_instead(audit, evidence=[])
    assert first.get(url("audit-files-download", audit)).status_code == 404
    assert "Lataa liitteet" not in first.get(url("audit-submission", audit)).content.decode()


# Who -------------------------------------------------------------------------------------------------------------------------


def test_neither_exists_for_those_who_do_not_read(audit: Assessment, first: Client, client_of, coordinator: User) -> None:
    rendered(audit, first)
    application = Application.objects.get(pk=audit.application_id)
    replace_auditor(seat=audit.seats.get(auditor__user=auditors_of(audit)[0]), by=coordinator, at=NAMED_AT)
    for client in (first, *(client_of(person) for person in (application.contact, coordinator, make_coordinator(), UserFactory()))):
        assert client.get(url("audit-print-download", audit)).status_code == 404
        assert client.get(url("audit-files-download", audit)).status_code == 404
        assert client.post(url("audit-print-order", audit)).status_code == 404


def test_nobody_else_orders(audit: Assessment, coordinator: User) -> None:
    application = Application.objects.get(pk=audit.application_id)
    for person in (coordinator, application.contact):
        with pytest.raises(NotAllowedError):
            order_submission_print(submission=submission_of(audit), by=person, at=NAMED_AT)


def test_answers_are_attachments_that_nobody_keeps(audit: Assessment, first: Client) -> None:
    rendered(audit, first)
    for name in ("audit-print-download", "audit-files-download"):
        answer = first.get(url(name, audit))
        assert answer["Content-Disposition"].startswith("attachment;"), name
        assert "no-store" in answer["Cache-Control"]
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Security-Policy"].startswith("sandbox")
