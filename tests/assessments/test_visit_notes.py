"""What is asked and written for a visit: blind until the own rating is confirmed, kept once, read by the pair alone."""

from __future__ import annotations

import datetime as dt
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from assessments.lifecycle import AuditStatus
from assessments.models import Assessment, VisitNote, VisitQuestion
from assessments.selectors.auditing.visits import notes_by_criterion, open_notes, open_questions, questions_by_criterion
from assessments.selectors.results import criteria_of
from assessments.services.auditing.reading import confirm_rating
from assessments.services.auditing.seats import replace_auditor
from assessments.services.auditing.visit_notes import QUESTIONS_AT_MOST, add_visit_note, add_visit_question, remove_visit_question
from assessments.services.ratings import GivenRating
from config.toolkit.errors import DomainError, NotAllowedError, RefusedInputError, StaleRevisionError, WrongStateError
from criteria.models import Criterion
from tests.assessments.test_audit_lifecycle import AUDITS
from tests.assessments.test_audit_ratings import auditors_of
from tests.assessments.test_concurrency import AT_ONCE, at_once
from tests.assessments.test_services_visits import AFTER
from tests.factories.assessments import Cast
from tests.factories.auditing import NAMED_AT, VISIT_AT, make_audit, make_auditable, make_auditor, make_reading
from tests.factories.criteria import make_version
from tests.factories.workshops import UserFactory
from workshops.models import AuditEvent, User

pytestmark = pytest.mark.django_db
KEY = UUID("0b8f2f0e-6d1c-4f2e-9d57-0a2f5f0b7c11")


def ask(audit: Assessment, by: User, text: str = "Kuka päivittää suunnitelman?", criterion: Criterion | None = None) -> VisitQuestion:
    return add_visit_question(audit=audit, criterion=criterion or criteria_of(audit)[0], text=text, by=by, at=NAMED_AT)


def note(audit: Assessment, by: User, text: str = "Taulu on ajan tasalla.", key: UUID | None = None, number: int | None = 0) -> VisitNote:
    criterion = None if number is None else criteria_of(audit)[number]
    return add_visit_note(audit=audit, criterion=criterion, key=key or uuid4(), text=text, by=by, at=VISIT_AT)


def confirm(audit: Assessment, criterion: Criterion, by: User) -> None:
    given = GivenRating("level", audit.version.scale.levels.first(), verdict=audit.version.verdicts.all()[0])
    confirm_rating(audit=audit, criterion=criterion, given=given, revision=0, by=by, at=NAMED_AT)


# Questions -------------------------------------------------------------------------------------------------------------------


def test_question_is_its_authors_until_the_pair_has_confirmed_her_own_rating() -> None:
    audit = make_reading()
    first, second = auditors_of(audit)
    one, other = criteria_of(audit)[:2]
    mine, of_other = ask(audit, first, criterion=one), ask(audit, first, criterion=other)
    assert list(open_questions(audit, first)) == [mine, of_other]
    assert list(open_questions(audit, second)) == []
    confirm(audit, one, first)  # the author's confirming opens nothing to the pair
    assert list(open_questions(audit, second)) == []
    confirm(audit, one, second)
    assert questions_by_criterion(audit, second) == {one.code: [mine]}


def test_question_is_taken_away_by_its_author_alone() -> None:
    audit = make_reading()
    first, second = auditors_of(audit)
    question = ask(audit, first)
    with pytest.raises(NotAllowedError):
        remove_visit_question(question=question, by=second, at=NAMED_AT)
    remove_visit_question(question=question, by=first, at=NAMED_AT)
    remove_visit_question(question=question, by=first, at=NAMED_AT)
    assert not VisitQuestion.objects.exists()
    assert list(AuditEvent.objects.filter(action__startswith="visit_question").order_by("pk").values_list("action", flat=True)) == [
        "visit_question_added",
        "visit_question_removed",
    ]
    assert "Kuka päivittää" not in str(list(AuditEvent.objects.values_list("details", flat=True)))


def test_question_without_text_of_another_version_or_one_too_many_is_refused() -> None:
    audit = make_reading()
    first, _second = auditors_of(audit)
    with pytest.raises(RefusedInputError, match="Kirjoita kysymys"):
        ask(audit, first, "  ")
    with pytest.raises(ValidationError):
        ask(audit, first, "x" * 4001)
    with pytest.raises(RefusedInputError, match="ei kuulu"):
        ask(audit, first, criterion=Criterion.objects.filter(area__version=make_version())[0])
    for number in range(QUESTIONS_AT_MOST):
        ask(audit, first, f"Kysymys {number}")
    assert ask(audit, first, "Kysymys 3") == VisitQuestion.objects.get(text="Kysymys 3")  # a second press
    with pytest.raises(RefusedInputError, match="jo paljon kysymyksiä"):
        ask(audit, first)


def test_questions_of_a_replaced_auditor_are_hidden_with_her_ratings(coordinator: User) -> None:
    audit = make_reading(by=coordinator)
    first, second = auditors_of(audit)
    criterion = criteria_of(audit)[0]
    ask(audit, first, criterion=criterion)
    confirm(audit, criterion, second)
    assert open_questions(audit, second).count() == 1
    replace_auditor(seat=audit.seats.order_by("pk")[0], by=coordinator, at=NAMED_AT)
    assert open_questions(audit, second).count() == 0


# Notes -----------------------------------------------------------------------------------------------------------------------


