"""The forms of the register of auditors: bringing somebody in, what the coordinator keeps, and what an auditor keeps herself."""

from __future__ import annotations

import datetime as dt
from typing import Any

from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from assessments.choices import AssessmentKind, TieKind
from assessments.models import Auditor
from assessments.selectors.auditing.register import KINDS, LANGUAGE_LABELS, LANGUAGES
from config.toolkit.forms import BaseForm, DayField
from workshops.models import Network, Organisation, Workshop

MOST_AUDITS_A_YEAR = 24
KIND_CHOICES = [(kind.value, capfirst(str(kind.label))) for kind in KINDS.values()]


class OrganisationField(forms.ModelChoiceField):
    """One of the organisations, by name and y-tunnus: the browser finds it as its name is typed."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=Organisation.objects.all(), to_field_name="ref", empty_label=_("Valitse organisaatio"), **kwargs)

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name} ({obj.business_id})"


class WorkshopField(forms.ModelChoiceField):
    """One of the workshops, by its name and its organisation's."""

    def __init__(self, **kwargs: Any) -> None:
        workshops = Workshop.objects.select_related("organisation")
        super().__init__(queryset=workshops, to_field_name="ref", empty_label=_("Ei omaa työpajaa"), **kwargs)

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name} ({obj.organisation.name})"


def kinds_field() -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(label=_("Mitä hän auditoi?"), choices=KIND_CHOICES, widget=forms.CheckboxSelectMultiple)


class NewAuditorForm(BaseForm):
    """Who becomes an auditor, and of which kind."""

    email = forms.EmailField(label=_("Sähköposti"), help_text=_("Kirjoita työsähköposti. Jos osoitteella on jo tunnus, kutsua ei tarvita."))
    name = forms.CharField(label=_("Nimi"), max_length=120, required=False, help_text=_("Nimi kutsua varten. Kutsuttu voi korjata sen."))
    kinds = kinds_field()


class AuditorForm(BaseForm):
    """What the coordinator keeps of an auditor."""

    kinds = kinds_field()
    workshop = WorkshopField(
        label=_("Oma työpaja"), required=False, help_text=_("Kun valitset työpajan, työnantaja on sen organisaatio. Muuta ei tarvita.")
    )
    organisation = OrganisationField(label=_("Työnantaja"), required=False, help_text=_("Valitse, jos hänellä ei ole omaa työpajaa."))
    employer_name = forms.CharField(
        label=_("Muu työnantaja"), max_length=200, required=False, help_text=_("Kirjoita nimi, jos työnantaja ei ole luettelossa.")
    )
    languages = forms.MultipleChoiceField(
        label=_("Kielet"),
        choices=[(slug, capfirst(str(label))) for slug, label in LANGUAGE_LABELS.items()],
        widget=forms.CheckboxSelectMultiple,
    )
    trained_date = DayField(label=_("Auditoitsijakoulutuksen päivä"), required=False)
    earlier_audits = forms.IntegerField(
        label=_("Aiemmat auditoinnit"),
        min_value=0,
        max_value=200,
        help_text=_("Montako auditointia hän on tehnyt ennen tätä palvelua. Palvelussa tehdyt lasketaan mukaan itsestään."),
    )
    networks = forms.ModelMultipleChoiceField(
        label=_("Verkostot"),
        queryset=Network.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Oman työpajan verkostot otetaan huomioon itsestään."),
    )
    most_a_year = forms.IntegerField(
        label=_("Auditointeja vuodessa enintään"),
        min_value=0,
        max_value=MOST_AUDITS_A_YEAR,
        help_text=_("Kirjoita 0, jos hän on tauolla. Auditoitsija voi muuttaa lukua itse."),
    )
    layout = Layout(
        "kinds",
        Fieldset(_("Työnantaja"), "workshop", "organisation", "employer_name"),
        Fieldset(_("Osaaminen"), "languages", "trained_date", "earlier_audits"),
        Fieldset(_("Verkostot ja määrä"), "networks", "most_a_year"),
    )

    def __init__(self, *args: Any, may_end: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if may_end:
            self.fields["kinds"].required = False
            self.fields["kinds"].help_text = _("Jos et valitse yhtään, hän ei enää auditoi. Tiedot jäävät rekisteriin.")

    def clean_trained_date(self) -> dt.date | None:
        day: dt.date | None = self.cleaned_data["trained_date"]
        if day and not dt.date(1990, 1, 1) <= day <= timezone.localdate():
            raise ValidationError(_("Koulutuksen päivä ei voi olla tulevaisuudessa eikä ennen vuotta 1990."))
        return day

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        listed, named = data.get("workshop") or data.get("organisation"), data.get("employer_name")
        if not {"workshop", "organisation", "employer_name"} & set(self.errors) and bool(listed) == bool(named):
            self.add_error("organisation", _("Valitse työnantaja luettelosta tai kirjoita sen nimi, ei molempia."))
        return data

    def details(self) -> dict[str, Any]:
        """Return what the service takes."""
        data = self.cleaned_data
        names = ("workshop", "employer_name", "trained_date", "earlier_audits", "most_a_year")
        workshop: Workshop | None = data["workshop"]
        organisation = data["organisation"] or (workshop.organisation if workshop else None)
        spoken = {field: slug in data["languages"] for slug, field in LANGUAGES.items()}
        return {name: data[name] for name in names} | spoken | {"organisation": organisation}


def auditor_initial(auditor: Auditor, kinds: set[AssessmentKind]) -> dict[str, Any]:
    """Return the form's values of what is stored; needs employer and networks loaded."""
    names = ("employer_name", "trained_date", "earlier_audits", "most_a_year")
    return {name: getattr(auditor, name) for name in names} | {
        "kinds": [kind.value for kind in kinds],
        "workshop": auditor.workshop.ref if auditor.workshop else None,
        "organisation": auditor.organisation.ref if auditor.organisation else None,
        "languages": [slug for slug, field in LANGUAGES.items() if getattr(auditor, field)],
        "networks": list(auditor.networks.all()),
    }


class AbsenceForm(BaseForm):
    """Days on which the auditor cannot come."""

    first_date = DayField(label=_("Ensimmäinen poissaolopäivä"))
    last_date = DayField(label=_("Viimeinen poissaolopäivä"))


class TieForm(BaseForm):
    """Where the auditor has worked, or whose people she has trained."""

    tied_to = OrganisationField(label=_("Organisaatio"))
    kind = forms.ChoiceField(
        label=_("Mikä sinua yhdistää siihen?"),
        choices=[(kind.value, capfirst(str(kind.label))) for kind in TieKind],
        widget=forms.RadioSelect,
    )


class MostForm(BaseForm):
    """How many audits a year the auditor manages."""

    most_a_year = forms.IntegerField(
        label=_("Auditointeja vuodessa enintään"),
        min_value=0,
        max_value=MOST_AUDITS_A_YEAR,
        help_text=_("Kirjoita 0, jos olet tauolla. Sinua ei silloin ehdoteta uusiin auditointeihin."),
    )
