"""The pages of workshops, people, organisations, requests and users: who sees what, what is written, how many queries."""

import pytest
from django.urls import reverse

from tests.factories.workshops import (
    AccessRequestFactory,
    InvitationFactory,
    MunicipalityFactory,
    OrganisationFactory,
    UserFactory,
    WorkshopFactory,
    business_id,
    grant,
)
from workshops.models import AccessRequest, Invitation, Organisation, RoleGrant, User, Workshop
from workshops.roles import Role


def url(name, *args):
    return reverse(f"workshops:{name}", args=args)


def page(client, name, *args):
    return client.get(url(name, *args)).content.decode()


# Who sees what -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["workshop-detail", "workshop-people", "workshop-update", "invitation-create", "leader-appoint"])
def test_other_organisations_workshop_does_not_exist(client_of, cast, name):
    for who in ("leader", "worker", "network_coordinator", "decider"):
        assert client_of(cast[who]).get(url(name, cast.other.ref)).status_code == 404, who


def test_list_shows_what_the_pages_show(client_of, cast):
    for who in ("worker", "organisation_contact", "stranger", "coordinator", "admin", "nobody"):
        client = client_of(cast[who])
        listed = {workshop.name for workshop in client.get(url("workshop-list")).context["workshops"]}
        for workshop in Workshop.objects.all():
            opens = client.get(url("workshop-detail", workshop.ref)).status_code == 200
            assert (workshop.name in listed) == opens, (who, workshop.name)


def test_worker_sees_but_may_not_write(client_of, cast):
    client = client_of(cast["worker"])
    for name in ("workshop-update", "invitation-create"):
        assert client.get(url(name, cast.workshop.ref)).status_code == 403
        assert client.post(url(name, cast.workshop.ref), {"email": "a@b.example", "role": "worker"}).status_code == 403
    assert not Invitation.objects.exists()
    assert "Kutsu henkilö" not in page(client, "workshop-people", cast.workshop.ref)


@pytest.mark.parametrize("name", ["access-request-list", "user-list", "user-invite", "leaderless-list"])
def test_national_pages_exist_for_their_role_only(client_of, cast, name):
    allowed = {"access-request-list": "coordinator"}.get(name, "admin")
    assert client_of(cast[allowed]).get(url(name)).status_code == 200
    for who in {"coordinator", "admin", "leader", "decider"} - {allowed}:
        assert client_of(cast[who]).get(url(name)).status_code == 404, who


def test_addresses_of_people_are_shown_to_those_who_invite(client_of, cast):
    assert "leader@kivipaja.example" not in page(client_of(cast["worker"]), "workshop-people", cast.workshop.ref)
    assert "leader@kivipaja.example" in page(client_of(cast["contact"]), "workshop-people", cast.workshop.ref)


def test_coordinator_sees_leaders_and_contacts_but_no_workers(client_of, cast):
    shown = client_of(cast["coordinator"]).get(url("workshop-people", cast.workshop.ref))
    names = {member.user.name for member in shown.context["members"]}
    assert names == {"contact", "leader", "organisation_contact", "organisation_leader"}


def test_coordinator_gets_no_link_to_assessments(client_of, cast):
    assert "Työpajan arvioinnit" not in page(client_of(cast["coordinator"]), "workshop-detail", cast.workshop.ref)
    assert "Työpajan arvioinnit" in page(client_of(cast["worker"]), "workshop-detail", cast.workshop.ref)


def test_invitations_are_shown_to_those_who_could_send_them(client_of, cast):
    InvitationFactory(workshop=cast.workshop, email="tyo@kivipaja.example")
    InvitationFactory(workshop=cast.workshop, email="joh@kivipaja.example", role=Role.LEADER)
    shown = {who: page(client_of(cast[who]), "workshop-people", cast.workshop.ref) for who in ("worker", "contact", "leader")}
    assert [("tyo@" in shown[who], "joh@" in shown[who]) for who in shown] == [(False, False), (True, False), (True, True)]


@pytest.mark.parametrize("name", ["invitation-resend", "invitation-revoke"])
def test_anothers_invitation_does_not_exist(client_of, cast, name):
    invitation = InvitationFactory(workshop=cast.workshop, role=Role.LEADER)
    for who in ("stranger", "contact", "worker", "coordinator"):
        assert client_of(cast[who]).post(url(name, invitation.ref), {"email": "a@b.example"}).status_code == 404, who
    invitation.refresh_from_db()
    assert invitation.is_open


