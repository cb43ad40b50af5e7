"""Addresses of naming auditors, their invitations and their audits."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
