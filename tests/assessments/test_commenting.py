"""Comments on the draft of an audit's report and their answers: who, until when, in which state, and that none is lost or doubled."""

from __future__ import annotations

import datetime as dt

import pytest

from assessments.lifecycle import AuditStatus
from assessments.models import Assessment, CommentPeriod, DraftComment
from assessments.selectors.results import criteria_of
from assessments.services.auditing.commenting import answer_comment, change_comment, finish_commenting, remove_comment, write_comment
from config.toolkit.errors import NotAllowedError, RefusedInputError, StaleRevisionError, WrongStateError
from tests.conftest import HELSINKI
from tests.factories.assessments import Cast
from tests.factories.auditing import DRAFTED_AT, make_audit, make_auditable
from tests.factories.criteria import CriterionFactory
from tests.factories.workshops import UserFactory
from workshops.models import AuditEvent, OutgoingMail, User

pytestmark = pytest.mark.django_db
LAST_DAY = dt.date(2027, 2, 7)
LAST_MOMENT = dt.datetime(2027, 2, 7, 23, 59, 59, 999_999, tzinfo=HELSINKI)
STATES = [status for status in AuditStatus if status not in {AuditStatus.ASSIGNING, AuditStatus.CANCELLED}]
TEXT = "Työryhmiä on kolme, ei kaksi."


class Draft:
    """A draft that its workshop comments, and who is about."""

    def __init__(self, state: str = AuditStatus.COMMENTING) -> None:
        self.cast = Cast()
        self.audit = make_audit(state, make_auditable(cast=self.cast))
        self.auditor: User = self.audit.seats.order_by("pk")[0].auditor.user
        self.criterion = criteria_of(self.audit)[0]

    def write(self, text: str = TEXT, *, by: User | None = None, at: dt.datetime = DRAFTED_AT) -> DraftComment:
        return write_comment(audit=self.audit, criterion=self.criterion, text=text, by=by or self.cast.contact, at=at)

    def row(self) -> DraftComment:
        """A comment, written as a row."""
        fields = {"text": TEXT, "written_at": DRAFTED_AT, "written_by": self.cast.contact}
        return DraftComment.objects.create(assessment=self.audit, criterion=self.criterion, **fields)

    def answer(self, comment: DraftComment, *, by: User | None = None, at: dt.datetime = DRAFTED_AT, revision: int = 1) -> DraftComment:
        return answer_comment(comment=comment, answer="Korjasimme luvun.", revision=revision, by=by or self.auditor, at=at)


def mails(kind: str) -> list[User | None]:
    return [mail.to_user for mail in OutgoingMail.objects.filter(kind=kind).select_related("to_user").order_by("pk")]


# The days -----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("days", "is_open"), [(-1, True), (0, True), (1, False)])
def test_period_is_open_on_its_last_day_and_not_after(days: int, is_open: bool) -> None:
    period = CommentPeriod(last_date=LAST_DAY)
    assert period.is_open(LAST_DAY + dt.timedelta(days=days)) is is_open


def test_period_that_is_finished_is_open_no_more() -> None:
    assert not CommentPeriod(last_date=LAST_DAY, finished_at=DRAFTED_AT).is_open(LAST_DAY)


def test_comment_is_taken_until_the_last_day_ends_in_helsinki() -> None:
    draft = Draft()
    assert draft.audit.comment_periods.get().last_date == LAST_DAY
    comment = draft.write(at=LAST_MOMENT)
    assert (comment.text, comment.criterion) == (TEXT, draft.criterion)
    with pytest.raises(WrongStateError, match=r"päättyi 7\.2\.2027"):
        draft.write("Toinen", at=LAST_MOMENT + dt.timedelta(microseconds=1))
    assert draft.audit.draft_comments.count() == 1


def test_newest_period_is_the_one_that_counts() -> None:
    draft = Draft()
    late = LAST_MOMENT + dt.timedelta(days=2)
    CommentPeriod.objects.create(assessment=draft.audit, opened_at=late, opened_by=draft.auditor, last_date=late.date())
    draft.write(at=late)
    assert draft.audit.draft_comments.count() == 1


# Writing, changing, removing ----------------------------------------------------------------------------------------------------


def test_comment_on_the_whole_has_no_criterion() -> None:
    draft = Draft()
    draft.criterion = None  # type: ignore[assignment]
    assert draft.write().criterion is None


def test_same_comment_sent_again_is_one() -> None:
    draft = Draft()
    assert {draft.write().pk for _ in range(3)} == {draft.audit.draft_comments.get().pk}
    assert AuditEvent.objects.filter(action="draft_commented").count() == 1


@pytest.mark.parametrize("text", ["", "  \n "])
def test_empty_comment_is_refused(text: str) -> None:
    with pytest.raises(RefusedInputError):
        Draft().write(text)


def test_criterion_of_another_version_is_refused() -> None:
    draft = Draft()
    draft.criterion = CriterionFactory()
    with pytest.raises(RefusedInputError):
        draft.write()


