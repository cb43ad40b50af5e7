"""An organisation's units side by side: who sees what, the figures, the spreadsheet and the stored PDF."""

from __future__ import annotations

import datetime as dt
from io import BytesIO

import openpyxl
import pytest
from django.urls import reverse

from assessments.choices import Answer, ReportStatus
from assessments.file_store import open_stored
from assessments.models import Assessment, UnitsReport
from assessments.permissions import can_compare_units
from assessments.reports import render_units_report
from assessments.selectors.units import Units, units_of
from assessments.services.files import delete_unreferenced_files
from assessments.services.phases import complete_assessment
from assessments.services.results import save_result
from assessments.services.units_reports import order_units_report
from config.toolkit.errors import NotAllowedError
from criteria.models import FrameworkVersion
from tests.assessments.test_changes import completed
from tests.assessments.test_permissions import EVERY_GRANT, holder
from tests.factories.assessments import AT, Cast, make_completed, make_draft, make_joint
from tests.factories.criteria import make_version
from tests.factories.workshops import OrganisationFactory, UserFactory, WorkshopFactory, grant
from tests.pdf_structure import assert_pdf_ua
from workshops.models import Organisation, User
from workshops.permissions import Access
from workshops.roles import Permission, Role, Scope

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

LATER = AT + dt.timedelta(days=5)


class Town:
    """An organisation of several units, a contact of the whole organisation, and one version for all."""

    def __init__(self, units: int = 2, **version: int) -> None:
        self.organisation: Organisation = OrganisationFactory(name="Kivipajan säätiö")
        self.casts = [
            Cast(WorkshopFactory(organisation=self.organisation, name=f"Paja {number}"), workers=1) for number in range(1, units + 1)
        ]
        self.contact: User = UserFactory(name="Oona Organisaatio")
        grant(self.contact, Role.CONTACT, organisation=self.organisation)
        self.version: FrameworkVersion = make_version(**version)

    def seen_by(self, user: User) -> Units:
        units = units_of(self.organisation, Access.of(user, LATER.date()))
        assert units is not None
        return units


def cells(units: Units) -> dict[tuple[str, str], tuple[object, str]]:
    return {
        (row.workshop.name, cell.area.code): (
            (str(cell.result.median) if cell.result.median is not None else "–") if cell.result else None,
            str(cell.open.label) if cell.open else "",
        )
        for row in units.rows
        for cell in row.cells
    }


def test_each_area_has_its_latest_result_and_what_is_under_way() -> None:
    town = Town()
    first, second = town.casts
    completed(first, town.version, {"K1.1": 4, "K1.2": 4, "K2.1": 1, "K2.2": 1})
    completed(first, town.version, {"K1.1": 2, "K1.2": 3}, at=LATER)
    completed(second, town.version, {"K1.1": None, "K1.2": None}, at=LATER)
    make_draft(second, version=town.version, at=LATER)
    assert cells(town.seen_by(town.contact)) == {
        ("Paja 1", "K1"): ("2.5", ""),
        ("Paja 1", "K2"): ("1", ""),
        ("Paja 2", "K1"): ("–", "Luonnos"),
        ("Paja 2", "K2"): (None, "Luonnos"),
    }


def test_page_names_half_medians_and_nothing_but_not_applicable(client_of) -> None:
    town = Town(units=1)
    completed(town.casts[0], town.version, {"K1.1": 2, "K1.2": 3, "K2.1": None, "K2.2": None})
    html = " ".join(
        client_of(town.contact).get(reverse("assessments:organisation-units", args=[town.organisation.ref])).content.decode().split()
    )
    assert '<span class="lv">2,5</span></span>' in html
    assert '<span>–</span><span class="fw-normal">Ei koske</span>' in html
    assert html.count('scope="row"') == 1
    assert "Kuka näkee tämän?" in html


