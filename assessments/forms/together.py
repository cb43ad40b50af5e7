"""Forms of working together: who writes what, who is reminded, who goes on with a leaver's tasks."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from config.toolkit.forms import BaseForm, DayField
from workshops.models import User


class AssigneeForm(BaseForm):
    """To whom the ticked criteria are given, and until when."""

    assignee = forms.ModelChoiceField(
        label=_("Kenelle"), queryset=User.objects.none(), to_field_name="ref", empty_label=_("Valitse henkilö")
    )
    due_date = DayField(label=_("Mihin mennessä"), required=False, help_text=_("Päivä on vapaaehtoinen."))

    def __init__(self, *args: Any, people: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["assignee"].queryset = people  # type: ignore[attr-defined]  # declared above with a queryset


class HandOverForm(BaseForm):
    """Who goes on with the tasks; nobody is a choice too."""

    to = forms.ModelChoiceField(
        label=_("Kenelle tehtävät siirtyvät?"),
        queryset=User.objects.none(),
        to_field_name="ref",
        required=False,
        empty_label=_("Ei vielä kenellekään"),
    )

    def __init__(self, *args: Any, people: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = people  # type: ignore[attr-defined]  # declared above with a queryset
