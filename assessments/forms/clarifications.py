"""The form of one clarifying question or answer."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.choices import NOTE_MAX_LENGTH
from config.toolkit.forms import PERSONAL_DATA_WARNING, BaseForm

ASKED = _("Tarkentava kysymys; ei uusia näyttöjä, ei tasoja.")
ANSWERED = _("Vastaa kysymykseen lyhyesti; ei uusia näyttöjä, ei tasoja.")


class ClarificationForm(BaseForm):
    """What is asked, or what is answered."""

    text = forms.CharField(label=_("Kysymys hakijalle"), widget=forms.Textarea(attrs={"rows": 4}), max_length=NOTE_MAX_LENGTH)

    def __init__(self, *args: Any, answers: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["text"]
        if answers:
            field.label = _("Vastaus auditoitsijoille")
        field.help_text = f"{ANSWERED if answers else ASKED} {PERSONAL_DATA_WARNING}"
