"""What each address of the API holds: everything public of its kind, and nothing else."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from assessments.models import QualityMark, SummaryCell, SummaryFigure
from assessments.selectors.marks import register
from assessments.selectors.summaries.figures import figures_of_cells
from assessments.services.marks import consent_to_register
from criteria.models import Criterion, FrameworkVersion
from criteria.versioning import VersionStatus
from tests.assessments.api.conftest import NOW, SECRET, make_mark

if TYPE_CHECKING:
    from tests.assessments.api.conftest import OpenWorld

pytestmark = pytest.mark.django_db
SUMMARY = "/api/v1/koosteet/laatukriteeristo/self/2025"


def ask(path: str, status: int = 200) -> dict[str, Any]:
    response = Client().get(path)
    assert response.status_code == status, response.content
    return response.json()


def everything(open_world: OpenWorld) -> dict[str, str]:
    """Return the text of every answer there is."""
    version = open_world.version.version
    paths = ["kriteeristot", f"kriteeristot/laatukriteeristo/{version}", "kasitteet", "laatumerkit", "koosteet", "openapi.json"]
    found = {path: Client().get(f"/api/v1/{path}") for path in [*paths, "koosteet/laatukriteeristo/self/2025"]}
    assert {response.status_code for response in found.values()} == {200}
    return {path: response.content.decode() for path, response in found.items()}


def test_no_answer_holds_a_hidden_text(open_world: OpenWorld) -> None:
    told = everything(open_world)
    assert {path for path, text in told.items() if SECRET in text} == set()


def test_every_answer_with_data_tells_the_licence(open_world: OpenWorld) -> None:
    licence = '"licence": {"name": "CC BY 4.0", "url": "https://creativecommons.org/licenses/by/4.0/deed.fi"}'
    told = everything(open_world)
    assert {path for path, text in told.items() if licence not in text} == {"openapi.json"}
    assert "creativecommons.org" in told["openapi.json"]


# Criteria and concepts -------------------------------------------------------------------------------------------------------


def test_list_of_criteria_has_published_and_retired_versions_only(open_world: OpenWorld) -> None:
    version = open_world.version
    FrameworkVersion.objects.filter(pk=version.pk).update(status=VersionStatus.RETIRED)
    (line,) = ask("/api/v1/kriteeristot")["items"]
    assert (line["slug"], line["version"], line["status"]) == ("laatukriteeristo", version.version, "retired")
    assert line["url"] == f"http://testserver/api/v1/kriteeristot/laatukriteeristo/{version.version}"
    assert line["page"] == f"http://testserver/kriteerit/laatukriteeristo/{version.version}/"
    assert line["published_at"] == "2026-03-02T09:00:00Z"


def test_criteria_are_told_whole_with_every_translation_there_is(open_world: OpenWorld) -> None:
    Criterion.objects.filter(area__version=open_world.version, code="K1.1").update(name_sv="Kriterium")
    told = ask(f"/api/v1/kriteeristot/laatukriteeristo/{open_world.version.version}")
    assert [level["value"] for level in told["levels"]] == [1, 2, 3, 4]
    assert told["not_applicable"]["fi"] == "Ei koske työpajaamme"
    assert [[criterion["code"] for criterion in area["criteria"]] for area in told["areas"]] == [["K1.1", "K1.2"], ["K2.1", "K2.2"]]
    criterion = told["areas"][0]["criteria"][0]
    assert criterion["name"] == {"fi": "Kriteeri K1.1", "sv": "Kriterium", "en": None}
    assert [question["fi"] for question in criterion["questions"]] == [
        f"Mitä kriteeri K1.1 tarkoittaa teillä, kysymys {number}?" for number in (1, 2)
    ]
    assert [level["description"]["fi"] for level in criterion["levels"]] == [f"K1.1: kuvaus tasosta {value}." for value in (1, 2, 3, 4)]
    assert [example["fi"] for example in criterion["evidence_examples"]] == ["muistio kriteeristä K1.1"]


def test_draft_of_criteria_does_not_exist(open_world: OpenWorld) -> None:
    draft = FrameworkVersion.objects.get(status=VersionStatus.DRAFT)
    assert ask(f"/api/v1/kriteeristot/{draft.framework.slug}/{draft.version}", 404) == {
        "status": 404,
        "detail": "Tällaista julkaistua kriteeristöversiota ei ole.",
    }


def test_concepts_are_those_of_the_glossary_in_use(open_world: OpenWorld) -> None:
    first, second = ask("/api/v1/kasitteet")["items"]
    assert second["related"] == [first["code"]]
    assert (first["term"]["sv"], second["term"]["sv"]) == (None, "begrepp")
    assert first["group"]["fi"] == "Ydinkäsitteet"
    assert first["page"] == f"http://testserver/kasitteet/{first['code']}/"


# Marks -----------------------------------------------------------------------------------------------------------------------


def test_marks_are_those_of_the_public_register(open_world: OpenWorld, client: Client) -> None:
    make_mark("Salmi", open_world.coordinator)
    lines = ask("/api/v1/laatumerkit")["items"]
    assert [line["code"] for line in lines] == [mark.code for mark in register(NOW.date())]
    page = client.get("/laatumerkit/").content.decode()
    for line in lines:
        assert line["organisation"] in page
        assert all(unit["name"] in page for unit in line["workshops"])
    mark = open_world.mark
    municipality = mark.workshops.get().municipality
    assert lines[0] == {
        "code": mark.code,
        "organisation": "Kivi ry",
        "workshops": [{"name": "Kivipaja", "municipality": municipality.name_fi, "region": municipality.region.name_fi}],
        "state": "valid",
        "granted_date": mark.granted_date.isoformat(),
        "valid_until": mark.last_date.isoformat(),
        "page": f"http://testserver/laatumerkit/{mark.code}/",
    }


@pytest.mark.parametrize("how", ["consent withdrawn", "revoked", "ended"])
def test_mark_is_gone_at_once_when_it_leaves_the_register(open_world: OpenWorld, how: str, time_machine) -> None:
    tag = Client().get("/api/v1/laatumerkit")["ETag"]
    mark = open_world.mark
    if how == "consent withdrawn":
        contact = mark.consented_by
        assert contact is not None
        consent_to_register(mark=mark, agrees=False, by=contact, at=NOW)
    elif how == "revoked":
        QualityMark.objects.filter(pk=mark.pk).update(revoked_at=NOW, revoked_by=open_world.coordinator, revoke_reason="Ehdot.")
    else:
        time_machine.move_to(NOW.replace(year=2030), tick=False)
    after = Client().get("/api/v1/laatumerkit", headers={"If-None-Match": tag})
    assert after.status_code == 200
    assert after.json()["items"] == []
    assert after["Cache-Control"] == "public, max-age=0, must-revalidate"  # no cache may keep it either


# Summaries -------------------------------------------------------------------------------------------------------------------


def test_list_of_summaries_has_the_published_one_only(open_world: OpenWorld) -> None:
    (line,) = ask("/api/v1/koosteet")["items"]
    assert line["url"] == f"http://testserver{SUMMARY}"
    assert (line["framework"], line["series"], line["year"]) == ("laatukriteeristo", "self", 2025)
    assert (line["participants"], line["organisations"]) == (9, 9)
    everyone = SummaryCell.objects.get(summary=open_world.summary, first_dimension="").everyone
    assert everyone == 13
    assert line["everyone"] == everyone


@pytest.mark.parametrize("path", ["laatukriteeristo/self/2024", "laatukriteeristo/audit/2025", "muu/self/2025"])
def test_unpublished_summary_does_not_exist(open_world: OpenWorld, path: str) -> None:
    assert ask(f"/api/v1/koosteet/{path}", 404)["detail"] == "Tällaista julkaistua koostetta ei ole."


def test_groups_are_the_nation_and_single_dimensions_with_their_stored_figures(open_world: OpenWorld) -> None:
    told = ask(SUMMARY)
    cells = list(open_world.summary.cells.filter(second_dimension="").order_by("pk"))
    assert [(group["dimension"] or "", group["value"] or "") for group in told["items"]] == [
        (cell.first_dimension, cell.first_value) for cell in cells
    ]
    assert told["items"][0]["name"] == "Koko maa"
    stored = figures_of_cells(cells)
    for group, cell in zip(told["items"], cells, strict=True):
        assert (group["participants"], group["everyone"]) == (cell.participants, cell.everyone)
        for line in group["criteria"]:
            figures = stored.get(cell.pk, {}).get(line["code"])
            assert line["told"] == (figures is not None)
            if figures is not None:
                assert {row["level"]: row["workshops"] for row in line["levels"] if row["workshops"]} == dict(figures.levels)
                assert [row["level"] for row in line["levels"]] == [1, 2, 3, 4]  # one that nobody has is told as none
                assert (line["with_level"], line["not_applicable"], line["top"]) == (
                    figures.with_level,
                    figures.not_applicable,
                    figures.top,
                )
                assert float(line["median"]) == float(figures.median or 0)
                assert Fraction(line["top_share"]) == figures.top_share


def test_group_of_few_tells_that_it_is_too_small_and_nothing_of_its_figures(open_world: OpenWorld) -> None:
    hidden = [line for group in ask(SUMMARY)["items"] for line in group["criteria"] if not line["told"]]
    assert hidden
    numbers = ("levels", "not_applicable", "with_level", "median", "top", "top_share")
    assert all(line["reason"] == "liian vähän työpajoja" and not any(line[name] is not None for name in numbers) for line in hidden)


def test_answers_tell_no_group_of_two_dimensions(open_world: OpenWorld) -> None:
    assert open_world.summary.cells.exclude(second_dimension="").exists()
    text = Client().get(SUMMARY).content.decode()
    assert "second" not in text
    assert len(ask(SUMMARY)["items"]) == open_world.summary.cells.filter(second_dimension="").count()


def test_told_code_that_the_newest_version_has_no_more_is_told_last(open_world: OpenWorld) -> None:
    nation = open_world.summary.cells.get(first_dimension="")
    SummaryFigure.objects.filter(cell=nation, code="K2.2").update(code="V9.9")
    codes = [(line["code"], line["told"]) for line in ask(SUMMARY)["items"][0]["criteria"]]
    assert codes == [("K1.1", True), ("K1.2", True), ("K2.1", True), ("K2.2", False), ("V9.9", True)]


def test_published_summary_says_the_same_after_its_workshops_have_moved(open_world: OpenWorld) -> None:
    before = Client().get(SUMMARY)
    participant = open_world.summary.participants.select_related("workshop").first()
    assert participant is not None
    participant.workshop.size = "16-"
    participant.workshop.save()
    participant.assessment.results.update(level=None, answer="not_applicable", reason="Muutettu.")
    assert Client().get(SUMMARY, headers={"If-None-Match": before["ETag"]}).status_code == 304
