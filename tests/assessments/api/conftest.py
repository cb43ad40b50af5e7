"""Public things beside hidden ones: what an answer of the API may hold, and what it must not."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pytest

from assessments.models import QualityMark, Summary
from assessments.services.marks import consent_to_register, record_old_mark
from assessments.services.summaries.publishing import publish_summary
from criteria.models import FrameworkVersion
from criteria.versioning import VersionStatus
from tests.conftest import HELSINKI
from tests.factories.applications import make_coordinator
from tests.factories.assessments import Cast
from tests.factories.criteria import ConceptFactory, ConceptGroupFactory, ConceptSetFactory, FrameworkFactory, make_version
from tests.factories.summaries import make_nation, make_year
from tests.factories.workshops import OrganisationFactory, WorkshopFactory
from workshops.models import User

NOW = dt.datetime(2026, 11, 24, 9, 0, tzinfo=HELSINKI)
DAY = dt.timedelta(days=1)
IN_FORCE = NOW.date() + 900 * DAY  # the last day of a mark that holds
SECRET = "SALAINEN"  # stands in every text that must not go out


@dataclass
class OpenWorld:
    """One of each public thing, and hidden ones whose names hold `SECRET`."""

    version: FrameworkVersion
    summary: Summary
    unpublished: Summary
    mark: QualityMark
    coordinator: User


def make_mark(name: str, by: User, *, last: dt.date = IN_FORCE, consented: bool = True) -> QualityMark:
    """Make a mark of one workshop of an organisation of the same name."""
    cast = Cast()
    organisation = OrganisationFactory(name=f"{name} ry")
    cast.workshop.organisation, cast.workshop.name = organisation, f"{name}paja"
    cast.workshop.save()
    mark = record_old_mark(
        organisation=organisation, workshops=[cast.workshop], granted_date=last - 1000 * DAY, last_date=last, by=by, at=NOW
    )
    return consent_to_register(mark=mark, agrees=True, by=cast.contact, at=NOW) if consented else mark


def make_concepts(count: int) -> None:
    """Make a glossary in use with so many concepts, the second of which names the first, and a draft glossary."""
    group = ConceptGroupFactory(name_fi="Ydinkäsitteet")
    concepts = [ConceptFactory(group=group, term_sv="begrepp" if number else "") for number in range(count)]
    for concept in concepts[1:]:
        concept.related.add(concepts[0])
    draft = ConceptSetFactory(status=VersionStatus.DRAFT)
    ConceptFactory(group=ConceptGroupFactory(concept_set=draft), term_fi=f"{SECRET} käsite")


@pytest.fixture
def at_noon(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def open_world(db, at_noon) -> OpenWorld:
    """Twelve workshops with two closed years, one of them published; marks, criteria and concepts of every state."""
    coordinator = make_coordinator()
    framework = FrameworkFactory(slug="laatukriteeristo")
    version = make_version(framework=framework)
    version.version = "0.1"  # with the year below as in the examples of the document
    version.save()
    draft = make_version(framework=framework, status=VersionStatus.DRAFT)
    draft.areas.update(name_fi=f"{SECRET} luonnos")
    make_concepts(2)
    workshops = make_nation(12, regions=2)
    WorkshopFactory(municipality=workshops[0].municipality)  # takes no part
    unpublished = make_year(version, workshops, 2024, seed=5)
    summary = publish_summary(summary=make_year(version, workshops[:9], 2025), by=coordinator, at=NOW)
    mark = make_mark("Kivi", coordinator)
    make_mark(f"{SECRET} luvaton", coordinator, consented=False)
    make_mark(f"{SECRET} päättynyt", coordinator, last=NOW.date() - DAY)
    revoked = make_mark(f"{SECRET} peruttu", coordinator)
    QualityMark.objects.filter(pk=revoked.pk).update(revoked_at=NOW, revoked_by=coordinator, revoke_reason=f"{SECRET} syy")
    return OpenWorld(version, summary, unpublished, mark, coordinator)
