"""Addresses of the evidence of applications."""

from django.urls.resolvers import URLPattern

urlpatterns: list[URLPattern] = []
