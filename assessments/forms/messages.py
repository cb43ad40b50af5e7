"""The form of a message to a group."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.choices import NOTE_MAX_LENGTH
from assessments.models import Round
from assessments.selectors.messages import GROUPS
from config.toolkit.forms import PERSONAL_DATA_WARNING, BaseForm


class MessageForm(BaseForm):
    """To whom, of which round, and what; the token keeps it from being sent twice, `shown` tells which receivers were confirmed."""

    group = forms.ChoiceField(label=_("Kenelle"))
    round = forms.ChoiceField(label=_("Kierros"), required=False, help_text=_("Valitse kierros, jos ryhmä on jonkin kierroksen."))
    subject = forms.CharField(label=_("Otsikko"), max_length=150)
    text = forms.CharField(
        label=_("Viesti"),
        widget=forms.Textarea(attrs={"rows": 10}),
        max_length=NOTE_MAX_LENGTH,
        help_text=_("Tervehdys ja nimesi lisätään itsestään. %(warning)s"),
    )
    token = forms.CharField(widget=forms.HiddenInput, max_length=20, required=False)
    shown = forms.CharField(widget=forms.HiddenInput, max_length=20, required=False)
    layout = Layout("group", "round", "subject", "text", "token")

    def __init__(self, *args: Any, rounds: Iterable[Round], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rounds = {each.ref: each for each in rounds}
        self.fields["text"].help_text = self.fields["text"].help_text % {"warning": PERSONAL_DATA_WARNING}
        choices: dict[str, list[tuple[str, Any]]] = {
            "group": [("", _("Valitse ryhmä")), *((code, group.label) for code, group in GROUPS.items())],
            "round": [("", _("Ei kierrosta")), *((ref, each.name) for ref, each in self.rounds.items())],
        }
        for name, offered in choices.items():
            self.fields[name].choices = offered  # type: ignore[attr-defined]  # declared above as ChoiceFields

    def clean_round(self) -> Round | None:
        return self.rounds.get(self.cleaned_data["round"])
