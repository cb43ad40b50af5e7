"""The forms of registering an application and of changing what was registered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from assessments.choices import AuditWish
from assessments.models import Round
from assessments.selectors.applications.registering import Taken, round_words
from config.toolkit.forms import PERSONAL_DATA_WARNING, BaseForm, ChoiceCard, LevelChoiceField
from workshops.models import User, Workshop

LATER = "myohemmin"  # the choice to register without a round
REASON_MAX_LENGTH = 2_000
WISH_CARDS = [
    (AuditWish.PEER, _("Vertaisauditointi"), _("Kaksi toisten työpajojen työntekijää tutustuu hakemukseen ja vierailee teillä.")),
    (AuditWish.EXTERNAL, _("Ulkopuolinen auditointi"), _("Yhdistyksen nimeämä auditoitsija tutustuu hakemukseen ja vierailee teillä.")),
]
People = dict[str, tuple[User, str]]  # by reference, each with her places in words


class UnitsForm(BaseForm):
    """Which workshops the application covers, and which kind of audit is wished."""

    workshops = forms.ModelMultipleChoiceField(
        label=_("Mitä työpajoja hakemus koskee?"),
        queryset=Workshop.objects.none(),
        to_field_name="ref",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Valitse vähintään yksi työpaja.")},
    )
    wish = LevelChoiceField(
        label=_("Kumman auditoinnin toivotte?"),
        heading=None,
        help_text=_("Voitte muuttaa toivetta määräaikaan asti."),
        coerce=AuditWish,
    )
    layout = Layout("wish")  # the workshops are shown before it, organisation by organisation

    def __init__(self, *args: Any, workshops: QuerySet[Workshop], taken: Sequence[Taken], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.taken = {each.workshop.pk for each in taken}
        self.fields["workshops"].queryset = workshops  # type: ignore[attr-defined]  # declared above with a queryset
        self.fields["wish"].cards = [ChoiceCard(value, str(label), str(text)) for value, label, text in WISH_CARDS]  # type: ignore[attr-defined]  # declared above

    @cached_property
    def unit_groups(self) -> list[tuple[str, list[Any]]]:
        """The workshops that can be chosen as (organisation, its choices); of a taken one that is sent all the same the service tells."""
        choices = [choice for choice in self["workshops"] if choice.data["value"].instance.pk not in self.taken]
        grouped = groupby(choices, key=lambda choice: choice.data["value"].instance.organisation)
        return [(organisation.name, list(group)) for organisation, group in grouped]

    def error_target(self, name: str) -> str:
        """Lead to the first workshop that is shown: the first of all may be taken."""
        if name == "workshops" and self.unit_groups:
            return str(self.unit_groups[0][1][0].id_for_label)
        return super().error_target(name)


class ContactForm(BaseForm):
    """Who is the contact person."""

    contact = forms.ChoiceField(
        label=_("Yhteyshenkilö"), help_text=_("Hakemuksen viestit lähetetään hänelle. Voitte vaihtaa yhteyshenkilön milloin vain.")
    )

    def __init__(self, *args: Any, people: People, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = people
        self.fields["contact"].choices = [(ref, f"{user.name} ({places})") for ref, (user, places) in people.items()]  # type: ignore[attr-defined]  # declared above

    def clean_contact(self) -> User:
        return self.people[self.cleaned_data["contact"]][0]


class RoundForm(BaseForm):
    """Which round."""

    round = forms.ChoiceField(label=_("Hakukierros"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, rounds: Iterable[Round], today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rounds = {round_.ref: round_ for round_ in rounds}
        choices = [(ref, round_words(round_, today)) for ref, round_ in self.rounds.items()]
        self.fields["round"].choices = choices  # type: ignore[attr-defined]  # declared above

    def clean_round(self) -> Round | None:
        return self.rounds.get(self.cleaned_data["round"])


class RegistrationForm(UnitsForm, ContactForm, RoundForm):
    """Everything that is told when registering; the round may be left for later."""

    layout = Layout("wish", "contact", "round")
    field_order = ["workshops", "wish", "contact", "round"]  # the error summary goes by it

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        later = (LATER, _("Ilmoittaudun ilman kierrosta, valitsen kierroksen myöhemmin"))
        self.fields["round"].choices = [*self.fields["round"].choices, later]  # type: ignore[attr-defined]  # declared above


class WithdrawForm(BaseForm):
    """Why the application is taken back, if one likes to tell it."""

    reason = forms.CharField(
        label=_("Syy"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=REASON_MAX_LENGTH,
        help_text=PERSONAL_DATA_WARNING,
    )
