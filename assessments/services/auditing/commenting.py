"""The workshop's comments on the draft of an audit's report, and the auditors' answers: factual errors, no new evidence."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from assessments.lifecycle import AUDIT_STATUS_LABELS, WRITING_AUDIT_STATUSES, AuditStatus
from assessments.mail.audit_reports import mail_comments_finished
from assessments.models import Assessment, CommentPeriod, DraftComment
from assessments.permissions import can_comment_on_draft, can_write_audit_report
from assessments.selectors.auditing.report_course import comment_period_of
from assessments.services.guards import access_of, lock_application, lock_assessment, require
from config.toolkit.errors import RefusedInputError, StaleRevisionError, WrongStateError
from config.toolkit.models import require_lengths
from criteria.models import Criterion
from workshops.models import User
from workshops.services.audit_events import record_event


@transaction.atomic
def write_comment(*, audit: Assessment, criterion: Criterion | None, text: str, by: User, at: dt.datetime) -> DraftComment:
    """Point out a factual error in what the draft says of the criterion, or of the whole (None), and return the comment.

    The same words about the same thing are one comment, however often they are sent. Raises `WrongStateError` when the time for
    comments is over, `RefusedInputError` without a text or for a criterion that is not audited.
    """
    audit, _period = _lock_open(audit, by, at)
    text = _require_text(text, "text")
    if criterion is not None and not audit.areas.filter(pk=criterion.area_id).exists():
        raise RefusedInputError(_("Valitse jokin raportin kriteereistä."), field="criterion")
    same = audit.draft_comments.filter(criterion=criterion, text=text).first()
    if same:
        return same
    comment = DraftComment(assessment=audit, criterion=criterion, text=text, written_at=at, written_by=by)
    _save(comment)
    _record("draft_commented", audit, comment, by, at)
    return comment


@transaction.atomic
def change_comment(*, comment: DraftComment, text: str, revision: int, by: User, at: dt.datetime) -> DraftComment:
    """Write the comment anew; anybody who comments for the workshop may.

    Raises `WrongStateError` when the time for comments is over or the auditors have answered it, `StaleRevisionError` when somebody has
    changed it meanwhile, `RefusedInputError` without a text.
    """
    audit, comment = _lock_comment(comment)
    _require_open(audit, by, at)
    _require_unanswered(comment)
    _require_revision(comment, revision)
    text = _require_text(text, "text")
    if text != comment.text:
        comment.text, comment.written_at, comment.written_by, comment.revision = text, at, by, revision + 1
        _save(comment)
        _record("draft_comment_changed", audit, comment, by, at)
    return comment


@transaction.atomic
def remove_comment(*, comment: DraftComment, revision: int, by: User, at: dt.datetime) -> None:
    """Take the comment back. Raises `WrongStateError` when the time for comments is over or the auditors have answered it.

    `revision` is the one that was read: raises `StaleRevisionError` when a colleague has written it anew meanwhile.
    """
    audit, comment = _lock_comment(comment)
    _require_open(audit, by, at)
    _require_unanswered(comment)
    _require_revision(comment, revision)
    _record("draft_comment_removed", audit, comment, by, at)
    comment.delete()


@transaction.atomic
def finish_commenting(*, audit: Assessment, by: User, at: dt.datetime) -> CommentPeriod:
    """Tell that the workshop has no more to say, and return the period: nothing is commented after this, and the auditors are told.

    Again changes nothing. Raises `WrongStateError` when the last day has passed.
    """
    assert audit.application is not None  # an audit has one
    application = lock_application(audit.application)
    audit = lock_assessment(audit)
    require_commenting(audit)
    require(can_comment_on_draft(access_of(by, at), audit))
    period = _period_of(audit)
    if period.finished_at is not None:
        return period
    _require_days_left(period, at)
    period.finished_at, period.finished_by = at, by
    period.save(update_fields=["finished_at", "finished_by"])
    details = {"audit": audit.ref}
    record_event(action="comments_finished", obj=application, by=by, at=at, organisation=application.organisation, details=details)
    mail_comments_finished(audit, application, period, at)
    return period


@transaction.atomic
def answer_comment(*, comment: DraftComment, answer: str, revision: int, by: User, at: dt.datetime) -> DraftComment:
    """Answer the comment, or write the answer anew, and return it.

    From the first answer on the comment stays as it is. Also while the report is written anew, by the same pair or a new one: what was
    commented before waits for its answer. Raises `WrongStateError` in any other state, `StaleRevisionError` when the comment or its answer
    has changed meanwhile, `RefusedInputError` without an answer.
    """
    audit, comment = _lock_comment(comment)
    require_answering(audit)
    require(can_write_audit_report(access_of(by, at), audit))
    _require_revision(comment, revision)
    answer = _require_text(answer, "answer")
    if answer != comment.answer:
        comment.answer, comment.answered_at, comment.answered_by, comment.revision = answer, at, by, revision + 1
        _save(comment)
        _record("draft_comment_answered", audit, comment, by, at)
    return comment


def require_commenting(audit: Assessment) -> None:
    """Raise `WrongStateError`, naming the state of the audit, unless its draft is the workshop's to comment."""
    if audit.status != AuditStatus.COMMENTING:
        label = AUDIT_STATUS_LABELS[AuditStatus(audit.status)]
        raise WrongStateError(_("Raporttiluonnosta ei voi nyt kommentoida, sillä auditoinnin tila on ”%(state)s”.") % {"state": label})


