"""Addresses of the coordinator's desk: notes and lists brought from spreadsheets."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
