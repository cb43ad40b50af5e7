"""The report of a self-assessment: what it holds, the HTML, the PDF, and how it is ordered and stored."""

from __future__ import annotations

import datetime as dt
import hashlib
from io import BytesIO

import pikepdf
import pytest
from django.test import Client

from assessments.choices import Answer, ReportStatus
from assessments.file_store import open_stored, path_of
from assessments.models import Assessment, Report, StoredFile
from assessments.models.report import SILENCE_MAX
from assessments.reports import render_assessment_report, report_html
from assessments.selectors.report import report_of
from assessments.selectors.results import criteria_of
from assessments.services.phases import complete_assessment, reopen_assessment
from assessments.services.reports import request_report, retry_report
from assessments.services.results import save_area_summary, save_result
from config.toolkit.errors import WrongStateError
from tests.factories.assessments import AT, Cast, make_completed, make_joint
from tests.factories.criteria import make_version
from tests.pdf_structure import assert_pdf_ua

pytestmark = pytest.mark.django_db

HOSTILE = '<script>alert(1)</script><img src="file:///etc/passwd" onerror="x()"> {{7*7}} javascript:alert(2) & "loppu"'


def completed_with_texts(cast: Cast, text: str = "Viikko suunnitellaan yhdessä.") -> Assessment:
    assessment = make_joint(cast, [1, 2, 3, 3])
    first, second, *rest = criteria_of(assessment)
    levels = {level.value: level for level in assessment.version.scale.levels.all()}
    common = {"assessment": assessment, "by": cast.contact, "at": AT, "revision": 0}
    save_result(criterion=first, answer=Answer.LEVEL, level=levels[1], current_practice=text, development=text, **common)  # type: ignore[arg-type]
    save_result(criterion=second, answer=Answer.NOT_APPLICABLE, reason=text, **common)  # type: ignore[arg-type]
    for criterion in rest:
        save_result(criterion=criterion, answer=Answer.LEVEL, level=levels[4], **common)  # type: ignore[arg-type]
    save_area_summary(assessment=assessment, area=assessment.areas.all()[0], strengths=text, revision=0, by=cast.contact, at=AT)
    return complete_assessment(assessment=assessment, by=cast.leader, at=AT)


def rendered(assessment: Assessment) -> Report:
    report = Report.objects.filter(assessment=assessment).order_by("-pk")[0]
    render_assessment_report(report_id=report.pk, at=AT)
    report.refresh_from_db()
    return report


def test_report_of_holds_medians_highlights_and_the_stored_names() -> None:
    cast = Cast(workers=3)
    assessment = completed_with_texts(cast)
    report = report_of(assessment)
    first, second = report.areas[0], report.areas[1]
    assert [first.median, second.median] == [1, 4]  # the second criterion of the first area does not concern the workshop
    assert [str(row.criterion.code) for row in report.to_develop] == [criteria_of(assessment)[0].code]
    assert all(row.value == 4 for row in report.strongest)
    assert report.classification.workshop_name == cast.workshop.name
    assert report.raters == 4


def test_report_of_an_area_that_does_not_concern_has_no_median() -> None:
    cast = Cast()
    assessment = make_joint(cast, version=make_version(areas=1, criteria=1))
    save_result(
        assessment=assessment,
        criterion=criteria_of(assessment)[0],
        answer=Answer.NOT_APPLICABLE,
        reason="Ei tiloja.",
        revision=0,
        by=cast.contact,
        at=AT,
    )
    report = report_of(complete_assessment(assessment=assessment, by=cast.leader, at=AT))
    assert (report.areas[0].median, report.strongest, report.to_develop) == (None, (), ())


@pytest.mark.parametrize(("workers", "shown"), [(2, False), (3, True)])
def test_report_shows_a_spread_from_four_ratings_up(workers: int, shown: bool) -> None:
    cast = Cast(workers=workers)
    html = report_html(make_completed(cast, ratings_shown="names"))
    assert ("Omat arviot ennen keskustelua" in html) == shown
    assert not any(user.name in html for user in cast.raters)


@pytest.mark.parametrize("size", [(1, 2, 2), (6, 5, 2), (6, 5, 9)])
def test_report_of_takes_the_same_queries_at_any_size(size: tuple[int, int, int], django_assert_num_queries: object) -> None:
    areas, criteria, workers = size
    assessment = make_completed(Cast(workers=workers), version=make_version(areas=areas, criteria=criteria))
    assessment = Assessment.objects.select_related("workshop__organisation", "version__framework").get(pk=assessment.pk)
    with django_assert_num_queries(11):  # type: ignore[operator]
        report_html(assessment)


