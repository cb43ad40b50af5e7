"""The form of one agreed result."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from crispy_forms.layout import Div, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.choices import TEXT_MAX_LENGTH, Answer
from assessments.forms.answers import AnswerForm
from assessments.models import Result
from config.toolkit.forms import PERSONAL_DATA_WARNING, ChoiceCard, LevelChoiceField
from criteria.models import LevelDescription


class ResultForm(AnswerForm):
    """What was agreed of one criterion: the level descriptions are the choices. The texts may be saved before the level is agreed.

    `revision` is the one the writer has seen, 0 when nothing had been saved.
    """

    revision = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    answer = LevelChoiceField(label=_("Mistä tasosta sovitte?"), required=False)
    reason = forms.CharField(
        label=_("Miksi kriteeri ei koske työpajaanne?"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=TEXT_MAX_LENGTH,
        required=False,
    )
    current_practice = forms.CharField(
        label=_("Miten toimimme nyt"),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=TEXT_MAX_LENGTH,
        required=False,
        help_text=PERSONAL_DATA_WARNING,
    )
    development = forms.CharField(
        label=_("Mitä kehitämme"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=TEXT_MAX_LENGTH,
        required=False,
        help_text=PERSONAL_DATA_WARNING,
    )
    layout = Layout("revision", "answer", Div("reason", css_class="revealed"), "current_practice", "development")

    def __init__(self, *args: Any, descriptions: Sequence[LevelDescription], not_applicable: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_answers(descriptions, ChoiceCard(Answer.NOT_APPLICABLE, not_applicable, str(_("Kerro lyhyesti, miksi.")), reveals=True))


def result_initial(result: Result | None) -> dict[str, Any]:
    """Return the form's values of what is stored; of nothing, an empty form of revision 0."""
    if result is None:
        return {"revision": 0}
    return {
        "revision": result.revision,
        "answer": str(result.level.value) if result.level else result.answer,
        "reason": result.reason,
        "current_practice": result.current_practice,
        "development": result.development,
    }