def test_anothers_role_does_not_exist(client_of, cast):
    given = RoleGrant.objects.get(user=cast["worker"])
    for who, status in {"stranger": 404, "nobody": 404, "worker": 403, "contact": 403, "leader": 200}.items():
        assert client_of(cast[who]).get(url("role-end", given.ref)).status_code == status, who


# Writing -------------------------------------------------------------------------------------------------------------


def test_leader_invites_corrects_and_revokes(client_of, cast):
    client = client_of(cast["leader"])
    client.post(url("invitation-create", cast.workshop.ref), {"email": "vaara@kivipaja.example", "role": "contact"})
    invitation = Invitation.objects.get()
    assert (invitation.role, invitation.workshop, invitation.invited_by) == (Role.CONTACT, cast.workshop, cast["leader"])
    client.post(url("invitation-resend", invitation.ref), {"email": "oikea@kivipaja.example"})
    assert "oikea@kivipaja.example" in page(client, "workshop-people", cast.workshop.ref)
    assert client.get(url("invitation-revoke", invitation.ref)).status_code == 405
    client.post(url("invitation-revoke", invitation.ref))
    invitation.refresh_from_db()
    assert invitation.revoked_at is not None


def test_role_not_offered_cannot_be_posted(client_of, cast):
    response = client_of(cast["contact"]).post(url("invitation-create", cast.workshop.ref), {"email": "a@b.example", "role": "leader"})
    assert response.status_code == 400
    assert not Invitation.objects.exists()


def test_last_leader_is_told_why_on_the_page(client_of, cast):
    given = RoleGrant.objects.get(user=cast["stranger"])
    response = client_of(cast["stranger"]).post(url("role-end", given.ref))
    assert response.status_code == 409
    assert "Kutsu ensin uusi." in response.content.decode()


def test_leader_gives_and_ends_a_role(client_of, cast):
    client = client_of(cast["leader"])
    client.post(url("role-create", cast.workshop.ref, cast["worker"].ref), {"role": "contact"})
    given = RoleGrant.objects.get(user=cast["worker"], role=Role.CONTACT)
    assert client.post(url("role-end", given.ref))["Location"] == url("workshop-people", cast.workshop.ref)
    given.refresh_from_db()
    assert given.ended_by == cast["leader"]
    assert client.get(url("role-create", cast.workshop.ref, cast["stranger"].ref)).status_code == 404


def facts(workshop, **changes):
    return {"name": workshop.name, "municipality": workshop.municipality_id, "language": "fi", "size": "3-5", **changes}


def test_contact_edits_facts_and_extra_fields_are_ignored(client_of, cast):
    extra = {
        "organisation": cast.other.organisation_id,
        "networks": cast.network.pk,
        "whole_organisation": "on",
        "ref": "aaaaaaaaaa",
        "sort_key": "x",
    }
    client_of(cast["contact"]).post(url("workshop-update", cast.workshop.ref), facts(cast.workshop, service=["job_coaching"], **extra))
    before = cast.workshop
    after = Workshop.objects.get(pk=before.pk)
    assert after.size == "3-5"
    assert list(after.features.values_list("code", flat=True)) == ["job_coaching"]
    assert (after.organisation, after.ref, after.whole_organisation, list(after.networks.all())) == (
        before.organisation,
        before.ref,
        False,
        [],
    )


def test_coordinator_edits_networks_too(client_of, cast):
    changes = {"networks": [cast.network.pk], "whole_organisation": "on"}
    client_of(cast["coordinator"]).post(url("workshop-update", cast.workshop.ref), facts(cast.workshop, **changes))
    assert list(cast.workshop.networks.all()) == [cast.network]


def test_refused_name_stays_typed(client_of, cast):
    response = client_of(cast["leader"]).post(url("workshop-update", cast.workshop.ref), facts(cast.workshop, name=""))
    assert response.status_code == 400
    assert "Täytä tämä kohta." in response.content.decode()


def test_coordinator_creates_an_organisation_its_workshop_and_first_leader(client_of, cast):
    client = client_of(cast["coordinator"])
    place = MunicipalityFactory()
    made = {"name": "Uusi säätiö", "business_id": business_id(77_000), "maintainer_type": "foundation", "municipality": place.pk}
    client.post(url("organisation-create"), made)
    organisation = Organisation.objects.get(name="Uusi säätiö")
    client.post(url("workshop-create", organisation.ref), {"name": "Uusi paja", "municipality": place.pk, "language": "fi"})
    workshop = organisation.workshops.get()
    client.post(url("invitation-create", workshop.ref), {"email": "johtaja@uusi.example", "role": "leader"})
    assert Invitation.objects.get().workshop == workshop
    client.post(url("organisation-update", organisation.ref), {**made, "name": "Uudempi säätiö"})
    organisation.refresh_from_db()
    assert organisation.name == "Uudempi säätiö"


