"""The base form: its words, its cleaning, its cards."""

import datetime as dt
import re

import pytest
from crispy_forms.layout import Div, Layout
from django import forms
from django.template import engines

from config.toolkit.forms import BaseForm, ChoiceCard, DayField, LevelChoiceField, TooLongValidator, level_cards

LEVELS = [(1, "Alkava", "Muodot vaihtelevat."), (2, "Kehittyvä", "Muodot on nimetty."), (3, "Vakiintunut", "Muodot on kuvattu.")]
CARDS = [*level_cards(LEVELS), ChoiceCard("none", "Ei koske", "Kerro, miksi.", reveals=True), ChoiceCard("unsure", "En osaa sanoa")]


class ExampleForm(BaseForm):
    level = LevelChoiceField(label="Taso", required=False)
    text = forms.CharField(label="Kuvaus", widget=forms.Textarea, max_length=10, required=False, help_text="Lyhyesti.")
    name = forms.CharField(label="Nimi", max_length=20)
    day = DayField(label="Päivä", required=False)

    layout = Layout("level", Div("text", css_class="revealed"), "name", "day")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["level"].cards = CARDS


def drawn(form: forms.BaseForm) -> str:
    return engines["django"].from_string("{% form_fields form %}").render({"form": form})


def test_text_length_counts_a_line_end_as_one() -> None:
    form = ExampleForm({"name": "A", "text": "12345\r\n789"})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["text"] == "12345\n789"
    assert not ExampleForm({"name": "A", "text": "12345\r\n789012"}).is_valid()


def test_text_is_cleaned_however_the_data_is_given() -> None:
    assert "ei voi tallentaa" in ExampleForm(data={"name": "A\x00B"}).errors["name"][0]
    assert not ExampleForm(None).is_bound
    assert not ExampleForm(data=None).is_bound


def test_too_long_text_is_refused_with_both_numbers_and_kept() -> None:
    form = ExampleForm({"name": "A", "text": "x" * 1234})
    assert form.errors["text"] == ["Lyhennä tekstiä: siinä saa olla enintään 10 merkkiä, ja nyt niitä on 1\N{NO-BREAK SPACE}234."]
    assert "x" * 1234 in drawn(form)
    assert re.search(r'<textarea name="text"[^>]* data-max-length="10"', drawn(form))
    assert not re.search(r"<textarea[^>]* maxlength", drawn(form))


def test_validator_of_length_keeps_django_code() -> None:
    with pytest.raises(forms.ValidationError) as refusal:
        TooLongValidator(1)("ab")
    assert refusal.value.code == "max_length"


def test_unstorable_character_is_refused_beside_its_field_and_shown() -> None:
    form = ExampleForm({"name": "A\x00B"})
    assert "ei voi tallentaa" in form.errors["name"][0]
    assert 'value="A�B"' in drawn(form)
    assert list(form.errors) == ["name"]


def test_newline_in_a_one_line_field_is_refused() -> None:
    assert ExampleForm({"name": "A\r\nB"}).errors["name"] == ["Kirjoita tämä yhdelle riville."]


def test_missing_answer_is_told_in_finnish_and_own_sentence_wins() -> None:
    class Own(BaseForm):
        first = forms.CharField()
        second = forms.CharField(error_messages={"required": "Kirjoita työpajan nimi."})
        choice = forms.ChoiceField(choices=[("a", "A")])

    errors = Own({}).errors
    assert errors["first"] == ["Täytä tämä kohta."]
    assert errors["second"] == ["Kirjoita työpajan nimi."]
    assert errors["choice"] == ["Valitse yksi vaihtoehto."]


def test_cards_are_the_choices_whatever_their_number() -> None:
    html = drawn(ExampleForm({"name": "A", "level": "2"}))
    assert html.count('type="radio"') == len(CARDS)
    assert "Muodot on nimetty." in html
    assert html.count("checked") == 1
    assert 'class="lv lv-0">1<' in html
    assert 'class="lv lv-6">3<' in html
    assert 'value="none" class="reveals"' in html
    assert '<legend class="h2"><h2 class="legend-heading">Taso</h2></legend>' in html


def test_value_outside_the_cards_is_refused() -> None:
    assert ExampleForm({"name": "A", "level": "9"}).errors["level"] == ["Valitse yksi annetuista vaihtoehdoista."]
    assert ExampleForm({"name": "A", "level": ""}).is_valid()
    form = ExampleForm({"name": "A", "level": "unsure"})
    assert form.is_valid()
    assert form.cleaned_data["level"] == "unsure"


def test_short_cards_show_no_descriptions() -> None:
    class Short(BaseForm):
        level = LevelChoiceField(label="Taso", cards=CARDS, short=True, heading=None)

    html = drawn(Short())
    assert "Muodot on nimetty." not in html
    assert "levels-short" in html
    assert '<legend class="form-label">Taso' in html


def test_forms_of_one_class_do_not_share_cards() -> None:
    first = ExampleForm()
    first.fields["level"].cards = CARDS[:1]
    assert len(ExampleForm().fields["level"].choices) == len(CARDS)


def test_wrong_field_is_tied_to_its_error_and_help() -> None:
    html = drawn(ExampleForm({"text": "x" * 11}))
    assert 'aria-describedby="id_text_helptext id_text_error"' in html
    assert 'id="id_text_error"' in html
    assert 'id="id_text_helptext"' in html
    assert 'aria-invalid="true"' in html
    assert "required=" not in html.replace("aria-required", "")


def test_required_is_marked_in_words_unless_the_form_says_no() -> None:
    class Single(BaseForm):
        marks_required = False
        name = forms.CharField()

    assert drawn(ExampleForm()).count("(pakollinen)") == 1
    assert "(pakollinen)" not in drawn(Single())


def test_layout_is_followed() -> None:
    html = " ".join(drawn(ExampleForm()).split())
    assert '<div class="revealed" > <div id="div_id_text"' in html


@pytest.mark.parametrize("typed", ["2026-11-25", "25.11.2026"])
def test_day_is_read_from_the_calendar_and_from_typing(typed: str) -> None:
    form = ExampleForm({"name": "A", "day": typed})
    assert form.is_valid()
    assert form.cleaned_data["day"].isoformat() == "2026-11-25"


def test_day_is_shown_as_the_browser_calendar_wants() -> None:
    form = ExampleForm({"name": "A", "day": "ei päivä"})
    assert form.errors["day"] == ["Kirjoita päivä muodossa 25.11.2026."]
    assert 'value="2026-11-25"' in drawn(ExampleForm(initial={"day": dt.date(2026, 11, 25)}))
