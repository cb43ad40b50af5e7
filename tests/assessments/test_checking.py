"""From the draft to the final report and the closed audit: every service in every state, what follows, and that it happens once."""

from __future__ import annotations

import contextlib
import datetime as dt

import pytest
from django.db import transaction

from assessments.lifecycle import ApplicationStatus, AuditStatus, SeatStatus
from assessments.models import Application, Assessment, AuditSeat, Classification, CommentPeriod, DraftComment, Report, ReportReturn
from assessments.permissions import can_read_as_auditor, can_read_audit_report
from assessments.selectors.auditing.report_course import return_in_force
from assessments.services.auditing import checking
from assessments.services.auditing.checking import approve_report, close_audit, return_report, send_to_check
from assessments.services.auditing.commenting import answer_comment
from assessments.services.auditing.drafting import ask_comments
from config.toolkit.errors import DomainError, NotAllowedError, RefusedInputError, WrongStateError
from tests.assessments.test_commenting import LAST_MOMENT, STATES, mails
from tests.factories.assessments import Cast
from tests.factories.auditing import DRAFTED_AT, FINAL_AT, make_audit, make_auditable, make_decider
from tests.factories.workshops import UserFactory
from workshops.models import AuditEvent, User
from workshops.permissions import Access

pytestmark = pytest.mark.django_db
AFTER = LAST_MOMENT + dt.timedelta(days=1)
REASON = "Kriteerin K1.1 suositus puuttuu."


def make(state: str, coordinator: User, cast: Cast | None = None) -> Assessment:
    return make_audit(state, make_auditable(cast=cast or Cast()), coordinator)


def auditor_of(audit: Assessment) -> User:
    return audit.seats.order_by("pk")[0].auditor.user


def fresh(audit: Assessment) -> Assessment:
    return Assessment.objects.select_related("application").get(pk=audit.pk)


def returned(audit: Assessment, coordinator: User, at: dt.datetime = AFTER) -> Assessment:
    """A report that a coordinator has sent back."""
    return_report(audit=audit, reason=REASON, by=coordinator, at=at)
    return fresh(audit)


def reads(person: User, audit: Assessment) -> bool:
    return can_read_audit_report(Access.of(person, AFTER.date()), audit)


# Sending ------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", STATES)
def test_report_is_sent_from_comments_alone_and_by_its_auditors(coordinator: User, state: AuditStatus) -> None:
    audit = make(state, coordinator)
    send = {"audit": audit, "by": auditor_of(audit), "at": AFTER}
    if state in {AuditStatus.COMMENTING, AuditStatus.CHECKING}:
        assert send_to_check(**send).status == AuditStatus.CHECKING
        assert fresh(audit).status == AuditStatus.CHECKING
    else:
        with pytest.raises(WrongStateError):
            send_to_check(**send)
        assert fresh(audit).status == state


def test_sending_tells_the_coordinators_once(coordinator: User) -> None:
    audit = make("commenting", coordinator)
    for _ in range(2):
        send_to_check(audit=audit, by=auditor_of(audit), at=AFTER)
    assert coordinator in mails("report_to_check")
    assert mails("report_to_check").count(coordinator) == 1
    assert AuditEvent.objects.filter(action="audit_send_to_check").count() == 1


def test_report_is_not_sent_while_the_workshop_may_comment(coordinator: User) -> None:
    audit = make("commenting", coordinator)
    with pytest.raises(WrongStateError, match="kesken"):
        send_to_check(audit=audit, by=auditor_of(audit), at=LAST_MOMENT)
    audit.comment_periods.update(finished_at=DRAFTED_AT, finished_by=coordinator)
    send_to_check(audit=audit, by=auditor_of(audit), at=DRAFTED_AT)
    assert fresh(audit).status == AuditStatus.CHECKING


def test_report_is_not_sent_with_an_unanswered_comment(coordinator: User) -> None:
    audit = make("commenting", coordinator)
    comment = DraftComment.objects.create(assessment=audit, text="Väärä luku.", written_at=DRAFTED_AT, written_by=coordinator)
    with pytest.raises(WrongStateError, match="yksi korjattava kohta"):
        send_to_check(audit=audit, by=auditor_of(audit), at=AFTER)
    DraftComment.objects.filter(pk=comment.pk).update(answer="Korjattu.", answered_at=AFTER, answered_by=auditor_of(audit))
    assert send_to_check(audit=audit, by=auditor_of(audit), at=AFTER).status == AuditStatus.CHECKING


def test_others_do_not_send_the_report(coordinator: User) -> None:
    cast = Cast()
    audit = make("commenting", coordinator, cast)
    for person in (coordinator, cast.contact, UserFactory()):
        with pytest.raises(NotAllowedError):
            send_to_check(audit=audit, by=person, at=AFTER)


