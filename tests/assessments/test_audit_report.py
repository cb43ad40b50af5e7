"""The report of an audit: what it holds, its HTML and its PDF, and how the PDF is ordered and stored."""

from __future__ import annotations

import hashlib
import time
from decimal import Decimal
from io import BytesIO

import pikepdf
import pytest

from assessments.choices import TEXT_MAX_LENGTH, Answer, ReportStatus
from assessments.file_store import open_stored, path_of
from assessments.models import AreaSummary, Assessment, Conclusion, DraftComment, Rating, Report, Result, StoredFile, Visit
from assessments.models.report import SILENCE_MAX
from assessments.reports import audit_html, render_assessment_report
from assessments.selectors.auditing.audit_report import audit_report_of, for_reports
from assessments.selectors.auditing.report_words import level_difference, said_in_words
from assessments.selectors.charts import audit_profile
from assessments.selectors.results import criteria_of
from assessments.services.reports import request_report, retry_report
from config.toolkit.errors import NotAllowedError, WrongStateError
from config.toolkit.pdf.rendering import render_pdf
from tests.factories.applications import make_open, make_round
from tests.factories.assessments import Cast
from tests.factories.auditing import DRAFTED_AT, FINAL_AT, make_audit, make_auditable, make_final, make_levelled
from tests.factories.auditing import LEVEL_NAME as TOP
from tests.factories.criteria import make_version
from tests.pdf_structure import assert_pdf_ua, bookmarks, heading_levels
from workshops.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]

HOSTILE = '<script>alert(1)</script><img src="file:///etc/passwd" onerror="x()"> {{7*7}} javascript:alert(2) & "loppu"'


def loaded(audit: Assessment) -> Assessment:
    return for_reports(Assessment.objects.all()).get(pk=audit.pk)


def comment_on(audit: Assessment, number: int | None, text: str = "Ryhmiä on kolme.", answer: str = "Korjasimme luvun.") -> DraftComment:
    criterion = None if number is None else criteria_of(audit)[number]
    by = audit.seats.order_by("pk")[0].auditor.user
    answered = {"answer": answer, "answered_at": DRAFTED_AT, "answered_by": by} if answer else {}
    return DraftComment.objects.create(assessment=audit, criterion=criterion, text=text, written_at=DRAFTED_AT, written_by=by, **answered)


def fill(audit: Assessment, text: str) -> Assessment:
    """The same text in everything that a person may write into the report."""
    fields = ("suggestion", "seen_in_documents", "heard_in_interviews", "seen_on_visit", "verdict_reason")
    audit.results.update(**dict.fromkeys(fields, text))
    Conclusion.objects.filter(assessment=audit).update(summary=text, needed=text)
    Visit.objects.filter(assessment=audit).update(people=text[:4000])
    by = audit.seats.order_by("pk")[0].auditor.user
    for area in audit.areas.all():
        AreaSummary.objects.create(assessment=audit, area=area, strengths=text, saved_at=DRAFTED_AT, saved_by=by)
    comment_on(audit, None, text[:4000], text[:4000])
    comment_on(audit, 0, text[:4000], text[:4000])
    return audit


def rendered(audit: Assessment) -> Report:
    report = Report.objects.filter(assessment=audit).order_by("-pk")[0]
    render_assessment_report(report_id=report.pk, at=FINAL_AT)
    report.refresh_from_db()
    return report


def ordered(audit: Assessment) -> Assessment:
    request_report(assessment=audit, at=FINAL_AT)
    return audit


# What it holds -----------------------------------------------------------------------------------------------------------------


def test_report_sets_the_workshops_levels_beside_the_agreed_ones() -> None:
    report = audit_report_of(loaded(make_final(make_levelled(Cast()))))
    first, last = report.areas
    assert [(row.said.level, row.value) for row in first.criteria] == [(4, 3), (4, 3)]
    assert [(row.said.level, row.said_words) for row in last.criteria] == [(4, "Ei kertonut tasoa"), (None, "Ei koske työpajaa")]
    assert (first.said_median, first.agreed_median, last.said_median) == (4, 3, 4)
    assert {row.difference for row in first.criteria} == {"Auditoinnin taso on yhden tason matalampi kuin työpajan oma."}
    assert report.verdicts_in_words == "Kriteereitä on 4. Täyttyy: 4."


def test_report_shows_half_medians_and_areas_that_do_not_concern() -> None:
    audit = make_final(make_levelled(Cast()))
    first, _second, third, fourth = audit.results.order_by("criterion__order")
    Result.objects.filter(pk=first.pk).update(level=audit.version.scale.levels.get(value=2))
    nothing = {"answer": Answer.NOT_APPLICABLE, "level": None, "verdict": None, "reason": "Palvelua ei ole."}
    Result.objects.filter(pk__in=[third.pk, fourth.pk]).update(**nothing)
    report = audit_report_of(loaded(audit))
    assert [area.agreed_median for area in report.areas] == [Decimal("2.5"), None]
    assert [row.agreed_words for row in report.areas[1].criteria] == ["Ei koske työpajaa"] * 2
    assert report.verdicts_in_words == "Kriteereitä on 4. Täyttyy: 2, ilman kantaa: 2."
    html = audit_html(loaded(audit))
    assert ">2,5</span>" in html
    assert "2,5</span><span>" not in html  # a half has no name
    assert "<span>–</span>" in html
    assert "Palvelua ei ole." in html


