"""Signing in and out, sessions, passwords: through the pages."""

import re

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import NoReverseMatch, reverse

from tests.factories.workshops import PASSWORD, UserFactory
from workshops.models import OutgoingMail
from workshops.roles import Role
from workshops.services.grants import grant_role
from workshops.services.users import set_user_active

OWN = "/oma/"


def sign_in(client, user, password=PASSWORD, **fields):
    return client.post(reverse("account_login"), {"login": user.email, "password": password, **fields})


def is_signed_in(client):
    return client.get(OWN).status_code == 200


def cookie(client):
    return client.cookies["sessionid"].value


def test_sign_in_gives_a_new_session_id_and_the_old_one_is_dead(client, cast):
    client.get(reverse("account_reset_password"))
    session = client.session
    session["typed"] = "x"
    session.save()
    client.cookies["sessionid"] = session.session_key
    before = session.session_key
    assert sign_in(client, cast["leader"])["Location"] == "/"
    assert cookie(client) != before
    assert not Session.objects.filter(session_key=before).exists()


def test_address_is_taken_in_any_case(client, cast):
    response = client.post(reverse("account_login"), {"login": " Leader@KIVIPAJA.example ", "password": PASSWORD})
    assert response.status_code == 302


def test_role_change_gives_a_new_session_id_and_the_old_one_is_dead(client, cast, now):
    sign_in(client, cast["worker"])
    assert is_signed_in(client)
    before = cookie(client)
    grant_role(user=cast["worker"], role=Role.CONTACT, workshop=cast.workshop, by=cast["leader"], at=now)
    assert is_signed_in(client)
    assert cookie(client) != before
    stolen = Client()
    stolen.cookies["sessionid"] = before
    assert not is_signed_in(stolen)


def test_password_change_ends_all_other_sessions(client, cast):
    other = Client()
    sign_in(client, cast["worker"])
    sign_in(other, cast["worker"])
    before = cookie(client)
    response = client.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": "seitseman veljesta metsassa"})
    assert response["Location"] == OWN
    assert "Salasana on vaihdettu." in client.get(OWN).content.decode()
    assert cookie(client) != before
    assert not is_signed_in(other)


def test_wrong_old_password_changes_nothing(client, cast):
    sign_in(client, cast["worker"])
    response = client.post(
        reverse("account_change_password"), {"oldpassword": "vaara salasana", "password1": "seitseman veljesta metsassa"}
    )
    assert "Nykyinen salasana ei täsmää." in response.content.decode()
    cast["worker"].refresh_from_db()
    assert cast["worker"].check_password(PASSWORD)


def test_logout_kills_the_session_and_pages_are_not_stored(client, cast):
    sign_in(client, cast["worker"])
    page = client.get(OWN)
    assert "no-store" in page["Cache-Control"]
    before = cookie(client)
    assert client.get(reverse("account_logout")).status_code == 200
    assert is_signed_in(client)
    client.post(reverse("account_logout"))
    stolen = Client()
    stolen.cookies["sessionid"] = before
    assert not is_signed_in(stolen)


def test_disabled_user_is_signed_out_at_the_next_request(client, cast, now):
    sign_in(client, cast["worker"])
    set_user_active(user=cast["worker"], is_active=False, by=cast["admin"], at=now)
    response = client.get(OWN)
    assert response["Location"].startswith(reverse("account_login"))
    set_user_active(user=cast["worker"], is_active=True, by=cast["admin"], at=now)
    assert not is_signed_in(client)


def test_disabled_user_cannot_sign_in(client, cast, now):
    set_user_active(user=cast["worker"], is_active=False, by=cast["admin"], at=now)
    response = sign_in(client, cast["worker"])
    assert response["Location"] == reverse("account_inactive")
    assert not is_signed_in(client)


def test_shared_computer_ends_thirty_minutes_after_the_last_request(client, cast, clock):
    sign_in(client, cast["worker"], shared_computer="on")
    assert client.cookies["sessionid"]["max-age"] == ""
    for _ in range(3):
        clock.shift(minutes=29)
        assert is_signed_in(client)
    clock.shift(minutes=31)
    assert not is_signed_in(client)


