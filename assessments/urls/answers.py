"""Addresses of filling and submitting an application, and of its receipts."""

from django.urls.resolvers import URLPattern

urlpatterns: list[URLPattern] = []
