"""What an auditor reads: her audit, the submission without levels, its files; and what the applicant is told of her."""

from __future__ import annotations

from pathlib import Path

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assessments.lifecycle import LIVE_SEATS
from assessments.models import Application, Assessment, AuditSeat, Evidence
from assessments.permissions import can_read_as_auditor
from assessments.selectors.auditing.reading import read_applications
from assessments.selectors.evidence import downloadable
from assessments.services.auditing.invitations import declare_conflict
from assessments.services.auditing.seats import replace_auditor
from tests.factories.applications import make_coordinator
from tests.factories.assessments import Cast
from tests.factories.auditing import LEVEL_NAME, NAMED_AT, make_auditable, make_declined, make_invited, make_levelled, make_reading
from tests.factories.workshops import UserFactory
from workshops.models import User
from workshops.permissions import Access

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
WORDS = "Viikko suunnitellaan yhdessä maanantaisin."
PAGES = ["audit-detail", "audit-submission"]


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NAMED_AT, tick=False):
        yield


def address(name: str, audit: Assessment) -> str:
    return reverse(f"assessments:{name}", args=[audit.ref])


def audit_and_readers(application: Application | None = None, by: User | None = None) -> tuple[Assessment, list[AuditSeat]]:
    audit = make_reading(application, by)
    return audit, list(audit.seats.order_by("pk"))


def statuses(client: Client, audit: Assessment) -> list[int]:
    return [client.get(address(name, audit)).status_code for name in PAGES]


# Who reads -------------------------------------------------------------------------------------------------------------------


def test_audit_does_not_exist_for_anybody_but_those_who_read(client_of) -> None:
    cast, coordinator = Cast(), make_coordinator()
    audit, [first, second] = audit_and_readers(make_auditable(cast=cast), coordinator)
    assert statuses(client_of(first.auditor.user), audit) == statuses(client_of(second.auditor.user), audit) == [200, 200]
    for person in (cast.leader, cast.contact, coordinator, UserFactory()):
        assert statuses(client_of(person), audit) == [404, 404]


def test_audit_does_not_exist_before_everybody_has_accepted(client_of) -> None:
    [first, _second] = make_invited()
    assert statuses(client_of(first.auditor.user), first.assessment) == [404, 404]


def test_audit_closes_at_once_to_a_replaced_auditor_and_stays_open_to_the_other(client_of) -> None:
    coordinator = make_coordinator()
    audit, [first, second] = audit_and_readers(by=coordinator)
    clients = [client_of(seat.auditor.user) for seat in (first, second)]
    replace_auditor(seat=first, by=coordinator, at=NAMED_AT)
    assert [statuses(client, audit) for client in clients] == [[404, 404], [200, 200]]


def test_audit_closes_at_once_to_one_with_a_conflict_and_to_one_who_declined(client_of) -> None:
    audit, [first, _second] = audit_and_readers()
    declare_conflict(seat=first, by=first.auditor.user, at=NAMED_AT)
    assert statuses(client_of(first.auditor.user), audit) == [404, 404]
    declined = make_declined()
    assert statuses(client_of(declined.auditor.user), declined.assessment) == [404, 404]


def test_read_applications_are_those_that_can_be_read_as_auditor() -> None:
    coordinator = make_coordinator()
    audit, [first, second] = audit_and_readers(by=coordinator)
    replace_auditor(seat=first, by=coordinator, at=NAMED_AT)
    [invited, _other] = make_invited(by=coordinator)
    people = [seat.auditor.user for seat in (first, second, invited)]
    for person in people:
        access = Access.of(person, timezone.localdate(NAMED_AT))
        told = {application.pk for application in Application.objects.all() if can_read_as_auditor(access, application)}
        assert set(read_applications(access).values_list("pk", flat=True)) == told
    assert audit.application_id in {row.pk for row in read_applications(Access.of(second.auditor.user, timezone.localdate(NAMED_AT)))}


# What she reads --------------------------------------------------------------------------------------------------------------


def test_audit_tells_the_pair_the_contact_and_the_plan(client_of) -> None:
    cast = Cast()
    audit, [first, second] = audit_and_readers(make_auditable(cast=cast))
    User.objects.filter(pk=second.auditor.user_id).update(name="Pertti Pari")
    text = client_of(first.auditor.user).get(address("audit-detail", audit)).content.decode()
    for told in ("Pertti Pari", cast.contact.name, cast.contact.email, "noin 24 tuntia", audit.plan.place, "Kuka näkee tämän?"):
        assert told in text, told


def test_submission_is_read_without_any_level(client_of, media: Path) -> None:
    application = make_levelled(Cast())
    audit, [first, _second] = audit_and_readers(application)
    client = client_of(first.auditor.user)
    text = client.get(address("audit-submission", audit)).content.decode()
    assert text.count(WORDS) == application.answers.count() == 4
    assert "Viikkosuunnitelma" in text
    scale = application.round.version.scale  # type: ignore[union-attr]
    for page in (text, client.get(address("audit-detail", audit)).content.decode()):
        assert LEVEL_NAME not in page
        assert scale.not_applicable not in page
        assert 'class="lv' not in page


