"""Example applications for tests, in every state, and what auditors have answered of them; all by the services."""

from __future__ import annotations

from collections.abc import Sequence

from assessments.choices import Answer
from assessments.models import PracticeCase, PracticeRating
from assessments.services.practice.cases import (
    GivenReference,
    create_practice_case,
    publish_practice_case,
    retire_practice_case,
    save_practice_answer,
)
from assessments.services.practice.ratings import confirm_practice_rating, save_practice_rating
from assessments.services.ratings import GivenRating
from criteria.models import Criterion, FrameworkVersion, Level
from tests.factories.assessments import AT
from tests.factories.criteria import make_version
from workshops.models import User


def reference(
    version: FrameworkVersion, value: int = 3, verdict: str = "met", text: str = "Viikko suunnitellaan yhdessä."
) -> GivenReference:
    """A whole reference of the level."""
    return GivenReference(text, Answer.LEVEL, level_of(version, value), version.verdicts.get(value=verdict), "Tapa on kuvattu ja käytössä.")


def rated(version: FrameworkVersion, value: int = 2, verdict: str = "partly_met", note: str = "Luin tekstin.") -> GivenRating:
    """What an auditor thinks: a level with its verdict."""
    return GivenRating(Answer.LEVEL, level_of(version, value), "", note, verdict=version.verdicts.get(value=verdict))


def level_of(version: FrameworkVersion, value: int) -> Level:
    return version.scale.levels.get(value=value)


def criterion_in(case: PracticeCase, code: str = "K1.1") -> Criterion:
    return Criterion.objects.select_related("area").get(area__version=case.version_id, code=code)


def make_case(by: User, codes: Sequence[str] = ("K1.1", "K1.2", "K2.1"), version: FrameworkVersion | None = None) -> PracticeCase:
    """A draft in which the criteria are whole: each of level 3, met."""
    version = version or make_version()
    title = "Pieni puutyöpaja"
    case = create_practice_case(title=title, introduction="Kuvitteellinen työpaja pienessä kaupungissa.", version=version, by=by, at=AT)
    for code in codes:
        given = reference(version, text=f"Näin toimitaan: {code}.")
        save_practice_answer(case=case, criterion=criterion_in(case, code), given=given, revision=0, by=by, at=AT)
    return case


def make_published(by: User, codes: Sequence[str] = ("K1.1", "K1.2", "K2.1"), version: FrameworkVersion | None = None) -> PracticeCase:
    return publish_practice_case(case=make_case(by, codes, version), by=by, at=AT)


def make_retired(by: User, version: FrameworkVersion | None = None) -> PracticeCase:
    return retire_practice_case(case=make_published(by, version=version), by=by, at=AT)


def practise(
    case: PracticeCase, by: User, code: str = "K1.1", given: GivenRating | None = None, *, confirms: bool = True
) -> PracticeRating:
    """Answer one criterion for the first time, and confirm it unless told otherwise."""
    write = confirm_practice_rating if confirms else save_practice_rating
    return write(case=case, criterion=criterion_in(case, code), given=given or rated(case.version), revision=0, by=by, at=AT)
