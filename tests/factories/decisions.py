"""Decisions on audited applications for tests, recorded by the service that records them in life."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from assessments.models import Application, Assessment, Decision, DraftComment
from assessments.services.decisions import record_decision
from tests.factories.auditing import FINAL_AT, audited, make_decider, make_final
from workshops.models import User

DECIDED_AT = FINAL_AT + dt.timedelta(days=14)
DECIDED_DATE = timezone.localdate(DECIDED_AT)
CONDITIONS = {"conditions": "Kirjoittakaa perehdytyssuunnitelma.", "conditions_due_date": DECIDED_DATE + dt.timedelta(days=90)}


def ruling(**changes: Any) -> dict[str, Any]:
    """What a decider records: the mark is granted without conditions, unless changed."""
    said = {"outcome": "granted", "decided_date": DECIDED_DATE, "minutes_section": "2/2027 § 7", "reasons": ""}
    return {**said, "conditions": "", "conditions_due_date": None, **changes}


def refusal(**changes: Any) -> dict[str, Any]:
    return ruling(outcome="refused", reasons="Ohjauksen suunnitelmallisuus puuttuu vielä.", **changes)


def correction(before: Decision, **changes: Any) -> dict[str, Any]:
    """What a decider records instead of a decision that was wrong."""
    return {**ruling(**changes), "supersedes": before, "correction_reason": "Pykälä oli kirjattu väärin."}


def make_decided(application: Application | None = None, by: User | None = None, at: dt.datetime = DECIDED_AT, **changes: Any) -> Decision:
    """A decision on an application whose report is final; granted unless changed."""
    application = application or audited(make_final())
    return record_decision(application=application, by=by or make_decider(), at=at, **ruling(**changes))


def make_refused(application: Application | None = None, by: User | None = None, at: dt.datetime = DECIDED_AT) -> Decision:
    application = application or audited(make_final())
    return record_decision(application=application, by=by or make_decider(), at=at, **refusal())


def add_comment(audit: Assessment, by: User, text: str = "Työpajassa on neljä valmentajaa, ei kolmea.", answer: str = "") -> DraftComment:
    answered = {"answer": answer, "answered_at": FINAL_AT, "answered_by": by} if answer else {}
    return DraftComment.objects.create(assessment=audit, text=text, written_at=FINAL_AT, written_by=by, **answered)
