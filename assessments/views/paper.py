"""Rating on paper: the form to print, and the page where the contact types the answers in."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import ngettext
from django.views.generic import TemplateView

from assessments.forms.paper import PaperRatingForm, paper_forms
from assessments.lifecycle import AssessmentStatus
from assessments.selectors.paper import PaperSheet, paper_areas, paper_sheet
from assessments.selectors.visibility import how_ratings_are_shown, who_sees_paper, who_sees_paper_form
from assessments.services.paper import type_in_ratings
from assessments.views.by_name import ManagedAssessment, OfPlace
from criteria.models import Area

Forms = list[PaperRatingForm | None]


class PaperForm(ManagedAssessment, TemplateView):
    """The form to print: for one participant by name, or blank."""

    template_name = "assessments/paper_form.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        place = None
        if "participant_ref" in self.kwargs:
            place = get_object_or_404(self.assessment.participants.active().exclude(name=""), ref=self.kwargs["participant_ref"])
        return super().get_context_data(
            place=place,
            areas=paper_areas(self.assessment),
            scale=self.assessment.version.scale,
            how_shown=how_ratings_are_shown(self.assessment.ratings_shown),
            who_sees=who_sees_paper_form(self.assessment),
            **kwargs,
        )


class PaperUpdate(OfPlace, ManagedAssessment, TemplateView):
    """Type in one area of one participant's answers; hers alone who types, and never what was given with a code."""

    http_method_names = ["get", "post", "head", "options"]
    template_name = "assessments/paper_update.html"
    states = (AssessmentStatus.INDIVIDUAL,)

    @cached_property
    def sheet(self) -> PaperSheet:
        try:
            return paper_sheet(self.place, self.kwargs["area_code"], self.request.user)
        except Area.DoesNotExist as missing:
            raise Http404 from missing

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        forms: Forms = kwargs.pop("forms", None) or self._forms()
        return super().get_context_data(
            place=self.place,
            sheet=self.sheet,
            lines=list(zip(self.sheet.lines, forms, strict=True)),
            forms=[form for form in forms if form],
            who_sees=who_sees_paper(self.assessment),
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        forms = self._forms(request.POST)
        if [form for form in forms if form and not form.is_valid()]:
            return self.render_to_response(self.get_context_data(forms=forms), status=400)
        return self._save(forms)

    def _forms(self, data: Any = None) -> Forms:
        return paper_forms(self.sheet.lines, self.assessment.version.scale, data)

    def _save(self, forms: Forms) -> HttpResponse:
        pairs = zip(self.sheet.lines, forms, strict=True)
        given = {line.criterion: (form.given, form.cleaned_data["revision"]) for line, form in pairs if form and not form.is_blank}
        type_in_ratings(participant=self.place, ratings=given, by=self.request.user, at=self.request.arrived_at)
        count = sum(bool(rating.answer) for rating, _revision in given.values())
        sentence = ngettext("Yksi vastaus on tallennettu.", "%(count)s vastausta on tallennettu.", count)
        messages.success(self.request, sentence % {"count": count})
        following = self.sheet.next
        if following is None:
            return redirect("assessments:participant-list", self.assessment.ref)
        return redirect("assessments:paper-update", self.assessment.ref, self.place.ref, following.code)
