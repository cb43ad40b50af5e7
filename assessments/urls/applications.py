"""Addresses of applications for the quality mark, from registering to withdrawing."""

from django.urls.resolvers import URLPattern

urlpatterns: list[URLPattern] = []
