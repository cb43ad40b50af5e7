"""A round of twelve in a real browser: auditors proposed to all at once, one chosen by hand instead, everybody invited."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.utils import timezone

from assessments.choices import AuditWish
from assessments.lifecycle import SeatStatus
from assessments.models import Application, AuditSeat, Round
from tests.browser.people import Seat
from tests.factories.applications import make_round, make_submitted
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
