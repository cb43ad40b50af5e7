"""Giving evidence: files, links, what was given before; limits, and who may."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from assessments.models import Assessment, Evidence, EvidenceCriterion, StoredFile
from assessments.selectors.results import criteria_of
from assessments.services.evidence import (
    MAX_BYTES,
    MAX_PER_CRITERION,
    add_file_evidence,
    add_link_evidence,
    pick_evidence,
    remove_evidence,
)
from config.toolkit.errors import NotAllowedError, RefusedInputError, WrongStateError
from criteria.models import Criterion
from tests.factories.assessments import AT, IN_STATE, Cast, make_completed, make_individual, make_joint
from tests.factories.workshops import WorkshopFactory
from tests.office_files import pdf_bytes, uploaded
from workshops.models import AuditEvent, User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


@pytest.fixture
def cast() -> Cast:
    return Cast()


@pytest.fixture
def joint(cast: Cast) -> Assessment:
    return make_joint(cast)


def add_link(
    assessment: Assessment, by: User, *, link: str = "https://kivipaja.example/opas", title: str = "Opas", number: int = 0
) -> Evidence:
    return add_link_evidence(holder=assessment, criteria=[criteria_of(assessment)[number]], link=link, title=title, by=by, at=AT)


def add_file(assessment: Assessment, by: User, *, pages: int = 1, title: str = "Suunnitelma", number: int = 0) -> Evidence:
    upload = uploaded("Suunnitelma 2026.pdf", pdf_bytes(pages=pages))
    return add_file_evidence(holder=assessment, criteria=[criteria_of(assessment)[number]], upload=upload, title=title, by=by, at=AT)


def pick(assessment: Assessment, earlier: Evidence, by: User, number: int = 1) -> Evidence:
    return pick_evidence(holder=assessment, criteria=[criteria_of(assessment)[number]], earlier=earlier, by=by, at=AT)


def codes(evidence: Evidence) -> list[str]:
    return list(evidence.criteria.order_by("order", "pk").values_list("code", flat=True))


# Adding


def test_file_is_given_for_several_criteria(cast: Cast, joint: Assessment) -> None:
    criteria = criteria_of(joint)[:2]
    evidence = add_file_evidence(
        holder=joint, criteria=criteria, upload=uploaded("../Suunnitelma.pdf"), title=" Vuosisuunnitelma ", by=cast.workers[0], at=AT
    )
    assert (evidence.title, evidence.file_name, evidence.link, evidence.added_by) == (
        "Vuosisuunnitelma",
        "Suunnitelma.pdf",
        "",
        cast.workers[0],
    )
    assert set(evidence.criteria.all()) == set(criteria)
    events = AuditEvent.objects.filter(action="evidence_added", object_ref=evidence.ref)
    assert {event.details["criterion"] for event in events} == {criterion.code for criterion in criteria}


def test_file_added_twice_is_one_piece_of_evidence(cast: Cast, joint: Assessment) -> None:
    assert add_file(joint, cast.contact) == add_file(joint, cast.contact) == add_file(joint, cast.contact, number=1)
    assert (Evidence.objects.count(), EvidenceCriterion.objects.count(), StoredFile.objects.count()) == (1, 2, 1)
    assert add_file(joint, cast.contact, title="Toinen nimi") != Evidence.objects.first()
    assert StoredFile.objects.count() == 1


def test_refused_file_leaves_nothing(cast: Cast, joint: Assessment) -> None:
    with pytest.raises(RefusedInputError) as caught:
        add_file_evidence(
            holder=joint,
            criteria=criteria_of(joint)[:1],
            upload=SimpleUploadedFile("sivu.html", b"<html>"),
            title="Sivu",
            by=cast.contact,
            at=AT,
        )
    assert caught.value.field == "file"
    assert (Evidence.objects.count(), StoredFile.objects.count()) == (0, 0)


def test_link_is_given(cast: Cast, joint: Assessment) -> None:
    evidence = add_link(joint, cast.contact, link=" HTTPS://Kivipaja.example/opas?a=1#b ")
    assert (evidence.link, evidence.file, evidence.file_name) == ("https://Kivipaja.example/opas?a=1#b", None, "")
    assert add_link(joint, cast.contact, link="https://Kivipaja.example/opas?a=1#b") == evidence


@pytest.mark.parametrize(
    "link",
    [
        "",
        "http://kivipaja.example/",
        "javascript:alert(1)",
        "//kivipaja.example",
        "kivipaja.example",
        "https://",
        "https://käyttäjä:salasana@kivipaja.example/",
        "https://kivipaja.example@toinen.example/",
        "https://kivipaja.example/a b",
        "https://kivipaja.example/\r\nSet-Cookie: a",
        "https://kivipaja.example/\x00",
        "https://kivipaja.example/" + "a" * 500,
        "data:text/html,x",
        "https:///etc/hostname",
    ],
)
def test_link_that_is_not_a_plain_https_address_is_refused(cast: Cast, joint: Assessment, link: str) -> None:
    with pytest.raises(RefusedInputError) as caught:
        add_link(joint, cast.contact, link=link)
    assert caught.value.field == "link"


@pytest.mark.parametrize("title", ["", "   ", "a" * 201])
def test_title_is_needed_and_limited(cast: Cast, joint: Assessment, title: str) -> None:
    for add in (add_link, add_file):
        with pytest.raises(RefusedInputError) as caught:
            add(joint, cast.contact, title=title)
        assert caught.value.field == "title"


def test_criterion_of_another_version_is_refused(cast: Cast, joint: Assessment) -> None:
    other = criteria_of(make_joint(Cast()))[0]
    assert other not in criteria_of(joint)
    with pytest.raises(RefusedInputError):
        add_link_evidence(holder=joint, criteria=[other], link="https://kivipaja.example/", title="A", by=cast.contact, at=AT)


def test_evidence_needs_a_criterion(cast: Cast, joint: Assessment) -> None:
    with pytest.raises(RefusedInputError) as caught:
        add_link_evidence(holder=joint, criteria=[], link="https://kivipaja.example/", title="A", by=cast.contact, at=AT)
    assert caught.value.field == "criteria"


# Limits (Upload-07)


def test_eleventh_piece_of_a_criterion_is_refused(cast: Cast, joint: Assessment) -> None:
    for number in range(MAX_PER_CRITERION):
        add_link(joint, cast.contact, title=f"Opas {number}")
    with pytest.raises(RefusedInputError) as caught:
        add_link(joint, cast.contact, title="Opas 11")
    assert criteria_of(joint)[0].code in caught.value.message
    assert "10" in caught.value.message
    assert Evidence.objects.count() == 10
    add_link(joint, cast.contact, title="Opas 11", number=1)


def test_three_hundred_megabytes_is_the_limit_of_an_assessment(cast: Cast, joint: Assessment) -> None:
    first = add_file(joint, cast.contact)
    size = len(pdf_bytes(pages=2))
    StoredFile.objects.filter(pk=first.file_id).update(size=MAX_BYTES - size)
    second = add_file(joint, cast.contact, pages=2)
    with pytest.raises(RefusedInputError) as caught:
        add_file(joint, cast.contact, pages=3)
    assert "300 megatavua" in caught.value.message
    assert StoredFile.objects.count() == 2
    add_link(joint, cast.contact)
    remove_evidence(evidence=second, criterion=criteria_of(joint)[0], by=cast.contact, at=AT)
    StoredFile.objects.filter(pk=first.file_id).update(size=1)
    add_file(joint, cast.contact, pages=3)


# Who may, and when


@pytest.mark.parametrize("state", [state for state in IN_STATE if state not in {"individual", "joint"}])
def test_evidence_is_closed_outside_the_open_phases(cast: Cast, state: str) -> None:
    assessment = IN_STATE[state](cast)
    for add in (add_link, add_file):
        with pytest.raises(WrongStateError):
            add(assessment, cast.leader)
    assert Evidence.objects.count() == 0


@pytest.mark.parametrize("add", [add_link, add_file])
def test_participants_and_managers_may_add(cast: Cast, add: Callable[..., Evidence]) -> None:
    assessment = make_individual(cast)
    for number, person in enumerate([*cast.workers, cast.contact, cast.leader]):
        assert add(assessment, person, title=f"Näyttö {number}").added_by == person


@pytest.mark.parametrize("add", [add_link, add_file])
def test_others_may_not_add(cast: Cast, joint: Assessment, add: Callable[..., Evidence]) -> None:
    bystander = Cast(workshop=cast.workshop).workers[0]  # works there, takes no part
    for person in (bystander, cast.stranger):
        with pytest.raises(NotAllowedError):
            add(joint, person)
    assert (Evidence.objects.count(), StoredFile.objects.count()) == (0, 0)


# Picking again


def test_picked_again_in_the_same_assessment_gets_one_more_criterion(cast: Cast, joint: Assessment) -> None:
    evidence = add_file(joint, cast.contact)
    assert pick(joint, evidence, cast.workers[0]) == evidence
    assert codes(evidence) == [criterion.code for criterion in criteria_of(joint)[:2]]


def test_picked_from_an_earlier_assessment_shares_the_stored_file(cast: Cast) -> None:
    earlier = make_joint(cast)
    given = add_file(earlier, cast.contact)
    Assessment.objects.filter(pk=earlier.pk).update(status="archived", archived_at=AT, archived_by=cast.leader, abandon_reason="Uusiksi.")
    now = make_joint(cast)
    picked = pick(now, given, cast.contact)
    assert picked != given
    assert (picked.assessment, picked.file, picked.file_name, picked.title) == (now, given.file, given.file_name, given.title)
    assert pick(now, given, cast.contact) == picked
    assert StoredFile.objects.count() == 1
    remove_evidence(evidence=picked, criterion=criteria_of(now)[1], by=cast.contact, at=AT)
    assert StoredFile.objects.get() == given.file


def test_evidence_of_another_organisation_cannot_be_picked(cast: Cast, joint: Assessment) -> None:
    other = Cast()
    foreign = add_file(make_joint(other), other.contact)
    with pytest.raises(NotAllowedError):
        pick(joint, foreign, cast.contact)


def test_evidence_of_an_unseen_unit_cannot_be_picked(cast: Cast, joint: Assessment) -> None:
    unit = Cast(workshop=WorkshopFactory(organisation=cast.workshop.organisation))
    unseen = add_file(make_joint(unit), unit.contact)
    with pytest.raises(NotAllowedError):
        pick(joint, unseen, cast.contact)


def test_evidence_removed_in_between_cannot_be_picked(cast: Cast, joint: Assessment) -> None:
    evidence = add_file(joint, cast.contact)
    remove_evidence(evidence=evidence, criterion=criteria_of(joint)[0], by=cast.contact, at=AT)
    link = add_link(joint, cast.contact)
    remove_evidence(evidence=link, criterion=criteria_of(joint)[0], by=cast.contact, at=AT)
    for gone in (evidence, link):
        with pytest.raises(RefusedInputError):
            pick(joint, gone, cast.contact)


# Taking back


def first_criterion(assessment: Assessment) -> Criterion:
    return criteria_of(assessment)[0]


def test_evidence_goes_with_its_last_criterion(cast: Cast, joint: Assessment) -> None:
    evidence = pick(joint, add_file(joint, cast.contact), cast.contact)
    remove_evidence(evidence=evidence, criterion=first_criterion(joint), by=cast.contact, at=AT)
    assert codes(evidence) == [criteria_of(joint)[1].code]
    remove_evidence(evidence=evidence, criterion=criteria_of(joint)[1], by=cast.contact, at=AT)
    assert (Evidence.objects.count(), StoredFile.objects.count()) == (0, 0)
    assert AuditEvent.objects.filter(action="evidence_removed").count() == 2


def test_taking_back_twice_changes_nothing(cast: Cast, joint: Assessment) -> None:
    evidence = pick(joint, add_file(joint, cast.contact), cast.contact)
    for _time in range(2):
        remove_evidence(evidence=evidence, criterion=first_criterion(joint), by=cast.contact, at=AT)
    assert Evidence.objects.get() == evidence
    assert AuditEvent.objects.filter(action="evidence_removed").count() == 1


def test_participant_takes_back_her_own_and_manager_anybodys(cast: Cast, joint: Assessment) -> None:
    hers, his = cast.workers
    evidence = add_file(joint, hers)
    with pytest.raises(NotAllowedError):
        remove_evidence(evidence=evidence, criterion=first_criterion(joint), by=his, at=AT)
    remove_evidence(evidence=evidence, criterion=first_criterion(joint), by=hers, at=AT)
    again = add_file(joint, hers)
    remove_evidence(evidence=again, criterion=first_criterion(joint), by=cast.leader, at=AT)
    assert Evidence.objects.count() == 0


def test_evidence_of_a_completed_assessment_stays(cast: Cast) -> None:
    assessment = make_completed(cast)
    link = Evidence.objects.create(assessment=assessment, title="A", link="https://kivipaja.example/", added_at=AT, added_by=cast.contact)
    EvidenceCriterion.objects.create(evidence=link, criterion=first_criterion(assessment))
    with pytest.raises(WrongStateError):
        remove_evidence(evidence=link, criterion=first_criterion(assessment), by=cast.leader, at=AT)
    assert codes(link) == [first_criterion(assessment).code]
