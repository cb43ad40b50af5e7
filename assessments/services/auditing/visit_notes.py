"""What is written for the visit and on it: questions collected before, notes taken during, perhaps without a network."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.lifecycle import AUDIT_STATUS_LABELS, NOTING_AUDIT_STATUSES, RATING_AUDIT_STATUSES, AuditStatus
from assessments.models import Assessment, VisitNote, VisitQuestion
from assessments.permissions import can_plan_visit, can_write_visit_note
from assessments.services.guards import access_of, lock_assessment, require
from assessments.services.ratings import own_participant, require_criterion
from config.toolkit.errors import RefusedInputError, StaleRevisionError, WrongStateError
from config.toolkit.models import require_lengths
from criteria.models import Criterion
from workshops.models import User
from workshops.services.audit_events import record_event

QUESTIONS_AT_MOST = 20  # of one auditor and criterion
NOTES_AT_MOST = 1_000  # of one auditor in one audit


@transaction.atomic
def add_visit_question(*, audit: Assessment, criterion: Criterion, text: str, by: User, at: dt.datetime) -> VisitQuestion:
    """Add a question to ask on the visit; hers alone until her pair has confirmed his own rating of the criterion. The same is one.

    Raises `RefusedInputError` without a text and when there are too many, `WrongStateError` when the visit has been made.
    """
    audit = lock_assessment(audit)
    _require_state(audit, RATING_AUDIT_STATUSES)
    require(can_plan_visit(access_of(by, at), audit))
    require_criterion(audit, criterion)
    place = own_participant(audit, by)
    if not text.strip():
        raise RefusedInputError(_("Kirjoita kysymys."), field="text")
    same = place.visit_questions.filter(criterion=criterion, text=text.strip()).first()
    if same:
        return same
    if place.visit_questions.filter(criterion=criterion).count() >= QUESTIONS_AT_MOST:
        raise RefusedInputError(_("Tästä kriteeristä on jo paljon kysymyksiä. Poista jokin niistä."), field="text")
    question = VisitQuestion(participant=place, criterion=criterion, text=text.strip(), written_at=at)
    require_lengths(question)
    question.full_clean()
    question.save()
    _record("visit_question_added", audit, criterion, by=by, at=at)
    return question


@transaction.atomic
def remove_visit_question(*, question: VisitQuestion, by: User, at: dt.datetime) -> None:
    """Take away one's own question, as long as the visit has not been made. Raises `NotAllowedError` for somebody else's."""
    audit = lock_assessment(question.participant.assessment)
    _require_state(audit, RATING_AUDIT_STATUSES)
    require(can_plan_visit(access_of(by, at), audit) and question.participant_id == own_participant(audit, by).pk)
    if VisitQuestion.objects.filter(pk=question.pk).delete()[0]:
        _record("visit_question_removed", audit, question.criterion, by=by, at=at)


@transaction.atomic
def add_visit_note(
    *,
    audit: Assessment,
    criterion: Criterion | None,
    key: UUID,
    text: str,
    written_at: dt.datetime | None = None,
    by: User,
    at: dt.datetime,
) -> VisitNote:
    """Keep a note of the visit, of a criterion or (None) of the whole. The same key again returns what is kept, whatever the state.

    `key` is made where the note is written: a note that is sent twice, by a network that broke in between, is kept once. `written_at` is
    told by the device, whose clock may be wrong: never later than now, never before the audit began. Raises `StaleRevisionError` for
    another text under a key in use, `RefusedInputError` without a text, `WrongStateError` when notes are no longer taken in.
    """
    audit = lock_assessment(audit)
    kept = VisitNote.objects.filter(participant__in=audit.participants.active().of(by), key=key).first()
    if kept:
        return _same(kept, criterion, text)
    _require_state(audit, NOTING_AUDIT_STATUSES)
    require(can_write_visit_note(access_of(by, at), audit))
    if criterion:
        require_criterion(audit, criterion)
    place = own_participant(audit, by)
    if not text.strip():
        raise RefusedInputError(_("Kirjoita muistiinpano."), field="text")
    if place.visit_notes.count() >= NOTES_AT_MOST:
        raise RefusedInputError(_("Muistiinpanoja on jo niin paljon, ettei enempää voi tallentaa."), field="text")
    written_at = min(max(written_at or at, audit.started_at or at), at)
    note = VisitNote(participant=place, criterion=criterion, key=key, text=text.strip(), written_at=written_at, saved_at=at)
    require_lengths(note)
    note.full_clean()
    note.save()
    return note


def _same(kept: VisitNote, criterion: Criterion | None, text: str) -> VisitNote:
    if kept.text != text.strip() or kept.criterion_id != (criterion.pk if criterion else None):
        raise StaleRevisionError(_("Tältä lomakkeelta on jo tallennettu muistiinpano. Tallenna tämä uutena muistiinpanona."))
    return kept


def _require_state(audit: Assessment, states: frozenset[AuditStatus]) -> None:
    if audit.status not in states:
        label = AUDIT_STATUS_LABELS[AuditStatus(audit.status)]
        raise WrongStateError(_("Tätä ei voi nyt tallentaa, sillä auditoinnin tila on ”%(state)s”.") % {"state": label})


def _record(action: str, audit: Assessment, criterion: Criterion, *, by: User, at: dt.datetime) -> None:
    details = {"criterion": criterion.code}  # that something is asked, never what
    record_event(action=action, obj=audit, by=by, at=at, workshop=audit.workshop, details=details)
