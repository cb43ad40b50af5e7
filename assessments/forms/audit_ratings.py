"""The form of an auditor's own rating of one criterion."""

from __future__ import annotations

from typing import Any

from crispy_forms.layout import Div, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.choices import NOTE_MAX_LENGTH
from assessments.forms.answers import VerdictForm, judged_initial
from assessments.forms.ratings import RatingForm
from assessments.models import PracticeRating, Rating
from assessments.services.ratings import GivenRating
from config.toolkit.forms import PERSONAL_DATA_WARNING, LevelChoiceField


class AuditRatingForm(VerdictForm, RatingForm):
    """One criterion of another workshop, rated alone: a level as in an own rating, whether the criterion is met, and notes."""

    answer = LevelChoiceField(label=_("Mikä kuvaa hakijan toimintaa parhaiten?"), required=False)
    reason = forms.CharField(
        label=_("Miksi kriteeri ei koske hakijaa?"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=NOTE_MAX_LENGTH,
        required=False,
        help_text=PERSONAL_DATA_WARNING,
    )
    note = forms.CharField(
        label=_("Mihin arviosi perustuu?"),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=NOTE_MAX_LENGTH,
        required=False,
        help_text=PERSONAL_DATA_WARNING,
    )
    note_may_be_shown = None  # type: ignore[assignment]  # an auditor's notes are her pair's to read once both have confirmed
    reason_missing = _("Kerro lyhyesti, miksi kriteeri ei koske hakijaa.")
    field_order = ("revision", "answer", "reason", "verdict", "note")  # as they stand on the page: the error summary goes by it
    layout = Layout("revision", "answer", Div("reason", css_class="revealed"), "verdict", "note")

    @property
    def given(self) -> GivenRating:
        """What was answered, as the services take it."""
        cleaned = self.cleaned_data
        return GivenRating(self.answer_kind, self.level, cleaned["reason"], cleaned["note"], verdict=self.given_verdict)


def audit_rating_initial(rating: Rating | PracticeRating | None) -> dict[str, Any]:
    """Return the form's values of what is stored; of nothing, an empty form of revision 0."""
    texts = {"reason": rating.reason, "note": rating.note} if rating else {}
    return {**judged_initial(rating), **texts}
