"""A round of twelve in a real browser: auditors proposed to all at once, one chosen by hand instead, everybody invited."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser

from assessments.choices import AuditWish
from assessments.lifecycle import SeatStatus
from assessments.models import Application, AuditSeat, Round
from tests.browser.people import Person
from tests.factories.applications import make_coordinator, make_round, make_submitted
from tests.factories.assessments import Cast
from tests.factories.auditing import make_auditor
from tests.factories.criteria import make_version
from tests.factories.workshops import UserFactory
from workshops.models import OutgoingMail, User

pytestmark = pytest.mark.django_db(transaction=True)
WAYS: dict[str, dict[str, Any]] = {
    "keyboard without JavaScript": {"width": 1280, "scripts": False, "keyboard": True},
    "phone": {"width": 320, "scripts": True, "keyboard": False},
}
Seat = Callable[..., Person]


@pytest.fixture
def seat(browser: Browser, browser_context_args: dict[str, Any], site: str) -> Any:
    """Return a function that seats a person at a browser of her own."""
    contexts = []

    def make(width: int = 1280, *, scripts: bool = True, keyboard: bool = False) -> Person:
        size = {"width": width, "height": 800}
        context = browser.new_context(**{**browser_context_args, "viewport": size, "java_script_enabled": scripts})
        context.set_default_timeout(15_000)
        contexts.append(context)
        return Person(context, site, keyboard=keyboard, scripts=scripts)

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def coordinator(db: None) -> User:
    return make_coordinator()


@pytest.fixture
def round_(coordinator: User) -> Round:
    """Return a round whose deadline has passed, with nine applications for peers and three for an external auditor."""
    before = timezone.now() - dt.timedelta(days=30)
    version = make_version(areas=1, criteria=1)
    deadline_at = before + dt.timedelta(days=28)
    made = make_round(version=version, deadline_at=deadline_at, name="Talven haku", by=coordinator, at=before)
    for _ in range(12):
        make_submitted(Cast(workers=0), made, at=before)
    externals = Application.objects.order_by("pk").values("pk")[:3]
    Application.objects.filter(pk__in=externals).update(wish=AuditWish.EXTERNAL)
    for number in range(6):
        make_auditor(user=UserFactory(name=f"Vertainen {number}"), made=number % 3)
    make_auditor(kind=AuditWish.EXTERNAL, user=UserFactory(name="Ulla Ulkopuolinen"))
    make_auditor(kind=AuditWish.EXTERNAL, user=UserFactory(name="Käsin Kaija"), most_a_year=0)  # asked by hand alone
    return made


@pytest.mark.parametrize("way", WAYS)
def test_round_of_twelve_is_proposed_edited_and_invited(seat: Seat, way: str, round_: Round, coordinator: User) -> None:
    kerttu = seat(**WAYS[way])
    kerttu.sign_in(coordinator.email)
    kerttu.open(f"/koordinointi/kierrokset/{round_.ref}/ehdotus/")
    kerttu.sees("Ehdotusta ei ole vielä tehty.")
    kerttu.click("Tee ehdotus")
    kerttu.sees("Ehdotus valmistui")
    assert AuditSeat.objects.count() == 9 * 2 + 3
    assert not OutgoingMail.objects.filter(kind="seat_invited").exists()

    application = Application.objects.filter(wish=AuditWish.EXTERNAL)[0]
    kerttu.follow(f"{application.organisation.name}: {application.units.get().workshop.name}")
    kerttu.click(re.compile("Poista Ulla Ulkopuolinen"))
    kerttu.click(re.compile("Nimeä pääauditoitsijaksi Käsin Kaija"))
    kerttu.open(f"/koordinointi/kierrokset/{round_.ref}/ehdotus/")
    kerttu.sees("nimetty käsin")
    kerttu.click("Tee ehdotus uudelleen")
    kerttu.sees("Käsin Kaija")

    kerttu.click("Kutsu 12 valmista ryhmää")
    kerttu.sees("Kutsu lähetettiin 21 auditoitsijalle.")
    assert set(AuditSeat.objects.values_list("status", flat=True)) == {SeatStatus.INVITED}
    assert OutgoingMail.objects.filter(kind="seat_invited").count() == 21
