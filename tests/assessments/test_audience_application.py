"""The words of "Kuka näkee tämän?" of an application say what the rules do."""

from __future__ import annotations

import datetime as dt

import pytest

from assessments.models import Application
from assessments.permissions import can_manage_application, can_read_submission
from assessments.selectors.audience import ROLES_IN_PLURAL, who_sees_application
from assessments.services.guards import access_of
from assessments.services.rounds import move_deadline
from tests.factories.applications import DEADLINE, LATE, make_coordinator, make_registered, make_round, make_submitted
from tests.factories.assessments import AT, Cast
from tests.factories.workshops import UserFactory, grant
from workshops.models import User
from workshops.roles import SCOPES, Role, Scope

pytestmark = pytest.mark.django_db


def person_in(role: Role, cast: Cast) -> User:
    person: User = UserFactory()
    if Scope.WORKSHOP in SCOPES[role]:
        grant(person, role, workshop=cast.workshop)
    elif Scope.NATIONAL in SCOPES[role]:
        grant(person, role)
    return person


@pytest.mark.parametrize("role", [role for role in Role if SCOPES[role] & {Scope.WORKSHOP, Scope.NATIONAL}])
def test_role_is_named_exactly_when_it_reads(role: Role) -> None:
    cast = Cast()
    application = make_submitted(cast)
    person = person_in(role, cast)
    before, after, *_others = (sentence for _when, sentence in who_sees_application(application))
    named = str(ROLES_IN_PLURAL.get(role, "–"))
    readers = before.split(".")[0]  # the next sentence tells who sees the state only
    assert (named in readers) == can_manage_application(access_of(person, AT), application)
    assert (named in readers) == can_read_submission(access_of(person, DEADLINE), application, DEADLINE)
    assert (named in readers or named in after) == can_read_submission(access_of(person, LATE), application, LATE)


def test_state_is_all_that_coordinators_see_until_the_deadline() -> None:
    cast = Cast()
    application, coordinator = make_submitted(cast), make_coordinator()
    [(until, before), *_later] = who_sees_application(application)
    assert until == "Määräaikaan asti"
    assert "koordinaattorit näkevät vain, missä vaiheessa hakemus on" in before
    visible = Application.objects.visible_to(access_of(coordinator, AT))
    readable = Application.objects.readable_by(access_of(coordinator, DEADLINE), DEADLINE)
    assert (list(visible), list(readable)) == ([application], [])


def test_moment_is_the_deadline_in_force() -> None:
    cast, coordinator = Cast(), make_coordinator()
    into = make_round()
    application = make_submitted(cast, into)
    assert who_sees_application(application)[1][0] == "Määräajan 1.12.2026 klo 16.15 jälkeen"
    moved = move_deadline(round_=into, deadline_at=DEADLINE + dt.timedelta(days=7), reason="Sähkökatko.", by=coordinator, at=AT)
    application.round = moved
    assert who_sees_application(application)[1][0] == "Määräajan 8.12.2026 klo 16.15 jälkeen"


def test_moment_is_left_out_when_no_round_is_chosen() -> None:
    assert [when for when, _who in who_sees_application()] == ["Määräaikaan asti", "Määräajan jälkeen", "Auditoinnissa", "Julkisesti"]
    assert who_sees_application(make_registered(Cast())) == who_sees_application()


def test_nothing_is_public() -> None:
    assert who_sees_application()[-1] == ("Julkisesti", "Hakemuksen tekstejä ja näyttöjä ei julkaista.")