def test_submission_is_the_same_whatever_levels_were_told(client_of, media: Path) -> None:
    audit, [first, _second] = audit_and_readers(make_levelled(Cast()))
    client = client_of(first.auditor.user)
    sheet = client.get(address("audit-submission", audit)).context["sheet"]
    assert not [answer for answer in sheet.answers if hasattr(answer, "level") or hasattr(answer, "not_applicable")]
    assert all(set(item) == {"title", "link", "file_name", "sha256", "criteria"} for answer in sheet.answers for item in answer.evidence)


def test_auditor_cannot_open_the_submission_with_levels(client_of, media: Path) -> None:
    application = make_levelled(Cast())
    _audit, [first, _second] = audit_and_readers(application)
    client = client_of(first.auditor.user)
    sha256 = Evidence.objects.get().file.sha256
    for name, args in (
        ("submission-detail", [application.ref, 1]),
        ("application-detail", [application.ref]),
        ("answer-update", [application.ref, "K1.1"]),
        ("submission-file", [application.ref, 1, sha256]),
    ):
        assert client.get(reverse(f"assessments:{name}", args=args)).status_code == 404, name


def test_files_are_given_to_those_who_read_and_to_nobody_after(client_of, media: Path) -> None:
    coordinator = make_coordinator()
    audit, [first, _second] = audit_and_readers(make_levelled(Cast()), coordinator)
    evidence = Evidence.objects.get()
    client = client_of(first.auditor.user)
    places = [
        reverse("assessments:audit-file", args=[audit.ref, evidence.file.sha256]),
        reverse("assessments:evidence-download", args=[evidence.ref]),
    ]
    for place in places:
        assert b"".join(client.get(place).streaming_content)[:5] == b"%PDF-"
    assert client.get(reverse("assessments:audit-file", args=[audit.ref, "0" * 64])).status_code == 404
    replace_auditor(seat=first, by=coordinator, at=NAMED_AT)
    assert [client.get(place).status_code for place in places] == [404, 404]


def test_files_are_not_given_to_one_who_has_not_begun_to_read(media: Path) -> None:
    [first, _second] = make_invited(make_levelled(Cast()))
    access = Access.of(first.auditor.user, timezone.localdate(NAMED_AT))
    assert downloadable(access, Evidence.objects.get().ref, NAMED_AT) is None


def test_submission_takes_the_same_queries_at_any_number_of_units(client_of) -> None:
    taken = []
    for _ in range(2):
        audit, [first, _second] = audit_and_readers()
        client = client_of(first.auditor.user)
        client.get(address("audit-submission", audit))
        with CaptureQueriesContext(connection) as captured:
            client.get(address("audit-submission", audit))
        taken.append(len(captured))
    assert taken[0] == taken[1] <= 12


# What others are told of her -------------------------------------------------------------------------------------------------


def test_application_tells_its_applicants_of_auditors_from_the_start_and_the_coordinator_always(client_of) -> None:
    cast, coordinator = Cast(), make_coordinator()
    application = make_auditable(cast=cast)
    page = reverse("assessments:application-detail", args=[application.ref])
    naming = reverse("assessments:assignment", args=[application.ref])
    applicant, desk = client_of(cast.contact), client_of(coordinator)
    make_invited(application, coordinator)
    assert "Aune Auditoitsija" not in applicant.get(page).content.decode()
    assert "Aune Auditoitsija" in desk.get(page).content.decode()
    other = make_auditable(cast=(second := Cast()))
    make_reading(other, coordinator)
    text = client_of(second.contact).get(reverse("assessments:application-detail", args=[other.ref])).content.decode()
    assert text.count("Aune Auditoitsija") == len(LIVE_SEATS) - 1 == 2
    assert naming not in applicant.get(page).content.decode()
    assert naming in desk.get(page).content.decode()


def test_history_tells_the_applicant_who_reads_and_the_coordinator_who_was_asked(client_of) -> None:
    cast, coordinator = Cast(), make_coordinator()
    application = make_auditable(cast=cast)
    _audit, [first, second] = audit_and_readers(application, coordinator)
    for seat, name in ((first, "Anni Alku"), (second, "Lasse Loppu")):
        User.objects.filter(pk=seat.auditor.user_id).update(name=name)
    replace_auditor(seat=first, by=coordinator, at=NAMED_AT.replace(hour=23))
    page = reverse("assessments:application-history", args=[application.ref])
    own, desk = client_of(cast.contact).get(page).content.decode(), client_of(coordinator).get(page).content.decode()
    assert "Hakemus avattiin auditoitsijoille: Anni Alku ja Lasse Loppu." in own
    assert "Hakemus avattiin auditoitsijoille: Anni Alku ja Lasse Loppu." in desk
    for sentence in (
        "Nimesi ehdolle auditoitsijaksi: Anni Alku.",
        "Kutsui auditoitsijaksi: Lasse Loppu.",
        "Otti auditoinnin vastaan: Anni Alku.",
        "Vaihtoi toiseen auditoitsijan: Anni Alku.",
        "Auditointi palasi auditoitsijoiden nimeämiseen.",
    ):
        assert sentence in desk
        assert sentence not in own
