"""The API put together, and its OpenAPI document."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django.conf import settings
from django.http import HttpResponse
from django.urls import URLPattern
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.renderers import JSONRenderer

from assessments.api.addresses import ROOT, address_of
from assessments.api.problems import invalid, refused
from assessments.api.routers import router

View = Callable[..., HttpResponse]
DESCRIPTION = (
    "Kriteerit, käsitteet, julkinen laatumerkkiluettelo ja julkaistut valtakunnalliset koosteet koneluettavina. "
    "Rajapinnasta voi vain lukea, eikä siihen kirjauduta. "
    "Mukana ei ole luonnoksia, yksittäisiä arvioita eikä työpajojen kirjoittamia tekstejä."
)
OUTCOMES = {
    "200": "Tiedot",
    "304": "Sisältö ei ole muuttunut",
    "400": "Parametrin arvo ei kelpaa",
    "404": "Tällaista ei ole",
    "429": "Pyyntöjä on tullut liian tiheään",
}
HEADERS = {
    "200": {
        "ETag": "Sisällön tunniste; lähetä se seuraavassa pyynnössä otsakkeessa If-None-Match",
        "Cache-Control": "Kuinka kauan vastausta saa käyttää kysymättä uudelleen",
    },
    "304": {"ETag": "Sisällön tunniste"},
    "429": {"Retry-After": "Kuinka monen sekunnin päästä voi yrittää uudelleen"},
}
IF_NONE_MATCH = {
    "in": "header",
    "name": "If-None-Match",
    "description": "Aiemman vastauksen ETag: jos sisältö on sama, vastaus on 304 ilman sisältöä",
    "required": False,
    "schema": {"type": "string"},
}


class ReadableJSON(JSONRenderer):
    """JSON in which Finnish letters are letters."""

    json_dumps_params = {"ensure_ascii": False}


# The document and the page that explains it are ordinary views of ours: ninja's own page takes scripts from elsewhere.
api = NinjaAPI(
    title="Laatumatkan avoin data", version="1", description=DESCRIPTION, openapi_url=None, docs_url=None, renderer=ReadableJSON()
)
api.add_router("", router)
api.add_exception_handler(HttpError, refused)  # type: ignore[arg-type]  # its type lets the class itself be an error
api.add_exception_handler(ValidationError, invalid)  # type: ignore[arg-type]  # its type lets the class itself be an error


def operations() -> list[tuple[str, View, str]]:
    """Return the path below the root, the view and the URL name of each operation; ninja's own root page is left out."""
    patterns = [each for each in api.urls[0] if isinstance(each, URLPattern) and each.name != "api-root"]
    return [(str(each.pattern), cast("View", each.callback), str(each.name)) for each in patterns]


def open_api_document() -> dict[str, Any]:
    """Return the OpenAPI document with what every answer has: outcomes in Finnish, headers, licence."""
    document = dict(api.get_openapi_schema(path_prefix=ROOT))
    licence = settings.OPEN_DATA_LICENCE
    document["info"] = {**document["info"], "license": {"name": licence["name"], "url": licence["url"]}}
    document["servers"] = [{"url": settings.SITE_URL}]
    document["externalDocs"] = {"url": address_of("assessments:api-docs")}
    for path in document["paths"].values():
        get = path["get"]
        get["summary"] = get["description"].split("\n")[0]
        get["parameters"].append(IF_NONE_MATCH)
        get["responses"] = {str(status): _outcome(str(status), get["responses"][status]) for status in sorted(get["responses"])}
    return document


def _outcome(status: str, response: dict[str, Any]) -> dict[str, Any]:
    headers = {name: {"description": what, "schema": {"type": "string"}} for name, what in HEADERS.get(status, {}).items()}
    return {**response, "description": OUTCOMES[status], **({"headers": headers} if headers else {})}
