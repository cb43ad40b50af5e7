"""An auditor rates alone and confirms: what is confirmed is kept for ever, and nothing of the others comes before it."""

from __future__ import annotations

import pytest

from assessments.choices import Answer
from assessments.models import Assessment, ConfirmedRating, Participant, Rating
from assessments.permissions import can_rate_in_audit
from assessments.selectors.auditing.rating import Comparison, audit_progress, comparison
from assessments.selectors.auditing.reading import last_submission, rated_audits, submission_along, with_submission
from assessments.services.applications.submitting import submit_application
from assessments.services.auditing.invitations import accept_seat, declare_conflict
from assessments.services.auditing.reading import confirm_rating, save_audit_rating
from assessments.services.auditing.seats import invite_auditors, name_auditor, replace_auditor
from assessments.services.ratings import GivenRating
from config.toolkit.errors import DomainError, NotAllowedError, RefusedInputError, StaleRevisionError, WrongStateError
from criteria.models import Criterion, Level, Verdict
from tests.factories.applications import add_file
from tests.factories.assessments import AT, Cast
from tests.factories.auditing import NAMED_AT, audited, make_auditable, make_auditor, make_invited, make_levelled, make_reading
from tests.factories.criteria import make_version
from tests.factories.workshops import UserFactory, grant
from workshops.models import AuditEvent, User
from workshops.permissions import Access
from workshops.roles import Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


@pytest.fixture
def audit(coordinator: User) -> Assessment:
    return make_reading(make_levelled(Cast()), coordinator)


def auditors_of(audit: Assessment) -> list[User]:
    return [seat.auditor.user for seat in audit.seats.filter(status="accepted").select_related("auditor__user").order_by("pk")]


def levels_of(audit: Assessment) -> list[Level]:
    return list(audit.version.scale.levels.order_by("value"))


def criterion_of(audit: Assessment, code: str = "K1.1") -> Criterion:
    return Criterion.objects.get(area__assessments=audit, code=code)


def verdict_of(audit: Assessment, value: str) -> Verdict | None:
    return audit.version.verdicts.get(value=value) if value else None


def given(audit: Assessment, value: int = 2, verdict: str = "partly_met", note: str = "Luin suunnitelman.") -> GivenRating:
    return GivenRating(Answer.LEVEL, levels_of(audit)[value - 1], "", note, verdict=verdict_of(audit, verdict))


def save(audit: Assessment, by: User, what: GivenRating | None = None, revision: int = 0, code: str = "K1.1") -> Rating:
    return save_audit_rating(
        audit=audit, criterion=criterion_of(audit, code), given=what or given(audit), revision=revision, by=by, at=NAMED_AT
    )


def confirm(audit: Assessment, by: User, what: GivenRating | None = None, revision: int = 0, code: str = "K1.1") -> ConfirmedRating:
    return confirm_rating(
        audit=audit, criterion=criterion_of(audit, code), given=what or given(audit), revision=revision, by=by, at=NAMED_AT
    )


def compared(audit: Assessment, user: User) -> Comparison:
    submission = last_submission(audited(audit))
    assert submission is not None
    told = comparison(audit, criterion_of(audit), user, submission, levels_of(audit))
    assert told is not None
    return told


# Taking part -----------------------------------------------------------------------------------------------------------------


def test_everyone_who_has_accepted_takes_part_from_the_start(audit: Assessment) -> None:
    assert [place.user for place in audit.participants.active().order_by("pk")] == auditors_of(audit)


def test_nobody_takes_part_before_all_have_accepted(coordinator: User) -> None:
    seat, _other = make_invited(by=coordinator)
    accept_seat(seat=seat, declared=True, by=seat.auditor.user, at=NAMED_AT)
    assert not Participant.objects.exists()


