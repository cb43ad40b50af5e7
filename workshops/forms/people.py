"""Forms of roles and invitations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from config.toolkit.forms import BaseForm, DayField
from workshops.choices import ROLE_LABELS
from workshops.models import Network
from workshops.roles import SCOPES, Role, Scope

if TYPE_CHECKING:
    from collections.abc import Iterable

    from workshops.models import User

ROLE_HELP = {
    Role.WORKER: _("Työntekijä: vastaa itsearviointiin, lisää näyttöä ja lukee valmiit tulokset."),
    Role.CONTACT: _(
        "Yhteyshenkilö: lisäksi aloittaa arvioinnin, kirjaa yhteisen näkemyksen, kutsuu työntekijöitä ja pitää tiedot ajan tasalla."
    ),
    Role.LEADER: _("Esihenkilö: lisäksi vahvistaa arvioinnin ja päättää rooleista."),
}


def role_choices(roles: Iterable[Role]) -> list[tuple[str, Any]]:
    """Return the roles with what each may, where that helps the choice."""
    return [(role.value, ROLE_HELP.get(role, capfirst(str(ROLE_LABELS[role])))) for role in roles]


class InvitationForm(BaseForm):
    """Kutsu henkilö."""

    email = forms.EmailField(label=_("Sähköposti"), help_text=_("Kirjoita kutsuttavan työsähköposti."))
    role = forms.ChoiceField(label=_("Rooli"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, roles: Iterable[Role], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        role = self.fields["role"]
        assert isinstance(role, forms.ChoiceField)
        role.choices = role_choices(roles)
        if len(role.choices) == 1:
            role.initial = role.choices[0][0]


class ResendForm(BaseForm):
    """Send an invitation anew, correcting the address when needed."""

    email = forms.EmailField(label=_("Sähköposti"), help_text=_("Korjaa osoite, jos se meni väärin. Aiempi linkki lakkaa toimimasta."))


class MemberRoleForm(BaseForm):
    """Give a further role to a person who already has one in the place."""

    role = forms.ChoiceField(label=_("Uusi rooli"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, roles: Iterable[Role], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        role = self.fields["role"]
        assert isinstance(role, forms.ChoiceField)
        role.choices = role_choices(roles)


NATIONAL_ROLES = [role for role in Role if Scope.NATIONAL in SCOPES[role] or Scope.NETWORK in SCOPES[role]]


class RoleEndForm(BaseForm):
    """Who goes on with what the person had under way; nobody is a choice too."""

    successor = forms.ChoiceField(
        label=_("Kenelle hänen keskeneräiset tehtävänsä siirtyvät?"),
        required=False,
        help_text=_(
            "Tehtäviä ovat hänelle annetut kriteerit ja kehittämistoimenpiteet. Ne siirtyvät, jos hänellä ei ole tässä muuta roolia."
        ),
    )

    def __init__(self, *args: Any, colleagues: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.colleagues = {user.ref: user for user in colleagues}
        if self.colleagues:
            choices = [("", _("Ei vielä kenellekään")), *((ref, user.name) for ref, user in self.colleagues.items())]
            self.fields["successor"].choices = choices  # type: ignore[attr-defined]  # declared above with choices
        else:
            del self.fields["successor"]

    @property
    def chosen(self) -> User | None:
        """The chosen colleague."""
        return self.colleagues.get(self.cleaned_data.get("successor", ""))


class _NationalForm(BaseForm):
    """Which national or network role."""

    role = forms.ChoiceField(label=_("Rooli"), widget=forms.RadioSelect, choices=role_choices(NATIONAL_ROLES))
    network = forms.ModelChoiceField(
        label=_("ALU-verkosto"),
        queryset=Network.objects.all(),
        required=False,
        empty_label=_("Ei verkostoa"),
        help_text=_("Valitse verkosto vain ALU-koordinaattorille."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        is_network_role = cleaned.get("role") == Role.NETWORK_COORDINATOR
        if is_network_role and not cleaned.get("network"):
            self.add_error("network", _("Valitse verkosto, jota rooli koskee."))
        if not is_network_role:
            cleaned["network"] = None
        return cleaned


class NationalRoleForm(_NationalForm):
    """A national or network role, given by the admin."""

    ends_date = DayField(label=_("Viimeinen päivä"), required=False, help_text=_("Jätä tyhjäksi, jos rooli on voimassa toistaiseksi."))


class NationalInvitationForm(_NationalForm):
    """Invite a person into a national or network role."""

    email = forms.EmailField(label=_("Sähköposti"))
    field_order = ("email", "role", "network")


class LeaderForm(BaseForm):
    """Name a workshop's leader by invitation."""

    email = forms.EmailField(label=_("Uuden esihenkilön sähköposti"))
