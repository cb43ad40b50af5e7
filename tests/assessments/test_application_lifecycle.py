"""The whole matrix of an application: every state × every transition, by every role; and predicates beside their queryset twins."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import transaction

from assessments import permissions
from assessments.lifecycle import (
    APPLICATION_STATUS_LABELS,
    APPLICATION_TRANSITIONS,
    LIVE_STATUSES,
    ApplicationStatus,
    AuditStatus,
    application_transitions_from,
)
from assessments.models import Application, Decision, Round
from assessments.selectors.applications.landing import landing_of
from assessments.selectors.applications.listing import visible_applications, with_counts
from assessments.services.applications.ending import LAPSE_MARGIN, lapse_unsubmitted, renew_application, revive_lapsed, withdraw_application
from assessments.services.applications.moves import move_application
from assessments.services.applications.registering import open_application
from assessments.services.applications.submitting import submit_application
from assessments.services.decisions import record_decision
from config.toolkit.errors import NotAllowedError, WrongStateError
from tests.assessments.test_permissions import EVERY_GRANT, holder
from tests.factories.applications import DEADLINE, IN_STATE, LATE, answer_all, make_coordinator, make_registered, make_round, make_submitted
from tests.factories.assessments import AT, Cast
from tests.factories.auditing import make_audit, make_decider
from tests.factories.decisions import DECIDED_AT, refusal, ruling
from tests.factories.workshops import WorkshopFactory
from workshops.models import AuditEvent, User
from workshops.permissions import Access
from workshops.roles import Role

pytestmark = pytest.mark.django_db

STATES = [status.value for status in ApplicationStatus]
# state → transition → the state it leads to; what is missing is refused for everyone
ALLOWED = {
    "registered": {"open": "open", "withdraw": "withdrawn", "lapse": "lapsed"},
    "open": {"submit": "submitted", "withdraw": "withdrawn", "lapse": "lapsed"},
    "submitted": {"submit": "submitted", "withdraw": "withdrawn", "start_audit": "in_audit"},
    "in_audit": {"withdraw": "withdrawn", "finish_audit": "audited"},
    "audited": {"withdraw": "withdrawn", "grant": "granted", "refuse": "refused"},
    "granted": {"correct_to_refused": "refused"},
    "refused": {"correct_to_granted": "granted"},
    "withdrawn": {},
    "lapsed": {"renew": "open", "revive": "open"},
}
APPLICANTS_OWN = {"open", "submit", "withdraw", "renew"}
DECIDED = {"grant": "granted", "refuse": "refused", "correct_to_granted": "granted", "correct_to_refused": "refused"}


def move(application: Application, name: str, by: User | None, at: dt.datetime = AT) -> None:
    with transaction.atomic():
        move_application(application, name, by=by, at=at)


def make(state: str, cast: Cast, into: Round) -> Application:
    if state in IN_STATE:
        return IN_STATE[state](cast, into)
    application = make_submitted(cast, into)
    make_audit(AuditStatus.READING if state == "in_audit" else AuditStatus.FINAL, application)
    if state in {"granted", "refused"}:
        decide_by("grant" if state == "granted" else "refuse")(application, cast.leader)
    application.refresh_from_db()
    return application


def decide_by(name: str) -> Callable[[Application, User], None]:
    """Return how a decider comes to make the move: a first decision supersedes none, a correction the one there is."""
    said = ruling() if DECIDED[name] == "granted" else refusal()

    def act(application: Application, by: User) -> None:
        if not name.startswith("correct_"):
            record_decision(application=application, **said, by=make_decider(), at=DECIDED_AT)
            return
        current = application.decisions.current().first() or Decision(application=application)
        if current.outcome == DECIDED[name]:  # a correction that ends as before moves nothing
            move(application, name, by)
            return
        words = {"supersedes": current, "correction_reason": "Päätös oli väärä."}
        record_decision(application=application, **said, **words, by=make_decider(), at=DECIDED_AT)

    return act


def lapse(application: Application, by: User) -> None:
    if not lapse_unsubmitted(at=DEADLINE + LAPSE_MARGIN + dt.timedelta(seconds=1)):
        raise WrongStateError("")


def renew(application: Application, by: User) -> None:
    later = make_round(deadline_at=DEADLINE + dt.timedelta(days=30), opens_date=AT.date())
    renew_application(application=application, into=later, by=by, at=AT)


@transaction.atomic
def revive(application: Application, by: User) -> None:
    if not revive_lapsed(application=application, by=by, at=AT):
        raise WrongStateError("")


def submit(application: Application, by: User) -> None:
    """Write something new first, so that what is submitted differs from what was."""
    application.answers.all().delete()
    answer_all(application, by, "Uusi teksti.")
    submit_application(application=application, by=by, at=AT + dt.timedelta(minutes=1))


SERVICES: dict[str, Callable[[Application, User], object]] = {
    "open": lambda application, by: open_application(application=application, by=by, at=AT),
    "submit": submit,
    "withdraw": lambda application, by: withdraw_application(application=application, reason="Haemme keväällä.", by=by, at=AT),
    "lapse": lapse,
    "renew": renew,
    "revive": revive,
    **{name: lambda application, by, name=name: move(application, name, by) for name in ("start_audit", "finish_audit")},
    **{name: decide_by(name) for name in DECIDED},
}


def test_tables_name_every_state_and_transition() -> None:
    assert set(APPLICATION_TRANSITIONS) == set(SERVICES)
    assert set(ALLOWED) == set(STATES) == set(APPLICATION_STATUS_LABELS)
    assert {name for name, each in APPLICATION_TRANSITIONS.items() if each.permission == "apply"} == APPLICANTS_OWN


@pytest.mark.parametrize("state", STATES)
def test_transitions_from_lists_what_the_table_allows(state: str) -> None:
    assert {each.name: each.target.value for each in application_transitions_from(state)} == ALLOWED[state]


@pytest.mark.parametrize("name", sorted(SERVICES))
@pytest.mark.parametrize("state", STATES)
def test_transition_from_state(state: str, name: str) -> None:
    cast = Cast(workers=0)
    application = make(state, cast, make_round())
    before = Application.objects.values().get(pk=application.pk)
    events = AuditEvent.objects.filter(action=f"application_{name}", object_ref=application.ref)
    count = events.count()
    if name not in ALLOWED[state]:
        with pytest.raises(WrongStateError):
            SERVICES[name](application, cast.leader)
        assert Application.objects.values().get(pk=application.pk) == before
        assert events.count() == count
        return
    SERVICES[name](application, cast.leader)
    application.refresh_from_db()
    assert application.status == ALLOWED[state][name]
    assert events.count() == count + 1
    assert events.last().details["from"] == state
    assert application.units.filter(ended_at=None).exists() == (application.status in LIVE_STATUSES)


@pytest.mark.parametrize("name", sorted(APPLICANTS_OWN))
def test_transition_by_role(name: str) -> None:
    cast, into = Cast(), make_round()
    state = next(state for state, allowed in ALLOWED.items() if name in allowed)
    application = make(state, cast, into)
    for user in (cast.workers[0], cast.stranger, make_coordinator()):
        with pytest.raises(NotAllowedError):
            SERVICES[name](application, user)
        Round.objects.exclude(pk=into.pk).delete()
    assert Application.objects.get(pk=application.pk).status == state
    SERVICES[name](application, cast.contact)
    assert Application.objects.get(pk=application.pk).status == ALLOWED[state][name]


@pytest.mark.parametrize("state", STATES)
def test_buttons_are_the_transitions_the_applicant_can_make_now(state: str) -> None:
    cast = Cast(workers=1)
    application = make(state, cast, make_round())
    applicant = Access.of(cast.contact, AT.date())

    def buttons(access: Access, at: dt.datetime) -> set[str]:
        fresh = visible_applications(applicant).get(pk=application.pk)
        return {each.name for each in permissions.allowed_application_transitions(access, fresh, at)}

    own = set(ALLOWED[state]) & APPLICANTS_OWN
    assert buttons(applicant, AT) == own
    assert buttons(applicant, LATE) == own - {"open", "submit"}
    for user in (cast.workers[0], cast.stranger, make_coordinator()):
        assert buttons(Access.of(user, AT.date()), AT) == set()


def test_button_of_opening_waits_for_the_round() -> None:
    cast = Cast(workers=0)
    application = make_registered(cast)
    access = Access.of(cast.contact, AT.date())
    assert "open" not in {each.name for each in permissions.allowed_application_transitions(access, application, AT)}
    application.round = make_round(opens_date=AT.date() + dt.timedelta(days=1))
    assert "open" not in {each.name for each in permissions.allowed_application_transitions(access, application, AT)}


# --- predicates and their twins ----------------------------------------------------------------------------------------------

READ = {"submitted", "in_audit", "audited", "granted", "refused"}


def agree(access: Access, application: Application, at: dt.datetime) -> tuple[bool, bool, bool]:
    """Return whether she manages it, sees its state and reads what was submitted, having asked both the predicate and the queryset."""
    fresh = Application.objects.select_related("round").prefetch_related("units__workshop").get(pk=application.pk)
    pairs = [
        (permissions.can_manage_application(access, fresh), Application.objects.managed_by(access)),
        (permissions.can_view_application(access, fresh), Application.objects.visible_to(access)),
        (permissions.can_read_submission(access, fresh, at), Application.objects.readable_by(access, at)),
    ]
    for predicate, queryset in pairs:
        assert predicate == queryset.filter(pk=application.pk).exists()
    manages, views, reads = (predicate for predicate, _queryset in pairs)
    return manages, views, reads


@pytest.mark.parametrize("state", STATES)
def test_predicates_agree_with_their_twins_for_every_role(state: str) -> None:
    cast = Cast(workers=0)
    sister = WorkshopFactory(organisation=cast.workshop.organisation)
    application = make(state, cast, make_round())
    for role, scope in EVERY_GRANT:
        access = Access.of(holder(role, scope, cast), AT.date())
        manages = role in {Role.CONTACT, Role.LEADER}
        coordinates = role == Role.COORDINATOR
        assert agree(access, application, AT) == (manages, manages or coordinates, manages)
        assert agree(access, application, DEADLINE) == (manages, manages or coordinates, manages)
        assert agree(access, application, LATE) == (manages, manages or coordinates, manages or (coordinates and state in READ))
    for user in (cast.stranger, AnonymousUser(), Cast(sister, workers=0).leader):
        assert agree(Access.of(user, AT.date()), application, LATE) == (False, False, False)


@pytest.mark.parametrize("at", [DEADLINE, LATE])
def test_landing_page_of_a_coordinator_holds_nothing_of_the_writing(at: dt.datetime) -> None:
    cast = Cast(workers=0)
    access = Access.of(make_coordinator(), AT.date())
    make_submitted(cast, make_round())
    application = with_counts(visible_applications(access)).get()
    landing = landing_of(application, access, at)
    assert (landing.progress, landing.evidence_count, landing.kept_answers, landing.transitions) == (None, 0, [], [])
    assert not any([landing.may_fill, landing.may_change_wish, landing.may_change_contact, landing.may_choose_round])
    assert landing.may_read == (at == LATE)


def test_whoever_applies_in_one_covered_workshop_manages_the_whole() -> None:
    cast = Cast(workers=0)
    sister = Cast(WorkshopFactory(organisation=cast.workshop.organisation), workers=0)
    both = holder(Role.CONTACT, EVERY_GRANT[1][1], cast)
    application = make_registered(cast)
    application.units.create(workshop=sister.workshop)
    for user in (cast.contact, sister.contact, both):
        assert agree(Access.of(user, AT.date()), application, AT)[0]
    cast.contact.grants.update(ends_date=AT.date() - dt.timedelta(days=1))
    assert not agree(Access.of(cast.contact, AT.date()), application, AT)[0]


MAY = {  # predicate → states in which an applicant may, before the deadline and after it
    "can_fill_application": ({"open", "submitted"}, set()),
    "can_change_wish": ({"registered", "open", "submitted"}, set()),
    "can_change_contact": ({status.value for status in LIVE_STATUSES}, {status.value for status in LIVE_STATUSES}),
}


@pytest.mark.parametrize("state", STATES)
def test_changing_by_person_state_and_moment(state: str) -> None:
    cast = Cast(workers=1)
    made = make(state, cast, make_round())
    application = Application.objects.select_related("round").prefetch_related("units__workshop").get(pk=made.pk)
    people = {"contact": cast.contact, "worker": cast.workers[0], "coordinator": make_coordinator(), "stranger": cast.stranger}
    for name, states in MAY.items():
        for late, at in enumerate((DEADLINE, LATE)):
            asked = () if name == "can_change_contact" else (at,)
            may = {who for who, user in people.items() if getattr(permissions, name)(Access.of(user, AT.date()), application, *asked)}
            assert may == ({"contact"} if state in states[late] else set())