def test_note_sent_again_is_kept_once_and_another_text_under_its_key_is_told() -> None:
    audit = make_audit("scheduled")
    first, second = auditors_of(audit)
    kept = note(audit, first, key=KEY)
    assert note(audit, first, "  Taulu on ajan tasalla. ", key=KEY) == kept
    for other in ({"text": "Toinen teksti."}, {"number": 1}, {"number": None}):
        with pytest.raises(StaleRevisionError, match="uutena muistiinpanona"):
            note(audit, first, **{"key": KEY, **other})  # type: ignore[arg-type]  # one of each kind
    assert note(audit, second, key=KEY) != kept  # a key is its author's
    assert VisitNote.objects.count() == 2


def test_note_that_is_kept_is_acknowledged_also_when_no_more_are_taken_in() -> None:
    audit = make_audit("visited")
    first, _second = auditors_of(audit)
    kept = note(audit, first, key=KEY)
    Assessment.objects.filter(pk=audit.pk).update(status=AuditStatus.COMMENTING)
    assert note(audit, first, key=KEY) == kept
    with pytest.raises(WrongStateError, match="Työpajan kommentit"):
        note(audit, first)


@pytest.mark.parametrize("state", AUDITS)
def test_notes_and_questions_are_taken_in_where_the_table_lets_them(coordinator: User, state: str) -> None:
    audit = AUDITS[state](coordinator)
    by = audit.seats.order_by("pk")[0].auditor.user
    for act, states in ((note, {"reading", "scheduled", "visited", "drafting"}), (ask, {"reading", "scheduled"})):
        with transaction.atomic():
            try:
                act(audit, by)
            except DomainError:
                assert state not in states, act.__name__
            else:
                assert state in states, act.__name__
            transaction.set_rollback(True)


def test_nobody_but_the_auditors_writes_notes_or_questions(coordinator: User) -> None:
    cast = Cast()
    audit = make_audit("scheduled", make_auditable(cast=cast), coordinator)
    for person in (cast.leader, cast.contact, coordinator, UserFactory(), make_auditor().user):
        for act in (note, ask):
            with pytest.raises(NotAllowedError):
                act(audit, person)


def test_clock_of_the_device_is_believed_within_the_audit() -> None:
    audit = make_audit("visited")
    first, _second = auditors_of(audit)
    told = {"earlier": VISIT_AT, "future": AFTER + dt.timedelta(days=400), "long ago": dt.datetime(1970, 1, 1, tzinfo=dt.UTC), "none": None}
    rows = {
        name: add_visit_note(audit=audit, criterion=None, key=uuid4(), text=name, written_at=moment, by=first, at=AFTER)
        for name, moment in told.items()
    }
    assert {name: row.written_at for name, row in rows.items()} == {
        "earlier": VISIT_AT,
        "future": AFTER,
        "long ago": audit.started_at,
        "none": AFTER,
    }


def test_notes_are_ones_own_until_the_visit_is_made_and_the_pairs_after() -> None:
    audit = make_audit("scheduled")
    first, second = auditors_of(audit)
    mine, theirs, whole = note(audit, first), note(audit, second), note(audit, second, number=None)
    code = criteria_of(audit)[0].code
    assert list(open_notes(audit, first)) == [mine]
    assert notes_by_criterion(audit) == {}
    for status in ("visited", "drafting", "commenting", "final"):
        audit.status = status
        assert set(open_notes(audit, first)) == {mine, theirs, whole}
        with CaptureQueriesContext(connection) as queries:
            assert notes_by_criterion(audit) == {code: [mine, theirs], "": [whole]}
            assert notes_by_criterion(audit)[code][1].participant.user == second
        assert len(queries) == 2  # one each time


def test_notes_are_hidden_again_while_a_new_auditor_reads_blind(coordinator: User) -> None:
    audit = make_audit("visited", by=coordinator)
    first, second = auditors_of(audit)
    note(audit, first)
    mine = note(audit, second)
    replace_auditor(seat=audit.seats.order_by("pk")[0], by=coordinator, at=AFTER)
    audit.refresh_from_db()
    assert list(open_notes(audit, second)) == [mine]
    assert notes_by_criterion(audit) == {}
    audit.status = AuditStatus.VISITED
    assert list(open_notes(audit, second)) == [mine]  # what a replaced auditor wrote is hidden with her ratings


# At once ---------------------------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_same_note_posted_twenty_times_at_once_is_one_row() -> None:
    audit = make_audit("scheduled")
    first, _second = auditors_of(audit)
    criterion = criteria_of(audit)[0]
    given = {"audit": audit, "criterion": criterion, "key": KEY, "text": "Sama muistiinpano.", "by": first}
    results = at_once(lambda number: add_visit_note(**given, at=VISIT_AT + dt.timedelta(seconds=number)))
    assert len(results) == AT_ONCE
    assert {result.pk for result in results} == {VisitNote.objects.get().pk}  # type: ignore[attr-defined]  # all are notes


@pytest.mark.django_db(transaction=True)
def test_different_notes_at_once_are_all_kept() -> None:
    audit = make_audit("scheduled")
    first, second = auditors_of(audit)
    keys = [uuid4() for _ in range(AT_ONCE)]
    at_once(lambda number: note(audit, (first, second)[number % 2], f"Muistiinpano {number}", keys[number], None))
    assert set(VisitNote.objects.values_list("text", flat=True)) == {f"Muistiinpano {number}" for number in range(AT_ONCE)}
