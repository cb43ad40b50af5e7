"""What the answers hold. The descriptions go into the OpenAPI document and from there to the page that explains the API."""

from __future__ import annotations

import datetime as dt
from typing import Generic, Literal, TypeVar

from django.conf import settings
from ninja import Field, Schema

from assessments.choices import Dimension, SummarySeries

Item = TypeVar("Item")
PublicStatus = Literal["published", "retired"]  # a draft fits into no answer
TooFew = Literal["liian vähän työpajoja"]
TOO_FEW: TooFew = "liian vähän työpajoja"
FRACTION = r"^\d+(/\d+)?$"
HALF = r"^\d+(\.5)?$"


class Problem(Schema):
    """Virhe: mikä meni vikaan, yhdellä lauseella."""

    status: int = Field(description="HTTP-tilakoodi")
    detail: str = Field(description="Suomenkielinen lause")


class Licence(Schema):
    """Lisenssi, jolla tietoja saa käyttää."""

    name: str = Field(default_factory=lambda: settings.OPEN_DATA_LICENCE["name"])
    url: str = Field(default_factory=lambda: settings.OPEN_DATA_LICENCE["url"])


class Licensed(Schema):
    licence: Licence = Field(default_factory=Licence, description="Lisenssi")


class Page(Licensed, Generic[Item]):
    """Luettelon yksi sivu."""

    total: int = Field(description="Rivejä kaikilla sivuilla yhteensä")
    page: int = Field(description="Tämän sivun numero")
    pages: int = Field(description="Sivujen määrä")
    next: str | None = Field(description="Seuraavan sivun osoite")
    previous: str | None = Field(description="Edellisen sivun osoite")
    items: list[Item] = Field(description="Sivun rivit")


class Text(Schema):
    """Teksti kielittäin; puuttuva käännös on null."""

    fi: str
    sv: str | None
    en: str | None


# --- criteria and concepts ---------------------------------------------------------------------------------------------------


class VersionLine(Schema):
    """Kriteeristön julkaistu versio; julkaistu ei enää muutu."""

    slug: str = Field(description="Kriteeristön tunnus")
    version: str
    name: Text
    kind: str = Field(description="criteria: laatukriteeristö, stl: STL-malli")
    status: PublicStatus = Field(description="published: käytössä, retired: poistunut käytöstä")
    note: Text
    published_at: dt.datetime
    url: str = Field(description="Koko kriteeristö tässä rajapinnassa")
    page: str = Field(description="Sama verkkosivuna")


class LevelText(Schema):
    """Asteikon taso."""

    value: int
    name: Text
    description: Text


class LevelDescriptionText(Schema):
    """Miltä taso näyttää yhdessä kriteerissä."""

    value: int
    description: Text


class CriterionText(Schema):
    """Kriteeri; koodi pysyy versiosta toiseen."""

    code: str
    name: Text
    description: Text
    questions: list[Text] = Field(description="Apukysymykset")
    levels: list[LevelDescriptionText] = Field(description="Tasokuvaukset")
    evidence_examples: list[Text] = Field(description="Esimerkkejä näytöstä")


class AreaText(Schema):
    """Osa-alue kriteereineen."""

    code: str
    name: Text
    description: Text
    criteria: list[CriterionText]


class WholeVersion(VersionLine, Licensed):
    """Kriteeristöversio kokonaan."""

    levels: list[LevelText] = Field(description="Asteikko")
    not_applicable: Text = Field(description="Vastaus, joka ei ole taso: ei koske työpajaa")
    dont_know: Text = Field(description="Vastaus, joka ei ole taso: ei osaa sanoa")
    areas: list[AreaText]


class ConceptText(Schema):
    """Käsite; koodi pysyy versiosta toiseen."""

    code: str
    term: Text
    definition: Text
    group: Text = Field(description="Käsiteryhmä")
    related: list[str] = Field(description="Käsitteeseen liittyvien käsitteiden koodit")
    glossary: str = Field(description="Käsitteistö ja sen versio")
    page: str = Field(description="Sama verkkosivuna")


# --- marks -------------------------------------------------------------------------------------------------------------------


class MarkUnit(Schema):
    """Työpaja, jossa merkki on voimassa."""

    name: str
    municipality: str
    region: str


class MarkLine(Schema):
    """Voimassa oleva laatumerkki, jonka haltija on antanut luvan näkyä julkisessa luettelossa."""

    code: str = Field(description="Todistuksen koodi")
    organisation: str = Field(description="Haltija")
    workshops: list[MarkUnit]
    state: Literal["valid"]  # another fits into no answer
    granted_date: dt.date
    valid_until: dt.date | None = Field(description="Viimeinen voimassaolopäivä; null: voimassa uusimisen päätökseen asti")
    page: str = Field(description="Sivu, jolla kuka tahansa tarkistaa merkin")


# --- summaries ---------------------------------------------------------------------------------------------------------------


class SummaryLine(Schema):
    """Valtakunnallinen kooste: yhden vuoden luvut. Julkaistu ei enää muutu."""

    framework: str = Field(description="Kriteeristön tunnus")
    name: Text
    version: str = Field(description="Kriteeristöversio, jota useimmat työpajat käyttivät vuonna")
    series: SummarySeries = Field(description="self: itsearvioinnit, audit: auditoinnit")
    year: int
    participants: int = Field(description="Mukana olleiden työpajojen määrä")
    everyone: int | None = Field(description="Palvelun työpajojen määrä, kun vuoden luvut laskettiin")
    organisations: int = Field(description="Mukana olleiden organisaatioiden määrä")
    published_at: dt.datetime
    url: str = Field(description="Kooste ryhmittäin tässä rajapinnassa")


class LevelCount(Schema):
    level: int
    workshops: int


class Figures(Schema):
    """Yhden kriteerin luvut ryhmässä. Jos niitä ei kerrota (told: false), kaikki luvut ovat null."""

    code: str = Field(description="Kriteerin koodi")
    told: bool = Field(description="Kerrotaanko luvut; alle viiden työpajan tai organisaation lukuja ei voi päätellä mistään")
    reason: TooFew | None = Field(description="Miksi lukuja ei kerrota")
    levels: list[LevelCount] | None = Field(description="Montako työpajaa on kullakin tasolla")
    not_applicable: int | None = Field(description="Kuinka montaa työpajaa kriteeri ei koske")
    with_level: int | None = Field(description="Montako työpajaa on jollakin tasolla")
    median: str | None = Field(description="Tasojen mediaani, esimerkiksi 2.5", pattern=HALF)
    top: int | None = Field(description="Montako työpajaa on kahdella ylimmällä tasolla")
    top_share: str | None = Field(description="Niiden osuus tason saaneista tarkkana murtolukuna, esimerkiksi 7/12", pattern=FRACTION)


class Group(Schema):
    """Ryhmä: koko maa (dimension on null) tai yhden rajauksen mukainen joukko."""

    dimension: Dimension | None = Field(description="Rajaus; null: koko maa")
    value: str | None = Field(description="Rajauksen arvo, esimerkiksi maakunnan koodi")
    name: str = Field(description="Ryhmän nimi suomeksi")
    participants: int = Field(description="Mukana olleiden työpajojen määrä")
    everyone: int | None = Field(description="Ryhmän työpajojen määrä, kun vuoden luvut laskettiin")
    criteria: list[Figures]


class CriterionName(Schema):
    code: str
    name: Text


class WholeSummary(Page[Group]):
    """Kooste ryhmittäin; ensimmäisenä koko maa."""

    summary: SummaryLine
    criteria: list[CriterionName]
