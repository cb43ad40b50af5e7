"""What the forms of an own rating and of an agreed result share: an answer chosen by its description."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.choices import Answer
from config.toolkit.forms import BaseForm, ChoiceCard, level_cards
from criteria.models import Level, LevelDescription


class AnswerForm(BaseForm):
    """A form whose field `answer` takes a level or another answer, none at all too. Subclasses declare the field."""

    levels: dict[str, Level]
    reason_missing: Promise = gettext_lazy("Kerro lyhyesti, miksi kriteeri ei koske työpajaanne.")

    def offer_answers(self, descriptions: Iterable[LevelDescription], *others: ChoiceCard) -> None:
        """Make the level descriptions the choices, and the other answers after them."""
        rows = list(descriptions)
        self.levels = {str(row.level.value): row.level for row in rows}
        levels = level_cards([(row.level.value, row.level.name, row.description) for row in rows])
        self.fields["answer"].cards = [*levels, *others]  # type: ignore[attr-defined]  # a LevelChoiceField in every subclass

    def clean(self) -> dict[str, Any]:
        """Ask for the reason of "Ei koske työpajaamme" where it is typed."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("answer") == Answer.NOT_APPLICABLE and not cleaned.get("reason") and "reason" not in self.errors:
            self.add_error("reason", str(self.reason_missing))
        return cleaned

    @property
    def level(self) -> Level | None:
        """The chosen level; None for the other answers and for none."""
        return self.levels.get(self.cleaned_data["answer"])

    def in_words(self, answer: str) -> str:
        """Return the form's value of an answer as it is read: "3 Vakiintunut"."""
        cards: list[ChoiceCard] = self.fields["answer"].cards  # type: ignore[attr-defined]  # as above
        return next((f"{card.number} {card.label}".strip() for card in cards if card.value == answer), _("ei vielä vastattu"))

    @property
    def answer_kind(self) -> str:
        """The chosen answer as the service takes it."""
        return Answer.LEVEL.value if self.level else self.cleaned_data["answer"]
