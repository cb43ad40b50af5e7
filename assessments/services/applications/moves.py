"""The one writer of an application's status."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from assessments.lifecycle import APPLICATION_TRANSITIONS, LIVE_STATUSES, ApplicationStatus
from assessments.models import Application
from assessments.services.guards import require_application_state
from config.toolkit.errors import WrongStateError
from config.toolkit.models import require_lengths
from workshops.models import User
from workshops.services.audit_events import record_event


def move_application(
    application: Application, name: str, *, by: User | None, at: dt.datetime, details: dict[str, Any] | None = None, **fields: Any
) -> Application:
    """Write the status as a guarded update, free or take the covered workshops, and record the event; the caller holds the row's lock.

    Raises `WrongStateError` when the state has no such move, `ValidationError` for a text too long. Who may is asked by the caller.
    """
    transition = APPLICATION_TRANSITIONS[name]
    require_application_state(application, transition.sources)
    source = ApplicationStatus(application.status)
    application.status = transition.target
    for field, value in fields.items():
        setattr(application, field, value)
    require_lengths(application)
    if not Application.objects.filter(pk=application.pk, status=source).update(status=transition.target, **fields):
        raise WrongStateError(_("Joku muu ehti muuttaa hakemuksen tilaa."))
    if (source in LIVE_STATUSES) != (transition.target in LIVE_STATUSES):
        application.units.update(ended_at=None if transition.target in LIVE_STATUSES else at)
    recorded = {"from": source.value, **(details or {})}
    record_event(action=f"application_{name}", obj=application, by=by, at=at, organisation=application.organisation, details=recorded)
    return application
