"""The forms of decisions: what was decided, why an earlier one is corrected, and that conditions have been met."""

from __future__ import annotations

from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from assessments.choices import TEXT_MAX_LENGTH, DecisionOutcome
from assessments.forms.rounds import NearDayField
from config.toolkit.forms import PERSONAL_DATA_WARNING, BaseForm

MINUTES = ("outcome", "decided_date", "minutes_section")
WORDS = ("reasons", "conditions", "conditions_due_date")


def _text(label: Any, help_text: Any, *, rows: int, required: bool = False) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=format_lazy("{} {}", help_text, PERSONAL_DATA_WARNING),
        widget=forms.Textarea(attrs={"rows": rows}),
        max_length=TEXT_MAX_LENGTH,
        required=required,
    )


class DecisionForm(BaseForm):
    """What was decided, when, and where it stands in the minutes."""

    outcome = forms.ChoiceField(label=_("Päätös"), choices=DecisionOutcome.choices, widget=forms.RadioSelect)
    decided_date = NearDayField(label=_("Päätöspäivä"), help_text=_("Päivä, jona päätös tehtiin."))
    minutes_section = forms.CharField(label=_("Pöytäkirja ja pykälä"), max_length=60, help_text=_("Esimerkiksi 4/2027 § 12."))
    reasons = _text(
        _("Perustelut"), _("Hakija lukee perustelut. Ne tarvitaan, kun merkkiä ei myönnetä, ja ne voi kirjoittaa muulloinkin."), rows=6
    )
    conditions = _text(_("Ehdot"), _("Täytä vain, jos merkki myönnetään ehdoin. Kerro, mitä pitää tehdä ja miten se osoitetaan."), rows=4)
    conditions_due_date = NearDayField(
        label=_("Ehtojen on täytyttävä viimeistään"), required=False, help_text=_("Anna päivä, jos kirjoitit ehtoja.")
    )
    layout: Layout | None = Layout(*MINUTES, *WORDS)


class CorrectionForm(DecisionForm):
    """A new decision instead of one that was wrong."""

    correction_reason = _text(
        _("Miksi päätös oikaistaan?"), _("Hakija lukee myös tämän. Aiempi päätös jää näkyviin oikaistuna."), rows=4, required=True
    )
    field_order = ["correction_reason", *MINUTES, *WORDS]  # the error summary goes by it
    layout = Layout(*field_order)


class ConditionsForm(BaseForm):
    """That the conditions have been met, when, and how it was seen."""

    met_date = NearDayField(label=_("Ehdot täyttyivät"), help_text=_("Päivä, jona ehdot todettiin täyttyneiksi."))
    note = _text(_("Miten se todettiin?"), _("Esimerkiksi: työpaja lähetti uuden perehdytyssuunnitelman."), rows=4, required=True)
    layout = Layout("met_date", "note")


def correction_initial(decision: Any) -> dict[str, Any]:
    """Return the form's values of the decision to be corrected: only what was wrong in it is typed anew."""
    return {name: getattr(decision, name) for name in (*MINUTES, *WORDS)}
