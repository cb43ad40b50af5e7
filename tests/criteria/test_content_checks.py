"""Content is checked before it is loaded, and every error names its place."""

import pytest

from criteria.services.content_checks import check_concepts, check_framework
from criteria.services.content_files import ContentError, content_sha256, read_content
from tests.criteria.content import concept_content, framework_content


def errors_of(check, content) -> list[str]:
    with pytest.raises(ContentError) as refusal:
        check(content)
    return refusal.value.errors


def test_valid_content_passes() -> None:
    check_framework(framework_content())
    check_concepts(concept_content())


def test_framework_needs_no_interview_questions() -> None:
    content = framework_content()
    del content["areas"][0]["criteria"][0]["interview_questions"]
    content["areas"][1]["criteria"][1]["interview_questions"].clear()
    check_framework(content)


def test_missing_level_description_names_area_criterion_and_level() -> None:
    content = framework_content()
    del content["areas"][1]["criteria"][0]["levels"][2]
    assert errors_of(check_framework, content) == ["areas → K2 → criteria → K2.1 → levels: tasolta 3 puuttuu kuvaus."]


def test_several_errors_are_listed_at_once() -> None:
    content = framework_content()
    del content["areas"][0]["name"]["fi"]
    content["areas"][0]["criteria"][1]["description"]["fi"] = "  "
    content["areas"][1]["criteria"][0]["levels"][0]["description"]["de"] = "Stufe"
    content["version"] = 0.1
    assert errors_of(check_framework, content) == [
        "areas → K1 → name: suomenkielinen teksti (fi) puuttuu.",
        "areas → K1 → criteria → K1.2 → description → fi: teksti puuttuu.",
        "areas → K2 → criteria → K2.1 → levels → 1 → description: kohtaa de ei tunneta.",
        "version: tässä pitää olla tekstiä (luvut lainausmerkkeihin).",
    ]


@pytest.mark.parametrize(
    ("break_it", "error"),
    [
        (lambda c: c["areas"][1].update(code="K1"), "areas: K1 on kahdesti."),
        (lambda c: c["areas"][1]["criteria"][0].update(code="K1.1"), "areas: K1.1 on kahdesti."),
        (lambda c: c["scale"].update(met_from=9), "scale → met_from: asteikolla ei ole tasoa 9."),
        (lambda c: c["scale"]["levels"][1].update(value=1), "scale → levels: 1 on kahdesti."),
        (
            lambda c: c["areas"][0]["criteria"][0]["levels"][0].update(value=7),
            "areas → K1 → criteria → K1.1 → levels: asteikolla ei ole tasoa 7.",
        ),
        (lambda c: c.update(slug="linkit"), "slug: tunnus on varattu."),
        (lambda c: c.pop("scale"), "Kohta scale puuttuu."),
        (lambda c: c.update(extra=1), "Kohtaa extra ei tunneta."),
        (lambda c: c["name"].update(fi="x" * 201), "name → fi: teksti on liian pitkä: enintään 200 merkkiä."),
        (lambda c: c["areas"][0].update(code="K 1"), "areas → K 1 → code: tunnuksessa on merkkejä, joita siinä ei voi käyttää."),
        (
            lambda c: c["scale"]["not_applicable"].update(requires_reason=False),
            "scale → not_applicable → requires_reason: arvon pitää olla true.",
        ),
        (
            lambda c: c["areas"][1]["criteria"][0]["interview_questions"][1].pop("fi"),
            "areas → K2 → criteria → K2.1 → interview_questions → 2. kohta: suomenkielinen teksti (fi) puuttuu.",
        ),
        (
            lambda c: c["areas"][0]["criteria"][1]["interview_questions"][0].update(sv=" "),
            "areas → K1 → criteria → K1.2 → interview_questions → 1. kohta → sv: teksti puuttuu.",
        ),
        (
            lambda c: c["areas"][0]["criteria"][0].update(interview_questions="Miten?"),
            "areas → K1 → criteria → K1.1 → interview_questions: tässä pitää olla luettelo.",
        ),
        (lambda c: c["areas"].clear(), "areas: kohtia on liian vähän: vähintään 1."),
        (lambda c: c["name"].update(fi="a\0b"), "name → fi: tekstissä on merkki, jota ei voi näyttää."),
        (lambda c: c["name"].update(sv="a\ud800"), "name → sv: tekstissä on merkki, jota ei voi näyttää."),
    ],
)
def test_broken_framework_says_where_and_what(break_it, error: str) -> None:
    content = framework_content()
    break_it(content)
    assert error in errors_of(check_framework, content)


