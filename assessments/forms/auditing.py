"""The forms of naming auditors and of their answers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from assessments.forms.rounds import NearDayField
from config.toolkit.forms import PERSONAL_DATA_WARNING, BaseForm

REASON_MAX_LENGTH = 2_000


class NameForm(BaseForm):
    """Naming one auditor: the reason why her warnings are passed, if she has any, and whether she leads, where there is a lead."""

    warning_reason = forms.CharField(
        label=_("Miksi hänet voi nimetä varoituksesta huolimatta?"),
        help_text=format_lazy("{} {}", _("Perustelu jää talteen. Sen näkevät vain koordinaattorit."), PERSONAL_DATA_WARNING),
        max_length=REASON_MAX_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    is_lead = forms.BooleanField(label=_("Hän on pääauditoitsija."), required=False)

    def __init__(self, *args: Any, asks_reason: bool, asks_lead: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, is_asked in {"warning_reason": asks_reason, "is_lead": asks_lead}.items():
            if not is_asked:
                del self.fields[name]


class PlanForm(BaseForm):
    """What the invitation tells; why one auditor is enough is asked of a peer audit alone."""

    hours = forms.IntegerField(label=_("Työmäärä tunteina"), min_value=1, max_value=200, help_text=_("Yhden auditoitsijan koko työ."))
    starts_date = NearDayField(label=_("Auditointi alkaa"))
    ends_date = NearDayField(label=_("Auditointi päättyy"))
    place = forms.CharField(label=_("Paikka"), max_length=200)
    single_reason = forms.CharField(
        label=_("Miksi yksi auditoitsija riittää?"),
        help_text=format_lazy("{} {}", _("Täytä vain, jos vertaisauditoinnin tekee poikkeuksellisesti yksi."), PERSONAL_DATA_WARNING),
        max_length=REASON_MAX_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, is_peer: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_peer:
            del self.fields["single_reason"]


class ReplaceForm(BaseForm):
    """Replacing an auditor is confirmed; nothing is asked."""


class AcceptForm(BaseForm):
    """Taking the place, with the declaration that there is no conflict."""

    declared = forms.BooleanField(
        label=_("Olen lukenut luettelon. En ole esteellinen auditoimaan tätä hakijaa."),
        error_messages={"required": _("Vahvista, ettet ole esteellinen.")},
    )
