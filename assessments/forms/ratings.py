"""The form of one own rating."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from crispy_forms.layout import Div, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.choices import NOTE_MAX_LENGTH, Answer
from assessments.forms.answers import AnswerForm
from assessments.models import Rating
from assessments.services.ratings import GivenRating
from config.toolkit.forms import PERSONAL_DATA_WARNING, ChoiceCard, LevelChoiceField
from criteria.models import LevelDescription, Scale


class RatingForm(AnswerForm):
    """One criterion rated alone: the level descriptions are the choices. A note may be saved before an answer is chosen.

    `revision` is the one the writer has seen; who names none has seen nothing.
    """

    revision = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)
    answer = LevelChoiceField(label=_("Mikä kuvaa työpajaanne nyt parhaiten?"), required=False)
    reason = forms.CharField(
        label=_("Miksi kriteeri ei koske työpajaanne?"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=NOTE_MAX_LENGTH,
        required=False,
        help_text=PERSONAL_DATA_WARNING,
    )
    note = forms.CharField(
        label=_("Mihin arviosi perustuu? (vapaaehtoinen)"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=NOTE_MAX_LENGTH,
        required=False,
        help_text=PERSONAL_DATA_WARNING,
    )
    note_may_be_shown = forms.BooleanField(label=_("Tämän muistiinpanon saa näyttää keskustelussa nimettömänä"), required=False)
    layout = Layout("revision", "answer", Div("reason", css_class="revealed"), "note", "note_may_be_shown")

    def __init__(self, *args: Any, descriptions: Sequence[LevelDescription], scale: Scale, is_saved: bool, **kwargs: Any) -> None:
        """`is_saved`: something is stored already, so that everything may also be emptied."""
        super().__init__(*args, **kwargs)
        self.is_saved = is_saved
        self.offer_answers(
            descriptions,
            ChoiceCard(Answer.NOT_APPLICABLE, scale.not_applicable, str(_("Kerro lyhyesti, miksi.")), reveals=True),
            ChoiceCard(Answer.DONT_KNOW, scale.dont_know),
        )

    def clean_revision(self) -> int:
        return self.cleaned_data["revision"] or 0

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.errors:
            return cleaned
        if not cleaned["answer"] and not cleaned["note"] and not self.is_saved:
            self.add_error(
                "answer", _("Valitse yksi vaihtoehto. Jos et osaa vielä sanoa, voit siirtyä seuraavaan kriteeriin ja palata tähän.")
            )
        return cleaned

    @property
    def given(self) -> GivenRating:
        """What was answered, as the services take it."""
        cleaned = self.cleaned_data
        return GivenRating(self.answer_kind, self.level, cleaned["reason"], cleaned["note"], cleaned["note_may_be_shown"])


def rating_initial(rating: Rating | None) -> dict[str, Any]:
    """Return the form's values of what is stored; of nothing, an empty form of revision 0."""
    if rating is None:
        return {"revision": 0}
    return {
        "revision": rating.revision,
        "answer": str(rating.level.value) if rating.level else rating.answer,
        "reason": rating.reason,
        "note": rating.note,
        "note_may_be_shown": rating.note_may_be_shown,
    }


def compared_in_words(form: RatingForm, stored: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Yield (label, what is on the form, what is stored) of every field as it is read: "3 Vakiintunut", "kyllä"."""
    mine = form.cleaned_data
    yield str(_("Arvio")), form.in_words(mine["answer"]), form.in_words(stored.get("answer", ""))
    for name, field in form.fields.items():
        if name not in {"revision", "answer"}:
            yield str(field.label), _in_words(field, mine[name]), _in_words(field, stored.get(name))


def _in_words(field: forms.Field, value: Any) -> str:
    if isinstance(field, forms.BooleanField):
        return str(_("kyllä") if value else _("ei"))
    if isinstance(field, forms.ChoiceField):
        choices: Any = field.choices
        return next((str(label) for choice, label in choices if choice == value), "")
    return value or ""
