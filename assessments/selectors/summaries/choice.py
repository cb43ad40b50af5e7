"""What of the national summaries is looked at: the series, the year, the group and the area; the address holds the choice."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from django.db.models import Value
from django.utils.http import urlencode
from django.utils.translation import get_language

from assessments.choices import Dimension, SummarySeries
from assessments.models import Summary
from config.toolkit.search import sort_key
from workshops.choices import FEATURES, FeatureKind, MaintainerType, WorkshopLanguage, WorkshopSize
from workshops.models import Network, Region

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from assessments.small_groups import Key

# Parameters of the address.
YEAR, SERIES, FRAMEWORK, AREA, MAP = "vuosi", "aineisto", "kriteeristo", "alue", "kartta"
SERIES_WORDS = {"itsearvioinnit": SummarySeries.SELF, "auditoinnit": SummarySeries.AUDIT}
DIMENSION_WORDS = {
    Dimension.REGION: "maakunta",
    Dimension.MAINTAINER: "yllapitaja",
    Dimension.NETWORK: "verkosto",
    Dimension.SIZE: "koko",
    Dimension.LANGUAGE: "kieli",
    Dimension.SERVICE: "palvelu",
    Dimension.SECTOR: "kumppaniala",
}
AT_MOST = 2  # dimensions at a time (product.md, small groups)

Names = dict[str, dict[str, str]]  # dimension → value → name, in the order in which they are offered


def closed_summaries() -> list[Summary]:
    """Return every summary there is, the newest year first; one query."""
    return list(Summary.objects.select_related("framework", "version__scale").order_by("-year", "series", "framework__slug"))


def names_of_values() -> Names:
    """Return the names of all values of every dimension in the order in which they are offered; one query."""
    places: Names = {Dimension.REGION: {}, Dimension.NETWORK: {}}
    language = "sv" if get_language() == "sv" else "fi"
    for kind, code, fi, sv in sorted(_places(), key=lambda row: sort_key(row[2])):
        places[kind][code] = sv if language == "sv" and sv else fi
    fixed = {
        Dimension.MAINTAINER: MaintainerType.choices,
        Dimension.SIZE: WorkshopSize.choices,
        Dimension.LANGUAGE: WorkshopLanguage.choices,
        Dimension.SERVICE: FEATURES[FeatureKind.SERVICE].items(),
        Dimension.SECTOR: FEATURES[FeatureKind.SECTOR].items(),
    }
    named: Names = {dimension: {code: str(label) for code, label in labels} for dimension, labels in fixed.items()}
    return {dimension: (places | named)[dimension] for dimension in Dimension}


def _places() -> list[tuple[str, str, str, str]]:
    regions = Region.objects.order_by().values_list(Value(Dimension.REGION.value), "code", "name_fi", "name_sv")
    networks = Network.objects.order_by().values_list(Value(Dimension.NETWORK.value), "slug", "name_fi", "name_sv")
    return list(regions.union(networks, all=True))


@dataclass(frozen=True)
class Choice:
    """One summary, one group of it, and the area whose criteria are drawn; `map_area` is what the map shows, "" is participation.

    `is_of_several`: there are summaries of several frameworks, so that the address names the one.
    """

    summary: Summary
    narrowing: Key = ()
    area: str = ""
    map_area: str = ""
    is_of_several: bool = False

    @property
    def series_word(self) -> str:
        """The series as the address tells it."""
        return next(word for word, series in SERIES_WORDS.items() if series == self.summary.series)

    def address(self, *, narrowing: Key | None = None, area: str = "", map_area: str = "") -> str:
        """Return the query of the address that holds the summary and its group, or another group; an area only where it is asked for.

        The views and files of a choice are the same whichever area is looked at, and each has one address.
        """
        query = {FRAMEWORK: self.summary.framework.slug} if self.is_of_several else {}
        query |= {SERIES: self.series_word, YEAR: str(self.summary.year)}
        query |= _words(self.narrowing if narrowing is None else narrowing)
        query |= {name: value for name, value in ((AREA, area), (MAP, map_area)) if value}
        return urlencode(query)

    def within(self, areas: Collection[str]) -> Choice:
        """Return the choice without an area that is none of these: the year has another version."""
        return replace(self, area=self.area if self.area in areas else "", map_area=self.map_area if self.map_area in areas else "")


def narrowing_of(values: Mapping[str, str]) -> Key:
    """Return the group of the chosen values by dimension, in the order of the dimensions; empty values are no choice."""
    return tuple((dimension.value, values[dimension]) for dimension in Dimension if values.get(dimension))


def _words(narrowing: Key) -> dict[str, str]:
    return {DIMENSION_WORDS[Dimension(dimension)]: value for dimension, value in narrowing}


def narrowing_address(narrowing: Key) -> str:
    """Return the group as the address tells it; `narrowing_from_words` is the way back."""
    return urlencode(_words(narrowing))


def narrowing_from_words(address: str) -> Key:
    """Return the group of a stored `narrowing_address`."""
    words = dict(parse_qsl(address))
    return narrowing_of({dimension: words.get(word, "") for dimension, word in DIMENSION_WORDS.items()})


def narrowing_words(narrowing: Key, names: Names) -> str:
    """Return the group in words: "Maakunta: Lappi, Koko: 1–2 työntekijää"; empty for everybody."""
    return ", ".join(f"{Dimension(dimension).label}: {names[dimension].get(value, value)}" for dimension, value in narrowing)
