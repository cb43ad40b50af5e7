"""The forms of the examples that workshops show to everybody."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.models.public_example import EXAMPLE_MAX_LENGTH, REASON_MAX_LENGTH, TITLE_MAX_LENGTH
from config.toolkit.forms import PERSONAL_DATA_WARNING, BaseForm
from criteria.models import Area, Criterion


class ExampleForm(BaseForm):
    """A good practice and the consent to show it; without the consent nothing is stored."""

    criterion = forms.ChoiceField(label=_("Kriteeri"), help_text=_("Mihin kriteeriin hyvä käytäntö liittyy?"))
    title = forms.CharField(
        label=_("Otsikko"), max_length=TITLE_MAX_LENGTH, help_text=_("Esimerkiksi: Viikkopalaveri valmentautujien kanssa.")
    )
    text = forms.CharField(
        label=_("Miten toimitte ja mitä siitä on seurannut?"),
        widget=forms.Textarea(attrs={"rows": 9}),
        max_length=EXAMPLE_MAX_LENGTH,
        help_text=PERSONAL_DATA_WARNING,
    )
    consents = forms.BooleanField(label=_("Työpajamme antaa luvan näyttää tekstin julkisesti työpajan nimellä."))
    layout = Layout("criterion", "title", "text", "consents")

    def __init__(self, *args: Any, areas: Iterable[tuple[Area, list[Criterion]]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = list(areas)
        self.criteria = {_key(criterion): criterion for _area, criteria in groups for criterion in criteria}
        choices = [(str(area), [(_key(criterion), str(criterion)) for criterion in criteria]) for area, criteria in groups]
        self.fields["criterion"].choices = [("", _("Valitse kriteeri")), *choices]  # type: ignore[attr-defined]  # declared above

    def clean_criterion(self) -> Criterion:
        return self.criteria[self.cleaned_data["criterion"]]


class ExampleReturnForm(BaseForm):
    """Why an example is not shown; the workshop reads it."""

    reason = forms.CharField(
        label=_("Miksi esimerkkiä ei näytetä?"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=REASON_MAX_LENGTH,
        help_text=_("Työpaja lukee tämän. Kerro, mitä tekstissä pitäisi muuttaa."),
    )
    layout = Layout("reason")


def _key(criterion: Criterion) -> str:
    return f"{criterion.area.version.framework.slug}-{criterion.code}"
