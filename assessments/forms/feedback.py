"""The form on which an audited workshop tells how the audit went."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.choices import NOTE_MAX_LENGTH
from assessments.selectors.auditing.feedback import GRADES, QUESTIONS, question_label
from config.toolkit.forms import PERSONAL_DATA_WARNING, BaseForm

WORDS = {1: _("1 täysin eri mieltä"), 5: _("5 täysin samaa mieltä")}


class AuditFeedbackForm(BaseForm):
    """Five statements, each with a grade from 1 to 5, and room for more."""

    text = forms.CharField(
        label=_("Mitä muuta haluatte kertoa?"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=NOTE_MAX_LENGTH,
        required=False,
        help_text=PERSONAL_DATA_WARNING,
    )
    field_order = [*QUESTIONS, "text"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        questions = {
            name: forms.TypedChoiceField(
                label=question_label(name),
                widget=forms.RadioSelect,
                choices=[(grade, WORDS.get(grade, str(grade))) for grade in GRADES],
                coerce=int,
            )
            for name in QUESTIONS
        }
        self.base_fields = {**questions, **self.base_fields}
        super().__init__(*args, **kwargs)

    @property
    def grades(self) -> dict[str, int]:
        """What was answered, by the names of the questions; after `is_valid`."""
        return {name: self.cleaned_data[name] for name in QUESTIONS}
