"""Self-assessments in every state for tests, moved by the services that move them in life."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from assessments.choices import Answer, RatingsShown
from assessments.models import Assessment, Participant, Rating, Result
from assessments.selectors.results import criteria_of
from assessments.services.codes import make_code
from assessments.services.drafts import create_self_assessments
from assessments.services.participants import add_by_name, add_participants
from assessments.services.phases import abandon_assessment, archive_assessment, complete_assessment, open_discussion, start_assessment
from criteria.models import FrameworkVersion
from tests.factories.criteria import make_version
from tests.factories.workshops import UserFactory, WorkshopFactory, grant
from workshops.models import User, Workshop
from workshops.roles import Role

AT = dt.datetime(2026, 11, 20, 10, 0, tzinfo=dt.UTC)


class Cast:
    """A workshop with its people: Leena leads, Kaisa is the contact, Teppo and Ville work there; Outi leads another organisation's."""

    def __init__(self, workshop: Workshop | None = None, workers: int = 2) -> None:
        self.workshop = workshop or WorkshopFactory()
        self.leader = self._person("Leena Johtava", Role.LEADER)
        self.contact = self._person("Kaisa Yhteys", Role.CONTACT)
        self.workers = [self._person(f"Teppo Tekijä {number}", Role.WORKER) for number in range(workers)]
        self.stranger = UserFactory(name="Outi Ulkopuolinen")
        grant(self.stranger, Role.LEADER, workshop=WorkshopFactory())

    def _person(self, name: str, role: Role) -> User:
        user = UserFactory(name=name)
        grant(user, role, workshop=self.workshop)
        return user

    @property
    def raters(self) -> list[User]:
        return [self.contact, *self.workers]


def make_draft(
    cast: Cast,
    version: FrameworkVersion | None = None,
    ratings_shown: str = RatingsShown.SPREAD,
    at: dt.datetime = AT,
    from_previous: bool = False,
) -> Assessment:
    version = version or make_version()
    [draft] = create_self_assessments(
        workshops=[cast.workshop],
        version=version,
        areas=list(version.areas.all()),
        title="Itsearviointi 2026",
        ratings_shown=ratings_shown,
        from_previous=from_previous,
        by=cast.contact,
        at=at,
    )
    add_participants(assessment=draft, users=cast.raters, by=cast.contact, at=at)
    return draft


def make_individual(cast: Cast, **draft: object) -> Assessment:
    return start_assessment(assessment=make_draft(cast, **draft), by=cast.contact, at=AT)  # type: ignore[arg-type]


def rate_all(assessment: Assessment, users: Sequence[User], values: Sequence[int] = (2,)) -> None:
    """Every user rates every criterion; the n-th user gives the n-th value, round and round. Written as rows, not by the service."""
    levels = {level.value: level for level in assessment.version.scale.levels.all()}
    criteria = criteria_of(assessment)
    Rating.objects.bulk_create(
        Rating(
            participant=assessment.participants.active().of(user)[0],
            criterion=criterion,
            answer=Answer.LEVEL,
            level=levels[values[position % len(values)]],
            saved_at=AT,
        )
        for position, user in enumerate(users)
        for criterion in criteria
    )


def make_joint(cast: Cast, values: Sequence[int] = (2, 3), **draft: object) -> Assessment:
    assessment = make_individual(cast, **draft)
    rate_all(assessment, cast.raters, values)
    return open_discussion(assessment=assessment, by=cast.contact, at=AT)


def agree_all(assessment: Assessment, by: User, value: int = 3) -> None:
    """Every criterion gets an agreed level and texts. Written as rows: the service has its own tests."""
    level = assessment.version.scale.levels.get(value=value)
    Result.objects.bulk_create(
        Result(
            assessment=assessment,
            criterion=criterion,
            answer=Answer.LEVEL,
            level=level,
            current_practice="Viikko suunnitellaan yhdessä maanantaisin.",
            development="Kirjataan yhteinen tapa.",
            saved_at=AT,
            saved_by=by,
        )
        for criterion in criteria_of(assessment)
    )


def make_completed(cast: Cast, **draft: object) -> Assessment:
    assessment = make_joint(cast, **draft)
    agree_all(assessment, cast.contact)
    return complete_assessment(assessment=assessment, by=cast.leader, at=AT)


def make_archived(cast: Cast, **draft: object) -> Assessment:
    return archive_assessment(assessment=make_completed(cast, **draft), by=cast.leader, at=AT)


def make_abandoned(cast: Cast, **draft: object) -> Assessment:
    return abandon_assessment(assessment=make_joint(cast, **draft), reason="Aloitetaan alusta keväällä.", by=cast.leader, at=AT)


IN_STATE = {
    "draft": make_draft,
    "individual": make_individual,
    "joint": make_joint,
    "completed": make_completed,
    "archived": make_archived,
    "abandoned": make_abandoned,
}


def add_guest(assessment: Assessment, by: User, name: str = "Pirkko Kartano") -> tuple[Participant, str]:
    """Return a participant by name and her personal code."""
    place = add_by_name(assessment=assessment, name=name, by=by, at=AT)
    code = make_code(participant=place, by=by, at=AT)
    place.refresh_from_db()
    return place, code