def test_own_computer_stays_signed_in(client, cast, clock):
    sign_in(client, cast["worker"])
    assert client.cookies["sessionid"]["max-age"] == 14 * 24 * 3600
    clock.shift(days=13)
    assert is_signed_in(client)
    assert "shared_computer" not in client.session


def body(response, *addresses):
    """Return the page without the address typed and the CSRF token."""
    text = response.content.decode()
    for address in addresses:
        text = text.replace(address, "")
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", text)


@pytest.mark.parametrize("page", ["account_login", "account_reset_password"])
def test_known_and_unknown_address_get_the_same_answer(db, page):
    user = UserFactory(email="tuttu@kivipaja.example")
    answers = []
    for address in (user.email, "vieras@kivipaja.example"):
        fields = {"login": address, "password": "vaara salasana", "email": address}
        response = Client().post(reverse(page), fields)
        answers.append((response.status_code, response.get("Location"), body(response, address)))
    assert answers[0] == answers[1]


def test_unknown_address_costs_a_password_hash_too(db, monkeypatch):
    hashed: list[str] = []

    def counting(raw: str, *_: object) -> str:
        hashed.append(raw)
        return "!"

    monkeypatch.setattr("django.contrib.auth.base_user.make_password", counting)
    Client().post(reverse("account_login"), {"login": "vieras@kivipaja.example", "password": "vaara salasana"})
    assert hashed == ["vaara salasana"]


def test_failed_logins_are_limited_whatever_the_forwarded_address_says(cast):
    answers = []
    for number in range(7):
        forged = {"HTTP_X_FORWARDED_FOR": f"10.0.0.{number}", "HTTP_X_REAL_IP": f"10.0.0.{number}"}
        response = Client(**forged).post(reverse("account_login"), {"login": cast["leader"].email, "password": "arvaus numero x"})
        answers.append("liian monta" in response.content.decode())
    assert answers == [False] * 5 + [True] * 2
    assert "liian monta" in sign_in(Client(), cast["leader"]).content.decode()


def test_right_passwords_do_not_use_up_the_limit(cast):
    assert all(sign_in(Client(), cast["leader"]).status_code == 302 for _ in range(8))


@pytest.mark.parametrize(
    "target", ["//evil.example/", "https://evil.example/", "\\\\evil.example", "javascript:alert(1)", "http://testserver/oma/", "/\r\nX: y"]
)
def test_next_leads_nowhere_else(client, cast, target):
    response = client.post(
        reverse("account_login") + "?next=" + target, {"login": cast["leader"].email, "password": PASSWORD, "next": target}
    )
    assert response["Location"] == "/"
    response = client.post(reverse("account_logout"), {"next": target})
    assert response["Location"] == "/"


def test_next_leads_back_inside(client, cast):
    response = client.post(reverse("account_login"), {"login": cast["leader"].email, "password": PASSWORD, "next": "/tyopajat/?haku=a"})
    assert response["Location"] == "/tyopajat/?haku=a"


def reset_link(user, run_on_commit, mailoutbox, **headers):
    with run_on_commit():
        Client(**headers).post(reverse("account_reset_password"), {"email": user.email})
    [link] = re.findall(r"https?://\S+/salasana/uusi/\S+", mailoutbox[-1].body)
    return link


@pytest.mark.parametrize(
    "headers", [{}, {"HTTP_X_FORWARDED_HOST": "evil.example"}, {"HTTP_HOST": "localhost:9"}, {"HTTP_X_FORWARDED_PROTO": "https"}]
)
def test_reset_link_uses_the_configured_host(cast, settings, run_on_commit, mailoutbox, headers):
    settings.SITE_URL = "https://laatumatka.example"
    settings.ALLOWED_HOSTS = ["*"]
    assert reset_link(cast["worker"], run_on_commit, mailoutbox, **headers).startswith("https://laatumatka.example/salasana/uusi/")
    assert "evil" not in mailoutbox[-1].message().as_string()


def test_foreign_host_is_refused(cast):
    response = Client(HTTP_HOST="evil.example").post(reverse("account_reset_password"), {"email": cast["worker"].email})
    assert response.status_code == 400
    assert not OutgoingMail.objects.exists()


def path_of(link):
    return "/" + link.split("/", 3)[3]


