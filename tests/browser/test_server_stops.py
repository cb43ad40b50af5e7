"""The web server is stopped while somebody types: the text stays in the browser, is said to be there, and is saved by the next server."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher, make_password
from django.db import connection
from playwright.sync_api import Browser, Page

from tests.browser.writing import NOTE, kept_in, rating_path, restore, says, sign_in, write
from tests.factories.assessments import Cast, make_individual
from tests.factories.workshops import PASSWORD
from tests.live.service import Service

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    """Return people whose passwords the real settings know too."""
    cast = Cast()
    worker = cast.workers[0]
    worker.password = make_password(PASSWORD, hasher=PBKDF2PasswordHasher())
    worker.save()
    return cast


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "copy.sqlite3"


@pytest.fixture
def service(database: Path, tmp_path: Path) -> Iterator[Service]:
    """Return a service that is to run on a copy of the test database."""
    service = Service(f"sqlite:///{database}", tmp_path, web_workers=1)
    yield service
    service.stop()


@pytest.fixture
def page(cast: Cast, service: Service, database: Path, browser: Browser, browser_context_args: dict[str, Any]) -> Iterator[Page]:
    """Return a rating's page where a text was typed after the server had been stopped."""
    address = rating_path(make_individual(cast))
    copy_database(database)
    service.manage("createcachetable")
    web = service.start_web()
    context = browser.new_context(**browser_context_args, base_url=service.settings["SITE_URL"])
    context.set_default_timeout(8_000)
    page = context.new_page()
    sign_in(page, cast.workers[0])
    page.goto(address)
    service.end(web)
    page.locator("input[name=answer][value='2']").check()
    write(page, NOTE, "Palvelin nukkui.")
    yield page
    context.close()


def copy_database(path: Path) -> None:
    connection.ensure_connection()
    with closing(sqlite3.connect(path)) as copy:
        connection.connection.backup(copy)


def notes_in(path: Path) -> list[tuple[int, str]]:
    query = "SELECT level.value, rating.note FROM assessments_rating rating JOIN criteria_level level ON level.id = rating.level_id"
    with closing(sqlite3.connect(path)) as copy:
        return copy.execute(query).fetchall()


def test_page_left_open_saves_when_the_server_comes_back(page: Page, service: Service, database: Path) -> None:
    says(page, "Teksti on tallessa tässä selaimessa.")
    assert "Palvelin nukkui." in kept_in(page)
    assert notes_in(database) == []
    service.start_web()
    says(page, "Tallennettu klo")
    assert notes_in(database) == [(2, "Palvelin nukkui.")]
    assert "nukkui" not in kept_in(page)


def test_page_that_was_closed_offers_the_text_when_opened_again(page: Page, service: Service, database: Path) -> None:
    says(page, "Teksti on tallessa tässä selaimessa.")
    address, later = page.url, page.context.new_page()
    page.close(run_before_unload=False)
    service.start_web()
    later.goto(address)
    restore(later)
    says(later, "Tallennettu klo")
    assert notes_in(database) == [(2, "Palvelin nukkui.")]
    assert "nukkui" not in kept_in(later)
