"""Forms of people without an account: adding one by name, and coming in with a personal code."""

from __future__ import annotations

from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.forms.ratings import RatingForm
from config.toolkit.forms import BaseForm

NAME_MAX_LENGTH = 120


class ByNameForm(BaseForm):
    """The name of an employee who has no e-mail address of her own."""

    name = forms.CharField(
        label=_("Työntekijän nimi"),
        max_length=NAME_MAX_LENGTH,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("Vain työpajan henkilöstöön kuuluvan nimi. Älä koskaan kirjoita tähän valmentautujan nimeä."),
    )


class GuestRatingForm(RatingForm):
    """The rating form of a guest. It names the place it was opened for: on a shared device another may have come in meanwhile."""

    place = forms.CharField(widget=forms.HiddenInput, required=False)
    layout = Layout("place", *RatingForm.layout.fields)


class CodeForm(BaseForm):
    """The code as it stands on the card; spaces, case and hyphens do not matter."""

    marks_required = False
    secret_code = forms.CharField(
        label=_("Koodisi"),
        max_length=60,
        help_text=_("12 merkkiä, esimerkiksi ABCD-EFGH-JKMN. Väliviivoilla ja kirjainten koolla ei ole väliä."),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "inputmode": "text", "class": "code-field"}
        ),
        error_messages={"required": _("Kirjoita kortissa oleva koodi.")},
    )
