"""The forms of actions: what, who, by when, how far; and what a list shows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from crispy_forms.layout import Div, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.choices import NOTE_MAX_LENGTH, ActionStatus
from assessments.models import Action
from assessments.models.action import WHAT_MAX_LENGTH
from assessments.selectors.actions import BY_DAY, OPEN, ORDERS, STATES, Choice
from config.toolkit.forms import PERSONAL_DATA_WARNING, BaseForm, ChoiceCard, DayField, LevelChoiceField


class StatusForm(BaseForm):
    """How far an action is: what its owner tells."""

    revision = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    status = LevelChoiceField(label=_("Missä mennään?"))
    drop_reason = forms.CharField(
        label=_("Miksi toimenpiteestä luovuttiin?"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=NOTE_MAX_LENGTH,
        required=False,
        help_text=PERSONAL_DATA_WARNING,
    )
    notes = forms.CharField(
        label=_("Muistiinpanot"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=NOTE_MAX_LENGTH,
        required=False,
        help_text=PERSONAL_DATA_WARNING,
    )
    layout = Layout("revision", "status", Div("drop_reason", css_class="revealed"), "notes")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["status"].cards = [  # type: ignore[attr-defined]  # declared above as a LevelChoiceField
            ChoiceCard(status, str(status.label), reveals=status == ActionStatus.DROPPED) for status in ActionStatus
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("status") == ActionStatus.DROPPED and not data.get("drop_reason") and "drop_reason" not in self.errors:
            self.add_error("drop_reason", _("Kerro lyhyesti, miksi toimenpiteestä luovuttiin."))
        return data


class _AgreedFields(BaseForm):
    """What is done, who does it, by when."""

    what = forms.CharField(
        label=_("Mitä tehdään?"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=WHAT_MAX_LENGTH,
        help_text=_("Kirjoita lyhyesti yksi teko. Älä kirjoita valmentautujien henkilötietoja."),
    )
    owner = forms.ChoiceField(label=_("Kuka tekee?"), required=False)
    owner_name = forms.CharField(
        label=_("Tai tekijän nimi"),
        max_length=120,
        required=False,
        help_text=_("Jos tekijä ei ole luettelossa. Älä kirjoita valmentautujan nimeä."),
    )
    due_date = DayField(
        label=_("Mihin mennessä?"), required=False, help_text=_("Tekijä saa muistutuksen viikkoa ennen. Voit jättää tyhjäksi.")
    )

    def __init__(self, *args: Any, people: Iterable[tuple[str, str]], today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["owner"].choices = [("", _("Ei vielä sovittu, tai nimi alla")), *people]  # type: ignore[attr-defined]  # a ChoiceField

    def clean_due_date(self) -> dt.date | None:
        day: dt.date | None = self.cleaned_data["due_date"]
        if day and day < self.today and day != self.initial.get("due_date"):
            raise forms.ValidationError(_("Päivä on jo mennyt. Valitse tämä tai jokin myöhempi päivä."))
        return day

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("owner") and data.get("owner_name"):
            self.add_error("owner_name", _("Valitse tekijä luettelosta tai kirjoita nimi, ei molempia."))
        return data


class NewActionForm(_AgreedFields):
    """A new action; it begins as agreed."""

    notes = forms.CharField(
        label=_("Muistiinpanot"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=NOTE_MAX_LENGTH,
        required=False,
        help_text=PERSONAL_DATA_WARNING,
    )
    layout = Layout("what", "owner", "owner_name", "due_date", "notes")


class ActionForm(StatusForm, _AgreedFields):
    """An action as a whole: for those who agree on actions."""

    field_order = ["revision", "what", "owner", "owner_name", "due_date", "status", "drop_reason", "notes"]
    layout = Layout("revision", "what", "owner", "owner_name", "due_date", *StatusForm.layout.fields[1:])


class ActionFilterForm(BaseForm):
    """What a list shows; only values that are offered are accepted."""

    tila = forms.ChoiceField(label=_("Tilanne"), choices=list(STATES.items()), required=False)
    tekija = forms.ChoiceField(label=_("Tekijä"), required=False)
    jarjestys = forms.ChoiceField(label=_("Järjestys"), choices=list(ORDERS.items()), required=False)

    def __init__(self, data: Mapping[str, Any], *, people: Iterable[tuple[str, str]]) -> None:
        values = {"tila": data.get("tila") or OPEN, "tekija": data.get("tekija", ""), "jarjestys": data.get("jarjestys") or BY_DAY}
        super().__init__(values)
        self.fields["tekija"].choices = [("", _("Kaikki")), *people]  # type: ignore[attr-defined]  # a ChoiceField
        for field in self.fields.values():
            field.widget.attrs["class"] = "form-select"

    @property
    def choice(self) -> Choice:
        """What is asked for; after `is_valid`."""
        data = self.cleaned_data
        return Choice(data["tila"], data["tekija"], data["jarjestys"])


def action_initial(action: Action) -> dict[str, Any]:
    """Return the form's values of what is stored."""
    return {
        "revision": action.revision,
        "what": action.what,
        "owner": action.owner.ref if action.owner else "",
        "owner_name": action.owner_name,
        "due_date": action.due_date,
        "status": action.status,
        "drop_reason": action.drop_reason,
        "notes": action.notes,
    }