def test_one_unit_sees_its_own_cells_and_an_open_one_only_those_who_may() -> None:
    town = Town()
    first, second = town.casts
    completed(first, town.version, {"K1.1": 4, "K1.2": 4})
    completed(second, town.version, {"K1.1": 2, "K1.2": 2})
    outsider = UserFactory()
    grant(outsider, Role.WORKER, workshop=first.workshop)
    make_joint(first, version=town.version)
    assert cells(town.seen_by(outsider)) == {("Paja 1", "K1"): ("4", ""), ("Paja 1", "K2"): (None, "")}
    assert cells(town.seen_by(first.workers[0]))["Paja 1", "K1"] == ("4", "Yhteinen keskustelu")
    assert cells(town.seen_by(first.contact)).keys() == {("Paja 1", "K1"), ("Paja 1", "K2")}


@pytest.mark.parametrize(("role", "scope"), EVERY_GRANT)
def test_who_compares_agrees_with_the_queryset(role: Role, scope: Scope) -> None:
    cast = Cast()
    organisation = cast.workshop.organisation
    access = Access.of(holder(role, scope, cast), AT.date())
    may = can_compare_units(access, organisation)
    assert may == Organisation.objects.where_may(access, Permission.READ_COMPLETED).filter(pk=organisation.pk).exists()
    assert may == (role in {Role.WORKER, Role.CONTACT, Role.LEADER})
    assert not can_compare_units(access, OrganisationFactory())


@pytest.mark.parametrize("name", ["organisation-units", "organisation-units-pdf", "organisation-units-sheet"])
def test_others_find_nothing_here(client_of, name: str) -> None:
    town = Town(units=1)
    make_completed(town.casts[0], version=town.version)
    url = reverse(f"assessments:{name}", args=[town.organisation.ref])
    coordinator, stranger = UserFactory(), town.casts[0].stranger
    grant(coordinator, Role.COORDINATOR)
    for user in (coordinator, stranger):
        assert client_of(user).get(url).status_code == 404
        assert client_of(user).post(reverse("assessments:organisation-units-order", args=[town.organisation.ref])).status_code == 404
    assert client_of(town.contact).get(url + "?kriteeristo=vieras").status_code == 404
    with pytest.raises(NotAllowedError):
        order_units_report(organisation=town.organisation, framework=town.version.framework, by=stranger, at=AT)


def test_no_single_rating_is_counted() -> None:
    town = Town(units=1)
    joint = make_joint(town.casts[0], [1, 4], version=town.version)
    assert {cell[0] for cell in cells(town.seen_by(town.contact)).values()} == {None}
    for criterion in town.version.areas.first().criteria.all():
        level = town.version.scale.levels.get(value=2)
        save_result(assessment=joint, criterion=criterion, answer=Answer.LEVEL, level=level, revision=0, by=town.contact, at=AT)
    assert {cell[0] for cell in cells(town.seen_by(town.contact)).values()} == {None}


def test_organisation_without_assessments_says_so(client_of) -> None:
    town = Town(units=1)
    page = client_of(town.contact)
    url = reverse("assessments:organisation-units", args=[town.organisation.ref])
    assert "ei ole vielä yhtään arviointia" in page.get(url).content.decode()
    assert page.get(reverse("assessments:organisation-units-sheet", args=[town.organisation.ref])).status_code == 404


def test_newer_version_names_the_areas_and_old_results_stay() -> None:
    town = Town(units=1)
    completed(town.casts[0], town.version, {"K2.1": 3, "K2.2": 3})
    newer = make_version(areas=1, framework=town.version.framework)
    newer.published_at = LATER
    newer.save()
    newer.areas.update(name_fi="Uusi nimi")
    units = town.seen_by(town.contact)
    assert [str(area) for area in units.areas] == ["K1 Uusi nimi", "K2 Osa-alue 2"]
    assert cells(units)["Paja 1", "K2"] == ("3", "")


def test_front_page_and_organisation_page_lead_here(client_of) -> None:
    town = Town()
    url = reverse("assessments:organisation-units", args=[town.organisation.ref])
    for page in ("/", reverse("workshops:organisation-detail", args=[town.organisation.ref])):
        assert url in client_of(town.contact).get(page).content.decode()
    coordinator = UserFactory()
    grant(coordinator, Role.COORDINATOR)
    assert url not in client_of(coordinator).get(reverse("workshops:organisation-detail", args=[town.organisation.ref])).content.decode()