def test_reset_link_works_once_and_a_scanner_does_not_use_it_up(client, cast, run_on_commit, mailoutbox):
    link = path_of(reset_link(cast["worker"], run_on_commit, mailoutbox))
    for _ in range(2):
        assert "Valitse uusi salasana" in Client().get(link, follow=True).content.decode()
    form = client.get(link, follow=True)
    client.post(form.redirect_chain[-1][0], {"password1": "seitseman veljesta metsassa"})
    cast["worker"].refresh_from_db()
    assert cast["worker"].check_password("seitseman veljesta metsassa")
    assert "Linkki ei enää toimi" in Client().get(link, follow=True).content.decode()


def test_reset_link_dies_with_the_address_and_with_time(cast, run_on_commit, mailoutbox, clock):
    link = path_of(reset_link(cast["worker"], run_on_commit, mailoutbox))
    clock.shift(days=4)
    assert "Linkki ei enää toimi" in Client().get(link, follow=True).content.decode()
    link = path_of(reset_link(cast["worker"], run_on_commit, mailoutbox))
    cast["worker"].email = "muuttunut@kivipaja.example"
    cast["worker"].save()
    assert "Linkki ei enää toimi" in Client().get(link, follow=True).content.decode()


def test_reset_forgives_failed_logins(client, cast, run_on_commit, mailoutbox):
    for _ in range(6):
        sign_in(Client(), cast["worker"], password="vaara salasana")
    form = client.get(path_of(reset_link(cast["worker"], run_on_commit, mailoutbox)), follow=True)
    client.post(form.redirect_chain[-1][0], {"password1": "seitseman veljesta metsassa"})
    assert sign_in(Client(), cast["worker"], password="seitseman veljesta metsassa").status_code == 302


def test_weak_new_password_is_refused(client, cast, run_on_commit, mailoutbox):
    form = client.get(path_of(reset_link(cast["worker"], run_on_commit, mailoutbox)), follow=True)
    response = client.post(form.redirect_chain[-1][0], {"password1": "lyhyt"})
    assert "12 merkki" in response.content.decode()
    cast["worker"].refresh_from_db()
    assert cast["worker"].check_password(PASSWORD)


def test_unknown_address_is_told_by_mail_only(db, run_on_commit, mailoutbox):
    with run_on_commit():
        Client().post(reverse("account_reset_password"), {"email": "vieras@kivipaja.example"})
    assert mailoutbox[0].to == ["vieras@kivipaja.example"]
    assert "ei ole käytössä olevaa tunnusta" in mailoutbox[0].body


@pytest.mark.parametrize("name", ["account_signup", "account_email", "account_set_password", "account_confirm_email"])
def test_other_pages_of_allauth_have_no_address(name):
    with pytest.raises(NoReverseMatch):
        reverse(name)


@pytest.mark.parametrize("path", ["/admin/", "/admin/login/", "/accounts/signup/", "/rekisteroidy/", "/accounts/login/"])
def test_there_is_no_admin_site_and_no_sign_up(client_of, cast, path):
    assert client_of(cast["admin"]).get(path).status_code == 404


def test_no_copy_of_an_address_outside_the_user(client, cast, run_on_commit, mailoutbox):
    from allauth.account.models import EmailAddress  # noqa: PLC0415

    sign_in(client, cast["worker"])
    reset_link(cast["worker"], run_on_commit, mailoutbox)
    assert not EmailAddress.objects.exists()


def test_reauthentication_checks_the_password(client, cast):
    sign_in(client, cast["worker"])
    assert "Salasana ei täsmää." in client.post(reverse("account_reauthenticate"), {"password": "vaara salasana"}).content.decode()
    assert client.post(reverse("account_reauthenticate"), {"password": PASSWORD, "next": OWN})["Location"] == OWN


def test_expired_session_row_signs_nobody_in(client, cast, clock):
    sign_in(client, cast["worker"])
    clock.shift(days=14, hours=1)
    assert not is_signed_in(client)


def test_mail_server_that_is_down_slows_no_request(db, monkeypatch):
    monkeypatch.setattr("workshops.mail.send_mail", None)
    assert Client().post(reverse("account_reset_password"), {"email": "vieras@kivipaja.example"}).status_code == 302
    assert OutgoingMail.objects.get().sent_at is None
