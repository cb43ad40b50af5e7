"""Organisations and workshops: made by the coordinator, kept up to date by their own people."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from config.toolkit.errors import NotAllowedError, RefusedInputError
from config.toolkit.search import sort_key
from workshops.choices import FEATURES, NetworkKind, WorkshopLanguage
from workshops.models import Municipality, Network, Organisation, User, Workshop, WorkshopFeature
from workshops.permissions import Access, can_edit_workshop, can_manage_organisations, can_update_workshop
from workshops.services.audit_events import record_event

# What only the association decides: it shows in figures and in conflicts of interest.
COORDINATOR_FIELDS = frozenset({"whole_organisation", "networks"})
WORKSHOP_FIELDS = ("name", "municipality", "language", "size", "whole_organisation", "shows_progress")
ORGANISATION_FIELDS = ("name", "business_id", "maintainer_type", "municipality")


@transaction.atomic
def create_organisation(
    *, name: str, business_id: str, maintainer_type: str, municipality: Municipality, by: User, at: dt.datetime
) -> Organisation:
    """Create an organisation; raises `ValidationError` for a y-tunnus that is wrong or taken."""
    guard_coordinator(by=by, at=at)
    organisation = Organisation(name=name, business_id=business_id, maintainer_type=maintainer_type, municipality=municipality)
    organisation.sort_key = sort_key(name)
    organisation.full_clean()
    organisation.save()
    record_event(action="organisation_created", obj=organisation, by=by, at=at, organisation=organisation)
    return organisation


@transaction.atomic
def update_organisation(*, organisation: Organisation, by: User, at: dt.datetime, **facts: Any) -> Organisation:
    """Change an organisation's facts (`ORGANISATION_FIELDS`); completed assessments keep the ones they were completed with."""
    guard_coordinator(by=by, at=at)
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    changed = _assign(organisation, facts, ORGANISATION_FIELDS)
    record_event(action="organisation_updated", obj=organisation, by=by, at=at, organisation=organisation, details={"fields": changed})
    return organisation


@transaction.atomic
def create_workshop(
    *,
    organisation: Organisation,
    name: str,
    by: User,
    at: dt.datetime,
    municipality: Municipality | None = None,
    language: str = WorkshopLanguage.FINNISH,
    size: str = "",
    whole_organisation: bool = False,
    networks: Collection[Network] | None = None,
    features: Mapping[str, Collection[str]] | None = None,
) -> Workshop:
    """Create a workshop of an organisation, in its municipality unless another is given; networks default to those of the place."""
    guard_coordinator(by=by, at=at)
    workshop = Workshop(organisation=organisation, name=name, municipality=municipality or organisation.municipality)
    workshop.language, workshop.size, workshop.whole_organisation = language, size, whole_organisation
    workshop.sort_key = sort_key(name)
    workshop.full_clean()
    workshop.save()
    workshop.networks.set(networks if networks is not None else networks_of(workshop))
    set_features(workshop=workshop, features=features or {})
    record_event(action="workshop_created", obj=workshop, by=by, at=at, workshop=workshop)
    return workshop


@transaction.atomic
def update_workshop(
    *,
    workshop: Workshop,
    by: User,
    at: dt.datetime,
    networks: Collection[Network] | None = None,
    features: Mapping[str, Collection[str]] | None = None,
    **facts: Any,
) -> Workshop:
    """Change what is given of a workshop's facts (`WORKSHOP_FIELDS`), networks and features (all codes of each kind given).

    Contact and leader keep their own workshop's facts, and they alone its consent to show progress; `COORDINATOR_FIELDS` are the
    coordinator's. Raises `NotAllowedError`.
    """
    workshop = Workshop.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=workshop.pk)
    given = set(facts) | ({"networks"} if networks is not None else set())
    access = Access.of(by, timezone.localdate(at))
    if not can_update_workshop(access, workshop) or (given & COORDINATOR_FIELDS and not can_manage_organisations(access)):
        raise NotAllowedError(_("Sinulla ei ole oikeutta muuttaa tämän työpajan tietoja."))
    if "shows_progress" in given and not can_edit_workshop(access, workshop):
        raise NotAllowedError(_("Vain työpaja itse voi antaa luvan näyttää, että se on aloittanut."))
    changed = _assign(workshop, facts, WORKSHOP_FIELDS)
    if networks is not None:
        workshop.networks.set(networks)
    if features is not None:
        set_features(workshop=workshop, features=features)
    record_event(action="workshop_updated", obj=workshop, by=by, at=at, workshop=workshop, details={"fields": changed})
    return workshop


def guard_coordinator(*, by: User, at: dt.datetime) -> None:
    """Refuse everybody but the coordinator."""
    if not can_manage_organisations(Access.of(by, timezone.localdate(at))):
        raise NotAllowedError(_("Vain koordinaattori voi muuttaa organisaatioita."))


def networks_of(workshop: Workshop) -> list[Network]:
    """Return the regional network of the workshop's region when there is exactly one, and the language network of a Swedish workshop.

    Uusimaa has two networks and the capital region one of them: there the coordinator chooses.
    """
    regional = list(Network.objects.filter(kind=NetworkKind.REGIONAL, regions=workshop.municipality.region_id)[:2])
    language = Network.objects.filter(kind=NetworkKind.LANGUAGE) if workshop.language != WorkshopLanguage.FINNISH else []
    return [*(regional if len(regional) == 1 else []), *language]


def set_features(*, workshop: Workshop, features: Mapping[str, Collection[str]]) -> None:
    """Make the codes of each given kind exactly the given ones; kinds not given stay. Raises `RefusedInputError` for an unknown code."""
    for kind, codes in features.items():
        if not set(codes) <= set(FEATURES.get(kind, {})):
            raise RefusedInputError(_("Valinta ei ole luettelossa."), field=kind)
        workshop.features.filter(kind=kind).exclude(code__in=codes).delete()
        existing = set(workshop.features.filter(kind=kind).values_list("code", flat=True))
        WorkshopFeature.objects.bulk_create(
            WorkshopFeature(workshop=workshop, kind=kind, code=code) for code in codes if code not in existing
        )


def _assign(obj: Organisation | Workshop, facts: Mapping[str, Any], allowed: Collection[str]) -> list[str]:
    """Set the given facts on a locked row and save the changed ones; returns their names."""
    if unknown := set(facts) - set(allowed):
        raise TypeError(f"Unknown facts: {sorted(unknown)}")
    changed = [name for name, value in facts.items() if getattr(obj, name) != value]
    for name in changed:
        setattr(obj, name, facts[name])
    obj.sort_key = sort_key(obj.name)
    obj.full_clean()
    obj.save(update_fields=[*changed, "sort_key"])
    return sorted(changed)
