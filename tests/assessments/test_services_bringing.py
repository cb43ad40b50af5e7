"""Evidence of self-assessments in an application: the same stored file, once, within the limits."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from assessments.models import Application, Assessment, Evidence, EvidenceCriterion, StoredFile
from assessments.selectors.applications.form import criteria_of_application
from assessments.selectors.results import criteria_of
from assessments.services.applications import bringing
from assessments.services.applications.answers import fill_from_assessments
from assessments.services.applications.bringing import Brought
from assessments.services.evidence import MAX_PER_CRITERION, add_file_evidence, add_link_evidence, remove_evidence
from assessments.services.phases import complete_assessment, reopen_assessment
from criteria.models import FrameworkVersion
from tests.factories.applications import make_open, make_round
from tests.factories.assessments import AT, Cast, agree_all, make_joint
from tests.factories.criteria import make_version
from tests.office_files import pdf_bytes, uploaded
from workshops.models import AuditEvent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


def add_file(
    holder: Assessment | Application, cast: Cast, codes: Sequence[str] = ("K1.1",), title: str = "Suunnitelma", pages: int = 1
) -> Evidence:
    criteria = criteria_of(holder) if isinstance(holder, Assessment) else criteria_of_application(holder)
    chosen = [criterion for criterion in criteria if criterion.code in codes]
    upload = uploaded("Suunnitelma 2026.pdf", pdf_bytes(pages=pages))
    return add_file_evidence(holder=holder, criteria=chosen, upload=upload, title=title, by=cast.contact, at=AT)


def add_links(holder: Assessment | Application, cast: Cast, count: int, title: str = "Sivu") -> None:
    criteria = criteria_of(holder) if isinstance(holder, Assessment) else criteria_of_application(holder)
    for number in range(count):
        link = f"https://kivipaja.example/{title}/{number}"
        add_link_evidence(holder=holder, criteria=criteria[:1], link=link, title=f"{title} {number}", by=cast.contact, at=AT)


def completed(cast: Cast, assessment: Assessment) -> Assessment:
    agree_all(assessment, cast.contact)
    return complete_assessment(assessment=assessment, by=cast.leader, at=AT)


def bring(application: Application, cast: Cast, *sources: Assessment) -> Brought:
    return fill_from_assessments(application=application, assessments=sources, by=cast.contact, at=AT).evidence


def ties(application: Application) -> list[tuple[str, str]]:
    rows = EvidenceCriterion.objects.filter(evidence__application=application)
    return sorted(rows.values_list("evidence__title", "criterion__code"))


def versions() -> tuple[FrameworkVersion, FrameworkVersion]:
    """An older version of three areas and the round's of two."""
    return make_version(areas=3), make_version(areas=2)


def test_evidence_comes_along_by_code_with_the_same_stored_file() -> None:
    cast, (older, newer) = Cast(), versions()
    joint = make_joint(cast, version=older)
    given = add_file(joint, cast, ["K1.1", "K2.2", "K3.1"])
    add_file(joint, cast, ["K3.2"], title="Vain poistuneelle", pages=2)
    add_links(joint, cast, 1)
    application = make_open(cast, make_round(version=newer))
    assert bring(application, cast, completed(cast, joint)) == Brought(count=2, left=[])
    assert ties(application) == [("Sivu 0", "K1.1"), ("Suunnitelma", "K1.1"), ("Suunnitelma", "K2.2")]
    own = application.evidence.get(title="Suunnitelma")
    assert (own.file, own.file_name, own.added_by, own.assessment) == (given.file, "Suunnitelma 2026.pdf", cast.contact, None)
    assert own.ref != given.ref
    links = EvidenceCriterion.objects.filter(evidence__application=application)
    assert set(links.values_list("criterion__area__version", flat=True)) == {newer.pk}
    assert StoredFile.objects.count() == 2
    assert joint.evidence.count() == 3  # the self-assessment keeps its own
    events = AuditEvent.objects.filter(action="evidence_added", details__application=application.ref)
    assert sorted(event.details["criterion"] for event in events) == ["K1.1", "K1.1", "K2.2"]


