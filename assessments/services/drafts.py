"""Creating and editing draft self-assessments."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.choices import AssessmentKind, RatingsShown
from assessments.lifecycle import AssessmentStatus
from assessments.models import Assessment
from assessments.permissions import can_edit_draft, can_start_assessment
from assessments.selectors.latest import previous_for
from assessments.services.guards import access_of, lock_assessment, require, require_state
from config.toolkit.errors import RefusedInputError, WrongStateError
from criteria.models import Area, FrameworkVersion
from criteria.versioning import VersionStatus
from workshops.models import User, Workshop
from workshops.services.audit_events import record_event


@transaction.atomic
def create_self_assessments(
    *,
    workshops: Sequence[Workshop],
    version: FrameworkVersion,
    areas: Sequence[Area],
    title: str,
    ratings_shown: str = RatingsShown.SPREAD,
    ratings_due_date: dt.date | None = None,
    discussion_date: dt.date | None = None,
    from_previous: bool = False,
    by: User,
    at: dt.datetime,
) -> list[Assessment]:
    """Create a draft for each workshop (several units at once: one assessment each) and return them in the same order.

    `from_previous`: each starts from its workshop's latest completed one that shares an area, if there is one; its results are
    brought when the discussion opens.

    Raises `NotAllowedError` if one of the workshops is not the asker's to manage, `WrongStateError` if one has an open
    self-assessment with a shared area, `RefusedInputError` if the version or the areas cannot be used.
    """
    access = access_of(by, at)
    require_version_open(version)
    _require_areas(version, areas)
    _require_dates(ratings_due_date, discussion_date)
    shared: dict[str, Any] = {
        "version": version,
        "title": title,
        "ratings_shown": ratings_shown,
        "ratings_due_date": ratings_due_date,
        "discussion_date": discussion_date,
    }
    drafts = []
    locked = {workshop.pk: workshop for workshop in Workshop.objects.select_for_update().filter(pk__in=[w.pk for w in workshops])}
    for workshop in (locked[w.pk] for w in workshops):
        require(can_start_assessment(access, workshop))
        require_no_overlap(workshop, areas)
        previous = previous_for(workshop, version, areas) if from_previous else None
        drafts.append(_create_draft(Assessment(workshop=workshop, previous=previous, **shared), areas, by, at))
    return drafts


def _create_draft(draft: Assessment, areas: Sequence[Area], by: User, at: dt.datetime) -> Assessment:
    draft.kind, draft.created_at, draft.created_by = AssessmentKind.SELF, at, by
    draft.full_clean()
    draft.save()
    draft.areas.set(areas)
    record_event(action="assessment_created", obj=draft, by=by, at=at, workshop=draft.workshop)
    return draft


@transaction.atomic
def update_draft(
    *,
    assessment: Assessment,
    areas: Sequence[Area],
    title: str,
    ratings_shown: str,
    ratings_due_date: dt.date | None,
    discussion_date: dt.date | None,
    from_previous: bool = False,
    by: User,
    at: dt.datetime,
) -> Assessment:
    """Change a draft; after the start neither areas nor the way ratings are shown can change. Raises as `create_self_assessments`."""
    Workshop.objects.select_for_update().get(pk=assessment.workshop_id)
    draft = lock_assessment(assessment)
    require_state(draft, AssessmentStatus.DRAFT)
    require(can_edit_draft(access_of(by, at), draft))
    _require_areas(draft.version, areas)
    _require_dates(ratings_due_date, discussion_date)
    require_no_overlap(draft.workshop, areas, besides=draft)
    draft.title, draft.ratings_shown = title, ratings_shown
    draft.ratings_due_date, draft.discussion_date = ratings_due_date, discussion_date
    draft.previous = previous_for(draft.workshop, draft.version, areas) if from_previous else None
    draft.full_clean()
    draft.save(update_fields=["previous", "title", "ratings_shown", "ratings_due_date", "discussion_date"])
    draft.areas.set(areas)
    record_event(action="assessment_edited", obj=draft, by=by, at=at, workshop=draft.workshop)
    return draft


def require_version_open(version: FrameworkVersion) -> None:
    """Raise `RefusedInputError` unless new assessments may start in the version: retiring one bars new starts only."""
    if version.status != VersionStatus.PUBLISHED:
        raise RefusedInputError(_("Tällä kriteeristön versiolla ei voi enää aloittaa uutta arviointia."), field="version")


def require_no_overlap(workshop: Workshop, areas: Sequence[Area], besides: Assessment | None = None) -> None:
    """Raise `WrongStateError` if another open self-assessment of the workshop shares an area.

    Call it while holding the lock on the workshop's row, so that two requests cannot both find the way free. Areas are compared by
    code: two versions' "K1" are the same area of the work.
    """
    others = Assessment.objects.open().filter(kind=AssessmentKind.SELF, workshop=workshop, areas__code__in=[area.code for area in areas])
    if besides is not None:
        others = others.exclude(pk=besides.pk)
    other = others.distinct().first()
    if other is not None:
        raise WrongStateError(
            _("Samoista osa-alueista on jo avoin itsearviointi: %(workshop)s, ”%(title)s”. Vie se ensin loppuun tai keskeytä se.")
            % {"workshop": workshop.name, "title": other.title}
        )


def _require_areas(version: FrameworkVersion, areas: Sequence[Area]) -> None:
    if not areas:
        raise RefusedInputError(_("Valitse ainakin yksi osa-alue."), field="areas")
    if any(area.version_id != version.pk for area in areas):
        raise RefusedInputError(_("Osa-alueiden on oltava valitusta kriteeristön versiosta."), field="areas")


def _require_dates(ratings_due_date: dt.date | None, discussion_date: dt.date | None) -> None:
    if ratings_due_date and discussion_date and discussion_date < ratings_due_date:
        raise RefusedInputError(_("Yhteinen keskustelu ei voi olla ennen omien arvioiden määräpäivää."), field="discussion_date")