def test_replaced_auditor_leaves_her_ratings_and_the_new_one_begins_blind(audit: Assessment, coordinator: User) -> None:
    first, second = auditors_of(audit)
    confirm(audit, first)
    confirm(audit, second)
    gone = audit.seats.get(auditor__user=first)
    replace_auditor(seat=gone, by=coordinator, at=NAMED_AT)
    with pytest.raises(DomainError):
        save(audit, first)
    newcomer = make_auditor()
    name_auditor(application=audited(audit), auditor=newcomer, by=coordinator, at=NAMED_AT)
    [seat] = invite_auditors(application=audited(audit), by=coordinator, at=NAMED_AT)
    accept_seat(seat=seat, declared=True, by=newcomer.user, at=NAMED_AT)
    assert {place.user for place in audit.participants.active()} == {second, newcomer.user}
    assert ConfirmedRating.objects.filter(participant__user=first).count() == 1
    assert not ConfirmedRating.objects.filter(participant__in=audit.participants.of(newcomer.user)).exists()
    assert [side.who for side in compared(audit, second).sides] == ["Työpaja", "Sinä", newcomer.user.name]


def test_auditor_who_comes_back_begins_anew(audit: Assessment, coordinator: User) -> None:
    first, _second = auditors_of(audit)
    confirm(audit, first)
    gone = audit.seats.select_related("auditor").get(auditor__user=first)
    replace_auditor(seat=gone, by=coordinator, at=NAMED_AT)
    name_auditor(application=audited(audit), auditor=gone.auditor, by=coordinator, at=NAMED_AT)
    [seat] = invite_auditors(application=audited(audit), by=coordinator, at=NAMED_AT)
    accept_seat(seat=seat, declared=True, by=first, at=NAMED_AT)
    assert audit_progress(audit, first).confirmed == frozenset()
    assert save(audit, first).revision == 1


def test_conflict_that_comes_up_ends_taking_part(audit: Assessment) -> None:
    first, second = auditors_of(audit)
    declare_conflict(seat=audit.seats.get(auditor__user=first), by=first, at=NAMED_AT)
    assert [place.user for place in audit.participants.active()] == [second]


# Saving ----------------------------------------------------------------------------------------------------------------------


def test_rating_is_saved_with_its_verdict_and_history(audit: Assessment) -> None:
    [first, _second] = auditors_of(audit)
    rating = save(audit, first)
    assert (rating.answer, rating.level, str(rating.verdict), rating.note) == (
        "level",
        levels_of(audit)[1],
        "Täyttyy osittain",
        "Luin suunnitelman.",
    )
    again = save(audit, first, given(audit, 3, "met"), revision=1)
    assert (again.revision, [row.verdict.value for row in again.history.all()]) == (2, ["met", "partly_met"])


def test_verdict_stands_beside_a_level_alone(audit: Assessment) -> None:
    [first, _second] = auditors_of(audit)
    rating = save(audit, first, GivenRating(Answer.DONT_KNOW, verdict=verdict_of(audit, "met")))
    assert rating.verdict is None


def test_verdict_of_another_version_is_refused(audit: Assessment) -> None:
    [first, _second] = auditors_of(audit)
    theirs = make_version().verdicts.all()[0]
    with pytest.raises(RefusedInputError) as refused:
        save(audit, first, GivenRating(Answer.LEVEL, levels_of(audit)[0], verdict=theirs))
    assert refused.value.field == "verdict"


def test_stale_save_overwrites_nothing(audit: Assessment) -> None:
    [first, _second] = auditors_of(audit)
    save(audit, first)
    with pytest.raises(StaleRevisionError):
        save(audit, first, given(audit, 4), revision=0)
    assert Rating.objects.get().level == levels_of(audit)[1]


def test_each_saves_her_own(audit: Assessment) -> None:
    first, second = auditors_of(audit)
    save(audit, first, given(audit, 1))
    save(audit, second, given(audit, 4))
    assert {rating.participant.user: rating.level.value for rating in Rating.objects.all()} == {first: 1, second: 4}  # type: ignore[union-attr]


