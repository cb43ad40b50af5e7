"""The form of a transition that demands a reason."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from config.toolkit.forms import PERSONAL_DATA_WARNING, BaseForm

REASON_MAX_LENGTH = 2_000


class ReasonForm(BaseForm):
    """Why an assessment is reopened or abandoned."""

    reason = forms.CharField(
        label=_("Perustelu"), widget=forms.Textarea(attrs={"rows": 4}), max_length=REASON_MAX_LENGTH, help_text=PERSONAL_DATA_WARNING
    )
