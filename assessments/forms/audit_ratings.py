"""The form of an auditor's own rating of one criterion."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from crispy_forms.layout import Div, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.choices import NOTE_MAX_LENGTH, Answer
from assessments.forms.ratings import RatingForm, rating_initial
from assessments.models import Rating
from assessments.services.ratings import GivenRating
from config.toolkit.forms import PERSONAL_DATA_WARNING, ChoiceCard, LevelChoiceField
from criteria.models import LevelDescription, Verdict

NOT_APPLICABLE = _("Ei koske hakijaa")


class AuditRatingForm(RatingForm):
    """One criterion of another workshop, rated alone: a level as in an own rating, whether the criterion is met, and notes."""

    answer = LevelChoiceField(label=_("Mikä kuvaa hakijan toimintaa parhaiten?"), required=False)
    reason = forms.CharField(
        label=_("Miksi kriteeri ei koske hakijaa?"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=NOTE_MAX_LENGTH,
        required=False,
        help_text=PERSONAL_DATA_WARNING,
    )
    verdict = forms.ChoiceField(
        label=_("Täyttyykö kriteeri?"),
        widget=forms.RadioSelect,
        required=False,
        help_text=_("Kun valitset tason."),
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
    field_order = ("revision", "answer", "verdict", "reason", "note")
    layout = Layout("revision", "answer", Div("reason", css_class="revealed"), "verdict", "note")

    def __init__(self, *args: Any, verdicts: Iterable[Verdict] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.verdicts = {verdict.value: verdict for verdict in verdicts}
        self.fields["verdict"].choices = [(value, verdict.name) for value, verdict in self.verdicts.items()]  # type: ignore[attr-defined]  # declared above

    def offer_answers(self, descriptions: Iterable[LevelDescription], *others: ChoiceCard) -> None:
        told = (replace(card, label=str(NOT_APPLICABLE)) if card.value == Answer.NOT_APPLICABLE else card for card in others)
        super().offer_answers(descriptions, *told)

    def clean(self) -> dict[str, Any]:
        """Let a verdict stand beside a level alone."""
        cleaned = super().clean()
        if not self.errors and cleaned["verdict"] and not self.level:
            self.add_error("answer", _("Valitse taso, kun kerrot, täyttyykö kriteeri."))
        return cleaned

    @property
    def given(self) -> GivenRating:
        """What was answered, as the services take it."""
        cleaned = self.cleaned_data
        return GivenRating(self.answer_kind, self.level, cleaned["reason"], cleaned["note"], verdict=self.verdicts.get(cleaned["verdict"]))


def audit_rating_initial(rating: Rating | None) -> dict[str, Any]:
    """Return the form's values of what is stored; of nothing, an empty form of revision 0."""
    return {**rating_initial(rating), "verdict": rating.verdict.value if rating and rating.verdict else ""}
