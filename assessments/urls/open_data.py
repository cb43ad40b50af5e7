"""Addresses of the open data API and of the page that explains it."""

from django.contrib.auth.decorators import login_not_required
from django.urls import path

from assessments.api.addresses import ROOT
from assessments.api.service import operations
from assessments.views.open_data import OpenDataGuide, open_api_json

PLACE = ROOT.removeprefix("/")

urlpatterns = [
    path(PLACE, OpenDataGuide.as_view(), name="api-docs"),
    path(f"{PLACE}openapi.json", open_api_json, name="api-openapi"),
    *(path(f"{PLACE}{place}", login_not_required(view), name=name) for place, view, name in operations()),
]
