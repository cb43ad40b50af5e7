"""Rows of workshops and people for tests; the demo data goes through the services instead."""

import datetime as dt
from typing import Any

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory
from stdnum.fi import ytunnus

from config.toolkit.search import sort_key
from workshops.choices import MaintainerType, NetworkKind
from workshops.models import AccessRequest, Invitation, Municipality, Network, Organisation, Region, RoleGrant, User, Workshop
from workshops.roles import SCOPES, Role, Scope

PASSWORD = "kuusi pientä siiliä"
LONG_AGO = dt.date(2020, 1, 1)


def business_id(number: int) -> str:
    """Return a y-tunnus with a right check digit, a different one for each number; not every number has one."""
    digits = 1_000_000 + number * 11
    while True:
        for check in range(10):
            if ytunnus.is_valid(f"{digits:07d}-{check}"):
                return f"{digits:07d}-{check}"
        digits += 1


class UserFactory(DjangoModelFactory[User]):
    class Meta:
        model = User
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Aino Esimerkki {n}")
    email = factory.Sequence(lambda n: f"aino{n}@kivipaja.example")
    sort_key = factory.LazyAttribute(lambda o: sort_key(o.name))

    @classmethod
    def _create(cls, model_class: type[User], *args: Any, **kwargs: Any) -> User:
        user = model_class(**{key: value for key, value in kwargs.items() if key != "password"})
        user.set_password(kwargs.get("password", PASSWORD))
        user.save()
        return user


class RegionFactory(DjangoModelFactory[Region]):
    class Meta:
        model = Region
        django_get_or_create = ("code",)

    code = factory.Sequence(lambda n: f"{n % 100:02d}")
    name_fi = factory.Sequence(lambda n: f"Maakunta {n}")
    name_sv = factory.Sequence(lambda n: f"Landskap {n}")


class MunicipalityFactory(DjangoModelFactory[Municipality]):
    class Meta:
        model = Municipality
        django_get_or_create = ("code",)

    code = factory.Sequence(lambda n: f"{n % 1000:03d}")
    name_fi = factory.Sequence(lambda n: f"Kunta {n}")
    name_sv = factory.Sequence(lambda n: f"Kommun {n}")
    sort_key = factory.LazyAttribute(lambda o: sort_key(o.name_fi))
    region = factory.SubFactory(RegionFactory)


class NetworkFactory(DjangoModelFactory[Network]):
    class Meta:
        model = Network

    slug = factory.Sequence(lambda n: f"verkosto-{n}")
    name_fi = factory.Sequence(lambda n: f"Verkosto {n}")
    kind = NetworkKind.REGIONAL


class OrganisationFactory(DjangoModelFactory[Organisation]):
    class Meta:
        model = Organisation

    name = factory.Sequence(lambda n: f"Kivipajan säätiö {n}")
    business_id = factory.Sequence(business_id)
    maintainer_type = MaintainerType.FOUNDATION
    municipality = factory.SubFactory(MunicipalityFactory)
    sort_key = factory.LazyAttribute(lambda o: sort_key(o.name))


class WorkshopFactory(DjangoModelFactory[Workshop]):
    class Meta:
        model = Workshop

    organisation = factory.SubFactory(OrganisationFactory)
    name = factory.Sequence(lambda n: f"Kivipaja {n}")
    municipality = factory.SelfAttribute("organisation.municipality")
    sort_key = factory.LazyAttribute(lambda o: sort_key(o.name))


class RoleGrantFactory(DjangoModelFactory[RoleGrant]):
    class Meta:
        model = RoleGrant

    user = factory.SubFactory(UserFactory)
    role = Role.WORKER
    scope = Scope.WORKSHOP
    workshop = factory.Maybe(factory.LazyAttribute(lambda o: o.scope == Scope.WORKSHOP), factory.SubFactory(WorkshopFactory), None)
    starts_date = LONG_AGO
    granted_at = factory.LazyFunction(timezone.now)


class InvitationFactory(DjangoModelFactory[Invitation]):
    class Meta:
        model = Invitation

    email = factory.Sequence(lambda n: f"kutsuttu{n}@kivipaja.example")
    role = Role.WORKER
    workshop = factory.SubFactory(WorkshopFactory)
    nonce = factory.Sequence(lambda n: f"nonce-{n}")
    invited_at = factory.LazyFunction(timezone.now)
    sent_at = factory.SelfAttribute("invited_at")
    expires_at = factory.LazyAttribute(lambda o: o.invited_at + dt.timedelta(days=30))


class AccessRequestFactory(DjangoModelFactory[AccessRequest]):
    class Meta:
        model = AccessRequest

    business_id = factory.Sequence(lambda n: business_id(50_000 + n))
    organisation_name = factory.Sequence(lambda n: f"Uusi säätiö {n}")
    maintainer_type = MaintainerType.FOUNDATION
    workshop_name = factory.Sequence(lambda n: f"Uusi paja {n}")
    municipality = factory.SubFactory(MunicipalityFactory)
    contact_name = "Helmi Uusi"
    email = factory.Sequence(lambda n: f"helmi{n}@uusipaja.example")
    requested_at = factory.LazyFunction(timezone.now)


def grant(  # noqa: PLR0913 one keyword per kind of scope
    user: User,
    role: Role,
    *,
    workshop: Workshop | None = None,
    organisation: Organisation | None = None,
    network: Network | None = None,
    starts_date: dt.date = LONG_AGO,
    ends_date: dt.date | None = None,
) -> RoleGrant:
    """Give the user a role in the scope named by the one given object; none means national."""
    named = {Scope.WORKSHOP: workshop, Scope.ORGANISATION: organisation, Scope.NETWORK: network}
    scope = next((scope for scope, obj in named.items() if obj is not None), Scope.NATIONAL)
    assert scope in SCOPES[role], f"{role} cannot be granted in {scope}."
    return RoleGrant.objects.create(
        user=user,
        role=role,
        scope=scope,
        workshop=workshop,
        organisation=organisation,
        network=network,
        starts_date=starts_date,
        ends_date=ends_date,
        granted_at=timezone.now(),
    )
