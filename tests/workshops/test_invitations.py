"""Invitations: sent, corrected, revoked, accepted once."""

import datetime as dt
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.utils import timezone

from config.toolkit.errors import NotAllowedError, RefusedInputError, WrongStateError
from tests.factories.workshops import PASSWORD, UserFactory, WorkshopFactory, grant
from workshops.invitation_links import find_invitation, invitation_token, invitation_url
from workshops.models import AuditEvent, Invitation, OutgoingMail, RoleGrant, User
from workshops.permissions import Access
from workshops.roles import Permission, Role
from workshops.services.admins import invite_first_admin
from workshops.services.invitations import accept_invitation, invite_person, resend_invitation, revoke_invitation


@pytest.fixture
def invited(cast, now) -> Invitation:
    return invite_person(email="Uusi.Ihminen@Kivipaja.example ", role=Role.WORKER, workshop=cast.workshop, by=cast["contact"], at=now)


def test_invitation_is_mailed_with_its_link(cast, now, run_on_commit, mailoutbox):
    with run_on_commit():
        invited = invite_person(email="uusi@kivipaja.example", role=Role.WORKER, workshop=cast.workshop, by=cast["contact"], at=now)
    mail = mailoutbox[0]
    assert mail.to == ["uusi@kivipaja.example"]
    assert mail.subject == "Kutsu Laatumatkaan: Kivipaja"
    assert invitation_url(invited) in mail.body
    assert invitation_url(invited) in mail.alternatives[0][0]
    assert "contact kutsuu sinut" in mail.body
    assert "Työntekijä" not in mail.body
    assert "työntekijä" in mail.body


def test_same_invitation_twice_sends_one_mail(cast, now, invited):
    again = invite_person(email=invited.email, role=Role.WORKER, workshop=cast.workshop, by=cast["leader"], at=now)
    assert again == invited
    assert OutgoingMail.objects.count() == 1


def test_known_and_unknown_address_are_invited_alike(cast, now):
    known, unknown = (
        invite_person(email=email, role=Role.WORKER, workshop=cast.workshop, by=cast["contact"], at=now)
        for email in (cast["nobody"].email, "tuntematon@kivipaja.example")
    )
    assert (known.role, known.expires_at) == (unknown.role, unknown.expires_at)
    assert OutgoingMail.objects.filter(kind="invitation").count() == 2


def test_contact_invites_no_leader(cast, now):
    with pytest.raises(NotAllowedError):
        invite_person(email="uusi@kivipaja.example", role=Role.LEADER, workshop=cast.workshop, by=cast["contact"], at=now)


def test_new_person_accepts_with_name_and_password(cast, now, invited):
    user = accept_invitation(invitation=invited, name="Uusi Ihminen", password=PASSWORD, at=now)
    assert (user.email, user.name) == ("uusi.ihminen@kivipaja.example", "Uusi Ihminen")
    assert user.check_password(PASSWORD)
    assert Access.of(user, timezone.localdate(now)).may_in(cast.workshop, Permission.TAKE_PART)
    assert RoleGrant.objects.get(user=user).granted_by == cast["contact"]


def test_short_password_is_refused_and_nothing_is_kept(now, invited):
    with pytest.raises(ValidationError):
        accept_invitation(invitation=invited, name="Uusi", password="lyhyt", at=now)
    invited.refresh_from_db()
    assert invited.accepted_at is None
    assert not User.objects.filter(email=invited.email).exists()


def test_invitation_is_accepted_once(cast, now, invited):
    accept_invitation(invitation=invited, by=cast["nobody"], at=now)
    with pytest.raises(WrongStateError):
        accept_invitation(invitation=invited, by=cast["decider"], at=now)
    assert not RoleGrant.objects.filter(user=cast["decider"], workshop=cast.workshop).exists()
    assert AuditEvent.objects.filter(action="invitation_accepted").count() == 1


@pytest.mark.parametrize("days", [30, 31])
def test_invitation_ends_after_thirty_days(cast, now, invited, days):
    later = now + dt.timedelta(days=days)
    with pytest.raises(WrongStateError):
        accept_invitation(invitation=invited, by=cast["nobody"], at=later)
    accept_invitation(invitation=invited, by=cast["nobody"], at=now + dt.timedelta(days=30, seconds=-1))


def test_existing_account_is_never_taken_over_by_a_password(cast, now):
    invited = invite_person(email=cast["nobody"].email, role=Role.WORKER, workshop=cast.workshop, by=cast["contact"], at=now)
    with pytest.raises(WrongStateError):
        accept_invitation(invitation=invited, name="Toinen", password="aivan uusi salasana", at=now)
    cast["nobody"].refresh_from_db()
    assert cast["nobody"].check_password(PASSWORD)


def test_disabled_person_accepts_nothing(cast, now, invited):
    with pytest.raises(NotAllowedError):
        accept_invitation(invitation=invited, by=UserFactory(is_active=False), at=now)


def test_accepting_a_role_held_already_keeps_the_old_one(cast, now):
    invited = invite_person(email="toinen@kivipaja.example", role=Role.WORKER, workshop=cast.workshop, by=cast["contact"], at=now)
    accept_invitation(invitation=invited, by=cast["worker"], at=now)
    assert RoleGrant.objects.filter(user=cast["worker"]).count() == 1


