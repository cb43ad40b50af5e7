"""The mark follows the decision that counts (docs/decisions/0030); runs in the decision's transaction, under the application's lock."""

from __future__ import annotations

import datetime as dt

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from assessments.models import Decision, QualityMark
from assessments.services.marks import grant_mark, last_day, revoke_mark
from workshops.models import User
from workshops.services.audit_events import record_event


def settle_mark(decision: Decision, *, by: User, at: dt.datetime) -> None:
    """Leave the application with the mark that the decision means: none that holds after a refusal, one of its days after a grant.

    A mark that holds already stays the same mark, with its code, certificate address and consent. One that has been revoked stays revoked:
    a decision that grants after that makes another.
    """
    held = QualityMark.objects.select_for_update(of=("self",)).filter(application=decision.application_id, revoked_at=None).first()
    if not decision.is_granted:
        if held is not None:
            revoke_mark(mark=held, reason=_reason(decision), by=by, at=at)
    elif held is None:
        grant_mark(decision=decision, by=by, at=at)
    else:
        _follow(held, decision, by=by, at=at)


def _reason(decision: Decision) -> str:
    words = _("Päätös oikaistiin %(day)s (%(section)s): laatumerkkiä ei myönnetä.")
    return words % {"day": date_format(decision.decided_date, "j.n.Y"), "section": decision.minutes_section}


def _follow(mark: QualityMark, decision: Decision, *, by: User, at: dt.datetime) -> None:
    before = {"decision": mark.decision.ref if mark.decision else "", "granted": mark.granted_date.isoformat()}
    round_ = decision.application.round
    assert round_ is not None  # decided
    mark.decision, mark.granted_date = decision, decision.decided_date
    mark.last_date = last_day(decision.decided_date, round_.validity_years)
    mark.full_clean()
    mark.save(update_fields=["decision", "granted_date", "last_date"])
    details = {"decision": decision.ref, "granted": mark.granted_date.isoformat(), "before": before}
    record_event(action="mark_followed_decision", obj=mark, by=by, at=at, organisation=mark.organisation, details=details)
