"""What a hostile or broken request writes: markup, hostile addresses and queries, unstorable characters, endless texts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.db import connection
from django.urls import reverse

from assessments.models import Evidence, Rating, Result
from assessments.selectors.results import criteria_of
from tests.access.addresses import Address, addresses, organisation_fields, parameters, url_of, workshop_fields
from tests.access.cast import World, in_session_of
from tests.access.crawler import crawl, fetch, fingerprint, pdf_text
from tests.access.matrix import read_matrix
from tests.test_crawl import faults_of
from workshops.invitation_links import invitation_token
from workshops.models import OutgoingMail

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("hostile text")]  # the world is made once

ADDRESSES = addresses()
HOSTILE = """<script>alert(1)</script><img src=x onerror=alert(1)>"'{{7*777777777777}}{% now "Y" %}"""
# Everybody on SQLite; on PostgreSQL, where templates escape the same and only what is stored could differ, who sees the most texts.
READERS = ("contact", "coordinator", "admin", "peer", "decider") if connection.vendor == "sqlite" else ("contact",)
COMPUTED = str(7 * 777_777_777_777)  # what an engine would make of it; long enough for no checksum to hold it by chance


# --- markup in texts (Inject-01) -----------------------------------------------------------------------------------------------


def test_markup_typed_into_every_field_is_shown_as_text_everywhere(world: World, django_capture_on_commit_callbacks) -> None:
    with in_session_of(world, "visitor"):
        with django_capture_on_commit_callbacks(execute=True):
            for person, url, body in _hostile_posts(world):
                response = world.client(person).post(url, body)
                assert response.status_code == 302, (url, response.status_code)
        for person in READERS:
            pages = list(crawl(world.client(person)))
            assert [f"{page.url}: {fault}" for page in pages for fault in faults_of(page) if "word" not in fault] == [], person
            for page in pages:
                assert COMPUTED not in page.text, page.url
                if page.is_html:  # in a PDF or a calendar the same words are text already
                    assert "<script>alert" not in page.text, page.url
                    assert "<img src=x" not in page.text, page.url
        shown = fetch(world.client("contact"), f"/arvioinnit/{world.assessments['joint'].ref}/tulokset/").text
        assert "&lt;script&gt;alert(1)" in shown
        assert "{{7*777777777777}}" in shown
        pdf = fetch(world.client("contact"), f"/arvioinnit/{world.assessments['joint'].ref}/raportti.pdf")
        assert "<script>alert(1)" in pdf_text(pdf.body)
        _check_mails()


