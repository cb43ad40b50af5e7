"""Access requests, organisations, workshops, users, places."""

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command

from config.toolkit.errors import NotAllowedError, RefusedInputError, WrongStateError
from tests.factories.workshops import (
    AccessRequestFactory,
    MunicipalityFactory,
    NetworkFactory,
    OrganisationFactory,
    RegionFactory,
    WorkshopFactory,
    business_id,
)
from workshops.models import AccessRequest, AuditEvent, Municipality, Network, Organisation, OutgoingMail, Region, Workshop
from workshops.roles import Role
from workshops.services.access_requests import approve_access_request, decline_access_request, request_access
from workshops.services.organisations import create_organisation, create_workshop, update_organisation, update_workshop
from workshops.services.places import load_places
from workshops.services.users import set_user_active


def ask(now, **changes):
    facts = {
        "business_id": business_id(99_000),
        "organisation_name": "Uusi säätiö",
        "maintainer_type": "foundation",
        "workshop_name": "Uusi paja",
        "municipality": changes.pop("municipality", None) or MunicipalityFactory(),
        "contact_name": "Helmi Uusi",
        "email": "helmi@uusipaja.example",
    }
    return request_access(at=now, **{**facts, **changes})


def test_request_tells_each_coordinator_once(cast, now):
    municipality = MunicipalityFactory()
    first, again = ask(now, municipality=municipality), ask(now, municipality=municipality, email="Helmi@uusipaja.example")
    assert first == again
    assert [mail.to_user for mail in OutgoingMail.objects.all()] == [cast["coordinator"]]


def test_wrong_check_digit_is_refused(db, now):
    with pytest.raises(ValidationError):
        ask(now, business_id="1234567-8")


def test_approval_creates_what_is_missing_and_invites_the_first_leader(cast, now):
    approved = approve_access_request(access_request=ask(now), by=cast["coordinator"], at=now)
    workshop = Workshop.objects.get(name="Uusi paja")
    assert workshop.organisation.business_id == business_id(99_000)
    invitation = approved.invitation
    assert (invitation.email, invitation.name, invitation.role, invitation.workshop) == (
        "helmi@uusipaja.example", "Helmi Uusi", Role.LEADER, workshop,
    )  # fmt: skip
    assert OutgoingMail.objects.filter(kind="invitation").count() == 1


def test_approval_finds_the_organisation_by_its_business_id(cast, now):
    organisation = OrganisationFactory()
    asked = ask(now, business_id=organisation.business_id, organisation_name="Toisin kirjoitettu")
    approved = approve_access_request(access_request=asked, by=cast["coordinator"], at=now)
    assert approved.invitation.workshop.organisation == organisation


def test_unit_of_an_organisation_with_a_leader_is_hers_to_fill(cast, now):
    asked = ask(now, business_id=cast.organisation.business_id)
    with pytest.raises(WrongStateError):
        approve_access_request(access_request=asked, by=cast["coordinator"], at=now)
    assert not Workshop.objects.filter(name="Uusi paja").exists()


def test_approval_never_lets_a_second_leader_in(cast, now):
    asked = ask(now, business_id=cast.other.organisation.business_id, workshop_name=cast.other.name)
    with pytest.raises(WrongStateError, match="esihenkilö"):
        approve_access_request(access_request=asked, by=cast["coordinator"], at=now)
    assert AccessRequest.objects.get().state == "waiting"


def test_decision_is_made_once(cast, now):
    asked = ask(now)
    decline_access_request(access_request=asked, reason="Ei ole työpaja.", by=cast["coordinator"], at=now)
    for decide in (approve_access_request, lambda **kwargs: decline_access_request(reason="x", **kwargs)):
        with pytest.raises(WrongStateError):
            decide(access_request=asked, by=cast["coordinator"], at=now)
    mail = OutgoingMail.objects.get(kind="access_request_declined")
    assert "Ei ole työpaja." in mail.text


def test_declining_needs_a_reason(cast, now):
    with pytest.raises(RefusedInputError):
        decline_access_request(access_request=ask(now), reason="  ", by=cast["coordinator"], at=now)


@pytest.mark.parametrize("name", ["admin", "leader", "decider", "nobody"])
def test_only_the_coordinator_decides_and_creates(cast, now, name):
    with pytest.raises(NotAllowedError):
        approve_access_request(access_request=AccessRequestFactory(), by=cast[name], at=now)
    with pytest.raises(NotAllowedError):
        create_workshop(organisation=cast.organisation, name="Kolmas", by=cast[name], at=now)


def test_workshop_gets_the_network_of_its_place(cast, now):
    region = RegionFactory(code="19")
    lapland = NetworkFactory(slug="lappi")
    lapland.regions.add(region)
    swedish = NetworkFactory(slug="ruotsinkielinen", kind="language")
    place = MunicipalityFactory(region=region)
    made = create_workshop(organisation=cast.organisation, name="A", municipality=place, by=cast["coordinator"], at=now)
    both = create_workshop(organisation=cast.organisation, name="B", municipality=place, language="sv", by=cast["coordinator"], at=now)
    assert (set(made.networks.all()), set(both.networks.all())) == ({lapland}, {lapland, swedish})


