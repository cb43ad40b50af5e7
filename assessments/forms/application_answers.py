"""The forms of an application's answers: one criterion, and the self-assessments that fill them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.choices import TEXT_MAX_LENGTH, Answer
from assessments.forms.answers import AnswerForm
from assessments.models import ApplicationAnswer, Assessment
from config.toolkit.forms import PERSONAL_DATA_WARNING, BaseForm, ChoiceCard, LevelChoiceField
from config.toolkit.templatetags.ui import full_day
from criteria.models import LevelDescription

NO_LEVEL_IN_TEXT = gettext_lazy("Älä kirjoita tähän tasoanne. Auditoitsijat arvioivat tason itse.")


class ApplicationAnswerForm(AnswerForm):
    """How one criterion comes true; nothing is required yet. `revision` is the one the writer has seen, 0 when nothing had been saved."""

    revision = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    text = forms.CharField(
        label=gettext_lazy("Miten kriteeri toteutuu teillä"),
        widget=forms.Textarea(attrs={"rows": 12}),
        max_length=TEXT_MAX_LENGTH,
        required=False,
        help_text=format_lazy("{} {}", NO_LEVEL_IN_TEXT, PERSONAL_DATA_WARNING),
    )
    answer = LevelChoiceField(
        label=gettext_lazy("Oma tasonne, jos haluatte kertoa sen"),
        required=False,
        help_text=gettext_lazy("Taso on vapaaehtoinen. Auditoitsija näkee sen vasta, kun on kirjannut oman ennakkoarvionsa."),
    )
    layout = Layout("revision", "text", "answer")

    def __init__(self, *args: Any, descriptions: Sequence[LevelDescription], not_applicable: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_answers(
            descriptions,
            ChoiceCard(Answer.NOT_APPLICABLE, not_applicable, _("Kerro tekstissä, miksi.")),
            ChoiceCard("", _("Emme kerro tasoa")),
        )

    def clean(self) -> dict[str, Any]:
        """Ask for no reason of its own: the text tells why a criterion does not concern the workshop."""
        return self.cleaned_data


def answer_initial(answer: ApplicationAnswer | None) -> dict[str, Any]:
    """Return the form's values of what is stored; of nothing, an empty form of revision 0."""
    if answer is None:
        return {"revision": 0, "answer": ""}
    return {"revision": answer.revision, "text": answer.text, "answer": str(answer.level.value) if answer.level else answer.answer}


class SourceField(forms.ModelMultipleChoiceField):
    """Completed self-assessments by unit, title and day."""

    def label_from_instance(self, obj: Assessment) -> str:
        words = {"unit": obj.workshop.name, "title": obj.title, "day": full_day(obj.completed_at), "version": obj.version.version}
        return _("%(unit)s: %(title)s, valmistunut %(day)s (kriteeristöversio %(version)s)") % words


class FillForm(BaseForm):
    """From which self-assessments the form is filled."""

    assessments = SourceField(
        label=gettext_lazy("Mistä itsearvioinneista tekstit tuodaan?"),
        queryset=Assessment.objects.none(),
        to_field_name="ref",
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Jos valitset yhdestä yksiköstä useita, kunkin kriteerin teksti tulee uusimmasta."),
        error_messages={"required": gettext_lazy("Valitse vähintään yksi itsearviointi.")},
    )

    def __init__(self, *args: Any, sources: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["assessments"].queryset = sources  # type: ignore[attr-defined]  # declared above with a queryset
