"""A result written once and copied to chosen units of the organisation."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from assessments.choices import Answer
from assessments.models import Assessment, Result
from assessments.permissions import can_write_result
from assessments.selectors.check import check_of
from assessments.selectors.copying import copy_targets
from assessments.services.carry_over import confirm_unchecked
from assessments.services.copying import copy_result
from assessments.services.drafts import create_self_assessments
from assessments.services.phases import abandon_assessment, start_jointly
from assessments.services.results import save_result
from config.toolkit.errors import NotAllowedError, RefusedInputError, StaleRevisionError
from criteria.models import Criterion
from tests.assessments.test_permissions import EVERY_GRANT, fresh, holder
from tests.assessments.test_units import Town
from tests.factories.assessments import AT, IN_STATE, Cast, make_individual
from tests.factories.criteria import make_version
from tests.factories.workshops import WorkshopFactory, grant
from workshops.models import AuditEvent, Workshop
from workshops.permissions import Access
from workshops.roles import Role, Scope

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

LATER = AT + dt.timedelta(hours=1)


def joint_of(town: Town, workshop: Workshop, version: object = None) -> Assessment:
    version = version or town.version
    areas = list(version.areas.all())
    [draft] = create_self_assessments(workshops=[workshop], version=version, areas=areas, title="Vuosi", by=town.contact, at=AT)
    return start_jointly(assessment=draft, by=town.contact, at=AT)


def write(town: Town, assessment: Assessment, text: str = "Sama perehdytys kaikissa.", value: int = 3) -> Result:
    return save_result(
        assessment=assessment,
        criterion=first_criterion(assessment),
        answer=Answer.LEVEL,
        level=assessment.version.scale.levels.get(value=value),
        current_practice=text,
        revision=0,
        by=town.contact,
        at=AT,
    )


def first_criterion(assessment: Assessment) -> Criterion:
    return assessment.version.areas.first().criteria.first()


def copy(town: Town, source: Result, targets: list[Assessment], **changed: object):
    values = {"revision": source.revision, "by": town.contact, "at": LATER, **changed}
    return copy_result(assessment=source.assessment, criterion=source.criterion, targets=targets, **values)


def test_copy_is_unchecked_and_each_unit_has_its_event() -> None:
    town = Town(units=3)
    source, *others = [joint_of(town, cast.workshop) for cast in town.casts]
    written = write(town, source)
    copies = copy(town, written, others)
    assert [one.assessment for one in copies.copied] == others
    for target in others:
        found = target.results.get()
        assert (found.copied_from, found.is_unchecked, found.revision) == (written, True, 1)
        assert (found.level, found.current_practice, found.saved_by) == (written.level, "Sama perehdytys kaikissa.", town.contact)
        assert [criterion.code for criterion, _result in check_of(target).unchecked] == ["K1.1"]
    events = AuditEvent.objects.filter(action="result_copied")
    assert {event.workshop_id for event in events} == {target.workshop_id for target in others}
    assert events.first().details == {"assessment": others[0].ref, "from": source.ref, "criterion": "K1.1"}
    confirm_unchecked(assessment=others[0], criterion_codes={"K1.1"}, by=town.contact, at=LATER)
    assert not others[0].results.get().is_unchecked


@pytest.mark.parametrize("texts", [{"current_practice": "Oma tapa."}, {"answer": "level"}])
def test_unit_with_an_answer_or_texts_is_left_alone(texts: dict[str, str]) -> None:
    town = Town(units=3)
    source, busy, free = [joint_of(town, cast.workshop) for cast in town.casts]
    values = {"answer": "", **texts}
    level = busy.version.scale.levels.get(value=1) if values["answer"] else None
    own = save_result(assessment=busy, criterion=first_criterion(busy), level=level, revision=0, by=town.contact, at=AT, **values)
    copies = copy(town, write(town, source), [busy, free])
    assert (copies.left, [one.assessment for one in copies.copied]) == ([busy], [free])
    stored = busy.results.get()
    assert (stored.revision, stored.current_practice, stored.copied_from) == (own.revision, own.current_practice, None)


def test_empty_row_of_a_unit_is_filled() -> None:
    town = Town()
    source, target = [joint_of(town, cast.workshop) for cast in town.casts]
    save_result(assessment=target, criterion=first_criterion(target), answer="", revision=0, by=town.contact, at=AT)
    [filled] = copy(town, write(town, source), [target]).copied
    assert (filled.revision, filled.level.value, target.results.count()) == (2, 3, 1)


def test_stale_sight_copies_nothing_anywhere() -> None:
    town = Town()
    source, target = [joint_of(town, cast.workshop) for cast in town.casts]
    with pytest.raises(StaleRevisionError):
        copy(town, write(town, source), [target], revision=9)
    assert not target.results.exists()


def test_all_or_nothing_when_one_of_the_units_is_not_hers() -> None:
    town = Town(units=3)
    source, mine, theirs = [joint_of(town, cast.workshop) for cast in town.casts]
    contact = town.casts[0].contact
    grant(contact, Role.CONTACT, workshop=mine.workshop)
    with pytest.raises(NotAllowedError):
        copy(town, write(town, source), [mine, theirs], by=contact)
    assert not mine.results.exists()
    with pytest.raises(NotAllowedError):
        copy(town, source.results.get(), [mine], by=town.casts[0].workers[0])


def test_other_organisations_missing_codes_and_empty_results_are_refused() -> None:
    town, other = Town(), Town(units=1)
    source, target = [joint_of(town, cast.workshop) for cast in town.casts]
    blank = save_result(assessment=source, criterion=first_criterion(source), answer="", revision=0, by=town.contact, at=AT)
    with pytest.raises(RefusedInputError, match="Tyhjää"):
        copy(town, blank, [target])
    written = save_result(
        assessment=source, criterion=blank.criterion, answer="", current_practice="Teksti.", revision=1, by=town.contact, at=AT
    )
    grant(town.contact, Role.CONTACT, organisation=other.organisation)
    with pytest.raises(RefusedInputError, match="saman organisaation"):
        copy(town, written, [joint_of(town, other.casts[0].workshop)])
    abandon_assessment(assessment=target, reason="Uusiksi.", by=town.casts[1].leader, at=AT)
    assert copy(town, written, [target]).left == [target]
    alien = joint_of(town, target.workshop, make_version())
    with pytest.raises(RefusedInputError, match="ei ole tätä kriteeriä"):
        copy(town, written, [alien])


@pytest.mark.parametrize("state", sorted(IN_STATE))
@pytest.mark.parametrize(("role", "scope"), EVERY_GRANT)
def test_who_writes_agrees_with_the_queryset(role: Role, scope: Scope, state: str) -> None:
    cast = Cast()
    assessment = IN_STATE[state](cast)
    access = Access.of(holder(role, scope, cast), AT.date())
    assert can_write_result(access, fresh(assessment)) == Assessment.objects.writable_by(access).filter(pk=assessment.pk).exists()


def test_page_offers_open_discussions_of_other_units_and_copies(client_of) -> None:
    town = Town(units=4)
    source, busy, free = [joint_of(town, cast.workshop) for cast in town.casts[:3]]
    make_individual(town.casts[3], version=town.version)
    write(town, busy, "Oma tapa.")
    write(town, source)
    client, url = client_of(town.contact), reverse("assessments:result-copy", args=[source.ref, "K1.1"])
    page = client.get(reverse("assessments:result-update", args=[source.ref, "K1.1"])).content.decode()
    assert url in page
    html = client.get(url).content.decode()
    assert "Paja 2: Vuosi (on jo kirjoitettu, jätetään ennalleen)" in html
    assert "Paja 4" not in html
    assert 'href=""' not in html
    response = client.post(url, {"revision": "1", "targets": [busy.ref, free.ref]}, follow=True)
    text = response.content.decode()
    assert "Tulos kopioitiin yhteen yksikköön." in text
    assert "Ennalleen jätettiin, koska siellä on jo kirjoitettu tai keskustelu ei ole auki: Paja 2." in text
    assert free.results.get().copied_from == source.results.get()
    target = client.get(reverse("assessments:result-update", args=[free.ref, "K1.1"])).content.decode()
    assert "Tämä on kopioitu yksiköstä Paja 1." in target


def test_page_is_for_those_who_write_and_takes_no_foreign_unit(client_of) -> None:
    town = Town()
    source, target = [joint_of(town, cast.workshop) for cast in town.casts]
    write(town, source)
    url = reverse("assessments:result-copy", args=[source.ref, "K1.1"])
    leader = town.casts[0].leader
    assert client_of(town.casts[1].leader).get(url).status_code == 404
    assert url not in client_of(leader).get(reverse("assessments:result-update", args=[source.ref, "K1.1"])).content.decode()
    assert "ei ole nyt auki" in client_of(leader).get(url).content.decode()
    assert client_of(leader).post(url, {"revision": "1", "targets": [target.ref]}).status_code == 400
    assert client_of(town.contact).post(url, {"revision": "7", "targets": [target.ref]}).status_code == 409
    assert not target.results.exists()


@pytest.mark.parametrize("units", [1, 3])
def test_page_takes_the_same_queries_at_any_number_of_units(client_of, django_assert_num_queries, units: int) -> None:
    town = Town(units=units + 1)
    source, *_others = [joint_of(town, cast.workshop) for cast in town.casts]
    write(town, source)
    client, url = client_of(town.contact), reverse("assessments:result-copy", args=[source.ref, "K1.1"])
    client.get(url)
    with django_assert_num_queries(7):
        client.get(url)


def test_only_units_of_the_same_organisation_are_offered() -> None:
    town = Town()
    source, target = [joint_of(town, cast.workshop) for cast in town.casts]
    elsewhere = WorkshopFactory()
    grant(town.contact, Role.CONTACT, workshop=elsewhere)
    joint_of(town, elsewhere)
    assert list(copy_targets(Access.of(town.contact, AT.date()), source, "K1.1")) == [target]
