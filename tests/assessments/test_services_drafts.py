"""Creating drafts and choosing who takes part."""

import datetime as dt

import pytest

from assessments.choices import RatingsShown
from assessments.models import Assessment, Participant, Rating
from assessments.services.drafts import create_self_assessments, update_draft
from assessments.services.participants import add_participants, remove_participant
from assessments.services.phases import abandon_assessment, open_discussion, start_assessment, start_jointly
from config.toolkit.errors import NotAllowedError, RefusedInputError, WrongStateError
from criteria.models import FrameworkVersion
from criteria.versioning import VersionStatus
from tests.factories.assessments import AT, Cast, make_draft, make_individual, make_joint, rate_all
from tests.factories.criteria import make_version
from tests.factories.workshops import UserFactory, WorkshopFactory, grant
from workshops.models import Invitation, OutgoingMail
from workshops.roles import Role
from workshops.services.invitations import accept_invitation

pytestmark = pytest.mark.django_db


def create(cast: Cast, version: FrameworkVersion, area_codes: list[str] | None = None, **extra: object) -> Assessment:
    areas = list(version.areas.all()) if area_codes is None else list(version.areas.filter(code__in=area_codes))
    fields: dict[str, object] = {
        "workshops": [cast.workshop],
        "version": version,
        "areas": areas,
        "title": "Arvio",
        "by": cast.contact,
        "at": AT,
    }
    return create_self_assessments(**(fields | extra))[0]  # type: ignore[arg-type]


def test_create_for_several_units_makes_one_assessment_each() -> None:
    cast = Cast()
    sister = WorkshopFactory(organisation=cast.workshop.organisation)
    grant(cast.contact, Role.CONTACT, workshop=sister)
    version = make_version()
    drafts = create_self_assessments(
        workshops=[sister, cast.workshop], version=version, areas=list(version.areas.all()), title="Arvio", by=cast.contact, at=AT
    )
    assert [draft.workshop for draft in drafts] == [sister, cast.workshop]


def test_create_in_one_foreign_unit_creates_nothing_anywhere() -> None:
    cast = Cast()
    version = make_version()
    with pytest.raises(NotAllowedError):
        create(cast, version, workshops=[cast.workshop, WorkshopFactory()])
    assert not Assessment.objects.exists()


@pytest.mark.parametrize("role", ["worker", "stranger"])
def test_create_by_others_is_refused(role: str) -> None:
    cast = Cast()
    user = cast.workers[0] if role == "worker" else cast.stranger
    with pytest.raises(NotAllowedError):
        create(cast, make_version(), by=user)


def test_create_beside_an_open_one_needs_other_areas() -> None:
    cast = Cast()
    version = make_version(areas=3)
    first, second, third = [area.code for area in version.areas.order_by("order")]
    create(cast, version, [first, second])
    with pytest.raises(WrongStateError, match="avoin itsearviointi"):
        create(cast, version, [second, third])
    assert create(cast, version, [third]).areas.get().code == third


def test_create_after_an_abandoned_one_is_free() -> None:
    cast = Cast()
    version = make_version()
    abandon_assessment(assessment=create(cast, version), reason="Uusi alku.", by=cast.leader, at=AT)
    assert create(cast, version).pk


@pytest.mark.parametrize("status", [VersionStatus.DRAFT, VersionStatus.RETIRED])
def test_create_in_a_version_not_published_is_refused(status: VersionStatus) -> None:
    version = make_version()
    version.status = status
    with pytest.raises(RefusedInputError, match="versiolla ei voi"):
        create(Cast(), version)


def test_create_without_areas_or_with_foreign_areas_is_refused() -> None:
    cast, version, other = Cast(), make_version(), make_version()
    with pytest.raises(RefusedInputError, match="ainakin yksi osa-alue"):
        create(cast, version, [])
    with pytest.raises(RefusedInputError, match="valitusta kriteeristön versiosta"):
        create(cast, version, areas=list(other.areas.all()))


def test_create_with_the_discussion_before_the_ratings_is_refused() -> None:
    with pytest.raises(RefusedInputError, match="ennen omien arvioiden"):
        create(Cast(), make_version(), ratings_due_date=dt.date(2026, 12, 2), discussion_date=dt.date(2026, 12, 1))


def test_update_after_the_start_is_refused_and_changes_nothing() -> None:
    cast = Cast()
    assessment = make_individual(cast)
    with pytest.raises(WrongStateError):
        update_draft(
            assessment=assessment,
            areas=list(assessment.areas.all()),
            title="Toinen",
            ratings_shown=RatingsShown.NAMES,
            ratings_due_date=None,
            discussion_date=None,
            by=cast.contact,
            at=AT,
        )
    assert Assessment.objects.get(pk=assessment.pk).ratings_shown == RatingsShown.SPREAD


