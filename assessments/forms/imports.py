"""The form that sends a list."""

from __future__ import annotations

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from assessments.choices import ImportKind
from assessments.imports.columns import SLUGS
from config.toolkit.forms import BaseForm


class ImportForm(BaseForm):
    """What the list holds, and the file; what the file holds is judged by the service."""

    kind = forms.ChoiceField(
        label=_("Mitä luettelossa on?"),
        widget=forms.RadioSelect,
        choices=[(slug, capfirst(str(ImportKind(kind).label))) for slug, kind in SLUGS.items()],
    )
    file = forms.FileField(
        label=_("Tiedosto"),
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        help_text=_("XLSX-tiedosto, enintään 2 megatavua ja 500 riviä. Luettelossa ei saa olla valmentautujien henkilötietoja."),
    )
