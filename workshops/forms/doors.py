"""Public forms: the request to take the service into use, and feedback."""

from typing import Any

from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from config.toolkit.forms import BaseForm, BaseModelForm
from workshops.forms.organisations import offer_places
from workshops.models import AccessRequest


class AccessRequestForm(BaseModelForm):
    """Ota käyttöön."""

    layout = Layout(
        Fieldset(_("Organisaatio"), "business_id", "organisation_name", "maintainer_type"),
        Fieldset(_("Työpaja"), "workshop_name", "municipality"),
        Fieldset(_("Sinä"), "contact_name", "email"),
    )

    class Meta:
        model = AccessRequest
        fields = ("business_id", "organisation_name", "maintainer_type", "workshop_name", "municipality", "contact_name", "email")
        help_texts = {
            "business_id": _("Kirjoita y-tunnus muodossa 1234567-1."),
            "workshop_name": _("Jos organisaatiolla on yksi työpaja, nimi voi olla sama kuin organisaation."),
            "email": _("Lähetämme kutsun tähän osoitteeseen, kun koordinaattori on hyväksynyt pyynnön."),
        }
        widgets = {
            "contact_name": forms.TextInput(attrs={"autocomplete": "name"}),
            "email": forms.EmailInput(attrs={"autocomplete": "email"}),
            "organisation_name": forms.TextInput(attrs={"autocomplete": "organization"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_places(self)

    def validate_unique(self) -> None:
        """Leave a doubled request to the service, which answers it like the first: the page tells nobody what was asked before."""

    def validate_constraints(self) -> None:
        """See `validate_unique`."""


class FeedbackForm(BaseForm):
    """Anna palautetta."""

    text = forms.CharField(
        label=_("Palaute"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 7}),
        help_text=_("Kerro, mikä toimii tai mikä estää sinua. Älä kirjoita valmentautujien henkilötietoja."),
    )
    page = forms.CharField(
        label=_("Millä sivulla?"), required=False, max_length=300, help_text=_("Sivun nimi tai osoite, jos palaute koskee yhtä sivua.")
    )
    email = forms.EmailField(
        label=_("Sähköposti"),
        required=False,
        help_text=_("Kirjoita osoite, jos haluat vastauksen."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class DeclineForm(BaseForm):
    """Why a request is declined."""

    reason = forms.CharField(
        label=_("Perustelut pyytäjälle"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Perustelut lähetetään pyytäjälle sähköpostilla."),
    )
