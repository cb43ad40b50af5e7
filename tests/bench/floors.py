"""The floors of pages: the least a page in the service's frame can do, through the same middleware."""

from __future__ import annotations

import functools
from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from config import urls as real
from config.toolkit.forms import BaseForm
from criteria.models import Criterion, Level

ROWS = """{% extends "base.html" %}{% block title %}Pohja{% endblock %}{% block content %}<h1>Pohja</h1><ol>
{% for row in rows %}<li><a href="/kriteerit/{{ row.code }}/">{{ row.code }} {{ row.name }}</a> <span>{{ row.area.name }}</span></li>
{% endfor %}</ol>{% endblock %}"""
QUESTION = """{% extends "base.html" %}{% load crispy_forms_tags %}{% block title %}Pohja{% endblock %}{% block content %}<h1>Pohja</h1>
<form method="post">{% csrf_token %}{% crispy form %}<button>Tallenna</button></form>{% endblock %}"""


class OneQuestion(BaseForm):
    answer = forms.ChoiceField(label="Mikä kuvaa työpajaanne parhaiten?", widget=forms.RadioSelect)
    layout = Layout("answer")


def rows(request: HttpRequest) -> HttpResponse:
    """A plain page of the criteria, from one query."""
    criteria = Criterion.objects.filter(area__version__framework__slug="laatukriteeristo").select_related("area").order_by("order")
    return _render(request, ROWS, {"rows": criteria})


def question(request: HttpRequest) -> HttpResponse:
    """A page with one question as a form, from one query."""
    form = OneQuestion()
    levels = Level.objects.filter(scale__framework_version__framework__slug="laatukriteeristo")
    form.fields["answer"].choices = [(level.value, level.name) for level in levels]
    return _render(request, QUESTION, {"form": form})


@functools.cache
def _template(source: str) -> Any:
    return engines["django"].from_string(source)


def _render(request: HttpRequest, source: str, context: dict[str, Any]) -> HttpResponse:
    return HttpResponse(_template(source).render(context, request))


urlpatterns = [path("pohja/rivit/", rows), path("pohja/kysymys/", question), *real.urlpatterns]
handler400, handler403, handler404, handler500 = real.handler400, real.handler403, real.handler404, real.handler500
