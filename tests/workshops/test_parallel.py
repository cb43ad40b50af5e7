"""Two at one time: one wins, the other is told, nothing is doubled."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection

from config.toolkit.errors import WrongStateError
from tests.factories.workshops import PASSWORD, MunicipalityFactory, UserFactory, business_id, grant
from tests.workshops.cast import make_cast
from workshops.models import AccessRequest, Invitation, OutgoingMail, RoleGrant, User, Workshop
from workshops.roles import Role
from workshops.services.access_requests import request_access
from workshops.services.grants import end_role
from workshops.services.invitations import accept_invitation, invite_person

pytestmark = pytest.mark.django_db(transaction=True)


def together(*calls: Callable[[], object]) -> list[object]:
    """Run the calls at the same moment; return what each returned, or the refusal it met."""
    barrier, results = threading.Barrier(len(calls)), []

    def run(call):
        try:
            barrier.wait()
            results.append(call())
        except WrongStateError as refusal:
            results.append(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == len(calls)
    return results


def refusals(results):
    return sum(isinstance(result, WrongStateError) for result in results)


def test_invitation_accepted_by_two_people_at_once_binds_one(now):
    cast = make_cast()
    invited = invite_person(email="uusi@kivipaja.example", role=Role.WORKER, workshop=cast.sister, by=cast["organisation_leader"], at=now)
    people = [cast[name] for name in ("nobody", "decider", "stranger", "admin")]
    results = together(*[lambda by=by: accept_invitation(invitation=invited, by=by, at=now) for by in people])
    assert refusals(results) == 3
    assert RoleGrant.objects.filter(workshop=cast.sister).count() == 1


def test_new_account_sent_twice_at_once_is_made_once(now):
    cast = make_cast()
    invited = invite_person(email="uusi@kivipaja.example", role=Role.WORKER, workshop=cast.sister, by=cast["organisation_leader"], at=now)
    results = together(*[lambda: accept_invitation(invitation=invited, name="Uusi", password=PASSWORD, at=now)] * 3)
    assert refusals(results) == 2
    assert User.objects.filter(email="uusi@kivipaja.example").count() == 1


def test_double_click_invites_once(now):
    cast = make_cast()
    fields = {"email": "uusi@kivipaja.example", "role": Role.WORKER, "workshop": cast.workshop, "by": cast["leader"], "at": now}
    together(*[lambda: invite_person(**fields)] * 5)
    assert (Invitation.objects.count(), OutgoingMail.objects.filter(kind="invitation").count()) == (1, 1)


def test_double_click_asks_once(now):
    make_cast()
    fields = {
        "business_id": business_id(88_000),
        "organisation_name": "Uusi säätiö",
        "maintainer_type": "foundation",
        "workshop_name": "Uusi paja",
        "municipality": MunicipalityFactory(),
        "contact_name": "Helmi Uusi",
        "email": "helmi@uusipaja.example",
    }
    together(*[lambda: request_access(at=now, **fields)] * 5)
    assert (AccessRequest.objects.count(), OutgoingMail.objects.count()) == (1, 1)


def test_two_leaders_who_end_each_other_leave_one(now):
    cast = make_cast()
    second = UserFactory()
    grants = [RoleGrant.objects.get(user=cast["stranger"]), grant(second, Role.LEADER, workshop=cast.other)]
    results = together(
        lambda: end_role(grant=grants[0], by=cast["stranger"], at=now),
        lambda: end_role(grant=grants[1], by=second, at=now),
    )
    assert refusals(results) == 1
    assert not Workshop.objects.filter(pk=cast.other.pk).without_leader(now.date()).exists()