@pytest.mark.parametrize("role", [Role.PEER_AUDITOR, Role.COORDINATOR, Role.DECIDER, Role.LEADER])
def test_nobody_else_rates(audit: Assessment, role: Role) -> None:
    stranger = UserFactory()
    grant(stranger, role, **({"workshop": audit.workshop} if role == Role.LEADER else {}))
    for act in (save, confirm):
        with pytest.raises(NotAllowedError):
            act(audit, stranger)
    assert not Rating.objects.exists()


def test_auditor_with_a_conflict_saves_nothing(audit: Assessment) -> None:
    """Access-05: asked in the save too, whenever the conflict appears."""
    [first, _second] = auditors_of(audit)
    grant(first, Role.WORKER, workshop=audit.workshop)
    with pytest.raises(NotAllowedError):
        save(audit, first)


def test_nothing_is_rated_before_the_start(coordinator: User) -> None:
    seat = make_invited(by=coordinator)[0]
    with pytest.raises(WrongStateError, match="Auditoitsijoiden nimeäminen"):
        save(seat.assessment, seat.auditor.user)


def test_submission_that_counts_comes_with_the_audit(coordinator: User) -> None:
    cast = Cast()
    application = make_levelled(cast)
    add_file(application, cast, title="Toinen suunnitelma")
    submit_application(application=application, by=cast.contact, at=AT)
    audit = make_reading(application, coordinator)
    [found] = with_submission(rated_audits(Access.of(auditors_of(audit)[0], NAMED_AT.date())))
    along = submission_along(found)
    assert along == last_submission(application)
    assert along is not None
    assert along.number == 2


def test_predicate_and_list_agree(audit: Assessment) -> None:
    people = [*auditors_of(audit), UserFactory()]
    for person in people:
        access = Access.of(person, NAMED_AT.date())
        assert can_rate_in_audit(access, audit) == rated_audits(access).filter(pk=audit.pk).exists() == (person in auditors_of(audit))


# Confirming ------------------------------------------------------------------------------------------------------------------


def test_confirmed_rating_is_kept_as_it_was(audit: Assessment) -> None:
    [first, _second] = auditors_of(audit)
    confirmed = confirm(audit, first)
    assert (confirmed.answer, confirmed.level, str(confirmed.verdict), confirmed.note) == (
        "level",
        levels_of(audit)[1],
        "Täyttyy osittain",
        "Luin suunnitelman.",
    )
    with pytest.raises(WrongStateError, match="Olet jo vahvistanut"):
        save(audit, first, given(audit, 4), revision=1)
    assert Rating.objects.get().level == levels_of(audit)[1]
    with pytest.raises(TypeError):
        ConfirmedRating.objects.filter(pk=confirmed.pk).update(note="Muutettu.")
    with pytest.raises(TypeError):
        confirmed.delete()


def test_confirming_again_changes_nothing(audit: Assessment) -> None:
    [first, _second] = auditors_of(audit)
    confirmed = confirm(audit, first)
    assert confirm(audit, first, given(audit, 4), revision=0) == confirmed
    assert ConfirmedRating.objects.get().level == levels_of(audit)[1]
    event = AuditEvent.objects.get(action="rating_confirmed")
    assert event.details == {"criterion": "K1.1"}


@pytest.mark.parametrize(
    ("what", "field"), [(GivenRating(""), "answer"), (GivenRating("", note="Muistiinpano."), "answer"), ("no verdict", "verdict")]
)
def test_half_a_rating_is_not_confirmed(audit: Assessment, what: GivenRating | str, field: str) -> None:
    [first, _second] = auditors_of(audit)
    told = given(audit, verdict="") if isinstance(what, str) else what
    with pytest.raises(RefusedInputError) as refused:
        confirm(audit, first, told)
    assert refused.value.field == field
    assert not ConfirmedRating.objects.exists()
    assert not Rating.objects.exists()


