"""Addresses of a round's proposal."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
