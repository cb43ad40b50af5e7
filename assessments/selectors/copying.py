"""To which other units of the organisation a result can be copied."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q

from assessments.models import Assessment, Result
from criteria.models import Criterion
from workshops.roles import PERMISSIONS, Permission, Role

if TYPE_CHECKING:
    from assessments.models.assessment import AssessmentQuerySet
    from workshops.permissions import Access


def copy_targets(access: Access, assessment: Assessment, code: str) -> AssessmentQuerySet:
    """Return the other units' open discussions with the criterion's code in which the asker may write, by unit; `has_own` says that
    one has an answer or texts of the criterion already and would be left alone."""
    written = Result.objects.filter(assessment=OuterRef("pk"), criterion__code=code).exclude(
        Q(answer="") & Q(reason="") & Q(current_practice="") & Q(development="")
    )
    same = Criterion.objects.filter(area__assessments=OuterRef("pk"), code=code, area__version__framework=assessment.version.framework_id)
    targets = Assessment.objects.writable_by(access).filter(Exists(same), workshop__organisation=assessment.workshop.organisation_id)
    others = targets.exclude(workshop=assessment.workshop_id).annotate(has_own=Exists(written))
    return others.select_related("workshop").order_by("workshop__sort_key", "pk")


def manages_several(access: Access) -> bool:
    """Tell whether the asker may write in more than one unit: by a role of a whole organisation, or in several workshops. No query."""
    managing = [grant for grant in access.grants if Permission.MANAGE_ASSESSMENT in PERMISSIONS[Role(grant.role)]]
    return any(grant.organisation_id for grant in managing) or len({grant.workshop_id for grant in managing}) > 1