# Returning ----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", STATES)
def test_report_is_returned_from_checking_alone(coordinator: User, state: AuditStatus) -> None:
    audit = make(state, coordinator)
    if state == AuditStatus.CHECKING:
        assert returned(audit, coordinator).status == AuditStatus.DRAFTING
    else:
        with pytest.raises(WrongStateError):
            return_report(audit=audit, reason=REASON, by=coordinator, at=AFTER)
        assert not ReportReturn.objects.exists()


def test_returned_report_has_its_reason_and_its_auditors_are_told_once(coordinator: User) -> None:
    audit = make("checking", coordinator)
    for _ in range(2):
        row = return_report(audit=audit, reason=f" {REASON} ", by=coordinator, at=AFTER)
    assert (row.reason, row.returned_by, ReportReturn.objects.count()) == (REASON, coordinator, 1)
    assert sorted(map(str, mails("report_returned"))) == sorted(str(seat.auditor.user) for seat in audit.seats.all())
    assert return_in_force(fresh(audit)) == row


def test_returned_report_goes_back_to_the_coordinator_without_comments_anew(coordinator: User) -> None:
    audit = returned(make("checking", coordinator), coordinator)
    assert send_to_check(audit=audit, by=auditor_of(audit), at=AFTER).status == AuditStatus.CHECKING
    assert mails("report_to_check").count(coordinator) == 1


def test_report_written_by_somebody_else_since_it_was_returned_is_commented_first(coordinator: User) -> None:
    audit = returned(make("checking", coordinator), coordinator)
    seat = audit.seats.order_by("pk")[1]
    AuditSeat.objects.filter(pk=seat.pk).update(accepted_at=AFTER + dt.timedelta(days=3))
    assert return_in_force(fresh(audit)) is None
    with pytest.raises(WrongStateError, match="kommentoitavaksi"):
        send_to_check(audit=audit, by=auditor_of(audit), at=AFTER + dt.timedelta(days=4))


def test_comment_from_before_is_answered_when_the_report_is_written_anew(coordinator: User) -> None:
    """After a replaced auditor the report is a draft again: what the workshop said of the earlier one still waits for its answer."""
    audit = make("drafting", coordinator)
    CommentPeriod.objects.create(assessment=audit, opened_at=DRAFTED_AT, opened_by=coordinator, last_date=DRAFTED_AT.date())
    written = {"text": "Ryhmiä on kolme.", "written_at": DRAFTED_AT, "written_by": coordinator}
    comment = DraftComment.objects.create(assessment=audit, **written)
    with pytest.raises(WrongStateError, match="Puutteita on 1"):
        ask_comments(audit=audit, by=auditor_of(audit), at=AFTER)
    answer_comment(comment=comment, answer="Korjasimme.", revision=1, by=auditor_of(audit), at=AFTER)
    assert ask_comments(audit=audit, by=auditor_of(audit), at=AFTER).opened_at == AFTER


def test_report_returned_and_commented_again_is_no_returned_one(coordinator: User) -> None:
    audit = returned(make("checking", coordinator), coordinator)
    later = AFTER + dt.timedelta(days=1)
    CommentPeriod.objects.create(assessment=audit, opened_at=later, opened_by=coordinator, last_date=later.date())
    assert return_in_force(fresh(audit)) is None


def test_return_needs_a_reason_and_a_coordinator(coordinator: User) -> None:
    cast = Cast()
    audit = make("checking", coordinator, cast)
    with pytest.raises(RefusedInputError):
        return_report(audit=audit, reason="  ", by=coordinator, at=AFTER)
    for person in (auditor_of(audit), cast.contact, make_decider()):
        with pytest.raises(NotAllowedError):
            return_report(audit=audit, reason=REASON, by=person, at=AFTER)
    assert fresh(audit).status == AuditStatus.CHECKING


# Approving ----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", STATES)
def test_report_is_approved_from_checking_alone(coordinator: User, state: AuditStatus) -> None:
    audit = make(state, coordinator)
    if state in {AuditStatus.CHECKING, AuditStatus.FINAL, AuditStatus.CLOSED}:
        approve_report(audit=audit, by=coordinator, at=AFTER)
        assert fresh(audit).status == (AuditStatus.FINAL if state == AuditStatus.CHECKING else state)
        assert Report.objects.filter(assessment=audit).count() == (state == AuditStatus.CHECKING)
    else:
        with pytest.raises(WrongStateError):
            approve_report(audit=audit, by=coordinator, at=AFTER)
        assert fresh(audit).status == state
        assert not Classification.objects.filter(assessment=audit).exists()


def test_approved_report_is_final_and_everybody_is_told_once(coordinator: User) -> None:
    cast, decider = Cast(), make_decider()
    audit = make("checking", coordinator, cast)
    for _ in range(2):
        approve_report(audit=audit, by=coordinator, at=AFTER)
    audit = fresh(audit)
    assert (audit.status, audit.completed_at, audit.completed_by, audit.first_completed_at) == ("final", AFTER, coordinator, AFTER)
    assert audit.application is not None
    assert audit.application.status == ApplicationStatus.AUDITED
    assert Classification.objects.get(assessment=audit).workshop_name == cast.workshop.name
    assert Report.objects.filter(assessment=audit).count() == 1
    assert (mails("report_final"), mails("report_final_deciders")) == ([cast.contact], [decider])
    assert len(mails("report_final_auditors")) == 2
    assert AuditEvent.objects.filter(action__in=["audit_approve_report", "application_finish_audit"]).count() == 2