def test_corrected_address_gets_a_new_link_and_the_old_dies(cast, now, invited):
    old = invitation_token(invited)
    corrected = resend_invitation(invitation=invited, email="Oikea@kivipaja.example", by=cast["contact"], at=now + dt.timedelta(days=3))
    assert corrected.email == "oikea@kivipaja.example"
    assert corrected.expires_at == now + dt.timedelta(days=33)
    assert find_invitation(old) is None
    assert find_invitation(invitation_token(corrected)) == invited
    assert OutgoingMail.objects.filter(to_address="oikea@kivipaja.example").count() == 1


def test_correction_to_an_address_invited_already_is_refused(cast, now, invited):
    twin = invite_person(email="toinen@kivipaja.example", role=Role.WORKER, workshop=cast.workshop, by=cast["contact"], at=now)
    with pytest.raises(RefusedInputError):
        resend_invitation(invitation=twin, email=invited.email, by=cast["contact"], at=now)


def test_expired_invitation_is_sent_anew_when_invited_again(cast, now, invited):
    later = now + dt.timedelta(days=40)
    again = invite_person(email=invited.email, role=Role.WORKER, workshop=cast.workshop, by=cast["contact"], at=later)
    assert again.pk == invited.pk
    assert again.is_waiting(later)
    assert OutgoingMail.objects.count() == 2


@pytest.mark.parametrize("change", ["resend", "revoke"])
def test_strangers_and_workers_touch_no_invitation(cast, now, invited, change):
    service = {"resend": resend_invitation, "revoke": revoke_invitation}[change]
    for name in ("worker", "stranger", "coordinator", "nobody"):
        with pytest.raises(NotAllowedError):
            service(invitation=invited, by=cast[name], at=now)


def test_revoked_invitation_is_dead(cast, now, invited):
    revoke_invitation(invitation=invited, by=cast["leader"], at=now)
    with pytest.raises(WrongStateError):
        accept_invitation(invitation=invited, by=cast["nobody"], at=now)
    with pytest.raises(WrongStateError):
        resend_invitation(invitation=invited, by=cast["leader"], at=now)
    assert invite_person(email=invited.email, role=Role.WORKER, workshop=cast.workshop, by=cast["leader"], at=now) != invited


@pytest.mark.parametrize("token", ["", "abc", "a:b:c", "WyJ4Il0:1abc:xyz"])
def test_forged_token_finds_nothing(db, token):
    assert find_invitation(token) is None


def test_admin_replaces_a_lost_last_leader(cast, now):
    lost = WorkshopFactory()
    grant(UserFactory(is_active=False), Role.LEADER, workshop=lost)
    invited = invite_person(email="johtaja@kivipaja.example", role=Role.LEADER, workshop=lost, by=cast["admin"], at=now)
    accept_invitation(invitation=invited, by=cast["nobody"], at=now)
    assert Access.of(cast["nobody"], timezone.localdate(now)).may_in(lost, Permission.MANAGE_PEOPLE)
    with pytest.raises(NotAllowedError):
        invite_person(email="toinen@kivipaja.example", role=Role.LEADER, workshop=lost, by=cast["admin"], at=now)


def test_first_admin_comes_by_the_command_only_once(db, now):
    invited = invite_first_admin(email="paa@laatumatka.example", name="Pää Käyttäjä", at=now)
    accept_invitation(invitation=invited, name="Pää Käyttäjä", password=PASSWORD, at=now)
    with pytest.raises(WrongStateError):
        invite_first_admin(email="toinen@laatumatka.example", name="", at=now)
    assert invite_first_admin(email="toinen@laatumatka.example", name="", at=now, force=True).role == Role.ADMIN


def test_admin_made_in_the_small_hours_is_one_at_once(db, clock):
    after_midnight = clock.at(2026, 11, 22, 0, 30).astimezone(dt.UTC)  # yesterday still, as Greenwich counts
    invited = invite_first_admin(email="paa@laatumatka.example", name="", at=after_midnight)
    accept_invitation(invitation=invited, name="Pää Käyttäjä", password=PASSWORD, at=after_midnight)
    with pytest.raises(WrongStateError):
        invite_first_admin(email="toinen@laatumatka.example", name="", at=after_midnight)


def test_create_admin_prints_a_link_that_works_and_refuses_a_second(client, db, settings, now):
    settings.SITE_URL = "https://laatumatka.example"
    out = StringIO()
    call_command("create_admin", email="paa@laatumatka.example", name="Pää Käyttäjä", stdout=out)
    path = out.getvalue().splitlines()[-1].removeprefix("https://laatumatka.example")
    assert 'value="Pää Käyttäjä"' in client.get(path).content.decode()
    client.post(path, {"name": "Pää Käyttäjä", "password": PASSWORD})
    assert RoleGrant.objects.get(user__email="paa@laatumatka.example").role == Role.ADMIN
    with pytest.raises(CommandError):
        call_command("create_admin", email="toinen@laatumatka.example", stdout=out)