def _hostile_posts(world: World) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield (who, address, fields) of every form with a free text, in an order in which each goes through."""
    joint, individual = world.assessments["joint"], world.assessments["individual"]
    first, second = (criterion.code for criterion in criteria_of(joint))
    own_first, own_second = (criterion.code for criterion in criteria_of(individual))
    one = f"/arvioinnit/{joint.ref}/"
    mine = f"/arvioinnit/{individual.ref}/"
    name = HOSTILE[:110]
    yield (
        "contact",
        f"/arvioinnit/{world.assessments['draft'].ref}/muokkaa/",
        {"title": name, "areas": _areas(world, "draft"), "ratings_shown": "spread"},
    )
    yield "rater", f"{mine}arvio/{own_first}/", {"answer": "2", "note": HOSTILE, "note_may_be_shown": "on", "revision": "1"}
    yield "rater", f"{mine}arvio/{own_second}/", {"answer": "not_applicable", "reason": HOSTILE, "revision": "1"}
    yield "contact", f"{one}keskustelu/{first}/", {"answer": "2", "current_practice": HOSTILE, "development": HOSTILE, "revision": "1"}
    yield "contact", f"{one}keskustelu/{second}/", {"answer": "not_applicable", "reason": HOSTILE, "revision": "1"}
    yield "contact", f"{one}vahvuudet/{world.area_code('joint')}/", {"strengths": HOSTILE, "revision": "1"}
    link = {"title": HOSTILE, "link": "https://kivipaja.example/?q=%3Cscript%3E", "criteria": [first]}
    yield "contact", f"{one}naytot/{first}/uusi/?tapa=linkki", link
    yield "contact", f"/tyopajat/{world.workshop.ref}/muokkaa/", workshop_fields(world, name=name)
    yield "coordinator", f"/organisaatiot/{world.organisation.ref}/muokkaa/", {**organisation_fields(world), "name": name}
    yield "contact", f"/tyopajat/{world.workshop.ref}/kutsu/", {"email": "toinen@kivipaja.example", "role": "worker"}
    token = invitation_token(world.invitations["leader"])
    yield "visitor", f"/kutsu/{token}/", {"name": name, "password": "kuusi pientä siiliä metsässä"}
    yield "former", "/palaute/", {"text": HOSTILE, "page": HOSTILE}
    draft = f"/harjoittelu/hallinta/{world.cases['draft'].ref}/"
    yield "coordinator", f"{draft}muokkaa/", {"title": name, "introduction": HOSTILE, "revision": "1"}
    yield "coordinator", f"{draft}kriteerit/K1.1/", {"text": HOSTILE, "answer": "2", "explanation": HOSTILE, "revision": "1"}
    request = {"business_id": "0112038-9", "organisation_name": name, "maintainer_type": "foundation", "workshop_name": name}
    yield (
        "former",
        "/ota-kayttoon/",
        {**request, "municipality": world.workshop.municipality_id, "contact_name": name, "email": "x@y.example"},
    )
    waiting = world.access_requests["waiting"].ref
    yield "coordinator", f"/pyynnot/{waiting}/hylkaa/", {"reason": HOSTILE}
    yield from _hostile_visit(world)
    yield from _hostile_report(world)
    yield "leader", f"{mine}avaa-keskustelu/", {}
    yield "leader", f"{mine}keskeyta/", {"reason": HOSTILE}
    yield "leader", f"/arvioinnit/{world.assessments['completed'].ref}/avaa-uudelleen/", {"reason": HOSTILE}
    yield "leader", f"{one}vahvista/", {}
    yield from _hostile_decisions(world)
    yield from _hostile_year(world)


def _hostile_visit(world: World) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield what an auditor writes for a visit: a question, a note, and whom she meets where."""
    audit = world.audits["in_audit"]
    one, code = f"/auditoinnit/{audit.ref}/", criteria_of(audit)[0].code
    yield "peer", f"{one}kriteerit/{code}/kysy/", {"text": HOSTILE}
    yield "peer", f"{one}kaynti/muistiinpanot/", {"key": str(uuid4()), "criterion": code, "text": HOSTILE}
    when = {"way": "kaynti", "visit_date": "20.1.2027", "start_time": "9.00", "end_time": "14.00"}
    yield "peer", f"{one}kaynti/sovi/", {**when, "place": HOSTILE, "people": HOSTILE}


def _hostile_report(world: World) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield what an auditor writes into a report."""
    report = f"/auditoinnit/{world.audits['report'].ref}/raportti/"
    [seen, *_others] = criteria_of(world.audits["report"])
    said = {"revision": "1", "answer": "2", "verdict": "met"}
    texts = dict.fromkeys(("verdict_reason", "seen_in_documents", "heard_in_interviews", "seen_on_visit", "suggestion"), HOSTILE)
    yield "peer", f"{report}kriteerit/{seen.code}/", {**said, **texts}
    yield "peer", f"{report}kriteerit/{seen.code}/oma-arvio/", {**said, "note": HOSTILE, "change_reason": HOSTILE}
    yield "peer", f"{report}vahvuudet/{seen.area.code}/", {"strengths": HOSTILE, "revision": "1"}
    yield "peer", f"{report}yhteenveto/", {"summary": HOSTILE, "recommendation": "not_yet", "needed": HOSTILE, "revision": "1"}


def _hostile_decisions(world: World) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield what is recorded of decisions: one, a correction, and that conditions were met."""
    decided = {"outcome": "granted", "decided_date": "22.11.2026", "minutes_section": HOSTILE[:60], "reasons": HOSTILE}
    conditions = {"conditions": HOSTILE, "conditions_due_date": "31.3.2027"}
    yield "decider", f"/paatokset/hakemukset/{world.matters['waiting'].ref}/", {**decided, **conditions}
    correcting = {**decided, "correction_reason": HOSTILE}
    yield "decider", f"/paatokset/{world.decisions['corrected'].ref}/oikaise/", correcting
    yield "coordinator", f"/paatokset/{world.decisions['granted'].ref}/ehdot/", {"met_date": "22.11.2026", "note": HOSTILE}


