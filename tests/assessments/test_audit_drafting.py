"""The course of an audit's report: begun after the visit, checked for gaps, and given to the workshop to comment."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments.choices import Answer, Recommendation
from assessments.lifecycle import AuditStatus
from assessments.models import AreaSummary, Assessment, CommentPeriod, Conclusion, DraftComment, Result
from assessments.scoring import verdict_differs
from assessments.selectors.auditing.gaps import GapKind, report_gaps
from assessments.services.auditing.drafting import ask_comments, start_report
from assessments.services.auditing.seats import replace_auditor
from config.toolkit.errors import NotAllowedError, WrongStateError
from tests.assessments.test_audit_ratings import auditors_of, criterion_of, levels_of, verdict_of
from tests.factories.applications import make_round
from tests.factories.assessments import Cast
from tests.factories.auditing import DRAFTED_AT, audited, make_audit, make_auditable, make_drafting
from tests.factories.criteria import make_version
from tests.factories.workshops import UserFactory, WorkshopFactory, grant
from workshops.models import AuditEvent, OutgoingMail, User
from workshops.roles import Role

pytestmark = pytest.mark.django_db
AT = DRAFTED_AT


@pytest.fixture
def drafted(coordinator: User) -> Assessment:
    """Everything is written."""
    return make_audit(AuditStatus.DRAFTING, by=coordinator)


def kinds(audit: Assessment, code: str | None = "K1.1") -> list[tuple[GapKind, bool]]:
    """Return the gaps of the criterion, or of the whole (None), and whether each keeps the report back."""
    return [(gap.kind, gap.is_blocking) for gap in report_gaps(audit) if (gap.criterion.code if gap.criterion else None) == code]


def alter(audit: Assessment, **fields: object) -> None:
    Result.objects.filter(assessment=audit, criterion__code="K1.1").update(**fields)


# Beginning -------------------------------------------------------------------------------------------------------------------


def test_any_auditor_begins_the_report_once_the_visit_is_made(coordinator: User) -> None:
    audit = make_audit(AuditStatus.VISITED, by=coordinator)
    _first, second = auditors_of(audit)
    assert start_report(audit=audit, by=second, at=AT).status == AuditStatus.DRAFTING
    assert AuditEvent.objects.get(action="audit_start_report").actor == second
    assert start_report(audit=audit, by=second, at=AT).status == AuditStatus.DRAFTING
    assert AuditEvent.objects.filter(action="audit_start_report").count() == 1


@pytest.mark.parametrize("role", [Role.PEER_AUDITOR, Role.COORDINATOR])
def test_nobody_else_begins_or_sends_the_report(coordinator: User, role: Role) -> None:
    audit, stranger = make_audit(AuditStatus.VISITED, by=coordinator), UserFactory()
    grant(stranger, role)
    for act in (start_report, ask_comments):
        with pytest.raises(NotAllowedError):
            act(audit=audit, by=stranger, at=AT)


# Gaps ------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("level", "is_met", "differs"), [(2, True, True), (2, False, False), (3, True, False), (3, False, True), (4, False, True)]
)
def test_verdict_is_held_against_the_level(level: int, is_met: bool, differs: bool) -> None:
    assert verdict_differs(level, met_from=3, is_met=is_met) is differs


def test_whole_report_has_no_gaps(drafted: Assessment) -> None:
    assert report_gaps(drafted) == []


def test_empty_report_lacks_every_answer_and_the_conclusion(coordinator: User) -> None:
    audit = make_drafting(by=coordinator)
    assert [(gap.kind, gap.criterion and gap.criterion.code) for gap in report_gaps(audit)] == [
        *((GapKind.NO_ANSWER, code) for code in ("K1.1", "K1.2", "K2.1", "K2.2")),
        (GapKind.NO_SUMMARY, None),
        (GapKind.NO_RECOMMENDATION, None),
    ]
    [first, *_rest] = report_gaps(audit)
    assert first.url == f"/auditoinnit/{audit.ref}/raportti/kriteerit/K1.1/"


BLOCKING, WARNING = True, False
OF_RESULT: list[tuple[str, dict[str, object], list[tuple[GapKind, bool]]]] = [
    ("no verdict", {"verdict": None}, [(GapKind.NO_VERDICT, BLOCKING)]),
    (
        "no verdict and no suggestion",
        {"verdict": None, "suggestion": ""},
        [(GapKind.NO_VERDICT, BLOCKING), (GapKind.NO_SUGGESTION, WARNING)],
    ),
    ("no observation", {"seen_in_documents": ""}, [(GapKind.NO_OBSERVATION, WARNING)]),
    ("another observation", {"seen_in_documents": "", "seen_on_visit": "Taulu seinällä."}, []),
    ("no suggestion", {"suggestion": ""}, [(GapKind.NO_SUGGESTION, WARNING)]),
    ("a name", {"heard_in_interviews": "Viikosta kertoi Maija Virtanen."}, [(GapKind.NAME, WARNING)]),
    ("a name in the sentence why", {"verdict_reason": "Kuten Maija Virtanen sanoi."}, [(GapKind.NAME, WARNING)]),
    (
        "does not concern",
        {"answer": Answer.NOT_APPLICABLE, "level": None, "verdict": None, "reason": "Ei verstasta.", "suggestion": ""},
        [],
    ),
]


@pytest.mark.parametrize(("_case", "fields", "found"), OF_RESULT, ids=[row[0] for row in OF_RESULT])
def test_gaps_of_one_result(drafted: Assessment, _case: str, fields: dict[str, object], found: list[tuple[GapKind, bool]]) -> None:
    alter(drafted, **fields)
    assert kinds(drafted) == found
    assert len(report_gaps(drafted)) == len(found)


@pytest.mark.parametrize(
    ("level", "verdict", "found"),
    [
        (2, "met", [(GapKind.NO_REASON, BLOCKING), (GapKind.NO_SUGGESTION, WARNING)]),
        (3, "partly_met", [(GapKind.NO_REASON, BLOCKING), (GapKind.NO_SUGGESTION, BLOCKING)]),
        (2, "partly_met", [(GapKind.NO_SUGGESTION, BLOCKING)]),
        (2, "not_met", [(GapKind.NO_SUGGESTION, BLOCKING)]),
    ],
)
def test_verdict_that_differs_needs_a_sentence_and_one_that_is_not_met_a_suggestion(
    drafted: Assessment, level: int, verdict: str, found: list[tuple[GapKind, bool]]
) -> None:
    alter(drafted, level=levels_of(drafted)[level - 1], verdict=verdict_of(drafted, verdict), suggestion="")
    assert kinds(drafted) == found
    alter(drafted, verdict_reason="Näin sovimme.", suggestion="Kootkaa palaute.")
    assert kinds(drafted) == []


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ({"summary": ""}, [(GapKind.NO_SUMMARY, BLOCKING)]),
        ({"recommendation": ""}, [(GapKind.NO_RECOMMENDATION, BLOCKING)]),
        ({"recommendation": Recommendation.CONDITIONAL}, [(GapKind.NO_NEEDED, BLOCKING)]),
        ({"recommendation": Recommendation.NOT_YET}, [(GapKind.NO_NEEDED, BLOCKING)]),
        ({"recommendation": Recommendation.NOT_YET, "needed": "Palaute."}, []),
        ({"summary": "Kiitos, Maija Virtanen."}, [(GapKind.NAME, WARNING)]),
    ],
)
def test_gaps_of_the_conclusion(drafted: Assessment, fields: dict[str, str], found: list[tuple[GapKind, bool]]) -> None:
    Conclusion.objects.update(**fields)
    assert kinds(drafted, None) == found


def test_names_of_strengths_and_answers_are_told_but_not_of_the_applicant(coordinator: User) -> None:
    workshop = WorkshopFactory(name="Paja Onni Lahtinen")
    audit = make_audit(AuditStatus.DRAFTING, make_auditable(cast=Cast(workshop)), coordinator)
    AreaSummary.objects.create(
        assessment=audit,
        area=criterion_of(audit).area,
        strengths="Näin Paja Onni Lahtisella. Aino Aalto kertoi.",
        saved_at=AT,
        saved_by=coordinator,
    )
    [gap] = report_gaps(audit)
    assert gap.sentence == "Osa-alueen K1 vahvuudet. Tekstissä on ehkä henkilön nimi: Aino Aalto."
    assert gap.url == f"/auditoinnit/{audit.ref}/raportti/vahvuudet/K1/"


def test_comment_waits_for_an_answer(drafted: Assessment, coordinator: User) -> None:
    comment = DraftComment.objects.create(
        assessment=drafted, criterion=criterion_of(drafted), text="Suunnitelma on uusi.", written_at=AT, written_by=coordinator
    )
    assert kinds(drafted) == [(GapKind.NO_REPLY, BLOCKING)]
    comment.answer, comment.answered_at, comment.answered_by = "Korjattu.", AT, coordinator
    comment.save()
    assert kinds(drafted) == []


@pytest.mark.parametrize(("areas", "criteria"), [(1, 1), (3, 4)])
def test_gaps_take_the_same_queries_at_any_size(coordinator: User, areas: int, criteria: int) -> None:
    into = make_round(version=make_version(areas=areas, criteria=criteria))
    audit = make_audit(AuditStatus.DRAFTING, make_auditable(into=into), coordinator)
    DraftComment.objects.create(assessment=audit, criterion=None, text="Väärin.", written_at=AT, written_by=coordinator)
    Result.objects.update(seen_on_visit="Aino Aalto kertoi.")
    with CaptureQueriesContext(connection) as captured:
        assert len(report_gaps(audit)) == areas * criteria + 1
    assert len(captured) == 6


# Asking for comments ---------------------------------------------------------------------------------------------------------


def test_draft_goes_to_the_workshop_for_the_days_of_the_round(drafted: Assessment) -> None:
    [first, _second] = auditors_of(drafted)
    period = ask_comments(audit=drafted, by=first, at=AT)
    assert (period.opened_by, period.finished_at) == (first, None)
    assert period.last_date == dt.date(2027, 2, 8)  # the fourteenth day is a Sunday
    assert Assessment.objects.get(pk=drafted.pk).status == AuditStatus.COMMENTING
    mail = OutgoingMail.objects.get(kind="draft_ready")
    assert mail.to_user == audited(drafted).contact
    assert f"{period.last_date.day}.{period.last_date.month}.{period.last_date.year}" in mail.text
    for said in ("Työpaja tuntee tehtävänsä.", "Puolletaan", "Kootkaa"):  # nothing of what the draft says
        assert said not in mail.text + mail.html + mail.subject


def test_last_day_keeps_off_weekends_quiet_times_and_the_breaks_of_the_round(drafted: Assessment) -> None:
    application = audited(drafted)
    assert application.round is not None
    friday = dt.datetime(2027, 2, 5, 12, 0, tzinfo=AT.tzinfo)
    first = friday.date() + dt.timedelta(days=14)
    application.round.breaks.create(first_date=first, last_date=first + dt.timedelta(days=7))  # to Friday the 26th
    assert ask_comments(audit=drafted, by=auditors_of(drafted)[0], at=friday).last_date == dt.date(2027, 3, 1)


def test_last_day_keeps_off_july(drafted: Assessment) -> None:
    at = dt.datetime(2027, 6, 20, 12, 0, tzinfo=AT.tzinfo)
    assert ask_comments(audit=drafted, by=auditors_of(drafted)[0], at=at).last_date == dt.date(2027, 8, 2)


@pytest.mark.parametrize("spoil", [lambda: Conclusion.objects.update(summary=""), lambda: Result.objects.update(verdict=None)])
def test_draft_with_gaps_does_not_go(drafted: Assessment, spoil: Callable[[], object]) -> None:
    spoil()
    with pytest.raises(WrongStateError, match="Luonnosta ei voi vielä lähettää"):
        ask_comments(audit=drafted, by=auditors_of(drafted)[0], at=AT)
    assert not CommentPeriod.objects.exists()
    assert not OutgoingMail.objects.filter(kind="draft_ready").exists()


def test_warnings_keep_nothing_back(drafted: Assessment) -> None:
    Result.objects.update(suggestion="", seen_in_documents="Maija Virtanen kertoi.")
    assert not any(gap.is_blocking for gap in report_gaps(drafted))
    ask_comments(audit=drafted, by=auditors_of(drafted)[0], at=AT)


def test_draft_goes_once(drafted: Assessment) -> None:
    [first, second] = auditors_of(drafted)
    asked = ask_comments(audit=drafted, by=first, at=AT)
    assert ask_comments(audit=drafted, by=second, at=AT) == asked
    assert CommentPeriod.objects.count() == 1


def test_audit_that_lost_an_auditor_keeps_its_results_out_of_sight(drafted: Assessment, coordinator: User) -> None:
    [first, second] = auditors_of(drafted)
    replace_auditor(seat=drafted.seats.get(auditor__user=first), by=coordinator, at=AT)
    assert Result.objects.filter(assessment=drafted).count() == 4
    with pytest.raises(NotAllowedError):
        ask_comments(audit=drafted, by=first, at=AT)
    with pytest.raises(WrongStateError):
        ask_comments(audit=drafted, by=second, at=AT)
