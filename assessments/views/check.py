"""The page "Tarkista": what is still missing, and the one confirmation."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView

from assessments.lifecycle import TRANSITIONS
from assessments.permissions import can_perform_transition
from assessments.selectors.check import check_of, confirmer_names
from assessments.views.discussion import InDiscussion

PRACTICE_HELP = _("Kun kerrotte, miten toimitte nyt, taso on helpompi ymmärtää myöhemmin.")
EVIDENCE_HELP = _("Näyttö on vapaaehtoinen, mutta siitä on apua raportissa ja auditoinnissa.")


class AssessmentCheck(InDiscussion, TemplateView):
    """Every gap with a link to it; for those who may, the confirmation."""

    template_name = "assessments/assessment_check.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may_confirm = can_perform_transition(self.request.access, self.assessment, TRANSITIONS["complete"])
        check = check_of(self.assessment)
        reminders = [
            (_practice_words(len(check.without_practice)), PRACTICE_HELP, check.without_practice),
            (_evidence_words(len(check.without_evidence)), EVIDENCE_HELP, check.without_evidence),
        ]
        return super().get_context_data(
            check=check,
            reminders=[reminder for reminder in reminders if reminder[2]],
            steps=[(level.value, level.name) for level in self.assessment.version.scale.levels.all()] if check.unchecked else [],
            may_confirm=may_confirm,
            confirmers=[] if may_confirm else confirmer_names(self.assessment, self.request.access.on),
            **kwargs,
        )


def _practice_words(count: int) -> str:
    return ngettext("”Miten toimimme nyt” puuttuu yhdestä kriteeristä", "”Miten toimimme nyt” puuttuu %(count)s kriteeristä", count) % {
        "count": count
    }


def _evidence_words(count: int) -> str:
    return ngettext("Näyttö puuttuu yhdestä kriteeristä", "Näyttö puuttuu %(count)s kriteeristä", count) % {"count": count}
