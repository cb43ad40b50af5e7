"""The columns of each kind of list: headings, what must be filled, an example, and how a cell is read."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assessments.choices import ImportKind
from assessments.imports.values import Reader, business_id, day, email, one_of, several_names, text_up_to, yes_or_no
from workshops.choices import ROLE_LABELS, MaintainerType, WorkshopLanguage, WorkshopSize


@dataclass(frozen=True)
class Column:
    """One column: its name in code, its heading, how a cell is read, what the template's example row has in it, and what is told of it."""

    name: str
    title: Promise
    read: Reader
    example: str | Promise | dt.date = ""
    help: str | Promise = ""
    is_required: bool = True
    width: int = 22


_LANGUAGE = _("Kieltä ”%(text)s” ei ole. Mahdolliset kielet ovat %(choices)s.")
_TYPE = _("Ylläpitäjätyyppiä ”%(text)s” ei ole. Mahdolliset tyypit ovat %(choices)s.")
_SIZE = _("Henkilöstön määrää ”%(text)s” ei ole. Mahdolliset määrät ovat %(choices)s.")
_ROLE = _("Roolia ”%(text)s” ei ole. Mahdolliset roolit ovat %(choices)s.")
_BUSINESS_ID = Column("business_id", _("Y-tunnus"), business_id, "1234567-1", _("Muodossa 1234567-1."), width=12)
_MUNICIPALITY = _("Kunnan nimi suomeksi tai ruotsiksi.")

COLUMNS: dict[str, tuple[Column, ...]] = {
    ImportKind.ORGANISATIONS: (
        _BUSINESS_ID,
        Column("organisation", _("Organisaatio"), text_up_to(200), _("Esimerkkilän säätiö"), width=34),
        Column(
            "maintainer_type",
            _("Ylläpitäjätyyppi"),
            one_of(dict(MaintainerType.choices), _TYPE),
            _("säätiö"),
            _("Kunta, seutukunta, kuntayhtymä, säätiö, yhdistys tai muu."),
        ),
        Column("municipality", _("Kotikunta"), text_up_to(60), "Salo", _MUNICIPALITY),
        Column(
            "workshop",
            _("Työpaja"),
            text_up_to(200),
            _("Esimerkkipaja"),
            _("Jokainen työpaja omalle rivilleen. Jätä tyhjäksi, jos organisaatiolla ei ole vielä työpajaa."),
            is_required=False,
            width=34,
        ),
        Column(
            "workshop_municipality",
            _("Työpajan kunta"),
            text_up_to(60),
            "Salo",
            _("Jos tämä on tyhjä, kunta on organisaation kotikunta."),
            is_required=False,
        ),
        Column(
            "language",
            _("Kieli"),
            one_of(dict(WorkshopLanguage.choices), _LANGUAGE),
            _("suomi"),
            _("Suomi, ruotsi tai suomi ja ruotsi. Jos tämä on tyhjä, kieli on suomi."),
            is_required=False,
        ),
        Column(
            "size",
            _("Henkilöstö"),
            one_of(dict(WorkshopSize.choices), _SIZE),
            _("3–5 työntekijää"),
            _("1–2 työntekijää, 3–5 työntekijää, 6–15 työntekijää tai yli 15 työntekijää."),
            is_required=False,
        ),
        Column(
            "whole_organisation",
            _("Koko organisaatio"),
            yes_or_no,
            _("ei"),
            _("Kyllä, jos työpaja tarkoittaa koko organisaatiota."),
            is_required=False,
        ),
    ),
    ImportKind.PEOPLE: (
        Column("email", _("Sähköposti"), email, "maija.esimerkki@kunta.example", _("Kutsu lähtee tähän osoitteeseen."), width=34),
        Column("name", _("Nimi"), text_up_to(120), _("Maija Esimerkki"), is_required=False, width=28),
        Column(
            "role",
            _("Rooli"),
            one_of({str(role): label for role, label in ROLE_LABELS.items()}, _ROLE),
            _("esihenkilö"),
            _("Esihenkilö, vertaisauditoitsija tai ulkopuolinen auditoitsija. Muut kutsuu työpajan esihenkilö."),
        ),
        Column(
            "business_id",
            _("Y-tunnus"),
            business_id,
            "1234567-1",
            _("Esihenkilön organisaatio. Auditoitsijalla tyhjä."),
            is_required=False,
            width=12,
        ),
        Column(
            "workshop",
            _("Työpaja"),
            text_up_to(200),
            _("Esimerkkipaja"),
            _("Jos tämä on tyhjä, esihenkilön rooli koskee koko organisaatiota."),
            is_required=False,
            width=34,
        ),
    ),
    ImportKind.MARKS: (
        _BUSINESS_ID,
        Column(
            "workshops",
            _("Työpajat"),
            several_names,
            _("Esimerkkipaja; Toinen paja"),
            _("Usean työpajan väliin puolipiste. Jos tämä on tyhjä, merkki on kaikilla organisaation työpajoilla."),
            is_required=False,
            width=40,
        ),
        Column("granted_date", _("Myönnetty"), day, dt.date(2023, 6, 1), _("Muodossa 1.6.2023.")),
        Column("last_date", _("Voimassa viimeistään"), day, dt.date(2026, 6, 1), _("Viimeinen päivä, jona merkki on voimassa.")),
    ),
}
SLUGS: dict[str, str] = {"organisaatiot": ImportKind.ORGANISATIONS, "ihmiset": ImportKind.PEOPLE, "merkit": ImportKind.MARKS}


def title_of(kind: str, name: str) -> str:
    """Return the heading of the kind's column."""
    return next(str(column.title) for column in COLUMNS[kind] if column.name == name)
