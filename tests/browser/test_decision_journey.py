"""After a final report in a real browser: a refusal and its correction, a revoked mark, a renewal decided after the old mark's day."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from assessments.models import Application, QualityMark, Submission
from assessments.services.marks import record_old_mark
from tests.browser.auditing import WAYS, signed_in
from tests.browser.people import Person, Seat
from tests.factories.applications import make_coordinator
from tests.factories.assessments import Cast
from tests.factories.auditing import audited, make_auditable, make_decider, make_final
from tests.factories.decisions import DECIDED_AT, DECIDED_DATE, make_decided

pytestmark = pytest.mark.django_db(transaction=True)

REASONS = "Ohjauksen suunnitelmallisuus puuttuu vielä."
DAY = dt.timedelta(days=1)


@pytest.fixture
def cast(transactional_db: None, time_machine: Any) -> Cast:
    time_machine.move_to(DECIDED_AT)
    return Cast()


def final_application(cast: Cast) -> Application:
    return audited(make_final(make_auditable(cast=cast)))


def fill_decision(pirkko: Person, application: Application, outcome: str, section: str) -> None:
    pirkko.open(f"/paatokset/hakemukset/{application.ref}/")
    pirkko.choose("outcome", outcome)
    pirkko.fill("Päätöspäivä", DECIDED_DATE.isoformat())
    pirkko.fill("Pöytäkirja ja pykälä", section)


def check(visitor: Person, mark: QualityMark, words: str) -> None:
    visitor.open(f"/laatumerkit/{mark.code}/")
    visitor.sees(words)


@pytest.mark.parametrize("way", WAYS)
def test_refusal_is_reasoned_and_a_wrong_one_is_superseded(seat: Seat, cast: Cast, way: str) -> None:
    application, decider = final_application(cast), make_decider()
    pirkko, kaisa = signed_in(seat, decider.name, WAYS[way]), seat(**WAYS[way])
    kaisa.sign_in(cast.contact.email)
    fill_decision(pirkko, application, "refused", "4/2027 § 12")
    pirkko.is_refused("Kirjaa päätös")
    assert pirkko.page.get_by_label("Pöytäkirja ja pykälä").input_value() == "4/2027 § 12"
    pirkko.fill("Perustelut", REASONS)
    pirkko.click("Kirjaa päätös")
    kaisa.open(f"/hakemukset/{application.ref}/")
    kaisa.sees(REASONS)
    kaisa.sees_not("Laatumerkki ja todistus")
    assert not QualityMark.objects.exists()
    pirkko.follow("Oikaise päätös")
    pirkko.choose("outcome", "granted")
    pirkko.fill("Perustelut", "")
    pirkko.fill("Miksi päätös oikaistaan?", "Päätös kirjattiin väärälle hakijalle.")
    pirkko.click("Kirjaa oikaistu päätös")
    pirkko.sees("oikaistu myöhemmin")
    kaisa.open(f"/hakemukset/{application.ref}/")
    kaisa.sees("Päätös kirjattiin väärälle hakijalle.")
    kaisa.sees(REASONS)  # nothing is overwritten
    kaisa.follow("Laatumerkki ja todistus")
    kaisa.sees("Voimassa")


@pytest.mark.parametrize("way", WAYS)
def test_revoked_mark_leaves_the_register_at_once_and_its_page_says_so(seat: Seat, cast: Cast, way: str) -> None:
    decider = make_decider()
    mark = QualityMark.objects.get(decision=make_decided(final_application(cast), by=decider))
    pirkko, kaisa, visitor = signed_in(seat, decider.name, WAYS[way]), seat(**WAYS[way]), seat(**WAYS[way])
    kaisa.sign_in(cast.contact.email)
    kaisa.open(f"/laatumerkit/hallinta/{mark.ref}/")
    kaisa.click("Annamme luvan näyttää merkin luettelossa")
    visitor.open("/laatumerkit/")
    visitor.sees(mark.organisation.name)
    check(visitor, mark, "Voimassa")
    pirkko.open(f"/laatumerkit/hallinta/{mark.ref}/")
    pirkko.follow("Peru laatumerkki")
    pirkko.is_refused("Peru laatumerkki")  # a reason is asked for
    pirkko.fill("Miksi laatumerkki perutaan?", "Ehdot eivät täyttyneet määräaikaan mennessä.")
    pirkko.click("Peru laatumerkki")
    visitor.open("/laatumerkit/")
    visitor.sees_not(mark.organisation.name)
    check(visitor, mark, "Peruutettu")
    visitor.sees_not("Ehdot eivät täyttyneet")
    kaisa.open(f"/laatumerkit/hallinta/{mark.ref}/")
    kaisa.sees("Ehdot eivät täyttyneet määräaikaan mennessä.")
    kaisa.sees_not("Avaa todistus (PDF)")


@pytest.mark.parametrize("way", WAYS)
def test_renewal_decided_after_the_old_marks_day_leaves_no_gap(seat: Seat, cast: Cast, way: str) -> None:
    application, decider = final_application(cast), make_decider()
    submitted_date = Submission.objects.get().arrived_at.date()
    days = {"granted_date": submitted_date - 1000 * DAY, "last_date": submitted_date + DAY}
    assert days["last_date"] < DECIDED_DATE
    organisation = cast.workshop.organisation
    old = record_old_mark(organisation=organisation, workshops=[cast.workshop], **days, by=make_coordinator(), at=DECIDED_AT)
    visitor, pirkko, kaisa = seat(**WAYS[way]), signed_in(seat, decider.name, WAYS[way]), seat(**WAYS[way])
    check(visitor, old, "uusimisen päätökseen asti")
    fill_decision(pirkko, application, "granted", "4/2027 § 12")
    pirkko.click("Kirjaa päätös")
    new = QualityMark.objects.get(application=application)
    check(visitor, old, "Voimassaolo päättyi")
    check(visitor, new, "Voimassa")
    kaisa.sign_in(cast.contact.email)
    kaisa.open(f"/tyopajat/{cast.workshop.ref}/")
    kaisa.sees("Voimassaolo päättyi")