@pytest.mark.parametrize(
    ("said", "agreed", "words"),
    [
        (3, 3, "Työpaja ja auditoitsijat päätyivät samaan tasoon."),
        (3, 2, "Auditoinnin taso on yhden tason matalampi kuin työpajan oma."),
        (4, 2, "Auditoinnin taso on 2 tasoa matalampi kuin työpajan oma."),
        (2, 3, "Auditoinnin taso on yhden tason korkeampi kuin työpajan oma."),
        (1, 4, "Auditoinnin taso on 3 tasoa korkeampi kuin työpajan oma."),
        (None, 2, "Työpajan omaa tasoa ei ole, joten tasoja ei verrata."),
        (2, None, "Auditoitsijat katsoivat, ettei kriteeri koske työpajaa."),
    ],
)
def test_difference_is_said_in_words(said: int | None, agreed: int | None, words: str) -> None:
    assert level_difference(said, agreed) == words


def test_answers_without_a_level_are_four_different_things() -> None:
    words = [said_in_words(answer, is_missing=False) for answer in ("", "not_applicable", "dont_know")] + [
        said_in_words("", is_missing=True)
    ]
    assert words == ["Ei kertonut tasoa", "Ei koske työpajaa", "Ei osaa sanoa", "Ei kirjoittanut tästä"]


def test_report_never_holds_an_auditors_own_rating() -> None:
    audit = make_final(make_levelled(Cast()))
    Rating.objects.filter(participant__assessment=audit).update(note="OMA HUOMIO", reason="OMA SYY", change_reason="OMA MUUTOS")
    with_ratings = audit_html(loaded(audit))
    assert "OMA" not in with_ratings
    lower = audit.version.scale.levels.get(value=1)
    Rating.objects.filter(participant__assessment=audit).update(level=lower, verdict=audit.version.verdicts.last())
    assert audit_html(loaded(audit)) == with_ratings


def test_facts_name_the_auditors_the_visit_and_whom_they_met() -> None:
    audit = make_final(make_levelled(Cast()))
    facts = dict(audit_report_of(loaded(audit)).all_facts)
    assert facts["Auditoinnin laji"] == "Vertaisauditointi"
    assert facts["Auditoitsijat"].count("Aune Auditoitsija, ") == 2
    assert facts["Käynti"] == "14.1.2027 klo 9.00, Pajakuja 3, Kivikunta"
    assert facts["Keitä tavattiin"] == "Esihenkilö ja kolme valmentajaa"
    assert facts["Raportti valmis"] == "13.2.2027"
    Visit.objects.update(is_remote=True, place="", link="https://etana.example/salainen")
    assert dict(audit_report_of(loaded(audit)).facts)["Käynti"] == "Etähaastattelu 14.1.2027 klo 9.00"
    assert "salainen" not in audit_html(loaded(audit))


def test_facts_are_those_of_the_submission_when_names_change_later() -> None:
    audit = make_final(make_levelled(Cast()))
    before = audit_html(loaded(audit))
    audit.workshop.name = "Uusi nimi"
    audit.workshop.save()
    assert audit_html(loaded(audit)) == before


def test_report_says_that_the_workshop_had_nothing_to_say() -> None:
    audit = make_final(make_levelled(Cast()))
    assert audit_report_of(loaded(audit)).comments_in_words.endswith("asti. Asiavirheitä ei ilmoitettu.")
    comment_on(audit, None)
    comment_on(audit, 1)
    report = audit_report_of(loaded(audit))
    assert report.comments_in_words.endswith("Työpaja antoi 2 kommenttia.")
    assert [criterion.code for criterion in report.commented] == ["K1.2"]
    html = audit_html(loaded(audit))
    assert html.count("Ryhmiä on kolme.") == html.count("Korjasimme luvun.") == 2


def test_picture_has_both_medians_and_its_words() -> None:
    report = audit_report_of(loaded(make_final(make_levelled(Cast()))))
    lines = audit_profile(report).wide.lines
    assert [(line.row.value, line.row.other) for line in lines] == [(4, 3), (4, 3)]
    assert all(line.value_x and line.other_x and line.value_x > line.other_x for line in lines)
    assert [entry.label.text for entry in audit_profile(report).wide.legend][:2] == ["Työpajan oma", "Auditointi"]


@pytest.mark.parametrize("size", [(1, 1), (3, 4)])
def test_report_takes_the_same_queries_at_any_size(size: tuple[int, int], django_assert_num_queries) -> None:
    audit = make_final(make_auditable(into=make_round(version=make_version(areas=size[0], criteria=size[1]))))
    comment_on(audit, 0)
    audit = loaded(audit)
    with django_assert_num_queries(10):
        audit_html(audit)


# HTML and PDF ------------------------------------------------------------------------------------------------------------------


