"""What the auditors write into the report: own ratings that the visit changed, agreed results, strengths, the conclusion."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from assessments.choices import Answer, Recommendation
from assessments.lifecycle import AuditStatus
from assessments.models import Assessment, CommentPeriod, Conclusion, ConfirmedRating, Rating, Result
from assessments.permissions import can_write_audit_report
from assessments.selectors.auditing.drafting import written_audits
from assessments.selectors.auditing.pair import Opinions, agreed_ratings, opinions_of
from assessments.selectors.auditing.reading import last_submission
from assessments.services.auditing.findings import (
    GivenResult,
    accept_pair_results,
    change_rating,
    save_audit_result,
    save_audit_strengths,
    save_conclusion,
)
from assessments.services.auditing.seats import replace_auditor
from assessments.services.ratings import GivenRating
from config.toolkit.errors import NotAllowedError, RefusedInputError, StaleRevisionError, WrongStateError
from tests.assessments.test_audit_ratings import auditors_of, criterion_of, given, levels_of, verdict_of
from tests.factories.assessments import Cast
from tests.factories.auditing import DRAFTED_AT, audited, make_audit, make_auditable, make_drafting, make_levelled
from tests.factories.criteria import make_version
from tests.factories.workshops import UserFactory, grant
from workshops.models import AuditEvent, User
from workshops.permissions import Access
from workshops.roles import Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
AT = DRAFTED_AT
CHANGED = "Käynnillä näin, ettei suunnitelmaa käytetä."


@pytest.fixture
def audit(coordinator: User) -> Assessment:
    return make_drafting(make_levelled(Cast()), coordinator)


def changed(audit: Assessment, value: int = 2, verdict: str = "partly_met", reason: str = CHANGED) -> GivenRating:
    rating = given(audit, value, verdict)
    return GivenRating(rating.answer, rating.level, "", rating.note, verdict=rating.verdict, change_reason=reason)


def change(audit: Assessment, by: User, what: GivenRating | None = None, revision: int = 1, code: str = "K1.1") -> Rating:
    return change_rating(audit=audit, criterion=criterion_of(audit, code), given=what or changed(audit), revision=revision, by=by, at=AT)


def result(audit: Assessment, value: int = 3, verdict: str = "met", **texts: str) -> GivenResult:
    return GivenResult(answer=Answer.LEVEL, level=levels_of(audit)[value - 1], verdict=verdict_of(audit, verdict), **texts)


def write(audit: Assessment, by: User, what: GivenResult | None = None, revision: int = 0, code: str = "K1.1") -> Result:
    what = what or result(audit)
    return save_audit_result(audit=audit, criterion=criterion_of(audit, code), given=what, revision=revision, by=by, at=AT)


def conclude(audit: Assessment, by: User, revision: int = 0, recommendation: str = Recommendation.CONDITIONAL, **texts: str) -> Conclusion:
    said = {"summary": "Työpaja tuntee tehtävänsä.", "needed": "Palautteen kokoaminen.", **texts}
    return save_conclusion(audit=audit, recommendation=recommendation, revision=revision, by=by, at=AT, **said)


def strengthen(audit: Assessment, by: User) -> object:
    area = criterion_of(audit).area
    return save_audit_strengths(audit=audit, area=area, strengths="Arki on selkeä.", revision=0, by=by, at=AT)


def accept(audit: Assessment, by: User) -> list[Result]:
    return accept_pair_results(audit=audit, criterion_codes={"K1.1", "K1.2", "K2.1"}, by=by, at=AT)


WRITES: list[Callable[[Assessment, User], object]] = [change, write, accept, strengthen, conclude]


def seen(audit: Assessment, viewer: User, code: str = "K1.1") -> Opinions:
    submission = last_submission(audited(audit))
    assert submission is not None
    return opinions_of(audit, criterion_of(audit, code), viewer, submission, levels_of(audit))


# Who writes, and when --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.PEER_AUDITOR, Role.COORDINATOR, Role.DECIDER, Role.LEADER])
def test_nobody_else_writes_the_report(audit: Assessment, role: Role) -> None:
    stranger = UserFactory()
    grant(stranger, role, **({"workshop": audit.workshop} if role == Role.LEADER else {}))
    for act in WRITES:
        with pytest.raises(NotAllowedError):
            act(audit, stranger)
    assert not Result.objects.exists()


def test_auditor_with_a_conflict_writes_nothing(audit: Assessment) -> None:
    """Access-05: asked in every save, whenever the conflict appears."""
    [first, _second] = auditors_of(audit)
    grant(first, Role.WORKER, workshop=audit.workshop)
    for act in WRITES:
        with pytest.raises(NotAllowedError):
            act(audit, first)


@pytest.mark.parametrize("status", ["reading", "scheduled", "visited", "checking", "final", "closed", "assigning"])
def test_nothing_is_written_in_other_states(audit: Assessment, status: str) -> None:
    Assessment.objects.filter(pk=audit.pk).update(status=status)
    [first, _second] = auditors_of(audit)
    for act in WRITES:
        with pytest.raises(WrongStateError):
            act(audit, first)


def test_nothing_is_written_while_the_workshop_comments(coordinator: User) -> None:
    audit = make_audit(AuditStatus.COMMENTING, make_levelled(Cast()), coordinator)
    [first, _second] = auditors_of(audit)
    period = audit.comment_periods.get()
    for act in WRITES:
        with pytest.raises(WrongStateError, match="Työpaja kommentoi luonnosta"):
            act(audit, first)
    later = dt.datetime.combine(period.last_date, dt.time(23, 59), tzinfo=AT.tzinfo)
    what = result(audit, suggestion="Kootkaa palaute keväällä.")
    values = {"audit": audit, "criterion": criterion_of(audit), "given": what, "revision": 1, "by": first}
    with pytest.raises(WrongStateError):
        save_audit_result(**values, at=later)
    assert save_audit_result(**values, at=later + dt.timedelta(minutes=1)).revision == 2  # the day has passed in Helsinki


def test_workshop_that_has_no_more_to_say_lets_the_report_be_written(coordinator: User) -> None:
    audit = make_audit(AuditStatus.COMMENTING, make_levelled(Cast()), coordinator)
    [first, _second] = auditors_of(audit)
    CommentPeriod.objects.update(finished_at=AT, finished_by=coordinator)
    assert write(audit, first, result(audit, suggestion="Kootkaa palaute."), 1).suggestion == "Kootkaa palaute."


@pytest.mark.parametrize(("finished", "on", "is_open"), [(False, 14, True), (False, 15, False), (True, 13, False)])
def test_comments_are_open_through_the_last_day(finished: bool, on: int, is_open: bool) -> None:
    period = CommentPeriod(last_date=dt.date(2026, 12, 14), finished_at=AT if finished else None)
    assert period.is_open(dt.date(2026, 12, on)) is is_open


def test_predicate_and_list_agree(audit: Assessment) -> None:
    people = [*auditors_of(audit), UserFactory()]
    for status in AuditStatus:
        Assessment.objects.filter(pk=audit.pk).update(status=status)
        for person in people:
            access = Access.of(person, AT.date())
            assert can_write_audit_report(access, audit) == written_audits(access).filter(pk=audit.pk).exists()


# An own rating after the visit -----------------------------------------------------------------------------------------------


def test_rating_changes_with_a_reason_and_the_confirmed_one_stays(audit: Assessment) -> None:
    [first, _second] = auditors_of(audit)
    rating = change(audit, first)
    confirmed = ConfirmedRating.objects.get(participant=rating.participant, criterion=rating.criterion)
    assert (rating.level.value, rating.verdict.value, rating.change_reason) == (2, "partly_met", CHANGED)  # type: ignore[union-attr]
    assert (confirmed.level.value, confirmed.verdict.value) == (3, "met")  # type: ignore[union-attr]
    event = AuditEvent.objects.get(action="audit_rating_changed")
    assert event.details == {"criterion": "K1.1"}


@pytest.mark.parametrize("reason", ["", "   "])
def test_changed_rating_without_a_reason_is_refused(audit: Assessment, reason: str) -> None:
    [first, _second] = auditors_of(audit)
    with pytest.raises(RefusedInputError) as refused:
        change(audit, first, changed(audit, reason=reason))
    assert refused.value.field == "change_reason"
    assert set(Rating.objects.values_list("level__value", flat=True)) == {3}


def test_reason_is_not_taken_away_from_a_changed_rating(audit: Assessment) -> None:
    [first, _second] = auditors_of(audit)
    change(audit, first)
    with pytest.raises(RefusedInputError):
        change(audit, first, changed(audit, reason=""), revision=2)
    assert Rating.objects.get(participant__user=first, criterion__code="K1.1").change_reason == CHANGED


def test_unchanged_rating_needs_no_reason_and_saves_nothing(audit: Assessment) -> None:
    [first, _second] = auditors_of(audit)
    assert change(audit, first, given(audit, 3, "met")).revision == 1
    assert not AuditEvent.objects.filter(action="audit_rating_changed").exists()
    assert change(audit, first, changed(audit, 3, "met")).change_reason == ""  # a reason for nothing


def test_rating_that_goes_back_to_the_confirmed_one_needs_no_reason(audit: Assessment) -> None:
    [first, _second] = auditors_of(audit)
    change(audit, first)
    back = change(audit, first, changed(audit, 3, "met"), revision=2)
    assert (back.revision, back.level.value, back.change_reason) == (3, 3, "")  # type: ignore[union-attr]


@pytest.mark.parametrize(("what", "field"), [(GivenRating("", change_reason=CHANGED), "answer"), ("no verdict", "verdict")])
def test_half_a_rating_is_refused(audit: Assessment, what: GivenRating | str, field: str) -> None:
    [first, _second] = auditors_of(audit)
    with pytest.raises(RefusedInputError) as refused:
        change(audit, first, changed(audit, verdict="") if isinstance(what, str) else what)
    assert refused.value.field == field


def test_stale_rating_overwrites_nothing(audit: Assessment) -> None:
    [first, _second] = auditors_of(audit)
    change(audit, first)
    with pytest.raises(StaleRevisionError):
        change(audit, first, changed(audit, 4, "met"))
    assert Rating.objects.get(participant__user=first, criterion__code="K1.1").level == levels_of(audit)[1]


def test_rating_that_was_never_confirmed_is_given_with_a_reason(audit: Assessment) -> None:
    [first, _second] = auditors_of(audit)
    ConfirmedRating.objects.filter(participant__user=first, criterion__code="K1.1")._raw_delete(using="default")
    Rating.objects.filter(participant__user=first, criterion__code="K1.1").delete()
    assert not seen(audit, first).is_open
    with pytest.raises(RefusedInputError):
        change(audit, first, given(audit, 2, "partly_met"), revision=0)
    change(audit, first, revision=0)
    assert seen(audit, first).is_open


# What the pair sees ----------------------------------------------------------------------------------------------------------


def test_pair_sees_what_was_confirmed_and_what_is_thought_now(audit: Assessment) -> None:
    first, second = auditors_of(audit)
    change(audit, first)
    told = seen(audit, second)
    own, other = told.auditors
    assert (own.now.who, own.now.level, own.before) == ("Sinä", 3, None)
    assert (other.now.who, other.now.level, other.now.verdict, other.change_reason) == (first.name, 2, "Täyttyy osittain", CHANGED)
    assert other.before is not None
    assert (other.before.level, other.before.verdict) == (3, "Täyttyy")
    assert told.applicant is not None
    assert told.applicant.level == 4
    assert told.differences == ("Arvionne eroavat yhden tason verran.", "Arviosi on tason matalampi kuin työpajan.")


def test_others_are_hidden_from_one_who_has_not_said_what_she_thinks(audit: Assessment) -> None:
    first, second = auditors_of(audit)
    ConfirmedRating.objects.filter(participant__user=first, criterion__code="K1.1")._raw_delete(using="default")
    assert (seen(audit, first).is_open, seen(audit, first).applicant, seen(audit, first).auditors) == (False, None, ())
    [_own, other] = seen(audit, second).auditors
    assert (other.now.is_missing, other.now.level, other.now.text) == (True, None, "")
    assert [rating.criterion.code for rating in agreed_ratings(audit)] == ["K1.2", "K2.1", "K2.2"]


def test_replaced_auditors_ratings_are_neither_shown_nor_counted(audit: Assessment, coordinator: User) -> None:
    first, second = auditors_of(audit)
    change(audit, first)
    replace_auditor(seat=audit.seats.get(auditor__user=first), by=coordinator, at=AT)
    assert [opinion.now.who for opinion in seen(audit, second).auditors] == ["Sinä"]
    assert seen(audit, first) == Opinions(None)
    assert len(agreed_ratings(audit)) == 4


# Agreed results --------------------------------------------------------------------------------------------------------------


def test_either_auditor_writes_the_result(audit: Assessment) -> None:
    first, second = auditors_of(audit)
    texts = {"seen_in_documents": "Suunnitelma on ajan tasalla.", "suggestion": "Kootkaa palaute."}
    saved = write(audit, first, result(audit, **texts))
    again = write(audit, second, result(audit, 2, "not_met", verdict_reason="Ei käytössä.", **texts), 1)
    assert (saved.pk, again.revision, again.level, again.verdict_reason, again.saved_by) == (
        again.pk,
        2,
        levels_of(audit)[1],
        "Ei käytössä.",
        second,
    )
    assert [row.history_user for row in again.history.all()] == [second, first]


def test_stale_result_overwrites_nothing(audit: Assessment) -> None:
    """Conc-01, Conc-05."""
    first, second = auditors_of(audit)
    write(audit, first)
    with pytest.raises(StaleRevisionError):
        write(audit, second, result(audit, 1, "not_met"))
    assert Result.objects.get().level == levels_of(audit)[2]


def test_same_result_again_is_no_new_version(audit: Assessment) -> None:
    [first, _second] = auditors_of(audit)
    write(audit, first)
    assert write(audit, first, revision=1).revision == 1


def test_result_that_does_not_concern_has_a_reason_and_no_verdict(audit: Assessment) -> None:
    [first, _second] = auditors_of(audit)
    what = GivenResult(answer=Answer.NOT_APPLICABLE, reason="Ei verstasta.", verdict=verdict_of(audit, "met"), verdict_reason="Siksi.")
    saved = write(audit, first, what)
    assert (saved.reason, saved.level, saved.verdict, saved.verdict_reason) == ("Ei verstasta.", None, None, "")


def test_result_of_another_version_is_refused(audit: Assessment) -> None:
    [first, _second] = auditors_of(audit)
    other = make_version()
    with pytest.raises(RefusedInputError):
        save_audit_result(audit=audit, criterion=other.areas.all()[0].criteria.all()[0], given=GivenResult(), revision=0, by=first, at=AT)
    with pytest.raises(RefusedInputError):
        write(audit, first, GivenResult(answer=Answer.LEVEL, level=levels_of(audit)[0], verdict=other.verdicts.all()[0]))
    with pytest.raises(RefusedInputError):
        write(audit, first, GivenResult(answer=Answer.LEVEL, level=other.scale.levels.all()[0]))


def test_what_the_pair_agrees_on_becomes_the_result_in_one_go(audit: Assessment) -> None:
    first, second = auditors_of(audit)
    change(audit, first, code="K1.1")
    written = write(audit, second, GivenResult(suggestion="Kootkaa palaute."), code="K1.2")
    write(audit, second, result(audit, 1, "not_met"), code="K2.2")
    accepted = accept(audit, first)
    assert [(row.criterion.code, row.level.value, row.verdict.value) for row in accepted] == [  # type: ignore[union-attr]
        ("K1.2", 3, "met"),
        ("K2.1", 3, "met"),
    ]
    written.refresh_from_db()
    assert (written.revision, written.suggestion) == (2, "Kootkaa palaute.")
    assert Result.objects.get(criterion__code="K2.2").level == levels_of(audit)[0]
    assert accept(audit, first) == []
    assert AuditEvent.objects.filter(action="audit_results_accepted").count() == 1


def test_rating_of_one_auditor_alone_becomes_the_result(coordinator: User) -> None:
    audit = make_drafting(make_auditable("external"), coordinator)
    first, second = auditors_of(audit)
    Rating.objects.filter(participant__user=second).delete()
    assert accept(audit, first) == []  # two audit it, and one has said nothing
    audit.participants.filter(user=second).update(removed_at=AT)
    assert [row.criterion.code for row in accept(audit, first)] == ["K1.1", "K1.2", "K2.1"]


# Strengths and conclusion ----------------------------------------------------------------------------------------------------


def test_strengths_and_conclusion_are_guarded_by_revisions(audit: Assessment) -> None:
    first, second = auditors_of(audit)
    strengthen(audit, first)
    with pytest.raises(StaleRevisionError):
        strengthen(audit, second)
    conclude(audit, first)
    with pytest.raises(StaleRevisionError):
        conclude(audit, second, summary="Toinen.")
    again = conclude(audit, second, 1, summary="Toinen.")
    assert (again.summary, again.revision, [row.history_user for row in again.history.all()]) == ("Toinen.", 2, [second, first])
    assert conclude(audit, second, 2, summary="Toinen.").revision == 2


def test_what_is_needed_stands_beside_no_support(audit: Assessment) -> None:
    [first, _second] = auditors_of(audit)
    assert conclude(audit, first).needed == "Palautteen kokoaminen."
    assert conclude(audit, first, 1, Recommendation.SUPPORTED).needed == ""
