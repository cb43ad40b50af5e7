"""Starting self-assessments and editing their drafts."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from assessments.choices import RatingsShown
from assessments.forms.drafts import DraftForm, NewDraftForm, draft_initial
from assessments.lifecycle import AssessmentStatus
from assessments.models import Assessment
from assessments.permissions import can_start_assessment
from assessments.selectors.drafts import startable_versions, workshops_to_start_in
from assessments.selectors.latest import completed_of, has_completed_anywhere
from assessments.selectors.visibility import who_sees_draft
from assessments.services.drafts import create_self_assessments, update_draft
from assessments.services.guards import require, require_state
from assessments.views.landing import OfAssessment
from config.toolkit.forms import BaseForm
from config.toolkit.views import FormPage
from criteria.models import FrameworkVersion
from workshops.roles import Permission

VERSION_PARAMETER = "kriteeristo"


class AssessmentCreate(FormPage):
    """Start a self-assessment of one or several units; with several published frameworks one is chosen first."""

    template_name = "assessments/assessment_create.html"
    form_class = NewDraftForm
    created: list[Assessment]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        require(
            request.access.may_anywhere(Permission.MANAGE_ASSESSMENT), _("Itsearvioinnin aloittaa työpajan yhteyshenkilö tai esihenkilö.")
        )
        if self.version is None:
            return self.render_to_response(self.get_context_data(form=None, versions=self.versions))
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def versions(self) -> dict[str, FrameworkVersion]:
        return {f"{version.framework.slug}-{version.version}": version for version in startable_versions()}

    @cached_property
    def version(self) -> FrameworkVersion | None:
        """The version named in the address, or the only one there is; None when it is still to be chosen."""
        named = self.request.GET.get(VERSION_PARAMETER)
        if named is not None and named not in self.versions:
            raise Http404
        if named is None and len(self.versions) != 1:
            return None
        return self.versions[named] if named else next(iter(self.versions.values()))

    def get_initial(self) -> dict[str, Any]:
        workshops = list(workshops_to_start_in(self.request.access)[:2])
        return {
            "title": _("Itsearviointi %(year)s") % {"year": self.request.access.on.year},
            "areas": list(self._areas()),
            "ratings_shown": RatingsShown.SPREAD,
            "workshops": workshops if len(workshops) == 1 else [],
            "from_previous": True,
        }

    def get_form_kwargs(self) -> dict[str, Any]:
        workshops = workshops_to_start_in(self.request.access)
        assert self.version is not None  # dispatch asks for one first
        offers = has_completed_anywhere(self.request.access, self.version)
        own = {"areas": self._areas(), "workshops": workshops, "today": self.request.access.on, "offers_previous": offers}
        return {**super().get_form_kwargs(), **own}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(version=self.version, who_sees=who_sees_draft(), **kwargs)

    def form_valid(self, form: BaseForm) -> HttpResponse:
        assert self.version is not None  # dispatch asks for one first
        values = {**form.cleaned_data, "version": self.version, "by": self.request.user, "at": self.request.arrived_at}

        def save() -> None:
            self.created = create_self_assessments(**{**values, "workshops": list(values["workshops"]), "areas": list(values["areas"])})

        return self.save_or_refuse(form, save, self._next_url)

    def _areas(self) -> Any:
        assert self.version is not None  # dispatch asks for one first
        return self.version.areas.all()

    def _next_url(self) -> str:
        if len(self.created) == 1:
            messages.success(self.request, _("Luonnos on tallennettu. Valitse seuraavaksi, ketkä osallistuvat."))
            return reverse("assessments:participant-list", args=[self.created[0].ref])
        messages.success(
            self.request,
            _("%(count)s luonnosta on tallennettu. Avaa kukin ja valitse, ketkä osallistuvat.") % {"count": len(self.created)},
        )
        return reverse("assessments:assessment-list")


class AssessmentUpdate(OfAssessment, FormPage):
    """Edit a draft."""

    template_name = "assessments/assessment_update.html"
    form_class = DraftForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        require(can_start_assessment(request.access, self.assessment.workshop))
        require_state(self.assessment, AssessmentStatus.DRAFT)
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        return draft_initial(self.assessment)

    def get_form_kwargs(self) -> dict[str, Any]:
        version = self.assessment.version
        offers = completed_of(self.assessment.workshop, version).exists()
        own = {"areas": version.areas.all(), "today": self.request.access.on, "offers_previous": offers}
        return {**super().get_form_kwargs(), **own}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(who_sees=who_sees_draft(), **kwargs)

    def form_valid(self, form: BaseForm) -> HttpResponse:
        values = {**form.cleaned_data, "areas": list(form.cleaned_data["areas"]), "by": self.request.user, "at": self.request.arrived_at}
        return self.save_or_refuse(form, lambda: update_draft(assessment=self.assessment, **values), self._next_url)

    def _next_url(self) -> str:
        messages.success(self.request, _("Muutokset on tallennettu."))
        return reverse("assessments:assessment-detail", args=[self.assessment.ref])
