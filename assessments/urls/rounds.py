"""Addresses of the coordinator's rounds."""

from django.urls.resolvers import URLPattern

urlpatterns: list[URLPattern] = []
