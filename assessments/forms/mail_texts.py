"""The form of a mail's text."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from config.toolkit.forms import BaseForm
from workshops.mail_texts import EditableMail


class MailTextForm(BaseForm):
    """Subject and text, with placeholders that the mail knows."""

    subject = forms.CharField(label=_("Otsikko"), max_length=150)
    text = forms.CharField(
        label=_("Teksti"),
        widget=forms.Textarea(attrs={"rows": 14}),
        max_length=4_000,
        help_text=_("Erota kappaleet tyhjällä rivillä. Tervehdys ja loppuun tuleva palvelun nimi lisätään itsestään."),
    )

    def __init__(self, *args: Any, mail: EditableMail, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.mail = mail

    def clean_subject(self) -> str:
        return self._sound("subject")

    def clean_text(self) -> str:
        return self._sound("text")

    def _sound(self, field: str) -> str:
        """Return the text. Raises `ValidationError` with a sentence for each placeholder that is not known."""
        value: str = self.cleaned_data[field]
        faults = self.mail.faults_of(value)
        if faults:
            raise ValidationError(faults)
        return value
