"""The demo's decisions, taken on audited applications of the factories: each case ends as it says, and the pack is ready."""

from __future__ import annotations

import datetime as dt
from random import Random

import pytest

from assessments.demo.calendar import DemoCalendar
from assessments.demo.content import decisions
from assessments.demo.decisions import decide_case, decision_urls, render_pack_of
from assessments.demo.stage import Stage
from assessments.models import Application, Decision, QualityMark
from config.toolkit.working_days import is_working_day
from tests.factories.applications import make_coordinator
from tests.factories.auditing import FINAL_AT, audited, make_decider, make_final

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
NOW = FINAL_AT + dt.timedelta(days=60)  # more than the oldest step's working days after the reports


@pytest.fixture
def stage(db: None) -> Stage:
    stage = Stage(rng=Random(1), calendar=DemoCalendar(NOW), tell=lambda _: None)
    stage.logins = {"decider": make_decider(), "coordinator": make_coordinator()}
    return stage


def test_every_case_ends_as_it_says(stage: Stage) -> None:
    ends = {}
    for case in decisions()["cases"]:
        application = audited(make_final())
        assert application.round is not None
        stage.rounds["past"] = application.round
        decide_case(stage, application, case)
        ends[case] = Application.objects.get(pk=application.pk).status
    assert ends == {"conditional": "granted", "refused": "refused", "superseded": "granted"}
    conditional = Decision.objects.get(application__status="granted", supersedes=None, outcome="granted")
    assert conditional.follow_up.note
    assert QualityMark.objects.filter(revoked_at=None).count() == 2
    moments = list(Decision.objects.values_list("recorded_at", flat=True))
    assert max(moments) < NOW
    assert all(is_working_day(moment.date()) for moment in moments)
    assert set(decision_urls()) == {"decision_list"}
    pack = render_pack_of(stage, "past", NOW)
    assert pack.status == "ready"
    assert set(decision_urls()) == {"decision_list", "decision_pack_pdf"}