def test_html_shows_hostile_text_as_text() -> None:
    html = audit_html(loaded(fill(make_final(make_levelled(Cast())), HOSTILE)))
    assert "<script>alert(1)" not in html
    assert "<img" not in html
    assert html.count("&lt;script&gt;alert(1)&lt;/script&gt;") == 4 * 5 + 2 + 1 + 2 + 4
    assert "{{7*7}}" in html


def test_pdf_is_accessible_and_has_a_bookmark_for_each_criterion() -> None:
    audit = ordered(fill(make_final(make_levelled(Cast())), HOSTILE))
    report = rendered(audit)
    assert report.status == ReportStatus.READY
    assert report.file is not None
    data = open_stored(report.file).read()
    assert_pdf_ua(data)
    assert report.file.sha256 == hashlib.sha256(data).hexdigest()
    titles = bookmarks(data)
    assert titles[:2] == ["Auditointiraportti", "Suositus ja yhteenveto"]
    with pikepdf.open(BytesIO(data)) as pdf, pdf.open_outline() as outline:
        [cover] = outline.root
        tree = {part.title: [each.title for each in part.children] for part in cover.children}
    assert tree["K1 Osa-alue 1"] == ["Osa-alueen vahvuudet", "K1.1 Kriteeri K1.1", "K1.2 Kriteeri K1.2"]
    assert list(tree)[-2:] == ["Työpajan kommentit", "Auditoinnin tiedot"]
    assert heading_levels(data)[:3] == [1, 2, 2]


def test_pdf_of_texts_at_their_limit_is_made_in_seconds() -> None:
    """Inject-12: the longest a person may write, in one field of every kind."""
    words = ("Pitkä sana ja toinenkin pitkä sana. " * 300)[:TEXT_MAX_LENGTH]
    audit = make_final(make_levelled(Cast()))
    Conclusion.objects.filter(assessment=audit).update(summary=words, needed="\n".join("a" * 500))
    audit.results.filter(pk=audit.results.all()[0].pk).update(seen_on_visit=words, suggestion="x" * TEXT_MAX_LENGTH)
    html = audit_html(loaded(audit))
    began = time.process_time()
    data = render_pdf(html)
    assert time.process_time() - began < 5
    assert_pdf_ua(data)


def test_pdf_of_unchanged_content_is_rendered_once_and_byte_identical() -> None:
    audit = ordered(make_final(make_levelled(Cast())))
    first = rendered(audit)
    assert first.file is not None
    stored = StoredFile.objects.count()
    second = rendered(ordered(audit))
    assert (second.pk != first.pk, second.file, StoredFile.objects.count()) == (True, first.file, stored)
    before = path_of(first.file).read_bytes()
    path_of(first.file).unlink()
    Report.objects.update(content_sha256="")
    assert rendered(ordered(audit)).file == first.file
    assert path_of(first.file).read_bytes() == before


# Ordering (Crash-05, Crash-06) --------------------------------------------------------------------------------------------------


def test_worker_killed_twice_leaves_the_report_failed_and_it_can_be_ordered_again() -> None:
    audit = make_final(make_levelled(Cast()))
    contact: User = audit.application.contact  # type: ignore[union-attr]
    Report.objects.create(assessment=audit, requested_at=FINAL_AT, status=ReportStatus.RENDERING, attempts=2, started_at=FINAL_AT)
    report = rendered(audit)
    assert (report.status, report.file) == (ReportStatus.FAILED, None)
    retry_report(assessment=audit, by=contact, at=FINAL_AT)
    assert rendered(audit).status == ReportStatus.READY
    with pytest.raises(WrongStateError):
        retry_report(assessment=audit, by=contact, at=FINAL_AT + SILENCE_MAX)


def test_renderer_that_gives_up_leaves_the_report_failed(settings) -> None:
    audit = ordered(make_final(make_levelled(Cast())))
    settings.PDF_WALL_SECONDS = 0
    assert rendered(audit).status == ReportStatus.FAILED
    assert not StoredFile.objects.filter(reports__assessment=audit).exists()


@pytest.mark.parametrize("state", ["drafting", "commenting", "checking"])
def test_pdf_of_a_draft_cannot_be_ordered(state: str) -> None:
    audit = make_audit(state, make_levelled(Cast()))
    people = [audit.application.contact, audit.seats.order_by("pk")[0].auditor.user]  # type: ignore[union-attr]
    for person in people:
        with pytest.raises(NotAllowedError):
            retry_report(assessment=audit, by=person, at=FINAL_AT)
    assert not Report.objects.filter(assessment=audit).exists()


def test_report_of_nothing_submitted_is_an_error() -> None:
    audit = make_final(make_levelled(Cast()))
    Assessment.objects.filter(pk=audit.pk).update(application=make_open(Cast(), audit.application.round))  # type: ignore[union-attr]
    with pytest.raises(audit.application.submissions.model.DoesNotExist):  # type: ignore[union-attr]
        audit_report_of(loaded(audit))


def test_level_names_are_those_of_the_version() -> None:
    assert TOP in audit_html(loaded(make_final(make_levelled(Cast()))))