def test_approving_opens_the_report_to_the_workshop_and_the_deciders(coordinator: User) -> None:
    cast, decider = Cast(workers=1), make_decider()
    audit = make("checking", coordinator, cast)
    readers = [cast.contact, cast.workers[0], decider]
    assert [reads(person, audit) for person in readers] == [False] * 3
    approve_report(audit=audit, by=coordinator, at=AFTER)
    assert [reads(person, fresh(audit)) for person in readers] == [True] * 3


def test_others_do_not_approve(coordinator: User) -> None:
    cast = Cast()
    audit = make("checking", coordinator, cast)
    for person in (auditor_of(audit), cast.leader, make_decider(), UserFactory()):
        with pytest.raises(NotAllowedError):
            approve_report(audit=audit, by=person, at=AFTER)


def test_report_with_an_open_gap_is_not_approved(coordinator: User) -> None:
    audit = make("checking", coordinator)
    DraftComment.objects.create(assessment=audit, text="Väärä luku.", written_at=DRAFTED_AT, written_by=coordinator)
    with pytest.raises(WrongStateError):
        approve_report(audit=audit, by=coordinator, at=AFTER)


def test_approving_cut_in_the_middle_leaves_nothing_half_done(coordinator: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """Crash-01: a process that dies after some of the writes has written none of them; another try does all, once."""
    audit = make("checking", coordinator)

    def die(*_args: object, **_more: object) -> None:
        raise SystemError("killed")

    with monkeypatch.context() as cut:
        cut.setattr(checking, "mail_report_final", die)
        with pytest.raises(SystemError), transaction.atomic():
            approve_report(audit=audit, by=coordinator, at=AFTER)
    assert fresh(audit).status == AuditStatus.CHECKING
    assert Application.objects.get(pk=audit.application_id).status == ApplicationStatus.IN_AUDIT
    assert not Report.objects.exists()
    assert not Classification.objects.filter(assessment=audit).exists()
    approve_report(audit=audit, by=coordinator, at=AFTER)
    assert (Report.objects.count(), len(mails("report_final"))) == (1, 1)


# Closing ------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", ApplicationStatus)
def test_audit_is_closed_when_the_application_is_decided_or_withdrawn(coordinator: User, status: ApplicationStatus) -> None:
    audit = make("final", coordinator)
    withdrawn = {"withdrawn_at": AFTER, "withdrawn_by": coordinator} if status == "withdrawn" else {}
    Application.objects.filter(pk=audit.application_id).update(status=status, **withdrawn)
    if status in {"granted", "refused", "withdrawn"}:
        assert close_audit(audit=audit, by=coordinator, at=FINAL_AT).status == AuditStatus.CLOSED
    else:
        with pytest.raises(WrongStateError, match="päätetty"):
            close_audit(audit=audit, by=coordinator, at=FINAL_AT)


def test_closing_ends_the_auditors_access_and_nobody_elses(coordinator: User) -> None:
    cast = Cast()
    audit = make("final", coordinator, cast)
    Application.objects.filter(pk=audit.application_id).update(status="granted")
    auditor = auditor_of(audit)
    assert can_read_as_auditor(Access.of(auditor, FINAL_AT.date()), audit.application)
    for _ in range(2):
        close_audit(audit=audit, by=coordinator, at=FINAL_AT)
    assert not can_read_as_auditor(Access.of(auditor, FINAL_AT.date()), audit.application)
    audit = fresh(audit)
    assert [reads(person, audit) for person in (auditor, cast.contact, coordinator)] == [False, True, True]
    assert AuditEvent.objects.filter(action="audit_close").count() == 1
    assert set(audit.seats.values_list("status", flat=True)) == {SeatStatus.ACCEPTED}


@pytest.mark.parametrize("state", STATES)
def test_audit_without_a_final_report_is_not_closed(coordinator: User, state: AuditStatus) -> None:
    audit = make(state, coordinator)
    Application.objects.filter(pk=audit.application_id).update(status="granted")
    with contextlib.suppress(DomainError):
        close_audit(audit=audit, by=coordinator, at=FINAL_AT)
    assert fresh(audit).status == (AuditStatus.CLOSED if state in {AuditStatus.FINAL, AuditStatus.CLOSED} else state)


def test_others_do_not_close(coordinator: User) -> None:
    audit = make("final", coordinator)
    Application.objects.filter(pk=audit.application_id).update(status="granted")
    for person in (auditor_of(audit), make_decider()):
        with pytest.raises(NotAllowedError):
            close_audit(audit=audit, by=person, at=FINAL_AT)
