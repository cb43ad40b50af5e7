""" "Laatutyö Suomessa" and the examples on it: what anyone sees, what a workshop gives and takes back, what a coordinator approves."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.choices import ReportStatus
from assessments.models import PublicExample, PublicSheet
from config.toolkit.views import PAGE_SIZE
from criteria.models import Criterion
from tests.factories.assessments import Cast
from tests.factories.criteria import make_version
from tests.factories.summaries import make_nation, make_year
from tests.factories.workshops import MunicipalityFactory
from tests.factories.yearly_reports import YEAR, make_example, make_returned, make_shown
from workshops.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
WORK = "/laatutyo/"


@pytest.fixture
def cast(db: None) -> Cast:
    return Cast()


@pytest.fixture
def criterion(db: None) -> Criterion:
    return Criterion.objects.select_related("area__version__framework").get(area__version=make_version(), code="K1.1")


@pytest.fixture
def contact(cast: Cast, client_of: Callable[[User], Client]) -> Client:
    return client_of(cast.contact)


@pytest.fixture
def desk(coordinator: User, client_of: Callable[[User], Client]) -> Client:
    return client_of(coordinator)


def html_of(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return " ".join(response.content.decode().split())


def posted(criterion: Criterion, **changes: str) -> dict[str, str]:
    key = f"{criterion.area.version.framework.slug}-{criterion.code}"
    return {"criterion": key, "title": "Viikkopalaveri", "text": "Suunnittelemme viikon yhdessä.", "consents": "on", **changes}


# What anyone sees ------------------------------------------------------------------------------------------------------------


def test_page_tells_whom_quality_work_reaches(client: Client) -> None:
    nation = make_nation(6, regions=2)
    make_year(make_version(), nation, YEAR)
    nation[0].municipality = MunicipalityFactory(region=nation[0].municipality.region)  # moves after the year
    nation[0].save()
    page = html_of(client, WORK)
    assert "<dt>Toimintaansa arvioineita työpajoja vuonna 2025</dt><dd>6</dd>" in page
    assert "<dt>Kuntia, joissa näitä työpajoja on</dt><dd>2</dd>" in page
    assert "<dt>Voimassa olevia laatumerkkejä</dt><dd>0</dd>" in page
    for name in ("assessments:mark-register", "assessments:published-report-list", "criteria:framework-index"):
        assert f'href="{reverse(name)}"' in page


def test_page_before_the_first_year_says_so(client: Client) -> None:
    page = html_of(client, WORK)
    assert "kun ensimmäinen vuosi on päättynyt" in page
    assert "Esimerkkejä ei ole vielä." in page


def test_visitor_finds_the_page_from_the_front_page_and_the_footer(client: Client) -> None:
    assert html_of(client, "/").count(f'href="{WORK}"') == 2


@pytest.mark.parametrize("count", [1, 3])
def test_page_takes_the_same_number_of_queries(client: Client, cast: Cast, criterion: Criterion, coordinator: User, count: int) -> None:
    for _number in range(count):
        make_shown(cast.workshop, cast.contact, criterion, coordinator)
    assert html_of(client, WORK).count("Suunnittelemme viikon yhdessä.") == count
    with CaptureQueriesContext(connection) as captured:
        client.get(WORK)
    assert len(captured) == 5


def test_older_examples_are_on_the_next_pages_at_the_same_cost(client: Client, cast: Cast, criterion: Criterion, coordinator: User) -> None:
    for number in range(PAGE_SIZE + 2):
        make_shown(cast.workshop, cast.contact, criterion, coordinator, title=f"Esimerkki {number}")
    pages = [html_of(client, WORK), html_of(client, f"{WORK}?sivu=2")]
    titles = [re.findall(r"<h3>(Esimerkki \d+)</h3>", page) for page in pages]
    newest_first = [f"Esimerkki {number}" for number in reversed(range(PAGE_SIZE + 2))]
    assert titles == [newest_first[:PAGE_SIZE], newest_first[PAGE_SIZE:]]
    assert 'rel="next" href="?sivu=2"' in pages[0]
    assert "Sivu 2/2" in pages[1]
    for address in (WORK, f"{WORK}?sivu=2"):
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        assert len(captured) == 5


def test_pdf_of_the_page_is_made_in_the_worker(client: Client, desk: Client, media: Path, django_capture_on_commit_callbacks) -> None:
    address = f"{WORK}laatutyo-suomessa.pdf"
    assert client.get(address).status_code == 202
    with django_capture_on_commit_callbacks(execute=True):
        desk.post(reverse("assessments:public-sheet-order"))
    answer = client.get(address)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/pdf")
    assert "Avaa PDF" in html_of(desk, reverse("assessments:example-check-list"))
    PublicSheet.objects.create(requested_at=PublicSheet.objects.get().requested_at, as_of_date="2026-12-01")
    assert client.get(address).status_code == 200  # the former one while the new one is made
    assert "valmistellaan" in html_of(desk, reverse("assessments:example-check-list"))


def test_failed_pdf_is_told_of(client: Client, desk: Client) -> None:
    desk.post(reverse("assessments:public-sheet-order"))
    PublicSheet.objects.update(status=ReportStatus.FAILED)
    assert "epäonnistui" in html_of(desk, reverse("assessments:example-check-list"))
    assert "epäonnistui" in client.get(f"{WORK}laatutyo-suomessa.pdf").content.decode()


# A workshop gives and takes back ---------------------------------------------------------------------------------------------


def test_example_is_given_approved_shown_and_withdrawn(
    client: Client, cast: Cast, contact: Client, desk: Client, criterion: Criterion
) -> None:
    own = reverse("assessments:example-list", args=[cast.workshop.ref])
    assert own in html_of(contact, reverse("workshops:workshop-detail", args=[cast.workshop.ref]))
    form = html_of(contact, reverse("assessments:example-create", args=[cast.workshop.ref]))
    assert "Mitä lupa tarkoittaa?" in form
    assert "Älä kirjoita valmentautujien henkilötietoja." in form
    assert "Kuka näkee tämän?" in form
    given = contact.post(reverse("assessments:example-create", args=[cast.workshop.ref]), posted(criterion))
    assert given.headers["Location"] == own
    example = PublicExample.objects.get()
    assert "Odottaa hyväksyntää" in html_of(contact, own)
    assert "Viikkopalaveri" not in html_of(client, WORK)
    assert "Yksi esimerkki odottaa hyväksyntää" in html_of(desk, "/")
    check = reverse("assessments:example-check", args=[example.ref])
    assert "Suunnittelemme viikon yhdessä." in html_of(desk, check)
    desk.post(reverse("assessments:example-approve", args=[example.ref]))
    shown = html_of(client, WORK)
    assert "Suunnittelemme viikon yhdessä." in shown
    assert cast.workshop.name in shown
    assert cast.contact.name not in shown
    contact.post(reverse("assessments:example-withdraw", args=[example.ref]))
    assert "Viikkopalaveri" not in html_of(client, WORK)
    assert desk.get(check).status_code == 404
    assert "Poistettu näkyvistä" in html_of(contact, own)


@pytest.mark.parametrize("field", ["criterion", "title", "text", "consents"])
def test_example_without_a_part_is_asked_for_it(cast: Cast, contact: Client, criterion: Criterion, field: str) -> None:
    answer = contact.post(reverse("assessments:example-create", args=[cast.workshop.ref]), {**posted(criterion), field: ""})
    assert (answer.status_code, PublicExample.objects.count()) == (400, 0)


def test_long_text_is_refused_and_stays_typed(cast: Cast, contact: Client, criterion: Criterion) -> None:
    answer = contact.post(reverse("assessments:example-create", args=[cast.workshop.ref]), posted(criterion, text="pitkä" * 301))
    assert answer.status_code == 400
    assert "pitkä" * 301 in answer.content.decode()


def test_returned_example_is_written_anew_from_its_words(cast: Cast, contact: Client, criterion: Criterion, coordinator: User) -> None:
    example = make_returned(cast.workshop, cast.contact, criterion, coordinator)
    assert "Tekstistä tunnistaa ihmisen." in html_of(contact, reverse("assessments:example-list", args=[cast.workshop.ref]))
    page = html_of(contact, f"{reverse('assessments:example-create', args=[cast.workshop.ref])}?pohja={example.ref}")
    assert 'value="Palautettu"' in page
    assert "Suunnittelemme viikon yhdessä." in page


def test_coordinator_returns_a_shown_example_with_a_reason(
    client: Client, cast: Cast, desk: Client, criterion: Criterion, coordinator: User
) -> None:
    example = make_shown(cast.workshop, cast.contact, criterion, coordinator)
    check = reverse("assessments:example-check", args=[example.ref])
    assert desk.post(check, {"reason": ""}).status_code == 400
    desk.post(check, {"reason": "Tekstissä on nimi."})
    assert "Viikkopalaveri" not in html_of(client, WORK)


def test_hostile_text_is_shown_as_text(client: Client, cast: Cast, criterion: Criterion, coordinator: User) -> None:
    make_shown(cast.workshop, cast.contact, criterion, coordinator, title="<b>x</b>", text="<script>alert(1)</script>{{7*7}}**ei**")
    page = html_of(client, WORK)
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{7*7}}**ei**" in page


@pytest.mark.parametrize("person", ["worker", "stranger", "coordinator"])
def test_workshops_pages_do_not_exist_for_others(
    cast: Cast, criterion: Criterion, coordinator: User, client_of: Callable[[User], Client], person: str
) -> None:
    example = make_example(cast.workshop, cast.contact, criterion)
    by = {"worker": cast.workers[0], "stranger": cast.stranger, "coordinator": coordinator}[person]
    client = client_of(by)
    for name in ("example-list", "example-create"):
        assert client.get(reverse(f"assessments:{name}", args=[cast.workshop.ref])).status_code == 404
    assert client.post(reverse("assessments:example-withdraw", args=[example.ref])).status_code == 404
    assert PublicExample.objects.get().status == "waiting"


@pytest.mark.parametrize("person", ["contact", "stranger"])
def test_coordinators_pages_do_not_exist_for_others(
    cast: Cast, criterion: Criterion, client_of: Callable[[User], Client], person: str
) -> None:
    example, client = make_example(cast.workshop, cast.contact, criterion), client_of(getattr(cast, person))
    assert client.get(reverse("assessments:example-check-list")).status_code == 404
    assert client.get(reverse("assessments:example-check", args=[example.ref])).status_code == 404
    assert client.post(reverse("assessments:example-approve", args=[example.ref])).status_code == 404
    assert client.post(reverse("assessments:public-sheet-order")).status_code == 404
    assert PublicExample.objects.get().status == "waiting"


@pytest.mark.parametrize("count", [1, 3])
def test_lists_take_the_same_number_of_queries(cast: Cast, contact: Client, desk: Client, criterion: Criterion, count: int) -> None:
    for number in range(count):
        make_example(cast.workshop, cast.contact, criterion, title=f"Esimerkki {number}")
    counts = []
    for client, address in (
        (contact, reverse("assessments:example-list", args=[cast.workshop.ref])),
        (desk, reverse("assessments:example-check-list")),
    ):
        assert html_of(client, address).count("Lupa annettu") == count
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        counts.append(len(captured))
    assert counts == [6, 6]
