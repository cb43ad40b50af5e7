"""Who gets the files of an application: the applicant at any time, a coordinator what was submitted and only after the deadline."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from assessments.models import Application, Evidence
from assessments.selectors.applications.form import criteria_of_application
from assessments.selectors.evidence import criteria_asked, evidence_by_criterion
from assessments.services.applications.ending import lapse_unsubmitted, renew_application, withdraw_application
from assessments.services.applications.submitting import submit_application
from assessments.services.evidence import add_file_evidence, add_link_evidence, pick_evidence, remove_evidence
from assessments.services.files import delete_unreferenced_files
from config.toolkit.errors import NotAllowedError
from tests.factories.applications import answer_all, make_coordinator, make_open, make_round
from tests.factories.assessments import AT, Cast
from tests.factories.criteria import make_version
from tests.factories.workshops import UserFactory, WorkshopFactory, grant
from tests.office_files import pdf_bytes
from workshops.models import User
from workshops.roles import Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

BEFORE, AFTER = (2026, 12, 1, 16, 15), (2026, 12, 1, 16, 15, 0, 1)
ClientOf = Callable[[User], Client]


def give(application: Application, by: User, pages: int = 1, title: str = "Opas", code: str = "K1.1") -> Evidence:
    criteria = [criterion for criterion in criteria_of_application(application) if criterion.code == code]
    upload = SimpleUploadedFile(f"{title}.pdf", pdf_bytes(pages=pages))
    return add_file_evidence(holder=application, criteria=criteria, upload=upload, title=title, by=by, at=AT)


def submitted_with_file(cast: Cast) -> tuple[Application, Evidence]:
    application = make_open(cast)
    answer_all(application, cast.contact)
    evidence = give(application, cast.contact)
    submit_application(application=application, by=cast.contact, at=AT)
    return application, evidence


def take_back(evidence: Evidence, by: User) -> None:
    remove_evidence(evidence=evidence, criterion=evidence.criteria.get(), by=by, at=AT)


def addresses(application: Application, evidence: Evidence, number: int = 1) -> tuple[str, str]:
    assert evidence.file is not None
    by_hash = reverse("assessments:submission-file", args=[application.ref, number, evidence.file.sha256])
    return reverse("assessments:evidence-download", args=[evidence.ref]), by_hash


def answers_of(client: Client, *urls: str) -> tuple[int, ...]:
    return tuple(client.get(url).status_code for url in urls)


@pytest.mark.parametrize(
    ("role", "before", "after"),
    [("contact", 200, 200), ("leader", 200, 200), ("worker", 404, 404), ("stranger", 404, 404), ("coordinator", 404, 200)]
    + [(role, 404, 404) for role in ("decider", "admin", "peer_auditor", "steering_group_member")],
)
def test_file_is_given_by_role_before_and_after_the_deadline(client_of: ClientOf, clock, role: str, before: int, after: int) -> None:
    cast = Cast()
    application, evidence = submitted_with_file(cast)
    people = {"contact": cast.contact, "leader": cast.leader, "worker": cast.workers[0], "stranger": cast.stranger}
    person = people.get(role) or UserFactory()
    if role not in people:
        grant(person, Role(role))
    urls = addresses(application, evidence)
    clock.at(*BEFORE)
    assert answers_of(client_of(person), *urls) == (before, before)
    clock.at(*AFTER)
    assert answers_of(client_of(person), *urls) == (after, after)


def test_file_comes_under_its_name_as_an_attachment(client_of: ClientOf, clock) -> None:
    cast = Cast()
    application, evidence = submitted_with_file(cast)
    clock.at(*AFTER)
    for url in addresses(application, evidence):
        response = client_of(make_coordinator()).get(url)
        assert b"".join(response.streaming_content) == pdf_bytes(pages=1)  # type: ignore[attr-defined]  # a file is streamed
        assert response["Content-Disposition"] == 'attachment; filename="Opas.pdf"'
        assert "sandbox" in response["Content-Security-Policy"]
        assert client_of(cast.contact).post(url).status_code == 405


def test_submission_page_leads_to_its_files(client_of: ClientOf, clock) -> None:
    cast = Cast()
    application, evidence = submitted_with_file(cast)
    clock.at(*AFTER)
    page = reverse("assessments:submission-detail", args=[application.ref, 1])
    assert addresses(application, evidence)[1] in client_of(make_coordinator()).get(page).content.decode()


def test_coordinator_gets_what_the_last_submission_names_and_nothing_written_since(client_of: ClientOf, clock) -> None:
    cast = Cast()
    application, replaced = submitted_with_file(cast)
    take_back(replaced, cast.contact)
    kept = give(application, cast.contact, pages=2, title="Suunnitelma")
    submit_application(application=application, by=cast.contact, at=AT)
    later = give(application, cast.contact, pages=3, title="Kesken")
    clock.at(*AFTER)
    client = client_of(make_coordinator())
    assert answers_of(client, *addresses(application, kept, 2)) == (200, 200)
    assert answers_of(client, *addresses(application, later, 2)) == (404, 404)
    assert answers_of(client, addresses(application, replaced, 1)[1], addresses(application, replaced, 2)[1]) == (404, 404)
    assert answers_of(client_of(cast.contact), addresses(application, replaced, 1)[1], addresses(application, kept, 2)[1]) == (200, 200)


def test_file_taken_back_after_the_last_submission_stays_in_it(client_of: ClientOf, clock) -> None:
    cast = Cast()
    application, evidence = submitted_with_file(cast)
    take_back(evidence, cast.contact)
    clock.at(2027, 1, 15, 9, 0)
    delete_unreferenced_files(at=AT.replace(year=2027))
    download, by_hash = addresses(application, evidence)
    assert answers_of(client_of(make_coordinator()), download, by_hash) == (404, 200)
    assert answers_of(client_of(cast.leader), by_hash) == (200,)


def test_withdrawn_application_is_read_by_its_applicant_only(client_of: ClientOf, clock) -> None:
    cast = Cast()
    application, evidence = submitted_with_file(cast)
    withdraw_application(application=application, reason="", by=cast.leader, at=AT)
    clock.at(*AFTER)
    urls = addresses(application, evidence)
    assert answers_of(client_of(make_coordinator()), *urls) == (404, 404)
    assert answers_of(client_of(cast.leader), *urls) == (200, 200)


@pytest.mark.parametrize("sha256", ["0" * 64, "x", "%20"])
def test_hash_that_the_submission_does_not_name_is_not_there(client_of: ClientOf, sha256: str) -> None:
    """A link has no hash: an empty one finds nothing either."""
    cast = Cast()
    application = make_open(cast)
    answer_all(application, cast.contact)
    criteria = criteria_of_application(application)[:1]
    link = add_link_evidence(holder=application, criteria=criteria, link="https://k.example/", title="Sivu", by=cast.contact, at=AT)
    submit_application(application=application, by=cast.contact, at=AT)
    client = client_of(cast.contact)
    assert answers_of(client, reverse("assessments:submission-file", args=[application.ref, 1, sha256])) == (404,)
    assert answers_of(client, reverse("assessments:evidence-download", args=[link.ref])) == (404,)


def test_coordinator_does_not_see_the_evidence_being_gathered(client_of: ClientOf, clock) -> None:
    cast = Cast()
    application, evidence = submitted_with_file(cast)
    clock.at(*AFTER)
    ref, client = application.ref, client_of(make_coordinator())
    urls = [reverse("assessments:application-evidence-list", args=[ref])]
    urls.append(reverse("assessments:application-evidence-create", args=[ref, "K1.1"]))
    urls.append(reverse("assessments:application-evidence-remove", args=[ref, evidence.ref, "K1.1"]))
    assert answers_of(client, *urls) == (404, 404, 404)


def test_evidence_goes_on_to_the_next_rounds_version_by_the_codes_of_its_criteria(client_of: ClientOf, clock) -> None:
    cast = Cast()
    first = make_version(areas=2, criteria=2)
    application = make_open(cast, make_round(version=first))
    kept, gone = give(application, cast.contact), give(application, cast.contact, pages=2, title="Vanha", code="K2.2")
    lapsed_at = AT.replace(month=12, day=2)
    lapse_unsubmitted(at=lapsed_at)
    application.refresh_from_db()
    second = make_version(areas=1, criteria=2)
    into = make_round(version=second, deadline_at=AT.replace(year=2027, month=6, day=1), at=lapsed_at)
    into.opens_date = lapsed_at.date()
    into.save()
    renewed = renew_application(application=application, into=into, by=cast.contact, at=lapsed_at)
    rows = {row.criterion.code: [item.title for item in row.evidence] for row in evidence_by_criterion(renewed)}
    assert rows == {"K1.1": ["Opas"], "K1.2": []}
    assert kept.criteria.get() == criteria_asked(renewed)[0]
    assert gone.criteria.get().area.version == first
    clock.at(2026, 12, 3, 9, 0)
    client = client_of(cast.contact)
    listed = reverse("assessments:application-evidence-list", args=[renewed.ref])
    assert "Aiemman kriteeristön näytöt" in client.get(listed).content.decode()
    assert client.post(reverse("assessments:application-evidence-remove", args=[renewed.ref, gone.ref, "K2.2"])).url == listed
    assert "Aiemman kriteeristön näytöt" not in client.get(listed).content.decode()
    assert list(renewed.evidence.all()) == [kept]


def test_pages_tell_that_what_was_submitted_does_not_change_before_it_is_submitted_again(client_of: ClientOf) -> None:
    cast = Cast()
    application, evidence = submitted_with_file(cast)
    opened = make_open(Cast(), application.round)
    words = "ennen kuin lähetätte hakemuksen uudelleen"
    for name, args in (("list", []), ("create", ["K1.1"]), ("remove", [evidence.ref, "K1.1"])):
        url = reverse(f"assessments:application-evidence-{name}", args=[application.ref, *args])
        assert words in client_of(cast.contact).get(url).content.decode()
    url = reverse("assessments:application-evidence-list", args=[opened.ref])
    assert words not in client_of(opened.contact).get(url).content.decode()


def test_file_of_a_sibling_units_application_is_neither_offered_nor_picked(client_of: ClientOf) -> None:
    cast, into = Cast(), make_round()
    sibling = Cast(workshop=WorkshopFactory(organisation=cast.workshop.organisation))
    hidden, mine = give(make_open(sibling, into), sibling.contact, title="Salainen"), make_open(cast, into)
    page = f"{reverse('assessments:application-evidence-create', args=[mine.ref, 'K1.1'])}?tapa=aiempi"
    client = client_of(cast.contact)
    assert "Salainen" not in client.get(page).content.decode()
    refused = client.post(page, {"earlier": hidden.ref, "criteria": ["K1.1"]})
    assert (refused.status_code, "Salainen" in refused.content.decode()) == (400, False)
    with pytest.raises(NotAllowedError):
        pick_evidence(holder=mine, criteria=criteria_asked(mine)[:1], earlier=hidden, by=cast.contact, at=AT)
    assert not mine.evidence.exists()
