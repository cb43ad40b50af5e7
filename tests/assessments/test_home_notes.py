"""What an auditor takes home: hers alone, kept when the audit has closed to her."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from assessments.lifecycle import AuditStatus
from assessments.models import Assessment, HomeNote
from assessments.services.auditing.home_notes import save_home_note
from assessments.services.auditing.seats import replace_auditor
from config.toolkit.errors import NotAllowedError, RefusedInputError, StaleRevisionError
from tests.assessments.test_audit_ratings import auditors_of, criterion_of
from tests.assessments.test_views_audit_ratings import url_of as criterion_url
from tests.factories.assessments import Cast
from tests.factories.auditing import NAMED_AT, make_levelled, make_reading
from tests.factories.criteria import make_version
from tests.factories.workshops import UserFactory
from workshops.models import AuditEvent, User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
AUTOSAVE = {"HTTP_X_AUTOSAVE": "1", "HTTP_ACCEPT": "application/json"}
LEARNT = "Kokeillaan viikkotaulua meilläkin."
LIST = "/mita-vien-kotiin/"


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(NAMED_AT, tick=False):
        yield


@pytest.fixture
def audit(coordinator: User) -> Assessment:
    return make_reading(make_levelled(Cast()), coordinator)


@pytest.fixture
def first(audit: Assessment, client_of: Callable[[User], Client]) -> Client:
    return client_of(auditors_of(audit)[0])


def note(audit: Assessment, by: User, text: str = LEARNT, revision: int = 0, code: str = "K1.1") -> HomeNote:
    return save_home_note(audit=audit, criterion=criterion_of(audit, code), text=text, revision=revision, by=by, at=NAMED_AT)


def url_of(audit: Assessment, code: str = "K1.1") -> str:
    return reverse("assessments:home-note-update", args=[audit.ref, code])


def test_note_is_saved_changed_and_shown_beside_the_criterion(audit: Assessment, first: Client) -> None:
    assert url_of(audit) in first.get(criterion_url(audit)).content.decode()
    answer = first.post(url_of(audit), {"revision": "0", "text": LEARNT}, follow=True)
    assert answer.redirect_chain == [(criterion_url(audit), 302)]
    assert LEARNT in answer.content.decode()
    first.post(url_of(audit), {"revision": "1", "text": "Toisin."})
    stored = HomeNote.objects.get()
    assert (stored.text, stored.revision, stored.author) == ("Toisin.", 2, auditors_of(audit)[0])
    assert not AuditEvent.objects.filter(details__icontains="Toisin").exists()


def test_note_saves_by_itself(audit: Assessment, first: Client) -> None:
    answer = first.post(url_of(audit), {"revision": "0", "text": LEARNT}, **AUTOSAVE)
    assert answer.json()["state"] == "saved"
    assert first.post(url_of(audit), {"revision": "1", "text": LEARNT}, **AUTOSAVE).json()["revision"] == 1


def test_second_tab_is_shown_both_texts(audit: Assessment, first: Client) -> None:
    note(audit, auditors_of(audit)[0])
    answer = first.post(url_of(audit), {"revision": "0", "text": "Toinen ikkuna."})
    html = answer.content.decode()
    assert answer.status_code == 409
    for text in ("Toinen ikkuna.", "viikkotaulua", "Tallensit saman kohdan toisessa ikkunassa"):
        assert text in html
    assert HomeNote.objects.get().text == LEARNT
    with pytest.raises(StaleRevisionError):
        note(audit, auditors_of(audit)[0], "Kolmas.")


def test_nobody_else_reads_a_note_anywhere(audit: Assessment, coordinator: User, client_of) -> None:
    me, pair = auditors_of(audit)
    note(audit, me)
    application = audit.application
    assert application is not None
    mine = [LIST, url_of(audit), criterion_url(audit)]
    theirs = [reverse("assessments:application-detail", args=[application.ref]), reverse("assessments:assignment", args=[application.ref])]
    round_ = application.round
    assert round_ is not None
    exports = [reverse("assessments:round-sheet", args=[round_.ref]), reverse("assessments:auditor-sheet")]
    for person in (pair, application.contact, coordinator, UserFactory()):
        client = client_of(person)
        for url in [*mine, *theirs, *exports, "/mita-vien-kotiin.txt"]:
            assert LEARNT.encode() not in b"".join(client.get(url)), (person, url)


def test_pairs_notes_are_apart(audit: Assessment) -> None:
    texts = dict(zip(auditors_of(audit), ["Ensimmäisen.", "Toisen."], strict=True))
    for person, text in texts.items():
        note(audit, person, text)
    assert {row.author: row.text for row in HomeNote.objects.all()} == texts


def test_replaced_auditor_keeps_hers_and_adds_nothing(audit: Assessment, coordinator: User, first: Client) -> None:
    [me, _pair] = auditors_of(audit)
    note(audit, me)
    replace_auditor(seat=audit.seats.get(auditor__user=me), by=coordinator, at=NAMED_AT)
    page = first.get(LIST).content.decode()
    assert LEARNT in page
    assert "Muokkaa" not in page
    assert first.get(url_of(audit)).status_code == 404
    assert first.post(url_of(audit), {"revision": "1", "text": "Lisää."}).status_code == 404
    with pytest.raises(NotAllowedError):
        note(audit, me, "Lisää.", 1)


@pytest.mark.parametrize(("status", "is_open"), [(AuditStatus.DRAFTING, True), (AuditStatus.FINAL, True), (AuditStatus.CLOSED, False)])
def test_note_is_hers_in_every_state_and_written_until_the_audit_closes(
    audit: Assessment, first: Client, status: AuditStatus, *, is_open: bool
) -> None:
    [me, _pair] = auditors_of(audit)
    note(audit, me)
    Assessment.objects.filter(pk=audit.pk).update(status=status)
    assert LEARNT in first.get(LIST).content.decode()
    assert first.get(url_of(audit)).status_code == (200 if is_open else 404)
    if is_open:
        assert first.post(url_of(audit), {"revision": "1", "text": "Lisää."})["Location"] == LIST
        return
    with pytest.raises(NotAllowedError):
        note(audit, me, "Lisää.", 1)


def test_former_auditor_still_reads_hers(audit: Assessment, client_of) -> None:
    [me, _pair] = auditors_of(audit)
    note(audit, me)
    me.grants.all().delete()
    assert LEARNT in client_of(me).get(LIST).content.decode()


def test_list_is_no_page_for_others(client_of, coordinator: User) -> None:
    for person in (coordinator, UserFactory()):
        assert [client_of(person).get(url).status_code for url in (LIST, "/mita-vien-kotiin.txt")] == [404, 404]


def test_notes_are_taken_along_as_text(audit: Assessment, first: Client) -> None:
    [me, _pair] = auditors_of(audit)
    note(audit, me, code="K1.2")
    note(audit, me, "", code="K2.1")
    answer = first.get("/mita-vien-kotiin.txt")
    text = answer.getvalue().decode()
    assert answer["Content-Disposition"].startswith("attachment")
    assert LEARNT in text
    assert "K1.2" in text
    assert "K2.1" not in text


def test_criterion_of_another_version_is_refused(audit: Assessment, first: Client) -> None:
    theirs = make_version().areas.all()[0].criteria.all()[0]
    with pytest.raises(RefusedInputError):
        save_home_note(audit=audit, criterion=theirs, text=LEARNT, revision=0, by=auditors_of(audit)[0], at=NAMED_AT)
    assert first.get(url_of(audit, "K99.9")).status_code == 404
