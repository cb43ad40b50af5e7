"""What a national summary is narrowed to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from assessments.choices import Dimension, SummarySeries
from assessments.selectors.summaries.choice import (
    AREA,
    AT_MOST,
    DIMENSION_WORDS,
    FRAMEWORK,
    MAP,
    SERIES,
    SERIES_WORDS,
    YEAR,
    Choice,
    narrowing_of,
)
from config.toolkit.forms import BaseForm

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django_stubs_ext import StrPromise

    from assessments.models import Summary
    from assessments.selectors.summaries.choice import Names
    from assessments.small_groups import Key

IN_VIEW = ("region", "maintainer")  # beside the series and the year; the others wait behind "Lisää rajauksia"


def _choice(label: StrPromise) -> forms.ChoiceField:
    """Return a field whose choices are given when they are known."""
    return forms.ChoiceField(label=label, required=False, widget=forms.Select(attrs={"class": "form-select"}))


class SummaryForm(BaseForm):
    """Series, year and at most two dimensions; an address without them is the newest year of self-assessments, of everybody.

    The framework is chosen where there are summaries of several.

    `within` is what the page itself is narrowed to: a network's page. It counts as one of the two.
    """

    kriteeristo = _choice(_("Kriteeristö"))
    aineisto = _choice(_("Aineisto"))
    vuosi = _choice(_("Vuosi"))
    maakunta = _choice(Dimension.REGION.label)
    yllapitaja = _choice(Dimension.MAINTAINER.label)
    verkosto = _choice(Dimension.NETWORK.label)
    koko = _choice(Dimension.SIZE.label)
    kieli = _choice(Dimension.LANGUAGE.label)
    palvelu = _choice(Dimension.SERVICE.label)
    kumppaniala = _choice(Dimension.SECTOR.label)
    alue = forms.CharField(required=False, widget=forms.HiddenInput)
    kartta = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Mapping[str, Any], *, summaries: Sequence[Summary], names: Names, within: Key = ()) -> None:
        self.summaries, self.names, self.within = summaries, names, dict(within)
        self.frameworks = {
            summary.framework.slug: str(summary.framework) for summary in sorted(summaries, key=lambda each: each.framework.slug)
        }
        values = {name: data.get(name, "") for name in self.base_fields}
        word = values[SERIES] or next(iter(SERIES_WORDS))
        slug = (values[FRAMEWORK] if self.has_frameworks else "") or next(iter(self.frameworks), "")
        newest = next(iter(self._years_of(SERIES_WORDS.get(word), slug)), "")
        super().__init__({**values, FRAMEWORK: slug, SERIES: word, YEAR: values[YEAR] or newest})  # the choices stand as the page is
        self._offer(FRAMEWORK, list(self.frameworks.items()))
        if not self.has_frameworks:
            del self.fields[FRAMEWORK]
        self._offer(SERIES, [(word, SummarySeries(value).label) for word, value in SERIES_WORDS.items()])
        self._offer(YEAR, [(year, year) for year in dict.fromkeys(str(summary.year) for summary in summaries)])
        for dimension in self._dimensions:
            self._offer(DIMENSION_WORDS[dimension], [("", _("Kaikki")), *names[dimension].items()])
        for name in self.within:
            del self.fields[DIMENSION_WORDS[Dimension(name)]]

    def _offer(self, name: str, choices: list[tuple[str, StrPromise | str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]  # declared above as ChoiceFields

    def _years_of(self, series: SummarySeries | None, framework: str) -> list[str]:
        """Return the closed years of the series in the framework, the newest first."""
        return [str(summary.year) for summary in self.summaries if summary.series == series and summary.framework.slug == framework]

    @property
    def has_frameworks(self) -> bool:
        """Whether there are several frameworks to choose from."""
        return len(self.frameworks) > 1

    @property
    def framework(self) -> str:
        """The slug of the chosen framework, the first one by default; needs the form cleaned."""
        return self.cleaned_data.get(FRAMEWORK) or next(iter(self.frameworks), "")

    @property
    def _dimensions(self) -> list[Dimension]:
        """Those that are chosen here; what the page itself is within is not."""
        return [dimension for dimension in Dimension if dimension not in self.within]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self._refuse_too_many()
        if SERIES in cleaned and YEAR in cleaned and self.summary is None and self.summaries:
            self.add_error(YEAR, self._which_years())
        return cleaned

    def _refuse_too_many(self) -> None:
        """Say beside the last one of the chosen that they are too many."""
        if len(self.narrowing) <= AT_MOST:
            return
        most = AT_MOST - len(self.within)
        text = ngettext("Valitse vain yksi rajaus.", "Valitse enintään %(most)s rajausta kerrallaan.", most) % {"most": most}
        chosen = [dimension for dimension, _value in self.narrowing if dimension not in self.within]
        self.add_error(DIMENSION_WORDS[Dimension(chosen[-1])], text)

    def _which_years(self) -> StrPromise | str:
        years = self._years_of(self.series, self.framework)
        if not years:
            return _("Tästä aineistosta ei ole vielä minkään vuoden lukuja.")
        return _("Valitse vuosi, jolta on lukuja: %(years)s.") % {"years": ", ".join(years)}

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
        """The chosen summary, None when there is none. Needs the form cleaned."""
        year = self.cleaned_data.get(YEAR, "")
        about = (self.framework, self.series, year)
        return next((row for row in self.summaries if (row.framework.slug, row.series, str(row.year)) == about), None)

    @property
    def choice(self) -> Choice | None:
        """What is chosen; None when the choice is refused or there is no summary of it."""
        if not self.is_valid() or self.summary is None:
            return None
        area, map_area = self.cleaned_data[AREA], self.cleaned_data[MAP]
        return Choice(self.summary, self.narrowing, area, map_area, is_of_several=self.has_frameworks)

    def bound(self, *names: str) -> list[forms.BoundField]:
        """Return the fields with the names, for the page."""
        return [self[name] for name in names]

    @property
    def in_view(self) -> list[forms.BoundField]:
        """The choices that stand in view: four, and the framework where there are several."""
        return self.bound(
            *([FRAMEWORK] if self.has_frameworks else []), SERIES, YEAR, *(DIMENSION_WORDS[Dimension(name)] for name in IN_VIEW)
        )

    @property
    def behind(self) -> list[forms.BoundField]:
        """The choices behind "Lisää rajauksia"."""
        return self.bound(*(DIMENSION_WORDS[dimension] for dimension in self._dimensions if dimension not in IN_VIEW))

    @property
    def is_opened(self) -> bool:
        """Whether one of the choices behind is in use."""
        return any(bound.value() for bound in self.behind)
