"""The form of a coordinator's note."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.choices import NOTE_MAX_LENGTH
from config.toolkit.forms import PERSONAL_DATA_WARNING, BaseForm, DayField


class CaseNoteForm(BaseForm):
    """What was agreed or noticed, and on which day."""

    noted_date = DayField(label=_("Päivä"), help_text=_("Päivä, jota muistiinpano koskee."))
    text = forms.CharField(
        label=_("Muistiinpano"), widget=forms.Textarea(attrs={"rows": 4}), max_length=NOTE_MAX_LENGTH, help_text=PERSONAL_DATA_WARNING
    )