def test_report_html_shows_hostile_text_as_text() -> None:
    html = report_html(completed_with_texts(Cast(workers=3), HOSTILE))
    assert "<script>alert(1)" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "{{7*7}}" in html


def test_pdf_is_accessible_and_holds_what_the_page_holds() -> None:
    cast = Cast(workers=3)
    report = rendered(completed_with_texts(cast, HOSTILE))
    assert report.status == ReportStatus.READY
    assert report.file is not None
    data = open_stored(report.file).read()
    assert_pdf_ua(data)
    assert report.file.sha256 == hashlib.sha256(data).hexdigest()
    with pikepdf.open(BytesIO(data)) as pdf:
        assert cast.workshop.name in str(pdf.docinfo.get("/Title", ""))


def test_pdf_of_unchanged_content_is_rendered_once_and_byte_identical() -> None:
    cast = Cast()
    assessment = make_completed(cast)
    first = rendered(assessment)
    request_report(assessment=assessment, at=AT)
    second = rendered(assessment)
    assert second.pk != first.pk
    assert second.file == first.file
    assert StoredFile.objects.count() == 1


def test_pdf_lost_from_the_disk_is_rendered_again_to_the_same_bytes() -> None:
    assessment = make_completed(Cast())
    first = rendered(assessment)
    assert first.file is not None
    before = path_of(first.file).read_bytes()
    path_of(first.file).unlink()
    Report.objects.filter(pk=first.pk).update(content_sha256="")
    request_report(assessment=assessment, at=AT)
    second = rendered(assessment)
    assert second.file == first.file
    assert path_of(first.file).read_bytes() == before


def test_pdf_after_reopening_and_a_change_is_another() -> None:
    cast = Cast()
    assessment = make_completed(cast)
    first = rendered(assessment)
    reopen_assessment(assessment=assessment, reason="Yksi taso oli väärin.", by=cast.leader, at=AT)
    agreed = assessment.results.all()[0]
    level = assessment.version.scale.levels.get(value=1)
    save_result(assessment=assessment, criterion=agreed.criterion, answer=Answer.LEVEL, level=level, revision=1, by=cast.contact, at=AT)
    complete_assessment(assessment=assessment, by=cast.leader, at=AT)
    assert rendered(assessment).file != first.file


def order(assessment: Assessment, **fields: object) -> Report:
    Report.objects.filter(assessment=assessment).delete()
    return Report.objects.create(assessment=assessment, requested_at=AT, **fields)


def test_worker_killed_in_the_middle_is_tried_once_more() -> None:
    assessment = make_completed(Cast())
    report = order(assessment, status=ReportStatus.RENDERING, attempts=1, started_at=AT)
    assert rendered(assessment).status == ReportStatus.READY
    assert Report.objects.get(pk=report.pk).attempts == 2


def test_worker_killed_twice_leaves_the_report_failed_without_a_file() -> None:
    assessment = make_completed(Cast())
    order(assessment, status=ReportStatus.RENDERING, attempts=2, started_at=AT)
    report = rendered(assessment)
    assert (report.status, report.file) == (ReportStatus.FAILED, None)


def test_worker_that_died_for_good_is_shown_failed_and_can_be_ordered_again() -> None:
    cast = Cast()
    assessment = make_completed(cast)
    order(assessment, status=ReportStatus.RENDERING, attempts=2, started_at=AT)
    with pytest.raises(WrongStateError):
        retry_report(assessment=assessment, by=cast.contact, at=AT + SILENCE_MAX)
    retry_report(assessment=assessment, by=cast.contact, at=AT + SILENCE_MAX + dt.timedelta(seconds=1))
    assert sorted(assessment.reports.values_list("status", flat=True)) == ["failed", "queued"]


def test_failed_render_says_so_and_can_be_ordered_again(settings: object) -> None:
    cast = Cast()
    assessment = make_completed(cast)
    order(assessment)
    settings.PDF_WALL_SECONDS = 0  # type: ignore[attr-defined]
    assert rendered(assessment).status == ReportStatus.FAILED
    client = Client()
    client.force_login(cast.contact)
    page = client.get(f"/arvioinnit/{assessment.ref}/tulokset/")
    assert "PDF-raportin tekeminen epäonnistui" in page.content.decode()
    retry_report(assessment=assessment, by=cast.contact, at=AT)
    with pytest.raises(WrongStateError):
        retry_report(assessment=assessment, by=cast.contact, at=AT)
