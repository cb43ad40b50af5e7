"""The page that explains the API: everything of the document in words, and nothing from elsewhere."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client, override_settings
from lxml import html

from assessments.api.addresses import ROOT
from assessments.api.guide import endpoints, shapes
from assessments.api.service import open_api_document

pytestmark = pytest.mark.django_db


@pytest.fixture
def guide() -> Any:
    response = Client().get(ROOT)
    assert response.status_code == 200
    return html.fromstring(response.content.decode())


def words(element: Any) -> str:
    return " ".join(element.text_content().split())


def test_document_is_served_as_it_is_made() -> None:
    response = Client().get(f"{ROOT}openapi.json")
    assert response.json() == open_api_document()
    assert response.json()["servers"] == [{"url": "http://testserver"}]
    assert response.json()["info"]["license"]["name"] == "CC BY 4.0"


def test_page_tells_every_address_with_its_parameters_and_an_example(guide) -> None:
    document = open_api_document()
    told = {words(heading): heading.getparent() for heading in guide.iter("h3")}
    for path, methods in document["paths"].items():
        section = words(told[f"GET {path}"])
        assert methods["get"]["description"].split("\n")[0] in section
        assert all(parameter["name"] in section and parameter["description"] in section for parameter in methods["get"]["parameters"])
        assert all(response["description"] in section for response in methods["get"]["responses"].values())
    examples = [words(example) for example in guide.iter("pre")]
    assert all(f"curl '{endpoint.example}'" in examples for endpoint in endpoints(document))
    assert "curl 'http://testserver/api/v1/koosteet/laatukriteeristo/self/2025'" in examples


def test_page_names_every_field_of_the_answers_with_its_type(guide) -> None:
    told = {words(heading): words(heading.getparent()) for heading in guide.iter("h3")}
    named = shapes(open_api_document())
    assert {shape.name for shape in named} >= {"Figures", "Group", "MarkLine", "SummaryLine", "WholeVersion", "Problem", "Licence"}
    assert sum(shape.name.startswith("Page[") for shape in named) == 1
    for shape in named:
        assert all(type_ for _name, type_, _what in shape.fields)
        assert all(f"{name} {type_}" in told[shape.name] for name, type_, _what in shape.fields)


@override_settings(OPEN_DATA_REQUESTS_PER_MINUTE=77, OPEN_DATA_LICENCE={"name": "CC0 1.0", "url": "https://lisenssi.example/"})
def test_page_says_the_limit_and_the_licence_of_the_settings() -> None:
    page = html.fromstring(Client().get(ROOT).content.decode())
    assert "77 pyyntöä minuutissa" in words(page)
    assert page.xpath("//a[@href='https://lisenssi.example/']")[0].text == "CC0 1.0"


def test_page_has_nothing_inline_and_nothing_from_elsewhere(guide) -> None:
    assert guide.xpath("//script[not(@src)] | //style | //*[@style] | //*[@*[starts-with(name(), 'on')]]") == []
    loaded = guide.xpath("//script/@src | //link/@href | //img/@src")
    assert loaded
    assert all(address.startswith("/static/") for address in loaded)
    assert "default-src 'self'" in Client().get(ROOT)["Content-Security-Policy"]


def test_finnish_texts_of_the_document_say_so_on_a_swedish_page() -> None:
    client = Client()
    client.cookies["language"] = "sv"
    page = html.fromstring(client.get(ROOT).content.decode())
    assert page.get("lang") == "sv"
    for text in page.xpath("//table/tbody | //dl | //p[@class='lead']"):
        assert text.xpath("ancestor-or-self::*[@lang][1]/@lang")[-1] == "fi"


@pytest.mark.parametrize("path", ["/", "/laatumerkit/", "/kriteerit/"])
def test_page_is_found_from_other_pages(path: str) -> None:
    assert html.fromstring(Client().get(path).content.decode()).xpath(f"//a[@href='{ROOT}']")
