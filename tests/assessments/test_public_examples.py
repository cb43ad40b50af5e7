"""Examples that workshops show to everybody: consent first, a coordinator's eyes, and gone at once when the consent is taken back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from assessments.choices import ReportStatus
from assessments.lifecycle import EXAMPLE_TRANSITIONS, ExampleStatus
from assessments.models import PublicExample, PublicSheet
from assessments.permissions import can_check_examples, can_give_example
from assessments.reports import render_public_sheet
from assessments.selectors.examples import criteria_for_examples, shown_examples
from assessments.selectors.public_work import ready_sheet
from assessments.services.public_examples import approve_example, give_example, return_example, withdraw_example
from assessments.services.public_sheets import order_public_sheet, renew_public_sheet
from config.settings import PERIODIC_WORK
from config.toolkit.errors import NotAllowedError, RefusedInputError, WrongStateError
from criteria.models import Criterion
from criteria.versioning import VersionStatus
from tests.access.crawler import pdf_text
from tests.factories.assessments import Cast
from tests.factories.criteria import make_version
from tests.factories.yearly_reports import WRITTEN_AT, make_example, make_returned, make_shown, make_withdrawn
from workshops.models import AuditEvent, User
from workshops.permissions import Access

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def cast(db: None) -> Cast:
    return Cast()


@pytest.fixture
def criterion(db: None) -> Criterion:
    return Criterion.objects.select_related("area").get(area__version=make_version(), code="K1.1")


def in_state(status: str, cast: Cast, criterion: Criterion, coordinator: User) -> PublicExample:
    return {
        "waiting": lambda: make_example(cast.workshop, cast.contact, criterion),
        "shown": lambda: make_shown(cast.workshop, cast.contact, criterion, coordinator),
        "returned": lambda: make_returned(cast.workshop, cast.contact, criterion, coordinator),
        "withdrawn": lambda: make_withdrawn(cast.workshop, cast.contact, criterion),
    }[status]()


MOVES: dict[str, Callable[[PublicExample, User, Cast], PublicExample]] = {
    "approve": lambda example, coordinator, _cast: approve_example(example=example, by=coordinator, at=WRITTEN_AT),
    "return": lambda example, coordinator, _cast: return_example(example=example, reason="Nimi.", by=coordinator, at=WRITTEN_AT),
    "withdraw": lambda example, _coordinator, cast: withdraw_example(example=example, by=cast.leader, at=WRITTEN_AT),
}


# States and who moves them ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("move", MOVES)
@pytest.mark.parametrize("status", ExampleStatus)
def test_every_state_and_transition(cast: Cast, criterion: Criterion, coordinator: User, status: ExampleStatus, move: str) -> None:
    example, transition = in_state(status, cast, criterion, coordinator), EXAMPLE_TRANSITIONS[move]
    if status in transition.sources:
        assert MOVES[move](example, coordinator, cast).status == transition.target
        assert AuditEvent.objects.filter(action=f"public_example_{move}").exists()
    elif (status, move) == (ExampleStatus.WITHDRAWN, "withdraw"):  # a second press of the button
        assert MOVES[move](example, coordinator, cast).status == status
    else:
        with pytest.raises(WrongStateError, match="esimerkin tila on nyt"):
            MOVES[move](example, coordinator, cast)
    example.refresh_from_db()
    assert shown_examples().filter(pk=example.pk).exists() == (example.status == ExampleStatus.SHOWN)


@pytest.mark.parametrize("person", ["leader", "contact", "worker", "stranger", "coordinator"])
def test_who_gives_and_who_checks(cast: Cast, criterion: Criterion, coordinator: User, person: str) -> None:
    users = {"leader": cast.leader, "contact": cast.contact, "worker": cast.workers[0], "stranger": cast.stranger}
    by = {**users, "coordinator": coordinator}[person]
    example, access = make_example(cast.workshop, cast.contact, criterion), Access.of(by, WRITTEN_AT.date().replace(year=2027))
    gives, checks = person in {"leader", "contact"}, person == "coordinator"
    assert can_give_example(access, cast.workshop) == PublicExample.objects.given_by(access).exists() == gives
    assert can_check_examples(access) == PublicExample.objects.checked_by(access).exists() == checks
    if not gives:
        with pytest.raises(NotAllowedError):
            make_example(cast.workshop, by, criterion)
        with pytest.raises(NotAllowedError):
            withdraw_example(example=example, by=by, at=WRITTEN_AT)
    if not checks:
        with pytest.raises(NotAllowedError):
            approve_example(example=example, by=by, at=WRITTEN_AT)
        with pytest.raises(NotAllowedError):
            return_example(example=example, reason="Ei.", by=by, at=WRITTEN_AT)


def test_coordinator_does_not_see_what_is_not_offered_any_more(cast: Cast, criterion: Criterion, coordinator: User) -> None:
    make_returned(cast.workshop, cast.contact, criterion, coordinator)
    make_withdrawn(cast.workshop, cast.contact, criterion)
    assert not PublicExample.objects.checked_by(Access.of(coordinator, WRITTEN_AT.date())).exists()


# Giving ----------------------------------------------------------------------------------------------------------------------


def test_nothing_is_stored_without_the_consent(cast: Cast, criterion: Criterion) -> None:
    told = {"criterion": criterion, "title": "Otsikko", "text": "Teksti.", "by": cast.contact, "at": WRITTEN_AT}
    with pytest.raises(RefusedInputError, match="vain työpajan luvalla") as refused:
        give_example(workshop=cast.workshop, consents=False, **told)
    assert (refused.value.field, PublicExample.objects.count()) == ("consents", 0)


def test_text_has_room_for_1500_characters(cast: Cast, criterion: Criterion) -> None:
    make_example(cast.workshop, cast.contact, criterion, text="a" * 1_500)
    with pytest.raises(ValidationError):
        make_example(cast.workshop, cast.contact, criterion, text="a" * 1_501)


def test_criterion_must_be_in_use(cast: Cast) -> None:
    draft = Criterion.objects.filter(area__version=make_version(status=VersionStatus.DRAFT)).first()
    assert criteria_for_examples() == []
    with pytest.raises(RefusedInputError) as refused:
        make_example(cast.workshop, cast.contact, draft)
    assert refused.value.field == "criterion"


def test_return_needs_a_reason(cast: Cast, criterion: Criterion, coordinator: User) -> None:
    example = make_example(cast.workshop, cast.contact, criterion)
    with pytest.raises(RefusedInputError) as refused:
        return_example(example=example, reason=" ", by=coordinator, at=WRITTEN_AT)
    assert refused.value.field == "reason"


@pytest.mark.parametrize(
    "change",
    [{"checked_at": None}, {"status": "returned"}, {"status": "withdrawn"}, {"return_reason": "Syy"}, {"withdrawn_at": WRITTEN_AT}],
)
def test_database_holds_what_belongs_to_a_shown_one(cast: Cast, criterion: Criterion, coordinator: User, change: dict[str, object]) -> None:
    example = make_shown(cast.workshop, cast.contact, criterion, coordinator)
    with pytest.raises(IntegrityError), transaction.atomic():
        PublicExample.objects.filter(pk=example.pk).update(**change)


# The PDF that shows them -----------------------------------------------------------------------------------------------------


def test_withdrawn_words_are_in_no_stored_file(
    cast: Cast, criterion: Criterion, coordinator: User, media: Path, django_capture_on_commit_callbacks
) -> None:
    example = make_shown(cast.workshop, cast.contact, criterion, coordinator, text="Salaisuus on yhdessä.")
    with django_capture_on_commit_callbacks(execute=True):
        order_public_sheet(by=coordinator, at=WRITTEN_AT)
    assert "Salaisuus on yhdessä." in pdf_text(next(media.glob("*.pdf")).read_bytes())
    withdraw_example(example=example, by=cast.leader, at=WRITTEN_AT + DAY)
    assert ready_sheet() is None  # until the worker has made the new one
    [new] = PublicSheet.objects.all()
    render_public_sheet(sheet_id=new.pk, at=WRITTEN_AT + DAY)
    file = ready_sheet().file
    assert "Salaisuus" not in pdf_text((media / file.storage_name).read_bytes())


def test_sheet_that_was_thrown_away_is_not_rendered(cast: Cast, criterion: Criterion, coordinator: User) -> None:
    sheet = order_public_sheet(by=coordinator, at=WRITTEN_AT)
    key = sheet.pk
    sheet.delete()
    render_public_sheet(sheet_id=key, at=WRITTEN_AT)
    assert not PublicSheet.objects.exists()


def test_withdrawing_what_nobody_saw_leaves_the_file(cast: Cast, criterion: Criterion, coordinator: User) -> None:
    sheet = order_public_sheet(by=coordinator, at=WRITTEN_AT)
    make_withdrawn(cast.workshop, cast.contact, criterion)
    assert list(PublicSheet.objects.all()) == [sheet]


def test_sheet_is_renewed_only_when_it_says_something_else(
    cast: Cast, criterion: Criterion, coordinator: User, media: Path, django_capture_on_commit_callbacks
) -> None:
    def renew(days: int) -> int:
        with django_capture_on_commit_callbacks(execute=True):
            renew_public_sheet(at=WRITTEN_AT + days * DAY)
        return PublicSheet.objects.count()

    assert [renew(0), renew(1)] == [1, 1]
    make_shown(cast.workshop, cast.contact, criterion, coordinator)
    assert [renew(2), renew(3)] == [2, 2]
    assert ready_sheet().as_of_date == WRITTEN_AT.date() + 2 * DAY
    assert "assessments.services.public_sheets.renew_public_sheet" in PERIODIC_WORK


def test_failed_sheet_is_tried_again_later_and_one_under_way_is_waited_for(coordinator: User) -> None:
    renew_public_sheet(at=WRITTEN_AT)
    renew_public_sheet(at=WRITTEN_AT + dt.timedelta(minutes=5))
    assert PublicSheet.objects.count() == 1
    assert order_public_sheet(by=coordinator, at=WRITTEN_AT) == PublicSheet.objects.get()
    PublicSheet.objects.update(status=ReportStatus.FAILED, finished_at=WRITTEN_AT)
    renew_public_sheet(at=WRITTEN_AT + dt.timedelta(hours=5))
    assert PublicSheet.objects.count() == 1
    renew_public_sheet(at=WRITTEN_AT + dt.timedelta(hours=7))
    assert PublicSheet.objects.count() == 2


@pytest.mark.parametrize("person", ["leader", "stranger"])
def test_others_do_not_order_the_sheet(cast: Cast, person: str) -> None:
    with pytest.raises(NotAllowedError):
        order_public_sheet(by=getattr(cast, person), at=WRITTEN_AT)