def test_anybody_who_applies_for_the_workshop_may_change_and_remove_a_comment() -> None:
    draft = Draft()
    comment = draft.write()
    changed = change_comment(comment=comment, text="Ryhmiä on neljä.", revision=1, by=draft.cast.leader, at=DRAFTED_AT)
    assert (changed.text, changed.revision, changed.written_by) == ("Ryhmiä on neljä.", 2, draft.cast.leader)
    with pytest.raises(StaleRevisionError):
        change_comment(comment=comment, text="Viisi.", revision=1, by=draft.cast.contact, at=DRAFTED_AT)
    with pytest.raises(StaleRevisionError):
        remove_comment(comment=comment, revision=1, by=draft.cast.contact, at=DRAFTED_AT)
    assert draft.audit.draft_comments.get().text == "Ryhmiä on neljä."
    remove_comment(comment=comment, revision=2, by=draft.cast.contact, at=DRAFTED_AT)
    with pytest.raises(WrongStateError, match="poistettu"):
        change_comment(comment=comment, text="Viisi.", revision=2, by=draft.cast.contact, at=DRAFTED_AT)
    told = list(AuditEvent.objects.filter(action__startswith="draft_comment").order_by("pk").values_list("action", flat=True))
    assert told == ["draft_commented", "draft_comment_changed", "draft_comment_removed"]
    assert not any("Ryhmiä" in str(event.details) for event in AuditEvent.objects.all())


def test_answered_comment_stays_as_it_is() -> None:
    draft = Draft()
    comment = draft.answer(draft.write())
    with pytest.raises(WrongStateError, match="vastanneet"):
        change_comment(comment=comment, text="Ei.", revision=2, by=draft.cast.contact, at=DRAFTED_AT)
    with pytest.raises(WrongStateError, match="vastanneet"):
        remove_comment(comment=comment, revision=comment.revision, by=draft.cast.contact, at=DRAFTED_AT)


def test_others_than_the_workshops_applicants_do_not_comment() -> None:
    draft = Draft()
    [worker, *_] = [*draft.cast.workers, UserFactory()]
    for person in (worker, draft.auditor, UserFactory(), Cast().leader):
        with pytest.raises(NotAllowedError):
            draft.write(by=person)
    assert not draft.audit.draft_comments.exists()


@pytest.mark.parametrize("state", STATES)
def test_comments_belong_to_one_state(state: AuditStatus) -> None:
    """They are answered also while the report is written anew."""
    draft = Draft(state)
    acts = {
        "write": lambda: draft.write("Uusi"),
        "change": lambda: change_comment(comment=draft.row(), text="Uusi", revision=1, by=draft.cast.contact, at=DRAFTED_AT),
        "remove": lambda: remove_comment(comment=draft.row(), revision=draft.row().revision, by=draft.cast.contact, at=DRAFTED_AT),
        "answer": lambda: draft.answer(draft.row()),
        "finish": lambda: finish_commenting(audit=draft.audit, by=draft.cast.contact, at=DRAFTED_AT),
    }
    for name, act in acts.items():
        if state == AuditStatus.COMMENTING or (state, name) == (AuditStatus.DRAFTING, "answer"):
            act()
        else:
            with pytest.raises(WrongStateError):
                act()


# Finishing early ----------------------------------------------------------------------------------------------------------------


def test_workshop_that_is_ready_ends_commenting_and_its_auditors_are_told_once() -> None:
    draft = Draft()
    for _ in range(2):
        period = finish_commenting(audit=draft.audit, by=draft.cast.contact, at=DRAFTED_AT)
    assert (period.finished_at, period.finished_by) == (DRAFTED_AT, draft.cast.contact)
    assert set(mails("comments_finished")) == {seat.auditor.user for seat in draft.audit.seats.all()}
    assert len(mails("comments_finished")) == 2
    assert AuditEvent.objects.filter(action="comments_finished").count() == 1
    with pytest.raises(WrongStateError, match="jo ilmoittaneet"):
        draft.write()


def test_workshop_cannot_finish_when_the_last_day_has_passed() -> None:
    draft = Draft()
    with pytest.raises(WrongStateError):
        finish_commenting(audit=draft.audit, by=draft.cast.contact, at=LAST_MOMENT + dt.timedelta(microseconds=1))
    with pytest.raises(NotAllowedError):
        finish_commenting(audit=draft.audit, by=draft.auditor, at=DRAFTED_AT)
    assert draft.audit.comment_periods.get().finished_at is None


# Answers ------------------------------------------------------------------------------------------------------------------------


def test_either_auditor_answers_also_after_the_last_day_and_may_write_it_anew() -> None:
    draft = Draft()
    late = LAST_MOMENT + dt.timedelta(days=3)
    comment = draft.answer(draft.write(), at=late)
    assert (comment.answer, comment.answered_by, comment.answered_at) == ("Korjasimme luvun.", draft.auditor, late)
    other = draft.audit.seats.order_by("pk")[1].auditor.user
    again = answer_comment(comment=comment, answer="Luku on oikein.", revision=2, by=other, at=late)
    assert (again.answer, again.answered_by, again.revision) == ("Luku on oikein.", other, 3)
    with pytest.raises(StaleRevisionError):
        draft.answer(comment, revision=2)


def test_answer_to_a_text_that_has_changed_is_told_so() -> None:
    draft = Draft()
    comment = draft.write()
    change_comment(comment=comment, text="Ryhmiä on neljä.", revision=1, by=draft.cast.contact, at=DRAFTED_AT)
    with pytest.raises(StaleRevisionError):
        draft.answer(comment)


def test_others_than_the_auditors_do_not_answer(coordinator: User) -> None:
    draft = Draft()
    comment = draft.write()
    for person in (draft.cast.contact, draft.cast.leader, coordinator, UserFactory()):
        with pytest.raises(NotAllowedError):
            draft.answer(comment, by=person)
    with pytest.raises(RefusedInputError):
        answer_comment(comment=comment, answer=" ", revision=1, by=draft.auditor, at=DRAFTED_AT)
    assert Assessment.objects.get(pk=draft.audit.pk).draft_comments.get().answer == ""
