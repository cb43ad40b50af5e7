"""Two auditors at once on real connections: one text wins and the others are told, and the draft goes to the workshop once."""

from __future__ import annotations

import pytest

from assessments.choices import Answer
from assessments.lifecycle import AuditStatus
from assessments.models import Assessment, CommentPeriod, Conclusion, Result
from assessments.selectors.auditing.gaps import report_gaps
from assessments.services.auditing.drafting import ask_comments, start_report
from assessments.services.auditing.findings import GivenResult, accept_pair_results, save_audit_result, save_conclusion
from assessments.services.auditing.seats import replace_auditor
from config.toolkit.errors import DomainError, StaleRevisionError
from tests.assessments.test_audit_ratings import auditors_of, criterion_of, levels_of, verdict_of
from tests.assessments.test_concurrency import AT_ONCE, at_once
from tests.factories.applications import make_coordinator
from tests.factories.auditing import DRAFTED_AT, make_audit, make_drafting
from workshops.models import AuditEvent, OutgoingMail, User

pytestmark = pytest.mark.django_db(transaction=True)
AT = DRAFTED_AT


def write(audit: Assessment, by: User, value: int, revision: int = 0) -> Result:
    """Save another level and another text than any other writer."""
    level, verdict = levels_of(audit)[value % 4], verdict_of(audit, "met")
    what = GivenResult(answer=Answer.LEVEL, level=level, verdict=verdict, suggestion=f"Ehdotus {value}.")
    return save_audit_result(audit=audit, criterion=criterion_of(audit), given=what, revision=revision, by=by, at=AT)


def test_pair_that_saves_at_once_keeps_one_result_and_is_told() -> None:
    """Conc-01, Conc-05."""
    audit = make_drafting()
    pair = auditors_of(audit)
    results = at_once(lambda number: write(audit, pair[number % 2], number))
    [saved] = [one for one in results if isinstance(one, Result)]
    assert sum(isinstance(one, StaleRevisionError) for one in results) == AT_ONCE - 1
    assert Result.objects.get().suggestion == saved.suggestion


def test_conclusions_at_once_keep_one() -> None:
    audit = make_drafting()
    pair = auditors_of(audit)
    said = {"recommendation": "supported", "needed": "", "revision": 0, "at": AT}
    results = at_once(lambda number: save_conclusion(audit=audit, summary=f"Yhteenveto {number}.", by=pair[number % 2], **said))
    [saved] = [one for one in results if isinstance(one, Conclusion)]
    assert sum(isinstance(one, StaleRevisionError) for one in results) == AT_ONCE - 1
    assert Conclusion.objects.get().summary == saved.summary


def test_what_the_pair_agrees_on_is_accepted_once() -> None:
    audit = make_drafting()
    pair = auditors_of(audit)
    codes = {"K1.1", "K1.2", "K2.1", "K2.2"}
    results = at_once(lambda number: accept_pair_results(audit=audit, criterion_codes=codes, by=pair[number % 2], at=AT))
    assert sorted(len(one) for one in results if isinstance(one, list)) == [*([0] * (AT_ONCE - 1)), 4]
    assert {result.revision for result in Result.objects.all()} == {1}


def test_report_is_begun_once() -> None:
    audit = make_audit(AuditStatus.VISITED)
    pair = auditors_of(audit)
    results = at_once(lambda number: start_report(audit=audit, by=pair[number % 2], at=AT))
    assert sum(isinstance(one, Assessment) for one in results) == AT_ONCE
    assert AuditEvent.objects.filter(action="audit_start_report").count() == 1


def test_draft_goes_to_the_workshop_once() -> None:
    audit = make_audit(AuditStatus.DRAFTING)
    pair = auditors_of(audit)
    results = at_once(lambda number: ask_comments(audit=audit, by=pair[number % 2], at=AT))
    assert {one.pk for one in results} == set(CommentPeriod.objects.values_list("pk", flat=True))
    assert CommentPeriod.objects.count() == 1
    assert OutgoingMail.objects.filter(kind="draft_ready").count() == 1


def test_save_and_sending_at_once_leave_one_truth() -> None:
    """What the workshop reads has no gaps and does not change: a save is in the draft that was checked, or refused."""
    audit = make_audit(AuditStatus.DRAFTING)
    first, second = auditors_of(audit)

    def act(number: int) -> object:
        if number == AT_ONCE // 2:
            return ask_comments(audit=audit, by=first, at=AT)
        return save_audit_result(audit=audit, criterion=criterion_of(audit), given=GivenResult(), revision=1, by=second, at=AT)

    at_once(act)
    audit.refresh_from_db()
    is_whole = not any(gap.is_blocking for gap in report_gaps(audit))
    assert (audit.status == AuditStatus.COMMENTING) is is_whole


def test_replacing_and_saving_at_once_leave_one_truth() -> None:
    coordinator = make_coordinator()
    audit = make_drafting(by=coordinator)
    first, _second = auditors_of(audit)
    seat = audit.seats.get(auditor__user=first)

    def act(number: int) -> object:
        if number == AT_ONCE // 2:
            return replace_auditor(seat=seat, by=coordinator, at=AT)
        return write(audit, first, number)

    results = at_once(act)
    audit.refresh_from_db()
    assert audit.status == AuditStatus.ASSIGNING
    assert sum(isinstance(one, Result) for one in results) == Result.objects.count() <= 1
    assert all(isinstance(one, DomainError | Result) or one is results[AT_ONCE // 2] for one in results)