def _hostile_year(world: World) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield what is written for everybody to read: a yearly report, which is then published, and an example, which is then shown."""
    report = f"/koordinointi/vuosiraportit/{world.reports['draft'].ref}/"
    yield "coordinator", f"{report}muokkaa/", {"title": HOSTILE[:90], "introduction": HOSTILE, "closing": HOSTILE, "revision": "2"}
    yield "coordinator", f"{report}osa-alueet/K1/", {"text": HOSTILE, "revision": "1"}
    yield "coordinator", f"{report}julkaise/", {}
    example = {"criterion": f"{world.version.framework.slug}-K1.1", "title": HOSTILE[:90], "text": HOSTILE, "consents": "on"}
    yield "contact", f"/tyopajat/{world.workshop.ref}/esimerkit/uusi/", example
    yield "coordinator", f"/koordinointi/esimerkit/{world.examples['waiting'].ref}/hyvaksy/", {}


def _areas(world: World, state: str) -> list[str]:
    return [area.code for area in world.assessments[state].areas.all()]


def _check_mails() -> None:
    letters = mail.outbox
    assert any("&lt;script&gt;" in str(body) for letter in letters for body, _kind in letter.alternatives)
    for letter in letters:
        assert "\n" not in letter.subject
        assert COMPUTED not in letter.body
        for body, _kind in letter.alternatives:
            assert "<script" not in body
            assert "<img src=x" not in body
            assert COMPUTED not in body


def test_link_of_another_scheme_is_refused(world: World) -> None:
    url = url_of(world, "assessments:evidence-create", "joint") + "?tapa=linkki"
    code = world.criterion_code("joint")
    with in_session_of(world, "contact") as client:
        before = Evidence.objects.count()
        for link in (
            "javascript:alert(1)",
            "http://kivipaja.example/",
            "data:text/html,x",
            "https://",
            "https://a@b.example/",
            " ",
        ):
            assert client.post(url, {"title": "Linkki", "link": link, "criteria": [code]}).status_code == 400, link
        assert Evidence.objects.count() == before


# --- addresses and queries (Inject-08, Inject-10) ------------------------------------------------------------------------------

QUERIES = [
    "sort=password__startswith",
    "order=-password",
    "o=1;drop table",
    "user__password__startswith=a",
    "haku='\";--",
    "haku=%00",
    "haku=%ED%A0%80",
    "haku=%FF%FE",
    "haku=" + "%C3%A4" * 5_000,
    "haku=" + "+a" * 2_000,
    "haku=%25_%5C",
    "sivu=-1",
    "sivu=0",
    "sivu=abc",
    "sivu=%00",
    "sivu=99999999999999999999999",
    "sivu=%C2%B2",
    "tila=%00",
    "tila=__class__",
    "nayta=%00",
    "tapa=%00&palaa=//evil.example",
    "kriteeristo=laatu-9.9",
    "kriteeristo=%00",
    "next=//evil.example",
    "next=%00",
]


QUERIED = {
    "visitor": ["/kasitteet/", "/kriteerit/", "/kirjaudu/"],
    "contact": ["/", "/arvioinnit/", "/arvioinnit/uusi/"],
    "coordinator": ["/tyopajat/", "/organisaatiot/", "/pyynnot/"],
    "admin": ["/kayttajat/", "/kayttajat/ilman-esihenkiloa/"],
    "decider": ["/paatokset/"],
}


@pytest.mark.parametrize("person", QUERIED)
def test_hostile_queries_are_answered_and_leave_nothing(world: World, person: str) -> None:
    paths = QUERIED[person]
    if person == "contact":
        joint = [url_of(world, f"assessments:{name}", "joint") for name in ("discussion-detail", "evidence-create")]
        paths = [*paths, f"/organisaatiot/{world.organisation.ref}/", *joint]
    with in_session_of(world, person) as client:
        client.raise_request_exception = False
        before = fingerprint()
        answers = {f"{path}?{query}": client.get(f"{path}?{query}").status_code for path in paths for query in QUERIES}
        assert fingerprint() == before
        client.raise_request_exception = True
    assert {url: status for url, status in answers.items() if status not in {200, 302, 400, 404}} == {}


@pytest.mark.parametrize("sent", ["%ED%A0%80", "..%2F..%2Fetc", "x" * 3_000, "%0d%0aSet-Cookie:x"])
def test_hostile_words_in_addresses_do_not_exist(world: World, sent: str) -> None:
    faults = {}
    for name, takes in parameters().items():
        address = next(address for address in ADDRESSES if address.name == name)
        for spoiled in takes:
            arguments = address.arguments(world)
            url = reverse(name, kwargs=arguments).replace(str(arguments[spoiled]), sent)
            assert sent in url
            with in_session_of(world, _who_gets_there(address)) as client:
                client.raise_request_exception = False
                for method in (client.get, client.post):
                    answer = method(url)
                    elsewhere = answer.status_code == 302 and "://" in answer.headers["Location"]
                    if answer.status_code >= 500 or elsewhere or "Set-Cookie:x" in str(answer.headers):
                        faults[f"{method.__name__} {url[:80]}"] = answer.status_code
                client.raise_request_exception = True
    assert faults == {}


@pytest.mark.parametrize("address", ["/arvioinnit/%00/", "/kriteerit/laatu%00/", "/tyopajat/?haku=%00", "/?a=1&b=x%00y"])
@pytest.mark.parametrize("person", ["visitor", "contact"])
def test_null_character_in_an_address_is_a_bad_request(world: World, person: str, address: str) -> None:
    with in_session_of(world, person) as client:
        response = client.get(address)
    assert response.status_code == 400
    assert 'lang="fi"' in response.content.decode()


def _who_gets_there(address: Address) -> str:
    """Return somebody whom the table of access lets further than 404, so that the address is really looked up."""
    cells = read_matrix()[address.name, address.of]
    return next(
        (person for person in ("leader", "coordinator", "decider", "admin", "peer") if set(cells[person].split("/")) - {"404", "405"}),
        "leader",
    )


# --- texts that cannot be stored, or have no end (Inject-10, Inject-12) --------------------------------------------------------

BROKEN = {
    "NUL": ("Alku\x00loppu", "merkkejä, joita ei voi tallentaa"),
    "lone surrogate": ("Alku\ud800loppu", "merkkejä, joita ei voi tallentaa"),
    "noncharacter": ("Alku\uffffloppu", "merkkejä, joita ei voi tallentaa"),
    "a million characters": ("a" * 1_000_000, "Lyhennä tekstiä"),
    "20,000 combining marks": ("a" + "\u0301" * 20_000, "saman kirjaimen päällä"),
    "10,000 newlines": ("\n".join("a" * 10_000), "liikaa rivinvaihtoja"),
}
TEXT_FIELDS = [
    ("assessments:rating-update", "individual", "rater", "note", {"answer": "2", "revision": "1"}),
    ("assessments:result-update", "joint", "contact", "current_practice", {"answer": "2", "revision": "1"}),
    ("assessments:area-summary-update", "joint", "contact", "strengths", {"revision": "1"}),
    ("assessments:audit-result-update", "report", "peer", "suggestion", {"answer": "3", "verdict": "met", "revision": "1"}),
    ("assessments:audit-rating-change", "report", "peer", "change_reason", {"answer": "2", "verdict": "partly_met", "revision": "1"}),
    ("assessments:audit-conclusion-update", "report", "peer", "summary", {"revision": "1"}),
    ("assessments:audit-strengths-update", "report", "peer", "strengths", {"revision": "1"}),
    ("assessments:assessment-abandon", "joint", "leader", "reason", {}),
    ("assessments:audit-comments", "commenting", "contact", "text", {"criterion": ""}),
    ("assessments:audit-comment-answer", "commenting", "peer", "answer", {"revision": "1"}),
    ("assessments:audit-return", "checking", "coordinator", "reason", {}),
    ("assessments:practice-answer-update", "example draft", "coordinator", "text", {"revision": "1"}),
    ("assessments:yearly-report-update", "draft", "coordinator", "introduction", {"title": "Vuosi", "revision": "2"}),
    ("assessments:yearly-remark-update", "draft", "coordinator", "text", {"revision": "1"}),
    ("workshops:feedback", "", "visitor", "text", {}),
    ("assessments:audit-question-create", "in_audit", "peer", "text", {}),
    ("assessments:audit-visit-mode", "in_audit", "peer", "text", {"key": "5f0c9a0e-0d1b-4f0e-8d57-0a2f5f0b7c11"}),
    ("workshops:access-request-decline", "waiting", "coordinator", "reason", {}),
    (
        "assessments:decision-detail",
        "waiting",
        "decider",
        "reasons",
        {"outcome": "refused", "decided_date": "22.11.2026", "minutes_section": "1"},
    ),
    ("assessments:decision-conditions", "granted", "coordinator", "note", {"met_date": "22.11.2026"}),
]


@pytest.mark.parametrize("broken", BROKEN)
@pytest.mark.parametrize(("name", "of", "person", "field", "others"), TEXT_FIELDS, ids=[row[0] for row in TEXT_FIELDS])
def test_text_that_cannot_be_kept_is_told_and_stays_typed(
    world: World, broken: str, name: str, of: str, person: str, field: str, others: dict[str, str]
) -> None:
    text, sentence = BROKEN[broken]
    with in_session_of(world, person) as client:
        before = [(model, model._base_manager.count()) for model in (Rating, Result, OutgoingMail)]
        encoded = "&".join([f"{key}={value}" for key, value in others.items()] + [f"{field}={_quoted(text)}"])
        response = client.post(url_of(world, name, of), encoded, content_type="application/x-www-form-urlencoded")
        shown = response.content.decode()
        assert response.status_code == 400
        assert sentence in shown
        assert shown.count("a") > 900_000 if len(text) > 900_000 else True
        assert "loppu" in shown or "loppu" not in text
        assert [(model, model._base_manager.count()) for model in (Rating, Result, OutgoingMail)] == before


def _quoted(text: str) -> str:
    """Return the text as a browser that has lost its mind would send it: lone surrogates as three bytes."""
    return "".join(f"%{byte:02X}" if byte < 48 or byte > 122 else chr(byte) for byte in text.encode("utf-8", "surrogatepass"))


def test_line_break_in_a_name_or_address_is_refused(world: World) -> None:
    with in_session_of(world, "contact") as client:
        invited = client.post(
            url_of(world, "workshops:invitation-create"), {"email": "a@kivipaja.example\r\nBcc: b@kivipaja.example", "role": "worker"}
        )
        renamed = client.post(url_of(world, "workshops:workshop-update"), workshop_fields(world, name="Kivi\r\nBcc: b@kivipaja.example"))
    assert (invited.status_code, renamed.status_code) == (400, 400)
