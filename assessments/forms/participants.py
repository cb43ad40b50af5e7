"""The form that adds participants: colleagues by name, others by e-mail."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from config.toolkit.forms import BaseForm
from workshops.models import User

INVITED_AT_ONCE = 50
ADDRESS_MAX_LENGTH = 254  # RFC 5321


class ParticipantsForm(BaseForm):
    """Who takes part. Several addresses at once: one per line, or separated by commas or spaces."""

    users = forms.ModelMultipleChoiceField(
        label=_("Työpajan ihmiset"),
        queryset=User.objects.none(),
        to_field_name="ref",
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    emails = forms.CharField(
        label=_("Kutsu sähköpostilla"),
        widget=forms.Textarea(attrs={"rows": 3, "autocapitalize": "off", "spellcheck": "false"}),
        max_length=5_000,
        required=False,
        help_text=_(
            "Kirjoita jokainen osoite omalle rivilleen. Kutsuttu saa työntekijän roolin työpajassa ja pääsee mukaan hyväksyttyään kutsun."
        ),
    )

    def __init__(self, *args: Any, colleagues: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if colleagues:
            self.fields["users"].queryset = colleagues  # type: ignore[attr-defined]  # declared above with a queryset
        else:
            del self.fields["users"]

    def clean_emails(self) -> list[str]:
        addresses = list(dict.fromkeys(filter(None, re.split(r"[\s,;]+", self.cleaned_data["emails"]))))
        if len(addresses) > INVITED_AT_ONCE:
            raise ValidationError(_("Kutsu enintään %(limit)s henkilöä kerralla."), params={"limit": INVITED_AT_ONCE})
        wrong = [address for address in addresses if not _is_address(address)]
        if wrong:
            raise ValidationError(
                [
                    ValidationError(_("Tarkista osoite ”%(address)s”. Sen pitää olla muotoa nimi@tyopaja.fi."), params={"address": address})
                    for address in wrong
                ]
            )
        return addresses

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not cleaned.get("users") and not cleaned["emails"]:
            raise ValidationError(_("Valitse ainakin yksi henkilö tai kirjoita ainakin yksi sähköpostiosoite."))
        return cleaned


def _is_address(text: str) -> bool:
    if len(text) > ADDRESS_MAX_LENGTH:
        return False
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True