@pytest.mark.parametrize(
    ("break_it", "error"),
    [
        (lambda c: c["concepts"][0].update(group="outo"), "concepts → tyopaja → group: ryhmää outo ei ole."),
        (
            lambda c: c["concepts"][0]["related"].append("outo"),
            "concepts → tyopaja → related: käsitettä outo ei ole, tai se on käsite itse.",
        ),
        (lambda c: c["concepts"][1].update(related=["oljy"]), "concepts → oljy → related: käsitettä oljy ei ole, tai se on käsite itse."),
        (lambda c: c["concepts"][1].update(code="tyopaja"), "concepts: tyopaja on kahdesti."),
        (lambda c: c["concepts"][1]["term"].update(fi="TYÖPAJA"), "concepts: työpaja on kahdesti."),
        (lambda c: c["concepts"][2]["definition"].pop("fi"), "concepts → naytto-a → definition: suomenkielinen teksti (fi) puuttuu."),
    ],
)
def test_broken_glossary_says_where_and_what(break_it, error: str) -> None:
    content = concept_content()
    break_it(content)
    assert error in errors_of(check_concepts, content)


def test_stl_is_refused_with_a_sentence() -> None:
    assert errors_of(check_framework, {"kind": "stl"}) == [
        "STL-malleja ei voi vielä ladata: tiedoston laji (kind) on stl, ja vain criteria käy."
    ]


def test_long_list_of_errors_is_cut() -> None:
    content = concept_content(concepts=[{"code": f"k{number}"} for number in range(60)])
    errors = errors_of(check_concepts, content)
    assert len(errors) == 51
    assert errors[-1] == "… ja 130 muuta virhettä."


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("a: 1\na: 2\n", "Tiedosto ei ole kelvollista YAMLia rivillä 2: kohta a on kahdesti tai sen nimi ei ole tekstiä."),
        ("a: [1\nb: 2\n", "Tiedosto ei ole kelvollista YAMLia rivillä"),
        ("!!python/object/apply:os.system ['true']\n", "Tiedosto ei ole kelvollista YAMLia rivillä 1: "),
        ("- a\n- b\n", "Tiedostossa ei ole sisältöä, jossa on nimettyjä kohtia."),
        ("a: " + "[" * 3000 + "]" * 3000, "Tiedosto"),
        (
            "a: &a [x, x, x, x, x, x, x, x, x, x]\n"
            + "".join(f"{c}: &{c} [{','.join(['*' + p] * 10)}]\n" for p, c in zip("abcdef", "bcdefg", strict=True)),
            "liian suuri",
        ),
        ("a: " + "x" * (2 * 1024 * 1024), "Tiedosto on liian suuri: enintään 2 Mt."),
        ("a: &a [*a]\n", "Tiedosto"),
    ],
    ids=["doubled", "broken", "object", "list", "deep", "references", "large", "loop"],
)
def test_broken_file_is_refused(tmp_path, text: str, error: str) -> None:
    path = tmp_path / "content.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ContentError) as refusal:
        read_content(path)
    assert error in refusal.value.errors[0]


def test_missing_file_is_refused(tmp_path) -> None:
    with pytest.raises(ContentError, match="ei voi lukea"):
        read_content(tmp_path / "ei.yaml")


def test_text_is_read_composed_and_stripped(tmp_path) -> None:
    path = tmp_path / "content.yaml"
    path.write_text("a: ' tyo\u0308paja '\n", encoding="utf-8")
    assert read_content(path) == {"a": "työpaja"}


def test_digest_ignores_the_order_of_keys() -> None:
    assert content_sha256({"a": 1, "b": 2}) == content_sha256({"b": 2, "a": 1}) != content_sha256({"a": 1, "b": 3})
