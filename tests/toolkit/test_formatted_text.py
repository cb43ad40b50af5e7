"""Simple formatting of typed text: what it makes of the few marks, and that nothing else gets through."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html as documents

from config.toolkit.formatted_text import formatted

TAGS = {"p", "ul", "li", "strong", "a"}


def one_line(text: str) -> str:
    return re.sub(r"\s*\n\s*", "", formatted(text))


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Yksi.\n\nKaksi.", "<p>Yksi.</p><p>Kaksi.</p>"),
        ("Tämä on **tärkeä** asia.", "<p>Tämä on <strong>tärkeä</strong> asia.</p>"),
        ("- yksi\n- kaksi", "<ul><li>yksi</li><li>kaksi</li></ul>"),
        ("[laatu](https://tpy.example/a?b=1&c=2)", '<p><a href="https://tpy.example/a?b=1&amp;c=2">laatu</a></p>'),
        ("[](https://tpy.example)", '<p><a href="https://tpy.example">https://tpy.example</a></p>'),
        ("2025. vuosi\n\n1. eka", "<p>2025. vuosi</p><p>1. eka</p>"),
        ("# Otsikko", "<p># Otsikko</p>"),
        ("Otsikko\n===", "<p>Otsikko===</p>"),
        ("*kursiivi* ja 2 * 3", "<p>*kursiivi* ja 2 * 3</p>"),
        ("- a\n  - b\n    - c", "<ul><li>a<ul><li>b- c</li></ul></li></ul>"),
        ("{{7*7}}", "<p>{{7*7}}</p>"),
        ("a &amp; b", "<p>a &amp;amp; b</p>"),
        ("", ""),
    ],
)
def test_marks_become_what_they_mean_and_others_stay_as_typed(typed: str, shown: str) -> None:
    assert one_line(typed) == shown


def test_line_break_within_a_paragraph_stays() -> None:
    assert formatted("yksi\nkaksi") == "<p>yksi\nkaksi</p>\n"


@pytest.mark.parametrize(
    "typed",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "[x](http://tpy.example)",
        "[x](//tpy.example)",
        "[x](/koordinointi/)",
        "[x](JaVaScRiPt:alert(1))",
        '[x](https://tpy.example" onclick="alert(1))',
        "<https://tpy.example>",
        "`<b>`",
        "> lainaus",
        "---",
        "| a | b |\n|---|---|",
        "```\n<b>\n```",
    ],
)
def test_hostile_or_unknown_marks_are_shown_as_text(typed: str) -> None:
    found = documents.fragment_fromstring(formatted(typed), create_parent="div")
    assert {element.tag for element in found.iter()} <= {"div", "p"}
    assert [element.attrib for element in found.iter() if element.attrib] == []
    assert "".join(found.itertext()).split() == typed.split()


def test_image_is_a_link_to_what_it_would_show() -> None:
    assert one_line("![kuva](https://tpy.example/k.png)") == '<p>!<a href="https://tpy.example/k.png">kuva</a></p>'


@given(st.text(st.sampled_from("ab \n*-_[]()<>&\"'`#!:/.{}1ps"), max_size=120))
def test_whatever_is_typed_only_safe_tags_come_out(typed: str) -> None:
    html = formatted(typed)
    if not html.strip():
        assert not typed.strip()
        return
    found = documents.fragment_fromstring(html, create_parent="div")
    assert {element.tag for element in found.iter()} - {"div"} <= TAGS
    for element in found.iter():
        assert set(element.attrib) <= ({"href", "title"} if element.tag == "a" else set())
        assert element.get("href", "https://").lower().startswith("https://")


@pytest.mark.parametrize("typed", ["[" * 10_000, "- " * 5_000, "**" * 5_000, "[a](" * 2_500, "_*" * 5_000])
def test_endless_marks_are_read_and_stay(typed: str) -> None:
    assert len(formatted(typed)) > 9_000
