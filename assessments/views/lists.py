"""Lists of assessments."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from assessments.models import Assessment
from assessments.selectors.overview import count_by_openness, listed_assessments
from config.toolkit.views import PagedList
from workshops.roles import Permission

STATE_PARAMETER = "tila"
FINISHED = "paattyneet"


class AssessmentList(PagedList):
    """The assessments the asker sees: those under way, or those that are finished."""

    template_name = "assessments/assessment_list.html"

    @property
    def shows_finished(self) -> bool:
        return self.request.GET.get(STATE_PARAMETER) == FINISHED

    def get_queryset(self) -> QuerySet[Assessment]:
        return listed_assessments(self.request.access, finished=self.shows_finished)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        under_way, finished = count_by_openness(self.request.access)
        return super().get_context_data(
            tabs=[
                (_("Käynnissä (%(count)s)") % {"count": under_way}, "", not self.shows_finished),
                (_("Päättyneet (%(count)s)") % {"count": finished}, FINISHED, self.shows_finished),
            ],
            shows_finished=self.shows_finished,
            may_start=self.request.access.may_anywhere(Permission.MANAGE_ASSESSMENT),
            today=self.request.access.on,
            **kwargs,
        )
