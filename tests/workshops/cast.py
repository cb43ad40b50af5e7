"""The named cast of the tests: one workshop with its people, another organisation, the national roles."""

from dataclasses import dataclass, field

from tests.factories.workshops import NetworkFactory, OrganisationFactory, UserFactory, WorkshopFactory, grant
from workshops.models import Network, Organisation, User, Workshop
from workshops.roles import Role


@dataclass
class Cast:
    """Kivipaja and its people; `users` by name, None for a visitor."""

    organisation: Organisation
    workshop: Workshop
    sister: Workshop
    other: Workshop
    network: Network
    users: dict[str, User] = field(default_factory=dict)

    def __getitem__(self, name: str) -> User:
        return self.users[name]


def make_cast() -> Cast:
    """Make everybody of the role table, in each scope the role can have, and a stranger."""
    organisation = OrganisationFactory(name="Kivipajan säätiö")
    workshop = WorkshopFactory(organisation=organisation, name="Kivipaja")
    sister = WorkshopFactory(organisation=organisation, name="Puupaja")
    other = WorkshopFactory(name="Vieras paja")
    cast = Cast(organisation, workshop, sister, other, NetworkFactory())
    for name, role, place in [
        ("worker", Role.WORKER, {"workshop": workshop}),
        ("contact", Role.CONTACT, {"workshop": workshop}),
        ("leader", Role.LEADER, {"workshop": workshop}),
        ("organisation_contact", Role.CONTACT, {"organisation": organisation}),
        ("organisation_leader", Role.LEADER, {"organisation": organisation}),
        ("stranger", Role.LEADER, {"workshop": other}),
        ("network_coordinator", Role.NETWORK_COORDINATOR, {"network": cast.network}),
        ("peer_auditor", Role.PEER_AUDITOR, {}),
        ("external_auditor", Role.EXTERNAL_AUDITOR, {}),
        ("coordinator", Role.COORDINATOR, {}),
        ("decider", Role.DECIDER, {}),
        ("steering_group_member", Role.STEERING_GROUP_MEMBER, {}),
        ("admin", Role.ADMIN, {}),
    ]:
        cast.users[name] = UserFactory(name=name, email=f"{name}@kivipaja.example")
        grant(cast.users[name], role, **place)
    cast.users["nobody"] = UserFactory(name="nobody", email="nobody@kivipaja.example")
    return cast