def test_other_answers_are_confirmed_without_a_verdict(audit: Assessment) -> None:
    [first, second] = auditors_of(audit)
    assert confirm(audit, first, GivenRating(Answer.DONT_KNOW)).verdict is None
    assert confirm(audit, second, GivenRating(Answer.NOT_APPLICABLE, reason="Ei verstasta.")).reason == "Ei verstasta."


def test_stale_confirming_confirms_nothing(audit: Assessment) -> None:
    [first, _second] = auditors_of(audit)
    save(audit, first)
    with pytest.raises(StaleRevisionError):
        confirm(audit, first, given(audit, 4), revision=0)
    assert not ConfirmedRating.objects.exists()


# Side by side ----------------------------------------------------------------------------------------------------------------


def test_pair_is_shown_only_when_she_has_confirmed_too(audit: Assessment) -> None:
    first, second = auditors_of(audit)
    save(audit, second, given(audit, 4, "met", "Näin käytännön."))
    confirm(audit, first)
    _applicant, mine, pair = compared(audit, first).sides
    assert (mine.who, mine.level, mine.verdict, mine.text) == ("Sinä", 2, "Täyttyy osittain", "Luin suunnitelman.")
    assert (pair.is_missing, pair.level, pair.verdict, pair.text) == (True, None, "", "")
    confirm(audit, second, given(audit, 4, "met", "Näin käytännön."), revision=1)
    _applicant, _mine, pair = compared(audit, first).sides
    assert (pair.who, pair.level, pair.verdict, pair.text) == (second.name, 4, "Täyttyy", "Näin käytännön.")


def test_differences_are_told_in_words(audit: Assessment) -> None:
    first, second = auditors_of(audit)
    confirm(audit, first)
    applicant, *_rest = compared(audit, first).sides
    assert applicant.level == 4
    assert compared(audit, first).differences == ("Arviosi on 2 tasoa matalampi kuin työpajan.",)
    confirm(audit, second, given(audit, 3))
    assert compared(audit, first).differences == ("Arvionne eroavat yhden tason verran.", "Arviosi on 2 tasoa matalampi kuin työpajan.")
    assert compared(audit, second).differences == ("Arvionne eroavat yhden tason verran.", "Arviosi on tason matalampi kuin työpajan.")


@pytest.mark.parametrize(("mine", "words"), [(4, "Arvioit saman tason kuin työpaja."), (3, "Arviosi on tason matalampi kuin työpajan.")])
def test_own_level_is_told_beside_the_applicants(audit: Assessment, mine: int, words: str) -> None:
    first, second = auditors_of(audit)
    confirm(audit, first, given(audit, mine))
    confirm(audit, second, given(audit, mine))
    assert compared(audit, first).differences == ("Arvionne ovat samalla tasolla.", words)


def test_answers_without_a_level_are_no_difference(audit: Assessment) -> None:
    first, second = auditors_of(audit)
    confirm(audit, first, GivenRating(Answer.DONT_KNOW))
    confirm(audit, second, GivenRating(Answer.NOT_APPLICABLE, reason="Ei verstasta."))
    told = compared(audit, first)
    assert told.differences == ()
    assert [side.answer for side in told.sides[1:]] == ["Ei osaa sanoa", "Ei koske hakijaa"]


def test_applicant_who_told_no_level_is_told_so(coordinator: User) -> None:
    audit = make_reading(make_auditable(), coordinator)
    [first, _second] = auditors_of(audit)
    confirm(audit, first)
    assert compared(audit, first).sides[0].answer == "Ei kertonut tasoa"


def test_progress_counts_rated_and_confirmed_apart(audit: Assessment) -> None:
    [first, second] = auditors_of(audit)
    codes = [step.criterion.code for step in audit_progress(audit, first).rated.steps]
    save(audit, first, code=codes[0])
    confirm(audit, first, code=codes[1])
    progress = audit_progress(audit, first)
    assert (progress.rated.done, progress.confirmed, progress.next_code) == (2, {codes[1]}, codes[0])
    assert audit_progress(audit, second).rated.done == 0
