"""The component tags: what each writes."""

import datetime as dt
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import engines
from django.test import RequestFactory

from config.toolkit.forms import BaseForm, ChoiceCard, LevelChoiceField
from config.toolkit.templatetags.ui import saved_words
from tests.conftest import Clock

STEPS = [(1, "Alkava"), (2, "Kehittyvä"), (3, "Vakiintunut"), (4, "Edistynyt")]
MOMENT = dt.datetime(2026, 12, 1, 14, 15, tzinfo=dt.UTC)  # 16.15 in Helsinki


def drawn(source: str, **context: Any) -> str:
    return " ".join(engines["django"].from_string(source).render(context).split())


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("{{ value|day }}", "ti 1.12."),
        ("{{ value|full_day }}", "1.12.2026"),
        ("{{ value|clock }}", "klo 16.15"),
        ("{{ value|day_clock }}", "ti 1.12. klo 16.15"),
        ("{{ value|full_day_clock }}", "1.12.2026 klo 16.15"),
    ],
)
def test_moments_are_shown_in_finnish_time_and_nothing_for_none(source: str, expected: str) -> None:
    assert drawn(source, value=MOMENT) == expected
    assert drawn(source, value=None) == ""


def test_day_and_time_of_day_need_no_moment() -> None:
    assert drawn("{{ value|day }}", value=dt.date(2026, 11, 25)) == "ke 25.11."
    assert drawn("{{ value|clock }}", value=dt.time(9, 5)) == "klo 9.05"


@pytest.mark.parametrize(
    ("size", "expected"), [(0, "1 kt"), (1, "1 kt"), (411_200, "412 kt"), (999_999, "1000 kt"), (1_500_000, "1,5 Mt"), (None, "")]
)
def test_file_size_is_in_kilobytes_or_megabytes(size: int | None, expected: str) -> None:
    assert drawn("{{ size|file_size }}", size=size) == expected


@pytest.mark.parametrize(("value", "expected"), [(2.5, "2,5"), (3, "3"), (Decimal("3.0"), "3"), (0, "0"), (None, "–")])
def test_decimal_has_a_comma_and_none_is_not_zero(value: float | None, expected: str) -> None:
    assert drawn("{{ value|decimal }}", value=value) == expected


@pytest.mark.parametrize(("share", "expected"), [(0.374, "37 %"), (0, "0 %"), (None, "–")])
def test_percent_is_a_share_of_one(share: float | None, expected: str) -> None:
    assert drawn("{{ share|percent }}", share=share) == expected


class SampleForm(BaseForm):
    level = LevelChoiceField(label="Mikä kuvaa teitä?", cards=[ChoiceCard("1", "Alkava")])
    name = forms.CharField(label="Nimi")

    def clean(self) -> None:
        raise forms.ValidationError("Työkaverisi ehti tallentaa ensin.")


def test_error_summary_links_to_each_wrong_field() -> None:
    html = drawn("{% error_summary form %}", form=SampleForm({}))
    assert 'tabindex="-1" autofocus' in html
    assert "<li>Työkaverisi ehti tallentaa ensin.</li>" in html
    assert '<a href="#id_level_0">Mikä kuvaa teitä? Valitse yksi vaihtoehto.</a>' in html
    assert '<a href="#id_name">Nimi: Täytä tämä kohta.</a>' in html
    fields = drawn("{% form_fields form %}", form=SampleForm({}))
    assert 'id="id_level_0"' in fields
    assert 'id="id_name"' in fields


@pytest.mark.parametrize("form", [SampleForm(), None, ""])
def test_error_summary_is_nothing_without_errors(form: object) -> None:
    assert drawn("{% error_summary form %}", form=form) == ""


