"""The addresses of the API, each with its answer; what they take and give is told in `paging` and `schemas`."""

from __future__ import annotations

from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Router
from ninja.errors import HttpError

from assessments.api.answers import concept_text, criterion_names, group_answer, mark_line, summary_line, version_line, whole_version
from assessments.api.paging import GroupPaging, Paging, page_of
from assessments.api.schemas import ConceptText, MarkLine, Page, Problem, SummaryLine, VersionLine, WholeSummary, WholeVersion
from assessments.selectors.marks import register, standings
from assessments.selectors.summaries.published import frame_of, published_summaries, published_summary, told_cells, told_groups_of
from criteria.selectors import public_concepts, public_version, public_versions

SLUG = r"^[-a-zA-Z0-9_]{1,60}$"
VERSION = r"^[0-9A-Za-z][0-9A-Za-z._-]{0,19}$"
ALWAYS = {304: None, 429: Problem}
OF_LIST = {**ALWAYS, 400: Problem, 404: Problem}
OF_ONE = {**ALWAYS, 404: Problem}

Slug = Annotated[str, Path(pattern=SLUG, description="Kriteeristön tunnus", example="laatukriteeristo")]
Version = Annotated[str, Path(pattern=VERSION, description="Kriteeristön versio", example="0.1")]
Series = Annotated[Literal["self", "audit"], Path(description="self: itsearvioinnit, audit: auditoinnit", example="self")]
Year = Annotated[int, Path(ge=1900, le=2999, description="Vuosi", example=2025)]
router = Router()


@router.get("kriteeristot", response={200: Page[VersionLine], **OF_LIST}, url_name="api-version-list", operation_id="kriteeristot")
def version_list(request: HttpRequest, paging: Query[Paging]) -> Page[VersionLine]:
    """Julkaistut ja käytöstä poistuneet kriteeristöversiot, uusin ensin. Luonnokset eivät ole mukana."""
    return Page[VersionLine](**page_of(public_versions(), paging, request.path, lambda rows: [version_line(row) for row in rows]))


@router.get("kriteeristot/{slug}/{version}", response={200: WholeVersion, **OF_ONE}, url_name="api-version", operation_id="kriteeristo")
def version_detail(request: HttpRequest, slug: Slug, version: Version) -> WholeVersion:
    """Yksi kriteeristöversio kokonaan: osa-alueet, kriteerit, apukysymykset, tasokuvaukset ja esimerkit näytöstä."""
    found = public_version(slug, version)
    if found is None:
        raise HttpError(404, "Tällaista julkaistua kriteeristöversiota ei ole.")
    return whole_version(found)


@router.get("kasitteet", response={200: Page[ConceptText], **OF_LIST}, url_name="api-concept-list", operation_id="kasitteet")
def concept_list(request: HttpRequest, paging: Query[Paging]) -> Page[ConceptText]:
    """Käytössä olevan käsitteistön käsitteet selityksineen aakkosjärjestyksessä."""
    return Page[ConceptText](**page_of(public_concepts(), paging, request.path, lambda rows: [concept_text(row) for row in rows]))


@router.get("laatumerkit", response={200: Page[MarkLine], **OF_LIST}, url_name="api-mark-list", operation_id="laatumerkit")
def mark_list(request: HttpRequest, response: HttpResponse, paging: Query[Paging]) -> Page[MarkLine]:
    """Julkinen luettelo: voimassa olevat laatumerkit, joiden haltija on antanut luvan. Peruutetut ja päättyneet eivät ole mukana."""
    response["Cache-Control"] = "public, max-age=0, must-revalidate"  # a revoked mark is gone at once, from every cache too
    on = request.access.on
    return Page[MarkLine](**page_of(register(on), paging, request.path, lambda rows: [mark_line(row) for row in standings(rows, on)]))


@router.get("koosteet", response={200: Page[SummaryLine], **OF_LIST}, url_name="api-summary-list", operation_id="koosteet")
def summary_list(request: HttpRequest, paging: Query[Paging]) -> Page[SummaryLine]:
    """Julkaistut valtakunnalliset koosteet, uusin vuosi ensin."""
    return Page[SummaryLine](**page_of(published_summaries(), paging, request.path, lambda rows: [summary_line(row) for row in rows]))


@router.get("koosteet/{framework}/{series}/{year}", response={200: WholeSummary, **OF_LIST}, url_name="api-summary", operation_id="kooste")
def summary_detail(request: HttpRequest, framework: Slug, series: Series, year: Year, paging: Query[GroupPaging]) -> WholeSummary:
    """Yksi julkaistu kooste ryhmittäin: koko maa ja ryhmät yhden rajauksen mukaan, kriteeri kriteeriltä.

    Alle viiden työpajan tai organisaation lukuja ei kerrota, eikä niitä voi päätellä muista luvuista. Silloin kentän told arvo on false.
    """
    summary = published_summary(framework, series, year)
    if summary is None:
        raise HttpError(404, "Tällaista julkaistua koostetta ei ole.")
    frame = frame_of(summary)
    page = page_of(told_cells(summary), paging, request.path, lambda cells: [group_answer(group, frame) for group in told_groups_of(cells)])
    return WholeSummary(summary=summary_line(summary), criteria=criterion_names(frame), **page)
