"""Evidence of applications: given as that of self-assessments is, until the deadline in force, by those who apply."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from assessments.models import Application, Assessment, Evidence, StoredFile
from assessments.selectors.evidence import Holder, criteria_asked
from assessments.services.evidence import add_file_evidence, add_link_evidence, pick_evidence, remove_evidence
from tests.factories.applications import IN_STATE, make_open, make_registered, make_round, make_submitted
from tests.factories.assessments import AT, Cast, make_joint
from tests.factories.criteria import make_version
from tests.factories.workshops import WorkshopFactory, grant
from workshops.models import AuditEvent, User
from workshops.roles import Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

MAKE = {"assessment": make_joint, "application": make_open}
BOTH = pytest.mark.parametrize("kind", MAKE)
TITLE = "Turvallisuuskansio"


def png(colour: str = "red", name: str = "kansio.png") -> SimpleUploadedFile:
    content = BytesIO()
    Image.new("RGB", (8, 8), colour).save(content, "PNG")
    return SimpleUploadedFile(name, content.getvalue(), content_type="image/png")


def address(name: str, holder: Holder, *args: str) -> str:
    prefix = "evidence" if isinstance(holder, Assessment) else "application-evidence"
    return reverse(f"assessments:{prefix}-{name}", args=[holder.ref, *args])


def give(holder: Holder, by: User, colour: str = "red", title: str = TITLE, codes: tuple[str, ...] = ("K1.1",)) -> Evidence:
    criteria = [criterion for criterion in criteria_asked(holder) if criterion.code in codes]
    return add_file_evidence(holder=holder, criteria=criteria, upload=png(colour), title=title, by=by, at=AT)


def sent(**changes: Any) -> dict[str, Any]:
    return {"title": TITLE, "criteria": ["K1.1"], **changes}


# The same pages for both ------------------------------------------------------------------------------------------------------


@BOTH
def test_each_way_of_adding_leads_to_the_list_that_shows_what_was_added(client_of, kind: str) -> None:
    cast = Cast()
    holder = MAKE[kind](cast)
    client, url = client_of(cast.contact), address("create", holder, "K1.1")
    files = client.post(url, sent(title="", criteria=["K1.1", "K2.2"], file=[png(), png("blue", "sali.png")]))
    link = client.post(f"{url}?tapa=linkki", sent(title="Viikko", link="https://kivipaja.example/viikko"))
    again = client.post(f"{url}?tapa=aiempi", {"earlier": holder.evidence.get(title="sali").ref, "criteria": ["K1.2"]})
    assert files.url == link.url == again.url == address("list", holder)
    text = client.get(files.url).content.decode()
    assert (text.count("kansio</a>"), text.count("sali</a>"), text.count('href="https://kivipaja.example/viikko"')) == (2, 3, 1)
    assert (holder.evidence.count(), StoredFile.objects.count()) == (3, 2)
    assert "Näyttö on lisätty." in text


@BOTH
def test_eleventh_piece_and_a_file_over_the_space_are_refused(client_of, kind: str) -> None:
    cast = Cast()
    holder = MAKE[kind](cast)
    criterion = criteria_asked(holder)[0]
    client, url = client_of(cast.contact), address("create", holder, "K1.1")
    for number in range(9):
        link = f"https://k.example/{number}"
        add_link_evidence(holder=holder, criteria=[criterion], link=link, title=f"Sivu {number}", by=cast.contact, at=AT)
    give(holder, cast.contact)
    eleventh = client.post(url, sent(criteria=["K1.2", "K1.1"], file=png("blue")))
    assert "K1.1" in eleventh.context["form"].errors["criteria"][0]
    StoredFile.objects.update(size=300 * 1024 * 1024)
    full = client.post(url, sent(criteria=["K1.2"], file=png("blue")))
    assert "300 megatavua" in full.context["form"].errors["file"][0]
    assert (eleventh.status_code, full.status_code, holder.evidence.count()) == (400, 400, 10)


@BOTH
def test_refused_file_says_why_and_keeps_what_was_typed(client_of, kind: str) -> None:
    cast = Cast()
    holder = MAKE[kind](cast)
    client, url = client_of(cast.contact), address("create", holder, "K1.1")
    page = client.post(url, sent(criteria=["K1.1", "K2.2"], file=SimpleUploadedFile("sivu.pdf", b"<html>")))
    assert page.status_code == 400
    assert "sisältö" in page.context["form"].errors["file"][0]
    text = page.content.decode()
    assert (text.count(" checked"), f'value="{TITLE}"' in text) == (2, True)
    script = client.post(url, sent(file=SimpleUploadedFile("sivu.pdf", b"<html>")), headers={"accept": "application/json"})
    assert (script.status_code, script.json()["next"]) == (400, address("list", holder))
    assert not StoredFile.objects.exists()


@BOTH
def test_criteria_that_are_not_asked_about_are_refused(client_of, kind: str) -> None:
    cast = Cast()
    holder = MAKE[kind](cast)
    client = client_of(cast.contact)
    make_version(areas=4)
    refused = client.post(address("create", holder, "K1.1"), sent(criteria=["K4.1"], file=png()))
    assert refused.status_code == 400
    assert refused.context["form"].errors["criteria"]
    assert client.get(address("create", holder, "K4.1")).status_code == 404
    assert not Evidence.objects.exists()


@BOTH
def test_evidence_is_removed_from_one_criterion_after_a_question(client_of, kind: str) -> None:
    cast = Cast()
    holder = MAKE[kind](cast)
    evidence = give(holder, cast.leader, codes=("K1.1", "K2.1"))
    client, url = client_of(cast.contact), address("remove", holder, evidence.ref, "K1.1")
    assert url in client.get(address("list", holder)).content.decode()
    assert "K2.1 Kriteeri K2.1" in client.get(url).content.decode()
    assert client.post(url).url == address("list", holder)
    assert client.get(url).status_code == 404
    client.post(address("remove", holder, evidence.ref, "K2.1"))
    assert (Evidence.objects.count(), StoredFile.objects.count()) == (0, 0)


@BOTH
def test_another_organisations_evidence_is_neither_there_nor_pickable(client_of, kind: str) -> None:
    cast, others = Cast(), Cast()
    into = [make_round()] if kind == "application" else []
    mine, theirs = MAKE[kind](cast, *into), MAKE[kind](others, *into)
    evidence = give(theirs, others.contact)
    client = client_of(cast.leader)
    hidden = [
        address("list", theirs),
        address("create", theirs, "K1.1"),
        address("remove", theirs, evidence.ref, "K1.1"),
        address("remove", mine, evidence.ref, "K1.1"),
    ]
    assert {client.get(url).status_code for url in hidden} == {404}
    assert {client.post(url, sent(file=png())).status_code for url in hidden[1:]} == {404}
    page = f"{address('create', mine, 'K1.1')}?tapa=aiempi"
    assert client.post(page, {"earlier": evidence.ref, "criteria": ["K1.1"]}).status_code == 400
    grant(cast.leader, Role.CONTACT, workshop=others.workshop)  # sees it now, yet it is another organisation's
    assert evidence.ref not in client.get(page).content.decode()
    assert client.post(page, {"earlier": evidence.ref, "criteria": ["K1.1"]}).status_code == 400
    assert (mine.evidence.count(), theirs.evidence.count()) == (0, 1)


@BOTH
@pytest.mark.parametrize("pieces", [1, 3])
def test_list_and_pick_pages_take_the_same_queries_at_any_size(client_of, django_assert_num_queries, kind: str, pieces: int) -> None:
    cast = Cast()
    version = make_version(areas=pieces, criteria=pieces)
    holder = make_joint(cast, version=version) if kind == "assessment" else make_open(cast, make_round(version=version))
    for number, colour in zip(range(pieces), ("red", "green", "blue"), strict=False):
        give(holder, cast.contact, colour, f"Tiedosto {number}")
    client = client_of(cast.contact)
    client.get(address("list", holder))
    with django_assert_num_queries({"assessment": 8, "application": 11}[kind]):
        client.get(address("list", holder))
    with django_assert_num_queries({"assessment": 9, "application": 11}[kind]):
        client.get(f"{address('create', holder, 'K1.1')}?tapa=aiempi")


# What is an application's own -------------------------------------------------------------------------------------------------


def test_pages_speak_of_the_application_and_tell_who_sees(client_of) -> None:
    cast = Cast()
    application = make_open(cast)
    evidence = give(application, cast.contact)
    client, create = client_of(cast.contact), address("create", application, "K1.1")
    texts = [
        client.get(url).content.decode()
        for url in (
            address("list", application),
            create,
            f"{create}?tapa=linkki",
            f"{create}?tapa=aiempi",
            address("remove", application, evidence.ref, "K1.1"),
        )
    ]
    for text in texts:
        assert reverse("assessments:application-detail", args=[application.ref]) in text
        assert "rvioin" not in text.split("<main")[1].split("</main>")[0]  # nothing of an assessment
    for text in texts[:4]:
        assert "Kuka näkee tämän?" in text
        assert "Määräajan 1.12.2026 klo 16.15 jälkeen" in text
    assert "Hakemuksen tiedostoille on tilaa" in texts[1]
    assert f"Laatumerkkihakemus, {application.round}" in texts[3]


@pytest.mark.parametrize(("back", "name"), [("vastaus", "answer-update"), ("tulos", None), ("https://muualla.example", None)])
def test_adding_leads_back_to_the_answer_one_came_from(client_of, back: str, name: str | None) -> None:
    cast = Cast()
    application = make_open(cast)
    target = reverse(f"assessments:{name}", args=[application.ref, "K1.1"]) if name else address("list", application)
    url = f"{address('create', application, 'K1.1')}?tapa=linkki&palaa={back}"
    client = client_of(cast.contact)
    assert f'href="{target}">Peruuta' in client.get(url).content.decode()
    assert client.post(url, sent(link="https://kivipaja.example/")).url == target


def test_file_of_a_self_assessment_is_picked_and_survives_the_removal_from_either(client_of) -> None:
    cast = Cast()
    assessment, application = make_joint(cast), make_open(cast)
    for first, second in ((assessment, application), (application, assessment)):
        given = give(first, cast.contact)
        criterion = criteria_asked(second)[0]
        picked = pick_evidence(holder=second, criteria=[criterion], earlier=given, by=cast.contact, at=AT)
        assert (picked.pk != given.pk, picked.file, StoredFile.objects.count()) == (True, given.file, 1)
        remove_evidence(evidence=given, criterion=criteria_asked(first)[0], by=cast.contact, at=AT)
        assert client_of(cast.contact).get(reverse("assessments:evidence-download", args=[picked.ref])).status_code == 200
        remove_evidence(evidence=picked, criterion=criterion, by=cast.contact, at=AT)
        assert StoredFile.objects.count() == 0


def test_events_of_evidence_belong_to_the_organisation(client_of) -> None:
    cast = Cast()
    application = make_open(cast)
    evidence = give(application, cast.contact)
    remove_evidence(evidence=evidence, criterion=criteria_asked(application)[0], by=cast.leader, at=AT)
    events = AuditEvent.objects.filter(object_ref=evidence.ref).order_by("pk")
    assert [(event.action, event.organisation, event.workshop) for event in events] == [
        ("evidence_added", cast.workshop.organisation, None),
        ("evidence_removed", cast.workshop.organisation, None),
    ]


def test_whoever_applies_in_a_covered_workshop_adds_and_nobody_else(client_of) -> None:
    cast = Cast()
    sibling = Cast(workshop=WorkshopFactory(organisation=cast.workshop.organisation))
    grant(cast.contact, Role.CONTACT, workshop=sibling.workshop)
    outside = Cast(workshop=WorkshopFactory(organisation=cast.workshop.organisation))  # of the organisation, not covered
    application = make_open(cast, workshops=[cast.workshop, sibling.workshop])
    url, data = address("create", application, "K1.1"), {"title": "Sivu", "criteria": ["K1.1"]}
    for number, person in enumerate([cast.contact, cast.leader, sibling.contact, sibling.leader]):
        link = f"https://kivipaja.example/{number}"
        assert client_of(person).post(f"{url}?tapa=linkki", {**data, "link": link}).status_code == 302
    for person in (cast.workers[0], outside.leader, cast.stranger):
        assert client_of(person).get(url).status_code == 404
        assert client_of(person).post(f"{url}?tapa=linkki", {**data, "link": "https://k.example/"}).status_code == 404
    assert application.evidence.count() == 4


# When -------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", [state for state in IN_STATE if state not in {"open", "submitted"}])
def test_closed_application_refuses_and_its_list_says_why(client_of, state: str) -> None:
    cast = Cast()
    application = IN_STATE[state](cast, make_round())
    client = client_of(cast.contact)
    text = client.get(address("list", application)).content.decode()
    assert ("aloitettu" if state == "registered" else "hakemuksen tila on nyt") in text
    assert address("create", application, "K1.1") not in text
    assert client.get(address("create", application, "K1.1")).url == address("list", application)
    assert client.post(address("create", application, "K1.1"), sent(file=png())).status_code == 409
    assert not Evidence.objects.exists()


def test_application_without_a_round_asks_about_no_criterion_yet(client_of) -> None:
    cast = Cast()
    application = make_registered(cast)
    client = client_of(cast.contact)
    assert "aloitettu" in client.get(address("list", application)).content.decode()
    assert client.get(address("create", application, "K1.1")).status_code == 404


@pytest.mark.parametrize("make", [make_open, make_submitted])
def test_what_arrives_at_the_deadline_is_in_and_later_nothing_is_added_or_removed(client_of, clock, make: Any) -> None:
    cast = Cast()
    application: Application = make(cast)
    url = address("create", application, "K1.1")
    clock.at(2026, 12, 1, 16, 15)
    client = client_of(cast.contact)
    assert client.post(url, sent(file=png())).status_code == 302
    clock.at(2026, 12, 1, 16, 15, 0, 1)
    late = client.post(url, sent(title="Myöhässä ollut", file=[png("blue"), png("green", "sali.png")]))
    remove = address("remove", application, application.evidence.get().ref, "K1.1")
    assert (late.status_code, client.post(remove).status_code) == (409, 409)
    assert client.get(url).url == client.get(remove).url == address("list", application)
    for words in ("Määräaika päättyi 1.12.2026 klo 16.15", "Tiedostoja kansio.png, sali.png ei lisätty.", "Myöhässä ollut"):
        assert words in late.content.decode()
    text = client.get(address("list", application)).content.decode()
    assert ("Määräaika päättyi 1.12.2026 klo 16.15" in text, "Poista" in text, url in text) == (True, False, False)
    assert list(application.evidence.values_list("title", flat=True)) == [TITLE]


def test_script_that_sends_files_is_told_of_the_deadline_in_words(client_of, clock) -> None:
    cast = Cast()
    application = make_open(cast)
    clock.at(2026, 12, 1, 16, 15, 1)
    url = address("create", application, "K1.1")
    answer = client_of(cast.contact).post(url, sent(file=png()), headers={"accept": "application/json"})
    assert answer.status_code == 409
    assert answer.json()["refused"] == ["Määräaika päättyi 1.12.2026 klo 16.15, eikä hakemusta voi enää muuttaa."]
    assert answer.json()["next"] == address("list", application)
