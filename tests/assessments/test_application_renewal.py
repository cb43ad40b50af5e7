"""A lapsed application goes on to the next round or opens again, and two who act at once do not pass each other."""

from __future__ import annotations

import datetime as dt

import pytest

from assessments.choices import Answer, AuditWish
from assessments.models import Application, ApplicationUnit
from assessments.selectors.applications.landing import kept_answers
from assessments.services.applications.ending import renew_application, withdraw_application
from assessments.services.applications.registering import open_application, register_application
from assessments.services.rounds import move_deadline
from config.toolkit.errors import DomainError, NotAllowedError, RefusedInputError
from tests.assessments.test_concurrency import at_once
from tests.factories.applications import DEADLINE, LATE, answer_all, make_coordinator, make_lapsed, make_open, make_registered, make_round
from tests.factories.assessments import AT, Cast
from tests.factories.criteria import make_version
from workshops.models import AuditEvent

NEXT_DAY = DEADLINE + dt.timedelta(days=1)


def next_round(**changes: object):
    return make_round(deadline_at=DEADLINE + dt.timedelta(days=180), opens_date=NEXT_DAY.date(), **changes)


def lapsed_with_answers(cast: Cast, **version: int) -> Application:
    application = make_lapsed(cast, make_round(version=make_version(**version)))
    answer_all(application, cast.contact)
    return application


@pytest.mark.django_db
def test_renew_takes_the_same_version_as_it_is() -> None:
    cast = Cast()
    application = lapsed_with_answers(cast)
    into = next_round(version=application.round.version)
    renewed = renew_application(application=application, into=into, by=cast.contact, at=NEXT_DAY)
    assert (renewed.status, renewed.round, renewed.answers.count()) == ("open", into, 4)
    assert renewed.units.filter(ended_at=None).count() == 1


@pytest.mark.django_db
def test_renew_takes_texts_to_another_version_by_code_and_keeps_the_rest() -> None:
    cast = Cast()
    application = lapsed_with_answers(cast, areas=2, criteria=2)
    old = application.round.version
    levels = {level.value: level for level in old.scale.levels.all()}
    for code, value in (("K1.1", 2), ("K1.2", 4)):
        application.answers.filter(criterion__code=code).update(answer=Answer.LEVEL, level=levels[value])
    version = make_version(areas=1, criteria=3)
    version.scale.levels.filter(value=4).delete()
    renew_application(application=application, into=next_round(version=version), by=cast.contact, at=NEXT_DAY)
    new = {
        row.criterion.code: row for row in application.answers.filter(criterion__area__version=version).select_related("criterion", "level")
    }
    assert set(new) == {"K1.1", "K1.2"}
    assert (new["K1.1"].level.scale, new["K1.1"].level.value) == (version.scale, 2)
    assert (new["K1.2"].text, new["K1.2"].answer, new["K1.2"].level) == ("Viikko suunnitellaan yhdessä maanantaisin.", "", None)
    assert (new["K1.1"].saved_by, new["K1.1"].saved_at) == (cast.contact, NEXT_DAY)
    assert list(new["K1.1"].history.values_list("history_user", "history_date")) == [(cast.contact.pk, NEXT_DAY)]
    assert application.answers.filter(criterion__area__version=old).count() == 4
    renewed = Application.objects.get(pk=application.pk)
    assert [answer.criterion.code for answer in kept_answers(renewed)] == ["K2.1", "K2.2"]


@pytest.mark.django_db
def test_renew_is_refused_into_a_round_that_takes_none_now() -> None:
    cast = Cast()
    application = make_lapsed(cast)
    into = next_round()
    for at, one in ((DEADLINE, into), (NEXT_DAY, application.round)):
        with pytest.raises(RefusedInputError) as refusal:
            renew_application(application=application, into=one, by=cast.contact, at=at)
        assert refusal.value.field == "round"
    with pytest.raises(NotAllowedError):
        renew_application(application=application, into=into, by=cast.workers[0], at=NEXT_DAY)


