"""The middleware, through whole requests."""

import datetime as dt
import logging
import re

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.translation import get_language

from config.toolkit.log import RedactingFormatter, redact
from tests import query_guard
from tests.factories.workshops import PASSWORD, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.toolkit.probe_urls")]


def lines(response) -> list[str]:
    return response.content.decode().split("\n")


# --- arrival and request id ---------------------------------------------------------------------------------------------------


def test_arrival_is_the_outermost_middleware():
    assert settings.MIDDLEWARE[0] == "config.toolkit.middleware.ArrivalMiddleware"


def test_arrival_time_is_the_clock_when_the_request_came(client, clock):
    moment = clock.at(2026, 6, 1, 16, 15)
    assert dt.datetime.fromisoformat(lines(client.get("/koe/kaiku/"))[1]) == moment


def test_request_id_is_own_and_new_for_each_request(client):
    first = client.get("/koe/kaiku/", headers={"X-Request-ID": "vieras"})
    second = client.get("/koe/kaiku/")
    assert re.fullmatch(r"[0-9a-f]{16}", first["X-Request-ID"])
    assert lines(first)[0] == first["X-Request-ID"] != second["X-Request-ID"]


def test_request_is_logged_with_its_id_and_without_tokens(client, caplog):
    token = "eyJpZCI6MTIzfQ:1tABCD:abcdefghijklmnopqrstuvwxyz"
    with caplog.at_level(logging.INFO):
        response = client.get(f"/kutsu-koe/{token}/?salasana=koira")
    formatter = RedactingFormatter("{message}", style="{")
    text = "\n".join(formatter.format(record) for record in caplog.records)
    assert "/kutsu-koe/…/ 404" in text
    assert token not in text
    assert "koira" not in text
    assert response.status_code == 404


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/kriteerit/laatukriteeristo/0.1/A1/", "/kriteerit/laatukriteeristo/0.1/A1/"),
        ("/salasana/uusi/3-c9k2ab-0123456789abcdef0123456789abcdef/", "/salasana/uusi/…/"),
        ("GET /haku/?q=nimi&token=1 HTTP", "GET /haku/?… HTTP"),
    ],
)
def test_redacting_keeps_words_and_hides_tokens(text, expected):
    assert redact(text) == expected


def test_log_line_stays_one_line():
    record = logging.LogRecord("n", logging.INFO, "p", 1, "a\r\nERROR väärennös", None, None)
    assert "\n" not in RedactingFormatter("{message}", style="{").format(record)


# --- body limit (Upload-06, Inject-14) ----------------------------------------------------------------------------------------


class Unreadable:
    """A body that fails the test when anything reads it."""

    def read(self, *args):
        pytest.fail("The body was read.")

    readline = read


def test_body_over_the_limit_is_refused_unread(client):
    response = client.generic(
        "POST",
        "/koe/kaiku/",
        CONTENT_LENGTH=str(settings.REQUEST_BODY_MAX_SIZE + 1),
        CONTENT_TYPE="multipart/form-data; boundary=x",
        **{"wsgi.input": Unreadable()},
    )
    assert response.status_code == 413
    assert response["Connection"] == "close"
    assert "liian suuri" in response.content.decode()


def test_body_over_the_limit_is_refused_before_the_csrf_check():
    response = Client(enforce_csrf_checks=True).generic(
        "POST", "/koe/kaiku/", CONTENT_LENGTH="99999999", CONTENT_TYPE="application/x-www-form-urlencoded", **{"wsgi.input": Unreadable()}
    )
    assert response.status_code == 413


@pytest.mark.parametrize("length", ["-1", "abc", "1e3"])
def test_false_content_length_is_refused(client, length):
    assert client.generic("POST", "/koe/kaiku/", CONTENT_LENGTH=length).status_code == 413


def test_chunked_body_is_refused_unread(client):
    response = client.generic("POST", "/koe/kaiku/", HTTP_TRANSFER_ENCODING="chunked", **{"wsgi.input": Unreadable()})
    assert response.status_code == 413


def test_body_at_the_limit_passes(client, settings):
    settings.REQUEST_BODY_MAX_SIZE = len("title=abc")
    passed = client.post("/koe/kaiku/", "title=abc", content_type="application/x-www-form-urlencoded")
    refused = client.post("/koe/kaiku/", "title=abcd", content_type="application/x-www-form-urlencoded")
    assert (passed.status_code, lines(passed)[4], refused.status_code) == (200, "abc", 413)


def test_fields_larger_than_the_memory_limit_are_too_large(client):
    response = client.post("/koe/kaiku/", {"title": "x" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)})
    assert response.status_code == 413


def test_five_thousand_fields_are_a_bad_request(client):
    response = client.post("/koe/kaiku/", {f"kentta{n}": "1" for n in range(5_000)})
    assert response.status_code == 400
    assert "ei voitu käsitellä" in response.content.decode()


def test_too_many_files_are_a_bad_request(client):
    files = [SimpleUploadedFile(f"{n}.txt", b"x") for n in range(settings.DATA_UPLOAD_MAX_NUMBER_FILES + 1)]
    assert client.post("/koe/kaiku/", {"files": files}).status_code == 400


def test_a_thousand_query_parameters_are_a_bad_request_only_over_the_limit(client):
    assert client.get("/koe/kaiku/?" + "&".join(f"a[b][{n}]=1" for n in range(1_000))).status_code == 200
    assert client.get("/koe/kehys/?" + "&".join(f"a{n}=1" for n in range(1_001))).status_code in {200, 400}