def test_taken_business_id_is_told_beside_the_field(client_of, cast):
    made = {
        "name": "X",
        "business_id": cast.organisation.business_id,
        "maintainer_type": "other",
        "municipality": cast.organisation.municipality_id,
    }
    response = client_of(cast["coordinator"]).post(url("organisation-create"), made)
    assert response.status_code == 400
    assert "on jo organisaatio" in response.content.decode()


def test_workshops_name_twice_in_an_organisation_is_told_on_the_page(client_of, cast):
    response = client_of(cast["leader"]).post(url("workshop-update", cast.workshop.ref), facts(cast.workshop, name=cast.sister.name))
    assert response.status_code == 400
    assert "tämänniminen" in response.content.decode()


def test_coordinator_approves_with_one_click_and_declines_with_a_reason(client_of, cast):
    client = client_of(cast["coordinator"])
    good, bad = AccessRequestFactory(), AccessRequestFactory()
    assert client.get(url("access-request-approve", good.ref)).status_code == 405
    client.post(url("access-request-approve", good.ref))
    assert client.post(url("access-request-approve", good.ref)).status_code == 409
    assert client.post(url("access-request-decline", bad.ref), {"reason": ""}).status_code == 400
    client.post(url("access-request-decline", bad.ref), {"reason": "Ei ole työpaja."})
    assert [AccessRequest.objects.get(pk=item.pk).state for item in (good, bad)] == ["approved", "declined"]
    assert "Ei ole työpaja." in client.get(url("access-request-list") + "?tila=hylatyt").content.decode()
    assert client_of(cast["leader"]).post(url("access-request-approve", bad.ref)).status_code == 404


def test_admin_gives_national_roles_and_takes_accounts_out_of_use(client_of, cast):
    client, person = client_of(cast["admin"]), cast["nobody"]
    assert client.post(url("user-role-create", person.ref), {"role": "network_coordinator"}).status_code == 400
    client.post(url("user-role-create", person.ref), {"role": "network_coordinator", "network": cast.network.pk})
    client.post(url("user-role-create", person.ref), {"role": "decider", "network": cast.network.pk, "ends_date": "2030-01-31"})
    roles = {given.role: (given.network, str(given.ends_date)) for given in RoleGrant.objects.filter(user=person)}
    assert roles == {"network_coordinator": (cast.network, "None"), "decider": (None, "2030-01-31")}
    client.post(url("user-disable", person.ref))
    assert not User.objects.get(pk=person.pk).is_active
    client.post(url("user-enable", person.ref))
    assert User.objects.get(pk=person.pk).is_active
    assert client_of(cast["leader"]).post(url("user-disable", person.ref)).status_code == 404


def test_admin_names_a_leader_for_a_workshop_that_lost_hers(client_of, cast):
    client, lost = client_of(cast["admin"]), WorkshopFactory(name="Orpo paja")
    assert "Orpo paja" in page(client, "leaderless-list")
    client.post(url("leader-appoint", lost.ref), {"email": "uusi@kivipaja.example"})
    assert (Invitation.objects.get().role, Invitation.objects.get().workshop) == (Role.LEADER, lost)
    assert client.get(url("leader-appoint", cast.workshop.ref)).status_code == 404


def test_admin_invites_into_a_national_role(client_of, cast):
    client_of(cast["admin"]).post(url("user-invite"), {"email": "koord@laatumatka.example", "role": "coordinator"})
    assert Invitation.objects.get().role == Role.COORDINATOR
    assert "koord@laatumatka.example" in page(client_of(cast["admin"]), "user-list")


# Search, frame and queries --------------------------------------------------------------------------------------------


def test_search_finds_in_any_case_with_finnish_letters(client_of, cast):
    WorkshopFactory(name="Äänekosken ÖLJYPAJA")
    UserFactory(name="Åsa Öhman")
    OrganisationFactory(name="Äiti ry")
    assert "ÖLJYPAJA" in client_of(cast["coordinator"]).get(url("workshop-list") + "?haku=öljy").content.decode()
    assert "Åsa" in client_of(cast["admin"]).get(url("user-list") + "?haku=ÖHMAN").content.decode()
    assert "Äiti ry" in client_of(cast["coordinator"]).get(url("organisation-list") + "?haku=äiti").content.decode()
    assert "ei löytynyt" in client_of(cast["admin"]).get(url("user-list") + "?haku=<b>zzz").content.decode()


