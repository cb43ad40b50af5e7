"""Working together: criteria given to people, reminders, a leaver's tasks."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import TestCase
from django.urls import reverse

from assessments.choices import ActionStatus, Answer
from assessments.models import Action, Assessment, Assignment, Reminder, Result
from assessments.permissions import can_write_given_result
from assessments.selectors.results import criteria_of
from assessments.services.assignments import assign_criteria, take_back_criteria
from assessments.services.handover import HandedOver, hand_over_tasks
from assessments.services.phases import complete_assessment
from assessments.services.reminders import remind_participants
from assessments.services.results import save_result
from config.toolkit.errors import NotAllowedError, RefusedInputError, WrongStateError
from tests.factories.assessments import AT, IN_STATE, Cast, agree_all, make_individual, make_joint, rate_all
from tests.factories.criteria import make_version
from tests.factories.workshops import UserFactory, WorkshopFactory, grant
from workshops.models import AuditEvent, OutgoingMail, User
from workshops.permissions import Access
from workshops.roles import Role
from workshops.services.grants import end_role

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 12, 1)


@pytest.fixture
def cast() -> Cast:
    return Cast(workers=3)


@pytest.fixture
def joint(cast: Cast) -> Assessment:
    return make_joint(cast, version=make_version(areas=1, criteria=3))


def give(assessment: Assessment, to: User, by: User, *codes: str, due_date: dt.date | None = DAY, at: dt.datetime = AT) -> list[Assignment]:
    return assign_criteria(assessment=assessment, criterion_codes=codes or ["K1.1"], assignee=to, due_date=due_date, by=by, at=at)


def write(assessment: Assessment, by: User, revision: int = 0, position: int = 0) -> Result:
    return save_result(
        assessment=assessment,
        criterion=criteria_of(assessment)[position],
        answer=Answer.LEVEL,
        level=assessment.version.scale.levels.all()[0],
        current_practice="Viikko suunnitellaan yhdessä.",
        revision=revision,
        by=by,
        at=AT,
    )


def url(name: str, assessment: Assessment, *more: str) -> str:
    return reverse(f"assessments:{name}", args=[assessment.ref, *more])


# --- given criteria


def test_worker_writes_the_result_given_to_her_and_no_other(client_of, cast, joint) -> None:
    worker = cast.workers[0]
    with pytest.raises(NotAllowedError):
        write(joint, worker)
    give(joint, worker, cast.contact)
    assert write(joint, worker).saved_by == worker
    with pytest.raises(NotAllowedError):
        write(joint, worker, position=1)
    page = client_of(worker).get(url("result-update", joint, "K1.1")).content.decode()
    assert "Tallenna ja jatka" in page
    assert "Tämä kriteeri on annettu sinulle kirjattavaksi." in page
    assert "Tallenna ja jatka" not in client_of(worker).get(url("result-update", joint, "K1.2")).content.decode()
    body = {"answer": "3", "current_practice": "Toinen teksti.", "revision": "1"}
    assert client_of(worker).post(url("result-update", joint, "K1.1"), body).status_code == 302
    assert client_of(worker).post(url("result-update", joint, "K1.2"), {**body, "revision": "0"}).status_code == 403
    assert Result.objects.get(assessment=joint).current_practice == "Toinen teksti."


def test_given_criterion_is_hers_no_more_when_taken_back_or_given_on(cast, joint) -> None:
    first, second = cast.workers[:2]
    give(joint, first, cast.contact)
    give(joint, second, cast.contact)
    with pytest.raises(NotAllowedError):
        write(joint, first)
    write(joint, second)
    assert take_back_criteria(assessment=joint, criterion_codes=["K1.1"], by=cast.contact, at=AT) == 1
    with pytest.raises(NotAllowedError):
        write(joint, second, revision=1)
    assert Result.objects.get(assessment=joint).saved_by == second
    actions = list(AuditEvent.objects.filter(object_ref=joint.ref, action__startswith="criteria").values_list("action", flat=True))
    assert actions == ["criteria_assigned", "criteria_assigned", "criteria_taken_back"]


@pytest.mark.parametrize("state", sorted(IN_STATE))
def test_writing_what_was_given_agrees_with_its_queryset_in_every_state(cast, state) -> None:
    assessment = IN_STATE[state](cast)
    criterion = criteria_of(assessment)[0]
    people = [cast.workers[0], cast.contact, cast.stranger, UserFactory()]
    for person in people:
        Assignment.objects.all().delete()
        Assignment.objects.create(assessment=assessment, criterion=criterion, assignee=person, given_at=AT, given_by=cast.contact)
        access = Access.of(person, AT.date())
        by_predicate = can_write_given_result(access, Assessment.objects.get(pk=assessment.pk), criterion)
        assert by_predicate == Assignment.objects.writable_by(access).exists()
        assert by_predicate == (state == "joint" and person in people[:2])


def test_who_is_given_a_criterion_is_mailed_once_after_the_commit(cast, joint) -> None:
    with TestCase.captureOnCommitCallbacks() as sends:
        give(joint, cast.workers[0], cast.contact, "K1.1", "K1.2")
        assert give(joint, cast.workers[0], cast.contact, "K1.1", "K1.2") == []
    [mail] = OutgoingMail.objects.filter(kind="criteria_assigned")
    assert mail.to_user == cast.workers[0]
    assert len(sends) == 1
    assert "K1.1" in mail.text
    assert "1.12.2026" in mail.text
    give(joint, cast.contact, cast.contact, "K1.3")
    assert OutgoingMail.objects.filter(kind="criteria_assigned").count() == 1


def test_giving_is_refused_to_outsiders_for_a_past_day_without_criteria_and_by_workers(cast, joint) -> None:
    not_there = UserFactory()
    grant(not_there, Role.WORKER, workshop=cast.workshop)
    for person in (cast.stranger, not_there):
        with pytest.raises(RefusedInputError):
            give(joint, person, cast.contact)
    with pytest.raises(RefusedInputError):
        give(joint, cast.workers[0], cast.contact, due_date=AT.date() - dt.timedelta(days=1))
    with pytest.raises(RefusedInputError):
        give(joint, cast.workers[0], cast.contact, "K9.9")
    with pytest.raises(NotAllowedError):
        give(joint, cast.workers[0], cast.workers[0])
    agree_all(joint, cast.contact)
    complete_assessment(assessment=joint, by=cast.leader, at=AT)
    with pytest.raises(WrongStateError):
        give(joint, cast.workers[0], cast.contact)
    assert not Assignment.objects.exists()


def test_contact_gives_and_takes_back_several_on_the_page(client_of, cast, joint) -> None:
    client, page = client_of(cast.contact), url("assignment-list", joint)
    body = {"criteria": ["K1.1", "K1.3"], "assignee": cast.workers[0].ref, "due_date": ""}
    assert "Annettiin 2 kriteeriä." in client.post(page, body, follow=True).content.decode()
    assert f"Kirjaa {cast.workers[0].name}" in client.get(page).content.decode()
    assert f"Kirjaa {cast.workers[0].name}" in client_of(cast.workers[1]).get(url("discussion-detail", joint)).content.decode()
    assert "Otettiin takaisin yksi" in client.post(page, {"criteria": ["K1.1"], "ota_takaisin": "1"}, follow=True).content.decode()
    assert list(Assignment.objects.values_list("criterion__code", flat=True)) == ["K1.3"]
    assert client.post(page, {"criteria": ["K1.1"], "assignee": cast.stranger.ref}).status_code == 400
    assert client.post(page, {"assignee": cast.workers[0].ref}).status_code == 400
    assert "Valitse ainakin yksi" in client.post(page, {"ota_takaisin": "1"}, follow=True).content.decode()
    assert client_of(cast.workers[0]).get(page).status_code == 403
    assert client_of(cast.stranger).get(page).status_code == 404


def test_preselected_criterion_is_ticked(client_of, cast, joint) -> None:
    page = client_of(cast.contact).get(url("assignment-list", joint) + "?kriteeri=K1.2").content.decode()
    assert page.count(" checked") == 1
    assert 'value="K1.2" id="k-k12" checked' in page


def test_front_page_and_landing_page_show_what_is_given_to_me(client_of, cast, joint) -> None:
    worker = cast.workers[0]
    give(joint, worker, cast.contact, "K1.1", "K1.2")
    front = client_of(worker).get("/").content.decode()
    assert "sinulle annetut kriteerit" in front
    assert "2 kriteeristä" in front
    assert 'id="minulle-annetut"' in client_of(worker).get(url("assessment-detail", joint)).content.decode()
    assert "sinulle annetut kriteerit" not in client_of(cast.workers[1]).get("/").content.decode()
    write(joint, worker)
    assert url("result-update", joint, "K1.2") in client_of(worker).get("/").content.decode()
    write(joint, worker, position=1)
    assert "sinulle annetut kriteerit" not in client_of(worker).get("/").content.decode()


@pytest.mark.parametrize("criteria", [1, 3])
def test_page_of_sharing_takes_the_same_queries_at_any_size(client_of, cast, django_assert_num_queries, criteria) -> None:
    assessment = make_joint(cast, version=make_version(areas=1, criteria=criteria))
    client = client_of(cast.contact)
    client.get(url("assignment-list", assessment))
    with django_assert_num_queries(6):
        client.get(url("assignment-list", assessment))


# --- reminders


def remind(assessment: Assessment, people: list[User], by: User, at: dt.datetime = AT) -> list[Reminder]:
    refs = [assessment.participants.get(user=person).ref for person in people]
    return remind_participants(assessment=assessment, participant_refs=refs, by=by, at=at)


def test_only_the_chosen_and_unfinished_are_reminded_at_most_once_a_day(cast) -> None:
    assessment = make_individual(cast)
    ready, unfinished, left_alone = cast.workers
    rate_all(assessment, [ready])
    assert [row.participant.user for row in remind(assessment, [ready, unfinished], cast.contact)] == [unfinished]
    assert remind(assessment, [unfinished], cast.leader, AT + dt.timedelta(hours=3)) == []
    assert len(remind(assessment, [unfinished], cast.leader, AT + dt.timedelta(days=1))) == 1
    mails = OutgoingMail.objects.filter(kind="rating_reminder")
    assert [mail.to_user for mail in mails] == [unfinished, unfinished]
    assert not Reminder.objects.filter(participant__user=left_alone).exists()
    assert AuditEvent.objects.filter(action="participants_reminded").count() == 2


def test_day_of_a_reminder_is_that_of_helsinki(cast) -> None:
    assessment = make_individual(cast)
    late = dt.datetime(2026, 11, 20, 21, 30, tzinfo=dt.UTC)  # 23.30
    assert remind(assessment, cast.workers[:1], cast.contact, late)
    assert remind(assessment, cast.workers[:1], cast.contact, late + dt.timedelta(hours=1))


def test_reminding_is_refused_for_nobody_by_workers_and_when_rating_is_over(cast) -> None:
    assessment = make_individual(cast)
    with pytest.raises(RefusedInputError):
        remind(assessment, [], cast.contact)
    with pytest.raises(NotAllowedError):
        remind(assessment, cast.workers[:1], cast.workers[1])
    with pytest.raises(WrongStateError):
        remind(make_joint(Cast()), [], cast.contact)


def test_page_tells_who_has_been_reminded_and_when(client_of, cast, time_machine) -> None:
    time_machine.move_to(AT)
    assessment = make_individual(cast)
    client, page = client_of(cast.contact), url("reminder-create", assessment)
    ref = assessment.participants.get(user=cast.workers[0]).ref
    assert "Muistutus lähti yhdelle." in client.post(page, {"people": [ref]}, follow=True).content.decode()
    shown = client.get(page).content.decode()
    assert "Muistutettu 20.11." in shown
    assert f'value="{ref}"' not in shown
    assert client.post(page, {}).status_code == 400
    assert "tänään" in client.post(page, {"people": [ref]}, follow=True).content.decode()
    assert client_of(cast.workers[1]).get(page).status_code == 403


def test_reminder_page_when_everybody_is_ready(client_of, cast) -> None:
    assessment = make_individual(cast)
    rate_all(assessment, cast.raters)
    assert "ovat arvioineet kaikki kriteerit" in client_of(cast.contact).get(url("reminder-create", assessment)).content.decode()


@pytest.mark.parametrize("workers", [1, 3])
def test_reminder_page_takes_the_same_queries_at_any_size(client_of, django_assert_num_queries, workers) -> None:
    cast = Cast(workers=workers)
    assessment = make_individual(cast)
    client = client_of(cast.contact)
    client.get(url("reminder-create", assessment))
    with django_assert_num_queries(7):
        client.get(url("reminder-create", assessment))


# --- a leaver's tasks


def promise(cast: Cast, owner: User | None, status: str = ActionStatus.AGREED) -> Action:
    finished = AT if status == ActionStatus.DONE else None
    fields = {"agreed_at": AT, "agreed_by": cast.contact, "saved_at": AT, "saved_by": cast.contact, "finished_at": finished}
    return Action.objects.create(workshop=cast.workshop, what="Tehdään viikkosuunnitelma.", owner=owner, status=status, **fields)


def test_everything_open_moves_in_one_step_and_one_event(cast, joint) -> None:
    leaver, colleague = cast.workers[:2]
    give(joint, leaver, cast.contact, "K1.1", "K1.2")
    action, done = promise(cast, leaver), promise(cast, leaver, ActionStatus.DONE)
    assert hand_over_tasks(workshop=cast.workshop, leaver=leaver, to=colleague, by=cast.contact, at=AT) == HandedOver(moved=3)
    assert set(Assignment.objects.values_list("assignee", flat=True)) == {colleague.pk}
    action.refresh_from_db()
    done.refresh_from_db()
    assert (action.owner, done.owner) == (colleague, leaver)
    assert action.history.order_by("history_id").last().history_user == cast.contact
    [event] = AuditEvent.objects.filter(action="tasks_handed_over")
    assert event.details == {"from": leaver.pk, "to": colleague.pk, "moved": 3, "released": 0}
    assert [mail.to_user for mail in OutgoingMail.objects.filter(kind="tasks_handed_over")] == [colleague]


def test_tasks_go_back_to_nobody_or_where_the_colleague_cannot_follow(cast, joint) -> None:
    leaver = cast.workers[0]
    give(joint, leaver, cast.contact)
    promise(cast, leaver)
    newcomer = UserFactory()
    grant(newcomer, Role.WORKER, workshop=cast.workshop)  # does not take part in the assessment
    assert hand_over_tasks(workshop=cast.workshop, leaver=leaver, to=newcomer, by=cast.contact, at=AT) == HandedOver(moved=1, released=1)
    assert hand_over_tasks(workshop=cast.workshop, leaver=newcomer, to=None, by=cast.contact, at=AT) == HandedOver(released=1)
    assert Action.objects.get().owner is None
    assert not Assignment.objects.exists()


def test_handing_over_is_refused_to_outsiders_to_herself_and_by_workers(cast, joint) -> None:
    leaver = cast.workers[0]
    give(joint, leaver, cast.contact)
    for to in (cast.stranger, leaver):
        with pytest.raises(RefusedInputError):
            hand_over_tasks(workshop=cast.workshop, leaver=leaver, to=to, by=cast.contact, at=AT)
    with pytest.raises(NotAllowedError):
        hand_over_tasks(workshop=cast.workshop, leaver=leaver, to=None, by=cast.workers[1], at=AT)
    assert Assignment.objects.get().assignee == leaver


def test_ended_role_hands_the_tasks_over_in_the_same_step(cast, joint) -> None:
    leaver, colleague = cast.workers[:2]
    give(joint, leaver, cast.contact)
    promise(cast, leaver)
    end_role(grant=leaver.grants.get(), successor=colleague, by=cast.leader, at=AT)
    assert Assignment.objects.get().assignee == colleague
    assert Action.objects.get().owner == colleague


def test_ended_role_without_a_successor_leaves_the_tasks_to_nobody(cast, joint) -> None:
    leaver = cast.workers[0]
    give(joint, leaver, cast.contact)
    promise(cast, leaver)
    end_role(grant=leaver.grants.get(), by=cast.leader, at=AT)
    assert not Assignment.objects.exists()
    assert Action.objects.get().owner is None


def test_one_of_two_roles_that_ends_moves_nothing(cast, joint) -> None:
    leaver = cast.workers[0]
    grant(leaver, Role.CONTACT, organisation=cast.workshop.organisation)
    give(joint, leaver, cast.contact)
    end_role(grant=leaver.grants.get(role=Role.WORKER), successor=cast.workers[1], by=cast.leader, at=AT)
    assert Assignment.objects.get().assignee == leaver


def test_role_of_an_organisation_that_ends_moves_the_tasks_of_every_unit() -> None:
    cast = Cast()
    sister = Cast(WorkshopFactory(organisation=cast.workshop.organisation))
    leaver, successor = UserFactory(), UserFactory()
    for person in (leaver, successor):
        grant(person, Role.CONTACT, organisation=cast.workshop.organisation)
    admin = UserFactory()
    grant(admin, Role.ADMIN)
    promise(cast, leaver)
    promise(sister, leaver)
    end_role(grant=leaver.grants.get(), successor=successor, by=admin, at=AT)
    assert set(Action.objects.values_list("owner", flat=True)) == {successor.pk}
    assert AuditEvent.objects.filter(action="tasks_handed_over").count() == 2


def test_page_that_ends_a_role_asks_who_goes_on(client_of, cast, joint) -> None:
    leaver, colleague = cast.workers[:2]
    give(joint, leaver, cast.contact)
    page = reverse("workshops:role-end", args=[leaver.grants.get().ref])
    shown = client_of(cast.leader).get(page).content.decode()
    assert f'value="{colleague.ref}"' in shown
    assert f'value="{leaver.ref}"' not in shown
    assert client_of(cast.leader).post(page, {"successor": cast.stranger.ref}).status_code == 400
    assert client_of(cast.leader).post(page, {"successor": colleague.ref}).status_code == 302
    assert Assignment.objects.get().assignee == colleague


def test_contact_hands_over_on_a_page(client_of, cast, joint) -> None:
    leaver, colleague = cast.workers[:2]
    give(joint, leaver, cast.contact)
    promise(cast, leaver)
    page = reverse("assessments:task-hand-over", args=[cast.workshop.ref, leaver.ref])
    shown = client_of(cast.contact).get(page).content.decode()
    assert "Tehdään viikkosuunnitelma." in shown
    assert "K1.1" in shown
    assert "Siirtyi: 2." in client_of(cast.contact).post(page, {"to": colleague.ref}, follow=True).content.decode()
    assert "ei ole keskeneräisiä tehtäviä" in client_of(cast.contact).get(page).content.decode()
    assert client_of(colleague).get(page).status_code == 403
    assert client_of(cast.stranger).get(page).status_code == 404
    stranger_page = reverse("assessments:task-hand-over", args=[cast.workshop.ref, cast.stranger.ref])
    assert client_of(cast.contact).get(stranger_page).status_code == 404
