"""What looks like a person's name in a report: found with few false alarms."""

from __future__ import annotations

import pytest

from assessments.names_in_text import first_names, names_in

KNOWN = ["Tunturipuron nuorisosäätiö sr", "Puupaja Höylä", "Paja Tuohi", "Helmi Pirttilän säätiö"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Maija Virtanen kertoi viikosta.", ["Maija Virtanen"]),
        ("Viikosta kertoi Maija Virtanen.", ["Maija Virtanen"]),
        ("Tämän näimme. Ann-Sofi Björkmanin johdolla viikko suunnitellaan.", ["Ann-Sofi Björkmanin"]),
        ("Viikosta kertoi Kaisla Meriläinen.", ["Kaisla Meriläinen"]),
        ("Kuulimme Kaisla Meriläiseltä viikosta.", ["Kaisla Meriläiseltä"]),
        ("Kävimme läpi Kaisla Virtasen viikon.", ["Kaisla Virtasen"]),
        ("Mukana olivat Aino Aalto ja Lars Lindholm. Aino Aalto piti alun.", ["Aino Aalto", "Lars Lindholm"]),
        ("Maija\nVirtanen", []),
        ("maija virtanen", []),
    ],
)
def test_pair_of_words_that_looks_like_a_name_is_found_once(text: str, found: list[str]) -> None:
    assert names_in(text, KNOWN) == found


@pytest.mark.parametrize(
    "text",
    [
        "Valmentaja Meriläinen",  # the beginning of a sentence; no first name
        "Viikko alkaa yhdessä. Kaikki Nurmisen talossa tuntevat suunnitelman.",
        "Tunturipuron Nuorisosäätiö ja Puupaja Höylän väki tekivät sen yhdessä.",
        "Kävimme Paja Tuohella ja Suomen Punaisen Ristin talossa.",
        "Pohjois-Karjalan Osuuskaupan kanssa on sopimus, samoin Euroopan Unionin hankkeessa.",
        "Tilaa on Helmi Pirttilän säätiön talossa.",
        "",
    ],
)
def test_organisations_workshops_places_and_beginnings_are_no_names(text: str) -> None:
    assert names_in(text, KNOWN) == []


def test_first_names_are_data_in_order() -> None:
    names = first_names()
    assert len(names) > 250
    assert {"Maija", "Lars", "Åke"} <= names
    assert all(name == name.strip().capitalize() for name in names)
