"""The rules of registering, of what can be changed of a registration, and of how an application ends or goes on."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from assessments.choices import AuditWish
from assessments.models import Application, ApplicationUnit
from assessments.services.applications import ending
from assessments.services.applications.ending import LAPSE_MARGIN, lapse_unsubmitted, withdraw_application
from assessments.services.applications.registering import (
    change_contact,
    change_units,
    change_wish,
    choose_round,
    open_application,
    register_application,
    update_registration,
)
from config.settings import PERIODIC_WORK
from config.toolkit.errors import NotAllowedError, RefusedInputError, WrongStateError
from tests.factories.applications import (
    DEADLINE,
    IN_STATE,
    LATE,
    make_coordinator,
    make_open,
    make_registered,
    make_round,
    make_submitted,
)
from tests.factories.assessments import AT, Cast
from tests.factories.workshops import UserFactory, WorkshopFactory, grant
from workshops.models import AuditEvent, OutgoingMail, User
from workshops.roles import Role

pytestmark = pytest.mark.django_db

LATER = DEADLINE + dt.timedelta(days=180)


def register(cast: Cast, **changes: object) -> Application:
    told = {"workshops": [cast.workshop], "wish": AuditWish.PEER, "contact": cast.contact, "into": None, "by": cast.contact, "at": AT}
    return register_application(**{**told, **changes})


def sister_of(cast: Cast, user: User | None = None):
    """Return another workshop of the organisation, in which the contact applies too."""
    workshop = WorkshopFactory(organisation=cast.workshop.organisation)
    grant(user or cast.contact, Role.CONTACT, workshop=workshop)
    return workshop


def actions() -> list[str]:
    return list(AuditEvent.objects.filter(object_type="assessments.application").values_list("action", flat=True))


# --- registering -------------------------------------------------------------------------------------------------------------


def test_register_keeps_who_when_and_what() -> None:
    cast, into = Cast(), make_round()
    application = register(cast, into=into, wish=AuditWish.EXTERNAL, contact=cast.leader, by=cast.contact)
    stored = Application.objects.get(pk=application.pk)
    assert (stored.organisation, stored.round, stored.wish, stored.contact) == (cast.workshop.organisation, into, "external", cast.leader)
    assert (stored.status, stored.registered_at, stored.registered_by) == ("registered", AT, cast.contact)
    assert actions() == ["application_registered"]


@pytest.mark.parametrize("who", ["worker", "stranger", "coordinator"])
def test_register_is_refused_from_who_does_not_apply_there(who: str) -> None:
    cast = Cast()
    people = {"worker": cast.workers[0], "stranger": cast.stranger, "coordinator": make_coordinator()}
    with pytest.raises(NotAllowedError):
        register(cast, by=people[who])
    assert not Application.objects.exists()


def test_register_needs_a_workshop_of_one_organisation() -> None:
    cast, other = Cast(), WorkshopFactory()
    grant(cast.contact, Role.CONTACT, workshop=other)
    for workshops in ([], [cast.workshop, other]):
        with pytest.raises(RefusedInputError) as refusal:
            register(cast, workshops=workshops)
        assert refusal.value.field == "workshops"


def test_register_with_one_workshop_that_is_not_hers_is_refused_whole() -> None:
    cast = Cast()
    with pytest.raises(NotAllowedError):
        register(cast, workshops=[cast.workshop, WorkshopFactory(organisation=cast.workshop.organisation)])
    assert not Application.objects.exists()


def test_register_takes_a_round_until_its_very_deadline() -> None:
    into = make_round()
    with pytest.raises(RefusedInputError) as refusal:
        register(Cast(), into=into, at=LATE)
    assert refusal.value.field == "round"
    assert register(Cast(), into=into, at=DEADLINE).round == into


def test_register_names_a_contact_who_applies_in_the_workshop() -> None:
    cast = Cast()
    gone = UserFactory(is_active=False)
    grant(gone, Role.CONTACT, workshop=cast.workshop)
    for nobody in (cast.workers[0], cast.stranger, gone):
        with pytest.raises(RefusedInputError) as refusal:
            register(cast, contact=nobody)
        assert refusal.value.field == "contact"


def test_register_with_a_wish_that_is_none_is_refused() -> None:
    with pytest.raises(ValidationError):
        register(Cast(), wish="self")


@pytest.mark.parametrize(
    ("state", "is_live"), [("registered", True), ("open", True), ("submitted", True), ("withdrawn", False), ("lapsed", False)]
)
def test_one_live_application_for_each_workshop(state: str, is_live: bool) -> None:
    cast = Cast()
    into = make_round()
    IN_STATE[state](cast, into)
    if is_live:
        with pytest.raises(RefusedInputError, match=cast.workshop.name):
            register(cast)
        with pytest.raises(IntegrityError), transaction.atomic():
            ApplicationUnit.objects.create(application=register(Cast()), workshop=cast.workshop)
    else:
        assert register(cast).status == "registered"


# --- changing ----------------------------------------------------------------------------------------------------------------


def test_units_are_changed_until_the_deadline() -> None:
    cast = Cast()
    sister, third = sister_of(cast), sister_of(cast)
    application = make_open(cast, workshops=[cast.workshop, sister])
    change_units(application=application, workshops=[sister, third], by=cast.contact, at=DEADLINE)
    assert {unit.workshop for unit in ApplicationUnit.objects.filter(application=application)} == {sister, third}
    assert register(cast).status == "registered"
    with pytest.raises(WrongStateError):
        change_units(application=application, workshops=[sister], by=cast.contact, at=LATE)


def test_units_keep_what_somebody_else_brought_but_take_no_more_of_hers() -> None:
    cast = Cast()
    theirs = WorkshopFactory(organisation=cast.workshop.organisation)
    both = UserFactory()
    for workshop in (cast.workshop, theirs):
        grant(both, Role.CONTACT, workshop=workshop)
    application = register(cast, workshops=[cast.workshop, theirs], by=both)
    sister = sister_of(cast)
    change_units(application=application, workshops=[cast.workshop, theirs, sister], by=cast.contact, at=AT)
    with pytest.raises(NotAllowedError):
        change_units(
            application=application, workshops=[cast.workshop, WorkshopFactory(organisation=theirs.organisation)], by=cast.contact, at=AT
        )


def test_units_refuse_a_taken_workshop_another_organisation_and_none() -> None:
    cast = Cast()
    sister, other = sister_of(cast), WorkshopFactory()
    grant(cast.contact, Role.CONTACT, workshop=other)
    application = register(cast)
    register(cast, workshops=[sister])
    for workshops in ([cast.workshop, sister], [cast.workshop, other], [other], []):
        with pytest.raises(RefusedInputError):
            change_units(application=application, workshops=workshops, by=cast.contact, at=AT)
    assert [unit.workshop for unit in application.units.all()] == [cast.workshop]


def test_units_without_a_workshop_of_the_contact_are_refused() -> None:
    cast = Cast()
    sister = sister_of(cast, cast.leader)
    application = register(cast, workshops=[cast.workshop], contact=cast.contact)
    with pytest.raises(RefusedInputError) as refusal:
        change_units(application=application, workshops=[sister], by=cast.leader, at=AT)
    assert refusal.value.field == "contact"


def test_update_records_only_what_changed() -> None:
    cast = Cast()
    application = register(cast)
    told = {"application": application, "by": cast.contact, "at": AT}
    update_registration(workshops=[cast.workshop], wish=AuditWish.PEER, **told)
    assert actions() == ["application_registered"]
    update_registration(workshops=[cast.workshop, sister_of(cast)], wish=AuditWish.EXTERNAL, **told)
    assert actions() == ["application_registered", "application_units_changed", "application_wish_changed"]


def test_wish_is_changed_also_after_submitting_until_the_deadline() -> None:
    cast = Cast()
    application = make_submitted(cast)
    assert change_wish(application=application, wish=AuditWish.EXTERNAL, by=cast.contact, at=DEADLINE).wish == "external"
    with pytest.raises(WrongStateError):
        change_wish(application=application, wish=AuditWish.PEER, by=cast.contact, at=LATE)
    with pytest.raises(NotAllowedError):
        change_wish(application=application, wish=AuditWish.PEER, by=cast.workers[0], at=AT)


def test_contact_is_changed_as_long_as_the_application_lives() -> None:
    cast = Cast()
    application = make_submitted(cast)
    assert change_contact(application=application, contact=cast.leader, by=cast.contact, at=LATE).contact == cast.leader
    with pytest.raises(RefusedInputError):
        change_contact(application=application, contact=cast.stranger, by=cast.contact, at=LATE)
    withdraw_application(application=application, reason="", by=cast.contact, at=LATE)
    with pytest.raises(WrongStateError):
        change_contact(application=application, contact=cast.contact, by=cast.contact, at=LATE)


def test_round_is_chosen_and_changed_only_before_filling() -> None:
    cast, into, later = Cast(), make_round(), make_round(deadline_at=LATER)
    application = register(cast)
    with pytest.raises(WrongStateError, match="Valitse ensin hakukierros"):
        open_application(application=application, by=cast.contact, at=AT)
    for one in (later, into):
        assert choose_round(application=application, into=one, by=cast.contact, at=AT).round == one
    with pytest.raises(RefusedInputError):
        choose_round(application=application, into=into, by=cast.contact, at=LATE)
    open_application(application=application, by=cast.contact, at=AT)
    with pytest.raises(WrongStateError):
        choose_round(application=application, into=later, by=cast.contact, at=AT)


def test_filling_begins_only_while_the_round_takes_applications() -> None:
    cast = Cast()
    into = make_round(opens_date=AT.date() + dt.timedelta(days=1))
    application = register(cast, into=into)
    for at in (AT, LATE):
        with pytest.raises(WrongStateError, match="ei ole nyt avoinna"):
            open_application(application=application, by=cast.contact, at=at)
    opened = open_application(application=application, by=cast.contact, at=AT + dt.timedelta(days=1))
    assert (opened.status, opened.opened_at) == ("open", AT + dt.timedelta(days=1))


# --- ending ------------------------------------------------------------------------------------------------------------------


def test_withdrawing_frees_the_workshops_and_tells_the_contact(run_on_commit) -> None:
    cast = Cast()
    application = make_submitted(cast)
    with run_on_commit():
        withdraw_application(application=application, reason="  Haemme keväällä. ", by=cast.leader, at=LATE)
    application.refresh_from_db()
    assert (application.withdrawn_at, application.withdrawn_by, application.withdraw_reason) == (LATE, cast.leader, "Haemme keväällä.")
    assert OutgoingMail.objects.get(kind="application_withdrawn").to_user == cast.contact
    assert application.submissions.count() == 1
    assert register(cast).status == "registered"


def test_lapsing_waits_for_the_margin_and_happens_once(run_on_commit) -> None:
    assert "assessments.services.applications.ending.lapse_unsubmitted" in PERIODIC_WORK
    into = make_round()
    applications = [make_registered(Cast(), into), make_open(Cast(), into), make_submitted(Cast(), into), make_registered(Cast())]
    at = DEADLINE + LAPSE_MARGIN
    assert lapse_unsubmitted(at=at) == 0
    with run_on_commit():
        assert lapse_unsubmitted(at=at + dt.timedelta(microseconds=1)) == 2
        assert lapse_unsubmitted(at=at + dt.timedelta(days=1)) == 0
    assert [Application.objects.get(pk=one.pk).status for one in applications] == ["lapsed", "lapsed", "submitted", "registered"]
    assert OutgoingMail.objects.filter(kind="application_lapsed").count() == 2
    assert set(AuditEvent.objects.filter(action="application_lapse").values_list("actor", flat=True)) == {None}


def test_one_that_cannot_lapse_holds_up_no_other(monkeypatch, caplog) -> None:
    into = make_round()
    broken, sound = make_open(Cast(), into), make_open(Cast(), into)

    def mail(application: Application, at: dt.datetime) -> None:
        if application.pk == broken.pk:
            raise OSError

    monkeypatch.setattr(ending, "mail_lapsed", mail)
    assert lapse_unsubmitted(at=DEADLINE + dt.timedelta(hours=1)) == 1
    assert [Application.objects.get(pk=one.pk).status for one in (broken, sound)] == ["open", "lapsed"]
    assert broken.ref in caplog.text


def test_withdraw_refuses_a_reason_that_is_too_long() -> None:
    cast = Cast()
    application = make_submitted(cast)
    with pytest.raises(ValidationError) as refused:
        withdraw_application(application=application, reason="a" * 2_001, by=cast.contact, at=AT)
    assert list(refused.value.message_dict) == ["withdraw_reason"]
    assert Application.objects.get().status == "submitted"
