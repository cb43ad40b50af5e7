"""Reads about the people of an assessment."""

from __future__ import annotations

import datetime as dt

from django.db.models import Exists, OuterRef, Q, QuerySet

from assessments.models import Assessment, Participant
from workshops.models import RoleGrant, User
from workshops.roles import Permission


def colleagues_to_add(assessment: Assessment, on: dt.date) -> QuerySet[User]:
    """Return the people who may take part on the day by a role in the workshop or its organisation, and do not yet."""
    workshop = assessment.workshop
    grants = RoleGrant.objects.current(on).giving(Permission.TAKE_PART)
    here = grants.filter(Q(workshop=workshop) | Q(organisation=workshop.organisation_id), user=OuterRef("pk"))
    taking_part = Participant.objects.active().filter(assessment=assessment)
    return (
        User.objects.get_queryset()
        .filter(Exists(here), is_active=True)
        .exclude(Exists(taking_part.filter(Q(user=OuterRef("pk")) | Q(invitation__accepted_by=OuterRef("pk")))))
        .order_by("sort_key", "pk")
    )
