"""Change since last time: on the results page and in the PDF, per criterion and per area."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.urls import reverse

from assessments.choices import Answer
from assessments.file_store import open_stored
from assessments.models import Assessment, Report
from assessments.reports import render_assessment_report, report_html
from assessments.selectors.report import report_of
from assessments.services.carry_over import confirm_unchecked
from assessments.services.drafts import create_self_assessments
from assessments.services.phases import complete_assessment, reopen_assessment, start_jointly
from assessments.services.results import save_result
from criteria.models import FrameworkVersion
from tests.factories.assessments import AT, Cast
from tests.factories.criteria import make_version
from tests.pdf_structure import assert_pdf_ua

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

LATER = AT + dt.timedelta(days=3)


def completed(cast: Cast, version: FrameworkVersion, values: dict[str, int | None], *, at: dt.datetime = AT, **draft: bool) -> Assessment:
    """Complete a self-assessment with these levels by criterion code; None is "ei koske"."""
    areas = list(version.areas.filter(code__in={code.split(".")[0] for code in values}))
    [made] = create_self_assessments(
        workshops=[cast.workshop], version=version, areas=areas, title=f"Itsearviointi {at:%Y-%m-%d}", by=cast.contact, at=at, **draft
    )
    joint = start_jointly(assessment=made, by=cast.contact, at=at)
    for code, value in values.items():
        agree(joint, code, value, cast, at)
    return complete_assessment(assessment=joint, by=cast.leader, at=at)


def agree(joint: Assessment, code: str, value: int | None, cast: Cast, at: dt.datetime) -> None:
    area = joint.areas.get(code=code.split(".", maxsplit=1)[0])
    stored = joint.results.filter(criterion__code=code).first()
    save_result(
        assessment=joint,
        criterion=area.criteria.get(code=code),
        answer=Answer.LEVEL if value else Answer.NOT_APPLICABLE,
        level=joint.version.scale.levels.get(value=value) if value else None,
        reason="" if value else "Ei tiloja.",
        revision=stored.revision if stored else 0,
        by=cast.contact,
        at=at,
    )


def changes(assessment: Assessment) -> dict[str, tuple[str, str] | None]:
    rows = [row for area in report_of(assessment).areas for row in area.criteria]
    return {row.criterion.code: row.change and (row.change.sign, row.change.words) for row in rows}


def test_change_of_a_criterion_in_words_and_with_a_sign() -> None:
    cast, version = Cast(workers=0), make_version(areas=2, criteria=3)
    completed(cast, version, {"K1.1": 2, "K1.2": 3, "K1.3": None})
    completed(cast, version, {"K2.1": 4, "K2.2": None, "K2.3": 2}, at=AT + dt.timedelta(days=1))
    now = completed(cast, version, {"K1.1": 3, "K1.2": 2, "K1.3": 1, "K2.1": 4, "K2.2": None, "K2.3": None}, at=LATER)
    assert changes(now) == {
        "K1.1": ("↑", "Noussut, viimeksi 2 Kehittyvä."),
        "K1.2": ("↓", "Laskenut, viimeksi 3 Vakiintunut."),
        "K1.3": ("", "Viimeksi ei koskenut työpajaa."),
        "K2.1": ("=", "Ennallaan."),
        "K2.2": ("", "Viimeksi ei koskenut työpajaa."),
        "K2.3": ("", "Viimeksi 2 Kehittyvä."),
    }


def test_first_time_has_no_column_and_a_new_area_says_so(client_of) -> None:
    cast, version = Cast(workers=0), make_version(areas=2, criteria=1)
    first = completed(cast, version, {"K1.1": 2})
    assert "Muutos edelliseen" not in report_html(first)
    html = report_html(completed(cast, version, {"K1.1": 2, "K2.1": 3}, at=LATER))
    assert html.count("Muutos edelliseen") == 3  # the column, and each criterion
    assert "Ensimmäistä kertaa." in html


def test_change_of_an_area_compares_medians_and_halves_are_shown() -> None:
    cast, version = Cast(workers=0), make_version(areas=1, criteria=2)
    completed(cast, version, {"K1.1": 2, "K1.2": 3})
    [area] = report_of(completed(cast, version, {"K1.1": 3, "K1.2": 3}, at=LATER)).areas
    assert area.change is not None
    assert (area.change.sign, area.change.words) == ("↑", "Noussut, viimeksi 2,5.")
    html = report_html(Assessment.objects.latest("completed_at"))
    assert "Edellisellä kerralla" in html


def test_another_workshop_and_a_later_time_are_not_the_previous_one() -> None:
    cast, version = Cast(workers=0), make_version(areas=1, criteria=1)
    first = completed(cast, version, {"K1.1": 2})
    completed(Cast(workers=0), version, {"K1.1": 4})
    completed(cast, version, {"K1.1": 4}, at=LATER)
    assert changes(first) == {"K1.1": None}
    assert changes(completed(Cast(workers=0), version, {"K1.1": 4}, at=LATER)) == {"K1.1": None}


def test_another_scale_is_told_and_not_compared() -> None:
    cast, version = Cast(workers=0), make_version(areas=1, criteria=1)
    completed(cast, version, {"K1.1": 2})
    other = make_version(areas=1, criteria=1, levels=5, framework=version.framework)
    now = completed(cast, other, {"K1.1": 3}, at=LATER)
    assert changes(now) == {"K1.1": ("", "Viimeksi 2 Kehittyvä, toisella asteikolla.")}
    assert "Edellisellä kerralla" not in report_html(now)
    alien = make_version(areas=1, criteria=1)
    assert changes(completed(cast, alien, {"K1.1": 3}, at=LATER + dt.timedelta(days=1))) == {"K1.1": None}


def test_completed_one_tells_how_many_were_confirmed_changed_and_left(client_of) -> None:
    cast, version = Cast(workers=0), make_version(areas=1, criteria=3)
    earlier = completed(cast, version, {"K1.1": 2, "K1.2": 2, "K1.3": 2})
    areas = list(version.areas.all())
    [draft] = create_self_assessments(
        workshops=[cast.workshop], version=version, areas=areas, title="Toinen", from_previous=True, by=cast.contact, at=LATER
    )
    joint = start_jointly(assessment=draft, by=cast.contact, at=LATER)
    confirm_unchecked(assessment=joint, criterion_codes={"K1.1"}, by=cast.contact, at=LATER)
    agree(joint, "K1.2", 3, cast, LATER)
    now = complete_assessment(assessment=joint, by=cast.leader, at=LATER)
    sentence = "Viime kerran tuloksista ennallaan pidettiin 1 ja muutettiin 1. Tarkistamatta on 1."
    page = client_of(cast.leader).get(reverse("assessments:assessment-results", args=[now.ref])).content.decode()
    for html in (page, report_html(now)):
        assert sentence in html
        assert html.count("Tarkistamatta: tuotu muualta") == 1
    reopened = reopen_assessment(assessment=earlier, reason="Yksi virhe.", by=cast.leader, at=LATER)
    agree(reopened, "K1.1", 4, cast, LATER)
    assert sentence in report_html(now)


def test_pdf_with_a_change_is_accessible_and_byte_identical() -> None:
    cast, version = Cast(workers=0), make_version(areas=2, criteria=2)
    completed(cast, version, {"K1.1": 2, "K1.2": 2})
    now = completed(cast, version, {"K1.1": 3, "K1.2": 1, "K2.1": 2, "K2.2": None}, at=LATER)
    report = Report.objects.get(assessment=now)
    render_assessment_report(report_id=report.pk, at=LATER)
    report.refresh_from_db()
    assert report.file is not None
    assert_pdf_ua(open_stored(report.file).read())
    again = Report.objects.create(assessment=now, requested_at=LATER)
    render_assessment_report(report_id=again.pk, at=LATER)
    again.refresh_from_db()
    assert again.file == report.file


@pytest.mark.parametrize("times", [1, 3])
def test_results_page_takes_the_same_queries_after_any_number_of_times(client_of, django_assert_max_num_queries, times: int) -> None:
    cast, version = Cast(workers=0), make_version(areas=2, criteria=2)
    for number in range(times):
        completed(cast, version, {"K1.1": 2, "K1.2": 2}, at=AT + dt.timedelta(days=number))
    now = completed(cast, version, {"K1.1": 3, "K1.2": 1}, at=LATER, from_previous=True)
    client, url = client_of(cast.leader), reverse("assessments:assessment-results", args=[now.ref])
    client.get(url)
    with django_assert_max_num_queries(15):
        html = client.get(url).content.decode()
    assert re.search(r"Viime kerran tuloksista ennallaan pidettiin 0 ja muutettiin 2\.", html)
