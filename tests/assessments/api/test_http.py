"""The API over real HTTP, as a plain client meets it: ETags, methods, headers, errors, and how often one may ask."""

from __future__ import annotations

import http.client
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import InterfaceError, OperationalError
from django.test import Client, override_settings

from tests.assessments.api.conftest import NOW, make_concepts
from tests.factories.workshops import UserFactory
from tests.live.people import session_of

if TYPE_CHECKING:
    from pytest_django.live_server_helper import LiveServer

CONCEPTS = "/api/v1/kasitteet"
DATABASE_CACHE = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}}


@dataclass(frozen=True)
class Reply:
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    def json(self) -> dict[str, Any]:
        return json.loads(self.body)


@pytest.fixture
def ask(live_server: LiveServer):
    """Return a function that asks the live server with nothing but the standard library."""

    def send(path: str, method: str = "GET", body: bytes | None = None, **headers: str) -> Reply:
        connection = http.client.HTTPConnection(urlsplit(live_server.url).netloc, timeout=20)
        try:
            connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
            response = connection.getresponse()
            return Reply(response.status, response.headers, response.read())
        finally:
            connection.close()

    return send


# ETags -----------------------------------------------------------------------------------------------------------------------


def test_unchanged_content_is_not_sent_again(ask) -> None:
    make_concepts(2)
    first = ask(CONCEPTS)
    tag = first.headers["ETag"]
    assert tag.startswith('"')  # strong
    for sent in (tag, f'"other", {tag}', f"W/{tag}", "*"):
        again = ask(CONCEPTS, If_None_Match=sent)
        assert (again.status, again.body, again.headers["ETag"]) == (304, b"", tag)
        assert again.headers["Cache-Control"] == first.headers["Cache-Control"]
        assert again.headers["Access-Control-Allow-Origin"] == "*"


def test_changed_content_has_another_etag(ask) -> None:
    make_concepts(1)
    before = ask(CONCEPTS)
    make_concepts(2)
    after = ask(CONCEPTS, If_None_Match=before.headers["ETag"])
    assert after.status == 200
    assert after.headers["ETag"] != before.headers["ETag"]
    assert len(after.json()["items"]) == 2


def test_pages_have_etags_of_their_own(ask) -> None:
    make_concepts(2)
    tags = {ask(f"{CONCEPTS}?koko=1&sivu={number}").headers["ETag"] for number in (1, 2)}
    assert len(tags) == 2


def test_pages_are_followed_by_their_links(ask, site) -> None:
    make_concepts(3)
    path, seen = f"{CONCEPTS}?koko=2", []
    while path:
        page = ask(path).json()
        seen += [item["code"] for item in page["items"]]
        assert not page["next"] or page["next"].startswith(f"{site}/api/v1/")
        path = (page["next"] or "").removeprefix(site)
    assert len(set(seen)) == 3


# Methods and headers ---------------------------------------------------------------------------------------------------------


def test_head_has_the_headers_of_get_and_no_body(ask) -> None:
    got, headed = ask(CONCEPTS), ask(CONCEPTS, "HEAD")
    assert (headed.status, headed.body) == (200, b"")
    assert headed.headers["ETag"] == got.headers["ETag"]
    assert headed.headers["Content-Length"] == str(len(got.body))


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE"])
@pytest.mark.parametrize("path", [CONCEPTS, "/api/v1/openapi.json", "/api/v1/ei-ole"])
def test_nothing_but_reading_is_allowed(ask, method: str, path: str) -> None:
    reply = ask(path, method, b"{}", Content_Type="application/json")
    assert reply.status == 405
    assert reply.headers["Allow"] == "GET, HEAD, OPTIONS"
    assert reply.json() == {"status": 405, "detail": "Rajapinnasta voi vain lukea: käytä menetelmää GET."}


def test_a_page_of_another_origin_may_ask_for_changes(ask) -> None:
    reply = ask(CONCEPTS, "OPTIONS", Origin="https://muualla.example", Access_Control_Request_Method="GET")
    assert (reply.status, reply.body) == (204, b"")
    assert reply.headers["Access-Control-Allow-Origin"] == "*"
    assert reply.headers["Access-Control-Allow-Headers"] == "If-None-Match"


def test_answer_may_be_read_and_kept_by_anyone_and_sets_no_cookie(ask) -> None:
    reply = ask(CONCEPTS)
    assert reply.headers["Content-Type"] == "application/json; charset=utf-8"
    assert reply.headers["Cache-Control"] == "public, max-age=600"
    assert reply.headers["Access-Control-Allow-Origin"] == "*"
    assert reply.headers["Content-Language"] == "fi"
    assert {"Set-Cookie", "Vary"} & set(reply.headers) == set()
    assert "default-src 'self'" in reply.headers["Content-Security-Policy"]


def test_other_pages_allow_no_other_origin(ask) -> None:
    for path in ("/laatumerkit/", "/api/v1/"):
        assert "Access-Control-Allow-Origin" not in ask(path).headers


def test_signed_in_browser_gets_what_anyone_gets_and_its_session_is_left_alone(ask) -> None:
    make_concepts(2)
    session = session_of(UserFactory(language="sv"))
    cookie = f"{settings.SESSION_COOKIE_NAME}={session}; language=sv"
    own, open_to_all = ask(CONCEPTS, Cookie=cookie), ask(CONCEPTS)
    assert own.body == open_to_all.body
    for name in ("ETag", "Cache-Control", "Content-Language", "Set-Cookie", "Vary"):
        assert own.headers[name] == open_to_all.headers[name]


