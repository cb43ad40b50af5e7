"""What the forms of an own rating, an agreed result and an auditor's view share: an answer chosen by its description, and a verdict."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.choices import Answer
from assessments.models import PracticeAnswer, PracticeRating, Rating
from config.toolkit.forms import BaseForm, ChoiceCard, level_cards
from criteria.models import Level, LevelDescription, Verdict

NOT_APPLICABLE = gettext_lazy("Ei koske hakijaa")


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
        asks_why = "reason" in self.fields and "reason" not in self.errors
        if cleaned.get("answer") == Answer.NOT_APPLICABLE and asks_why and not cleaned.get("reason"):
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


class VerdictForm(AnswerForm):
    """An answer with an auditor's verdict beside it; the verdicts are those of the framework version."""

    verdict = forms.ChoiceField(
        label=gettext_lazy("Täyttyykö kriteeri?"),
        widget=forms.RadioSelect,
        required=False,
        help_text=gettext_lazy("Kun valitset tason."),
    )

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
    def given_verdict(self) -> Verdict | None:
        """The chosen verdict; None when none is chosen."""
        return self.verdicts.get(self.cleaned_data["verdict"])


def verdict_in_words(form: VerdictForm, value: str) -> str:
    """Return the form's value of a verdict as it is read; empty for none."""
    return str(form.verdicts[value].name) if value in form.verdicts else ""


def judged_initial(row: Rating | PracticeRating | PracticeAnswer | None) -> dict[str, Any]:
    """Return the form's values of a stored answer with its verdict; of nothing, an empty form of revision 0."""
    if row is None:
        return {"revision": 0}
    answer = str(row.level.value) if row.level else row.answer
    return {"revision": row.revision, "answer": answer, "verdict": row.verdict.value if row.verdict else ""}
