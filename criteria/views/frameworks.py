"""Public reading of criteria: the versions, a whole version, an area, a criterion."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_safe
from django.views.generic import DetailView, ListView

from criteria.models import Area, Criterion, FrameworkVersion
from criteria.permissions import can_manage_criteria
from criteria.selectors import (
    area_neighbours,
    areas_with_criteria,
    criterion_neighbours,
    current_version,
    explained_areas,
    explained_criterion,
    glossary_of,
    readable_area,
    readable_criterion,
    readable_versions,
    version_list,
)


@method_decorator(login_not_required, name="dispatch")
class FrameworkIndex(ListView[FrameworkVersion]):
    """Kriteerit: every version that may be read, the newest of a framework first."""

    template_name = "criteria/framework_index.html"
    context_object_name = "versions"

    def get_queryset(self) -> QuerySet[FrameworkVersion]:
        return version_list(self.request.access)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(may_manage=can_manage_criteria(self.request.access, None), **kwargs)


@require_safe
@login_not_required
def framework_current(request: HttpRequest, slug: str) -> HttpResponse:
    """Send on from the address without a version to the version in use."""
    version = current_version(request.access, slug)
    if version is None:
        raise Http404
    return redirect("criteria:version-detail", slug, version.version)


@method_decorator(login_not_required, name="dispatch")
class VersionDetail(DetailView[FrameworkVersion]):
    """A whole version at an address that stays."""

    template_name = "criteria/version_detail.html"
    context_object_name = "version"

    def get_object(self, queryset: QuerySet[FrameworkVersion] | None = None) -> FrameworkVersion:
        return get_object_or_404(readable_versions(self.request.access, self.kwargs["slug"], self.kwargs["version"]))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        areas = explained_areas(self.object)
        return super().get_context_data(
            areas=areas, concepts=glossary_of(areas), may_manage=can_manage_criteria(self.request.access, None), **kwargs
        )


@method_decorator(login_not_required, name="dispatch")
class AreaDetail(DetailView[Area]):
    template_name = "criteria/area_detail.html"
    context_object_name = "area"

    def get_object(self, queryset: QuerySet[Area] | None = None) -> Area:
        return get_object_or_404(readable_area(self.request.access, **self.kwargs))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        areas = areas_with_criteria(self.object.version)
        before, after = area_neighbours(areas, self.object)
        return super().get_context_data(version=self.object.version, areas=areas, before=before, after=after, **kwargs)


@method_decorator(login_not_required, name="dispatch")
class CriterionDetail(DetailView[Criterion]):
    template_name = "criteria/criterion_detail.html"
    context_object_name = "criterion"

    def get_object(self, queryset: QuerySet[Criterion] | None = None) -> Criterion:
        return get_object_or_404(readable_criterion(self.request.access, **self.kwargs))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        area = self.object.area
        before, after = criterion_neighbours(self.object)
        return super().get_context_data(
            version=area.version,
            area=area,
            explained=explained_criterion(self.object),
            interview_questions=self.object.interview_questions.all(),
            siblings=area.criteria.all(),
            before=before,
            after=after,
            **kwargs,
        )
