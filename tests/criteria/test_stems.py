"""Terms found in running text: which forms are the term, and which words only look like it."""

import pytest

from criteria.stems import bare_term, find_term

INFLECTED = [
    ("valmentautuja", ["valmentautujia", "valmentautujien", "Valmentautujalle", "valmentautujamme", "VALMENTAUTUJATKO"]),
    ("valmennus", ["valmennuksen", "valmennusta", "valmennuksiin", "valmennuksessamme"]),
    ("osallisuus", ["osallisuuden", "osallisuutta", "osallisuuteen", "osallisuuksia"]),
    ("työpaja", ["Työpajalla", "työpajojen", "työpajoissa", "työpajanne", "TYÖPAJAANSA", "työpajallakin"]),
    ("laatumerkki", ["laatumerkin", "laatumerkkiä", "laatumerkkejä", "laatumerkeissä"]),
    ("vertaistuki", ["vertaistukea", "vertaistuen", "vertaistukeen"]),
    ("jatkopolku", ["jatkopolut", "jatkopolun", "jatkopolkuja"]),
    ("toimintakyky", ["toimintakyvyn", "toimintakykyä", "toimintakyvystä"]),
    ("itsearviointi", ["itsearvioinnin", "itsearviointiin", "itsearviointeja", "itsearvioinneista"]),
    ("koulutuksen järjestäjä", ["koulutuksen järjestäjien", "Koulutuksen järjestäjällä"]),
    ("tutkinnon osa", ["tutkinnon osia", "tutkinnon osista"]),
    ("sosiaalinen vahvistuminen", ["sosiaalisen vahvistumisen", "sosiaalista vahvistumista"]),
    ("avoimet työmarkkinat", ["avoimille työmarkkinoille", "avoimilla työmarkkinoilla"]),
    ("yhteistyön linjaukset", ["yhteistyön linjauksia", "yhteistyön linjausten"]),
    ("nivelvaihe", ["nivelvaiheessa", "nivelvaiheiden", "nivelvaihetta"]),
    ("nuorisolaki", ["nuorisolain", "nuorisolakia"]),
    ("ALU-verkosto", ["ALU-verkoston", "alu-verkostoissa"]),
    ("työ- ja toimintakyvyn arviointi", ["työ- ja toimintakyvyn arvioinnin"]),
    ("näyttö (opinnoissa)", ["näytön", "näyttöä", "näytöissä"]),
]


@pytest.mark.parametrize(("term", "form"), [(term, form) for term, forms in INFLECTED for form in forms])
def test_inflected_form_is_found(term: str, form: str) -> None:
    text = f"Kun {form}, niin kerrotaan."
    assert [text[start:end] for start, end in find_term(text, term)] == [form]


@pytest.mark.parametrize(
    ("term", "other"),
    [
        ("valmennus", "valmennusmuodot"),
        ("työpaja", "työpajatoiminta"),
        ("valmentaja", "valmentautuja"),
        ("valmentaja", "yksilövalmentaja"),
        ("osallisuus", "osallistuu"),
        ("laatukriteeri", "laatukriteeristö"),
        ("sijoittuminen", "sijoittumistilasto"),
        ("koulutuksen järjestäjä", "koulutuksen ja järjestäjän"),
    ],
)
def test_another_word_is_not_the_term(term: str, other: str) -> None:
    assert find_term(other, term) == []


def test_first_part_before_a_hyphen_is_found() -> None:
    assert find_term("Sovari-tulokset", "Sovari") == [(0, 6)]


def test_signs_of_regular_expressions_in_a_term_mean_themselves() -> None:
    assert find_term("mitä tahansa", ".*") == []
    assert find_term("a+b", "a+b") == [(0, 3)]


def test_swedish_term_takes_a_short_ending() -> None:
    assert find_term("På verkstaden arbetar deltagarna.", "deltagare", "sv") == []
    assert find_term("På verkstaden.", "verkstad", "sv") == [(3, 13)]


def test_bare_term_drops_the_qualifier() -> None:
    assert bare_term("näyttö (laatutyössä)") == "näyttö"
