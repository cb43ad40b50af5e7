"""The form of "Kokeile": one area's criteria, answered without an account and kept nowhere."""

from __future__ import annotations

from typing import Any

from crispy_forms.layout import Layout
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from assessments.choices import Answer
from config.toolkit.forms import BaseForm, ChoiceCard, LevelChoiceField, level_cards
from criteria.explanations import ExplainedCriterion
from criteria.models import Scale


class TryForm(BaseForm):
    """One question per criterion, by its code; each may be left open, but not all of them."""

    def __init__(self, *args: Any, criteria: tuple[ExplainedCriterion, ...], scale: Scale, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = [ChoiceCard(Answer.NOT_APPLICABLE, scale.not_applicable), ChoiceCard(Answer.DONT_KNOW, scale.dont_know)]
        for explained in criteria:
            levels = level_cards([(step.value, step.name, step.description) for step in explained.ladder()])
            self.fields[explained.criterion.code] = LevelChoiceField(
                label=str(explained.criterion), help_text=explained.criterion.description, required=False, cards=[*levels, *others]
            )
        self.helper.layout = Layout(*self.fields)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not any(cleaned.values()):
            raise ValidationError(_("Vastaa ainakin yhteen kriteeriin, niin näet oman profiilisi."))
        return cleaned
