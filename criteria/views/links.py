"""A coordinator's pages: which concepts each criterion speaks of."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from config.toolkit.views import FormPage
from criteria.forms import CriterionLinksForm
from criteria.models import Criterion
from criteria.permissions import can_manage_criteria
from criteria.selectors import (
    criterion_neighbours,
    explained_criterion,
    link_overview,
    linkable_concepts,
    links_of_criterion,
    readable_criterion,
)
from criteria.services.concept_links import decide_links

if TYPE_CHECKING:
    from django.http.response import HttpResponseBase


class LinkList(TemplateView):
    """Käsitelinkit: every criterion with how many links wait for a decision. For all but those who keep criteria it does not exist."""

    template_name = "criteria/link_list.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not can_manage_criteria(request.access, None):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(versions=link_overview(self.request.access), **kwargs)


class CriterionLinks(FormPage):
    """The links of one criterion: confirm, reject, add. A criterion that may not be read is 404, one that may not be changed 403."""

    template_name = "criteria/criterion_links.html"
    form_class = CriterionLinksForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.criterion  # noqa: B018 404 for a criterion of a version the asker does not see
        if not can_manage_criteria(request.access, None):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def criterion(self) -> Criterion:
        return get_object_or_404(readable_criterion(self.request.access, **self.kwargs))

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "links": links_of_criterion(self.criterion), "linkable": linkable_concepts(self.criterion)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        before, after = criterion_neighbours(self.criterion)
        explained = explained_criterion(self.criterion)
        return super().get_context_data(
            criterion=self.criterion, version=self.criterion.area.version, explained=explained, before=before, after=after, **kwargs
        )

    def form_valid(self, form: CriterionLinksForm) -> HttpResponse:
        return self.save_or_refuse(form, lambda: self._save(form), self._next_url)

    def _save(self, form: CriterionLinksForm) -> None:
        decide_links(criterion=self.criterion, decisions=form.decisions(), by=self.request.user, at=self.request.arrived_at)
        messages.success(self.request, _("Kriteerin %(code)s käsitteet on tallennettu.") % {"code": self.criterion.code})

    def _next_url(self) -> str:
        after = criterion_neighbours(self.criterion)[1]
        if after is None:
            return reverse("criteria:link-list")
        return reverse("criteria:criterion-links", args=[self.kwargs["slug"], self.kwargs["version"], after.code])
