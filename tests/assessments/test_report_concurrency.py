"""Many at once on real connections: a report is approved, sent and returned once, and a comment is one (Conc-03)."""

from __future__ import annotations

import pytest

from assessments.models import Assessment, Report, ReportReturn
from assessments.services.auditing.checking import approve_report, return_report, send_to_check
from assessments.services.auditing.commenting import finish_commenting, write_comment
from config.toolkit.errors import DomainError
from tests.assessments.test_checking import AFTER, REASON, auditor_of, make
from tests.assessments.test_commenting import TEXT, mails
from tests.assessments.test_concurrency import at_once
from tests.factories.applications import make_coordinator
from tests.factories.assessments import Cast
from tests.factories.auditing import DRAFTED_AT
from workshops.models import AuditEvent

pytestmark = pytest.mark.django_db(transaction=True)


def events(action: str) -> int:
    return AuditEvent.objects.filter(action=action).count()


def test_approve_twenty_times_at_once_moves_mails_and_orders_once() -> None:
    coordinator = make_coordinator()
    audit = make("checking", coordinator)
    results = at_once(lambda _: approve_report(audit=audit, by=coordinator, at=AFTER))
    assert all(isinstance(result, Assessment) for result in results)
    assert (events("audit_approve_report"), events("application_finish_audit"), Report.objects.count()) == (1, 1, 1)
    assert (len(mails("report_final")), len(mails("report_final_auditors"))) == (1, 2)


def test_approve_and_return_at_once_leave_one_truth() -> None:
    coordinator = make_coordinator()
    audit = make("checking", coordinator)

    def act(number: int) -> object:
        if number % 2:
            return approve_report(audit=audit, by=coordinator, at=AFTER)
        return return_report(audit=audit, reason=REASON, by=coordinator, at=AFTER)

    results = at_once(act)
    assert all(isinstance(result, Assessment | ReportReturn | DomainError) for result in results)
    assert events("audit_approve_report") + events("audit_return_report") == 1
    assert Report.objects.count() == events("audit_approve_report")
    assert ReportReturn.objects.count() == events("audit_return_report")


def test_send_and_comment_at_once_lose_no_comment() -> None:
    cast, coordinator = Cast(), make_coordinator()
    audit = make("commenting", coordinator, cast)
    auditor = auditor_of(audit)
    at_once(lambda _: write_comment(audit=audit, criterion=None, text=TEXT, by=cast.contact, at=DRAFTED_AT))
    assert audit.draft_comments.count() == events("draft_commented") == 1
    at_once(lambda _: finish_commenting(audit=audit, by=cast.contact, at=DRAFTED_AT))
    assert (events("comments_finished"), len(mails("comments_finished"))) == (1, 2)
    audit.draft_comments.update(answer="Korjattu.", answered_at=DRAFTED_AT, answered_by=auditor)
    at_once(lambda _: send_to_check(audit=audit, by=auditor, at=AFTER))
    assert events("audit_send_to_check") == 1
    assert mails("report_to_check").count(coordinator) == 1