@pytest.mark.django_db
def test_renew_is_refused_when_a_workshop_has_applied_anew() -> None:
    cast = Cast()
    application = make_lapsed(cast)
    other = make_registered(cast)
    into = next_round()
    with pytest.raises(RefusedInputError, match=cast.workshop.name):
        renew_application(application=application, into=into, by=cast.contact, at=NEXT_DAY)
    withdraw_application(application=other, reason="", by=cast.contact, at=NEXT_DAY)
    assert renew_application(application=application, into=into, by=cast.contact, at=NEXT_DAY).status == "open"


@pytest.mark.django_db
def test_moving_the_deadline_later_opens_the_lapsed_again_unless_they_have_applied_anew() -> None:
    into = make_round()
    first, second = Cast(), Cast()
    lapsed = [make_lapsed(first, into)]
    lapsed.append(make_open(second, into, at=AT))
    Application.objects.filter(pk=lapsed[1].pk).update(status="lapsed", lapsed_at=LATE)
    ApplicationUnit.objects.filter(application=lapsed[1]).update(ended_at=LATE)
    make_registered(second)
    move_deadline(
        round_=into, deadline_at=DEADLINE + dt.timedelta(days=7), reason="Palvelussa oli häiriö.", by=make_coordinator(), at=NEXT_DAY
    )
    assert [Application.objects.get(pk=one.pk).status for one in lapsed] == ["open", "lapsed"]


# --- at once, on real connections --------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_registering_the_same_workshop_at_once_registers_it_once() -> None:
    cast = Cast()

    def register(number: int) -> Application:
        by = cast.contact if number % 2 else cast.leader
        return register_application(workshops=[cast.workshop], wish=AuditWish.PEER, contact=by, by=by, at=AT)

    results = at_once(register, times=8)
    assert sum(isinstance(result, Application) for result in results) == 1
    assert all(isinstance(result, Application | RefusedInputError) for result in results)
    assert Application.objects.count() == AuditEvent.objects.filter(action="application_registered").count() == 1


@pytest.mark.django_db(transaction=True)
def test_renewing_while_registering_anew_leaves_one_live_application() -> None:
    cast = Cast()
    application, into = make_lapsed(cast), next_round()

    def act(number: int) -> Application:
        if number % 2:
            return renew_application(application=application, into=into, by=cast.contact, at=NEXT_DAY)
        return register_application(workshops=[cast.workshop], wish=AuditWish.PEER, contact=cast.contact, by=cast.contact, at=NEXT_DAY)

    results = at_once(act, times=8)
    assert sum(isinstance(result, Application) for result in results) == 1
    assert all(isinstance(result, Application | DomainError) for result in results)
    assert ApplicationUnit.objects.filter(workshop=cast.workshop, ended_at=None).count() == 1


@pytest.mark.django_db(transaction=True)
def test_registering_into_a_round_while_its_deadline_is_moved_stops_neither() -> None:
    into, coordinator = make_round(), make_coordinator()
    casts = [Cast(workers=0) for _ in range(4)]
    for cast in casts:
        make_lapsed(cast, into)
    at = DEADLINE - dt.timedelta(days=30)

    def act(number: int) -> object:
        if number == 0:
            deadline = DEADLINE + dt.timedelta(days=7)
            return move_deadline(round_=into, deadline_at=deadline, reason="Palvelussa oli häiriö.", by=coordinator, at=at)
        cast = casts[number - 1]
        told = {"wish": AuditWish.PEER, "contact": cast.contact, "by": cast.contact, "at": at}
        return register_application(workshops=[cast.workshop], into=into, **told)

    at_once(act, times=5)
    for cast in casts:
        assert ApplicationUnit.objects.filter(workshop=cast.workshop, ended_at=None).count() == 1


@pytest.mark.django_db(transaction=True)
def test_opening_at_once_opens_once() -> None:
    cast = Cast()
    application = make_registered(cast, make_round())
    results = at_once(lambda _: open_application(application=application, by=cast.contact, at=AT), times=8)
    assert sum(isinstance(result, Application) for result in results) == 1
    assert AuditEvent.objects.filter(action="application_open").count() == 1
