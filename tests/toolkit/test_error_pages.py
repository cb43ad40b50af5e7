"""The error pages: Finnish, silent about the inside, and no typed text is lost."""

import re

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory

from config.toolkit import error_pages
from tests.factories.assessments import Cast, make_draft
from tests.factories.workshops import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.toolkit.probe_urls")]


@pytest.mark.parametrize(
    ("kind", "status", "sentence"),
    [
        ("kielletty", 403, "Vain esihenkilö voi vahvistaa arvioinnin."),
        ("vanhentunut", 409, "Matti tallensi tämän juuri ennen sinua."),
        ("virhe", 400, "Otsikko puuttuu."),
    ],
)
def test_refusal_shows_its_sentence_and_the_typed_text(client, kind, status, sentence):
    response = client.post(
        f"/koe/kielto/{kind}/", {"how": "Näin teemme nyt.\nToinen rivi.", "what": "<script>alert(1)</script> & muuta", "level": "3"}
    )
    text = response.content.decode()
    assert response.status_code == status
    assert sentence in text
    assert "Näin teemme nyt.\nToinen rivi.</textarea>" in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; muuta</textarea>" in text
    assert "<script>alert" not in text
    assert text.count("<textarea") == 2


def test_typed_texts_leave_out_secrets_codes_and_files(rf):
    posted = {
        "csrfmiddlewaretoken": "aBcD" * 16,
        "password1": "Kuusi pientä siiliä",
        "reset_token": "Abc Def",
        "level": "3",
        "area": "johtaminen",
        "date": "2026-11-20",
        "file": SimpleUploadedFile("Näyttö.pdf", b"%PDF"),
        "note": " Yksi huomio ",
        "notes": ["Toinen huomio", "Kolmas huomio"],
    }
    assert error_pages.typed_texts(rf.post("/", posted)) == ["Yksi huomio", "Toinen huomio", "Kolmas huomio"]


def test_typed_texts_of_a_get_are_none(rf):
    assert error_pages.typed_texts(rf.get("/", {"q": "Haettu teksti"})) == []


def test_typed_texts_of_a_broken_body_are_none(rf):
    class Broken:
        def read(self, *args):
            raise OSError("gone")

        readline = read

    request = rf.generic("POST", "/", CONTENT_TYPE="application/x-www-form-urlencoded", CONTENT_LENGTH="10", **{"wsgi.input": Broken()})
    assert error_pages.typed_texts(request) == []


def test_refusal_leads_back_only_within_the_service(client):
    own = client.get("/koe/kielto/virhe/", headers={"Referer": "http://testserver/koe/kehys/"}).content.decode()
    foreign = client.get("/koe/kielto/virhe/", headers={"Referer": "https://paha.example/koe/"}).content.decode()
    assert 'href="/koe/kehys/"' in own
    assert "paha.example" not in foreign
    assert "Palaa sivulle" not in foreign


def test_not_found_and_not_yours_look_the_same(client, client_of):
    user = client_of(UserFactory())
    foreign = make_draft(Cast())
    responses = [user.get(f"/arvioinnit/{ref}/") for ref in (foreign.ref, "zzzzzzzzzz")]
    assert [response.status_code for response in responses] == [404, 404]
    pages = [response.content.decode() for response in responses]
    first, second = (re.sub(r'(name="csrfmiddlewaretoken" value=)"\w+"', r"\1", text) for text in pages)
    assert first == second
    assert foreign.ref not in first
    assert "Sivua ei löytynyt" in first


def test_fault_page_tells_the_request_id_and_nothing_of_the_inside(client):
    client.raise_request_exception = False
    response = client.get("/koe/vika/")
    text = response.content.decode()
    assert response.status_code == 500
    assert response["X-Request-ID"] in text
    for inside in ("Traceback", "RuntimeError", "salaisuus", "probe_urls", settings.SECRET_KEY, "config."):
        assert inside not in text


def test_fault_page_needs_no_query(client, client_of, django_assert_num_queries):
    request = RequestFactory().get("/")
    with django_assert_num_queries(0):
        assert error_pages.server_error(request).status_code == 500


def test_fault_page_works_without_collected_static_files(settings, rf):
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}}
    settings.STATIC_ROOT = "/nonexistent"
    assert "Palvelussa tapahtui virhe" in error_pages.server_error(rf.get("/")).content.decode()


def test_unreachable_database_is_told_as_a_pause(client):
    client.raise_request_exception = False
    response = client.get("/koe/kanta/")
    assert response.status_code == 503
    assert response["Retry-After"] == "30"
    assert "connection refused" not in response.content.decode()


@pytest.mark.parametrize(("path", "status"), [("/koe/kanta/", 503), ("/koe/vika/", 500), ("/koe/istunto/", 503)])
def test_fault_gives_the_typed_text_back(client, path, status):
    client.raise_request_exception = False
    response = client.post(path, {"note": "Pitkään mietitty kohta.", "password": "Kuusi pientä siiliä"})
    assert response.status_code == status
    assert "Pitkään mietitty kohta.</textarea>" in response.content.decode()
    assert "siiliä" not in response.content.decode()


def test_fault_before_the_body_was_measured_reads_nothing_of_a_large_one(rf):
    request = rf.post("/", {"note": "Lyhyt"}, CONTENT_LENGTH="999999999")
    assert "Lyhyt" not in error_pages.server_error(request).content.decode()


@pytest.mark.parametrize("host", ["paha.example", "127.0.0.1:80@paha.example", "_"])
def test_foreign_host_is_a_bad_request_in_the_bare_frame(client, host):
    response = client.get("/koe/kehys/", headers={"Host": host})
    assert response.status_code == 400
    assert "Pyyntöä ei voitu käsitellä" in response.content.decode()
    assert host not in response.content.decode() or host == "_"


def test_failed_csrf_check_keeps_the_typed_text():
    client = Client(enforce_csrf_checks=True)
    response = client.post("/koe/kaiku/", {"title": "Pitkään kirjoitettu teksti", "csrfmiddlewaretoken": "x" * 64})
    text = response.content.decode()
    assert response.status_code == 403
    assert "Lomaketta ei voitu tallentaa" in text
    assert "Pitkään kirjoitettu teksti</textarea>" in text
    assert "CSRF" not in text


def test_csrf_token_of_another_user_is_refused():
    first, second = Client(enforce_csrf_checks=True), Client(enforce_csrf_checks=True)
    first.get("/kirjaudu/")
    second.get("/kirjaudu/")
    token = first.cookies[settings.CSRF_COOKIE_NAME].value
    assert first.post("/koe/kaiku/", {"csrfmiddlewaretoken": token}).status_code == 200
    assert second.post("/koe/kaiku/", {"csrfmiddlewaretoken": token}).status_code == 403


def test_missing_page_costs_no_query_for_a_visitor(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        client.get("/ei-ole/")
