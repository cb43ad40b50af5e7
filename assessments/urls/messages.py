"""Addresses of messages, mail texts and the record of sent mail."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