def test_place_with_two_networks_waits_for_the_coordinators_choice(cast, now):
    region = RegionFactory(code="01")
    for slug in ("uusimaa", "paakaupunkiseutu"):
        NetworkFactory(slug=slug).regions.add(region)
    made = create_workshop(
        organisation=cast.organisation, name="A", municipality=MunicipalityFactory(region=region), by=cast["coordinator"], at=now
    )
    assert not made.networks.exists()


def test_contact_keeps_the_workshops_facts_and_features(cast, now):
    update_workshop(
        workshop=cast.workshop, by=cast["contact"], at=now, size="3-5", features={"service": ["start_coaching", "job_coaching"]}
    )
    update_workshop(workshop=cast.workshop, by=cast["contact"], at=now, features={"service": ["job_coaching"], "sector": ["youth"]})
    cast.workshop.refresh_from_db()
    assert cast.workshop.size == "3-5"
    assert set(cast.workshop.features.values_list("kind", "code")) == {("service", "job_coaching"), ("sector", "youth")}
    assert AuditEvent.objects.filter(action="workshop_updated").first().details == {"fields": ["size"]}


def test_networks_and_whole_organisation_are_the_coordinators(cast, now):
    for change in ({"networks": [cast.network]}, {"whole_organisation": True}):
        with pytest.raises(NotAllowedError):
            update_workshop(workshop=cast.workshop, by=cast["leader"], at=now, **change)
        update_workshop(workshop=cast.workshop, by=cast["coordinator"], at=now, **change)
    cast.workshop.refresh_from_db()
    assert cast.workshop.whole_organisation


@pytest.mark.parametrize("name", ["worker", "stranger", "admin", "nobody"])
def test_others_change_no_workshop(cast, now, name):
    with pytest.raises(NotAllowedError):
        update_workshop(workshop=cast.workshop, by=cast[name], at=now, name="Toinen")


def test_unknown_feature_is_refused(cast, now):
    with pytest.raises(RefusedInputError):
        update_workshop(workshop=cast.workshop, by=cast["leader"], at=now, features={"service": ["youth"]})


def test_renamed_things_sort_by_their_new_names(cast, now):
    update_workshop(workshop=cast.workshop, by=cast["leader"], at=now, name="Åkerverkstad")
    update_organisation(organisation=cast.organisation, by=cast["coordinator"], at=now, name="Ähtärin säätiö")
    create_workshop(organisation=cast.organisation, name="Zeppeliinipaja", by=cast["coordinator"], at=now)
    assert [w.name for w in Workshop.objects.filter(organisation=cast.organisation)] == ["Puupaja", "Zeppeliinipaja", "Åkerverkstad"]
    assert Workshop.objects.search("ÅKER").get() == cast.workshop
    assert Organisation.objects.search("ähtärin").get() == cast.organisation


def test_second_organisation_with_the_same_business_id_is_refused(cast, now):
    with pytest.raises(ValidationError, match="y-tunnuksella"):
        create_organisation(
            name="Toinen", business_id=cast.organisation.business_id, maintainer_type="other",
            municipality=cast.organisation.municipality, by=cast["coordinator"], at=now,
        )  # fmt: skip


def test_admin_disables_and_enables_but_not_herself(cast, now):
    set_user_active(user=cast["worker"], is_active=False, by=cast["admin"], at=now)
    with pytest.raises(WrongStateError):
        set_user_active(user=cast["worker"], is_active=False, by=cast["admin"], at=now)
    assert set_user_active(user=cast["worker"], is_active=True, by=cast["admin"], at=now).is_active
    with pytest.raises(RefusedInputError):
        set_user_active(user=cast["admin"], is_active=False, by=cast["admin"], at=now)
    with pytest.raises(NotAllowedError):
        set_user_active(user=cast["worker"], is_active=False, by=cast["leader"], at=now)


def test_places_are_loaded_whole_and_again_without_change(db):
    load_places()
    Network.objects.filter(slug="lappi").update(name_fi="Lapin verkosto")
    call_command("load_places", verbosity=0)
    assert (Region.objects.count(), Municipality.objects.count(), Network.objects.count()) == (19, 308, 16)
    assert Network.objects.filter(kind="language").count() == 1
    assert Network.objects.get(slug="lappi").name_fi == "Lapin verkosto"
    assert Municipality.objects.get(code="564").region.name_fi == "Pohjois-Pohjanmaa"
    assert not Region.objects.filter(networks=None).exclude(name_fi="Ahvenanmaa").exists()
    assert Municipality.objects.last().name_fi.startswith(("Ä", "Å"))


def test_workshops_in_the_same_organisation_have_different_names(cast, now):
    with pytest.raises(ValidationError, match="tämänniminen"):
        create_workshop(organisation=cast.organisation, name="Puupaja", by=cast["coordinator"], at=now)
    WorkshopFactory(name="Puupaja")