def test_evidence_comes_along_once() -> None:
    cast = Cast()
    version = make_version()
    first, application = make_joint(cast, version=version), make_open(cast, make_round(version=version))
    add_file(first, cast)
    source = completed(cast, first)
    second = make_joint(cast, version=version)
    add_file(second, cast, ["K1.1", "K1.2"])
    other = completed(cast, second)
    assert bring(application, cast, source, other).count == 2
    assert bring(application, cast, source, other) == Brought()
    assert ties(application) == [("Suunnitelma", "K1.1"), ("Suunnitelma", "K1.2")]
    assert application.evidence.count() == 1


def test_evidence_given_in_the_application_itself_is_not_doubled() -> None:
    cast = Cast()
    version = make_version()
    joint, application = make_joint(cast, version=version), make_open(cast, make_round(version=version))
    add_file(application, cast)
    add_file(joint, cast)
    assert bring(application, cast, completed(cast, joint)) == Brought()
    assert application.evidence.count() == 1


def test_an_eleventh_piece_of_a_criterion_is_left_and_named() -> None:
    cast = Cast()
    version = make_version()
    joint, application = make_joint(cast, version=version), make_open(cast, make_round(version=version))
    add_links(application, cast, MAX_PER_CRITERION - 1, "Oma")
    add_links(joint, cast, 2, "Tuotu")
    add_file(joint, cast, ["K1.1", "K1.2"])
    assert bring(application, cast, completed(cast, joint)) == Brought(count=2, left=["Tuotu 1", "Suunnitelma"])
    assert application.evidence.filter(criteria__code="K1.1").count() == MAX_PER_CRITERION
    assert ("Suunnitelma", "K1.2") in ties(application)
    assert not application.evidence.filter(criteria=None).exists()


def test_files_over_the_space_are_left_and_named(monkeypatch: pytest.MonkeyPatch) -> None:
    cast = Cast()
    version = make_version()
    joint, application = make_joint(cast, version=version), make_open(cast, make_round(version=version))
    size = add_file(joint, cast, title="Mahtuu").file.size  # type: ignore[union-attr]  # just given as a file
    add_file(joint, cast, title="Ei mahdu", pages=2)
    add_links(joint, cast, 1)
    monkeypatch.setattr(bringing, "MAX_BYTES", size)
    assert bring(application, cast, completed(cast, joint)) == Brought(count=2, left=["Ei mahdu"])
    assert sorted(application.evidence.values_list("title", flat=True)) == ["Mahtuu", "Sivu 0"]


def test_file_brought_outlives_its_evidence_in_the_self_assessment() -> None:
    cast = Cast()
    version = make_version()
    joint, application = make_joint(cast, version=version), make_open(cast, make_round(version=version))
    given = add_file(joint, cast)
    bring(application, cast, completed(cast, joint))
    reopen_assessment(assessment=joint, reason="Yksi kohta jäi.", by=cast.leader, at=AT)
    remove_evidence(evidence=Evidence.objects.get(pk=given.pk), criterion=criteria_of(joint)[0], by=cast.contact, at=AT)
    assert StoredFile.objects.count() == 1
    assert ties(application) == [("Suunnitelma", "K1.1")]


def test_bringing_takes_the_same_reads_whatever_the_number(django_assert_max_num_queries) -> None:
    cast = Cast()
    version = make_version(areas=1, criteria=10)
    joint, application = make_joint(cast, version=version), make_open(cast, make_round(version=version))
    for number, criterion in enumerate(criteria_of(joint)):
        add_link_evidence(holder=joint, criteria=[criterion], link="https://kivipaja.example/", title=f"{number}", by=cast.contact, at=AT)
    source = completed(cast, joint)
    with django_assert_max_num_queries(50):  # two inserts for each of the ten, about thirty beside
        assert bring(application, cast, source).count == 10