def test_error_summary_gathers_formsets() -> None:
    formset = forms.formset_factory(SampleForm, extra=0, min_num=2, validate_min=True)
    data = {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0"}
    html = drawn("{% error_summary formset %}", formset=formset(data))
    assert 'href="#id_form-0-name"' in html


def test_hidden_field_error_is_told_without_a_link() -> None:
    class Hidden(BaseForm):
        revision = forms.IntegerField(widget=forms.HiddenInput)

    html = drawn("{% error_summary form %}", form=Hidden({"revision": "x"}))
    assert "<li>Kirjoita kokonaisluku.</li>" in html


def test_form_fields_draws_a_form_without_a_helper() -> None:
    class Plain(forms.Form):
        login = forms.EmailField(label="Sähköposti")

    html = drawn("{% form_fields form %}", form=Plain({"login": "x"}))
    assert '<label class="form-label" for="id_login">Sähköposti' in html
    assert 'id="id_login_error"' in html


def test_level_badge_says_number_and_name() -> None:
    html = drawn("{% level_badge 2 steps %}", steps=STEPS)
    assert '<span class="lv lv-2">2</span><span>Kehittyvä</span>' in html


def test_level_badge_of_a_half_has_no_name() -> None:
    html = drawn("{% level_badge value steps %}", value=Decimal("2.5"), steps=STEPS)
    assert '<span class="lv">2,5</span></span>' in html


def test_level_badge_of_none_is_a_dash_with_its_words() -> None:
    html = drawn('{% level_badge None steps empty="Ei koske työpajaamme" %}', steps=STEPS)
    assert "–" in html
    assert "Ei koske työpajaamme" in html
    assert "lv-" not in html


def test_level_badge_compact_keeps_the_name_for_screen_readers() -> None:
    assert '<span class="visually-hidden">Edistynyt</span>' in drawn("{% level_badge 4 steps compact=True %}", steps=STEPS)


def test_status_tag_has_its_word_escaped() -> None:
    assert drawn('{% status_tag word "done" %}', word="<b>") == '<span class="tag tag-done">&lt;b&gt;</span>'


def test_progress_says_it_in_words_and_draws_the_same() -> None:
    html = drawn('{% progress 3 5 "arvioitu" %}')
    assert "3/5 arvioitu" in html
    assert 'width="60"' in html
    assert 'width="0"' in drawn("{% progress 0 0 %}")


def test_task_shows_link_tag_and_content_as_markup() -> None:
    html = drawn('{% task title "/x/" tag="ke 25.11." tone="due" %}<p>{{ title }}</p>{% endtask %}', title="<i>")
    assert '<a class="t" href="/x/">&lt;i&gt;</a>' in html
    assert '<span class="tag tag-due">ke 25.11.</span>' in html
    assert '<div class="d"><p>&lt;i&gt;</p></div>' in html
    assert drawn('{% task "A" %}{% endtask %}') == '<li><span class="t">A</span></li>'


def test_saved_words_tell_the_day_unless_it_is_today(clock: Clock) -> None:
    clock.at(2026, 12, 1, 17, 0)
    assert saved_words(MOMENT) == "Tallennettu klo 16.15"
    clock.at(2026, 12, 2, 8, 0)
    assert saved_words(MOMENT) == "Tallennettu ti 1.12. klo 16.15"


@pytest.mark.parametrize(("is_shared", "is_signed_in", "keeps"), [(False, True, True), (True, True, False), (False, False, False)])
def test_autosave_state_keeps_texts_only_on_a_computer_of_ones_own(is_shared: bool, is_signed_in: bool, keeps: bool) -> None:
    user = SimpleNamespace(is_authenticated=is_signed_in, ref="abc")
    html = drawn("{% autosave_state at %}", at=None, user=user, is_shared_computer=is_shared, request=RequestFactory().get("/koe/"))
    assert (" data-keeps" in html) == keeps
    assert ("Yhteinen tietokone: keskeneräistä tekstiä ei säilytetä" in html) != keeps
    assert '<span class="savestate" role="status"></span>' in html
    assert "?next=%2Fkoe%2F" in html


def test_who_sees_lists_when_and_who() -> None:
    html = drawn("{% who_sees lines %}", lines=[("Nyt", "Vain sinä.")])
    assert "Kuka näkee tämän?" in html
    assert "<dt>Nyt</dt><dd>Vain sinä.</dd>" in html


def test_note_keeps_its_markup_and_escapes_its_title() -> None:
    html = drawn('{% note tone="due" title=title %}<p>Aikaa on.</p>{% endnote %}', title="<b>")
    assert html == '<div class="note note-due"><p class="note-title">&lt;b&gt;</p><p>Aikaa on.</p></div>'


def test_table_scroll_is_a_named_region_reached_by_keyboard() -> None:
    html = drawn('{% table_scroll "Tasot" %}<table></table>{% endtable_scroll %}')
    assert html == '<div class="scroll" role="region" aria-label="Tasot" tabindex="0"><table></table></div>'


def test_definitions_leave_out_what_is_not_known_but_keep_zero() -> None:
    html = drawn("{% definitions items %}", items=[("Työpaja", "Ranta"), ("Koko", 0), ("Verkosto", ""), ("Kunta", None)])
    assert html == '<dl class="definitions"> <dt>Työpaja</dt><dd>Ranta</dd><dt>Koko</dt><dd>0</dd> </dl>'


def test_crumbs_link_all_but_this_page() -> None:
    html = drawn('{% crumbs "Arvioinnit" "/arvioinnit/" "Itsearviointi" %}')
    assert '<li><a href="/arvioinnit/">Arvioinnit</a></li>' in html
    assert '<span aria-current="page">Itsearviointi</span>' in html
    assert "aria-current" not in drawn('{% crumbs "Arvioinnit" "/arvioinnit/" %}')


def test_pager_keeps_the_query_and_is_nothing_on_a_single_page() -> None:
    page = Paginator(range(90), 25).page(2)
    html = drawn("{% pager page %}", page=page, request=RequestFactory().get("/", {"q": "ä", "sivu": "2"}))
    assert 'href="?q=%C3%A4&amp;sivu=1"' in html
    assert 'href="?q=%C3%A4&amp;sivu=3"' in html
    assert "Sivu 2/4" in html
    assert drawn("{% pager page %}", page=Paginator(range(3), 25).page(1)) == ""
    assert 'href="?sivu=3"' in drawn("{% pager page %}", page=page)
