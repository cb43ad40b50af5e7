"""Errors as JSON with a Finnish sentence."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from django.http import HttpResponse

from assessments.api.addresses import ROOT, absolute

if TYPE_CHECKING:
    from django.http import HttpRequest
    from ninja.errors import HttpError, ValidationError

SENTENCES = {
    400: "Pyyntöä ei voi ymmärtää. Tarkista osoite ja parametrit.",
    404: "Tässä osoitteessa ei ole mitään.",
    405: "Rajapinnasta voi vain lukea: käytä menetelmää GET.",
    429: "Pyyntöjä on tullut liian tiheään. Odota hetki ja yritä uudelleen.",
    500: "Palvelussa tapahtui virhe. Kerro siitä palautteessa ja liitä mukaan otsakkeen X-Request-ID arvo.",
    503: "Palvelu on hetken poissa käytöstä. Yritä kohta uudelleen.",
}
UNKNOWN = "Pyyntöön ei voi vastata."


def problem(status: int, sentence: str = "") -> HttpResponse:
    """Return the error as an answer of the API; the status's own sentence unless another is given."""
    content = {"status": status, "detail": sentence or SENTENCES.get(status, UNKNOWN)}
    return HttpResponse(json.dumps(content, ensure_ascii=False), status=status, content_type="application/json; charset=utf-8")


def refused(request: HttpRequest, error: HttpError) -> HttpResponse:
    """Answer what an operation refused."""
    return problem(error.status_code, error.message)


def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Answer parameters outside their bounds, naming them; an address that cannot be is one where nothing is."""
    places = {str(found["loc"][0]) for found in error.errors}
    if "path" in places:
        return problem(404)
    names = ", ".join(sorted({str(found["loc"][-1]) for found in error.errors}))
    return problem(400, f"Parametrin arvo ei kelpaa: {names}. Sallitut arvot ovat sivulla {absolute(ROOT)}.")
