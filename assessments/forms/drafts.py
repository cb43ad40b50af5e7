"""The forms that start a self-assessment and edit its draft."""

from __future__ import annotations

import datetime as dt
from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from assessments.choices import RatingsShown
from assessments.models import Assessment
from assessments.selectors.visibility import how_ratings_are_shown
from config.toolkit.forms import BaseForm, ChoiceCard, DayField, LevelChoiceField
from criteria.models import Area
from workshops.models import Workshop


class DraftForm(BaseForm):
    """What is set before the start; areas and the way ratings are shown cannot change after it."""

    title = forms.CharField(label=_("Nimi"), max_length=120)
    areas = forms.ModelMultipleChoiceField(
        label=_("Osa-alueet"),
        queryset=Area.objects.none(),
        to_field_name="code",
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Arvioikaa kaikki kerralla tai valitkaa osa. Loput voitte arvioida myöhemmin omana arviointinaan."),
    )
    ratings_due_date = DayField(
        label=_("Omat arviot viimeistään"),
        required=False,
        help_text=_("Päivä muistuttaa, mutta ei sulje arviointia. Voit jättää tyhjäksi."),
    )
    discussion_date = DayField(label=_("Yhteinen keskustelu"), required=False, help_text=_("Voit jättää tyhjäksi."))
    ratings_shown = LevelChoiceField(
        label=_("Miten arviot näytetään yhteisessä keskustelussa?"),
        heading=None,
        help_text=_("Tämä kerrotaan kaikille, ennen kuin he arvioivat. Aloituksen jälkeen sitä ei voi muuttaa."),
    )
    from_previous = forms.BooleanField(
        label=_("Ota pohjaksi edellinen itsearviointi"),
        required=False,
        help_text=_(
            "Viime kerran tulokset tuodaan yhteiseen keskusteluun merkinnällä ”Tarkistamatta”. "
            "Ennen keskustelua ne eivät näy arvioijille, joten jokainen arvioi omin silmin."
        ),
    )
    layout = Layout("title", "areas", "from_previous", "ratings_due_date", "discussion_date", "ratings_shown")

    def __init__(self, *args: Any, areas: QuerySet[Area], today: dt.date, offers_previous: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not offers_previous:
            del self.fields["from_previous"]
            self.helper.layout = Layout(*[name for name in self.layout.fields if name != "from_previous"])
        self.today = today
        self.fields["areas"].queryset = areas  # type: ignore[attr-defined]  # declared above with a queryset
        self.fields["ratings_shown"].cards = [  # type: ignore[attr-defined]  # declared above as a LevelChoiceField
            ChoiceCard(RatingsShown.SPREAD, str(_("Jakaumana, nimettömästi")), how_ratings_are_shown(RatingsShown.SPREAD)),
            ChoiceCard(RatingsShown.NAMES, str(_("Nimien kanssa")), how_ratings_are_shown(RatingsShown.NAMES)),
        ]

    def clean_ratings_due_date(self) -> dt.date | None:
        day: dt.date | None = self.cleaned_data["ratings_due_date"]
        if day and day < self.today:
            raise forms.ValidationError(_("Päivä on jo mennyt. Valitse tämä tai jokin myöhempi päivä."))
        return day


class NewDraftForm(DraftForm):
    """The same with the units: one assessment is made for each."""

    workshops = forms.ModelMultipleChoiceField(
        label=_("Työpaja"), queryset=Workshop.objects.none(), to_field_name="ref", widget=forms.CheckboxSelectMultiple
    )
    layout = Layout("workshops", *DraftForm.layout.fields)
    field_order = ["workshops"]  # the error summary goes by it

    def __init__(self, *args: Any, workshops: QuerySet[Workshop], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["workshops"]
        field.queryset = workshops  # type: ignore[attr-defined]  # declared above with a queryset
        if len(workshops) > 1:
            field.label = _("Työpajat ja yksiköt")
            field.help_text = _("Voit valita useita. Jokaisesta tehdään oma arviointi.")


def draft_initial(draft: Assessment) -> dict[str, Any]:
    """Return the form's values of a draft."""
    names = ("title", "ratings_due_date", "discussion_date", "ratings_shown")
    return {name: getattr(draft, name) for name in names} | {
        "areas": list(draft.areas.all()),
        "from_previous": draft.previous_id is not None,
    }
