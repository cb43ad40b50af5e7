"""Agreeing on actions, telling how far they are, reminding of them."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from assessments.choices import ActionStatus
from assessments.models import Action, Report
from assessments.permissions import can_manage_action, can_update_action, can_view_action
from assessments.services.action_reminders import remind_of_actions
from assessments.services.actions import Agreed, create_action, reminder_day, update_action, update_action_status
from config.toolkit.errors import NotAllowedError, RefusedInputError, StaleRevisionError, WrongStateError
from tests.factories.assessments import AT, Cast, agree_all, make_abandoned, make_completed, make_joint
from tests.factories.workshops import UserFactory, WorkshopFactory, grant
from workshops.models import AuditEvent, OutgoingMail, User
from workshops.permissions import Access
from workshops.roles import Role

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 20)
HELSINKI = ZoneInfo("Europe/Helsinki")


def agreed(**changes: object) -> Agreed:
    return Agreed(**{"what": "Otetaan maanantain suunnittelu käyttöön.", "due_date": dt.date(2027, 2, 26), **changes})


def make_action(cast: Cast, **changes: object) -> Action:
    return create_action(workshop=cast.workshop, agreed=agreed(**changes), by=cast.contact, at=AT)


def on(year: int, month: int, day: int) -> dt.datetime:
    return dt.datetime(year, month, day, 9, tzinfo=HELSINKI)


# Agreeing --------------------------------------------------------------------------------------------------------------------


def test_action_from_a_result_knows_where_it_comes_from():
    cast = Cast()
    assessment = make_joint(cast)
    agree_all(assessment, cast.contact)
    result = assessment.results.get(criterion__code="K1.1")
    action = create_action(workshop=cast.workshop, agreed=agreed(owner=cast.workers[0]), result=result, by=cast.contact, at=AT)
    assert (action.assessment, action.criterion.code, action.result) == (assessment, "K1.1", result)
    assert (action.status, action.revision, action.agreed_by, action.owner) == ("agreed", 1, cast.contact, cast.workers[0])
    assert action.history.get().history_user == cast.contact
    assert AuditEvent.objects.filter(action="action_agreed", workshop=cast.workshop).count() == 1


def test_result_of_another_workshop_is_refused():
    cast, other = Cast(), Cast()
    assessment = make_joint(other)
    agree_all(assessment, other.contact)
    with pytest.raises(WrongStateError):
        create_action(workshop=cast.workshop, agreed=agreed(), result=assessment.results.first(), by=cast.contact, at=AT)


def test_result_of_an_abandoned_assessment_is_refused():
    cast = Cast()
    assessment = make_abandoned(cast)
    agree_all(assessment, cast.contact)
    with pytest.raises(WrongStateError):
        create_action(workshop=cast.workshop, agreed=agreed(), result=assessment.results.first(), by=cast.contact, at=AT)


def test_owner_without_a_role_in_the_workshop_is_refused():
    cast = Cast()
    with pytest.raises(RefusedInputError) as refusal:
        make_action(cast, owner=cast.stranger)
    assert refusal.value.field == "owner"


def test_owner_by_account_and_name_is_refused_by_the_database_too():
    cast = Cast()
    with pytest.raises(ValidationError):
        make_action(cast, owner=cast.workers[0], owner_name="Ville")


@pytest.mark.parametrize("who", ["worker", "stranger"])
def test_others_agree_on_nothing(who):
    cast = Cast()
    by = cast.workers[0] if who == "worker" else cast.stranger
    with pytest.raises(NotAllowedError):
        create_action(workshop=cast.workshop, agreed=agreed(), by=by, at=AT)
    action = make_action(cast)
    with pytest.raises(NotAllowedError):
        update_action(action=action, agreed=agreed(), status="done", notes="", revision=1, by=by, at=AT)
    with pytest.raises(NotAllowedError):
        update_action_status(action=action, status="done", revision=1, by=by, at=AT)


def test_report_of_a_completed_assessment_is_ordered_anew_when_what_it_tells_changes():
    cast = Cast()
    assessment = make_completed(cast)
    Report.objects.all().delete()
    result = assessment.results.first()
    action = create_action(workshop=cast.workshop, agreed=agreed(), result=result, by=cast.contact, at=AT)
    assert assessment.reports.count() == 1
    Report.objects.all().delete()
    action = update_action_status(action=action, status="under_way", notes="Alku.", revision=1, by=cast.contact, at=AT)
    assert assessment.reports.count() == 0
    update_action(action=action, agreed=agreed(due_date=None), status="under_way", notes="", revision=2, by=cast.contact, at=AT)
    assert assessment.reports.count() == 1


# How far it is ---------------------------------------------------------------------------------------------------------------


def test_owner_tells_how_far_it_is():
    cast = Cast()
    action = make_action(cast, owner=cast.workers[0])
    action = update_action_status(action=action, status="done", notes=" Valmis. ", revision=1, by=cast.workers[0], at=AT)
    assert (action.status, action.finished_at, action.notes, action.revision) == ("done", AT, "Valmis.", 2)
    assert AuditEvent.objects.filter(action="action_done").count() == 1
    assert action.history.count() == 2


def test_owner_whose_role_has_ended_tells_nothing():
    cast = Cast()
    action = make_action(cast, owner=cast.workers[0])
    cast.workers[0].grants.update(ends_date=TODAY - dt.timedelta(days=1))
    with pytest.raises(NotAllowedError):
        update_action_status(action=action, status="done", revision=1, by=cast.workers[0], at=AT)


def test_giving_up_needs_a_reason_and_taking_up_again_forgets_it():
    cast = Cast()
    action = make_action(cast)
    with pytest.raises(ValidationError):
        update_action_status(action=action, status="dropped", revision=1, by=cast.contact, at=AT)
    action = update_action_status(action=action, status="dropped", drop_reason="Tila vaihtui.", revision=1, by=cast.contact, at=AT)
    assert (action.drop_reason, action.finished_at) == ("Tila vaihtui.", AT)
    action = update_action_status(action=action, status="agreed", drop_reason="Tila vaihtui.", revision=2, by=cast.contact, at=AT)
    assert (action.drop_reason, action.finished_at) == ("", None)


def test_finished_keeps_its_day_when_notes_change():
    cast = Cast()
    action = update_action_status(action=make_action(cast), status="done", revision=1, by=cast.contact, at=AT)
    later = AT + dt.timedelta(days=3)
    action = update_action_status(action=action, status="done", notes="Lisäys.", revision=2, by=cast.contact, at=later)
    assert action.finished_at == AT


def test_stale_revision_overwrites_nothing():
    cast = Cast()
    action = make_action(cast)
    update_action_status(action=action, status="under_way", revision=1, by=cast.contact, at=AT)
    with pytest.raises(StaleRevisionError):
        update_action(action=action, agreed=agreed(what="Toinen."), status="agreed", notes="", revision=1, by=cast.leader, at=AT)
    action.refresh_from_db()
    assert (action.status, action.revision) == ("under_way", 2)


# Who sees --------------------------------------------------------------------------------------------------------------------


def test_view_agrees_with_the_queryset_for_everybody():
    cast = Cast()
    action = make_action(cast, owner=cast.workers[0])
    organisation_leader, coordinator, former, sister = (UserFactory() for _ in range(4))
    grant(organisation_leader, Role.LEADER, organisation=cast.workshop.organisation)
    grant(coordinator, Role.COORDINATOR)
    grant(former, Role.LEADER, workshop=cast.workshop, ends_date=TODAY - dt.timedelta(days=1))
    grant(sister, Role.LEADER, workshop=WorkshopFactory(organisation=cast.workshop.organisation))
    people = {
        "leader": cast.leader,
        "contact": cast.contact,
        "owner": cast.workers[0],
        "worker": cast.workers[1],
        "organisation leader": organisation_leader,
        "coordinator": coordinator,
        "former": former,
        "sister": sister,
        "stranger": cast.stranger,
    }
    seen, updates, manages = set(), set(), set()
    for who, user in people.items():
        access = Access.of(User.objects.get(pk=user.pk), TODAY)
        assert can_view_action(access, action) == Action.objects.visible_to(access).filter(pk=action.pk).exists(), who
        seen |= {who} if can_view_action(access, action) else set()
        updates |= {who} if can_update_action(access, action) else set()
        manages |= {who} if can_manage_action(access, action) else set()
    assert seen == {"leader", "contact", "owner", "worker", "organisation leader"}
    assert updates == {"leader", "contact", "owner", "organisation leader"}
    assert manages == {"leader", "contact", "organisation leader"}


# Reminding -------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("due", "expected"),
    [
        (dt.date(2027, 2, 26), dt.date(2027, 2, 19)),
        (dt.date(2027, 2, 28), dt.date(2027, 2, 19)),  # a week before is a Sunday
        (dt.date(2027, 1, 8), dt.date(2026, 12, 21)),  # a week before is in the quiet time of Christmas
        (dt.date(2027, 8, 5), dt.date(2027, 6, 30)),
    ],
)
def test_reminder_comes_on_a_working_day_a_week_before(due, expected):
    assert reminder_day(due) == expected


def test_owner_is_reminded_once_of_each_day():
    cast = Cast()
    action = make_action(cast, owner=cast.workers[0])
    assert remind_of_actions(at=on(2027, 2, 18)) == 0
    assert remind_of_actions(at=on(2027, 2, 19)) == 1
    assert remind_of_actions(at=on(2027, 2, 19)) == 0
    assert remind_of_actions(at=on(2027, 2, 22)) == 0
    mail = OutgoingMail.objects.get(kind="action_reminder")
    assert mail.to_user == cast.workers[0]
    assert "Otetaan maanantain suunnittelu käyttöön." in mail.text
    assert f"/toimenpiteet/{action.ref}/" in mail.text
    moved = agreed(owner=cast.workers[0], due_date=dt.date(2027, 4, 30))
    update_action(action=action, agreed=moved, status="agreed", notes="", revision=1, by=cast.contact, at=on(2027, 2, 23))
    assert remind_of_actions(at=on(2027, 4, 23)) == 1
    assert OutgoingMail.objects.filter(kind="action_reminder").count() == 2


def test_worker_that_slept_over_the_day_reminds_on_the_next():
    cast = Cast()
    make_action(cast, owner=cast.workers[0])
    assert remind_of_actions(at=on(2027, 2, 24)) == 1


@pytest.mark.parametrize("day", [(2027, 2, 20), (2026, 12, 23), (2027, 7, 15)])
def test_nobody_is_reminded_at_a_weekend_or_in_a_quiet_time(day):
    cast = Cast()
    make_action(cast, owner=cast.workers[0], due_date=dt.date(*day) + dt.timedelta(days=3))
    Action.objects.update(reminded_date=None)
    assert remind_of_actions(at=on(*day)) == 0


@pytest.mark.parametrize("why", ["done", "no account", "role ended", "disabled", "just agreed", "gone by"])
def test_who_is_not_reminded(why):
    cast = Cast()
    owner = cast.workers[0]
    owners: dict[str, object] = {"owner_name": "Ville"} if why == "no account" else {"owner": owner}
    action = make_action(cast, **owners)
    now = on(2027, 2, 19)
    if why == "done":
        update_action_status(action=action, status=ActionStatus.DONE, revision=1, by=owner, at=AT)
    elif why == "role ended":
        owner.grants.update(ends_date=TODAY)
    elif why == "disabled":
        User.objects.filter(pk=owner.pk).update(is_active=False)
    elif why == "just agreed":
        soon = agreed(owner=owner, due_date=dt.date(2027, 2, 24))
        update_action(action=action, agreed=soon, status="agreed", notes="", revision=1, by=cast.contact, at=now)
    elif why == "gone by":
        now = on(2027, 3, 1)
    assert remind_of_actions(at=now) == 0


def test_reminding_takes_two_queries_when_nobody_waits(django_assert_max_num_queries):
    cast = Cast()
    for _ in range(3):
        make_action(cast, owner=cast.workers[0], due_date=dt.date(2027, 4, 30))
    assert connection.vendor
    with django_assert_max_num_queries(1):
        remind_of_actions(at=on(2027, 2, 22))
