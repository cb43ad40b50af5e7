"""Reads of an application's form: its criteria and what is still missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assessments.models import Application
from criteria.models import Criterion

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from workshops.permissions import Access


def criteria_of_application(application: Application) -> list[Criterion]:
    """Return all criteria of the round's version in its order, each with its area; none without a round. One query."""
    if application.round is None:
        return []
    return list(Criterion.objects.filter(area__version=application.round.version_id).select_related("area").order_by("order"))


def missing_criteria(application: Application) -> list[Criterion]:
    """Return the criteria whose text is still missing, in the version's order. Two queries."""
    written = set(application.answers.exclude(text="").values_list("criterion_id", flat=True))
    return [criterion for criterion in criteria_of_application(application) if criterion.pk not in written]


def forms_managed_by(access: Access) -> QuerySet[Application]:
    """Return the applications whose form the asker fills or reads, each with its organisation and its round's version and scale."""
    return Application.objects.managed_by(access).select_related("organisation", "round__version__framework", "round__version__scale")
