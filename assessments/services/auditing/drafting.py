"""The course of an audit's report: begun after the visit, and given to the workshop to comment when nothing is missing."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.lifecycle import AuditStatus
from assessments.mail.audits import mail_draft_ready
from assessments.models import Application, Assessment, CommentPeriod
from assessments.permissions import can_read_as_auditor
from assessments.selectors.auditing.gaps import report_gaps
from assessments.selectors.auditing.report_course import comment_period_of
from assessments.selectors.deadline_reminders import working_days_beside
from assessments.services.auditing.audits import move_audit
from assessments.services.guards import access_of, lock_application, lock_assessment, require
from config.toolkit.errors import WrongStateError
from config.toolkit.working_days import working_day_on_or_after
from workshops.models import User


@transaction.atomic
def start_report(*, audit: Assessment, by: User, at: dt.datetime) -> Assessment:
    """Begin the report of an audit whose visit has been made; any of its auditors may. Return the audit.

    From now on the pair agrees: each may still change her own rating with a reason. Again changes nothing. Raises `WrongStateError` in any
    other state, `NotAllowedError` for one who does not audit it.
    """
    application, audit = _lock(audit, by, at)
    if audit.status == AuditStatus.DRAFTING:
        return audit
    move_audit(audit, application, "start_report", by=by, at=at)
    return audit


@transaction.atomic
def ask_comments(*, audit: Assessment, by: User, at: dt.datetime) -> CommentPeriod:
    """Give the whole draft to the workshop, which points out factual errors until the last day of the returned period.

    Again, while the workshop comments, changes nothing.

    Raises `WrongStateError` while something that keeps the report back is missing, naming how many things are; and, as `NotAllowedError`,
    as `start_report`.
    """
    application, audit = _lock(audit, by, at)
    period = comment_period_of(audit)
    if audit.status == AuditStatus.COMMENTING and period is not None:
        return period
    if audit.status == AuditStatus.DRAFTING:
        missing = sum(gap.is_blocking for gap in report_gaps(audit))
        if missing:
            raise WrongStateError(
                _("Luonnosta ei voi vielä lähettää. Puutteita on %(count)s, ja ne näkyvät sivulla Tarkista.") % {"count": missing}
            )
    move_audit(audit, application, "ask_comments", by=by, at=at)
    period = CommentPeriod(assessment=audit, opened_at=at, opened_by=by, last_date=_last_date(application, timezone.localdate(at)))
    period.full_clean()
    period.save()
    mail_draft_ready(audit, application, period, at)
    return period


def _lock(audit: Assessment, by: User, at: dt.datetime) -> tuple[Application, Assessment]:
    """Lock the application, then the audit, so that nothing is written while it moves."""
    application = lock_application(Application.objects.get(audits=audit.pk))
    audit = lock_assessment(audit)
    audit.application = application
    require(can_read_as_auditor(access_of(by, at), application))
    return application, audit


def _last_date(application: Application, today: dt.date) -> dt.date:
    """Return the round's days ahead, moved on to a working day: due dates keep off weekends, quiet times and the round's breaks."""
    assert application.round is not None  # an audited application has one
    breaks = application.round.breaks.values_list("first_date", "last_date")
    planned = today + dt.timedelta(days=application.round.comment_days)
    return working_day_on_or_after(planned, working_days_beside(breaks))
