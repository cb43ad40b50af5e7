"""Addresses of the register of auditors."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