def require_answering(audit: Assessment) -> None:
    """Raise `WrongStateError`, naming the state of the audit, unless its auditors write the report and answer the comments on it."""
    if audit.status not in WRITING_AUDIT_STATUSES:
        label = AUDIT_STATUS_LABELS[AuditStatus(audit.status)]
        raise WrongStateError(_("Kommentteihin ei voi nyt vastata, sillä auditoinnin tila on ”%(state)s”.") % {"state": label})


def _lock_open(audit: Assessment, by: User, at: dt.datetime) -> tuple[Assessment, CommentPeriod]:
    audit = lock_assessment(audit)
    return audit, _require_open(audit, by, at)


def _lock_comment(comment: DraftComment) -> tuple[Assessment, DraftComment]:
    """Lock the comment's audit and return both fresh. Raises `WrongStateError` for a comment that has been taken back meanwhile."""
    audit = lock_assessment(comment.assessment)
    stored = audit.draft_comments.select_related("criterion").filter(pk=comment.pk).first()
    if stored is None:
        raise WrongStateError(_("Kommentti on poistettu."))
    return audit, stored


def _require_open(audit: Assessment, by: User, at: dt.datetime) -> CommentPeriod:
    require_commenting(audit)
    require(can_comment_on_draft(access_of(by, at), audit))
    period = _period_of(audit)
    if period.finished_at is not None:
        raise WrongStateError(_("Olette jo ilmoittaneet, ettei kommentteja ole enempää."))
    _require_days_left(period, at)
    return period


def _period_of(audit: Assessment) -> CommentPeriod:
    period = comment_period_of(audit)
    assert period is not None  # the draft is commented, so they were asked
    return period


def _require_days_left(period: CommentPeriod, at: dt.datetime) -> None:
    if not period.is_open(timezone.localdate(at)):
        raise WrongStateError(_("Kommentointiaika päättyi %(day)s.") % {"day": date_format(period.last_date, "j.n.Y")})


def _require_unanswered(comment: DraftComment) -> None:
    if comment.answer:
        raise WrongStateError(_("Auditoitsijat ovat jo vastanneet tähän kommenttiin. Kirjoittakaa tarvittaessa uusi kommentti."))


def _require_revision(comment: DraftComment, seen: int) -> None:
    if comment.revision != seen:
        raise StaleRevisionError(_("Tähän on tallennettu jotain sen jälkeen, kun avasit sivun. Mitään ei ole korvattu."))


def _require_text(text: str, field: str) -> str:
    if not text.strip():
        raise RefusedInputError(_("Täytä tämä kohta."), field=field)
    return text.strip()


def _save(comment: DraftComment) -> None:
    comment.full_clean()
    require_lengths(comment)
    comment.save()


def _record(action: str, audit: Assessment, comment: DraftComment, by: User, at: dt.datetime) -> None:
    """Record what was done to which comment, never what it says."""
    details = {"audit": audit.ref, "criterion": comment.criterion.code if comment.criterion else ""}
    record_event(action=action, obj=comment, by=by, at=at, workshop=audit.workshop, details=details)
