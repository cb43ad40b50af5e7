"""Reports of audits for the tests of access: one that its workshop comments, one that is checked, a final one."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from assessments.lifecycle import ApplicationStatus, AuditStatus
from assessments.models import Application, Assessment, CommentPeriod, ConfirmedRating, DraftComment, Rating
from assessments.selectors.results import criteria_of
from assessments.services.auditing.invitations import accept_seat
from assessments.services.classification import store_classification
from assessments.services.reports import request_report
from tests.access.applications import make_application
from tests.access.auditing import NAMED_AT, invite
from tests.access.markers import REPORTED, marker
from tests.factories.auditing import make_results, make_visit

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.access.cast import World

REPORT_STATES = ("commenting", "checking", "final")  # of the audit, and the name of its application
ANSWERED = "answered"  # the application whose report has been commented, and its comments answered: only its sending is left
PAGES = ("report", "report-download", "report-state", "report-retry", "comments", "comments-finish", "answers", "send", "check", "return")
OF_COMMENTS = ("comment-update", "comment-remove", "comment-answer")
LAST_DATE = dt.date(2026, 12, 7)  # the workshop may comment when the pages are asked for


def make_reports(world: World) -> None:
    """Write the later states as rows: the services that make them have tests of their own. Each report has a comment."""
    for state in (*REPORT_STATES, ANSWERED):
        application = world.applications[state] = make_application(world, state)
        for seat in invite(world, state, "peer", "second_peer"):
            accept_seat(seat=seat, declared=True, by=seat.auditor.user, at=NAMED_AT)
        audit = world.audits[state]
        audit.refresh_from_db()
        _rate(world, audit)
        make_visit(audit, visited=True)
        make_results(audit)
        _comment(world, state, audit)
        _move(world, state, audit, application)
        for row in (application, audit):
            row.refresh_from_db()


def report_addresses() -> dict[str, dict[str, Callable[[World], dict[str, str]]]]:
    """Return the lines of every address of a report, on each of them and on an audit that is being read."""
    of_audits = {state: _ref_of(state) for state in ("in_audit", *REPORT_STATES)}
    of_comments = {state: _comment_of(state) for state in REPORT_STATES}
    lines = {f"assessments:audit-{page}": of_audits for page in (*PAGES, "approve", "close")}
    lines["assessments:audit-send"] = {**of_audits, ANSWERED: _ref_of(ANSWERED)}
    return {**lines, **{f"assessments:audit-{page}": of_comments for page in OF_COMMENTS}}


def _ref_of(state: str) -> Callable[[World], dict[str, str]]:
    return lambda world: {"ref": world.audits[state].ref}


def _comment_of(state: str) -> Callable[[World], dict[str, str]]:
    return lambda world: {"ref": world.audits[state].ref, "comment": world.comments[state].ref}


def _body(**fields: str) -> Callable[[World], dict[str, str]]:
    return lambda _world: fields


REPORT_BODIES = {
    "assessments:audit-comments": _body(criterion="", text="Luku on väärä."),
    "assessments:audit-comment-update": _body(text="Luku on väärä.", revision="1"),
    "assessments:audit-comment-remove": _body(revision="1"),
    "assessments:audit-comment-answer": _body(answer="Korjasimme.", revision="1"),
    "assessments:audit-return": _body(reason="Suositus puuttuu."),
}


def _rate(world: World, audit: Assessment) -> None:
    """Let the auditors confirm what nobody but the pair may ever read."""
    level, verdict = audit.version.scale.levels.order_by("value")[0], audit.version.verdicts.all()[0]
    for place in audit.participants.active():
        person = next(name for name, user in world.users.items() if user.pk == place.user_id)
        given = {"answer": "level", "level": level, "verdict": verdict, "note": marker(person, "HUOMIO", REPORTED)}
        for criterion in criteria_of(audit):
            Rating.objects.create(participant=place, criterion=criterion, saved_at=NAMED_AT, **given)
            ConfirmedRating.objects.create(participant=place, criterion=criterion, confirmed_at=NAMED_AT, **given)


def _comment(world: World, state: str, audit: Assessment) -> None:
    auditor = world.users["peer"]
    last_date = NAMED_AT.date() if state == ANSWERED else LAST_DATE
    CommentPeriod.objects.create(assessment=audit, opened_at=NAMED_AT, opened_by=auditor, last_date=last_date)
    answered = {"answer": "Korjasimme luvun.", "answered_at": NAMED_AT, "answered_by": auditor} if state != "commenting" else {}
    written = {"written_at": NAMED_AT, "written_by": world.users["contact"]}
    world.comments[state] = DraftComment.objects.create(assessment=audit, text="Työryhmiä on kolme.", **written, **answered)


def _move(world: World, state: str, audit: Assessment, application: Application) -> None:
    fields: dict[str, object] = {"status": AuditStatus.COMMENTING if state == ANSWERED else state}
    if state == "final":
        fields |= {"completed_at": NAMED_AT, "first_completed_at": NAMED_AT, "completed_by": world.users["coordinator"]}
        store_classification(audit)
        Application.objects.filter(pk=application.pk).update(status=ApplicationStatus.AUDITED)
        request_report(assessment=audit, at=NAMED_AT)
    Assessment.objects.filter(pk=audit.pk).update(**fields)
