"""An invitation opened in the browser, and the public doors."""

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.workshops import PASSWORD, MunicipalityFactory, business_id
from workshops.invitation_links import invitation_token
from workshops.models import AccessRequest, Invitation, OutgoingMail, RoleGrant, User
from workshops.roles import Role
from workshops.services.invitations import invite_person, resend_invitation, revoke_invitation

NEW = {"name": "Uusi Ihminen", "password": "kolme kissaa katolla"}


@pytest.fixture
def invited(cast, now) -> Invitation:
    return invite_person(email="uusi@kivipaja.example", role=Role.WORKER, workshop=cast.workshop, by=cast["contact"], at=now)


def url_of(invitation):
    return reverse("workshops:invitation-accept", args=[invitation_token(invitation)])


def test_opening_consumes_nothing(client, cast, invited):
    for method in (client.get, client.head, client.options):
        method(url_of(invited))
    invited.refresh_from_db()
    assert invited.accepted_at is None
    page = client.get(url_of(invited)).content.decode()
    assert "uusi@kivipaja.example" in page
    assert "contact kutsuu sinut" in page
    assert "Kivipaja" in page


def test_new_person_accepts_and_is_signed_in(client, cast, invited):
    response = client.post(url_of(invited), {**NEW, "shared_computer": "on"})
    assert response["Location"] == "/"
    user = User.objects.get(email="uusi@kivipaja.example")
    assert RoleGrant.objects.get(user=user).workshop == cast.workshop
    assert client.get("/oma/").status_code == 200
    assert client.session["shared_computer"] is True


def test_extra_fields_are_ignored(client, cast, invited):
    extra = {
        "role": "admin",
        "is_active": "",
        "is_staff": "1",
        "email": "muu@muualla.example",
        "workshop": cast.other.pk,
        "session_stamp": 9,
    }
    client.post(url_of(invited), {**NEW, **extra})
    user = User.objects.get(name="Uusi Ihminen")
    given = RoleGrant.objects.get(user=user)
    assert (user.email, user.is_active, given.role, given.workshop) == ("uusi@kivipaja.example", True, Role.WORKER, cast.workshop)


def test_weak_password_is_told_beside_the_field_and_the_name_stays(client, invited):
    response = client.post(url_of(invited), {"name": "Uusi Ihminen", "password": "lyhyt"})
    assert response.status_code == 400
    page = response.content.decode()
    assert 'value="Uusi Ihminen"' in page
    assert "lyhyt" not in page.replace("liian lyhyt", "")


def test_second_use_shows_the_same_page_as_a_forged_link(client, cast, now, invited):
    url = url_of(invited)
    client.post(url, NEW)
    forged = reverse("workshops:invitation-accept", args=["WyJhIl0:1abc:xyz"])
    answers = {self_made: Client().get(path) for self_made, path in {"used": url, "forged": forged}.items()}
    assert {answer.status_code for answer in answers.values()} == {410}
    assert answers["used"].content == answers["forged"].content
    assert "Kivipaja" not in answers["used"].content.decode()
    assert Client().post(url, NEW).status_code == 410


@pytest.mark.parametrize("end", ["expired", "revoked", "resent"])
def test_dead_link_says_what_to_do(client, cast, now, invited, end, time_machine):
    url = url_of(invited)
    if end == "expired":
        time_machine.move_to(now + dt.timedelta(days=31))
    elif end == "revoked":
        revoke_invitation(invitation=invited, by=cast["leader"], at=now)
    else:
        resend_invitation(invitation=invited, by=cast["leader"], at=now)
    response = client.get(url)
    assert response.status_code == 410
    assert "pyydä kutsujaa lähettämään kutsu uudelleen" in response.content.decode()
    assert client.post(url, NEW).status_code == 410
    assert not User.objects.filter(email=invited.email).exists()


def test_person_with_an_account_signs_in_first_and_comes_back(client, cast, now):
    invited = invite_person(email=cast["nobody"].email, role=Role.WORKER, workshop=cast.workshop, by=cast["contact"], at=now)
    url = url_of(invited)
    page = client.get(url).content.decode()
    [login] = re.findall(r'href="(/kirjaudu/\?next=[^"]+)"', page)
    client.post(url, NEW)
    assert not RoleGrant.objects.filter(user=cast["nobody"]).exists()
    response = client.post(login, {"login": cast["nobody"].email, "password": PASSWORD})
    assert response["Location"] == url
    page = client.get(url).content.decode()
    assert "Ota kutsu vastaan" in page
    assert "tunnuksella" not in page
    client.post(url, {"account": cast["nobody"].ref})
    assert RoleGrant.objects.get(user=cast["nobody"]).workshop == cast.workshop


