"""The page frame: what every page has, and what no page may have."""

import re
from typing import Any

import pytest
from django import forms
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.template import engines
from django.template.loader import render_to_string

from config.toolkit.forms import BaseForm

PAGE = "{% extends 'base.html' %}{% block title %}Arvioinnit{% endblock %}{% block content %}<h1>Arvioinnit</h1>{% endblock %}"


class NameForm(BaseForm):
    name = forms.CharField(label="Nimi")


class Person:
    is_authenticated = True
    name = "Maija <Ranta>"
    email = "maija@rantapaja.example"


def page(**context: Any) -> str:
    return engines["django"].from_string(PAGE).render(context)


def test_frame_needs_nothing_from_the_view() -> None:
    html = page()
    assert '<html lang="fi">' in html
    assert "<title>Arvioinnit – Laatumatka</title>" in html
    assert "Kirjaudu ulos" not in html


def test_skip_link_is_the_first_thing_and_leads_to_the_content() -> None:
    html = page(user=Person())
    assert re.search(r"<body>\s*<a class=\"skip\" href=\"#sisalto\">", html)
    assert '<main id="sisalto" tabindex="-1">' in html


def test_title_and_summary_tell_of_errors_before_the_content() -> None:
    html = page(form=NameForm({}))
    assert "<title>Virhe: Arvioinnit – Laatumatka</title>" in html
    assert html.index('id="virheet"') < html.index("<h1>")
    assert "Virhe:" not in page(form=NameForm())


def test_title_tells_of_errors_in_one_of_many_forms() -> None:
    assert "<title>Virhe: Arvioinnit – Laatumatka</title>" in page(forms=[NameForm(), NameForm({})])
    assert "Virhe:" not in page(forms=[NameForm(), NameForm({"name": "Maija"})])


def test_header_shows_who_where_and_the_way_out_as_a_form() -> None:
    html = page(user=Person(), shell_workshop_label="Rantapaja", shell_nav=[("Etusivu", "/", False), ("Arvioinnit", "/arvioinnit/", True)])
    assert re.search(r"<a href=\"/oma/\">Maija &lt;Ranta&gt;</a> · Rantapaja", html)
    way_out = r'<form method="post" action="[^"]+" data-sign-out [^>]+>\s*<button class="link-button" type="submit">Kirjaudu ulos'
    assert re.search(way_out, html)
    assert '<a href="/arvioinnit/" aria-current="page">Arvioinnit</a>' in html
    assert html.count("aria-current") == 1


def test_stranger_is_offered_the_login() -> None:
    assert "Kirjaudu sisään" in page(user=AnonymousUser())


def test_demo_banner_lists_its_logins_only_in_a_demo() -> None:
    html = page(demo=True, demo_password="avaimet", demo_logins=[("Työntekijä", "t@x.example")])
    assert "avaimet" in html
    assert "<dt>Työntekijä</dt><dd>t@x.example</dd>" in html
    assert "esittelyversio" not in page()


@pytest.mark.parametrize(
    ("tag", "role", "tone"), [("success", "status", ""), ("warning", "alert", " note-due"), ("error", "alert", " note-bad")]
)
def test_messages_are_announced_by_their_weight(tag: str, role: str, tone: str) -> None:
    html = page(messages=[{"level_tag": tag}])
    assert f'<div class="note message{tone}" role="{role}">' in html


def test_too_many_tries_is_told_in_finnish() -> None:
    assert "Odota muutama minuutti" in render_to_string("429.html")


def test_no_template_has_inline_style_script_or_handler() -> None:
    for path in (settings.BASE_DIR / "templates").rglob("*.html"):
        if path.parent.name == "emails":
            continue
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"\sstyle=|\son[a-z]+=|<style|javascript:", text), path
        assert not re.search(r"<script(?![^>]*\ssrc=)", text), path


def test_no_style_sheet_of_ours_is_longer_than_it_should_be() -> None:
    for path in (settings.BASE_DIR / "static" / "css").glob("*.css"):
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 300, path.name