# Errors ----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/v1/ei-ole", 404),
        ("/api/v1/kasitteet/", 404),
        ("/api/v1/kriteeristot/a/b", 404),
        ("/api/v1/kriteeristot/%C3%A4/1.0", 404),
        ("/api/v1/koosteet/a/b/2025", 404),
        ("/api/v1/koosteet/a/self/vuosi", 404),
        ("/api/v1/koosteet/a/self/99999999999999999999999999", 404),
        ("/api/v1/kasitteet?sivu=x", 400),
        ("/api/v1/kasitteet?sivu=%00", 400),
        ("/api/v1/kriteeristot/a%00/1", 400),
    ],
)
def test_error_is_json_with_a_sentence_and_is_not_kept(ask, path: str, status: int) -> None:
    reply = ask(path)
    assert reply.status == status
    assert reply.headers["Content-Type"] == "application/json; charset=utf-8"
    assert reply.headers["Cache-Control"] == "no-store"
    assert reply.headers["Access-Control-Allow-Origin"] == "*"
    told = reply.json()
    assert told["status"] == status
    assert told["detail"].endswith(".")


def test_condition_that_asks_for_another_version_is_refused_in_json(ask) -> None:
    reply = ask(CONCEPTS, If_Match='"other"')
    assert (reply.status, reply.json()["status"]) == (412, 412)


def test_fault_is_told_in_json_without_its_reason(ask, monkeypatch) -> None:
    def fail(paging: object) -> None:
        raise RuntimeError("SALAINEN TEKSTI")

    monkeypatch.setattr("assessments.api.routers.public_concepts", lambda: fail(None))
    reply = ask(CONCEPTS)
    assert (reply.status, reply.json()["status"]) == (500, 500)
    assert b"SALAINEN" not in reply.body
    assert reply.headers["X-Request-ID"]


def test_database_that_is_away_is_told_in_json(ask, monkeypatch) -> None:
    def lost(*args: object) -> None:
        raise OperationalError("no connection") from InterfaceError("connection is closed")

    monkeypatch.setattr("assessments.api.limits.cache.get", lost)
    assert ask(CONCEPTS).status == 200  # nothing but the count is lost
    monkeypatch.setattr("assessments.api.routers.public_concepts", lost)
    reply = ask(CONCEPTS)
    assert (reply.status, reply.headers["Retry-After"]) == (503, "30")
    assert reply.json() == {"status": 503, "detail": "Palvelu on hetken poissa käytöstä. Yritä kohta uudelleen."}


# How often -------------------------------------------------------------------------------------------------------------------


@override_settings(OPEN_DATA_REQUESTS_PER_MINUTE=3)
def test_too_many_requests_in_a_minute_are_refused_until_the_next(ask, time_machine) -> None:
    time_machine.move_to(NOW.replace(second=20), tick=False)
    assert [ask(CONCEPTS).status for _ in range(3)] == [200, 200, 200]
    refused = ask(CONCEPTS)
    assert refused.status == 429
    assert refused.headers["Retry-After"] == "40"
    assert refused.json()["detail"] == "Pyyntöjä on tullut liian tiheään. Odota hetki ja yritä uudelleen."
    assert ask("/api/v1/openapi.json").status == 429
    assert ask("/api/v1/").status == 200  # the page that explains the limit
    time_machine.move_to(NOW.replace(minute=1), tick=False)
    assert ask(CONCEPTS).status == 200


@override_settings(OPEN_DATA_REQUESTS_PER_MINUTE=1)
@pytest.mark.django_db
def test_addresses_are_counted_apart_and_a_home_has_one_count(at_noon) -> None:
    def status(address: str) -> int:
        return Client(REMOTE_ADDR=address).get(CONCEPTS).status_code

    assert [status("192.0.2.1"), status("192.0.2.1"), status("192.0.2.2")] == [200, 429, 200]
    assert [status("2001:db8:0:1::1"), status("2001:db8:0:1::2"), status("2001:db8:0:2::1")] == [200, 429, 200]
    assert [status("mikä"), status("kumma")] == [200, 429]  # what is no address shares one count


@override_settings(OPEN_DATA_REQUESTS_PER_MINUTE=1)
@pytest.mark.django_db
@pytest.mark.parametrize(("proxies", "statuses"), [(0, [200, 429]), (1, [200, 200])])
def test_client_behind_proxies_is_found_as_the_settings_trust_them(at_noon, proxies: int, statuses: list[int]) -> None:
    with override_settings(ALLAUTH_TRUSTED_PROXY_COUNT=proxies):
        forwarded = ["198.51.100.1", "198.51.100.2"]
        assert [Client().get(CONCEPTS, headers={"X-Forwarded-For": address}).status_code for address in forwarded] == statuses


@override_settings(OPEN_DATA_REQUESTS_PER_MINUTE=2, CACHES=DATABASE_CACHE)
@pytest.mark.django_db
def test_count_is_kept_in_the_cache_that_all_processes_share(at_noon, django_assert_max_num_queries) -> None:
    call_command("createcachetable")
    with django_assert_max_num_queries(10):  # 4 of them to count
        assert Client().get(CONCEPTS).status_code == 200
    assert [Client().get(CONCEPTS).status_code for _ in range(2)] == [200, 429]
