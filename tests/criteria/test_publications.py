"""The PDF of criteria and concepts: made by the worker, stored, served as it is."""

import hashlib

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.http import HttpResponse

from config.toolkit.errors import NotAllowedError, WrongStateError
from config.toolkit.pdf.rendering import PdfRenderError
from criteria import reports
from criteria.models import ConceptLink, Criterion, FrameworkVersion, Publication, PublicationStatus
from criteria.services.concepts import load_concepts
from criteria.services.frameworks import load_framework
from criteria.services.publications import request_publication, retry_publication
from tests.criteria.content import concept_content, framework_content
from tests.factories.criteria import make_version
from tests.factories.workshops import UserFactory, grant
from tests.pdf_structure import assert_pdf_ua, bookmarks
from workshops.roles import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def version(now) -> FrameworkVersion:
    """A published version with its glossary; its PDF is ordered, and nothing has run yet."""
    load_concepts(content=concept_content(), publish=True, by=None, at=now)
    return load_framework(content=framework_content(), publish=True, by=None, at=now).version


@pytest.fixture
def rendered(monkeypatch) -> list[str]:
    """Stand in for the renderer's process: collects the HTML it is given; one test below uses the real one."""
    pages: list[str] = []

    def render(html: str) -> bytes:
        pages.append(html)
        return b"%PDF-1.7 " + hashlib.sha256(html.encode()).digest()

    monkeypatch.setattr(reports, "render_pdf", render)
    return pages


def run(version: FrameworkVersion, now) -> Publication:
    reports.render_and_store_publication(publication_id=version.publication.pk, at=now)
    return Publication.objects.get(version=version)


def stored(publication: Publication) -> bytes:
    with default_storage.open(publication.file_name) as file:
        return file.read()


def fetch(client, version: FrameworkVersion, **headers: str) -> tuple[HttpResponse, bytes]:
    response = client.get(address(version), headers=headers)
    data = b"".join(response.streaming_content) if response.streaming else response.content
    return response, data


def address(version: FrameworkVersion) -> str:
    return f"/kriteerit/{version.framework.slug}/{version.version}/kriteerit-ja-kasitteet.pdf"


def test_real_pdf_is_accessible_and_has_both(version, now, client) -> None:
    publication = run(version, now)
    assert publication.status == PublicationStatus.READY
    _response, data = fetch(client, version)
    assert_pdf_ua(data)
    assert bookmarks(data)[:3] == ["Kriteeristö", "Sisällys", "Arviointiasteikko"]
    assert {"K2 Osa-alue K2", "Ydinkäsitteet"} <= set(bookmarks(data))
    assert (publication.size, publication.sha256) == (len(data), hashlib.sha256(data).hexdigest())


def test_same_content_is_not_rendered_again(version, now, rendered) -> None:
    first = run(version, now)
    request_publication(version=version, at=now)
    second = run(version, now)
    assert len(rendered) == 1
    assert (second.file_name, second.sha256, second.rendered_at) == (first.file_name, first.sha256, first.rendered_at)


def test_changed_link_is_rendered_and_the_earlier_file_goes(version, now, rendered, django_capture_on_commit_callbacks) -> None:
    first = run(version, now)
    ConceptLink.objects.filter(criterion__code="K1.1").delete()
    request_publication(version=version, at=now)
    with django_capture_on_commit_callbacks(execute=True):
        second = run(version, now)
    assert second.sha256 != first.sha256
    assert default_storage.exists(second.file_name)
    assert not default_storage.exists(first.file_name)


def test_ordering_runs_the_task_after_commit(version, now, rendered, run_on_commit) -> None:
    with run_on_commit():
        request_publication(version=version, at=now)
        assert rendered == []
    assert len(rendered) == 1
    assert Publication.objects.get().status == PublicationStatus.READY


def test_html_has_every_text_and_leads_terms_to_the_glossary(version) -> None:
    html = reports.publication_html(version)
    assert html == reports.publication_html(version)
    for criterion in Criterion.objects.all():
        assert criterion.name_fi in html
    assert html.count('<a class="term" href="#kasite-tyopaja">Työpajalla</a>') == 4
    assert '<dt id="kasite-tyopaja">' in html