def test_spreadsheet_holds_the_medians_as_numbers(client_of) -> None:
    town = Town()
    completed(town.casts[0], town.version, {"K1.1": 2, "K1.2": 3, "K2.1": None, "K2.2": None})
    response = client_of(town.contact).get(reverse("assessments:organisation-units-sheet", args=[town.organisation.ref]))
    book = openpyxl.load_workbook(BytesIO(b"".join(response.streaming_content)))
    side, single = book.worksheets[0], book.worksheets[1]
    assert [cell.value for cell in side[2]] == ["Paja 1", 2.5, "–"]
    assert [cell.value for cell in side[3]] == ["Paja 2", None, None]
    assert [cell.value for cell in single[2]][:3] == ["Paja 1", "K1 Osa-alue 1", 2.5]


def test_pdf_is_ordered_rendered_once_and_opened_by_its_orderer_only(client_of, run_on_commit) -> None:
    town = Town(units=3)
    completed(town.casts[0], town.version, {"K1.1": 2, "K1.2": 3, "K2.1": None, "K2.2": None})
    mine, theirs = client_of(town.contact), client_of(town.casts[0].leader)
    address = {"args": [town.organisation.ref]}
    with run_on_commit():
        mine.post(reverse("assessments:organisation-units-order", **address), {"kriteeristo": town.version.framework.slug})
    report = UnitsReport.objects.get()
    assert report.status == ReportStatus.READY
    assert report.file is not None
    assert_pdf_ua(open_stored(report.file).read())
    pdf = reverse("assessments:organisation-units-pdf", **address)
    assert mine.get(pdf)["Content-Type"] == "application/pdf"
    assert theirs.get(pdf).status_code == 302
    again = order_units_report(organisation=town.organisation, framework=town.version.framework, by=town.contact, at=LATER)
    assert order_units_report(organisation=town.organisation, framework=town.version.framework, by=town.contact, at=LATER) == again
    render_units_report(report_id=again.pk, at=LATER)
    again.refresh_from_db()
    assert again.file == report.file
    delete_unreferenced_files(at=LATER + dt.timedelta(days=1))
    assert mine.get(pdf).status_code == 200


def test_pdf_that_says_something_else_than_the_page_is_not_given(client_of, run_on_commit) -> None:
    town = Town(units=1)
    completed(town.casts[0], town.version, {"K1.1": 2, "K1.2": 3})
    client = client_of(town.contact)
    with run_on_commit():
        client.post(
            reverse("assessments:organisation-units-order", args=[town.organisation.ref]), {"kriteeristo": town.version.framework.slug}
        )
    completed(town.casts[0], town.version, {"K1.1": 1, "K1.2": 1}, at=LATER)
    response = client.get(reverse("assessments:organisation-units-pdf", args=[town.organisation.ref]), follow=True)
    assert "Tiedot ovat muuttuneet" in response.content.decode()


@pytest.mark.parametrize("units", [1, 3])
def test_page_takes_the_same_queries_at_any_number_of_units(client_of, django_assert_num_queries, units: int) -> None:
    town = Town(units=units)
    for cast in town.casts:
        completed(cast, town.version, {"K1.1": 2, "K1.2": 3})
        make_draft(cast, version=town.version, at=LATER)
    client, url = client_of(town.contact), reverse("assessments:organisation-units", args=[town.organisation.ref])
    client.get(url)
    with django_assert_num_queries(11):
        client.get(url)


def test_reopened_one_is_no_result(client_of) -> None:
    town = Town(units=1)
    done = completed(town.casts[0], town.version, {"K1.1": 2, "K1.2": 3})
    Assessment.objects.filter(pk=done.pk).update(status="joint", completed_at=None, completed_by=None)
    assert cells(town.seen_by(town.contact))["Paja 1", "K1"] == (None, "Yhteinen keskustelu")
    complete_assessment(assessment=done, by=town.casts[0].leader, at=LATER)
    assert cells(town.seen_by(town.contact))["Paja 1", "K1"] == ("2.5", "")