def test_other_person_signed_in_is_never_bound_silently(client_of, cast, invited):
    client, url = client_of(cast["decider"]), url_of(invited)
    page = client.get(url).content.decode()
    assert "u…@kivipaja.example" in page
    assert "uusi@kivipaja.example" not in page
    assert "Ota kutsu vastaan tunnuksella decider@kivipaja.example" in page
    assert "Kirjaudu ulos ja palaa kutsuun" in page
    client.post(url, {})
    client.post(url, {"account": cast["nobody"].ref})
    assert not RoleGrant.objects.filter(workshop=cast.workshop, user=cast["decider"]).exists()
    client.post(url, {"account": cast["decider"].ref})
    assert RoleGrant.objects.get(workshop=cast.workshop, user=cast["decider"]).role == Role.WORKER


def test_logout_leads_back_to_the_invitation(client_of, cast, invited):
    client, url = client_of(cast["decider"]), url_of(invited)
    assert client.post(reverse("account_logout"), {"next": url})["Location"] == url
    assert "Valitse salasana" in client.get(url).content.decode()


def test_invite_page_answers_alike_for_known_and_unknown(client_of, cast):
    answers = []
    for address in (cast["nobody"].email, "tuntematon@kivipaja.example"):
        client = client_of(cast["contact"])
        response = client.post(
            reverse("workshops:invitation-create", args=[cast.workshop.ref]), {"email": address, "role": "worker"}, follow=True
        )
        message = str(next(iter(response.context["messages"])))
        answers.append((response.redirect_chain, message.replace(address, "")))
    assert answers[0] == answers[1]


def asked(**changes):
    return {
        "business_id": business_id(88_000), "organisation_name": "Uusi säätiö", "maintainer_type": "foundation",
        "workshop_name": "Uusi paja",
        "municipality": MunicipalityFactory().pk, "contact_name": "Helmi Uusi", "email": "helmi@uusipaja.example", **changes,
    }  # fmt: skip


def test_door_thanks_alike_the_first_and_the_doubled_time(client, cast):
    fields = asked()
    answers = [client.post(reverse("workshops:access-request-create"), fields, follow=True) for _ in range(3)]
    assert len({answer.content for answer in answers}) == 1
    assert AccessRequest.objects.count() == 1
    assert OutgoingMail.objects.count() == 1


def test_door_ignores_extra_fields(client, cast):
    client.post(reverse("workshops:access-request-create"), asked(state="approved", decided_by=cast["admin"].pk, decline_reason="x"))
    made = AccessRequest.objects.get()
    assert (made.state, made.decided_by, made.decline_reason) == ("waiting", None, "")


def test_door_tells_a_wrong_check_digit_and_keeps_the_text(client, cast):
    response = client.post(reverse("workshops:access-request-create"), asked(business_id="1234567-8"))
    assert response.status_code == 400
    page = response.content.decode()
    assert "tarkistusnumero" in page
    assert 'value="Uusi paja"' in page


def test_door_is_limited_per_address(client, db):
    codes = [client.post(reverse("workshops:access-request-create"), {}, HTTP_X_FORWARDED_FOR=f"10.1.1.{n}").status_code for n in range(32)]
    assert codes == [400] * 30 + [429] * 2


def test_feedback_is_mailed_to_the_association(client, db, settings, run_on_commit, mailoutbox):
    settings.FEEDBACK_EMAIL = "palaute@yhdistys.example"
    with run_on_commit():
        response = client.post(reverse("workshops:feedback"), {"text": "Hieno <b>palvelu</b>", "page": "", "email": "a@b.example"})
    assert response["Location"] == reverse("workshops:feedback-done")
    mail = mailoutbox[0]
    assert mail.to == ["palaute@yhdistys.example"]
    assert "Hieno <b>palvelu</b>" in mail.body
    assert "&lt;b&gt;" in mail.alternatives[0][0]
    assert "a@b.example" in mail.body


@pytest.mark.parametrize(
    "name", ["accessibility-statement", "privacy-notice", "feedback", "access-request-create", "access-request-done", "feedback-done"]
)
def test_public_pages_need_no_login(client, db, name):
    assert client.get(reverse(f"workshops:{name}")).status_code == 200


def test_statement_claims_no_more_than_is_known(client, db):
    page = client.get(reverse("workshops:accessibility-statement")).content.decode()
    for words in ("306/2019", "Traficom", "14 päivän", "veraPDF", "ei ole vielä"):
        assert words in page
