"""The form on which an audited workshop tells how the audit went."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.choices import NOTE_MAX_LENGTH
from assessments.selectors.auditing.feedback import GRADES, QUESTIONS, question_label
from config.toolkit.forms import PERSONAL_DATA_WARNING, BaseForm

WORDS = {1: _("1 täysin eri mieltä"), 5: _("5 täysin samaa mieltä")}


def _grade(name: str) -> forms.TypedChoiceField:
    choices = [(grade, WORDS.get(grade, str(grade))) for grade in GRADES]
    return forms.TypedChoiceField(label=question_label(name), widget=forms.RadioSelect, choices=choices, coerce=int)


class AuditFeedbackForm(BaseForm):
    """Five statements, each with a grade from 1 to 5, and room for more."""

    clear_course = _grade("clear_course")
    respectful = _grade("respectful")
    recognisable = _grade("recognisable")
    useful = _grade("useful")
    worth_effort = _grade("worth_effort")
    text = forms.CharField(
        label=_("Mitä muuta haluatte kertoa?"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=NOTE_MAX_LENGTH,
        required=False,
        help_text=PERSONAL_DATA_WARNING,
    )

    @property
    def grades(self) -> dict[str, int]:
        """What was answered, by the names of the questions; after `is_valid`."""
        return {name: self.cleaned_data[name] for name in QUESTIONS}
