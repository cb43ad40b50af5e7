"""Writing the answers of an application, by hand or from completed self-assessments."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _
from simple_history.utils import bulk_create_with_history

from assessments.choices import TEXT_MAX_LENGTH, Answer
from assessments.lifecycle import FILLABLE_STATUSES
from assessments.models import Application, ApplicationAnswer, Assessment
from assessments.permissions import can_manage_application
from assessments.selectors.applications.filling import Filling, fillings_from, source_assessments
from assessments.selectors.applications.form import criteria_of_application
from assessments.services.applications.bringing import Brought, bring_evidence
from assessments.services.guards import (
    access_of,
    lock_application,
    require,
    require_application_state,
    require_before_deadline,
    require_criterion_of_application,
)
from assessments.services.revisions import require_revision, save_if_changed
from config.toolkit.errors import RefusedInputError
from criteria.models import Criterion, Level
from workshops.models import User
from workshops.services.audit_events import record_event


@transaction.atomic
def save_answer(
    *,
    application: Application,
    criterion: Criterion,
    text: str,
    answer: str = "",
    level: Level | None = None,
    revision: int,
    by: User,
    at: dt.datetime,
) -> ApplicationAnswer:
    """Save the text and the level, if one is told, of one criterion and return it with its grown revision.

    `revision` is the one the writer saw, 0 when there was none. Raises `StaleRevisionError` if a colleague has saved in between, and
    `WrongStateError` for what arrived after the deadline: nothing is overwritten.
    """
    application = lock_for_filling(application, by, at)
    assert application.round is not None  # locked for filling
    require_criterion_of_application(application, criterion)
    if (answer == Answer.LEVEL) != (level is not None) or (level and level.scale_id != application.round.version.scale_id):
        raise RefusedInputError(_("Valitse taso."), field="answer")
    if len(text.strip()) > TEXT_MAX_LENGTH:
        raise RefusedInputError(_("Lyhennä tekstiä: siinä saa olla enintään 10\N{NO-BREAK SPACE}000 merkkiä."), field="text")
    row = application.answers.filter(criterion=criterion).first()
    row = row or ApplicationAnswer(application=application, criterion=criterion, revision=0)
    require_revision(row, revision)
    return save_if_changed(row, text=text.strip(), answer=answer, level=level, by=by, at=at)


@dataclass(frozen=True)
class Filled:
    """What filling brought: the answers that got something, the codes whose texts did not fit whole, and the evidence that came along."""

    answers: list[ApplicationAnswer]
    cut: list[str]
    evidence: Brought


@transaction.atomic
def fill_from_assessments(*, application: Application, assessments: Sequence[Assessment], by: User, at: dt.datetime) -> Filled:
    """Bring texts, and levels where the units agree, into the criteria that have no text yet, by code; the evidence comes along.

    What somebody has written or chosen stays. Raises `RefusedInputError` without assessments, `NotAllowedError` for one that is not a
    completed self-assessment of a covered workshop or that the asker does not see.
    """
    application = lock_for_filling(application, by, at)
    chosen = _require_sources(application, assessments, by, at)
    fillings = fillings_from(chosen)
    answers = _fill_answers(application, fillings, by, at)
    filled = Filled(
        answers=answers,
        cut=[answer.criterion.code for answer in answers if fillings[answer.criterion.code].is_cut],
        evidence=bring_evidence(application=application, assessments=chosen, by=by, at=at),
    )
    application.sources.add(*chosen)
    details = {
        "count": len(filled.answers),
        "evidence": filled.evidence.count,
        "assessments": [assessment.ref for assessment in chosen],
    }
    record_event(action="application_filled", obj=application, by=by, at=at, organisation=application.organisation, details=details)
    return filled


def _fill_answers(application: Application, fillings: dict[str, Filling], by: User, at: dt.datetime) -> list[ApplicationAnswer]:
    """Make the answers that are not there, and write into those without a text; a level that was chosen stays."""
    assert application.round is not None  # locked for filling
    levels = {level.value: level for level in application.round.version.scale.levels.all()}
    rows = {row.criterion_id: row for row in application.answers.select_related("criterion", "level")}
    new: list[ApplicationAnswer] = []
    changed: list[ApplicationAnswer] = []
    for criterion in criteria_of_application(application):
        row, filling = rows.get(criterion.pk), fillings.get(criterion.code)
        if filling is None or (row is not None and row.text):
            continue
        if row is None:
            new.append(filling.as_answer(application, criterion, levels, by, at))
            continue
        answer, level = (row.answer, row.level) if row.answer else filling.told(levels)
        before = row.revision
        saved = save_if_changed(row, text=filling.text, answer=answer, level=level, by=by, at=at)
        changed += [saved] if saved.revision > before else []
    return [*bulk_create_with_history(new, ApplicationAnswer, default_user=by, default_date=at), *changed]


def lock_for_filling(application: Application, by: User, at: dt.datetime) -> Application:
    """Lock the application and return it fresh; raises unless its content may change now and the asker is the one to change it."""
    application = lock_application(application)
    require(can_manage_application(access_of(by, at), application))
    require_before_deadline(application, at)
    require_application_state(application, FILLABLE_STATUSES)
    return application


def _require_sources(application: Application, assessments: Sequence[Assessment], by: User, at: dt.datetime) -> list[Assessment]:
    if not assessments:
        raise RefusedInputError(_("Valitse vähintään yksi itsearviointi."), field="assessments")
    seen = source_assessments(application, access_of(by, at))
    chosen = list(seen.filter(pk__in=[assessment.pk for assessment in assessments]))
    require(len(chosen) == len({assessment.pk for assessment in assessments}))
    return chosen
