"""An audit whose report is being written, for the tests of access: the peer and another have confirmed, and have agreed on something."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assessments.lifecycle import AuditStatus
from assessments.models import Assessment
from assessments.selectors.results import criteria_of
from assessments.services.auditing.findings import GivenResult, save_audit_result, save_audit_strengths, save_conclusion
from assessments.services.auditing.invitations import accept_seat
from tests.access.applications import make_application
from tests.access.auditing import NAMED_AT, invite
from tests.factories.auditing import make_confirmed, make_visit

if TYPE_CHECKING:
    from tests.access.cast import World

REPORT = "report"  # the state of the application, by which its audit is known


def make_draft(world: World) -> None:
    """Write the beginning of a report: one result, the strengths of one area, the conclusion."""
    world.applications[REPORT] = make_application(world, REPORT)
    for seat in invite(world, REPORT, "peer", "second_peer"):
        accept_seat(seat=seat, declared=True, by=seat.auditor.user, at=NAMED_AT)
    audit = make_confirmed(Assessment.objects.get(pk=world.audits[REPORT].pk))
    make_visit(audit, visited=True, agreed_at=NAMED_AT, visited_at=NAMED_AT)
    Assessment.objects.filter(pk=audit.pk).update(status=AuditStatus.DRAFTING)
    by = {"audit": audit, "revision": 0, "by": world.users["peer"], "at": NAMED_AT}
    [criterion, *_others] = criteria_of(audit)
    save_audit_result(criterion=criterion, given=GivenResult(suggestion="Kootkaa palaute."), **by)
    save_audit_strengths(area=criterion.area, strengths="Arki on selkeä.", **by)
    save_conclusion(summary="Työpaja tuntee tehtävänsä.", recommendation="", needed="", **by)
    for row in (world.applications[REPORT], world.audits[REPORT]):
        row.refresh_from_db()
