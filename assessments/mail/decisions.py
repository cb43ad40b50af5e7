"""The e-mails of decisions: to the applicant's contact and leaders, and to coordinators."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from assessments.lifecycle import AuditStatus
from assessments.mail.audits import coordinators
from assessments.models import Application, Decision
from assessments.selectors.applications.listing import unit_names
from assessments.selectors.decisions.appeals import appeal_date
from workshops.mail import absolute_url, queue_mails
from workshops.models import RoleGrant, User
from workshops.roles import Role


def mail_decision(decision: Decision, at: dt.datetime) -> None:
    """Tell the applicant what was decided, and that a decision was corrected; the coordinators too. Reasons are on the page, not here."""
    application = decision.application
    kind = "decision_corrected" if decision.supersedes_id else "decision_made"
    told = list(dict.fromkeys([application.contact, *_leaders(application, at)]))
    _queue(decision, kind, told, at, "application-detail", appeal_date=appeal_date(decision), takes_away=_takes_away(decision))
    others = [person for person in coordinators(at) if person not in told]
    may_close = application.audits.filter(status=AuditStatus.FINAL).exists()
    _queue(decision, "decision_recorded", others, at, "decision-detail", may_close=may_close)


def _takes_away(decision: Decision) -> bool:
    """Tell whether the decision ends the mark that the one before it granted."""
    return decision.supersedes is not None and decision.supersedes.is_granted and not decision.is_granted


def _leaders(application: Application, at: dt.datetime) -> list[User]:
    """Return who leads a covered workshop or its organisation on the day; needs the units loaded."""
    workshops = [unit.workshop for unit in application.units.all()]
    here = Q(workshop__in=workshops) | Q(organisation__in={workshop.organisation_id for workshop in workshops})
    grants = RoleGrant.objects.current(timezone.localdate(at)).filter(here, role=Role.LEADER)
    return list(User.objects.filter(pk__in=grants.order_by().values("user")).order_by("pk"))


def _queue(decision: Decision, kind: str, people: list[User], at: dt.datetime, to: str, **more: Any) -> None:
    application = decision.application
    context: dict[str, Any] = {
        "decision": decision,
        "application": application,
        "round": application.round,
        "unit_names": unit_names(application),
        "url": absolute_url(reverse(f"assessments:{to}", args=[application.ref])),
        **more,
    }
    users = [person for person in people if person.is_active]
    queue_mails(kind=kind, key=f"{kind}:{decision.ref}", context=context, at=at, users=users)
