"""Public reading of the glossary."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import Http404
from django.utils.decorators import method_decorator
from django.views.generic import DetailView, TemplateView

from criteria.models import Concept
from criteria.selectors import MAX_QUERY, concept_by_code, criteria_of_concept, current_concept_set, find_concepts


@method_decorator(login_not_required, name="dispatch")
class ConceptList(TemplateView):
    """Käsitteet: the glossary in its groups, or what the parameter `haku` finds."""

    template_name = "criteria/concept_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        query = self.request.GET.get("haku", "").replace("\0", "").strip()[:MAX_QUERY]
        groups = find_concepts(query)
        return super().get_context_data(
            query=query,
            groups=groups,
            count=sum(len(group.concepts) for group in groups),
            concept_set=current_concept_set(),
            max_query=MAX_QUERY,
            **kwargs,
        )


@method_decorator(login_not_required, name="dispatch")
class ConceptDetail(DetailView[Concept]):
    template_name = "criteria/concept_detail.html"
    context_object_name = "concept"

    def get_object(self, queryset: QuerySet[Concept] | None = None) -> Concept:
        concept = concept_by_code(self.kwargs["code"])
        if concept is None:
            raise Http404
        return concept

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(criteria=criteria_of_concept(self.object), related=self.object.related.all(), **kwargs)
