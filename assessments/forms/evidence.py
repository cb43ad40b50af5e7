"""The three ways of giving evidence: a file, a link, a file of the organisation from before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.db.models import QuerySet
from django.forms.boundfield import BoundWidget
from django.utils.translation import gettext_lazy as _

from assessments.models import Evidence
from config.toolkit.file_fields import FilesField, FilesInput
from config.toolkit.forms import BaseForm
from config.toolkit.uploads.kinds import ACCEPTED_EXTENSIONS
from criteria.models import Area, Criterion

NO_PERSONAL_DATA = _("Näytössä ei saa olla valmentautujien henkilötietoja. Peitä tai poista ne ennen lisäämistä.")


@dataclass(frozen=True)
class CriterionGroup:
    """The choices of one area; open when something in it is ticked."""

    area: Area
    choices: tuple[BoundWidget, ...]
    is_open: bool


class EvidenceForm(BaseForm):
    """What every way asks: which criteria of the assessment or application the evidence speaks of."""

    field_order = ["file", "link", "earlier", "title", "criteria"]  # as on the page, so that its errors are listed from top to bottom
    criteria = forms.MultipleChoiceField(
        label=_("Mitä kriteerejä näyttö koskee?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Valitse vähintään yksi kriteeri."),
            "invalid_choice": _("Valitse kriteereistä, jotka ovat tällä sivulla."),
        },
    )

    def __init__(self, *args: Any, criteria: Sequence[Criterion], earlier: QuerySet[Evidence], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_code = {criterion.code: criterion for criterion in criteria}
        self.fields["criteria"].choices = [(criterion.code, str(criterion)) for criterion in criteria]  # type: ignore[attr-defined]
        self.pickable = earlier

    def criterion_groups(self) -> list[CriterionGroup]:
        """Return the choices of criteria by area, in the version's order."""
        areas: dict[Area, list[BoundWidget]] = {}
        for choice in self["criteria"]:
            areas.setdefault(self.by_code[choice.data["value"]].area, []).append(choice)
        return [CriterionGroup(area, tuple(choices), any(choice.data["selected"] for choice in choices)) for area, choices in areas.items()]

    @property
    def chosen_criteria(self) -> list[Criterion]:
        return [self.by_code[code] for code in self.cleaned_data["criteria"]]


class FileEvidenceForm(EvidenceForm):
    """One or more files; what they hold is inspected by the service."""

    file = FilesField(
        label=_("Tiedosto tai useita tiedostoja"),
        widget=FilesInput(attrs={"accept": ",".join(ACCEPTED_EXTENSIONS), "data-drop": ""}),
        help_text=_("Voit valita kerralla enintään kymmenen tiedostoa. Jos lähetys ei onnistu, lisää suuret tiedostot yksitellen."),
    )
    title = forms.CharField(
        label=_("Näytön nimi (vapaaehtoinen)"),
        max_length=200,
        required=False,
        help_text=_("Nimi, josta toisetkin tunnistavat näytön. Jos jätät tämän tyhjäksi, nimeksi tulee tiedoston nimi."),
    )
    layout = Layout("file", "title")


class LinkEvidenceForm(EvidenceForm):
    """A link to a page that those who see the evidence can open."""

    title = forms.CharField(label=_("Näytön nimi"), max_length=200, help_text=_("Nimi, josta toisetkin tunnistavat näytön."))
    link = forms.URLField(
        label=_("Linkki"),
        max_length=500,
        assume_scheme="https",
        help_text=_("Osoite alkaa https://."),
    )
    layout = Layout("link", "title")

    def clean_link(self) -> str:
        link: str = self.cleaned_data["link"]
        if not link.startswith("https://"):
            raise forms.ValidationError(_("Linkin alussa on oltava https://."))
        return link


class EarlierEvidenceForm(EvidenceForm):
    """A file the organisation has given before, among those the asker may see."""

    earlier = forms.CharField(
        label=_("Aiempi tiedosto"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Valitse yksi tiedostoista.")},
    )

    def clean_earlier(self) -> Evidence:
        chosen = self.pickable.filter(ref=self.cleaned_data["earlier"]).first()
        if chosen is None:
            raise forms.ValidationError(_("Valitse yksi tiedostoista."))
        return chosen
