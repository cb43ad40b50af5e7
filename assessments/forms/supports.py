"""The form that asks for support."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from assessments.selectors.supports import Choice
from config.toolkit.forms import PERSONAL_DATA_WARNING, BaseForm, DayField


class SupportForm(BaseForm):
    """Whom to ask: a coordinator by name, or anybody by e-mail address; for what, until when."""

    user = forms.ChoiceField(label=_("Koordinaattori"), required=False)
    email = forms.EmailField(
        label=_("Tai toisen työpajan henkilö, sähköposti"),
        required=False,
        help_text=_(
            "Jos osoitteella on tunnus, hän saa pyynnön sähköpostilla. Hänen nimensä näkyy teille, kun hän on ottanut pyynnön vastaan."
        ),
    )
    message = forms.CharField(
        label=_("Mihin pyydätte tukea?"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1_000,
        required=False,
        help_text=PERSONAL_DATA_WARNING,
    )
    last_date = DayField(
        label=_("Lukuoikeuden viimeinen päivä"), help_text=_("Enintään 12 kuukauden päässä. Voitte lopettaa sen koska vain.")
    )

    def __init__(self, *args: Any, people: list[Choice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {choice.user.ref: choice.user for choice in people}
        labels = [(choice.user.ref, f"{choice.user.name}, {choice.network or _('yhdistyksen koordinaattori')}") for choice in people]
        self.fields["user"].choices = [("", _("Ei valittu")), *labels]  # type: ignore[attr-defined]  # declared above with choices

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and bool(cleaned.get("user")) == bool(cleaned.get("email")):
            raise ValidationError(_("Valitse koordinaattori tai kirjoita yksi sähköpostiosoite."))
        return cleaned
