"""The pages of decisions: who sees them, what a decider reads and records, and what the applicant and the coordinator are told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from lxml import html

from assessments.lifecycle import AuditStatus
from assessments.models import Application, Assessment, Conclusion, ConditionFollowUp, Decision, Result, Round
from assessments.services.decisions import record_decision, recuse
from assessments.services.marks import revoke_mark
from tests.factories.applications import make_coordinator
from tests.factories.assessments import Cast
from tests.factories.auditing import audited, make_audit, make_auditable, make_decider, make_final
from tests.factories.decisions import CONDITIONS, DECIDED_AT, DECIDED_DATE, add_comment, correction, make_decided, make_refused
from tests.factories.workshops import grant
from workshops.models import User
from workshops.roles import Role

pytestmark = pytest.mark.django_db
LIST = "/paatokset/"
GRANTED = {"outcome": "granted", "decided_date": f"{DECIDED_DATE:%d.%m.%Y}", "minutes_section": "2/2027 § 7"}
REFUSED = {**GRANTED, "outcome": "refused", "reasons": "Ohjauksen suunnitelmallisuus puuttuu vielä."}


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(DECIDED_AT, tick=False):
        yield


@pytest.fixture
def decider(db: None) -> User:
    return make_decider()


@pytest.fixture
def client(client_of: Callable[[User], Client], decider: User) -> Client:
    return client_of(decider)


@pytest.fixture
def cast(db: None) -> Cast:
    return Cast(workers=1)


@pytest.fixture
def audit(cast: Cast) -> Assessment:
    return make_final(make_auditable(cast=cast))


def url(name: str, of: Application | Decision) -> str:
    return reverse(f"assessments:decision-{name}", args=[of.ref])


def read(client: Client, address: str) -> str:
    """Return the words of the page without its frame."""
    response = client.get(address)
    assert response.status_code == 200, response.status_code
    [main] = html.document_fromstring(response.content.decode()).xpath("//main")
    return " ".join(main.text_content().split())


# Who sees what ---------------------------------------------------------------------------------------------------------------


def test_pages_of_decisions_do_not_exist_for_applicants_and_auditors(client_of, cast: Cast, audit: Assessment) -> None:
    application = audited(audit)
    decision = make_decided(application, **CONDITIONS)
    addresses = [LIST, url("detail", application), url("correct", decision), url("conditions", decision)]
    for user in (cast.leader, cast.contact, cast.workers[0], cast.stranger, audit.seats.all()[0].auditor.user):
        for address in addresses:
            assert client_of(user).get(address).status_code == 404, address
        assert client_of(user).post(url("recuse", application)).status_code == 404
        assert LIST not in client_of(user).get("/").content.decode()


def test_application_without_a_final_report_does_not_exist_on_the_pages_of_decisions(client_of, client: Client) -> None:
    application = audited(make_audit(AuditStatus.CHECKING))
    for user_client in (client, client_of(make_coordinator())):
        assert application.organisation.name not in read(user_client, LIST)
        assert user_client.get(url("detail", application)).status_code == 404
        assert user_client.post(url("detail", application), GRANTED).status_code == 404
        assert user_client.post(url("recuse", application)).status_code == 404


def test_coordinator_reads_decisions_and_records_none(client_of, audit: Assessment) -> None:
    coordinator, application = client_of(make_coordinator()), audited(audit)
    text = read(coordinator, url("detail", application))
    assert "Valmius" in text
    assert "Kirjaa päätös" not in text
    assert "Oletko esteellinen?" not in text
    assert coordinator.post(url("detail", application), GRANTED).status_code == 403
    assert coordinator.post(url("recuse", application)).status_code == 403
    decision = make_decided(application, **CONDITIONS)
    assert coordinator.get(url("correct", decision)).status_code == 403
    assert coordinator.post(url("correct", decision), {**GRANTED, "correction_reason": "Virhe."}).status_code == 403
    assert Decision.objects.get() == decision
    shown = read(coordinator, url("detail", application))
    assert "Pirkko Päättäjä" in shown
    assert "Merkitse ehdot täyttyneiksi" in shown
    assert "Oikaise päätös" not in shown


# The list --------------------------------------------------------------------------------------------------------------------


def test_list_tells_kind_recommendation_readiness_and_what_was_decided(client: Client, audit: Assessment) -> None:
    application = audited(audit)
    text = read(client, LIST)
    assert application.round is not None
    for told in (application.organisation.name, application.round.name, "Vertaisauditointi.", "Suositus: Puolletaan.", "odottaa päätöstä"):
        assert told in text, told
    assert "Valmius: ehdot täyttyvät." in text
    make_decided(application)
    after = read(client, LIST)
    assert "odottaa päätöstä" not in after
    assert f"Laatumerkki myönnetään, {DECIDED_DATE.day}.{DECIDED_DATE.month}.{DECIDED_DATE.year}, 2/2027 § 7" in after


def test_list_puts_what_waits_before_what_is_decided_in_each_round(client: Client, audit: Assessment) -> None:
    decided = audited(make_final())
    make_refused(decided)
    text = read(client, LIST)
    assert text.index(audited(audit).organisation.name) < text.index(decided.organisation.name)
    assert text.count(Round.objects.get().name) >= 1


def test_list_without_reports_says_so(client: Client) -> None:
    assert "Yhtään raporttia ei ole vielä valmiina." in read(client, LIST)


def queries(client: Client, address: str) -> int:
    assert client.get(address).status_code == 200
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    return len(captured)


def test_list_takes_as_many_queries_for_one_as_for_three(client: Client, audit: Assessment) -> None:
    one = queries(client, LIST)
    for _ in range(2):
        add_comment(make_final(), make_decider())
    assert queries(client, LIST) == one <= 14


def test_page_takes_few_queries(client: Client, audit: Assessment) -> None:
    assert queries(client, url("detail", audited(audit))) <= 28


# One application -------------------------------------------------------------------------------------------------------------


def test_page_tells_what_fails_and_that_readiness_is_no_decision(client: Client, audit: Assessment) -> None:
    first, *_others = Result.objects.filter(assessment=audit).select_related("criterion__area").order_by("criterion__order")
    low = audit.version.scale.levels.order_by("value")[0]
    Result.objects.filter(assessment=audit, criterion__area=first.criterion.area).update(level=low)
    Result.objects.filter(pk=first.pk).update(verdict=audit.version.verdicts.order_by("-order")[0])
    Conclusion.objects.filter(assessment=audit).update(recommendation="conditional", needed="Perehdytyssuunnitelma.")
    add_comment(audit, make_decider())
    text = read(client, url("detail", audited(audit)))
    assert "Se ei ole päätös eikä sido päättäjää." in text
    assert f"Kanta on ”ei täyty” kriteerissä {first.criterion.code}." in text
    assert f"{first.criterion.area}: mediaani on 1." in text
    assert text.count("ei täyty ") >= 2
    for told in ("Puolletaan ehdoin", "Perehdytyssuunnitelma.", "Työpajan kommentit luonnokseen1"):
        assert told in text, told


def test_page_tells_of_areas_that_do_not_concern_the_applicant_and_of_rounds_without_conditions(client: Client, audit: Assessment) -> None:
    area = audit.version.areas.all()[0]
    rows = Result.objects.filter(assessment=audit, criterion__area=area)
    rows.update(answer="not_applicable", level=None, verdict=None, reason="Ei ohjausta.")
    address = url("detail", audited(audit))
    assert f"{area}: mikään kriteeri ei koske hakijaa, joten mediaania ei ole." in read(client, address)
    Round.objects.update(readiness_forbids_unmet=False, readiness_median=None)
    assert "Kierrokselle ei ole asetettu valmiuden ehtoja." in read(client, address)
    assert "Valmius: " not in read(client, LIST)


def test_page_shows_nothing_of_single_ratings(client: Client, audit: Assessment) -> None:
    assert "Luin suunnitelman." not in client.get(url("detail", audited(audit))).content.decode()  # the note of each rating


def test_decider_grants_with_conditions(client: Client, audit: Assessment) -> None:
    application = audited(audit)
    day = CONDITIONS["conditions_due_date"]
    typed = {**GRANTED, "conditions": CONDITIONS["conditions"], "conditions_due_date": f"{day:%Y-%m-%d}"}
    response = client.post(url("detail", application), typed)
    assert response.url == url("detail", application)
    decision = Decision.objects.get()
    assert (decision.outcome, decision.conditions_due_date) == ("granted", day)
    text = read(client, url("detail", application))
    assert "Päätös on kirjattu." in text
    assert CONDITIONS["conditions"] in text
    assert "Kirjaa päätös" not in text


def test_refusal_without_reasons_is_told_beside_the_field_and_typed_text_stays(client: Client, audit: Assessment) -> None:
    response = client.post(url("detail", audited(audit)), {**REFUSED, "reasons": "", "minutes_section": "99/2027 § 3"})
    assert response.status_code == 400
    assert response.context["form"].errors == {"reasons": ["Perustele päätös, kun merkkiä ei myönnetä."]}
    assert "99/2027 § 3" in response.content.decode()
    assert not Decision.objects.exists()


def test_decider_who_comes_second_is_told_so_and_keeps_her_text(client_of, client: Client, audit: Assessment) -> None:
    application = audited(audit)
    assert client_of(make_decider()).post(url("detail", application), GRANTED).status_code == 302
    response = client.post(url("detail", application), REFUSED)
    shown = response.content.decode()
    assert response.status_code == 409
    assert "Joku muu on jo kirjannut tästä hakemuksesta päätöksen." in shown
    assert REFUSED["reasons"] in shown
    assert "Päätös, jota ei kirjattu" in shown
    assert Decision.objects.get().outcome == "granted"


def test_decider_with_a_conflict_is_told_it_and_offered_no_form(client: Client, decider: User, audit: Assessment) -> None:
    application = audited(audit)
    grant(decider, Role.WORKER, workshop=application.units.all()[0].workshop)
    text = read(client, url("detail", application))
    assert "Et voi päättää tästä hakemuksesta." in text
    assert "Työskentelet hakijan organisaatiossa" in text
    assert "Kirjaa päätös" not in text
    response = client.post(url("detail", application), GRANTED)
    assert response.status_code == 403
    assert not Decision.objects.exists()
    decision = make_decided(application)
    assert client.get(url("correct", decision)).status_code == 403


def test_decider_tells_that_she_cannot_decide(client_of, client: Client, audit: Assessment) -> None:
    application = audited(audit)
    assert "Oletko esteellinen?" in read(client, url("detail", application))
    assert client.get(url("recuse", application)).status_code == 405
    assert client.post(url("recuse", application)).url == url("detail", application)
    text = read(client, url("detail", application))
    assert "Olet ilmoittanut, että olet esteellinen päättämään tästä hakemuksesta." in text
    assert "Kirjaa päätös" not in text
    told = read(client_of(make_coordinator()), url("detail", application))
    assert "Esteelliseksi ilmoittautuneet päättäjät Pirkko Päättäjä" in told


@pytest.mark.parametrize("field", ["reasons", "conditions", "minutes_section"])
def test_markup_in_a_decision_is_shown_as_text(client_of, client: Client, cast: Cast, audit: Assessment, field: str) -> None:
    application = audited(audit)
    typed = {**GRANTED, "conditions": "x", "conditions_due_date": "1.12.2027", field: "<script>alert(1)</script>{{7*7777}}"}
    assert client.post(url("detail", application), typed).status_code == 302
    for shown in (client.get(url("detail", application)), client_of(cast.contact).get(f"/hakemukset/{application.ref}/")):
        assert "<script>alert" not in shown.content.decode()
        assert "&lt;script&gt;alert(1)&lt;/script&gt;{{7*7777}}" in shown.content.decode()


# Correcting ------------------------------------------------------------------------------------------------------------------


def test_decision_is_corrected_on_its_own_page_and_both_stay(client: Client, audit: Assessment) -> None:
    application = audited(audit)
    first = make_decided(application)
    page = client.get(url("correct", first))
    assert page.context["form"].initial["minutes_section"] == first.minutes_section
    assert client.post(url("correct", first), REFUSED).status_code == 400  # why it is corrected is asked
    typed = {**REFUSED, "correction_reason": "Merkki kirjattiin väärälle hakijalle."}
    assert client.post(url("correct", first), typed).url == url("detail", application)
    text = read(client, url("detail", application))
    assert "Laatumerkki myönnetään (oikaistu myöhemmin)" in text
    assert "Merkki kirjattiin väärälle hakijalle." in text
    assert text.index("Laatumerkkiä ei myönnetä") < text.index("Laatumerkki myönnetään")
    assert client.get(url("correct", first)).status_code == 409


def test_decider_who_corrects_what_was_corrected_meanwhile_keeps_her_text(client: Client, audit: Assessment) -> None:
    application = audited(audit)
    first = make_decided(application)
    record_decision(application=application, **correction(first), by=make_decider(), at=DECIDED_AT)
    response = client.post(url("correct", first), {**REFUSED, "correction_reason": "Minun syyni."})
    assert response.status_code == 409
    assert "Minun syyni." in response.content.decode()
    assert REFUSED["reasons"] in response.content.decode()
    assert Decision.objects.count() == 2


# Conditions ------------------------------------------------------------------------------------------------------------------


def test_conditions_are_recorded_as_met(client_of, client: Client, audit: Assessment) -> None:
    application = audited(audit)
    decision = make_decided(application, **CONDITIONS)
    coordinator = client_of(make_coordinator())
    met = {"met_date": f"{DECIDED_DATE:%d.%m.%Y}", "note": "Työpaja lähetti suunnitelman."}
    assert coordinator.post(url("conditions", decision), {**met, "note": ""}).status_code == 400
    assert coordinator.post(url("conditions", decision), met).url == url("detail", application)
    assert ConditionFollowUp.objects.get().note == met["note"]
    text = read(client, url("detail", application))
    assert met["note"] in text
    assert "Merkitse ehdot täyttyneiksi" not in text
    assert client.get(url("conditions", decision)).status_code == 409
    assert client.post(url("conditions", decision), {**met, "note": "Toinen."}).status_code == 409


# What the applicant is told --------------------------------------------------------------------------------------------------


def test_applicant_reads_a_refusal_with_its_reasons_and_how_to_ask_for_a_correction(client_of, cast: Cast, audit: Assessment) -> None:
    application = audited(audit)
    address = f"/hakemukset/{application.ref}/"
    assert "Päätöspäivä" not in read(client_of(cast.contact), address)
    make_refused(application)
    text = read(client_of(cast.contact), address)
    assert "Laatumerkkiä ei myönnetä" in text
    assert "Ohjauksen suunnitelmallisuus puuttuu vielä." in text
    last = DECIDED_DATE + dt.timedelta(days=30)
    assert f"Pyytäkää kirjallisesti yhdistyksen koordinaattorilta viimeistään {last.day}.{last.month}.{last.year}." in text
    assert "Pirkko Päättäjä" not in text
    assert "/paatokset/" not in client_of(cast.contact).get(address).content.decode()


def test_applicant_reads_a_corrected_decision_and_the_earlier_one(client_of, cast: Cast, audit: Assessment) -> None:
    application = audited(audit)
    first = make_refused(application)
    record_decision(application=application, **correction(first, **CONDITIONS), by=make_decider(), at=DECIDED_AT)
    text = read(client_of(cast.leader), f"/hakemukset/{application.ref}/")
    for told in ("Laatumerkki myönnetään", "(oikaistu myöhemmin)", "Pykälä oli kirjattu väärin.", CONDITIONS["conditions"]):
        assert told in text, told
    history = read(client_of(cast.leader), f"/hakemukset/{application.ref}/vaiheet/")
    assert "Oikaisi päätöksen: laatumerkki myönnettiin." in history
    assert "Kirjasi päätöksen: laatumerkkiä ei myönnetty." in history


def test_report_is_linked_where_its_page_exists() -> None:
    shown = render_to_string("assessments/_decision_report_link.html", {"audit": Assessment(ref="abcdefghjk"), "of": "Kivipaja"})
    assert ("Lue auditoinnin raportti" in shown) == ("abcdefghjk" in shown)


# The front page --------------------------------------------------------------------------------------------------------------


def test_front_page_counts_what_the_decider_can_decide(client_of, client: Client, decider: User, audit: Assessment) -> None:
    assert "Päätettävänä yksi hakemus" in read(client, "/")
    other = audited(make_final())
    assert "Päätettävänä 2 hakemusta" in read(client, "/")
    recuse(application=other, by=decider, at=DECIDED_AT)
    assert "Päätettävänä yksi hakemus" in read(client, "/")
    make_decided(audited(audit))
    assert "Päätettävänä" not in read(client, "/")
    assert "Päätettävänä yksi hakemus" in read(client_of(make_decider()), "/")


def test_front_page_tells_the_decider_of_conditions_past_their_day(client_of, decider: User, audit: Assessment) -> None:
    decision = make_decided(audited(audit), **CONDITIONS)
    sentence = "tai peru merkki"
    with time_machine.travel(DECIDED_AT + dt.timedelta(days=90), tick=False):
        front = read(client_of(decider), "/")
        assert "Seuraavaksi sinulle" in front
        assert sentence not in front
    with time_machine.travel(DECIDED_AT + dt.timedelta(days=91), tick=False):
        client = client_of(decider)
        assert sentence in read(client, "/")
        revoke_mark(mark=decision.mark, reason="Ehdot.", by=decider, at=DECIDED_AT)
        assert sentence not in read(client, "/")


def test_front_page_tells_the_applicant_that_a_decision_has_been_made_for_a_month(client_of, cast: Cast, audit: Assessment) -> None:
    make_decided(audited(audit))
    assert "päätös on tehty" in read(client_of(cast.contact), "/")
    assert "päätös on tehty" not in read(client_of(cast.stranger), "/")
    with time_machine.travel(DECIDED_AT + dt.timedelta(days=31), tick=False):
        front = read(client_of(cast.contact), "/")
        assert "Seuraavaksi sinulle" in front
        assert "päätös on tehty" not in front
