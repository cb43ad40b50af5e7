"""Applications for the quality mark, each taken as far as its plan says."""

from __future__ import annotations

import datetime as dt
from typing import Any

from assessments.choices import Answer, AuditWish
from assessments.demo.content import Applied, applied
from assessments.demo.evidence import add_pieces
from assessments.demo.stage import Stage
from assessments.models import Application
from assessments.selectors.applications.form import criteria_of_application
from assessments.services.applications.answers import fill_from_assessments, save_answer
from assessments.services.applications.ending import renew_application, withdraw_application
from assessments.services.applications.registering import choose_round, open_application, register_application
from assessments.services.applications.submitting import submit_application
from criteria.models import Level
from workshops.models import User

Step = dict[str, Any]
PACE = dt.timedelta(minutes=7)  # from one text to the next


class Applying:
    """One application: its plan, who acts, and what is written."""

    def __init__(self, stage: Stage, plan: dict[str, Any]) -> None:
        self.stage, self.plan = stage, plan
        self.round_key: str = plan.get("round", "")
        self.said: Applied = applied(plan.get("says", ""))
        self.application: Application

    def walk(self) -> None:
        """Take the steps up to the deadline."""
        self._take(self.plan["steps"])

    def go_on(self) -> None:
        """Take the steps after the deadline."""
        self._take(self.plan.get("after", []))

    def _take(self, steps: list[Step]) -> None:
        for step in steps:
            getattr(self, step["do"])(step)

    # --- the steps

    def register(self, step: Step) -> None:
        stage, plan = self.stage, self.plan
        self.application = stage.applications[plan["key"]] = register_application(
            workshops=[stage.workshops[key] for key in plan["workshops"]],
            wish=AuditWish(plan["wish"]),
            contact=stage.contacts[plan["workshops"][0]],
            into=None if step.get("early") else stage.rounds.get(self.round_key),
            by=self._who(step),
            at=stage.calendar.ago(step["day"], 9, 40),
        )

    def choose(self, step: Step) -> None:
        into, at = self.stage.rounds[self.round_key], self.stage.calendar.ago(step["day"], 13, 30)
        choose_round(application=self.application, into=into, by=self._who(step), at=at)

    def begin(self, step: Step) -> None:
        at = self.stage.calendar.ago(step["day"], 10, 5)
        open_application(application=self.application, by=self._who(step), at=at)

    def fill(self, step: Step) -> None:
        sources = [self.stage.assessments[key] for key in step["sources"]]
        at = self.stage.calendar.ago(step["day"], 10, 20)
        fill_from_assessments(application=self.application, assessments=sources, by=self._who(step), at=at)

    def write(self, step: Step) -> None:
        self._write(step, self.said.texts, self.stage.calendar.ago(step["day"], 9, 12))

    def rewrite(self, step: Step) -> None:
        self._write(step, self.said.later, self.stage.calendar.ago(step["day"], 13, 10))

    def evidence(self, step: Step) -> None:
        application, at = self._fresh(), self.stage.calendar.ago(step["day"], 14, 30)
        by_code = {criterion.code: criterion for criterion in criteria_of_application(application)}
        add_pieces(key=self.plan["evidence"], holder=application, by_code=by_code, by=self._who(step), at=at)

    def submit(self, step: Step) -> None:
        submit_application(application=self.application, by=self._who(step), at=self.stage.calendar.ago(step["day"], 15, 20))

    def withdraw(self, step: Step) -> None:
        at = self.stage.calendar.ago(step["day"], 9, 30)
        withdraw_application(application=self.application, reason=step["reason"], by=self._who(step), at=at)

    def renew(self, step: Step) -> None:
        at = self.stage.calendar.ago(step["day"], 11, 15)
        renew_application(application=self.application, into=self.stage.rounds[step["into"]], by=self._who(step), at=at)

    # --- what they need

    def _write(self, step: Step, texts: dict[str, str], at: dt.datetime) -> None:
        """Save the texts one by one; a level that is brought stays unless another is told."""
        application = self._fresh()
        assert application.round is not None
        levels = {level.value: level for level in Level.objects.filter(scale=application.round.version.scale_id)}
        rows = {row.criterion_id: row for row in application.answers.select_related("level")}
        for criterion in criteria_of_application(application):
            if criterion.code not in texts or criterion.area.code not in step.get("areas", [criterion.area.code]):
                continue
            row = rows.get(criterion.pk)
            level = levels.get(self.said.levels.get(criterion.code, 0)) or (row.level if row else None)
            save_answer(
                application=application,
                criterion=criterion,
                text=texts[criterion.code],
                answer=Answer.LEVEL if level else row.answer if row else "",
                level=level,
                revision=row.revision if row else 0,
                by=self._who(step),
                at=at,
            )
            at += PACE

    def _fresh(self) -> Application:
        return Application.objects.select_related("round__version").get(pk=self.application.pk)

    def _who(self, step: Step) -> User:
        """The contact of the first unit, or its leader when the step says so."""
        people = self.stage.leaders if step.get("by") == "leader" else self.stage.contacts
        return people[self.plan["workshops"][0]]
