"""Auditors in a real browser: named with a warning and a reason, invited, one declines, one is replaced; they read and rate blind."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from assessments.choices import TieKind
from assessments.models import Application, Assessment, Auditor, PastTie, Round
from tests.browser.auditing import WAYS, accept, confirm, invitation_of, signed_in
from tests.browser.people import Person, Seat
from tests.factories.applications import make_round, make_submitted
from tests.factories.assessments import Cast
from tests.factories.auditing import make_auditor
from tests.factories.workshops import UserFactory
from workshops.models import User

pytestmark = pytest.mark.django_db(transaction=True)

WRITTEN = "Viikko suunnitellaan yhdessä maanantaisin."
REASON = "Koulutuksesta on yli viisi vuotta, eikä muita kokeneita ole vapaana."


@pytest.fixture
def application(coordinator: User) -> Application:
    """An application whose deadline has passed, and three auditors; one has trained the applicant's people."""
    application = make_submitted(Cast(), make_round(by=coordinator))
    now = timezone.now()
    passed = {"deadline_at": now - dt.timedelta(days=2), "opens_date": now.date() - dt.timedelta(days=60)}
    Round.objects.update(**passed, decision_date=now.date() + dt.timedelta(days=150))
    vilma, _aino, _tuomas = (make_auditor(user=UserFactory(name=name)) for name in ("Vilma Varoitus", "Aino Ensin", "Tuomas Toinen"))
    trained = {"organisation": application.organisation, "kind": TieKind.TRAINED}
    PastTie.objects.create(auditor=vilma, declared_at=now, declared_by=vilma.user, **trained)
    return application


def name_and_invite(kerttu: Person, page: str) -> None:
    kerttu.open(page)
    kerttu.sees("Auditointiin ei ole vielä nimetty ketään.")
    kerttu.sees("On kouluttanut tai ohjannut hakijan työyhteisöä.")
    kerttu.follow("Nimeä perustellen Vilma Varoitus")
    kerttu.fill("Miksi hänet voi nimetä varoituksesta huolimatta?", REASON)
    kerttu.click("Nimeä auditoitsijaksi")
    kerttu.sees(REASON)
    kerttu.sees("Vertaisauditoinnin tekee kaksi auditoitsijaa.")
    kerttu.click("Nimeä Aino Ensin")
    kerttu.follow("Muokkaa toimeksiantoa")
    kerttu.fill("Työmäärä tunteina", "30")
    kerttu.click("Tallenna toimeksianto")
    kerttu.sees("noin 30 tuntia")
    kerttu.click("Lähetä kutsut")
    kerttu.sees("Kutsuttu")


def read(person: Person, audit: str) -> None:
    person.open(audit)
    person.sees("Kuka näkee tämän?")
    person.follow("Lue hakemus")
    person.sees(WRITTEN)


def rate(person: Person, audit: str, level: str, verdict: str, note: str) -> None:
    person.open(audit)
    person.follow("Aloita kriteeristä K1.1")
    confirm(person, level, verdict, note)


@pytest.mark.parametrize("way", WAYS)
def test_auditors_are_named_invited_replaced_and_rate_blind(seat: Seat, application: Application, coordinator: User, way: str) -> None:
    page = f"/hakemukset/{application.ref}/auditoitsijat/"
    kerttu = signed_in(seat, coordinator.name, WAYS[way])
    name_and_invite(kerttu, page)
    vilma, aino, tuomas = (signed_in(seat, auditor.user.name, WAYS[way]) for auditor in Auditor.objects.order_by("pk"))
    vilma.open(invitation_of("Vilma Varoitus"))
    vilma.sees("noin 30 tuntia")
    accept(vilma, "Vilma Varoitus")
    vilma.sees("Hakemus avautuu luettavaksesi, kun kaikki auditoitsijat ovat ottaneet tehtävän vastaan.")

    aino.open(invitation_of("Aino Ensin"))
    aino.click("En pääse mukaan")
    aino.sees("Vastasit, ettet pääse mukaan.")
    kerttu.open(page)
    kerttu.sees("Ei pääse mukaan")
    kerttu.click("Nimeä Tuomas Toinen")
    kerttu.click("Lähetä kutsut")

    accept(tuomas, "Tuomas Toinen")
    audit = f"/auditoinnit/{Assessment.objects.get(application=application).ref}/"
    read(tuomas, audit)
    read(vilma, audit)
    rate(vilma, audit, "3", "met", "Suunnitelma on ajan tasalla.")
    vilma.sees("Ei ole vielä vahvistanut ennakkoarviotaan.")
    rate(tuomas, audit, "2", "partly_met", "En löytänyt, kuka suunnitelmaa päivittää.")
    tuomas.sees("Arvionne eroavat yhden tason verran.")
    tuomas.sees("Suunnitelma on ajan tasalla.")
    tuomas.open(audit)
    tuomas.follow("Kirje työnantajallesi")
    tuomas.sees("noin 30 tuntia")
    kerttu.open(page)
    kerttu.follow("Vaihda toiseen Vilma Varoitus")
    kerttu.click("Vaihda auditoitsija")
    kerttu.sees("2 päättynyttä paikkaa")
    answer = vilma.page.goto(vilma.site + audit)
    assert answer is not None
    assert answer.status == 404
    read(tuomas, audit)
