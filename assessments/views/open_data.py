"""The OpenAPI document of the open data, and the page that explains it, drawn from it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse
from django.utils.decorators import method_decorator
from django.views.generic import TemplateView

from assessments.api.addresses import ROOT, absolute
from assessments.api.guide import endpoints, shapes
from assessments.api.service import open_api_document


@login_not_required
def open_api_json(request: HttpRequest) -> JsonResponse:
    """Give the OpenAPI document. Methods are the middleware's (`assessments.api.middleware`)."""
    return JsonResponse(open_api_document(), json_dumps_params={"ensure_ascii": False})


@method_decorator(login_not_required, name="dispatch")
class OpenDataGuide(TemplateView):
    """Avoin data: what can be read and how, for somebody who writes a program."""

    template_name = "assessments/open_data.html"
    http_method_names = ["get", "head", "options"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        document = open_api_document()
        return super().get_context_data(
            info=document["info"],
            endpoints=endpoints(document),
            shapes=shapes(document),
            address=absolute(ROOT),
            per_minute=settings.OPEN_DATA_REQUESTS_PER_MINUTE,
            **kwargs,
        )
