"""The base of every form: the words of its errors, the cleaning of its text, choices that explain themselves."""

import copy
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from config.toolkit.svg import tone_of
from config.toolkit.typed_text import (
    readable_data,
    refuse_newline,
    refuse_stacked_marks,
    refuse_too_many_lines,
    refuse_unstorable,
)

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

    _Form = forms.BaseForm
    _ModelForm = forms.ModelForm[Any]
    Text = str | StrPromise
else:
    _Form = object
    _ModelForm = forms.ModelForm
    Text = str

PERSONAL_DATA_WARNING = _("Älä kirjoita valmentautujien henkilötietoja.")

# Said instead of Django's own sentence when a field has not set its own.
MESSAGES: dict[type[forms.Field], dict[str, Text]] = {
    forms.Field: {"required": _("Täytä tämä kohta.")},
    forms.ChoiceField: {"required": _("Valitse yksi vaihtoehto."), "invalid_choice": _("Valitse yksi annetuista vaihtoehdoista.")},
    forms.ModelChoiceField: {"required": _("Valitse yksi vaihtoehto."), "invalid_choice": _("Valitse yksi annetuista vaihtoehdoista.")},
    forms.MultipleChoiceField: {"required": _("Valitse vähintään yksi vaihtoehto.")},
    forms.ModelMultipleChoiceField: {"required": _("Valitse vähintään yksi vaihtoehto.")},
    forms.BooleanField: {"required": _("Merkitse tämä kohta, niin voit jatkaa.")},
    forms.FileField: {"required": _("Valitse tiedosto."), "empty": _("Tiedosto on tyhjä. Valitse toinen tiedosto.")},
    forms.DateField: {"invalid": _("Kirjoita päivä muodossa 25.11.2026.")},
    forms.TimeField: {"invalid": _("Kirjoita kellonaika muodossa 14.05.")},
    forms.IntegerField: {"invalid": _("Kirjoita kokonaisluku.")},
    forms.EmailField: {"invalid": _("Tarkista sähköpostiosoite. Sen pitää olla muotoa nimi@tyopaja.fi.")},
    forms.URLField: {"invalid": _("Tarkista verkko-osoite. Sen alussa pitää olla https://.")},
}


class TooLongValidator(MaxLengthValidator):
    """Says how much there is room for and how much was written, with the thousands apart."""

    message = _("Lyhennä tekstiä: siinä saa olla enintään %(limit)s merkkiä, ja nyt niitä on %(length)s.")

    def __call__(self, value: Any) -> None:
        try:
            super().__call__(value)
        except forms.ValidationError as error:
            numbers = {"limit": self.limit_value, "length": len(value)}
            params = {name: number_format(number, force_grouping=True) for name, number in numbers.items()}
            raise forms.ValidationError(self.message, code=self.code, params=params) from error


def _own_words(field: forms.Field) -> None:
    """Replace Django's default error sentences of the field by ours, the most special type last."""
    defaults: dict[str, Text] = {}
    ours: dict[str, Text] = {}
    for kind in reversed(type(field).__mro__):
        defaults.update(getattr(kind, "default_error_messages", {}))
        ours.update(MESSAGES.get(kind, {}))
    for code, message in ours.items():
        if str(field.error_messages.get(code)) == str(defaults.get(code)):
            field.error_messages[code] = message


def _clean_text(field: forms.CharField) -> None:
    """Give a text field the validators of typed text; long pasted text is refused with a message, never cut by the browser."""
    is_long = isinstance(field.widget, forms.Textarea)
    field.validators = [
        TooLongValidator(validator.limit_value) if type(validator) is MaxLengthValidator else validator for validator in field.validators
    ]
    field.validators += [refuse_unstorable, refuse_stacked_marks, refuse_too_many_lines if is_long else refuse_newline]
    if is_long and "maxlength" in field.widget.attrs:
        field.widget.attrs["data-max-length"] = field.widget.attrs.pop("maxlength")


class _HouseForm(_Form):
    """What both base classes share. `layout` is the crispy Layout; without it every field is shown in order."""

    layout: Layout | None = None
    marks_required = True  # False in a form whose only question is its heading

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        if args and isinstance(args[0], Mapping):
            args = (readable_data(args[0]), *args[1:])
        elif "data" in kwargs:
            kwargs["data"] = readable_data(kwargs["data"])
        super().__init__(*args, **kwargs)
        self.use_required_attribute = False  # the server says what is missing, in one place and in Finnish
        for field in self.fields.values():
            _own_words(field)
            if isinstance(field, forms.CharField):
                _clean_text(field)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        if self.layout is not None:
            self.helper.layout = copy.deepcopy(self.layout)

    def error_target(self, name: str) -> str:
        """Return the id to which the error summary leads from the field's errors; empty: the field's own, or its first choice's."""
        return ""


class BaseForm(_HouseForm, forms.Form):
    """Base of plain forms."""


class BaseModelForm(_HouseForm, _ModelForm):
    """Base of model forms; the service writes, the form only cleans."""


class DayField(forms.DateField):
    """A day, with the browser's own calendar; also takes 25.11.2026 typed."""

    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(input_formats=["%Y-%m-%d", "%d.%m.%Y"], **kwargs)


@dataclass(frozen=True)
class ChoiceCard:
    """One choice shown as a card: a level has a number and a tone of the scale, another answer has neither.

    `reveals`: the part of the form with the class `revealed` is shown only while this is chosen (without :has() always).
    """

    value: str
    label: str
    text: str = ""
    number: str = ""
    tone: int | None = None
    reveals: bool = False


def level_cards(levels: Iterable[tuple[int, str, str]]) -> list[ChoiceCard]:
    """Return cards of the steps of a scale, given lowest first as (value, name, description); their number is not known beforehand."""
    rows = list(levels)
    return [
        ChoiceCard(str(value), name, text, number=str(value), tone=tone_of(position, len(rows)))
        for position, (value, name, text) in enumerate(rows)
    ]


class LevelChoice(forms.RadioSelect):
    """Radio buttons whose labels are whole cards. `short`: number and name only, side by side."""

    template_name = "components/level_choice.html"

    def __init__(self, *, cards: Sequence[ChoiceCard] = (), short: bool = False, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.cards = list(cards)
        self.short = short

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["short"] = self.short
        return context

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        option["card"] = next(card for card in self.cards if card.value == str(value))
        return option


class LevelChoiceField(forms.TypedChoiceField):
    """One choice among cards. Set `cards` when they are known (in the form's __init__); `heading` is the level of the legend's heading."""

    def __init__(self, *, cards: Sequence[ChoiceCard] = (), short: bool = False, heading: int | None = 2, **kwargs: Any) -> None:
        super().__init__(widget=LevelChoice(short=short), **kwargs)
        self.heading = heading
        self.cards = list(cards)

    @property
    def cards(self) -> list[ChoiceCard]:
        return self._cards

    @cards.setter
    def cards(self, cards: Sequence[ChoiceCard]) -> None:
        self._cards = list(cards)
        self.choices = [(card.value, card.label) for card in self._cards]
        if isinstance(self.widget, LevelChoice):
            self.widget.cards = self._cards