def test_huge_cookie_and_broken_session_are_taken_as_signed_out(client):
    client.cookies[settings.SESSION_COOKIE_NAME] = "x" * 8_000
    response = client.get("/koe/oma/")
    assert response.status_code == 302
    assert response.url.startswith("/kirjaudu/")


# --- language -----------------------------------------------------------------------------------------------------------------


def test_language_is_finnish_whatever_the_browser_prefers(client):
    response = client.get("/koe/kehys/", headers={"Accept-Language": "en-GB,en;q=0.9"})
    assert response["Content-Language"] == "fi"
    assert '<html lang="fi">' in response.content.decode()


def test_language_of_the_cookie_is_obeyed_and_an_unknown_one_is_not(client):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "sv"
    assert lines(client.get("/koe/kaiku/"))[2] == "sv"
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "de"
    assert lines(client.get("/koe/kaiku/"))[2] == "fi"


def test_language_of_the_account_goes_before_the_cookie(client_of):
    client = client_of(UserFactory(language="en"))
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "sv"
    assert lines(client.get("/koe/kaiku/"))[2] == "en"


def test_language_does_not_leak_into_the_next_request(client, client_of):
    client_of(UserFactory(language="sv")).get("/koe/kaiku/")
    assert get_language() == "fi"  # the thread serves another request next
    assert lines(client.get("/koe/kaiku/"))[2] == "fi"


# --- no-store (Auth-02) -------------------------------------------------------------------------------------------------------


def test_pages_of_a_signed_in_user_are_not_stored(client_of):
    client = client_of(UserFactory())
    for path in ("/koe/oma/", "/koe/kehys/", "/ei-ole/", "/koe/kielto/kielletty/"):
        assert "no-store" in client.get(path)["Cache-Control"], path


def test_page_during_which_the_session_ended_is_not_stored(client_of):
    assert "no-store" in client_of(UserFactory()).get("/koe/loppu/")["Cache-Control"]


def test_public_page_of_a_visitor_may_be_stored(client):
    assert "no-store" not in client.get("/koe/kehys/").headers.get("Cache-Control", "")


def test_signing_in_and_out_is_not_stored_and_the_old_session_is_dead(client):
    user = UserFactory()
    login = client.post("/kirjaudu/", {"login": user.email, "password": PASSWORD})
    assert login.status_code == 302
    assert "no-store" in login["Cache-Control"]
    old_session = client.cookies[settings.SESSION_COOKIE_NAME].value
    assert client.get("/koe/oma/").status_code == 200
    logout = client.post("/kirjaudu-ulos/")
    assert "no-store" in logout["Cache-Control"]
    client.cookies[settings.SESSION_COOKIE_NAME] = old_session
    assert client.get("/koe/oma/").status_code == 302


# --- sign-in and methods (Access-12) ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "PROPFIND"])
def test_private_page_needs_a_sign_in_by_every_method(client, method):
    response = client.generic(method, "/koe/oma/")
    assert response.status_code == 302
    assert b"vain kirjautuneille" not in response.content


@pytest.mark.parametrize("header", ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"])
def test_method_override_changes_nothing(client, header):
    response = client.get("/koe/kaiku/?_method=POST", headers={header: "POST"})
    assert lines(response)[3] == "GET"


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "POST"])
def test_unsafe_method_without_token_is_refused(method):
    assert Client(enforce_csrf_checks=True).generic(method, "/koe/kaiku/").status_code == 403


def test_text_posted_after_the_sign_in_expired_is_shown(client):
    response = client.post(
        "/koe/oma/", {"note": "Pitkä perustelu, joka <b>ei</b> saa kadota."}, headers={"Referer": "http://testserver/koe/kehys/?sivu=2"}
    )
    text = response.content.decode()
    assert response.status_code == 403
    assert "Pitkä perustelu, joka &lt;b&gt;ei&lt;/b&gt; saa kadota." in text
    assert 'href="/kirjaudu/?next=/koe/kehys/%3Fsivu%3D2"' in text.replace("%2F", "/")


# --- headers (Auth-11) --------------------------------------------------------------------------------------------------------

RESPONSES = [
    ("/koe/kehys/", 200),
    ("/ei-ole/", 404),
    ("/koe/vika/", 500),
    ("/koe/kanta/", 503),
    ("/koe/kielto/virhe/", 400),
    ("/koe/kielto/kielletty/", 403),
    ("/koe/kielto/vanhentunut/", 409),
    ("/koe/oma/", 302),
    ("/koe/raportti/", 200),
    ("/static/css/theme.css", 200),
    ("/static/ei-ole.css", 404),
    ("/livez", 200),
]


@pytest.mark.parametrize(("path", "status"), RESPONSES)
def test_security_headers_are_on_every_response(client, path, status):
    client.raise_request_exception = False
    response = client.get(path)
    assert response.status_code == status
    policy = response["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe-inline" not in policy
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["X-Frame-Options"] == "DENY"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert response["X-Request-ID"]
    response.close()


def test_cookies_are_http_only_and_same_site(client):
    client.post("/kirjaudu/", {"login": UserFactory().email, "password": PASSWORD})
    for name in (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME):
        assert client.cookies[name]["httponly"], name
        assert client.cookies[name]["samesite"] == "Lax", name


# --- the query guard itself ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("what", "expected"), [("parameters", "1100 parameters"), ("rows", "more than 5000 rows")])
def test_query_guard_sees_what_grows_with_the_data(client, what, expected):
    client.get(f"/koe/ahne/?what={what}")
    assert expected in " ".join(query_guard.violations)
    query_guard.violations.clear()
