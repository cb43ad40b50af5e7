"""The form of an area's strengths."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.choices import TEXT_MAX_LENGTH
from assessments.models import AreaSummary
from config.toolkit.forms import PERSONAL_DATA_WARNING, BaseForm


class AreaSummaryForm(BaseForm):
    """The strengths of one area; `revision` as in `ResultForm`."""

    revision = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    strengths = forms.CharField(
        label=_("Vahvuutemme tällä osa-alueella"),
        widget=forms.Textarea(attrs={"rows": 7}),
        max_length=TEXT_MAX_LENGTH,
        required=False,
        help_text=PERSONAL_DATA_WARNING,
    )


def summary_initial(summary: AreaSummary | None) -> dict[str, Any]:
    """Return the form's values of what is stored; of nothing, an empty form of revision 0."""
    return {"revision": summary.revision, "strengths": summary.strengths} if summary else {"revision": 0}
