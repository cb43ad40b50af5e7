"""The pages that bring lists: who finds them, the empty list, the preview, the confirmation."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from assessments.choices import ImportKind
from assessments.imports.columns import SLUGS
from assessments.models import ImportBatch
from config.toolkit.uploads import spreadsheets
from config.toolkit.uploads.cells import MAX_ROWS
from tests.factories.assessments import AT
from tests.factories.workshops import MunicipalityFactory, UserFactory, business_id, grant
from tests.office_files import office_bytes, parts_of, pdf_bytes, zip_bytes
from tests.spreadsheets import AsText, xlsx_bytes, xlsx_upload
from workshops.models import Organisation, User
from workshops.roles import Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
ORGANISATIONS = ImportKind.ORGANISATIONS
GOOD = ["1234567-1", "Kivisäätiö", "säätiö", "Salo", "Kivipaja"]


@pytest.fixture
def client(client_of, coordinator: User) -> Client:
    MunicipalityFactory(name_fi="Salo")
    return client_of(coordinator)


def url(name: str, *arguments: str) -> str:
    return reverse(f"assessments:import-{name}", args=arguments)


def send(client: Client, rows: list, kind: str = "organisaatiot"):
    return client.post(url("create"), {"kind": kind, "file": xlsx_upload(SLUGS[kind], rows)})


def sent(client: Client, rows: list) -> ImportBatch:
    response = send(client, rows)
    assert response.status_code == 302, response.content.decode()
    made = ImportBatch.objects.latest("pk")
    assert response.url == url("detail", made.ref)
    return made


def text(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def refused(client: Client, upload: SimpleUploadedFile) -> str:
    response = client.post(url("create"), {"kind": "organisaatiot", "file": upload})
    assert response.status_code == 400
    assert not ImportBatch.objects.exists()
    return text(response)


def kept(rows: int, by: User) -> ImportBatch:
    """A list of so many organisations, waiting."""
    cells = [[number + 2, [business_id(number), f"Säätiö {number}", "säätiö", "Salo", "Paja", "", "", "", ""]] for number in range(rows)]
    return ImportBatch.objects.create(kind=ORGANISATIONS, file_name="luettelo.xlsx", rows=cells, uploaded_at=AT, uploaded_by=by)


# Who gets here ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "arguments"), [("list", 0), ("create", 0), ("template", 1), ("detail", 1), ("confirm", 1)])
def test_only_a_coordinator_finds_the_pages(client_of, client: Client, coordinator: User, name: str, arguments: int) -> None:
    waiting = kept(1, coordinator)
    address = url(name, *(["organisaatiot" if name == "template" else waiting.ref] if arguments else []))
    for role in (Role.ADMIN, Role.DECIDER, Role.PEER_AUDITOR, Role.STEERING_GROUP_MEMBER):
        other = UserFactory()
        grant(other, role)
        for method in ("get", "post"):
            status = getattr(client_of(other), method)(address).status_code
            assert status in ({405} if (name, method) in {("confirm", "get"), ("template", "post")} else {404})
    assert not Organisation.objects.exists()
    assert Client().get(url("list")).status_code == 302
    assert client.get(address).status_code == (405 if name == "confirm" else 200)


def test_what_is_not_there_is_not_found(client: Client) -> None:
    for address in (url("template", "muut"), url("detail", "eioleoleea")):
        assert client.get(address).status_code == 404
    assert client.post(url("confirm", "eioleoleea")).status_code == 404


# The empty list --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("slug", list(SLUGS))
def test_template_has_headings_an_example_and_notes_and_is_read_back(client: Client, slug: str) -> None:
    assert url("template", slug) in client.get(url("list")).content.decode()
    content = b"".join(client.get(url("template", slug)).streaming_content)
    book = load_workbook(BytesIO(content))
    assert [len(list(book.worksheets[0].iter_rows()))] == [2]
    notes = " ".join(str(row[0].value) for row in book.worksheets[1].iter_rows())
    assert "Poista esimerkkirivi ennen tuomista." in notes
    assert "Y-tunnus (" in notes
    response = client.post(url("create"), {"kind": slug, "file": SimpleUploadedFile("pohja.xlsx", content)}, follow=True)
    assert "Rivi on pohjan esimerkki. Poista se." in text(response)


# The preview -----------------------------------------------------------------------------------------------------------------


def test_preview_shows_every_row_and_names_the_faults_by_cell(client: Client) -> None:
    rows = [GOOD, ["1234567-2", "=1+1", "säätiö", "Sallo", "Puupaja"], [], ["0112038-9", AsText("=1+1"), "säätiö", "Salo", "<script>"]]
    page = client.get(url("detail", sent(client, rows).ref))
    shown = text(page)
    assert "Lisättäviä rivejä 2, ennestään palvelussa 0, korjattavia 1." in shown
    for sentence in (
        "Rivi 3, sarake Y-tunnus: Tarkista y-tunnus.",
        "Rivi 3, sarake Organisaatio: Kaavaa ei lueta, kirjoita arvo.",
        "Rivi 3, sarake Kotikunta: Kuntaa ”Sallo” ei ole.",
    ):
        assert sentence in shown
    assert "&lt;script&gt;" in page.content.decode()
    assert "<td><script>" not in page.content.decode()
    assert [line.number for line in page.context["page_obj"]] == [2, 3, 5]
    assert "Vahvista ja tuo" not in shown
    assert f"{url('create')}?laji=organisaatiot" in page.content.decode()
    assert "Kuka näkee tämän?" in shown
    assert "Tuomaton luettelo poistetaan 30 päivän kuluttua." in shown


def test_preview_is_paged_and_can_show_the_faulty_rows_alone(client: Client, coordinator: User) -> None:
    waiting = kept(60, coordinator)
    for number in (3, 59):
        waiting.rows[number][1][3] = "Sallo"
    waiting.save()
    first = client.get(url("detail", waiting.ref))
    assert (len(first.context["page_obj"]), first.context["page_obj"].paginator.num_pages) == (25, 3)
    assert "?rivit=virheelliset#rivit" in first.content.decode()
    faulty = client.get(url("detail", waiting.ref) + "?rivit=virheelliset")
    assert [line.number for line in faulty.context["page_obj"]] == [5, 61]
    assert "Näytä kaikki rivit" in text(faulty)


def test_many_faults_are_counted_not_all_listed(client: Client, coordinator: User) -> None:
    waiting = kept(30, coordinator)
    for row in waiting.rows:
        row[1][3] = "Sallo"
    waiting.save()
    assert "Lisäksi on 10 virhettä, jotka näkyvät riviensä kohdalla." in text(client.get(url("detail", waiting.ref)))


@pytest.mark.parametrize("rows", [1, 3, 300])
def test_preview_takes_the_same_queries_at_any_size(client: Client, coordinator: User, rows: int, django_assert_num_queries) -> None:
    waiting = kept(rows, coordinator)
    client.get(url("detail", waiting.ref))
    with django_assert_num_queries(6):
        client.get(url("detail", waiting.ref))


# Files that are not read -----------------------------------------------------------------------------------------------------


def test_files_that_are_no_spreadsheets_are_refused_with_a_reason(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Valitse XLSX-tiedosto." in refused(client, SimpleUploadedFile("luettelo.csv", b"Y-tunnus;Organisaatio"))
    assert "Tiedoston sisältö ei vastaa sen päätettä." in refused(client, SimpleUploadedFile("luettelo.xlsx", pdf_bytes()))
    assert "Taulukossa ei ole yhtään riviä." in refused(client, SimpleUploadedFile("luettelo.xlsx", office_bytes("xlsx")))
    torn = zip_bytes({**parts_of("xlsx"), "xl/workbook.xml": b"<main"})
    assert "Taulukkoa ei voi lukea." in refused(client, SimpleUploadedFile("luettelo.xlsx", torn))
    assert "makroja" in refused(client, SimpleUploadedFile("luettelo.xlsx", office_bytes("xlsx", xl__vbaProject_DOT_bin=b"x")))
    bomb = office_bytes("xlsx", xl__worksheets__sheet1_DOT_xml=b"0" * 60_000_000)
    assert "poikkeuksellisen tiiviisti" in refused(client, SimpleUploadedFile("luettelo.xlsx", bomb))
    assert "sisällä on pakattu tiedosto" in refused(client, SimpleUploadedFile("l.xlsx", office_bytes("xlsx", x=zip_bytes({"a": b"b"}))))
    monkeypatch.setattr(spreadsheets, "MAX_SIZE", 10)
    assert "enimmäiskoko on 2 megatavua" in refused(client, xlsx_upload(ORGANISATIONS, [GOOD]))


def test_wrong_headings_and_empty_lists_are_refused_with_a_reason(client: Client) -> None:
    wrong = SimpleUploadedFile("luettelo.xlsx", xlsx_bytes([["Y-tunnus", "Y-tunnus", "Nimi"], ["a", "b", "c"]]))
    shown = refused(client, wrong)
    assert "Otsikko ”Y-tunnus” on taulukossa kahdesti." in shown
    assert "Otsikko ”Kotikunta” puuttuu." in shown
    assert "Otsikkoa ”Nimi” ei tunneta." in shown
    assert "Taulukossa on otsikot, mutta ei yhtään riviä" in refused(client, xlsx_upload(ORGANISATIONS, []))
    assert "kerralla voi tuoda 500 riviä" in refused(client, xlsx_upload(ORGANISATIONS, [["x"]] * (MAX_ROWS + 1)))


def test_kind_and_file_are_both_needed(client: Client) -> None:
    response = client.post(url("create"), {})
    assert response.status_code == 400
    assert "Valitse tiedosto." in text(response)
    assert "Valitse yksi vaihtoehto." in text(response)
    assert client.post(url("create"), {"kind": "organisations", "file": xlsx_upload(ORGANISATIONS, [GOOD])}).status_code == 400


def test_name_of_the_file_is_shown_clean(client: Client) -> None:
    hostile = xlsx_upload(ORGANISATIONS, [GOOD], "..\\<b>lista: Bcc.xlsx")
    client.post(url("create"), {"kind": "organisaatiot", "file": hostile})
    name = ImportBatch.objects.get().file_name
    assert not set(name) & set("<>\r\n\\/:")
    assert name in client.get(url("list")).content.decode()


# Confirming ------------------------------------------------------------------------------------------------------------------


def test_confirming_brings_the_list_and_leads_to_its_result(client: Client) -> None:
    waiting = sent(client, [GOOD])
    assert "Vahvista ja tuo" in text(client.get(url("detail", waiting.ref)))
    page = client.post(url("confirm", waiting.ref), follow=True)
    assert "Luettelo on tuotu." in text(page)
    assert "Lisättyjä rivejä 1 Ennestään palvelussa 0" in text(page)
    assert Organisation.objects.get().workshops.get().name == "Kivipaja"
    assert "Kivisäätiö" not in page.content.decode()
    assert "Lisättyjä rivejä 1, ennestään palvelussa 0." in text(client.get(url("list")))


def test_second_press_gives_the_same_result(client: Client) -> None:
    waiting = sent(client, [GOOD])
    first, second = (client.post(url("confirm", waiting.ref), follow=True) for _time in range(2))
    assert first.redirect_chain == second.redirect_chain
    assert second.context["batch"].added == 1
    assert Organisation.objects.count() == 1
    again = text(client.get(url("detail", sent(client, [GOOD]).ref)))
    assert "Kaikki tiedot ovat jo palvelussa. Niitä ei muuteta." in again


def test_faulty_list_is_not_brought_by_a_post_of_ones_own(client: Client) -> None:
    waiting = sent(client, [GOOD, ["1234567-2"]])
    page = client.post(url("confirm", waiting.ref), follow=True)
    assert "Yhdellä rivillä on virhe. Mitään ei tuotu." in text(page)
    assert not Organisation.objects.exists()


def test_list_of_lists_takes_the_same_queries_at_any_size(client: Client, coordinator: User) -> None:
    taken = []
    for _round in range(3):
        kept(1, coordinator)
        client.get(url("list"))
        with CaptureQueriesContext(connection) as captured:
            client.get(url("list"))
        taken.append(len(captured))
    assert len(set(taken)) == 1
    assert not any('"rows"' in query["sql"] for query in captured)  # they may be large, and name people