def test_start_without_participants_is_refused_but_the_discussion_may_begin() -> None:
    cast = Cast()
    assessment = create(cast, make_version())
    with pytest.raises(RefusedInputError, match="ainakin yksi osallistuja"):
        start_assessment(assessment=assessment, by=cast.contact, at=AT)
    assert start_jointly(assessment=assessment, by=cast.contact, at=AT).status == "joint"


def test_start_with_a_past_due_date_is_refused() -> None:
    cast = Cast()
    assessment = create(cast, make_version(), ratings_due_date=AT.date() - dt.timedelta(days=1))
    add_participants(assessment=assessment, users=[cast.contact], by=cast.contact, at=AT)
    with pytest.raises(RefusedInputError, match="on jo mennyt"):
        start_assessment(assessment=assessment, by=cast.contact, at=AT)


def test_start_mails_each_participant_once() -> None:
    cast = Cast()
    make_individual(cast)
    mails = OutgoingMail.objects.filter(kind="assessment_started")
    assert sorted(mail.to_user_id or 0 for mail in mails) == sorted(user.pk for user in cast.raters)


def test_add_by_email_invites_the_unknown_and_adds_the_colleague() -> None:
    cast = Cast()
    assessment = create(cast, make_version())
    added = add_participants(assessment=assessment, emails=["Uusi@Paja.example", cast.workers[0].email.upper()], by=cast.contact, at=AT)
    assert {participant.user for participant in added} == {None, cast.workers[0]}
    assert Invitation.objects.get().email == "uusi@paja.example"


def test_add_by_email_twice_keeps_one_place_and_one_invitation() -> None:
    cast = Cast()
    assessment = create(cast, make_version())
    for _ in range(2):
        add_participants(assessment=assessment, emails=["uusi@paja.example"], by=cast.contact, at=AT)
    assert (Participant.objects.count(), Invitation.objects.count()) == (1, 1)


def test_invited_participant_rates_after_accepting() -> None:
    cast = Cast()
    assessment = create(cast, make_version())
    add_participants(assessment=assessment, emails=["uusi@paja.example"], by=cast.contact, at=AT)
    start_assessment(assessment=assessment, by=cast.contact, at=AT)
    newcomer = UserFactory(email="uusi@paja.example")
    accept_invitation(invitation=Invitation.objects.get(), by=newcomer, at=AT)
    rate_all(assessment, [newcomer])
    assert Rating.objects.filter(participant__invitation__accepted_by=newcomer).exists()


def test_add_of_somebody_without_a_role_is_refused() -> None:
    cast = Cast()
    with pytest.raises(RefusedInputError, match="ei ole roolia"):
        add_participants(assessment=create(cast, make_version()), users=[cast.stranger], by=cast.contact, at=AT)


def test_add_after_the_start_tells_the_newcomer_alone() -> None:
    cast = Cast()
    assessment = make_individual(cast)
    add_participants(assessment=assessment, users=[cast.leader], by=cast.contact, at=AT + dt.timedelta(hours=1))
    assert OutgoingMail.objects.filter(kind="assessment_started", to_user=cast.leader).count() == 1
    assert OutgoingMail.objects.filter(kind="assessment_started", to_user=cast.contact).count() == 1


def test_remove_before_the_discussion_deletes_the_ratings_of_that_person_alone() -> None:
    cast = Cast()
    assessment = make_individual(cast)
    rate_all(assessment, cast.raters)
    kept = Rating.objects.exclude(participant__user=cast.workers[0]).count()
    remove_participant(participant=assessment.participants.get(user=cast.workers[0]), by=cast.contact, at=AT)
    assert Rating.objects.count() == kept


def test_remove_once_the_discussion_is_open_is_refused() -> None:
    cast = Cast()
    assessment = make_joint(cast)
    before = Rating.objects.count()
    with pytest.raises(WrongStateError):
        remove_participant(participant=assessment.participants.get(user=cast.workers[0]), by=cast.contact, at=AT)
    assert Rating.objects.count() == before


def test_removed_person_can_be_added_again() -> None:
    cast = Cast()
    assessment = make_draft(cast)
    remove_participant(participant=assessment.participants.get(user=cast.workers[0]), by=cast.contact, at=AT)
    add_participants(assessment=assessment, users=[cast.workers[0]], by=cast.contact, at=AT)
    assert assessment.participants.active().filter(user=cast.workers[0]).count() == 1


def test_open_discussion_does_not_wait_for_missing_ratings() -> None:
    cast = Cast()
    assert open_discussion(assessment=make_individual(cast), by=cast.contact, at=AT).discussion_opened_by == cast.contact
