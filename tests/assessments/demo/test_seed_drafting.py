"""The demo: a report that is half written, as the data promises."""

from __future__ import annotations

import pytest
from django.utils import timezone

from assessments.demo.content import drafting
from assessments.lifecycle import AuditStatus
from assessments.models import Assessment, ConfirmedRating, Rating, Result
from assessments.names_in_text import names_in
from assessments.selectors.auditing.gaps import report_gaps
from config.toolkit.working_days import is_working_day

pytestmark = pytest.mark.xdist_group("demo")  # one process makes the demo for all of them


def report(demo: dict) -> Assessment:
    return Assessment.objects.get(ref=demo["urls"]["audit_drafting"].split("/")[2])


def test_report_is_half_written(demo, db):
    audit = report(demo)
    assert audit.status == AuditStatus.DRAFTING
    assert ConfirmedRating.objects.filter(participant__assessment=audit).count() == 2 * 31
    results = Result.objects.filter(assessment=audit)
    assert 12 <= results.exclude(suggestion="").count() < results.count() < 31
    assert results.exclude(verdict_reason="").count() == 1
    assert Rating.objects.filter(participant__assessment=audit).exclude(change_reason="").count() == 2
    assert any(gap.is_blocking for gap in report_gaps(audit))
    assert audit.plan.ends_date > timezone.localdate()


def test_nothing_of_it_is_written_on_a_holiday_or_in_the_future(demo, db):
    audit = report(demo)
    moments = [
        *Result.objects.filter(assessment=audit).values_list("saved_at", flat=True),
        *audit.visits.values_list("starts_at", flat=True),
    ]
    moments += ConfirmedRating.objects.filter(participant__assessment=audit).values_list("confirmed_at", flat=True)
    assert max(moments) <= timezone.now()
    assert [moment for moment in moments if not is_working_day(timezone.localdate(moment))] == []


def test_findings_are_whole_full_sentences_and_name_nobody():
    for findings in drafting()["findings"].values():
        assert len(findings["results"]) == 31
        texts = [*findings["strengths"].values()]
        texts += [text for row in findings["results"].values() for name, text in row.items() if name not in {"level", "verdict"}]
        assert [text for text in texts if text[-1] != "." or names_in(text)] == []