def test_frame_shows_name_workshop_and_the_roles_menu(client_of, cast):
    nav = {
        who: [label for label, *_ in client_of(cast[who]).get("/oma/").context["shell_nav"]]
        for who in ("worker", "organisation_leader", "coordinator", "admin")
    }
    assert "Työpaja" in nav["worker"]
    assert "Työpajat" in nav["organisation_leader"]
    assert {"Organisaatiot", "Pyynnöt"} <= set(nav["coordinator"])
    assert "Käyttäjät" in nav["admin"]
    assert not {"Organisaatiot", "Pyynnöt", "Käyttäjät"} & set(nav["worker"])
    shown = client_of(cast["worker"]).get("/oma/").content.decode()
    assert "worker" in shown
    assert "Kivipaja" in shown
    assert "Kirjaudu ulos" in shown


def test_demo_banner_shows_the_seeded_logins(client, db, settings, tmp_path):
    settings.DEMO, settings.DEMO_FILE = True, tmp_path / "demo.json"
    assert client.get(url("feedback")).status_code == 200
    settings.DEMO_FILE.write_text('{"password": "kuusi pientä", "logins": {"contact": "aino@kivipaja.example"}}', encoding="utf-8")
    shown = client.get(url("feedback")).content.decode()
    assert "aino@kivipaja.example" in shown
    assert "kuusi pientä" in shown


def fill(rows):
    organisation = OrganisationFactory()
    for _ in range(rows):
        workshop = WorkshopFactory(organisation=organisation)
        user = UserFactory()
        for role in (Role.WORKER, Role.LEADER):
            grant(user, role, workshop=workshop)
        InvitationFactory(workshop=workshop)
        InvitationFactory(workshop=None, role=Role.COORDINATOR)
        AccessRequestFactory()
    return organisation, workshop


QUERIES = {  # session, user, roles, then the page's own; literal, so that a change is seen
    ("workshop-list", "coordinator"): 5,
    ("organisation-list", "coordinator"): 5,
    ("access-request-list", "coordinator"): 5,
    ("user-list", "admin"): 7,
    ("leaderless-list", "admin"): 4,
}


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("name", "who"), QUERIES)
def test_lists_ask_the_same_number_of_queries(client_of, cast, django_assert_num_queries, name, who, rows):
    fill(rows)
    client = client_of(cast[who])
    client.get("/oma/")
    with django_assert_num_queries(QUERIES[name, who]):
        assert client.get(url(name)).status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("name", "queries"), [("workshop-detail", 11), ("workshop-people", 8), ("organisation-detail", 8)])
def test_pages_ask_the_same_number_of_queries(client_of, cast, django_assert_num_queries, name, queries, rows):
    for _ in range(rows):
        user = UserFactory()
        grant(user, Role.WORKER, workshop=cast.workshop)
        grant(user, Role.CONTACT, organisation=cast.organisation)
        WorkshopFactory(organisation=cast.organisation)
        InvitationFactory(workshop=cast.workshop)
        InvitationFactory(workshop=None, organisation=cast.organisation, role=Role.CONTACT)
    client = client_of(cast["organisation_leader"])
    client.get("/oma/")
    place = cast.organisation if name == "organisation-detail" else cast.workshop
    with django_assert_num_queries(queries):
        assert client.get(url(name, place.ref)).status_code == 200


def test_no_page_shows_a_database_id(client_of, cast):
    invitation = InvitationFactory(workshop=cast.workshop)
    shown = page(client_of(cast["leader"]), "workshop-people", cast.workshop.ref)
    assert invitation.ref in shown
    for row in (cast.workshop, cast["worker"], invitation):
        assert f"/{row.pk}/" not in shown


def test_text_is_escaped_everywhere(client_of, cast):
    bad = "<script>alert(1)</script>{{7*7}}"
    Workshop.objects.filter(pk=cast.workshop.pk).update(name=bad)
    User.objects.filter(pk=cast["worker"].pk).update(name=bad)
    AccessRequestFactory(workshop_name=bad, contact_name=bad, organisation_name=bad)
    for who, name, args in [
        ("leader", "workshop-people", [cast.workshop.ref]), ("coordinator", "workshop-list", []),
        ("coordinator", "access-request-list", []),
        ("admin", "user-list", []), ("worker", "own-account", []),
    ]:  # fmt: skip
        shown = page(client_of(cast[who]), name, *args)
        assert "<script>alert" not in shown
        assert "{{7*7}}" in shown
