"""What the workshops of the demo have agreed to do, and how far it is."""

from __future__ import annotations

import datetime as dt
from typing import Any

from assessments.choices import ActionStatus
from assessments.demo.content import actions
from assessments.demo.stage import Stage
from assessments.services.actions import Agreed, create_action, update_action_status
from workshops.models import User


def agree_on_actions(stage: Stage) -> None:
    """Agree on every action of the data file, and tell how far those are that have gone on."""
    for row in actions():
        workshop, contact = stage.workshops[row["workshop"]], stage.contacts[row["workshop"]]
        result = None
        if "from" in row:
            result = stage.assessments[row["from"]].results.select_related("assessment", "criterion").get(criterion__code=row["code"])
        owner = _owner(stage, row)
        agreed = Agreed(
            what=row["what"], owner=owner, owner_name="" if owner else str(row.get("owner", "")), due_date=_due_date(stage, row)
        )
        action = create_action(workshop=workshop, agreed=agreed, result=result, by=contact, at=stage.calendar.ago(row["agreed"], 13))
        if "status" in row:
            update_action_status(
                action=action,
                status=ActionStatus(row["status"]),
                drop_reason=row.get("drop_reason", ""),
                notes=row.get("notes", ""),
                revision=action.revision,
                by=owner or contact,
                at=stage.calendar.ago(row["told"], 14),
            )


def _owner(stage: Stage, row: dict[str, Any]) -> User | None:
    owner, workshop = row.get("owner"), row["workshop"]
    people = {"contact": stage.contacts[workshop], "leader": stage.leaders[workshop]}
    return stage.staff[workshop][owner] if isinstance(owner, int) else people.get(owner or "")


def _due_date(stage: Stage, row: dict[str, Any]) -> dt.date | None:
    if "due_ahead" in row:
        return stage.calendar.ahead(row["due_ahead"])
    return stage.calendar.ago(row["due_ago"]).date() if "due_ago" in row else None
