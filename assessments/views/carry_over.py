"""Last time's results in the discussion: confirming what still holds, and the texts that have no place of their own any more."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView

from assessments.selectors.audience import who_sees_discussion
from assessments.selectors.earlier_texts import earlier_texts_of
from assessments.services.carry_over import confirm_unchecked
from assessments.views.discussion import InDiscussion, visible_or_404

NEXT = "seuraava"  # on the page of one criterion: the code of the next one, empty on the last


@require_POST
def result_confirm(request: HttpRequest, ref: str) -> HttpResponse:
    """Mark the chosen unchecked results as still holding; back to the check page, or on to the next criterion."""
    assessment = visible_or_404(request, ref)
    codes = set(request.POST.getlist("criteria"))
    confirmed = confirm_unchecked(assessment=assessment, criterion_codes=codes, by=request.user, at=request.arrived_at)
    if confirmed:
        count = len(confirmed)
        messages.success(
            request,
            ngettext("Merkittiin: pitää edelleen paikkansa.", "Merkittiin: %(count)s tulosta pitää edelleen paikkansa.", count)
            % {"count": count},
        )
    else:
        messages.info(request, _("Yhtään tulosta ei merkitty tarkistetuksi."))
    following = request.POST.get(NEXT, "")
    if following and assessment.version.areas.filter(criteria__code=following).exists():
        return redirect("assessments:result-update", ref=ref, code=following)
    return redirect("assessments:assessment-check", ref=ref)


class EarlierTexts(InDiscussion, TemplateView):
    """What was written last time of criteria and areas that this version no longer has: to read and to copy."""

    http_method_names = ["get", "head", "options"]
    template_name = "assessments/earlier_texts.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(earlier=earlier_texts_of(self.assessment), who_sees=who_sees_discussion(self.assessment), **kwargs)
