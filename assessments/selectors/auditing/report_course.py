"""How far an audit's report is on its way from the draft to the final one: who comments until when, and what was returned why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from assessments.lifecycle import (
    AUDIT_STATUS_LABELS,
    AUDIT_TRANSITIONS,
    DECIDED_STATUSES,
    ApplicationStatus,
    AuditStatus,
    SeatStatus,
)
from assessments.models import Assessment, AuditSeat, CommentPeriod, DraftComment, ReportReturn
from assessments.selectors.audience import people_with
from assessments.selectors.auditing.audit_report import for_reports
from assessments.selectors.auditing.report_access import checked_audits, commented_audits, readable_reports
from workshops.roles import Permission

if TYPE_CHECKING:
    import datetime as dt

    from django.db.models import QuerySet

    from assessments.models import Application
    from workshops.permissions import Access

Lines = list[tuple[str, str]]
CLOSING_STATUSES = DECIDED_STATUSES | {ApplicationStatus.WITHDRAWN}  # of the application whose audit may be closed


def report_pages(access: Access) -> QuerySet[Assessment]:
    """Return the audits whose report the asker reads now, each with what its pages name."""
    return _with_units(for_reports(readable_reports(access)))


def comment_pages(access: Access) -> QuerySet[Assessment]:
    """Return the audits whose draft the asker's workshop comments now, each with what its pages name."""
    return _with_units(for_reports(commented_audits(access)))


def check_pages(access: Access) -> QuerySet[Assessment]:
    """Return the audits whose report a coordinator checks or has sent back, each with what its pages name; for others none."""
    return _with_units(for_reports(checked_audits(access)))


def _with_units(audits: QuerySet[Assessment]) -> QuerySet[Assessment]:
    return audits.prefetch_related("application__units__workshop")


def comment_period_of(audit: Assessment) -> CommentPeriod | None:
    """Return the period of commenting that counts, the newest; None when the workshop has not been asked; one query."""
    return audit.comment_periods.first()


def is_commented(audit: Assessment, on: dt.date) -> bool:
    """Tell whether the workshop may comment on the Helsinki day; one query."""
    period = comment_period_of(audit) if audit.status == AuditStatus.COMMENTING else None
    return period is not None and period.is_open(on)


def comments_of(audit: Assessment) -> list[DraftComment]:
    """Return the workshop's comments, those on the whole first, then by criterion; one query."""
    return list(audit.draft_comments.select_related("criterion", "written_by", "answered_by"))


def return_in_force(audit: Assessment) -> ReportReturn | None:
    """Return why the report was sent back, as long as it is being put right by those to whom it was sent; one query.

    An auditor who has come in since has not made the report that was returned: with her it is written and commented anew.
    """
    return _returns(audit).first() if audit.status == AuditStatus.DRAFTING else None


def _returns(audit: Assessment) -> QuerySet[ReportReturn]:
    later = AuditSeat.objects.filter(assessment=OuterRef("assessment"), status=SeatStatus.ACCEPTED, accepted_at__gt=OuterRef("returned_at"))
    asked_again = CommentPeriod.objects.filter(assessment=OuterRef("assessment"), opened_at__gt=OuterRef("returned_at"))
    return ReportReturn.objects.filter(~Exists(later), ~Exists(asked_again), assessment=audit)


def returned_seats(seats: QuerySet[AuditSeat]) -> QuerySet[AuditSeat]:
    """Return those of the seats whose audit has a returned report to put right: the twin of `return_in_force`."""
    returns = _returns(OuterRef("assessment"))  # type: ignore[arg-type]  # the audit of the outer row
    return seats.filter(Exists(returns), assessment__status=AuditStatus.DRAFTING)


def returns_of(audit: Assessment) -> list[ReportReturn]:
    """Return every time the report was sent back, the last one first; one query."""
    return list(audit.report_returns.select_related("returned_by"))


def hindrance(audit: Assessment, on: dt.date) -> str:
    """Return why the report cannot leave its auditors for the coordinators on the day; empty when it can, apart from its gaps."""
    if is_commented(audit, on):
        return _("Työpajan kommentointiaika on vielä kesken.")
    if audit.status == AuditStatus.DRAFTING and return_in_force(audit) is None:
        return _("Lähetä raportti ensin työpajan kommentoitavaksi.")
    if audit.status not in AUDIT_TRANSITIONS["send_to_check"].sources:
        label = AUDIT_STATUS_LABELS[AuditStatus(audit.status)]
        return _("Raporttia ei voi nyt lähettää tarkistettavaksi, sillä auditoinnin tila on ”%(state)s”.") % {"state": label}
    return ""


def can_be_closed(audit: Assessment, application: Application) -> bool:
    """Tell whether nothing is waited for any more: the report is final, and the application decided or withdrawn."""
    return audit.status == AuditStatus.FINAL and application.status in CLOSING_STATUSES


# Kuka näkee tämän? -----------------------------------------------------------------------------------------------------------


def who_sees_comment() -> Lines:
    """Return who reads a comment and its answer: `readable_reports`."""
    people = {"applicants": people_with(Permission.APPLY), "coordinators": people_with(Permission.MANAGE_ROUNDS)}
    return [
        (_("Nyt"), _("Hakemuksen työpajojen %(applicants)s, auditoitsijat ja yhdistyksen %(coordinators)s.") % people),
        (
            _("Kun raportti on valmis"),
            _("Kommentti ja vastaus ovat osa raporttia. Sen lukevat myös hakemuksen työpajojen työntekijät ja päättäjät."),
        ),
    ]


def who_sees_return() -> Lines:
    """Return who reads why a report was returned."""
    coordinators = {"coordinators": people_with(Permission.MANAGE_ROUNDS)}
    return [(_("Nyt ja myöhemmin"), _("Auditoitsijat ja yhdistyksen %(coordinators)s. Hakija ei näe palautuksen syytä.") % coordinators)]