def test_rendering_begun_for_an_earlier_order_is_not_stored(version, now, monkeypatch, django_capture_on_commit_callbacks) -> None:
    def overtaken(html: str) -> bytes:
        Publication.objects.update(requested_at=now.replace(year=now.year + 1))
        return b"%PDF old"

    monkeypatch.setattr(reports, "render_pdf", overtaken)
    with django_capture_on_commit_callbacks(execute=True):
        publication = run(version, now)
    assert (publication.status, publication.file_name) == (PublicationStatus.WAITING, "")


@pytest.mark.parametrize("error", [PdfRenderError("time"), OSError("levy täynnä")], ids=["renderer", "disk"])
def test_failure_keeps_the_earlier_file_and_says_so(version, now, rendered, monkeypatch, client, error) -> None:
    first = run(version, now)
    ConceptLink.objects.all().delete()
    request_publication(version=version, at=now)

    def fail(html: str) -> bytes:
        raise error

    monkeypatch.setattr(reports, "render_pdf", fail)
    second = run(version, now)
    assert (second.status, second.file_name) == (PublicationStatus.FAILED, first.file_name)
    html = client.get(f"/kriteerit/{version.framework.slug}/1.0/").content.decode()
    assert "Tämä on aiempi tiedosto, sillä uuden tekeminen epäonnistui." in html
    assert fetch(client, version)[1] == stored(first)


def test_worker_that_dies_twice_leaves_it_failed(version, now, rendered) -> None:
    Publication.objects.update(attempts=2)
    assert run(version, now).status == PublicationStatus.FAILED
    assert rendered == []


def test_address_says_that_it_is_being_made(version, client) -> None:
    response = client.get(address(version))
    assert response.status_code == 202
    assert "PDF-julkaisua valmistellaan." in response.content.decode()
    assert "PDF-julkaisua valmistellaan." in client.get("/kriteerit/").content.decode()


def test_address_says_when_the_file_is_lost(version, now, rendered, client) -> None:
    default_storage.delete(run(version, now).file_name)
    assert client.get(address(version)).status_code == 202


def test_file_is_served_with_its_length_and_tag(version, now, rendered, client) -> None:
    publication = run(version, now)
    response, data = fetch(client, version)
    assert response.headers["ETag"] == f'"{publication.sha256}"'
    assert response.headers["Content-Length"] == str(publication.size)
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Content-Disposition"] == 'inline; filename="kriteerit-ja-kasitteet-1.0.pdf"'
    assert data == stored(publication)
    again, _nothing = fetch(client, version, **{"If-None-Match": response.headers["ETag"]})
    assert (again.status_code, again.headers["ETag"]) == (304, response.headers["ETag"])


def test_coordinator_may_retry_what_failed_and_nobody_else(version, client_of, now) -> None:
    Publication.objects.update(status=PublicationStatus.FAILED)
    coordinator, worker = UserFactory.create(), UserFactory.create()
    grant(coordinator, Role.COORDINATOR)
    with pytest.raises(NotAllowedError):
        retry_publication(version=version, by=worker, at=now)
    page = f"/kriteerit/{version.framework.slug}/1.0/"
    assert "Yritä uudelleen" in client_of(coordinator).get(page).content.decode()
    assert "Yritä uudelleen" not in client_of(worker).get(page).content.decode()
    assert client_of(worker).post(f"{page}julkaisu/uudelleen/").status_code == 403
    assert Publication.objects.get().status == PublicationStatus.FAILED
    client_of(coordinator).post(f"{page}julkaisu/uudelleen/")
    assert Publication.objects.get().status == PublicationStatus.WAITING
    with pytest.raises(WrongStateError):
        retry_publication(version=version, by=coordinator, at=now)


def test_database_keeps_a_file_whole(now) -> None:
    version = make_version(1, 1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Publication.objects.create(version=version, requested_at=now, file_name="x.pdf")
    with pytest.raises(IntegrityError), transaction.atomic():
        Publication.objects.create(version=version, requested_at=now, status=PublicationStatus.READY)
