"""Organisations and workshops: of 31 kinds all over the country, so that national summaries have something to divide."""

from __future__ import annotations

from stdnum.fi import ytunnus

from config.toolkit.search import sort_key
from workshops.choices import FEATURES, FeatureKind, MaintainerType, NetworkKind, WorkshopLanguage, WorkshopSize
from workshops.models import Municipality, Network, Organisation, Workshop, WorkshopFeature

BATCH = 2_000
KINDS = 31  # of workshops; prime to the number of municipalities, so that every kind is everywhere
SPREAD = 7  # a step through the combinations of features, prime to them
SWEDISH_OF = 11  # every eleventh kind works in Swedish
OFFERED = (FeatureKind.SERVICE, FeatureKind.SECTOR)


def settle(workshops: int) -> list[Workshop]:
    """Make the workshops, each in its own organisation but the first two, which share one; return them in the order of their numbers."""
    organisations = _organisations(workshops - 1)
    made = Workshop.objects.bulk_create(
        (_workshop(number, organisations[max(0, number - 1)]) for number in range(workshops)), batch_size=BATCH
    )
    _join_networks(made)
    WorkshopFeature.objects.bulk_create(
        (
            WorkshopFeature(workshop=workshop, kind=kind, code=code)
            for number, workshop in enumerate(made)
            for kind in OFFERED
            for code in codes_of(number, kind)
        ),
        batch_size=BATCH,
    )
    return made


def codes_of(number: int, kind: str) -> list[str]:
    """Return the codes of this kind of feature that the workshop of the number has, at least one."""
    codes = list(FEATURES[kind])
    chosen = 1 + number % KINDS * SPREAD % (2 ** len(codes) - 1)
    return [code for place, code in enumerate(codes) if chosen >> place & 1]


def _organisations(count: int) -> list[Organisation]:
    municipalities, maintainers = list(Municipality.objects.order_by("code")), list(MaintainerType)
    return Organisation.objects.bulk_create(
        (
            Organisation(
                name=f"Mittaussäätiö {number}",
                sort_key=sort_key(f"Mittaussäätiö {number}"),
                business_id=business_id,
                maintainer_type=maintainers[number % KINDS % len(maintainers)],
                municipality=municipalities[number % len(municipalities)],
            )
            for number, business_id in enumerate(_business_ids(count))
        ),
        batch_size=BATCH,
    )


def _workshop(number: int, organisation: Organisation) -> Workshop:
    sizes, kind = list(WorkshopSize), number % KINDS
    return Workshop(
        organisation=organisation,
        name=f"Mittauspaja {number}",
        sort_key=sort_key(f"Mittauspaja {number}"),
        municipality=organisation.municipality,
        size=sizes[kind % len(sizes)],
        language=WorkshopLanguage.FINNISH if kind % SWEDISH_OF else WorkshopLanguage.SWEDISH,
    )


def _join_networks(workshops: list[Workshop]) -> None:
    """Let every workshop belong to the networks of its region, and those who work in Swedish to the networks of the language."""
    regions_of = [(network, {region.pk for region in network.regions.all()}) for network in Network.objects.prefetch_related("regions")]
    member = Workshop.networks.through
    member.objects.bulk_create(
        (
            member(workshop=workshop, network=network)
            for workshop in workshops
            for network, regions in regions_of
            if _is_of(workshop, network, regions)
        ),
        batch_size=BATCH,
    )


def _is_of(workshop: Workshop, network: Network, regions: set[int]) -> bool:
    if network.kind == NetworkKind.LANGUAGE:
        return workshop.language == WorkshopLanguage.SWEDISH
    return workshop.municipality.region_id in regions


def _business_ids(count: int) -> list[str]:
    numbers = (f"{digits:07d}-{check}" for digits in range(2_000_000, 2_000_000 + 3 * count + 20) for check in range(10))
    valid = (number for number in numbers if ytunnus.is_valid(number))
    return [next(valid) for _ in range(count)]
