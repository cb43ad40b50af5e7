"""The form of what an auditor takes home from a criterion."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.choices import NOTE_MAX_LENGTH
from assessments.models import HomeNote
from config.toolkit.forms import PERSONAL_DATA_WARNING, BaseForm


class HomeNoteForm(BaseForm):
    """One note; `revision` as in `RatingForm`."""

    revision = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("Mitä vien kotiin"),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=NOTE_MAX_LENGTH,
        required=False,
        help_text=PERSONAL_DATA_WARNING,
    )

    def clean_revision(self) -> int:
        return self.cleaned_data["revision"] or 0


def home_note_initial(note: HomeNote | None) -> dict[str, Any]:
    """Return the form's values of what is stored; of nothing, an empty form of revision 0."""
    return {"revision": note.revision, "text": note.text} if note else {"revision": 0}
