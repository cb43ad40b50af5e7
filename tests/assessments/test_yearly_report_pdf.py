"""The PDFs for funders and everybody: the yearly report and "Laatutyö Suomessa" on one page; content, HTML, structure."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from lxml import html as documents

from assessments.reports import public_sheet_html, yearly_html
from assessments.selectors.public_work import public_work, sheet_examples
from assessments.selectors.yearly_reports.content import yearly_text
from config.toolkit.errors import NotAllowedError
from config.toolkit.pdf.rendering import render_pdf
from criteria.models import Criterion
from tests.access.crawler import pdf_text
from tests.factories.assessments import Cast
from tests.factories.criteria import make_version
from tests.factories.summaries import make_nation, make_year
from tests.factories.yearly_reports import WRITTEN_AT, YEAR, make_draft, make_published, make_shown
from tests.pdf_structure import assert_pdf_ua, bookmarks
from workshops.models import User, Workshop

pytestmark = pytest.mark.django_db
ON = WRITTEN_AT.date()
HOSTILE = "# Otsikko\n\n<script>alert(1)</script> [x](javascript:alert(1)) {{7*777}} [laatu](https://tpy.example)\n\n- a\n- b"


def pages_of(data: bytes) -> int:
    with pikepdf.open(BytesIO(data)) as pdf:
        return len(pdf.pages)


def test_report_as_context_html_and_pdf(coordinator: User) -> None:
    version, nation = make_version(criteria=4), make_nation(15)
    make_year(version, nation[:10], YEAR - 1)
    report = make_draft(coordinator, make_year(version, nation, YEAR), introduction=HOSTILE)
    with pytest.raises(NotAllowedError):
        yearly_html(report)
    report.published_at, report.published_by, report.valid_marks = WRITTEN_AT, coordinator, 7
    report.save()
    text = yearly_text(report, ON)
    html = yearly_html(report)
    assert html == yearly_html(report)
    found = documents.document_fromstring(html)
    assert len(found.findall(".//h1")) == 1
    figures = found.xpath("//table[caption[contains(., 'kullakin tasolla')]]")
    assert len(figures) == len(text.areas) == 2
    cells = [cell.text_content().strip() for cell in figures[0].xpath(".//tbody/tr[1]/td")]
    assert cells[:4] == [str(count) for count in text.areas[0].lines[0].counts]
    data = render_pdf(html)

    assert_pdf_ua(data)
    words = pdf_text(data)
    for shown in ("Laatutyö vuonna 2025", "<script>alert(1)</script>", "{{7*777}}", "Tasot ovat nousseet.", "Kiitos kaikille."):
        assert shown in words
    assert [title for title in bookmarks(data) if "Johdanto" in str(title)]
    assert data == render_pdf(html)


def test_published_twice_asked_is_the_same_file(coordinator: User, media: Path, django_capture_on_commit_callbacks) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        report = make_published(coordinator)
    [file] = media.glob("*.pdf")
    assert file.read_bytes() == render_pdf(yearly_html(report))


def shown_example(coordinator: User, text: str, *, title: str = "Otsikko", cast: Cast | None = None) -> Workshop:
    cast = cast or Cast()
    criterion = Criterion.objects.order_by("pk").first() or Criterion.objects.get(area__version=make_version(), code="K1.1")
    make_shown(cast.workshop, cast.contact, criterion, coordinator, title=title, text=text)
    return cast.workshop


def test_sheet_as_context_html_and_pdf(coordinator: User) -> None:
    make_year(make_version(), make_nation(6), YEAR)
    workshop = shown_example(coordinator, "Suunnittelemme viikon yhdessä. <script>alert(1)</script>")
    work = public_work(ON)
    assert (work.reached.workshops, work.reached.municipalities, len(sheet_examples())) == (6, 2, 1)
    html = public_sheet_html(on=ON, as_of=ON)
    assert documents.document_fromstring(html).xpath("//strong[.='6']")
    data = render_pdf(html)
    assert_pdf_ua(data)
    assert pages_of(data) == 1
    words = pdf_text(data)
    for shown in ("Tilanne 3.2.2026.", "Suunnittelemme viikon yhdessä. <script>alert(1)</script>", workshop.name):
        assert shown in words


@pytest.mark.parametrize(
    "text",
    ["Suunnittelemme viikon yhdessä. " * 48, "W" * 1_500, "a\n" * 24 + "b", "\n".join("a" * 25), "Wiikko " * 214, "ä" * 80, ""],
    ids=["long", "wide", "all lines", "too many lines", "wide words", "short", "none"],
)
def test_sheet_is_always_one_page(coordinator: User, text: str) -> None:
    make_year(make_version(), make_nation(6), YEAR)
    cast = Cast()
    cast.workshop.name = "Työpaja " + "W" * 190
    cast.workshop.save()
    for _number in range(6 if text else 0):
        shown_example(coordinator, text, title="W" * 120, cast=cast)
    data = render_pdf(public_sheet_html(on=ON, as_of=ON))
    assert pages_of(data) == 1
    assert_pdf_ua(data)
