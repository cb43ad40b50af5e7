"""What is decided in the demo: on audited applications, case by case, and the pack of their round."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.urls import reverse

from assessments.demo.content import decisions
from assessments.demo.stage import Stage
from assessments.models import Application, DecisionPack
from assessments.reports import render_decision_pack
from assessments.services.decision_packs import order_decision_pack
from assessments.services.decisions import follow_up_conditions, record_decision

Step = dict[str, Any]
WORDS = ("outcome", "reasons", "conditions", "correction_reason")


def decide_case(stage: Stage, application: Application, case: str) -> None:
    """Take the case's steps on the application, whose report is final before the first of them."""
    deciding = Deciding(stage, application)
    for step in decisions()["cases"][case]:
        getattr(deciding, step["do"])(step)


def render_pack_of(stage: Stage, round_key: str, at: dt.datetime) -> DecisionPack:
    """Order the decider's pack of the round and render it here, so that it is ready without a worker."""
    pack = order_decision_pack(round_=stage.rounds[round_key], by=stage.logins["decider"], at=at)
    render_decision_pack(pack_id=pack.pk, at=at)
    pack.refresh_from_db()
    return pack


def decision_urls() -> dict[str, str]:
    """Return the decider's pages for the manifest: the list, and the pack that has been made; none before there is one."""
    pack = DecisionPack.objects.filter(status="ready").select_related("round").order_by("pk").last()
    urls = {"decision_list": reverse("assessments:decision-list")}
    if pack is not None:
        urls["decision_pack_pdf"] = reverse("assessments:decision-pack-download", args=[pack.round.ref])
    return urls


class Deciding:
    """The decisions on one application, step by step."""

    def __init__(self, stage: Stage, application: Application) -> None:
        self.stage, self.application = stage, application

    def record(self, step: Step) -> None:
        self._record(step)

    def correct(self, step: Step) -> None:
        self._record(step, supersedes=self.application.decisions.current().get())

    def met(self, step: Step) -> None:
        at = self.stage.calendar.ago(step["day"], 9, 35)
        decision = self.application.decisions.current().get()
        by = self.stage.logins["coordinator"]
        follow_up_conditions(decision=decision, met_date=at.date(), note=step["note"], by=by, at=at)

    def _record(self, step: Step, **more: Any) -> None:
        at = self.stage.calendar.ago(step["day"], 15, 10)
        due_date = self.stage.calendar.ahead(step["conditions_ahead"]) if "conditions_ahead" in step else None
        record_decision(
            application=self.application,
            decided_date=at.date(),
            minutes_section=f"{at.year}/{step['minutes_section']}",
            conditions_due_date=due_date,
            **{name: step.get(name, "") for name in WORDS},
            **more,
            by=self.stage.logins["decider"],
            at=at,
        )
