"""The actions that stand beside a criterion: what was agreed earlier and what came of it, and what is agreed now."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import F, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, JSONObject
from django.urls import reverse
from django.utils.dateparse import parse_date, parse_datetime

from assessments.models import Action, Assessment
from assessments.selectors.actions import status_words
from criteria.models import Criterion

if TYPE_CHECKING:
    from assessments.models.action import ActionQuerySet

SHOWN = 4  # the newest of a criterion, all rounds together


@dataclass(frozen=True)
class PastAction:
    """One action beside a criterion."""

    ref: str
    what: str
    owner: str
    due_date: dt.date | None
    words: str  # "tehty 3.5."
    is_earlier: bool  # agreed in an earlier assessment than the one that is looked at

    @property
    def url(self) -> str:
        return reverse("assessments:action-detail", args=[self.ref])


def with_actions(criteria: QuerySet[Criterion], assessment: Assessment, code: str) -> QuerySet[Criterion]:
    """Annotate the newest actions of the criterion with the code, from every round and version, for `actions_beside`.

    They ride on a query the page makes anyway: its limit of ten is full.
    """
    rows = _of_framework(assessment).filter(criterion__code=code).order_by("-agreed_at", "-pk")
    as_json = rows.values(
        row=JSONObject(
            ref="ref",
            what="what",
            status="status",
            due_date="due_date",
            finished_at="finished_at",
            owner=Coalesce("owner__name", F("owner_name")),
            assessment="assessment_id",
        )
    )
    return criteria.annotate(**{f"action_{number}": Subquery(as_json[number : number + 1]) for number in range(SHOWN)})


def actions_beside(criterion: Criterion, assessment: Assessment) -> list[PastAction]:
    """Return the actions that `with_actions` annotated, those of this assessment first; no query."""
    rows = [getattr(criterion, f"action_{number}") for number in range(SHOWN)]
    return sorted((_from_json(row, assessment) for row in rows if row), key=lambda past: past.is_earlier)


def actions_by_criterion(assessment: Assessment) -> dict[str, list[PastAction]]:
    """Return the actions of this assessment and of those begun before it, newest first, by the code of their criterion; one query."""
    wanted = Q(assessment=assessment) | Q(assessment__created_at__lt=assessment.created_at)
    by_code: dict[str, list[PastAction]] = {}
    for action in _of_framework(assessment).filter(wanted).select_related("owner", "criterion").order_by("-agreed_at", "-pk")[:1000]:
        assert action.criterion is not None  # the query asks for one
        by_code.setdefault(action.criterion.code, []).append(_from_row(action, assessment))
    return by_code


def _of_framework(assessment: Assessment) -> ActionQuerySet:
    framework = assessment.version.framework_id
    return Action.objects.filter(workshop=assessment.workshop_id, criterion__area__version__framework=framework)


def _from_row(action: Action, assessment: Assessment) -> PastAction:
    owner = action.owner.name if action.owner else action.owner_name
    return PastAction(action.ref, action.what, owner, action.due_date, status_words(action), action.assessment_id != assessment.pk)


def _from_json(row: dict[str, Any], assessment: Assessment) -> PastAction:
    due, finished = row["due_date"], row["finished_at"]
    moment = parse_datetime(finished) if finished else None
    if moment is not None and moment.tzinfo is None:
        moment = moment.replace(tzinfo=dt.UTC)  # SQLite stores UTC without saying so
    action = Action(status=row["status"], due_date=parse_date(due) if due else None, finished_at=moment)
    return PastAction(row["ref"], row["what"], row["owner"], action.due_date, status_words(action), row["assessment"] != assessment.pk)
