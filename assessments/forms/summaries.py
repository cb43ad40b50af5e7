"""What a national summary is narrowed to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from assessments.choices import Dimension, SummarySeries
from assessments.selectors.summaries.choice import AREA, AT_MOST, DIMENSION_WORDS, MAP, SERIES, SERIES_WORDS, YEAR, narrowing_of
from config.toolkit.forms import BaseForm

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from assessments.models import Summary
    from assessments.selectors.summaries.choice import Names
    from assessments.small_groups import Key

IN_VIEW = ("region", "maintainer")  # beside the series and the year; the others wait behind "Lisää rajauksia"


class SummaryForm(BaseForm):
    """Series, year and at most two dimensions; an address without them is the newest year of self-assessments, of everybody.

    `within` is what the page itself is narrowed to: a network's page. It counts as one of the two.
    """

    def __init__(self, data: Mapping[str, Any], *, summaries: Sequence[Summary], names: Names, within: Key = ()) -> None:
        super().__init__(data)
        self.summaries, self.names, self.within = summaries, names, dict(within)
        series = [(word, SummarySeries(value).label) for word, value in SERIES_WORDS.items()]
        years = sorted({summary.year for summary in summaries}, reverse=True)
        self.fields[SERIES] = forms.ChoiceField(label=_("Aineisto"), choices=series, required=False)
        self.fields[YEAR] = forms.ChoiceField(label=_("Vuosi"), choices=[(str(year), year) for year in years], required=False)
        for dimension in self._dimensions:
            choices = [("", _("Kaikki")), *names[dimension].items()]
            self.fields[DIMENSION_WORDS[dimension]] = forms.ChoiceField(label=dimension.label, choices=choices, required=False)
        for field in self.fields.values():
            field.widget.attrs["class"] = "form-select"
        for name in (AREA, MAP):
            self.fields[name] = forms.CharField(required=False, widget=forms.HiddenInput, max_length=10)

    @property
    def _dimensions(self) -> list[Dimension]:
        """Those that are chosen here; what the page itself is within is not."""
        return [dimension for dimension in Dimension if dimension not in self.within]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        chosen = self.narrowing
        most = AT_MOST - len(self.within)
        if len(chosen) > AT_MOST:
            raise forms.ValidationError(
                ngettext("Valitse enintään %(most)s rajaus.", "Valitse enintään %(most)s rajausta kerrallaan.", most) % {"most": most}
            )
        return cleaned

    @property
    def narrowing(self) -> Key:
        """The chosen group; needs the form cleaned."""
        chosen = {dimension.value: self.cleaned_data.get(DIMENSION_WORDS[dimension], "") for dimension in self._dimensions}
        return narrowing_of(chosen | self.within)

    @property
    def series(self) -> SummarySeries:
        """The chosen series, self-assessments by default; needs the form cleaned."""
        return SERIES_WORDS.get(self.cleaned_data.get(SERIES, ""), SummarySeries.SELF)

    @property
    def summary(self) -> Summary | None:
        """The chosen summary: of the year, or the newest of the series; None when there is none. Needs the form cleaned."""
        year = self.cleaned_data.get(YEAR, "")
        return next((row for row in self.summaries if row.series == self.series and str(row.year) == (year or str(row.year))), None)

    def bound(self, *names: str) -> list[forms.BoundField]:
        """Return the fields with the names, for the page."""
        return [self[name] for name in names]

    @property
    def in_view(self) -> list[forms.BoundField]:
        """The four choices that stand in view."""
        return self.bound(SERIES, YEAR, *(DIMENSION_WORDS[Dimension(name)] for name in IN_VIEW))

    @property
    def behind(self) -> list[forms.BoundField]:
        """The choices behind "Lisää rajauksia"."""
        return self.bound(*(DIMENSION_WORDS[dimension] for dimension in self._dimensions if dimension not in IN_VIEW))

    @property
    def is_opened(self) -> bool:
        """Whether one of the choices behind is in use."""
        return any(bound.value() for bound in self.behind)
