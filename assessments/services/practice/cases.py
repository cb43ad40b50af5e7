"""A coordinator writes an example application with its reference, publishes it, and retires it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.lifecycle import PRACTICE_STATUS_LABELS, PRACTICE_TRANSITIONS, PracticeStatus
from assessments.models import PracticeAnswer, PracticeCase
from assessments.models.practice import TITLE_MAX_LENGTH
from assessments.permissions import can_manage_rounds
from assessments.selectors.practice.writing import gaps_of, is_empty, practisable_versions
from assessments.services.guards import access_of, require
from assessments.services.ratings import usable_level, usable_verdict
from assessments.services.revisions import require_revision, save_if_changed
from config.toolkit.errors import RefusedInputError, WrongStateError
from config.toolkit.models import require_lengths
from criteria.models import Criterion, FrameworkVersion, Level, Verdict
from workshops.models import User
from workshops.services.audit_events import record_event


@dataclass(frozen=True)
class GivenReference:
    """What the example says of one criterion, what an auditor should think of it, and why."""

    text: str = ""
    answer: str = ""
    level: Level | None = None
    verdict: Verdict | None = None
    explanation: str = ""


@transaction.atomic
def create_practice_case(*, title: str, introduction: str, version: FrameworkVersion, by: User, at: dt.datetime) -> PracticeCase:
    """Make a draft without criteria and return it. Raises `RefusedInputError` for a version that is not in use or has no verdicts."""
    require(can_manage_rounds(access_of(by, at)))
    if version not in practisable_versions():
        raise RefusedInputError(_("Valitse julkaistu kriteeristö, jossa auditoitsija ottaa kantaa kriteereihin."), field="version")
    case = PracticeCase(title=title.strip(), introduction=introduction.strip(), version=version, created_at=at, created_by=by)
    case.saved_at, case.saved_by = at, by
    return _added(case, "practice_case_created", by, at)


@transaction.atomic
def update_practice_case(*, case: PracticeCase, title: str, introduction: str, revision: int, by: User, at: dt.datetime) -> PracticeCase:
    """Write the title and the introduction of a draft anew and return it.

    Raises `StaleRevisionError` if a colleague has saved in between, `WrongStateError` for what is no draft any more.
    """
    case = _lock_draft(case, by, at)
    require_revision(case, revision)
    return save_if_changed(case, title=title.strip(), introduction=introduction.strip(), by=by, at=at)


@transaction.atomic
def save_practice_answer(
    *, case: PracticeCase, criterion: Criterion, given: GivenReference, revision: int, by: User, at: dt.datetime
) -> PracticeAnswer:
    """Save what the draft says of one criterion, also in part, and return it.

    `revision` is the one the writer saw, 0 when there was none. Raises `StaleRevisionError` if a colleague has saved in between,
    `RefusedInputError` for a criterion, level or verdict of another version, `WrongStateError` for what is no draft any more.
    """
    case = _lock_draft(case, by, at)
    if criterion.area.version_id != case.version_id:
        raise RefusedInputError(_("Tämä kriteeri ei kuulu harjoitushakemuksen kriteeristöön."))
    row = case.answers.filter(criterion=criterion).first() or PracticeAnswer(case=case, criterion=criterion, revision=0)
    require_revision(row, revision)
    return save_if_changed(
        row,
        text=given.text.strip(),
        answer=given.answer,
        level=usable_level(case, given.answer, given.level),
        verdict=usable_verdict(case, given.answer, given.verdict),
        explanation=given.explanation.strip(),
        by=by,
        at=at,
    )


@transaction.atomic
def publish_practice_case(*, case: PracticeCase, by: User, at: dt.datetime) -> PracticeCase:
    """Open the example to auditors; from now on it does not change. What was left quite empty goes.

    Raises `WrongStateError` while no criterion is written, or one is not whole: text, level, verdict and explanation.
    """
    case = _lock(case, by, at)
    _require_source(case, "publish")
    answers = list(case.answers.select_related("criterion"))
    empty = [row.pk for row in answers if is_empty(row)]
    written = [row for row in answers if not is_empty(row)]
    if not written:
        raise WrongStateError(_("Kirjoita esimerkki ainakin yhdestä kriteeristä, ennen kuin julkaiset harjoitushakemuksen."))
    unready = [row.criterion.code for row in written if gaps_of(row)]
    if unready:
        raise WrongStateError(_("Täydennä ensin nämä kriteerit: %(codes)s.") % {"codes": ", ".join(unready)})
    case.answers.filter(pk__in=empty).delete()
    case.published_at, case.published_by = at, by
    return _moved(case, "publish", by, at)


@transaction.atomic
def retire_practice_case(*, case: PracticeCase, by: User, at: dt.datetime) -> PracticeCase:
    """Take the example out of use: nobody begins it any more; who has practised it still reads what she answered."""
    case = _lock(case, by, at)
    _require_source(case, "retire")
    return _moved(case, "retire", by, at)


@transaction.atomic
def copy_practice_case(*, case: PracticeCase, by: User, at: dt.datetime) -> PracticeCase:
    """Return a new draft with the same texts and references; whatever state the example is in, it stays as it is."""
    require(can_manage_rounds(access_of(by, at)))
    saved = {"saved_at": at, "saved_by": by}
    title = _("%(title)s, kopio") % {"title": case.title[: TITLE_MAX_LENGTH - 20]}
    copy = PracticeCase(title=title, introduction=case.introduction, version_id=case.version_id, created_at=at, created_by=by, **saved)
    _added(copy, "practice_case_copied", by, at, details={"from": case.ref})
    names = ("criterion_id", "text", "answer", "level_id", "verdict_id", "explanation")
    rows = case.answers.all()
    PracticeAnswer.objects.bulk_create([PracticeAnswer(case=copy, **saved, **{name: getattr(row, name) for name in names}) for row in rows])
    return copy


def require_draft(case: PracticeCase) -> None:
    """Raise `WrongStateError` for an example that has been published or retired: its texts do not change any more."""
    if case.status != PracticeStatus.DRAFT:
        raise WrongStateError(_("Harjoitushakemusta voi muokata vain luonnoksena. Kopioi se uudeksi luonnokseksi."))


def _added(case: PracticeCase, action: str, by: User, at: dt.datetime, details: dict[str, str] | None = None) -> PracticeCase:
    case.full_clean()
    require_lengths(case)
    case.save()
    record_event(action=action, obj=case, by=by, at=at, details=details)
    return case


def _lock(case: PracticeCase, by: User, at: dt.datetime) -> PracticeCase:
    require(can_manage_rounds(access_of(by, at)))
    return PracticeCase.objects.select_for_update(of=("self",)).select_related("version").get(pk=case.pk)


def _lock_draft(case: PracticeCase, by: User, at: dt.datetime) -> PracticeCase:
    case = _lock(case, by, at)
    require_draft(case)
    return case


def _require_source(case: PracticeCase, transition: str) -> None:
    if case.status not in PRACTICE_TRANSITIONS[transition].sources:
        label = PRACTICE_STATUS_LABELS[PracticeStatus(case.status)]
        raise WrongStateError(_("Tätä ei voi enää tehdä, sillä harjoitushakemuksen tila on ”%(state)s”.") % {"state": label})


def _moved(case: PracticeCase, transition: str, by: User, at: dt.datetime) -> PracticeCase:
    case.status = PRACTICE_TRANSITIONS[transition].target
    case.full_clean()
    case.save(update_fields=["status", "published_at", "published_by"])
    record_event(action=f"practice_case_{transition}", obj=case, by=by, at=at)
    return case
